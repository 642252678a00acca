//! The one seam through which all bytes pass on their way to the device's storage and back.
//!
//! An envelope is `[format][check][content]`. In format 0 the content is plain and the check is the beginning of a SHA-256 over
//! the row's place and its bytes, so that a row that was damaged, cut short or moved is known for what it is. Further formats have
//! their own number and leave this seam and the stores as they are. The vault never touches a database.

use sha2::{Digest, Sha256};

/// A row is not what was stored under its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the row is damaged")]
pub struct Damaged;

/// Seals and opens the rows of one database.
#[derive(Debug, Clone, Default)]
pub struct Vault;

const FORMAT_PLAIN: u8 = 0;

/// Four bytes let one damaged row in four thousand million pass; an Automerge chunk then still has its own checksum.
const CHECK_BYTES: usize = 4;

impl Vault {
    /// What to store under `key` of `table`.
    #[must_use]
    pub fn seal(&self, table: &str, key: &str, plain: &[u8]) -> Vec<u8> {
        let mut sealed = Vec::with_capacity(1 + CHECK_BYTES + plain.len());
        sealed.push(FORMAT_PLAIN);
        sealed.extend_from_slice(&check(table, key, plain));
        sealed.extend_from_slice(plain);
        sealed
    }

    /// What was sealed for this place.
    ///
    /// # Errors
    ///
    /// [`Damaged`] where these are not the bytes that were sealed for exactly this place.
    pub fn open(&self, table: &str, key: &str, sealed: &[u8]) -> Result<Vec<u8>, Damaged> {
        let (&[format], rest) = sealed.split_first_chunk().ok_or(Damaged)?;
        let (given, plain) = rest.split_first_chunk::<CHECK_BYTES>().ok_or(Damaged)?;
        if format != FORMAT_PLAIN || *given != check(table, key, plain) {
            return Err(Damaged);
        }
        Ok(plain.to_vec())
    }
}

fn check(table: &str, key: &str, plain: &[u8]) -> [u8; CHECK_BYTES] {
    let mut digest = Sha256::new();
    // With its length before each part, no two places can be read as one.
    for part in [table.as_bytes(), key.as_bytes()] {
        digest.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        digest.update(part);
    }
    digest.update(plain);
    let mut check = [0; CHECK_BYTES];
    check.copy_from_slice(&digest.finalize()[..CHECK_BYTES]);
    check
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_sealed_for_a_place_opens_there() {
        let vault = Vault;
        let sealed = vault.seal("chunks", "a/1", b"words");
        assert_eq!(vault.open("chunks", "a/1", &sealed), Ok(b"words".to_vec()));
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
