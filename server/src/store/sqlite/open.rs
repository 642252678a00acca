//! Opening the database, or saying clearly why not. A file that is refused stays as it is, byte for byte.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;

use madobe_shared::ids::Epoch;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use super::readers::Readers;
use super::schema::{self, APPLICATION_ID};
use super::{SqliteStore, StoreError};
use crate::limits::{STORE_BUSY_MS_MAX, STORE_CACHE_BYTES};
use crate::platform;

/// The database of a folder.
pub const FILE_NAME: &str = "madobe.sqlite3";
const LOCK_NAME: &str = "madobe.lock";

/// Why a store was not opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder cannot be made or written.
    #[error("the data folder {} cannot be written ({reason}): choose another with --data, or give this user the right to write there", folder.display())]
    NotWritable {
        /// The folder.
        folder: PathBuf,
        /// What the operating system says.
        reason: String,
    },
    /// Another server has the folder.
    #[error("another Madobe server is using the data folder {}: stop it, or choose another folder with --data", folder.display())]
    InUse {
        /// The folder.
        folder: PathBuf,
    },
    /// The file is no SQLite database.
    #[error("{} is not a database; nothing was changed: move it away, or choose another folder with --data", file.display())]
    NotADatabase {
        /// The file.
        file: PathBuf,
    },
    /// The file belongs to another program.
    #[error("{} is another program's database; nothing was changed: choose another folder with --data", file.display())]
    OtherApplication {
        /// The file.
        file: PathBuf,
    },
    /// A newer Madobe wrote the file.
    #[error("{} is of version {found}, this program knows versions up to {known}; nothing was changed: install the newer Madobe", file.display())]
    Newer {
        /// The file.
        file: PathBuf,
        /// Its version.
        found: usize,
        /// The newest this program knows.
        known: usize,
    },
    /// An older Madobe is running on the file, which this program would have to bring up to date first.
    #[error("{} is in use by a server of another version: stop it first", file.display())]
    Outdated {
        /// The file.
        file: PathBuf,
    },
    /// The file contradicts itself.
    #[error("{} is damaged ({reason}); nothing was changed: restore it from a backup, or keep a copy and try `sqlite3 … .recover`", file.display())]
    Corrupt {
        /// The file.
        file: PathBuf,
        /// What the check found.
        reason: String,
    },
    /// There is no room.
    #[error("there is no room on the volume of {}; nothing was changed: make room there", file.display())]
    Full {
        /// The file.
        file: PathBuf,
    },
    /// Anything else.
    #[error("{} cannot be opened: {reason}", file.display())]
    Failed {
        /// The file.
        file: PathBuf,
        /// What the database says.
        reason: String,
    },
}

impl SqliteStore {
    /// Opens the store of a folder, which is made if it is not there, for the one server that may have it open.
    ///
    /// # Errors
    ///
    /// See [`OpenError`]. A file that is refused stays as it is.
    pub fn open(folder: &Path) -> Result<Self, OpenError> {
        let lock = take_lock(folder)?.ok_or_else(|| OpenError::InUse { folder: folder.to_owned() })?;
        open_locked(folder, Some(lock))
    }

    /// Opens the store of a folder beside a server that may be running on it, for a short task such as adding an account.
    ///
    /// # Errors
    ///
    /// See [`OpenError`].
    pub fn open_beside(folder: &Path) -> Result<Self, OpenError> {
        let lock = take_lock(folder)?;
        open_locked(folder, lock)
    }
}

/// The right to put a database into a folder: no server uses the folder as long as it is held.
#[derive(Debug)]
pub struct FolderLock {
    _lock: File,
}

impl FolderLock {
    /// Takes the right. The folder is made if it is not there.
    ///
    /// # Errors
    ///
    /// [`OpenError::InUse`] and [`OpenError::NotWritable`].
    pub fn take(folder: &Path) -> Result<Self, OpenError> {
        let lock = take_lock(folder)?.ok_or_else(|| OpenError::InUse { folder: folder.to_owned() })?;
        Ok(Self { _lock: lock })
    }
}

/// The name of one of the files that SQLite keeps beside the database.
pub fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// What every connection is set to.
pub fn configure(connection: &Connection) -> Result<(), rusqlite::Error> {
    connection.busy_timeout(Duration::from_millis(STORE_BUSY_MS_MAX))?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // Negative means bytes (in KiB) instead of pages.
    connection.pragma_update(None, "cache_size", -(STORE_CACHE_BYTES >> 10))?;
    // No part of a statement may spill to a file that nobody encrypts or deletes.
    connection.pragma_update(None, "temp_store", "memory")
}

