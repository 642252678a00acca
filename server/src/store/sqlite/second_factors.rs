//! Second factors.

use madobe_shared::codes::Deed;
use madobe_shared::ids::UserId;
use rusqlite::{OptionalExtension, Transaction, params};

use super::super::audit::{Event, Hand};
use super::super::second_factors::{RecoveryHash, SecondFactor, SecondFactors, TotpSecret};
use super::{SqliteStore, StoreError, audit};

impl SecondFactors for SqliteStore {
    fn second_factor(&self, user: UserId) -> Result<Option<SecondFactor>, StoreError> {
        self.read(|transaction| {
            let mut statement = transaction.prepare_cached(
                "SELECT secret, confirmed, used_step,
                     (SELECT count(*) FROM recovery_codes WHERE recovery_codes.user = second_factors.user)
                 FROM second_factors WHERE user = ?1",
            )?;
            let factor = statement.query_one([user.0.cast_signed()], |row| {
                Ok(SecondFactor {
                    secret: TotpSecret(row.get(0)?),
                    is_confirmed: row.get(1)?,
                    used_step: row.get(2)?,
                    recovery_codes_left: row.get(3)?,
                })
            });
            Ok(factor.optional()?)
        })
    }

    fn offer_second_factor(&self, user: UserId, secret: TotpSecret) -> Result<bool, StoreError> {
        self.write(|transaction| {
            let kept = transaction.execute(
                "INSERT INTO second_factors (user, secret, confirmed, used_step) VALUES (?1, ?2, 0, 0)
                 ON CONFLICT (user) DO UPDATE SET secret = ?2 WHERE NOT confirmed",
                params![user.0.cast_signed(), secret.0],
            )?;
            Ok(kept > 0)
        })
    }

    fn confirm_second_factor(
        &self,
        now_ms: u64,
        member: UserId,
        offered: TotpSecret,
        step: u64,
        recovery_codes: &[RecoveryHash],
    ) -> Result<bool, StoreError> {
        let user = member.0.cast_signed();
        self.write(|transaction| {
            let sql = "UPDATE second_factors SET confirmed = 1, used_step = ?3
                       WHERE user = ?1 AND secret = ?2 AND NOT confirmed";
            if transaction.execute(sql, params![user, offered.0, step])? == 0 {
                return Ok(false);
            }
            transaction.execute("DELETE FROM recovery_codes WHERE user = ?1", [user])?;
            keep_recovery_codes(transaction, member, recovery_codes)?;
            audit::record(transaction, now_ms, &Event::new(Hand::of(member, now_ms), Deed::SecondFactorSetUp))?;
            Ok(true)
        })
    }

    fn use_totp_step(&self, user: UserId, step: u64) -> Result<bool, StoreError> {
        self.write(|transaction| {
            let sql = "UPDATE second_factors SET used_step = ?2 WHERE user = ?1 AND confirmed AND used_step < ?2";
            Ok(transaction.execute(sql, params![user.0.cast_signed(), step])? > 0)
        })
    }

    fn use_recovery_code(&self, now_ms: u64, user: UserId, code: RecoveryHash) -> Result<bool, StoreError> {
        self.write(|transaction| {
            let sql = "DELETE FROM recovery_codes WHERE user = ?1 AND hash = ?2";
            if transaction.execute(sql, params![user.0.cast_signed(), code.0])? == 0 {
                return Ok(false);
            }
            audit::record(transaction, now_ms, &Event::new(Hand::of(user, now_ms), Deed::RecoveryCodeUsed))?;
            Ok(true)
        })
    }

    fn remove_second_factor(&self, hand: Hand, user: UserId) -> Result<bool, StoreError> {
        self.write(|transaction| {
            let sql = "DELETE FROM second_factors WHERE user = ?1";
            if transaction.execute(sql, [user.0.cast_signed()])? == 0 {
                return Ok(false);
            }
            drop_recovery_codes_without_factor(transaction, user)?;
            audit::record(transaction, hand.at_ms, &Event::new(hand, Deed::SecondFactorRemoved).about(user))?;
            Ok(true)
        })
    }

    fn reset_second_factors(&self, hand: Hand, user: UserId) -> Result<bool, StoreError> {
        self.write(|transaction| {
            let mut removed = 0;
            for sql in ["DELETE FROM second_factors WHERE user = ?1", "DELETE FROM passkeys WHERE user = ?1"] {
                removed += transaction.execute(sql, [user.0.cast_signed()])?;
            }
            transaction.execute("DELETE FROM recovery_codes WHERE user = ?1", [user.0.cast_signed()])?;
            if removed > 0 {
                audit::record(transaction, hand.at_ms, &Event::new(hand, Deed::SecondFactorRemoved).about(user))?;
            }
            Ok(removed > 0)
        })
    }
}

/// Recovery codes stand in for any second factor of a user.
pub(super) fn keep_recovery_codes(
    transaction: &Transaction<'_>,
    user: UserId,
    codes: &[RecoveryHash],
) -> Result<(), StoreError> {
    for code in codes {
        let sql = "INSERT OR IGNORE INTO recovery_codes (user, hash) VALUES (?1, ?2)";
        transaction.execute(sql, params![user.0.cast_signed(), code.0])?;
    }
    Ok(())
}

/// With the last second factor they go.
pub(super) fn drop_recovery_codes_without_factor(
    transaction: &Transaction<'_>,
    user: UserId,
) -> Result<(), StoreError> {
    let sql = "DELETE FROM recovery_codes WHERE user = ?1
               AND NOT EXISTS (SELECT 1 FROM passkeys WHERE user = ?1)
               AND NOT EXISTS (SELECT 1 FROM second_factors WHERE user = ?1 AND confirmed)";
    transaction.execute(sql, [user.0.cast_signed()])?;
    Ok(())
}
