//! Making a backup beside a server that may be running.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::scratch::Scratch;
use super::seal::Sealer;
use super::{BackupError, Head, Key};
use crate::platform::Clock;
use crate::store::SqliteStore;

/// Held while a backup is made, so that two do not make the same copy.
const LOCK_NAME: &str = "madobe.backup.lock";

/// The copy of the database. It lies beside the database, in the same keeping: wherever the backup goes, nothing goes there in the clear.
const COPY_NAME: &str = "madobe.backup.tmp";

/// Makes a backup of the office in a folder. It appears under its name when it is complete and on the disk. Blocks.
///
/// # Errors
///
/// See [`BackupError`]. Then there is no file `to`, or the one that was there before.
pub fn make(folder: &Path, to: &Path, key: &Key, clock: &Clock) -> Result<Head, BackupError> {
    if to.try_exists().map_err(|error| BackupError::of_file(to, &error))? {
        return Err(BackupError::Exists { file: to.to_owned() });
    }
    if !SqliteStore::is_in(folder) {
        return Err(BackupError::NoOffice { folder: folder.to_owned() });
    }
    // First where the backup goes: a mistyped folder should not cost a copy.
    let (sealed, file) = Scratch::create(partial(to))?;
    let _lock = lock(folder)?;
    let (copy, _) = Scratch::create(folder.join(COPY_NAME))?;
    let made_at_ms = clock.now_ms();
    SqliteStore::copy(folder, copy.path())?;

    let of_copy = |error| BackupError::of_file(copy.path(), &error);
    let mut database = BufReader::new(File::open(copy.path()).map_err(of_copy)?);
    let head = Head::new(key, made_at_ms, database.get_ref().metadata().map_err(of_copy)?.len());
    let seal = || -> io::Result<()> {
        let sealer = Sealer::begin(BufWriter::new(file), key, &head)?;
        let mut compressed = ZlibEncoder::new(sealer, Compression::default());
        io::copy(&mut database, &mut compressed)?;
        let mut sealed = compressed.finish()?.finish()?;
        sealed.flush()?;
        sealed.get_ref().sync_all()
    };
    seal().map_err(|error| BackupError::of_file(to, &error))?;
    sealed.keep_as(to)?;
    Ok(head)
}

/// What a backup is called until it is complete.
fn partial(to: &Path) -> PathBuf {
    let mut name = to.as_os_str().to_owned();
    name.push(".partial");
    name.into()
}

fn lock(folder: &Path) -> Result<File, BackupError> {
    let path = folder.join(LOCK_NAME);
    let of_file = |error| BackupError::of_file(&path, &error);
    let lock = OpenOptions::new().create(true).write(true).truncate(false).open(&path).map_err(of_file)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(BackupError::UnderWay { folder: folder.to_owned() }),
        Err(TryLockError::Error(error)) => Err(of_file(error)),
    }
}
