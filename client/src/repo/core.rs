//! What one tab shares among all its pages: the database, what is remembered of it, the open documents, the line.
//!
//! Whatever becomes durable passes through [`Core::store`] and from there, in one place, to the lists, the open documents, the other
//! tabs and the line. Nothing is shown as stored before it is.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::{Rc, Weak};

use futures_channel::mpsc;
use madobe_shared::case::Case;
use madobe_shared::ids::{Author, DocId};
use madobe_shared::order;
use madobe_shared::protocol::StaffMember;
use madobe_shared::session::{LinkState, PendingChange, Saving};
use madobe_shared::storage::{Row, Table, Transaction, doc_of_key, parse_outbox_key};

use super::cache::{Cache, Changed};
use super::document::OpenDocument;
use super::error::RepoEvent;
use super::files::{Sending, Tries};
use super::finding::Findings;
use super::listeners::Listeners;
use super::opening::Opening;
use super::presence::Presence;
use super::turns::Turns;
use crate::link::Link;
use crate::platform::{Guard, Lock, Platform};
use crate::storage::{Database, StorageError, StorageInfo};
use crate::tabs::{Message, Stored, Tabs};

/// See the module.
#[derive(Debug)]
pub(crate) struct Core {
    pub(crate) author: Author,
    pub(crate) platform: Rc<dyn Platform>,
    pub(crate) database: Database,
    pub(crate) tabs: Tabs,
    pub(super) turns: Turns,
    pub(super) me: RefCell<StaffMember>,
    pub(super) cache: RefCell<Cache>,
    pub(super) findings: RefCell<Findings>,
    /// Documents live as long as someone holds them or something of them is not saved.
    pub(super) documents: RefCell<BTreeMap<DocId, Weak<OpenDocument>>>,
    pub(super) opening: RefCell<BTreeMap<DocId, Opening>>,
    /// Documents to ask the office for, while no tab keeps a line yet.
    pub(super) wanted: RefCell<BTreeSet<DocId>>,
    /// Cases that are being made and are not durable yet.
    pub(super) creating: RefCell<BTreeSet<DocId>>,
    pub(super) of_the_office: RefCell<BTreeMap<DocId, Rc<Case>>>,
    pub(super) lead: OnceCell<RefCell<Option<Box<dyn Lock>>>>,
    /// The line, in the tab that leads.
    pub(super) link: RefCell<Option<Link>>,
    pub(super) link_state: Cell<LinkState>,
    pub(super) storage: RefCell<StorageInfo>,
    pub(super) asked_to_persist: Cell<bool>,
    /// When the leading tab last said that it runs, by [`Platform::elapsed_ms`].
    pub(super) lead_heard_ms: Cell<u64>,
    /// How many stores of news are under way.
    pub(super) arriving: Cell<usize>,
    pub(super) to_compact: RefCell<BTreeSet<DocId>>,
    /// When this tab last told of a look into a case, by [`Platform::elapsed_ms`].
    pub(super) looked_ms: RefCell<BTreeMap<DocId, u64>>,
    pub(super) presence: Presence,
    pub(super) upkeep: mpsc::UnboundedSender<()>,
    pub(super) files: mpsc::UnboundedSender<()>,
    /// Which files were tried to be handed over, in the tab that leads.
    pub(super) tries: RefCell<Tries>,
    pub(super) sending: Sending,
    pub(super) files_timer: RefCell<Option<Guard>>,
    pub(super) listeners: Listeners<RepoEvent>,
    pub(super) page_watch: RefCell<Option<Guard>>,
}

/// Where a transaction comes from, and so who knows of it already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Edits of an open document of this tab, which holds them.
    Typed,
    /// News from the office; the line knows.
    Office,
    /// Own changes that go into the outbox again.
    Offer,
    /// Own changes that go into a document and into the outbox again, because the document came back.
    Returned,
    /// Rows that say the same as before in another form.
    Upkeep,
    /// Another tab has stored it.
    OtherTab,
}

impl Core {
    /// Runs a task of this tab.
    pub(crate) fn spawn(&self, task: impl Future<Output = ()> + 'static) {
        self.platform.spawn(Box::pin(task));
    }

