//! Rejected bytes, within their bounds.

use rusqlite::{Transaction, params};

use super::super::{RejectedBytes, StoreError};
use crate::limits::{QUARANTINE_BYTES_MAX, QUARANTINE_BYTES_PER_DEVICE_MAX};

pub fn keep(transaction: &Transaction<'_>, rejected: &RejectedBytes) -> Result<(), StoreError> {
    let (user, device) = (rejected.user.0.cast_signed(), rejected.device.map(|device| device.0.cast_signed()));
    transaction.execute(
        "INSERT INTO quarantine (at_ms, user, device, reason, bytes) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![rejected.at_ms, user, device, rejected.reason, rejected.bytes],
    )?;
    // From the newest back: what lies beyond the bound goes.
    transaction.execute(
        "DELETE FROM quarantine WHERE id IN (
             SELECT id FROM (
                 SELECT id, sum(length(bytes)) OVER (ORDER BY id DESC) AS bytes_since
                 FROM quarantine WHERE user = ?1 AND device IS ?2)
             WHERE bytes_since > ?3)",
        params![user, device, QUARANTINE_BYTES_PER_DEVICE_MAX],
    )?;
    transaction.execute(
        "DELETE FROM quarantine WHERE id IN (
             SELECT id FROM (SELECT id, sum(length(bytes)) OVER (ORDER BY id DESC) AS bytes_since FROM quarantine)
             WHERE bytes_since > ?1)",
        [QUARANTINE_BYTES_MAX],
    )?;
    Ok(())
}

pub fn count(transaction: &Transaction<'_>) -> Result<u64, StoreError> {
    Ok(transaction.query_row("SELECT count(*) FROM quarantine", [], |row| row.get(0))?)
}
