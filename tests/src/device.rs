//! A headless device: one tab of the app without its screen, on the same session, documents and rows as the browser's.
//!
//! It does no IO and reads neither clock nor randomness. Its owner hands it what happened ([`DeviceEvent`]) together with the time and the
//! device's [`Storage`], and carries out what it answers with ([`DeviceOutput`]), in order. The simulator puts a made-up world under
//! it, the bench a real WebSocket. It never writes the storage itself: a [`Write`] becomes durable when its owner says so, which is
//! where a crash can come in between.

mod documents;
mod event;
mod line;
mod loading;
mod offers;
mod storage;
mod upkeep;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use jiff::ToSpan;
use jiff::civil::{Date, date};
use madobe_shared::case::Case;
use madobe_shared::edit::TextRef;
use madobe_shared::ids::{Author, ChangeHash, DocId, OpeningTag};
use madobe_shared::session::{ClientSession, LinkState, PendingChange, Saving, SyncStatus};
use madobe_shared::storage::{Table, Transaction, doc_of_key};

pub use event::{BrokenRule, DeviceEvent, DeviceOutput, Habits, Line, TabMessage, Ticket, Write, Written};
pub use loading::{Opened, load};
pub use storage::{Precondition, Storage};

use documents::OpenDocument;
use offers::Offer;
use upkeep::Upkeep;

/// One tab of the app. See the module.
#[derive(Debug)]
pub struct Device {
    author: Author,
    habits: Habits,
    randomness: u64,
    /// In the tab that keeps the line.
    session: Option<ClientSession>,
    line: Line,
    link: LinkState,
    documents: BTreeMap<DocId, OpenDocument>,
    writes: BTreeMap<Ticket, Purpose>,
    last_ticket: Ticket,
    offers: VecDeque<Offer>,
    upkeep: Upkeep,
    /// Documents to be fetched whole, each with the connection on which it was asked for.
    wanted: BTreeMap<DocId, Option<Line>>,
    saves_work: bool,
    unsent: usize,
    said: Option<SyncStatus>,
}

/// Why something is being written.
#[derive(Debug)]
enum Purpose {
    /// What the server sent.
    News(Box<madobe_shared::session::client::Store>),
    /// Edits of a document, up to this number, as these changes.
    Save { doc: DocId, edits: u64, hashes: Vec<ChangeHash>, pending: Vec<PendingChange> },
    /// Own changes into the outbox again.
    Offer(Vec<PendingChange>),
    /// A summary made anew, or a snapshot in place of chunks.
    Upkeep { doc: DocId, chunk_puts: Vec<String>, chunk_deletes: Vec<String> },
    /// Nothing follows.
    Plain,
}

/// One call of [`Device::handle`].
struct Turn<'a> {
    now_ms: u64,
    storage: &'a Storage,
    outputs: Vec<DeviceOutput>,
}

impl Device {
    /// A tab that has just been opened. `randomness` is any number that no other tab was given.
    #[must_use]
    pub fn new(author: Author, habits: Habits, randomness: u64) -> Self {
        Self {
            author,
            habits,
            randomness,
            session: None,
            line: 0,
            link: LinkState::Connecting,
            documents: BTreeMap::new(),
            writes: BTreeMap::new(),
            last_ticket: 0,
            offers: VecDeque::new(),
            upkeep: Upkeep::default(),
            wanted: BTreeMap::new(),
            saves_work: true,
            unsent: 0,
            said: None,
        }
    }

    /// Something happened at this time by the device's clock, in milliseconds since 1970.
    pub fn handle(&mut self, now_ms: u64, storage: &Storage, event: DeviceEvent) -> Vec<DeviceOutput> {
        let mut turn = Turn { now_ms, storage, outputs: Vec::new() };
        let turn_ref = &mut turn;
        match event {
            DeviceEvent::Lead => self.lead(turn_ref),
            DeviceEvent::Tick => self.tick(turn_ref),
            DeviceEvent::Wake => self.with_session(turn_ref, |session, now_ms| session.wake(now_ms)),
            DeviceEvent::Opened(line) => self.opened(turn_ref, line),
            DeviceEvent::Closed(line, signed_out) if line == self.line => {
                self.with_session(turn_ref, |session, now_ms| session.closed(now_ms, signed_out));
            }
            DeviceEvent::Frame(line, bytes) if line == self.line => {
                self.with_session(turn_ref, |session, now_ms| session.frame(now_ms, &bytes));
            }
            DeviceEvent::Closed(..) | DeviceEvent::Frame(..) => {}
            DeviceEvent::Written(ticket, written) => self.written(turn_ref, ticket, written),
            DeviceEvent::Heard(message) => self.heard(turn_ref, message),
            DeviceEvent::Create(doc, edits) => self.create(turn_ref, doc, &edits),
            DeviceEvent::Open(doc) => self.open(turn_ref, doc),
            DeviceEvent::Edit(doc, edits) => self.edit(turn_ref, doc, &edits),
            DeviceEvent::Close(doc) => self.close(turn_ref, doc),
        }
        self.offer_on(turn_ref);
        self.ask_for_wanted(turn_ref);
        self.keep_up(turn_ref);
        self.say_status(turn_ref);
        turn.outputs
    }

    /// When [`DeviceEvent::Tick`] is wanted next, by the device's clock.
    #[must_use]
    pub fn next_tick_ms(&self) -> Option<u64> {
        let session = self.session.as_ref().and_then(ClientSession::next_tick_ms);
        let saves = self.documents.values().filter_map(OpenDocument::save_at_ms).min();
        [session, saves, self.upkeep.next_ms()].into_iter().flatten().min()
    }