    /// Stores a transaction and lets everyone know whom it concerns.
    pub(crate) async fn store(self: &Rc<Self>, transaction: Transaction, origin: Origin) -> Result<(), StorageError> {
        let arriving = Arriving::begin(self, origin);
        let mut turn = self.turns.take();
        let written = self.database.write(&transaction).await;
        turn.come().await;
        // Work in the background that fails takes nothing from anyone, and may never be due again.
        if written.is_ok() || origin != Origin::Upkeep {
            self.note_write(written.as_ref().err());
        }
        written?;
        self.follow_stored(&transaction, origin);
        drop(arriving);
        Ok(())
    }

    /// Follows a transaction that this tab has just made durable.
    pub(super) fn follow_stored(self: &Rc<Self>, transaction: &Transaction, origin: Origin) {
        self.tabs.post(&Message::Stored(Stored::of(transaction)));
        self.follow(transaction, origin);
    }

    /// Follows a transaction that is durable, whoever stored it.
    pub(super) fn follow(self: &Rc<Self>, transaction: &Transaction, origin: Origin) {
        // What another tab did to the outbox is known since its message came in.
        let changed = match origin {
            Origin::OtherTab => self.cache.borrow_mut().follow(&transaction.without(Table::Outbox)),
            _ => self.cache.borrow_mut().follow(transaction),
        };
        if matches!(origin, Origin::Office | Origin::Returned | Origin::OtherTab) {
            self.follow_chunks(transaction);
        }
        if matches!(origin, Origin::Typed | Origin::Offer | Origin::Returned | Origin::OtherTab) {
            self.follow_outbox(transaction);
        }
        self.say(changed);
    }

    /// Open documents take what arrived for them and end where they left the device.
    fn follow_chunks(self: &Rc<Self>, transaction: &Transaction) {
        let mut news: BTreeMap<DocId, Vec<Vec<u8>>> = BTreeMap::new();
        for row in transaction.puts.iter().filter(|row| row.table == Table::Chunks) {
            if let Some(doc) = doc_of_key(&row.key) {
                news.entry(doc).or_default().push(row.value.clone());
            }
        }
        let purged = transaction.delete_prefixes.iter().filter(|(table, _)| *table == Table::Chunks);
        for doc in purged.filter_map(|(_, prefix)| doc_of_key(prefix)).filter(|doc| !news.contains_key(doc)) {
            if let Some(document) = self.document(doc) {
                document.leave_device();
            } else if let Some(opening) = self.opening.borrow_mut().get_mut(&doc) {
                opening.gone = true;
            }
        }
        for (doc, chunks) in news {
            if doc.is_of_the_office() {
                self.reload_of_the_office(doc);
            }
            if let Some(document) = self.document(doc) {
                document.take_news(chunks);
            } else if let Some(opening) = self.opening.borrow_mut().get_mut(&doc) {
                opening.news.extend(chunks);
            }
            if doc.is_minutes() {
                self.emit(RepoEvent::Minutes(doc));
            }
        }
    }

    /// The line, if it is kept here, hears of every new row of the outbox.
    fn follow_outbox(&self, transaction: &Transaction) {
        let Some(link) = self.link.borrow().clone() else { return };
        let rows = transaction.puts.iter().filter(|row| row.table == Table::Outbox && !row.value.is_empty());
        let pending = |row: &Row| Some(PendingChange { key: parse_outbox_key(&row.key)?, bytes: row.value.clone() });
        let changes: Vec<PendingChange> = rows.filter_map(pending).collect();
        if !changes.is_empty() {
            link.local(changes);
        }
    }

    /// Tells whoever watches what has changed.
    pub(super) fn say(&self, changed: Changed) {
        if changed.stale {
            self.wake_upkeep();
        }
        if changed.searches {
            self.findings.borrow_mut().forget();
        }
        if changed.summaries || changed.searches {
            self.emit(RepoEvent::Summaries);
        }
        if changed.unsent {
            self.sending.cut_off_unless(|key| self.cache.borrow().waits(key));
            self.wake_files();
            self.emit(RepoEvent::Status);
            for document in self.open_documents() {
                document.listeners.emit(&());
            }
        }
        if changed.staff {
            self.emit(RepoEvent::Staff);
        }
    }

