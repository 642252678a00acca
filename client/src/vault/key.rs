//! The data key of a user on this device, and how it rests: wrapped by the user's passphrase.

use std::fmt;

use argon2::{Algorithm, Argon2, Params, Version};
use madobe_shared::hex;
use madobe_shared::ids::{DeviceId, UserId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::sealed::Cipher;

/// The key of all that a user has on this device, in memory while someone has unlocked it. It is wiped when it is dropped, and does not
/// print itself.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct DataKey([u8; 32]);

/// Tells whether a key is the one that this device's rows were sealed under, and nothing of the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyCheck([u8; 8]);

/// A data key as it rests on the device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrappedKey {
    #[serde(with = "serde_bytes")]
    salt: [u8; 16],
    memory_kib: u32,
    passes: u32,
    #[serde(with = "serde_bytes")]
    sealed: Vec<u8>,
}

/// The passphrase does not open the key, or the wrapped key is damaged: the two look the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the passphrase does not open this key")]
pub struct WrongPassphrase;

/// Argon2id in the parameters that OWASP's cheat sheet for password storage names first: 19 MiB and two passes, a few tenths of a
/// second on a slow tablet.
const MEMORY_KIB: u32 = 19 << 10;
const PASSES: u32 = 2;

/// No wrapped key asks for more, whoever wrote it: a damaged row must not take all of the device's memory.
const MEMORY_KIB_MAX: u32 = 256 << 10;
const PASSES_MAX: u32 = 16;

impl DataKey {
    /// A key from its bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// A key from 64 hexadecimal digits.
    #[must_use]
    pub fn from_hex(digits: &str) -> Option<Self> {
        hex::read(digits).map(Self)
    }

    /// The key's bytes, for the cipher and for this user's other tabs.
    #[must_use]
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// What the device keeps to know the key again.
    #[must_use]
    pub fn check(&self) -> KeyCheck {
        let digest = Sha256::new().chain_update(b"madobe key check").chain_update(self.0).finalize();
        let mut check = [0; 8];
        check.copy_from_slice(&digest[..8]);
        KeyCheck(check)
    }

    /// The key as it may rest: nobody without the passphrase opens it, nor anyone as another user's or another device's.
    #[must_use]
    pub fn wrap(
        &self,
        passphrase: &str,
        (user, device): (UserId, DeviceId),
        draw: &dyn Fn(&mut [u8]),
    ) -> Option<WrappedKey> {
        let mut salt = [0; 16];
        draw(&mut salt);
        let mut wrapped = WrappedKey { salt, memory_kib: MEMORY_KIB, passes: PASSES, sealed: Vec::new() };
        let wrapping = wrapped.wrapping_key(passphrase)?;
        Cipher::new(&wrapping).seal(draw, &owner(user, device), &self.0, &mut wrapped.sealed);
        Some(wrapped)
    }
}

impl WrappedKey {
    /// The key, for whoever knows the passphrase. It takes some tenths of a second, on purpose.
    ///
    /// # Errors
    ///
    /// [`WrongPassphrase`].
    pub fn unwrap(&self, passphrase: &str, owner: (UserId, DeviceId)) -> Result<DataKey, WrongPassphrase> {
        unseal(&self.wrapping_key(passphrase).ok_or(WrongPassphrase)?, owner, &self.sealed)
    }

    /// `None` where there is no memory for it, or the parameters are not of this system's making.
    fn wrapping_key(&self, passphrase: &str) -> Option<DataKey> {
        if self.memory_kib > MEMORY_KIB_MAX || self.passes > PASSES_MAX {
            return None;
        }
        let params = Params::new(self.memory_kib, self.passes, 1, None).ok()?;
        let mut key = DataKey([0; 32]);
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        argon2.hash_password_into(passphrase.as_bytes(), &self.salt, &mut key.0).ok()?;
        Some(key)
    }
}

/// A key that was sealed under another for its owner.
pub(super) fn unseal(
    wrapping: &DataKey,
    (user, device): (UserId, DeviceId),
    sealed: &[u8],
) -> Result<DataKey, WrongPassphrase> {
    let mut plain = Cipher::new(wrapping).open(&owner(user, device), sealed).map_err(|_| WrongPassphrase)?;
    let key = <[u8; 32]>::try_from(plain.as_slice()).map(DataKey);
    plain.zeroize();
    key.map_err(|_| WrongPassphrase)
}

pub(super) fn owner(user: UserId, device: DeviceId) -> Vec<u8> {
    format!("{user}/{device}").into_bytes()
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWNER: (UserId, DeviceId) = (UserId(1), DeviceId(2));

    #[test]
    fn a_key_opens_with_its_passphrase_for_its_owner_alone() {
        let key = DataKey::from_hex(&"0f".repeat(32)).expect("64 digits");
        let wrapped = key.wrap("はるのひ-himawari-7", OWNER, &|bytes| bytes.fill(3)).expect("there is memory");
        assert_eq!(wrapped.unwrap("はるのひ-himawari-7", OWNER), Ok(key.clone()));
        assert_eq!(wrapped.unwrap("はるのひ-himawari-8", OWNER), Err(WrongPassphrase));
        assert_eq!(wrapped.unwrap("はるのひ-himawari-7", (UserId(2), DeviceId(2))), Err(WrongPassphrase));
        assert_eq!(wrapped.unwrap("はるのひ-himawari-7", (UserId(1), DeviceId(3))), Err(WrongPassphrase));
        let greedy = WrappedKey { memory_kib: u32::MAX, ..wrapped };
        assert_eq!(greedy.unwrap("はるのひ-himawari-7", OWNER), Err(WrongPassphrase), "and no memory is taken");
        assert_ne!(key.check(), DataKey::from_bytes([0; 32]).check());
        assert_eq!(format!("{key:?}"), "DataKey(…)");
    }

    #[test]
    fn a_key_is_64_hexadecimal_digits() {
        for wrong in ["", "0f", &"0g".repeat(32), &"0f".repeat(33), &"あ".repeat(32)] {
            assert_eq!(DataKey::from_hex(wrong), None, "{wrong}");
        }
    }
}
