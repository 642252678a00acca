//! From a backup to an office, or to the certainty that it would become one.

use std::fs::File;
use std::path::Path;

use super::scratch::Scratch;
use super::unpack::Packed;
use super::{BackupError, Head, Key};
use crate::platform::Clock;
use crate::store::{Contents, FolderLock, SqliteStore};

/// The database on its way into the folder.
const UNPACKED_NAME: &str = "madobe.restore.tmp";

/// Opens a backup, unpacks it and looks at all of it, without keeping anything. The database lies in a folder of its own meanwhile, under
/// the system's folder for temporary files, readable by this user alone. Blocks.
///
/// # Errors
///
/// See [`BackupError`].
pub fn verify(from: &Path, key: &Key) -> Result<(Head, Contents), BackupError> {
    let packed = Packed::open(from, key)?;
    let temporary = std::env::temp_dir();
    let folder = tempfile::tempdir().map_err(|error| BackupError::of_file(&temporary, &error))?;
    let (unpacked, file) = Scratch::create(folder.path().join(UNPACKED_NAME))?;
    let head = packed.unpack(file, unpacked.path())?;
    let contents = SqliteStore::examine(unpacked.path()).map_err(|error| BackupError::of_content(from, error))?;
    Ok((head, contents))
}

/// Makes a folder without an office into the office of a backup. The log begins a new life, so that every device offers what it has, and
/// all sessions are over: one that was ended after the backup was made must not stand again. Blocks.
///
/// # Errors
///
/// See [`BackupError`]. Then the folder has no office, or the one it had.
pub fn restore(from: &Path, key: &Key, folder: &Path, clock: &Clock) -> Result<(Head, Contents), BackupError> {
    let packed = Packed::open(from, key)?;
    let lock = FolderLock::take(folder)?;
    if SqliteStore::is_in(folder) {
        return Err(BackupError::Occupied { folder: folder.to_owned() });
    }
    let (unpacked, file) = Scratch::create(folder.join(UNPACKED_NAME))?;
    let head = packed.unpack(file, unpacked.path())?;
    let contents = SqliteStore::examine(unpacked.path()).map_err(|error| BackupError::of_content(from, error))?;
    SqliteStore::begin_new_life(unpacked.path(), clock.now_ms())?;
    let of_file = |error| BackupError::of_file(unpacked.path(), &error);
    File::options().write(true).open(unpacked.path()).and_then(|file| file.sync_all()).map_err(of_file)?;
    unpacked.keep_as(&SqliteStore::file_in(folder))?;
    drop(lock);
    Ok((head, contents))
}
