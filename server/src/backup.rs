//! Backups of an office: one file that is complete or not there, and that nobody reads without its key.
//!
//! A backup is made beside a running server, from one moment of the database, and holds everything the server keeps. Devices keep what
//! was written on them as well, and offer it to a log that has begun a new life: what was written since the backup comes back by itself.
//!
//! The file: a head (`head`) in the clear, then the database, compressed by zlib, cut into chunks that are sealed one by one
//! (`seal`). No step overwrites a file or leaves half of one under its name. Never decides when a backup is made, or how long it is kept.

mod head;
pub mod key;
mod make;
mod restore;
mod scratch;
mod seal;
#[cfg(test)]
mod tests;
mod unpack;

use std::io;
use std::path::{Path, PathBuf};

pub use head::Head;
pub use key::{Key, KeyError};
pub use make::make;
pub use restore::{restore, verify};

use crate::store::OpenError;

/// Why there is no backup, or nothing could be had from one. Whatever was there before is as it was.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// There is nothing to be backed up.
    #[error("there is no office in {}: look at --data", folder.display())]
    NoOffice {
        /// The folder.
        folder: PathBuf,
    },
    /// Someone else makes a backup at this moment.
    #[error("another backup of {} is being made: wait for it", folder.display())]
    UnderWay {
        /// The folder.
        folder: PathBuf,
    },
    /// The file is there already.
    #[error("{} is there already; nothing was changed: give each backup a name of its own", file.display())]
    Exists {
        /// The file.
        file: PathBuf,
    },
    /// The folder has an office.
    #[error("{} holds an office already; nothing was changed: restore into an empty folder", folder.display())]
    Occupied {
        /// The folder.
        folder: PathBuf,
    },
    /// The file is something else.
    #[error("{} is no backup of Madobe", file.display())]
    NotABackup {
        /// The file.
        file: PathBuf,
    },
    /// The file was written in a form that is not known here.
    #[error("{} was made by a newer Madobe: install that", file.display())]
    Newer {
        /// The file.
        file: PathBuf,
    },
    /// The key is another.
    #[error("{} was made with the key {needed}, and this is the key {given}: give the key file that belongs to it", file.display())]
    WrongKey {
        /// The file.
        file: PathBuf,
        /// The id of the key it was made with.
        needed: key::KeyId,
        /// The id of the key that was given.
        given: key::KeyId,
    },
    /// A chunk does not open: bytes are missing, or are not those that were written.
    #[error("{} is cut off, damaged, or was changed by someone, at byte {at}; nothing of it was used: take another backup", file.display())]
    Damaged {
        /// The file.
        file: PathBuf,
        /// Where the chunk begins.
        at: u64,
    },
    /// The chunks open, and what is in them is not a sound database.
    #[error("{} opens, but its database is damaged ({reason}); nothing was changed: take another backup", file.display())]
    Unsound {
        /// The file.
        file: PathBuf,
        /// What the check found.
        reason: String,
    },
    /// There is no room.
    #[error("there is no room for {}; nothing was changed: make room on that volume", file.display())]
    Full {
        /// The file that found none.
        file: PathBuf,
    },
    /// A file cannot be read or written.
    #[error("{}: {reason}", file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// What the operating system says.
        reason: String,
    },
    /// The database cannot be read, or the data folder not be used.
    #[error(transparent)]
    Store(#[from] OpenError),
}

impl BackupError {
    /// What was found out about the database that came out of a backup.
    fn of_content(file: &Path, error: OpenError) -> Self {
        let file = file.to_owned();
        match error {
            OpenError::Newer { .. } => Self::Newer { file },
            OpenError::Corrupt { reason, .. } => Self::Unsound { file, reason },
            OpenError::NotADatabase { .. } | OpenError::OtherApplication { .. } => {
                Self::Unsound { file, reason: "it is another program's, or none".into() }
            }
            other => Self::Store(other),
        }
    }

    /// What the operating system says about a file.
    fn of_file(file: &Path, error: &io::Error) -> Self {
        let file = file.to_owned();
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full { file },
            io::ErrorKind::AlreadyExists => Self::Exists { file },
            _ => Self::File { file, reason: error.to_string() },
        }
    }
}
