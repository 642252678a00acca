//! What will happen when. Time passes only from one entry to the next.

use std::collections::BTreeMap;

use madobe_client::platform::{Leadership, Untransferred, Visitor};
use madobe_client::storage::{SealedRows, StorageError};
use madobe_shared::blob::BlobKey;
use madobe_shared::protocol::ChangeKey;
use madobe_shared::session::server::{AppendOutcome, ReadRequest};

use super::machine::Ticket;

/// A connection, numbered over the whole world.
pub(super) type LineKey = u64;

/// A tab, numbered over the whole world: a tab that is opened after a crash is another one.
pub(super) type TabKey = u64;

/// Something that will happen.
#[derive(Debug)]
pub(super) enum Happening {
    /// The next step of the story.
    Step,
    /// An attempt to connect has come to its end.
    Connected(LineKey),
    /// A frame arrives at the office.
    FrameUp(LineKey, Vec<u8>),
    /// A frame arrives at the device.
    FrameDown(LineKey, Vec<u8>),
    /// The device learns that a connection is gone.
    ClosedAtTablet(LineKey),
    /// The office learns that a connection is gone.
    ClosedAtOffice(LineKey),
    /// A tab's timer.
    Timer(usize, TabKey, Ticket),
    /// What stands first before a tablet's disk is carried out.
    Disk(usize),
    /// A tab learns what came of its write.
    Written(usize, TabKey, Ticket, Result<bool, StorageError>),
    /// A tab gets what it wanted to read.
    Rows(usize, TabKey, Ticket, Result<SealedRows, StorageError>),
    /// A tab learns whose session the server knows.
    Visited(usize, TabKey, Ticket, Visitor),
    /// A file arrives at the office, unless it is cut off.
    FileUp(usize, TabKey, Ticket, BlobKey, Vec<u8>),
    /// A tab learns what became of a file.
    FileAnswered(usize, TabKey, Ticket, Result<(), Untransferred>),
    /// Somebody's wish for a file arrives at the office, unless it is cut off.
    FileAsked(usize, TabKey, Ticket, BlobKey),
    /// A tab is given a file, or not.
    FileGiven(usize, TabKey, Ticket, Result<Vec<u8>, Untransferred>),
    /// A tab hears another.
    Told(usize, TabKey, Vec<u8>),
    /// A tab learns that it keeps the line, or does not any more.
    Leads(usize, TabKey, Leadership),
    /// A tab is opened, on a tablet that is running.
    TabOpens(usize),
    /// A tablet is switched on, and the app opened.
    TabletStarts(usize),
    /// A tablet has a network again.
    NetworkReturns(usize),
    /// A tablet has room again.
    RoomReturns(usize),
    /// The office's server starts.
    OfficeStarts,
    /// The office's disk has room again.
    OfficeRoomReturns,
    /// What waits for the office's disk is committed, unless the server has died since.
    Commit(u64),
    /// A connection's session learns what became of its changes.
    Appended(LineKey, Vec<(ChangeKey, AppendOutcome)>),
    /// A connection's changes found no room and are offered again.
    AppendAgain(LineKey),
    /// A connection's session learns that the log has grown.
    Grown(LineKey),
    /// A read of the office's store is carried out.
    Read(LineKey, ReadRequest),
    /// Those who have something open are told who else has.
    Looked,
    /// A connection's pulse at the office.
    Pulse(LineKey),
}

/// When something will happen. Of two things at the same moment the one that was noted first comes first.
type Moment = (u64, u64);

/// See the module.
#[derive(Debug)]
pub(super) struct Agenda {
    entries: BTreeMap<Moment, Happening>,
    noted: u64,
    /// The present.
    pub(super) now_ms: u64,
}

impl Agenda {
    /// An empty agenda at this time.
    pub(super) fn from(now_ms: u64) -> Self {
        Self { entries: BTreeMap::new(), noted: 0, now_ms }
    }

    /// Notes something for `delay_ms` from now; a moment at least, so that nothing can go on without time passing.
    pub(super) fn after(&mut self, delay_ms: u64, what: Happening) {
        self.at(self.now_ms + delay_ms.max(1), what);
    }

    /// Notes something for a moment that is not past.
    pub(super) fn at(&mut self, at_ms: u64, what: Happening) {
        self.noted += 1;
        self.entries.insert((at_ms.max(self.now_ms), self.noted), what);
    }

    /// When the next thing happens.
    pub(super) fn next_ms(&self) -> Option<u64> {
        self.entries.keys().next().map(|(at_ms, _)| *at_ms)
    }

    /// Goes to the next thing that happens.
    pub(super) fn next(&mut self) -> Option<Happening> {
        let ((at_ms, _), what) = self.entries.pop_first()?;
        self.now_ms = at_ms;
        Some(what)
    }

    /// Whether anything else than timers, pulses and steps is under way.
    pub(super) fn is_busy(&self) -> bool {
        let waits = |what: &Happening| matches!(what, Happening::Step | Happening::Timer(..) | Happening::Pulse(_));
        self.entries.values().any(|what| !waits(what))
    }
}
