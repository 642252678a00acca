//! The head of a backup: what has to be known before anything of it can be opened. It stands in the clear; every chunk is sealed together
//! with it, so that nobody can put another head before the same chunks.

use std::io::{ErrorKind, Read};
use std::path::Path;

use super::BackupError;
use super::key::{Key, KeyId};
use crate::platform;

/// Marks a file as a backup of ours.
const MAGIC: &[u8; 14] = b"MADOBE-BACKUP\n";

/// The form that is written here.
const VERSION: u16 = 1;

/// How long a head is.
pub const HEAD_BYTES: usize = MAGIC.len() + 2 + 8 + 19 + 8 + 8;

/// The head of a backup. Numbers are written with their highest byte first, in the order of the fields here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The id of the key.
    pub key: KeyId,
    /// What this backup's nonces begin with: nineteen random bytes, so that one key seals as many backups as anyone makes.
    pub(super) nonce: [u8; 19],
    /// When it was made, in milliseconds since 1970.
    pub made_at_ms: u64,
    /// The bytes of the database before it was compressed.
    pub database_bytes: u64,
}

impl Head {
    /// The head of a new backup.
    pub(super) fn new(key: &Key, made_at_ms: u64, database_bytes: u64) -> Self {
        Self { key: key.id(), nonce: platform::random_bytes(), made_at_ms, database_bytes }
    }

    pub(super) fn encode(&self) -> [u8; HEAD_BYTES] {
        let mut bytes = [0; HEAD_BYTES];
        let parts: [&[u8]; 6] = [
            MAGIC,
            &VERSION.to_be_bytes(),
            &self.key.0,
            &self.nonce,
            &self.made_at_ms.to_be_bytes(),
            &self.database_bytes.to_be_bytes(),
        ];
        for (byte, value) in bytes.iter_mut().zip(parts.into_iter().flatten()) {
            *byte = *value;
        }
        bytes
    }

    /// Reads the head of a file that this key opens.
    pub(super) fn read(file: &Path, from: &mut impl Read, key: &Key) -> Result<Self, BackupError> {
        let mut bytes = [0; HEAD_BYTES];
        from.read_exact(&mut bytes).map_err(|error| match error.kind() {
            ErrorKind::UnexpectedEof => BackupError::NotABackup { file: file.to_owned() },
            _ => BackupError::of_file(file, &error),
        })?;
        let mut rest = bytes.strip_prefix(MAGIC).ok_or_else(|| BackupError::NotABackup { file: file.to_owned() })?;
        if u16::from_be_bytes(take(&mut rest)) != VERSION {
            return Err(BackupError::Newer { file: file.to_owned() });
        }
        let head = Self {
            key: KeyId(take(&mut rest)),
            nonce: take(&mut rest),
            made_at_ms: u64::from_be_bytes(take(&mut rest)),
            database_bytes: u64::from_be_bytes(take(&mut rest)),
        };
        if head.key == key.id() {
            Ok(head)
        } else {
            Err(BackupError::WrongKey { file: file.to_owned(), needed: head.key, given: key.id() })
        }
    }
}

/// The next bytes of a head, which is as long as all of them.
fn take<const N: usize>(rest: &mut &[u8]) -> [u8; N] {
    let mut taken = [0; N];
    for (byte, value) in taken.iter_mut().zip(rest.iter()) {
        *byte = *value;
    }
    *rest = rest.get(N..).unwrap_or_default();
    taken
}
