//! What the server asks of a database about the keys of devices: each device encrypts what it keeps under a key of its own for each
//! user, and the office keeps a copy.
//!
//! Because the office can give a key again, a device may destroy its own copy after wrong tries and lose nothing: the next sign-in
//! brings it back. Keys stand in the database as they are, beside the documents that they protect elsewhere: whoever has the database
//! needs no key. Never sees what is encrypted with them.

use std::fmt;

use madobe_shared::hex;
use madobe_shared::ids::{DeviceId, UserId};

use super::StoreError;
use crate::platform;

/// The keys that devices encrypt under, by user and device.
pub trait DeviceKeys {
    /// The key of a user on a device. The first time it is `drawn`, which is kept; from then on it is what was kept, and `drawn` is
    /// forgotten. Notes the use. Where the user has [`crate::limits::DEVICES_PER_USER_MAX`] keys already, a new one takes the place of
    /// the one unused for the longest: what is still on that device stays ciphertext.
    ///
    /// # Errors
    ///
    /// See [`StoreError`], here and below.
    fn device_key(
        &self,
        user: UserId,
        device: DeviceId,
        drawn: DeviceKey,
        now_ms: u64,
    ) -> Result<DeviceKey, StoreError>;

    /// Forgets the key of a user on a device, so that nobody can read again what the device holds, and returns whether there was one.
    /// The next sign-in there keeps a new key.
    fn forget_device_key(&self, user: UserId, device: DeviceId) -> Result<bool, StoreError>;
}

/// The key under which one device encrypts what it keeps for one user: 32 random bytes, in hexadecimal where it travels.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct DeviceKey(pub [u8; 32]);

/// A key opens the device to whoever has it, and stays out of logs.
impl fmt::Debug for DeviceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeviceKey(…)")
    }
}

impl DeviceKey {
    /// A key that nobody had before.
    #[must_use]
    pub fn draw() -> Self {
        Self(platform::random_bytes())
    }

    /// The key as 64 hexadecimal digits in lower case, as the device is told it.
    #[must_use]
    pub fn to_hex(&self) -> String {
        hex::write(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_written_out_only_when_asked_to() {
        let mut key = DeviceKey([0; 32]);
        key.0[0] = 0x0a;
        key.0[31] = 0xff;
        assert_eq!(key.to_hex(), format!("0a{}ff", "00".repeat(30)));
        assert_eq!(format!("{key:?}"), "DeviceKey(…)");
        assert_ne!(DeviceKey::draw(), DeviceKey::draw());
    }
}
