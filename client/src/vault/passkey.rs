//! A data key that rests under a passkey as well: what its authenticator makes of a salt (WebAuthn's PRF extension) is a secret that
//! nobody else can make, and that never rests anywhere.

use madobe_shared::hex;
use madobe_shared::ids::{DeviceId, UserId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::key::{owner, unseal};
use super::sealed::Cipher;
use super::{DataKey, WrongPassphrase};

/// What an authenticator makes of a salt: as many bytes as a key has, and wiped like one.
pub type PasskeySecret = DataKey;

/// Drawn for one key: what the authenticator makes a secret of, and what that secret is stretched with. 64 hexadecimal digits, which are
/// Base64URL as well, of more bytes: as which browsers read them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasskeySalt(String);

/// A data key as it rests under a passkey.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyUnderPasskey {
    /// What the authenticator calls the passkey by.
    pub passkey: String,
    salt: String,
    #[serde(with = "serde_bytes")]
    sealed: Vec<u8>,
}

/// So that no other use of the same secret comes to the same key.
const PURPOSE: &[u8] = b"madobe: a data key under a passkey";

impl PasskeySalt {
    /// A salt that nobody had before.
    pub fn draw(draw: &dyn Fn(&mut [u8])) -> Self {
        let mut salt = [0; 32];
        draw(&mut salt);
        Self(hex::write(&salt))
    }

    /// Its digits.
    #[must_use]
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// The key that a secret of this salt stands for.
    fn wrapping_key(&self, secret: &PasskeySecret) -> DataKey {
        DataKey::from_bytes(hkdf(self.0.as_bytes(), secret.bytes(), PURPOSE))
    }
}

impl DataKey {
    /// The key as it may rest: nobody without the passkey of this id opens it, nor anyone as another user's or another device's.
    #[must_use]
    pub fn put_under_passkey(
        &self,
        passkey: String,
        (salt, secret): (PasskeySalt, &PasskeySecret),
        (user, device): (UserId, DeviceId),
        draw: &dyn Fn(&mut [u8]),
    ) -> KeyUnderPasskey {
        let mut sealed = Vec::new();
        Cipher::new(&salt.wrapping_key(secret)).seal(draw, &owner(user, device), self.bytes(), &mut sealed);
        KeyUnderPasskey { passkey, salt: salt.0, sealed }
    }
}

impl KeyUnderPasskey {
    /// What the authenticator is to make a secret of.
    #[must_use]
    pub fn salt(&self) -> PasskeySalt {
        PasskeySalt(self.salt.clone())
    }

    /// The key, for whoever has the passkey.
    ///
    /// # Errors
    ///
    /// [`WrongPassphrase`] where the secret is another, or the key is another user's or device's.
    pub fn open(&self, secret: &PasskeySecret, owner: (UserId, DeviceId)) -> Result<DataKey, WrongPassphrase> {
        // A salt longer than the hash's block is none that was drawn here.
        if self.salt.len() != 64 {
            return Err(WrongPassphrase);
        }
        unseal(&self.salt().wrapping_key(secret), owner, &self.sealed)
    }
}

/// HKDF-SHA-256 (RFC 5869) for one block of output.
fn hkdf(salt: &[u8], secret: &[u8], purpose: &[u8]) -> [u8; 32] {
    hmac(&hmac(salt, secret), &[purpose, &[1]].concat())
}

/// HMAC-SHA-256 (RFC 2104) with a key that is no longer than a block of the hash.
fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let padded = |with: u8| {
        let mut block = [with; 64];
        block.iter_mut().zip(key).for_each(|(byte, key)| *byte ^= key);
        block
    };
    let inner = Sha256::new().chain_update(padded(0x36)).chain_update(message).finalize();
    Sha256::new().chain_update(padded(0x5c)).chain_update(inner).finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWNER: (UserId, DeviceId) = (UserId(1), DeviceId(2));

    #[test]
    fn a_key_opens_with_its_passkey_for_its_owner_alone() {
        let (key, secret) = (DataKey::from_bytes([7; 32]), DataKey::from_bytes([9; 32]));
        let salt = PasskeySalt::draw(&|bytes| bytes.fill(3));
        assert_eq!(salt.digits(), "03".repeat(32));
        let kept = key.put_under_passkey("AAAA".into(), (salt, &secret), OWNER, &|bytes| bytes.fill(4));
        assert_eq!(kept.open(&secret, OWNER), Ok(key));
        assert_eq!(kept.open(&DataKey::from_bytes([8; 32]), OWNER), Err(WrongPassphrase));
        assert_eq!(kept.open(&secret, (UserId(2), OWNER.1)), Err(WrongPassphrase));
        assert_eq!(kept.open(&secret, (OWNER.0, DeviceId(3))), Err(WrongPassphrase));
        for salt in ["05".repeat(32), String::new(), "03".repeat(500)] {
            let other_salt = KeyUnderPasskey { salt, ..kept.clone() };
            assert_eq!(other_salt.open(&secret, OWNER), Err(WrongPassphrase));
        }
        let cut = KeyUnderPasskey { sealed: kept.sealed[..40].to_vec(), ..kept };
        assert_eq!(cut.open(&secret, OWNER), Err(WrongPassphrase));
    }

    #[test]
    fn keys_are_derived_as_the_standard_says() {
        // RFC 5869, A.1: the first 32 of its 42 bytes, which one block gives.
        let salt: Vec<u8> = (0..=12).collect();
        let purpose: Vec<u8> = (0xf0..=0xf9).collect();
        let expected = "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf";
        assert_eq!(hex::write(&hkdf(&salt, &[0x0b; 22], &purpose)), expected);
    }
}
