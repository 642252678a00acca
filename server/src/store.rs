//! What the server asks of a database: the office's log, the documents it adds up to and their files, who may see which, accounts, sessions,
//! second factors, passkeys, the keys of devices, who has which device, the audit trail, how long records are kept, and a place for
//! rejected bytes.
//!
//! The contract is synchronous, because databases are: callers stay off the threads that serve connections. What a method of this
//! contract has returned as done is durable. [`conformance`] is the contract as code; every implementation passes it.
//!
//! Never interprets a change: what a change says was checked before it came here.

pub mod access;
pub mod accounts;
pub mod audit;
pub mod blobs;
pub mod check_outs;
pub mod conformance;
pub mod device_keys;
pub mod devices;
mod memory;
pub mod passkeys;
pub mod retention;
pub mod second_factors;
pub mod sessions;
mod sqlite;

use jiff::civil::Date;
use madobe_shared::ids::{DeviceId, DocId, Epoch, UserId};
use madobe_shared::limits::{BATCH_BYTES, BATCH_ENTRIES_MAX};
use madobe_shared::protocol::Seq;
use madobe_shared::session::server::{AppendOutcome, CheckedChange, LogEntry, Snapshot, StoredDocument};

use crate::limits::QUARANTINED_ROW_BYTES;

pub use access::{Access, Viewer};
pub use accounts::Accounts;
pub use audit::Audit;
pub use blobs::Blobs;
pub use check_outs::CheckOuts;
pub use device_keys::DeviceKeys;
pub use devices::Devices;
pub use memory::MemoryStore;
pub use passkeys::Passkeys;
pub use retention::Retention;
pub use second_factors::SecondFactors;
pub use sessions::Sessions;
pub use sqlite::{Contents, FolderLock, OpenError, SqliteStore};

/// The office's log and documents.
///
/// `seq` numbers are given in the order in which appends become durable, without gaps, so that a reader who asks for "all after 41" never
/// skips an entry that is committed later.
pub trait Store:
    Access
    + Accounts
    + Audit
    + Blobs
    + Sessions
    + SecondFactors
    + Passkeys
    + DeviceKeys
    + Devices
    + CheckOuts
    + Retention
    + Send
    + Sync
    + 'static
{
    /// The life of this log. It is drawn when the store is created, and again when it is restored from a backup.
    fn epoch(&self) -> Epoch;

    /// The number of the last entry; 0 in an empty log.
    ///
    /// # Errors
    ///
    /// See [`StoreError`], here and everywhere below.
    fn head(&self) -> Result<Seq, StoreError>;

    /// Appends changes in one transaction: all that can be appended are, or, on an error, none.
    ///
    /// Each change is judged after those before it: one that is there already keeps its place, one whose dependencies are neither in the
    /// store nor earlier in `changes` is left out, as is one of a dead document, or of one that its user may not see. Whoever begins a
    /// document joins its team. The outcomes are in the order of `changes`.
    fn append(&self, received_at_ms: u64, changes: &[CheckedChange]) -> Result<Vec<AppendOutcome>, StoreError>;

    /// Ends a document for good: its content goes, a tombstone takes its place in the log, and changes to it are refused from now on.
    /// Returns the tombstone's number. Burying the dead changes nothing; an unknown document can be buried too.
    fn bury(&self, received_at_ms: u64, doc: DocId) -> Result<Seq, StoreError>;

    /// The entries after `after` that are for the viewer, in order, within the limits: changes of what they see, from the moment on from
    /// which they see it; what came into their sight, as a whole; what went out of it, as a tombstone. The office is told of changes and
    /// deaths.
    fn log_after(&self, viewer: Viewer, after: Seq, limits: PageLimits) -> Result<LogPage, StoreError>;

    /// Whole documents in the order of their ids, dead ones included, within the limits. What the viewer may not see is dead to them.
    fn documents(&self, viewer: Viewer, after: Option<DocId>, limits: PageLimits) -> Result<DocumentsPage, StoreError>;

    /// The living documents that the viewer may see and whose snapshot is needed on this day or before, the most pressing first, within the limits. A hurry list: it
    /// may leave out what was changed since its last snapshot.
    fn urgent(&self, viewer: Viewer, through: Date, limits: PageLimits) -> Result<Vec<StoredDocument>, StoreError>;

    /// The documents of these ids, in order and within the limits, without those that do not exist. The second part holds the ids
    /// that did not fit. What the viewer may not see is dead to them.
    fn fetch(
        &self,
        viewer: Viewer,
        docs: &[DocId],
        limits: PageLimits,
    ) -> Result<(Vec<StoredDocument>, Vec<DocId>), StoreError>;

    /// What a new snapshot of a document has to be made from; `None` where there is nothing to compact.
    fn compaction_input(&self, doc: DocId) -> Result<Option<CompactionInput>, StoreError>;

    /// Stores a snapshot that holds exactly the document's changes up to `through`. It is ignored where the document is dead or a
    /// snapshot as new is there; returns whether it was stored.
    fn put_snapshot(&self, doc: DocId, through: Seq, snapshot: &NewSnapshot) -> Result<bool, StoreError>;

    /// Documents worth compacting: those with more than [`madobe_shared::limits::TAIL_CHANGES_MAX`] changes after their snapshot,
    /// and those with any that nobody changed since `quiet_before_ms`. Longest tails first, at most `limit`.
    fn documents_to_compact(&self, quiet_before_ms: u64, limit: usize) -> Result<Vec<DocId>, StoreError>;

    /// Keeps what a device sent and was refused, all in one go, within [`crate::limits::QUARANTINE_BYTES_MAX`] and
    /// [`crate::limits::QUARANTINE_BYTES_PER_DEVICE_MAX`]: the oldest go to make room. Each counts its
    /// [`weight`](RejectedBytes::weight).
    fn quarantine(&self, rejected: &[RejectedBytes]) -> Result<(), StoreError>;

    /// What the store holds, for the metrics.
    fn counts(&self) -> Result<StoreCounts, StoreError>;
}