    /// Who writes here.
    #[must_use]
    pub fn author(&self) -> Author {
        self.author
    }

    /// What the badge says.
    #[must_use]
    pub fn status(&self) -> SyncStatus {
        let is_saved = self.documents.values().map(OpenDocument::edits).all(|(made, saved)| made == saved);
        let saving = match (self.saves_work, is_saved) {
            (false, _) => Saving::Failing,
            (true, false) => Saving::UnderWay,
            (true, true) => Saving::Done,
        };
        SyncStatus::of(saving, self.unsent, self.link)
    }

    /// The documents that are open and can be edited.
    pub fn open_documents(&self) -> impl Iterator<Item = DocId> + '_ {
        self.documents.iter().filter(|(_, document)| !document.is_gone()).map(|(doc, _)| *doc)
    }

    /// An open case as it reads now.
    pub fn view(&mut self, doc: DocId) -> Option<Case> {
        Some(self.documents.get_mut(&doc)?.view())
    }

    /// One prose of an open case.
    #[must_use]
    pub fn text(&self, doc: DocId, text: TextRef) -> Option<String> {
        self.documents.get(&doc)?.text(text)
    }

    /// The hashes that stand for all changes of an open case.
    pub fn heads(&mut self, doc: DocId) -> Option<BTreeSet<ChangeHash>> {
        Some(self.documents.get_mut(&doc)?.heads())
    }

    /// How many edits were carried out in this opening of a document, and how many of them are on the device.
    #[must_use]
    pub fn edits(&self, doc: DocId) -> Option<(u64, u64)> {
        self.documents.get(&doc).map(OpenDocument::edits)
    }

    /// How the line is.
    #[must_use]
    pub fn link(&self) -> LinkState {
        self.link
    }

    /// Whether nothing is under way or waits for its moment except the line's own timer.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.writes.is_empty()
            && self.offers.is_empty()
            && self.upkeep.next_ms().is_none()
            && self.documents.values().all(|document| document.save_at_ms().is_none())
    }

    fn tick(&mut self, turn: &mut Turn<'_>) {
        let now_ms = turn.now_ms;
        if self.session.as_ref().and_then(ClientSession::next_tick_ms).is_some() {
            self.with_session(turn, ClientSession::tick);
        }
        let due: Vec<DocId> = self
            .documents
            .iter()
            .filter(|(_, document)| document.save_at_ms().is_some_and(|at_ms| at_ms <= now_ms))
            .map(|(doc, _)| *doc)
            .collect();
        for doc in due {
            self.save(turn, doc);
        }
    }

    fn write(&mut self, turn: &mut Turn<'_>, transaction: Transaction, purpose: Purpose) {
        self.write_if(turn, transaction, None, purpose);
    }

    fn write_if(
        &mut self,
        turn: &mut Turn<'_>,
        transaction: Transaction,
        only_if: Option<Precondition>,
        purpose: Purpose,
    ) {
        self.last_ticket += 1;
        let ticket = self.last_ticket;
        let saves = match &purpose {
            Purpose::Save { doc, edits, .. } => Some((*doc, *edits)),
            _ => None,
        };
        self.writes.insert(ticket, purpose);
        turn.outputs.push(DeviceOutput::Write(Write { ticket, transaction, only_if, saves }));
    }

    fn written(&mut self, turn: &mut Turn<'_>, ticket: Ticket, written: Written) {
        let Some(purpose) = self.writes.remove(&ticket) else {
            return;
        };
        self.saves_work = written != Written::Failed;
        match purpose {
            Purpose::News(store) => self.news_written(turn, *store, written),
            Purpose::Save { doc, edits, hashes, pending } => {
                self.save_written(turn, doc, edits, &hashes, pending, written);
            }
            Purpose::Offer(pending) => self.offer_written(turn, pending, written),
            Purpose::Upkeep { doc, chunk_puts, chunk_deletes } => {
                self.upkeep_written(turn, doc, &chunk_puts, &chunk_deletes, written);
            }
            Purpose::Plain => {}
        }
        self.count_unsent(turn);
    }

    fn heard(&mut self, turn: &mut Turn<'_>, message: TabMessage) {
        match message {
            TabMessage::Stored { docs, outbox, purged } => {
                for doc in purged {
                    self.leave_device(turn, doc);
                }
                for doc in docs {
                    self.catch_up(turn, doc);
                }
                self.local(turn, outbox);
                self.count_unsent(turn);
            }
            TabMessage::Want(docs) => {
                for doc in docs {
                    self.want(turn, doc);
                }
            }
            TabMessage::Link(link) => self.link = link,
        }
    }

    fn count_unsent(&mut self, turn: &Turn<'_>) {
        let docs: BTreeSet<_> = turn.storage.rows(Table::Outbox, "").filter_map(|(key, _)| doc_of_key(key)).collect();
        self.unsent = docs.len();
    }

    fn say_status(&mut self, turn: &mut Turn<'_>) {
        let status = self.status();
        if self.said != Some(status) {
            self.said = Some(status);
            turn.outputs.push(DeviceOutput::Status(status));
        }
    }

    fn tag(&mut self) -> OpeningTag {
        OpeningTag(self.draw())
    }

    /// The next number of SplitMix64.
    fn draw(&mut self) -> u64 {
        self.randomness = self.randomness.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.randomness ^ (self.randomness >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

/// The day at a device whose clock says so.
fn today(now_ms: u64) -> Date {
    let days = i64::try_from(now_ms / 86_400_000).unwrap_or_default();
    date(1970, 1, 1).saturating_add(days.days())
}
