//! The store on SQLite: one file, write-ahead log, one writer. What `append` has returned has been synced to the disk.
//!
//! Invariants: only the writer's connection changes anything, and only within a transaction. Readers see one moment of the
//! database each, and never wait for the writer. A file that is not Madobe's, newer than this program, or damaged is refused and
//! stays as it is.

mod access;
mod accounts;
mod audit;
mod blobs;
mod check_outs;
mod copies;
mod device_keys;
mod devices;
mod documents;
mod log;
mod open;
mod passkeys;
mod quarantine;
mod readers;
mod retention;
mod schema;
mod second_factors;
mod sessions;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use jiff::civil::Date;
use madobe_shared::ids::{DocId, Epoch};
use madobe_shared::protocol::Seq;
use madobe_shared::session::server::{AppendOutcome, CheckedChange, StoredDocument};
use rusqlite::{Connection, ErrorCode, Transaction, TransactionBehavior, ffi};

use super::audit::Hand;
use super::{
    CompactionInput, DocumentsPage, LogPage, NewSnapshot, PageLimits, RejectedBytes, Store, StoreCounts, StoreError,
    Viewer,
};
use readers::Readers;

pub use copies::Contents;
pub use open::{FolderLock, OpenError};

/// A store in a folder of its own.
#[derive(Debug)]
pub struct SqliteStore {
    writer: Mutex<Connection>,
    readers: Readers,
    epoch: Epoch,
    file: PathBuf,
    /// Held as long as the store is open, so that no second server gives out the same numbers.
    _lock: Option<File>,
}

impl SqliteStore {
    /// Does something in one transaction of the writer: all of it, or on an error nothing.
    fn write<T>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        // A panic in another thread's work rolled its transaction back: the connection is as good as before.
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = work(&transaction)?;
        transaction.commit()?;
        Ok(done)
    }

    /// Reads from one moment of the database.
    fn read<T>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.readers.read(work)
    }

    /// What was buried must not survive in the write-ahead log either. A reader can stand in the way; then it goes with the next checkpoint.
    fn empty_wal(&self) {
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    }

    /// Makes the store behave as if the disk ended after this many bytes. For tests of a full disk.
    ///
    /// # Errors
    ///
    /// Where the database refuses the setting.
    #[doc(hidden)]
    pub fn pretend_disk_of(&self, bytes: u64) -> Result<(), StoreError> {
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let page_bytes: u64 = writer.pragma_query_value(None, "page_size", |row| row.get(0))?;
        // The answer of this pragma is the new limit, which pragma_update would take for an error.
        writer.query_row(&format!("PRAGMA max_page_count = {}", bytes / page_bytes), [], |_| Ok(()))?;
        Ok(())
    }
}

impl Store for SqliteStore {
    fn epoch(&self) -> Epoch {
        self.epoch
    }

    fn head(&self) -> Result<Seq, StoreError> {
        self.read(log::head)
    }

    fn append(&self, received_at_ms: u64, changes: &[CheckedChange]) -> Result<Vec<AppendOutcome>, StoreError> {
        self.write(|transaction| log::append(transaction, received_at_ms, changes))
    }

    fn bury(&self, received_at_ms: u64, doc: DocId) -> Result<Seq, StoreError> {
        let seq = self.write(|transaction| log::bury(transaction, Hand::of_the_office(received_at_ms), doc))?;
        self.empty_wal();
        Ok(seq)
    }

    fn log_after(&self, viewer: Viewer, after: Seq, limits: PageLimits) -> Result<LogPage, StoreError> {
        self.read(|transaction| log::log_after(transaction, viewer, after, limits))
    }

    fn documents(&self, viewer: Viewer, after: Option<DocId>, limits: PageLimits) -> Result<DocumentsPage, StoreError> {
        self.read(|transaction| documents::page(transaction, viewer, after, limits))
    }

    fn urgent(&self, viewer: Viewer, through: Date, limits: PageLimits) -> Result<Vec<StoredDocument>, StoreError> {
        self.read(|transaction| documents::urgent(transaction, viewer, through, limits))
    }

    fn fetch(
        &self,
        viewer: Viewer,
        docs: &[DocId],
        limits: PageLimits,
    ) -> Result<(Vec<StoredDocument>, Vec<DocId>), StoreError> {
        self.read(|transaction| documents::fetch(transaction, viewer, docs, limits))
    }

    fn compaction_input(&self, doc: DocId) -> Result<Option<CompactionInput>, StoreError> {
        self.read(|transaction| documents::compaction_input(transaction, doc))
    }

    fn put_snapshot(&self, doc: DocId, through: Seq, snapshot: &NewSnapshot) -> Result<bool, StoreError> {
        self.write(|transaction| documents::put_snapshot(transaction, doc, through, snapshot))
    }

    fn documents_to_compact(&self, quiet_before_ms: u64, limit: usize) -> Result<Vec<DocId>, StoreError> {
        self.read(|transaction| documents::to_compact(transaction, quiet_before_ms, limit))
    }

    fn quarantine(&self, rejected: &[RejectedBytes]) -> Result<(), StoreError> {
        self.write(|transaction| quarantine::keep(transaction, rejected))
    }

    fn counts(&self) -> Result<StoreCounts, StoreError> {
        let bytes = [self.file.clone(), open::beside(&self.file, "-wal")]
            .iter()
            .filter_map(|file| file.metadata().ok())
            .map(|metadata| metadata.len())
            .sum();
        self.read(|transaction| {
            Ok(StoreCounts {
                documents: documents::count(transaction)?,
                head: log::head(transaction)?,
                bytes,
                quarantined: quarantine::count(transaction)?,
            })
        })
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let rusqlite::Error::SqliteFailure(failure, _) = &error else {
            return Self::Failed(error.to_string());
        };
        match failure.code {
            ErrorCode::DiskFull => Self::Full,
            // The file of shared memory beside the database could not grow.
            ErrorCode::SystemIoFailure if failure.extended_code == ffi::SQLITE_IOERR_SHMSIZE => Self::Full,
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Busy,
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Self::Corrupt(error.to_string()),
            _ => Self::Failed(error.to_string()),
        }
    }
}
