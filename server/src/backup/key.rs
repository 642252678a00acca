//! The key that backups are sealed with: 32 random bytes in a small text file, which can be printed and typed in again.

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use madobe_shared::hex;
use sha2::{Digest, Sha256};

use crate::platform;

/// What stands before the key in its file, so that nobody takes it for something else.
const PREFIX: &str = "madobe-backup-key-1:";

/// The longest key file: the key on one line, and some blank ones around it.
const FILE_BYTES_MAX: u64 = 1_024;

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// There is something under this name.
    #[error("{} is there already; nothing was changed: the backups made with an old key need that key", file.display())]
    Exists {
        /// The file.
        file: PathBuf,
    },
    /// The file cannot be read or written.
    #[error("the key file {} cannot be used: {reason}", file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// What the operating system says.
        reason: String,
    },
    /// The file holds something else.
    #[error("{} is no backup key: `backup-key new` makes one", file.display())]
    NotAKey {
        /// The file.
        file: PathBuf,
    },
    /// Others on this machine can read it.
    #[error("everyone on this machine can read the key file {}: `chmod 600` it, and think about a new key", file.display())]
    Open {
        /// The file.
        file: PathBuf,
    },
}

/// A key for backups.
#[derive(Clone)]
pub struct Key(pub(super) [u8; 32]);

/// A key opens all backups to whoever has it, and stays out of logs.
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({})", self.id())
    }
}

/// By what a key can be told from others without knowing it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyId(pub(super) [u8; 8]);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::write(&self.0))
    }
}

impl Key {
    /// A key that nobody had before.
    #[must_use]
    pub fn draw() -> Self {
        Self(platform::random_bytes())
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> KeyId {
        let digest = Sha256::new().chain_update(b"madobe backup key id\0").chain_update(self.0).finalize();
        let mut id = [0; 8];
        id.copy_from_slice(&digest[..8]);
        KeyId(id)
    }

    /// Writes the key into a new file that only this user can read.
    ///
    /// # Errors
    ///
    /// See [`KeyError`]. A file that is there stays as it is.
    pub fn write(&self, file: &Path) -> Result<(), KeyError> {
        let write = || {
            let mut options = OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let mut opened = options.open(file)?;
            writeln!(opened, "{PREFIX}{}", hex::write(&self.0))?;
            opened.sync_all()
        };
        write().map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => KeyError::Exists { file: file.to_owned() },
            _ => KeyError::File { file: file.to_owned(), reason: error.to_string() },
        })
    }

    /// Reads a key from its file.
    ///
    /// # Errors
    ///
    /// See [`KeyError`].
    pub fn read(file: &Path) -> Result<Self, KeyError> {
        let failed = |error: std::io::Error| KeyError::File { file: file.to_owned(), reason: error.to_string() };
        let opened = File::open(file).map_err(failed)?;
        #[cfg(unix)]
        if std::os::unix::fs::MetadataExt::mode(&opened.metadata().map_err(failed)?) & 0o007 != 0 {
            return Err(KeyError::Open { file: file.to_owned() });
        }
        let not_a_key = || KeyError::NotAKey { file: file.to_owned() };
        let mut text = String::new();
        opened.take(FILE_BYTES_MAX).read_to_string(&mut text).map_err(|error| match error.kind() {
            ErrorKind::InvalidData => not_a_key(),
            _ => failed(error),
        })?;
        let digits = text.trim().strip_prefix(PREFIX).map(str::trim).ok_or_else(not_a_key)?;
        hex::read(digits).map(Self).ok_or_else(not_a_key)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_key_comes_back_from_its_file_and_nothing_else_does() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("key");
        let key = Key::draw();
        key.write(&file).unwrap();
        assert_eq!(Key::read(&file).unwrap().0, key.0);
        assert!(matches!(Key::draw().write(&file), Err(KeyError::Exists { .. })));
        let text = fs::read_to_string(&file).unwrap();
        assert!(!format!("{key:?}").contains(text.trim().strip_prefix(PREFIX).unwrap()));
        for bad in ["", "\0", PREFIX, &text[..text.len() - 2], &text.replace(PREFIX, ""), &"é".repeat(42)] {
            fs::write(&file, bad).unwrap();
            assert!(matches!(Key::read(&file), Err(KeyError::NotAKey { .. })), "{bad:?}");
        }
        assert!(matches!(Key::read(&folder.path().join("nothing")), Err(KeyError::File { .. })));
    }

    #[cfg(unix)]
    #[test]
    fn a_key_is_for_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("key");
        Key::draw().write(&file).unwrap();
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(Key::read(&file), Err(KeyError::Open { .. })));
    }
}