/// How much one page may hold. A page holds one entry at least, however large it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageLimits {
    /// Log entries or documents.
    pub entries: usize,
    /// Bytes of changes and snapshots.
    pub bytes: usize,
}

impl PageLimits {
    /// What goes into one batch for a device.
    pub const BATCH: Self = Self { entries: BATCH_ENTRIES_MAX, bytes: BATCH_BYTES };
}

/// A part of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogPage {
    /// The entries in order. Numbers may be missing where a document was buried.
    pub entries: Vec<LogEntry>,
    /// Everything up to here is in this page or the pages before.
    pub through: Seq,
    /// The end of the log when the page was read.
    pub head: Seq,
}

/// A part of the documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentsPage {
    /// The documents in order of their ids.
    pub documents: Vec<StoredDocument>,
    /// Where the next page begins (after this id); `None` at the end.
    pub next: Option<DocId>,
    /// How many documents there are in all.
    pub total: u64,
}

/// What a new snapshot has to be made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompactionInput {
    /// The snapshot there is.
    pub snapshot: Option<Vec<u8>>,
    /// The changes after it, in order.
    pub tail: Vec<Vec<u8>>,
    /// The number of the last of them.
    pub through: Seq,
}

/// A snapshot to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSnapshot {
    /// The snapshot and its summary.
    pub snapshot: Snapshot,
    /// The day by which a worker needs the document.
    pub needed_on: Option<Date>,
    /// The day on which the case was closed.
    pub closed_on: Option<Date>,
}

/// Bytes that were refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedBytes {
    /// When, in milliseconds since 1970.
    pub at_ms: u64,
    /// Whose session it was.
    pub user: UserId,
    /// Which device, where it had introduced itself.
    pub device: Option<DeviceId>,
    /// Why: a word that names the reason, never content.
    pub reason: &'static str,
    /// The bytes as they came.
    pub bytes: Vec<u8>,
}

impl RejectedBytes {
    /// What it counts against the bounds, in bytes: see [`crate::limits::QUARANTINED_ROW_BYTES`].
    #[must_use]
    pub fn weight(&self) -> u64 {
        self.bytes.len() as u64 + QUARANTINED_ROW_BYTES
    }
}

/// What the store holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StoreCounts {
    /// Documents, dead ones included.
    pub documents: u64,
    /// The number of the last log entry.
    pub head: Seq,
    /// Bytes on disk.
    pub bytes: u64,
    /// Rejected chunks kept for inspection.
    pub quarantined: u64,
}

/// Why the store could not do what was asked. Nothing of it was done.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// There is no room on the disk.
    #[error("the disk is full: make room on the volume of the data folder; devices keep their changes until then")]
    Full,
    /// Another process has held the database for longer than the server waits.
    #[error("another process holds the database: it is tried again")]
    Busy,
    /// The database contradicts itself.
    #[error("the database is damaged, restore it from a backup: {0}")]
    Corrupt(String),
    /// The database or the disk failed otherwise.
    #[error("the database failed: {0}")]
    Failed(String),
}

impl StoreError {
    /// Whether the same request can succeed later without anyone changing it.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Full | Self::Busy)
    }
}
