//! What happens to a device, and what it answers with.

use madobe_shared::edit::{Edit, EditError};
use madobe_shared::ids::DocId;
use madobe_shared::limits::CHUNKS_PER_DOC_MAX;
use madobe_shared::protocol::{ChangeKey, Reject};
use madobe_shared::session::{LinkState, PendingChange, SyncStatus};
use madobe_shared::storage::Transaction;

use super::Precondition;

/// One connection of a device, numbered in the order in which it asked for them.
pub type Line = u64;

/// What happened to a device.
#[derive(Debug)]
pub enum DeviceEvent {
    /// This tab keeps the line to the server from now on.
    Lead,
    /// The moment of [`Device::next_tick_ms`] has come.
    Tick,
    /// The network may be back: try now.
    Wake,
    /// The connection that was asked for is open.
    Opened(Line),
    /// A connection is gone or could not be made; with `true` because the server asks for a new sign-in.
    Closed(Line, bool),
    /// A frame came in.
    Frame(Line, Vec<u8>),
    /// A write has come to an end.
    Written(Ticket, Written),
    /// Another tab of this device said something.
    Heard(TabMessage),
    /// Someone begins a case.
    Create(DocId, Vec<Edit>),
    /// Someone opens a case.
    Open(DocId),
    /// Someone edits an open case.
    Edit(DocId, Vec<Edit>),
    /// Someone leaves a case.
    Close(DocId),
}

/// What the owner of a device does next.
#[derive(Debug)]
pub enum DeviceOutput {
    /// Open a connection.
    Connect(Line),
    /// Send a frame.
    Send(Line, Vec<u8>),
    /// Close the connection.
    Disconnect(Line),
    /// Carry this out on the storage, after all writes asked for before, and then say [`DeviceEvent::Written`].
    Write(Write),
    /// Tell the other tabs of this device.
    Tell(TabMessage),
    /// All edits of this opening of a document up to this number are on the device.
    Saved(DocId, u64),
    /// These changes are durable at the office.
    Received(Vec<ChangeKey>),
    /// The office refused these changes for good.
    Refused(Vec<Reject>),
    /// Edits could not be carried out.
    NotEdited(DocId, EditError),
    /// A case could not be opened.
    NotOpened(DocId),
    /// The badge says something else.
    Status(SyncStatus),
}

/// The number of a write, to be handed back.
pub type Ticket = u64;

/// Rows to write together.
#[derive(Debug, Clone)]
pub struct Write {
    /// To be handed back.
    pub ticket: Ticket,
    /// The rows.
    pub transaction: Transaction,
    /// What must hold for it.
    pub only_if: Option<Precondition>,
    /// The document and the number of the last edit that it makes durable.
    pub saves: Option<(DocId, u64)>,
}

/// What came of a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// It is durable.
    Done,
    /// Its precondition did not hold; nothing was written.
    Overtaken,
    /// The storage refused; nothing was written.
    Failed,
}

/// What one tab tells the others.
#[derive(Debug, Clone)]
pub enum TabMessage {
    /// Rows that are durable now.
    Stored {
        /// Documents with other chunks than before.
        docs: Vec<DocId>,
        /// New rows of the outbox.
        outbox: Vec<PendingChange>,
        /// Documents that left the device.
        purged: Vec<DocId>,
    },
    /// Documents that are damaged here, for the tab with the line.
    Want(Vec<DocId>),
    /// How the line is, from the tab that keeps it.
    Link(LinkState),
}

/// What can be set about a device.
#[derive(Debug, Clone, Copy)]
pub struct Habits {
    /// See [`CHUNKS_PER_DOC_MAX`].
    pub chunks_per_doc_max: usize,
    /// How long an edit waits for company before it is saved.
    pub save_delay_ms: u64,
    /// A rule this device breaks, to see whether the simulator notices.
    pub broken: Option<BrokenRule>,
}

/// Rules of the device that the simulator can be asked to break.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BrokenRule {
    /// The place in the log is stored before the entries it counts.
    PlaceBeforeEntries,
    /// The outbox is cleared when a change is sent, not when it is acknowledged.
    OutboxClearedOnSend,
    /// Compaction deletes all chunks that are there by then, not only those in the snapshot.
    CompactionDropsAll,
    /// A word counts as saved when it is handed to the storage.
    SavedBeforeWritten,
    /// A summary is taken for fresh whatever came in meanwhile.
    SummaryUnchecked,
}

impl Default for Habits {
    fn default() -> Self {
        Self { chunks_per_doc_max: CHUNKS_PER_DOC_MAX, save_delay_ms: 250, broken: None }
    }
}
