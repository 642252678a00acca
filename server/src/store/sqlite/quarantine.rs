//! Rejected bytes, within their bounds.

use std::collections::BTreeSet;

use rusqlite::{Transaction, params};

use super::super::{RejectedBytes, StoreError};
use crate::limits::{QUARANTINE_BYTES_MAX, QUARANTINE_BYTES_PER_DEVICE_MAX, QUARANTINED_ROW_BYTES};

pub fn keep(transaction: &Transaction<'_>, rejected: &[RejectedBytes]) -> Result<(), StoreError> {
    let mut senders = BTreeSet::new();
    for one in rejected {
        let (user, device) = (one.user.0.cast_signed(), one.device.map(|device| device.0.cast_signed()));
        transaction.execute(
            "INSERT INTO quarantine (at_ms, user, device, reason, bytes) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![one.at_ms, user, device, one.reason, one.bytes],
        )?;
        senders.insert((user, device));
    }
    // From the newest back: what lies beyond the bound goes.
    for (user, device) in senders {
        transaction.execute(
            "DELETE FROM quarantine WHERE id IN (
                 SELECT id FROM (
                     SELECT id, sum(length(bytes) + ?4) OVER (ORDER BY id DESC) AS weight_since
                     FROM quarantine WHERE user = ?1 AND device IS ?2)
                 WHERE weight_since > ?3)",
            params![user, device, QUARANTINE_BYTES_PER_DEVICE_MAX, QUARANTINED_ROW_BYTES],
        )?;
    }
    transaction.execute(
        "DELETE FROM quarantine WHERE id IN (
             SELECT id FROM (SELECT id, sum(length(bytes) + ?2) OVER (ORDER BY id DESC) AS weight_since FROM quarantine)
             WHERE weight_since > ?1)",
        [QUARANTINE_BYTES_MAX, QUARANTINED_ROW_BYTES],
    )?;
    Ok(())
}

pub fn count(transaction: &Transaction<'_>) -> Result<u64, StoreError> {
    Ok(transaction.query_row("SELECT count(*) FROM quarantine", [], |row| row.get(0))?)
}
