//! The keys of devices in memory.

use std::collections::BTreeMap;

use madobe_shared::ids::{DeviceId, UserId};

use super::super::device_keys::{DeviceKey, DeviceKeys};
use super::{MemoryStore, StoreError};
use crate::limits::DEVICES_PER_USER_MAX;

/// The keys by user and device.
pub type Keys = BTreeMap<(UserId, DeviceId), Kept>;

/// Forgets the keys of everyone on a device.
pub fn forget(keys: &mut Keys, device: DeviceId) {
    keys.retain(|(_, of), _| *of != device);
}

#[derive(Debug)]
pub struct Kept {
    key: DeviceKey,
    used_ms: u64,
}

impl DeviceKeys for MemoryStore {
    fn device_key(
        &self,
        user: UserId,
        device: DeviceId,
        drawn: DeviceKey,
        now_ms: u64,
    ) -> Result<DeviceKey, StoreError> {
        let keys = &mut self.state().device_keys;
        if let Some(kept) = keys.get_mut(&(user, device)) {
            kept.used_ms = now_ms;
            return Ok(kept.key);
        }
        while keys.keys().filter(|(of, _)| *of == user).count() >= DEVICES_PER_USER_MAX {
            let of_user = keys.iter().filter(|((of, _), _)| *of == user);
            let oldest = of_user.min_by_key(|(_, kept)| kept.used_ms).map(|(at, _)| *at);
            oldest.and_then(|at| keys.remove(&at));
        }
        keys.insert((user, device), Kept { key: drawn, used_ms: now_ms });
        Ok(drawn)
    }

    fn forget_device_key(&self, user: UserId, device: DeviceId) -> Result<bool, StoreError> {
        Ok(self.state().device_keys.remove(&(user, device)).is_some())
    }
}
