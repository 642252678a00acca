//! Passkeys.

use madobe_shared::codes::Deed;
use madobe_shared::ids::UserId;
use rusqlite::params;

use super::super::audit::{Event, Hand};
use super::super::passkeys::{Added, NewPasskey, Passkey, PasskeyId, Passkeys};
use super::super::second_factors::RecoveryHash;
use super::second_factors::{drop_recovery_codes_without_factor, keep_recovery_codes};
use super::{SqliteStore, StoreError, audit};
use crate::limits::PASSKEYS_PER_USER_MAX;

impl Passkeys for SqliteStore {
    fn passkeys(&self, user: UserId) -> Result<Vec<Passkey>, StoreError> {
        self.read(|transaction| {
            let mut statement = transaction.prepare_cached(
                "SELECT id, name, site, key, counter, added_ms, used_ms FROM passkeys
                 WHERE user = ?1 ORDER BY added_ms, id",
            )?;
            let passkeys = statement.query_map([user.0.cast_signed()], |row| {
                let made = NewPasskey {
                    id: PasskeyId(row.get(0)?),
                    name: row.get(1)?,
                    site: row.get(2)?,
                    key: row.get(3)?,
                    counter: row.get(4)?,
                };
                Ok(Passkey { made, added_ms: row.get(5)?, used_ms: row.get(6)? })
            })?;
            Ok(passkeys.collect::<Result<_, _>>()?)
        })
    }

    fn add_passkey(
        &self,
        now_ms: u64,
        member: UserId,
        passkey: &NewPasskey,
        recovery_codes: &[RecoveryHash],
    ) -> Result<Added, StoreError> {
        let user = member.0.cast_signed();
        let NewPasskey { id, name, site, key, counter } = passkey;
        self.write(|transaction| {
            let sql = "INSERT OR IGNORE INTO passkeys (id, user, name, site, key, counter, added_ms)
                       SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7
                       WHERE (SELECT count(*) FROM passkeys WHERE user = ?2) < ?8";
            let values = params![id.0, user, name, site, key, counter, now_ms, PASSKEYS_PER_USER_MAX];
            if transaction.execute(sql, values)? == 0 {
                return Ok(Added::Not);
            }
            transaction.execute("DELETE FROM second_factors WHERE user = ?1 AND NOT confirmed", [user])?;
            audit::record(transaction, now_ms, &Event::new(Hand::of(member, now_ms), Deed::PasskeyAdded))?;
            let sql = "SELECT EXISTS (SELECT 1 FROM recovery_codes WHERE user = ?1)";
            if transaction.query_one(sql, [user], |row| row.get(0))? {
                return Ok(Added::Alone);
            }
            keep_recovery_codes(transaction, member, recovery_codes)?;
            Ok(Added::WithRecoveryCodes)
        })
    }

    fn use_passkey(&self, now_ms: u64, user: UserId, id: &PasskeyId, counter: u32) -> Result<bool, StoreError> {
        self.write(|transaction| {
            let sql = "UPDATE passkeys SET counter = ?3, used_ms = ?4
                       WHERE user = ?1 AND id = ?2 AND (counter < ?3 OR (counter = 0 AND ?3 = 0))";
            Ok(transaction.execute(sql, params![user.0.cast_signed(), id.0, counter, now_ms])? > 0)
        })
    }

    fn remove_passkey(&self, hand: Hand, user: UserId, id: &PasskeyId) -> Result<bool, StoreError> {
        self.write(|transaction| {
            let sql = "DELETE FROM passkeys WHERE user = ?1 AND id = ?2";
            if transaction.execute(sql, params![user.0.cast_signed(), id.0])? == 0 {
                return Ok(false);
            }
            drop_recovery_codes_without_factor(transaction, user)?;
            audit::record(transaction, hand.at_ms, &Event::new(hand, Deed::PasskeyRemoved).about(user))?;
            Ok(true)
        })
    }
}
