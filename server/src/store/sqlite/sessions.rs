//! Sessions.

use madobe_shared::codes::Deed;
use madobe_shared::ids::{DeviceId, SessionId, UserId};
use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::super::accounts::Account;
use super::super::audit::{Event, Hand};
use super::super::sessions::{NewSession, Sessions, StandingSession, TokenHash};
use super::{SqliteStore, StoreError, accounts, audit};
use crate::limits::{SESSION_AGE_MS_MAX, SESSION_IDLE_MS_MAX, SESSION_TOUCH_INTERVAL_MS, SESSIONS_PER_USER_MAX};

impl Sessions for SqliteStore {
    fn begin_session(&self, session: &NewSession, now_ms: u64) -> Result<(), StoreError> {
        let user = session.user.0.cast_signed();
        self.write(|transaction| {
            let (used_ms, began_ms) = oldest_that_stands(now_ms);
            transaction
                .execute("DELETE FROM sessions WHERE used_ms < ?1 OR began_ms < ?2", params![used_ms, began_ms])?;
            transaction.execute(
                "DELETE FROM sessions WHERE token IN (
                     SELECT token FROM sessions WHERE user = ?1 ORDER BY used_ms DESC LIMIT -1 OFFSET ?2)",
                params![user, SESSIONS_PER_USER_MAX - 1],
            )?;
            transaction.execute(
                "INSERT INTO sessions (token, id, user, device, began_ms, used_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?5)",
                params![
                    session.token.0,
                    session.id.0.cast_signed(),
                    user,
                    session.device.map(|device| device.0.cast_signed()),
                    now_ms
                ],
            )?;
            let signed_in = Event::new(Hand::of(session.user, now_ms), Deed::SignedIn).on(session.device);
            audit::record(transaction, now_ms, &signed_in)
        })
    }

    fn session(&self, token: TokenHash, now_ms: u64) -> Result<Option<Account>, StoreError> {
        let found = self.read(|transaction| {
            let mut statement = transaction.prepare_cached(&format!(
                "SELECT {}, used_ms FROM sessions JOIN users USING (user)
                 WHERE token = ?1 AND used_ms >= ?2 AND began_ms >= ?3",
                accounts::COLUMNS
            ))?;
            let (used_ms, began_ms) = oldest_that_stands(now_ms);
            let found = statement.query_one(params![token.0, used_ms, began_ms], |row| {
                Ok((accounts::account(row)?, row.get::<_, u64>("used_ms")?))
            });
            Ok(found.optional()?)
        })?;
        let Some((account, used_ms)) = found.filter(|(account, _)| account.may_sign_in(now_ms)) else {
            return Ok(None);
        };
        if now_ms.saturating_sub(used_ms) >= SESSION_TOUCH_INTERVAL_MS {
            let touched = self.write(|transaction| {
                transaction.execute("UPDATE sessions SET used_ms = ?2 WHERE token = ?1", params![token.0, now_ms])?;
                Ok(())
            });
            // On a full disk the session must still open the reads that go on working.
            if let Err(error) = touched {
                tracing::warn!(%error, "the use of a session could not be noted");
            }
        }
        Ok(Some(account))
    }

    fn sessions_of(&self, user: UserId, now_ms: u64) -> Result<Vec<StandingSession>, StoreError> {
        self.read(|transaction| {
            let mut statement = transaction.prepare_cached(
                "SELECT token, id, device, began_ms, used_ms FROM sessions
                 WHERE user = ?1 AND used_ms >= ?2 AND began_ms >= ?3 ORDER BY used_ms DESC, id",
            )?;
            let (used_ms, began_ms) = oldest_that_stands(now_ms);
            let sessions = statement.query_map(params![user.0.cast_signed(), used_ms, began_ms], standing)?;
            Ok(sessions.collect::<Result<_, _>>()?)
        })
    }

    fn end_session(&self, token: TokenHash, now_ms: u64) -> Result<(), StoreError> {
        self.write(|transaction| {
            let sql = "DELETE FROM sessions WHERE token = ?1 RETURNING user, device";
            let ended = transaction.query_row(sql, [token.0], |row| Ok((row.get(0)?, device(row, 1)?))).optional()?;
            let Some((user, device)) = ended.map(|(user, device): (i64, _)| (UserId(user.cast_unsigned()), device))
            else {
                return Ok(());
            };
            let signed_out = Event::new(Hand::of(user, now_ms), Deed::SignedOut).on(device);
            audit::record(transaction, now_ms, &signed_out)
        })
    }

    fn end_session_of(&self, user: UserId, id: SessionId, now_ms: u64) -> Result<Option<TokenHash>, StoreError> {
        self.write(|transaction| {
            let sql = "DELETE FROM sessions WHERE user = ?1 AND id = ?2 RETURNING token";
            let ended = transaction.query_row(sql, [user.0.cast_signed(), id.0.cast_signed()], |row| row.get(0));
            let ended = ended.optional()?.map(TokenHash);
            if ended.is_some() {
                audit::record(transaction, now_ms, &Event::new(Hand::of(user, now_ms), Deed::SessionsEnded))?;
            }
            Ok(ended)
        })
    }

    fn end_sessions_but(&self, user: UserId, kept: TokenHash, now_ms: u64) -> Result<Vec<TokenHash>, StoreError> {
        self.write(|transaction| {
            let ended = end_all_but(transaction, user, Some(kept))?;
            if !ended.is_empty() {
                audit::record(transaction, now_ms, &Event::new(Hand::of(user, now_ms), Deed::SessionsEnded))?;
            }
            Ok(ended)
        })
    }
}

/// Ends all sessions of a user, but for one that may be kept, and returns which those were.
pub fn end_all_but(
    transaction: &Transaction<'_>,
    user: UserId,
    kept: Option<TokenHash>,
) -> Result<Vec<TokenHash>, rusqlite::Error> {
    let sql = "DELETE FROM sessions WHERE user = ?1 AND token IS NOT ?2 RETURNING token";
    let mut statement = transaction.prepare_cached(sql)?;
    let kept = kept.map(|kept| kept.0);
    let ended = statement.query_map(params![user.0.cast_signed(), kept], |row| row.get(0).map(TokenHash))?;
    ended.collect()
}

/// Times of last use and of beginning in milliseconds since 1970: whatever is before one of them has ended.
fn oldest_that_stands(now_ms: u64) -> (u64, u64) {
    (now_ms.saturating_sub(SESSION_IDLE_MS_MAX), now_ms.saturating_sub(SESSION_AGE_MS_MAX))
}

fn standing(row: &Row<'_>) -> Result<StandingSession, rusqlite::Error> {
    Ok(StandingSession {
        token: TokenHash(row.get(0)?),
        id: SessionId(row.get::<_, i64>(1)?.cast_unsigned()),
        device: device(row, 2)?,
        began_ms: row.get(3)?,
        used_ms: row.get(4)?,
    })
}

fn device(row: &Row<'_>, column: usize) -> Result<Option<DeviceId>, rusqlite::Error> {
    Ok(row.get::<_, Option<i64>>(column)?.map(|device| DeviceId(device.cast_unsigned())))
}