fn take_lock(folder: &Path) -> Result<Option<File>, OpenError> {
    let not_writable =
        |error: std::io::Error| OpenError::NotWritable { folder: folder.to_owned(), reason: error.to_string() };
    std::fs::create_dir_all(folder).map_err(not_writable)?;
    let lock =
        File::options().create(true).write(true).truncate(false).open(folder.join(LOCK_NAME)).map_err(not_writable)?;
    match lock.try_lock() {
        Ok(()) => Ok(Some(lock)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(not_writable(error)),
    }
}

fn open_locked(folder: &Path, lock: Option<File>) -> Result<SqliteStore, OpenError> {
    let file = folder.join(FILE_NAME);
    let exists = file.metadata().is_ok_and(|metadata| metadata.len() > 0);
    if exists {
        inspect(&file)?;
    } else if beside(&file, "-wal").metadata().is_ok_and(|metadata| metadata.len() > 0) {
        // SQLite would delete it, and with it what was acknowledged last. A first start never leaves one without the other.
        return Err(OpenError::Corrupt {
            file,
            reason: "it is gone or empty, but its write-ahead log is there".into(),
        });
    }
    let failed = |error| refusal(&file, error);
    let mut writer = Connection::open_with_flags(
        &file,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )
    .map_err(|error| failed(error.into()))?;
    if writer.is_readonly("main").map_err(|error| failed(error.into()))? {
        return Err(OpenError::NotWritable {
            folder: folder.to_owned(),
            reason: "the database file is read-only".into(),
        });
    }
    prepare(&mut writer, lock.is_some()).map_err(|error| match error {
        PrepareError::Outdated => OpenError::Outdated { file: file.clone() },
        PrepareError::Store(error) => failed(error),
    })?;
    let epoch: i64 =
        writer.query_row("SELECT epoch FROM office", [], |row| row.get(0)).map_err(|error| failed(error.into()))?;
    Ok(SqliteStore {
        writer: Mutex::new(writer),
        readers: Readers::new(file.clone()),
        epoch: Epoch(epoch.cast_unsigned()),
        file,
        _lock: lock,
    })
}

/// What a failing store means for whoever opens its file.
pub fn refusal(file: &Path, error: StoreError) -> OpenError {
    let file = file.to_owned();
    match error {
        StoreError::Busy => OpenError::InUse { folder: file.parent().unwrap_or(&file).to_owned() },
        StoreError::Full => OpenError::Full { file },
        StoreError::Corrupt(reason) => OpenError::Corrupt { file, reason },
        StoreError::Failed(reason) => OpenError::Failed { file, reason },
    }
}

/// Looks at a file without changing it.
pub fn inspect(file: &Path) -> Result<(), OpenError> {
    let look = || -> Result<Option<OpenError>, rusqlite::Error> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(file, flags)?;
        // Closing the last connection would move another program's write-ahead log into its file.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        connection.busy_timeout(Duration::from_millis(STORE_BUSY_MS_MAX))?;
        let application: i32 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
        let found: usize = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        // A file without a mark and without tables is ours from a start that was interrupted before its first transaction.
        if application != APPLICATION_ID && (application != 0 || tables > 0) {
            return Ok(Some(OpenError::OtherApplication { file: file.to_owned() }));
        }
        if found > schema::version() {
            return Ok(Some(OpenError::Newer { file: file.to_owned(), found, known: schema::version() }));
        }
        let verdict: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        Ok((verdict != "ok").then(|| OpenError::Corrupt { file: file.to_owned(), reason: verdict }))
    };
    match look() {
        Ok(None) => Ok(()),
        Ok(Some(refusal)) => Err(refusal),
        Err(error) => Err(match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => OpenError::NotADatabase { file: file.to_owned() },
            Some(ErrorCode::DatabaseCorrupt) => OpenError::Corrupt { file: file.to_owned(), reason: error.to_string() },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                OpenError::InUse { folder: file.parent().unwrap_or(file).to_owned() }
            }
            _ => OpenError::Failed { file: file.to_owned(), reason: error.to_string() },
        }),
    }
}

enum PrepareError {
    Outdated,
    Store(StoreError),
}

impl<E: Into<StoreError>> From<E> for PrepareError {
    fn from(error: E) -> Self {
        Self::Store(error.into())
    }
}

/// Sets the writer up and brings the file up to date.
fn prepare(writer: &mut Connection, may_migrate: bool) -> Result<(), PrepareError> {
    configure(writer)?;
    writer.pragma_update(None, "journal_mode", "wal")?;
    // An acknowledged change must survive the loss of power, which in this mode needs a sync for each commit.
    writer.pragma_update(None, "synchronous", "full")?;
    // Disposal means that the words are gone, not that their pages are free.
    writer.pragma_update(None, "secure_delete", true)?;
    writer.pragma_update(None, "journal_size_limit", 64 << 20)?;
    let version: usize = writer.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if version == schema::version() {
        return Ok(());
    }
    if !may_migrate {
        return Err(PrepareError::Outdated);
    }
    let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
    schema::migrate(&transaction, version, u64::from_be_bytes(platform::random_bytes()).cast_signed())?;
    transaction.commit()?;
    Ok(())
}
