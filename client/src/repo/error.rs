//! What can go wrong with a case, and how its saving stands.

use jiff::civil::DateTime;
use madobe_shared::edit::EditError;
use madobe_shared::ids::DocId;

use crate::platform::Untransferred;
use crate::storage::StorageError;

/// What changed, for those who subscribed to a [`super::Repo`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RepoEvent {
    /// The list of cases, or what a search would find.
    Summaries,
    /// What is unsent, how the line is, how the storage stands.
    Status,
    /// An open case.
    Case(DocId),
    /// Who else has open cases open.
    Others,
    /// The staff list.
    Staff,
    /// One of the office's own documents: the directory, the templates.
    Office,
    /// Minutes that are for their attendees alone have come, or something of them.
    Minutes(DocId),
    /// Something that the office's audit trail has yet to hear.
    Witnessed,
}

/// Why a case could not be opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// It is not on this device.
    #[error("this case is not on this device")]
    NotHere,
    /// Its rows are damaged. They are in quarantine and the case was asked for at the office.
    #[error("this case is damaged on this device ({bad_chunks} parts): it will be fetched again")]
    Unreadable {
        /// How many rows could not be read.
        bad_chunks: usize,
    },
    /// The storage failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Why a case is not saved.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SaveError {
    /// An edit was not possible.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// The storage failed. What was typed stays in memory, and saving is tried again.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Why a file was not added to a case.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AttachError {
    /// The case has as much as it may.
    #[error("the case has as many files as it may: remove some")]
    CaseFull,
    /// The entry that names it was not possible.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// The storage failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Why a file could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// It is not on this device, and did not come from the office.
    #[error(transparent)]
    Untransferred(#[from] Untransferred),
    /// What came is not what was asked for.
    #[error("the file is damaged")]
    Damaged,
    /// The storage failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// How the saving of a case stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SaveState {
    /// The latest edits are in memory and will be durable in a moment.
    Saving,
    /// Everything is durable on this device.
    Saved {
        /// Since when.
        at: DateTime,
    },
    /// The device did not store the latest edits. They stay in memory, and saving is tried again.
    Failed(StorageError),
}
