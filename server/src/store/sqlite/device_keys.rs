//! The keys of devices.

use madobe_shared::ids::{DeviceId, UserId};
use rusqlite::{OptionalExtension, params};

use super::super::device_keys::{DeviceKey, DeviceKeys};
use super::{SqliteStore, StoreError};
use crate::limits::DEVICES_PER_USER_MAX;

impl DeviceKeys for SqliteStore {
    fn device_key(
        &self,
        user: UserId,
        device: DeviceId,
        drawn: DeviceKey,
        now_ms: u64,
    ) -> Result<DeviceKey, StoreError> {
        let (user, device) = (user.0.cast_signed(), device.0.cast_signed());
        self.write(|transaction| {
            let kept = transaction
                .query_row(
                    "UPDATE device_keys SET last_used_at_ms = ?3 WHERE user = ?1 AND device = ?2 RETURNING key",
                    params![user, device, now_ms],
                    |row| row.get(0),
                )
                .optional()?;
            if let Some(kept) = kept {
                return Ok(DeviceKey(kept));
            }
            transaction.execute(
                "DELETE FROM device_keys WHERE user = ?1 AND device IN (
                     SELECT device FROM device_keys WHERE user = ?1 ORDER BY last_used_at_ms DESC LIMIT -1 OFFSET ?2)",
                params![user, DEVICES_PER_USER_MAX - 1],
            )?;
            transaction.execute(
                "INSERT INTO device_keys (user, device, key, created_at_ms, last_used_at_ms) VALUES (?1, ?2, ?3, ?4, ?4)",
                params![user, device, drawn.0, now_ms],
            )?;
            Ok(drawn)
        })
    }

    fn forget_device_key(&self, user: UserId, device: DeviceId) -> Result<bool, StoreError> {
        self.write(|transaction| {
            let sql = "DELETE FROM device_keys WHERE user = ?1 AND device = ?2";
            Ok(transaction.execute(sql, params![user.0.cast_signed(), device.0.cast_signed()])? > 0)
        })
    }
}
