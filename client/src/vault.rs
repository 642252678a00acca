//! The one seam through which all bytes pass on their way to the device's storage and back.
//!
//! A sealed row is `[1][nonce][ciphertext and tag]`: XChaCha20-Poly1305 under the user's data key, with a nonce drawn anew for every row
//! and the row's place as associated data, so that a row that was damaged, cut short or moved does not open. The 24-byte nonces may be
//! drawn at random without end, which the 12 bytes of AES-GCM may not.
//!
//! An open row is `[0][check][content]`. It exists for the one small database that is read before anyone has unlocked anything
//! ([`Vault::open_book`]); a vault with a key neither writes nor accepts it. The vault never touches a database.

mod key;
mod passkey;
mod sealed;

use std::fmt;
use std::rc::Rc;

use sha2::{Digest, Sha256};

pub use key::{DataKey, KeyCheck, WrappedKey, WrongPassphrase};
pub use passkey::{KeyUnderPasskey, PasskeySalt, PasskeySecret};
use sealed::Cipher;

/// A row is not what was stored under its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the row is damaged")]
pub struct Damaged;

/// Fills this with bytes that nobody can foretell.
pub type Draw = Rc<dyn Fn(&mut [u8])>;

/// Seals and opens the rows of one database.
#[derive(Clone)]
pub struct Vault(Option<Sealing>);

#[derive(Clone)]
struct Sealing {
    cipher: Cipher,
    draw: Draw,
}

const FORMAT_OPEN: u8 = 0;
const FORMAT_SEALED: u8 = 1;

/// Four bytes let one damaged row in four thousand million pass.
const CHECK_BYTES: usize = 4;

impl Vault {
    /// A vault whose rows open with this key alone.
    #[must_use]
    pub fn sealed(key: &DataKey, draw: Draw) -> Self {
        Self(Some(Sealing { cipher: Cipher::new(key), draw }))
    }

    /// A vault without a key, for rows that say nothing of any case: they are guarded against damage only.
    #[must_use]
    pub fn open_book() -> Self {
        Self(None)
    }

    /// What to store under `key` of `table`.
    #[must_use]
    pub fn seal(&self, table: &str, key: &str, plain: &[u8]) -> Vec<u8> {
        let place = place(table, key);
        match &self.0 {
            Some(Sealing { cipher, draw }) => {
                let mut sealed = vec![FORMAT_SEALED];
                cipher.seal(&**draw, &place, plain, &mut sealed);
                sealed
            }
            None => [&[FORMAT_OPEN][..], &check(&place, plain), plain].concat(),
        }
    }

    /// What was sealed for this place.
    ///
    /// # Errors
    ///
    /// [`Damaged`] where these are not the bytes that were sealed for exactly this place.
    pub fn open(&self, table: &str, key: &str, sealed: &[u8]) -> Result<Vec<u8>, Damaged> {
        let (&[format], rest) = sealed.split_first_chunk().ok_or(Damaged)?;
        let place = place(table, key);
        match &self.0 {
            Some(Sealing { cipher, .. }) if format == FORMAT_SEALED => cipher.open(&place, rest),
            None if format == FORMAT_OPEN => {
                let (given, plain) = rest.split_first_chunk::<CHECK_BYTES>().ok_or(Damaged)?;
                if *given == check(&place, plain) { Ok(plain.to_vec()) } else { Err(Damaged) }
            }
            _ => Err(Damaged),
        }
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Vault(sealed)" } else { "Vault(open book)" })
    }
}

/// A row's place in bytes. With its length before each part, no two places read as one.
fn place(table: &str, key: &str) -> Vec<u8> {
    let parts = [table.as_bytes(), key.as_bytes()];
    parts.into_iter().flat_map(|part| [&(part.len() as u64).to_be_bytes()[..], part].concat()).collect()
}

fn check(place: &[u8], plain: &[u8]) -> [u8; CHECK_BYTES] {
    let digest = Sha256::new().chain_update(place).chain_update(plain).finalize();
    let mut check = [0; CHECK_BYTES];
    check.copy_from_slice(&digest[..CHECK_BYTES]);
    check
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    fn sealed_by(byte: u8) -> Vault {
        let count = Cell::new(0);
        let draw = move |bytes: &mut [u8]| {
            count.set(count.get() + 1);
            bytes.fill(count.get());
        };
        Vault::sealed(&DataKey::from_bytes([byte; 32]), Rc::new(draw))
    }

    #[test]
    fn only_what_was_sealed_for_a_place_opens_there() {
        for vault in [Vault::open_book(), sealed_by(7)] {
            let sealed = vault.seal("chunks", "a/1", "玄関先で話す".as_bytes());
            assert_eq!(vault.open("chunks", "a/1", &sealed), Ok("玄関先で話す".into()));
            assert_eq!(vault.open("chunks", "a/2", &sealed), Err(Damaged));
            assert_eq!(vault.open("outbox", "a/1", &sealed), Err(Damaged));
            assert_eq!(vault.open("chunk", "sa/1", &sealed), Err(Damaged));
            for at in 0..sealed.len() {
                let mut flipped = sealed.clone();
                flipped[at] ^= 1;
                assert_eq!(vault.open("chunks", "a/1", &flipped), Err(Damaged), "byte {at}");
                assert_eq!(vault.open("chunks", "a/1", &sealed[..at]), Err(Damaged), "cut at {at}");
            }
        }
    }

    #[test]
    fn a_sealed_row_shows_nothing_and_never_the_same_twice() {
        let vault = sealed_by(7);
        let words = "玄関先で話す".as_bytes();
        let (once, again) = (vault.seal("chunks", "a/1", words), vault.seal("chunks", "a/1", words));
        assert_ne!(once, again);
        assert!(!once.windows(3).any(|window| words.windows(3).any(|part| part == window)));
    }

    #[test]
    fn another_key_opens_nothing_and_an_open_row_is_not_taken_for_a_sealed_one() {
        let sealed = sealed_by(7).seal("chunks", "a/1", b"words");
        assert_eq!(sealed_by(8).open("chunks", "a/1", &sealed), Err(Damaged));
        assert_eq!(Vault::open_book().open("chunks", "a/1", &sealed), Err(Damaged));
        let open = Vault::open_book().seal("chunks", "a/1", b"words");
        assert_eq!(sealed_by(7).open("chunks", "a/1", &open), Err(Damaged), "or anyone could slip rows in");
    }
}