    pub(super) fn emit(&self, event: RepoEvent) {
        self.listeners.emit(&event);
    }

    /// The open document, if this tab holds it. One that has left the device is none: where it comes back it is read anew, without what
    /// it lost.
    pub(super) fn document(&self, doc: DocId) -> Option<Rc<OpenDocument>> {
        self.documents.borrow().get(&doc)?.upgrade().filter(|document| !document.gone.get())
    }

    /// All documents that this tab holds.
    pub(super) fn open_documents(&self) -> Vec<Rc<OpenDocument>> {
        self.documents.borrow().values().filter_map(Weak::upgrade).collect()
    }

    /// Whether this tab keeps the line and does the work that one tab does for all.
    pub(super) fn leads(&self) -> bool {
        self.lead.get().is_some_and(|lead| lead.borrow().as_ref().is_some_and(|lead| lead.is_mine()))
    }

    /// Whether a summary written now, from an open document, can lack something that is on the device: another tab may be writing, or
    /// news be on its way into the database.
    pub(super) fn may_lag(&self) -> bool {
        self.arriving.get() > 0 || !self.tabs.is_alone()
    }

    /// Remembers how the latest write went.
    pub(crate) fn note_write(&self, error: Option<&StorageError>) {
        let before = std::mem::replace(&mut self.storage.borrow_mut().last_error, error.cloned());
        if before.as_ref() != error {
            self.emit(RepoEvent::Status);
        }
    }

    /// How saving goes, over all open documents.
    pub(super) fn saving(&self) -> Saving {
        let documents = self.open_documents();
        if self.storage.borrow().last_error.is_some() || documents.iter().any(|document| document.is_failing()) {
            Saving::Failing
        } else if documents.iter().any(|document| document.is_unsaved()) || !self.creating.borrow().is_empty() {
            Saving::UnderWay
        } else {
            Saving::Done
        }
    }

    /// The documents of which the office lacks something, those with edits that are not even saved among them.
    pub(super) fn unsent(&self) -> BTreeSet<DocId> {
        let unsaved =
            self.open_documents().into_iter().filter(|document| document.is_unsaved()).map(|document| document.id);
        order::set(self.cache.borrow().unsent().chain(unsaved).chain(self.creating.borrow().iter().copied()))
    }

    /// The line has another state.
    pub(crate) fn set_link_state(&self, state: LinkState) {
        let was_connected = self.is_connected();
        if self.link_state.replace(state) != state {
            if self.is_connected() && !was_connected {
                self.office_is_reached();
            }
            self.emit(RepoEvent::Status);
        }
    }

    /// Whether the office is within reach, as far as the line knows.
    pub(super) fn is_connected(&self) -> bool {
        matches!(self.link_state.get(), LinkState::Live | LinkState::Syncing { .. })
    }

    /// Asks the office for whole documents, through whichever tab keeps the line.
    pub(super) fn want(&self, docs: Vec<DocId>) {
        let link = self.link.borrow().clone();
        match link {
            Some(link) => link.fetch(docs),
            None => {
                // Another tab may keep the line, or this one be about to.
                self.wanted.borrow_mut().extend(docs.iter().copied());
                self.tabs.post(&Message::Fetch(docs));
            }
        }
    }

    pub(super) fn wake_upkeep(&self) {
        // It fails only once the task has ended with this tab.
        let _ = self.upkeep.unbounded_send(());
    }
}

/// News on its way into the database; it counts until the open documents have it too.
struct Arriving(Option<Rc<Core>>);

impl Arriving {
    fn begin(core: &Rc<Core>, origin: Origin) -> Self {
        if !matches!(origin, Origin::Office | Origin::Returned) {
            return Self(None);
        }
        core.arriving.set(core.arriving.get() + 1);
        Self(Some(core.clone()))
    }
}

impl Drop for Arriving {
    fn drop(&mut self) {
        if let Some(core) = &self.0 {
            core.arriving.set(core.arriving.get() - 1);
        }
    }
}
