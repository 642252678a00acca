//! What the server's end asks its shell to do, and what it is told: changes to append and what became of them, what to read and what was read.

use jiff::civil::Date;

use crate::ids::{Author, ChangeHash, DeviceId, DocId, UserId};
use crate::protocol::{ChangeKey, Seq};

/// What the shell does next, in this order.
#[derive(Debug, Clone, PartialEq)]
pub enum ServerAction {
    /// Send a frame.
    Send(Vec<u8>),
    /// Append these to the log, in one transaction; then call [`ServerSession::appended`].
    Append(Vec<CheckedChange>),
    /// Read from the store; then call [`ServerSession::page`]. One read is under way at a time.
    Read(ReadRequest),
    /// The device has these documents open now, and no others: tell the others of those its user may see, and this session who else has them
    /// open, with [`ServerSession::others`], now and whenever that changes.
    Look(Vec<DocId>),
    /// Keep bytes that were refused, for whoever looks into it later. The word names the reason.
    Keep(Vec<u8>, &'static str),
    /// Close the connection, after what was sent.
    Close,
}

/// A change whose envelope was read and whose author is the session's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedChange {
    /// Its address.
    pub key: ChangeKey,
    /// The changes it builds on. The store takes it only when it has them.
    pub deps: Vec<ChangeHash>,
    /// Who wrote it; `None` for a document's first change.
    pub author: Option<Author>,
    /// The user whose session pushed it, who must be allowed to write there; `None` where the office itself writes.
    pub user: Option<UserId>,
    /// The device that pushed it.
    pub device: DeviceId,
    /// The change chunk.
    pub bytes: Vec<u8>,
}

/// What became of a change that was to be appended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AppendOutcome {
    /// It is durable at this place.
    Appended(Seq),
    /// It was durable at this place before.
    AlreadyThere(Seq),
    /// It was durable at this place before, and whoever pushed it does not see its document now: their device may hold one that it should not.
    OutOfSight(Seq),
    /// The store lacks changes it builds on.
    MissingDependencies,
    /// Its document is dead.
    DeadDocument,
    /// Its document is not for the user who pushed it.
    NoAccess,
    /// It does not fit its document (see [`crate::document::trial`]).
    Unfit,
}

impl AppendOutcome {
    /// The place where it is durable; `None` where it is not.
    #[must_use]
    pub const fn seq(self) -> Option<Seq> {
        match self {
            Self::Appended(seq) | Self::AlreadyThere(seq) | Self::OutOfSight(seq) => Some(seq),
            Self::MissingDependencies | Self::DeadDocument | Self::NoAccess | Self::Unfit => None,
        }
    }
}

/// What to read from the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadRequest {
    /// The log after this place, as far as one batch goes.
    Log {
        /// The place.
        after: Seq,
    },
    /// The documents that are needed up to this day, as far as one batch goes.
    Urgent {
        /// The day.
        through: Date,
    },
    /// All documents after this id, in order of their ids, as far as one batch goes.
    Documents {
        /// The id; `None` from the beginning.
        after: Option<DocId>,
    },
    /// These documents, dead ones too; unknown ones are left out.
    Fetch(Vec<DocId>),
}

/// What was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Page {
    /// Answers [`ReadRequest::Log`].
    Log {
        /// The entries.
        entries: Vec<LogEntry>,
        /// The place of the last entry, or the place that was asked for.
        through: Seq,
        /// The head of the log when it was read.
        head: Seq,
    },
    /// Answers [`ReadRequest::Urgent`].
    Urgent(Vec<StoredDocument>),
    /// Answers [`ReadRequest::Documents`].
    Documents {
        /// The documents, dead ones too.
        documents: Vec<StoredDocument>,
        /// The last id of this page where more follow, `None` at the end.
        next: Option<DocId>,
        /// How many documents there are in all.
        total: u64,
    },
    /// Answers [`ReadRequest::Fetch`].
    Fetched {
        /// Those that there are.
        documents: Vec<StoredDocument>,
        /// Those that there are not.
        unknown: Vec<DocId>,
    },
}

impl Page {
    /// The answer to a fetch: what was found of what was asked for, without what was left for another time.
    #[must_use]
    pub fn fetched(asked: &[DocId], documents: Vec<StoredDocument>, left: &[DocId]) -> Self {
        let is_unknown = |doc: &DocId| !left.contains(doc) && !documents.iter().any(|found| found.doc == *doc);
        let unknown = asked.iter().copied().filter(is_unknown).collect();
        Self::Fetched { documents, unknown }
    }
}

/// One step of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEntry {
    /// Its place.
    pub seq: Seq,
    /// Its document.
    pub doc: DocId,
    /// The device that pushed it, which has it already.
    pub device: Option<DeviceId>,
    /// What it is.
    pub what: Logged,
}

/// What a step of the log is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Logged {
    /// A change chunk.
    Change(Vec<u8>),
    /// The document came within the reader's sight; it is given as it stands now.
    Granted(StoredDocument),
    /// The document was deleted and nothing of it remains but its id, or it went out of the reader's sight.
    Tombstone,
}

/// A document as the store keeps it, for a certain reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredDocument {
    /// Its id.
    pub doc: DocId,
    /// Whether it was deleted, or is not for the reader; then there is nothing more.
    pub dead: bool,
    /// Its latest snapshot.
    pub snapshot: Option<Snapshot>,
    /// The changes after the snapshot.
    pub tail: Vec<Vec<u8>>,
}

/// A stored snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// An Automerge document chunk.
    pub bytes: Vec<u8>,
    /// Its summary in CBOR, where it is a case.
    pub summary: Option<Vec<u8>>,
}
