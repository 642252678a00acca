//! A tablet: its disk with a queue before it, its clock, and the tabs that are open on it. In each tab runs the product's own code.

mod disk_queue;
mod leading;
mod reading;
mod running;
mod watching;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use futures_executor::LocalPool;
use madobe_client::repo::{FileError, Looking, OpenCase, OpenError, Repo, SaveError};
use madobe_client::storage::{Precondition, Reading, StorageError};
use madobe_shared::blob::BlobKey;
use madobe_shared::ids::{Author, ChangeHash, DocId, UserId};
use madobe_shared::session::SyncStatus;
use madobe_shared::storage::Transaction;

use super::agenda::TabKey;
use super::machine::{Machine, Ticket};
use super::reference::EditId;
use crate::disk::Disk;

pub(super) use disk_queue::{docs_aside, is_quarantined};
pub(super) use reading::load;

/// A tablet of a member of staff.
#[derive(Debug)]
pub(super) struct Tablet {
    pub(super) author: Author,
    pub(super) disk: Disk,
    queue: VecDeque<Queued>,
    pub(super) tabs: BTreeMap<TabKey, Tab>,
    /// The tabs that want to keep the line, in their order; the first one does.
    pub(super) line_queue: VecDeque<TabKey>,
    pub(super) is_on: bool,
    pub(super) is_online: bool,
    /// Writes that need room fail.
    pub(super) is_full: bool,
    /// How far its clock is from the truth.
    pub(super) clock_skew_ms: i64,
    /// It was set back to an older copy of itself: what it had sent itself it must ask for again.
    pub(super) was_set_back: bool,
    /// An older copy of its disk, with what was durable then.
    pub(super) backup: Option<(Disk, BTreeSet<EditId>)>,
    /// Documents one of whose chunks has rotted.
    pub(super) damaged: BTreeSet<DocId>,
    /// How many writes were carried out.
    pub(super) writes: u64,
}

/// An open tab.
pub(super) struct Tab {
    pub(super) machine: Rc<Machine>,
    /// Where the tab's tasks run.
    tasks: LocalPool,
    pub(super) hands: Rc<Hands>,
    said: Option<SyncStatus>,
    /// When it hears the last message sent to it.
    told_ms: u64,
    /// What someone is about to begin a case with, and its place in the account once it was written.
    creating: Option<(String, Option<EditId>)>,
    /// The cases in which an input method composes.
    composing: BTreeSet<DocId>,
}

/// What whoever sits at the tab holds of the app.
#[derive(Default)]
pub(super) struct Hands {
    pub(super) repo: RefCell<Option<Repo>>,
    pub(super) open: RefCell<BTreeMap<DocId, OpenCase>>,
    /// What is on the screen.
    looking: RefCell<Option<(DocId, Looking)>>,
    /// What the app answered and nobody has looked at yet.
    answers: RefCell<Vec<Answer>>,
}

/// What the app answered.
#[derive(Debug)]
enum Answer {
    NotStarted(StorageError),
    NotOpened(DocId, OpenError),
    Created(Result<DocId, SaveError>),
    FileRead(BlobKey, Result<Vec<u8>, FileError>),
}

/// A read or write on its way to the disk.
#[derive(Debug)]
struct Queued {
    tab: TabKey,
    ticket: Ticket,
    work: Work,
}

#[derive(Debug)]
enum Work {
    Read(Reading),
    Write {
        transaction: Transaction,
        only_if: Option<Precondition>,
        /// The edits that it makes durable, and the changes they are in.
        covers: Vec<EditId>,
        hashes: Vec<ChangeHash>,
        /// Whether the tab was told already that it is done.
        is_answered: bool,
    },
}

impl Tablet {
    pub(super) fn new(author: Author, clock_skew_ms: i64) -> Self {
        Self {
            author,
            disk: Disk::default(),
            queue: VecDeque::new(),
            tabs: BTreeMap::new(),
            line_queue: VecDeque::new(),
            is_on: false,
            is_online: true,
            is_full: false,
            clock_skew_ms,
            was_set_back: false,
            backup: None,
            damaged: BTreeSet::new(),
            writes: 0,
        }
    }

    /// What its clock says.
    pub(super) fn clock_ms(&self, now_ms: u64) -> u64 {
        now_ms.saturating_add_signed(self.clock_skew_ms)
    }

    /// The tab that keeps the line.
    pub(super) fn leader(&self) -> Option<TabKey> {
        self.line_queue.front().copied()
    }

    /// Whether nothing waits for its disk.
    pub(super) fn is_disk_idle(&self) -> bool {
        self.queue.is_empty()
    }
}

impl Tab {
    /// What the badge says; `None` while the app is starting.
    pub(super) fn status(&self) -> Option<SyncStatus> {
        self.hands.repo.borrow().as_ref().map(Repo::status)
    }

    /// The cases that are open in it.
    pub(super) fn open_cases(&self) -> Vec<DocId> {
        self.hands.open.borrow().keys().copied().collect()
    }

    /// A case comes on the screen in place of what was there; or nothing does.
    pub(super) fn look_at(&mut self, doc: Option<DocId>) {
        let repo = self.hands.repo.borrow();
        let looking = doc.zip(repo.as_ref()).map(|(doc, repo)| (doc, repo.look_at(doc)));
        drop(self.hands.looking.replace(looking));
    }

    /// What is on the screen, and who else has it open, as far as the tab knows.
    pub(super) fn looks_at(&self) -> Option<(DocId, Vec<UserId>)> {
        let doc = self.hands.looking.borrow().as_ref().map(|(doc, _)| *doc)?;
        Some((doc, self.hands.repo.borrow().as_ref()?.others_at(doc)))
    }

    /// The cases that its list shows.
    pub(super) fn listed(&self) -> BTreeSet<DocId> {
        let repo = self.hands.repo.borrow();
        repo.iter().flat_map(|repo| repo.summaries().iter().map(|summary| summary.id).collect::<Vec<_>>()).collect()
    }

    /// An open case.
    pub(super) fn case(&self, doc: DocId) -> Option<OpenCase> {
        self.hands.open.borrow().get(&doc).cloned()
    }
}

impl std::fmt::Debug for Tab {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tab").field("said", &self.said).finish_non_exhaustive()
    }
}
