//! The office's store: the real server's in memory, with a life of its own and copies to be restored from.

use std::collections::BTreeSet;
use std::rc::Rc;

use jiff::civil::Date;
use madobe_client::platform::Untransferred;
use madobe_server::platform::day_in_japan;
use madobe_server::store::access::TeamPlace;
use madobe_server::store::accounts::{Account, AccountChange};
use madobe_server::store::audit::Hand;
use madobe_server::store::blobs::{NewBlob, Room, Whose};
use madobe_server::store::{
    Access, Accounts, Blobs, DocumentsPage, LogPage, MemoryStore, NewSnapshot, PageLimits, Store, Viewer,
};
use madobe_shared::blob::BlobKey;
use madobe_shared::codes::{MediaKind, Role};
use madobe_shared::document::compact::compact;
use madobe_shared::document::minutes::minutes_of_case;
use madobe_shared::ids::{ChangeHash, DocId, Epoch, UserId};
use madobe_shared::protocol::{ChangeKey, Seq, StaffList};
use madobe_shared::session::server::{
    AppendOutcome, CheckedChange, LogEntry, Logged, Page, ReadRequest, Snapshot, StoredDocument,
};

use crate::sim::reference::AccessStep;

/// Pages large enough for anything the simulator makes.
const EVERYTHING: PageLimits = PageLimits { entries: usize::MAX, bytes: usize::MAX };

/// See the module.
#[derive(Debug)]
pub(in crate::sim) struct OfficeStore {
    store: MemoryStore,
    epoch: Epoch,
    /// The changes that are in the store.
    changes: BTreeSet<ChangeKey>,
    /// What made the store what it is, in order.
    acts: Vec<(u64, Rc<Act>)>,
}

/// Something that was done to the store.
#[derive(Debug)]
enum Act {
    Append(Vec<CheckedChange>),
    File(UserId, BlobKey, Vec<u8>),
    Bury(DocId),
    Access(AccessStep),
}

/// An older copy: what made the store what it was.
#[derive(Debug, Clone)]
pub(in crate::sim) struct Backup {
    acts: Vec<(u64, Rc<Act>)>,
    changes: BTreeSet<ChangeKey>,
}

impl Backup {
    /// The changes that are in it.
    pub(in crate::sim) fn changes(&self) -> &BTreeSet<ChangeKey> {
        &self.changes
    }
}

impl OfficeStore {
    pub(in crate::sim) fn new(epoch: Epoch, staff: &StaffList) -> Self {
        let store = MemoryStore::default();
        for member in &staff.members {
            let account = Account {
                user: member.user,
                login: member.user.to_string(),
                name: member.name.clone(),
                profession: member.profession.clone(),
                active: member.active,
                role: member.role.clone(),
                contractor: member.contractor,
                expires_on: member.expires_on,
                password_hash: String::new(),
            };
            store.create_user(Hand::of_the_office(0), &account).expect("memory has room");
        }
        Self { store, epoch, changes: BTreeSet::new(), acts: Vec::new() }
    }

    /// A store that begins a new life with an older copy.
    pub(in crate::sim) fn restored(copy: &Backup, epoch: Epoch, staff: &StaffList) -> Self {
        let mut store = Self::new(epoch, staff);
        for (at_ms, act) in &copy.acts {
            match &**act {
                Act::Append(changes) => _ = store.append(*at_ms, changes),
                Act::File(user, key, bytes) => _ = store.keep_file(*at_ms, *user, *key, bytes.clone()),
                Act::Bury(doc) => _ = store.bury(*at_ms, *doc),
                Act::Access(step) => store.take_access_step(*at_ms, step),
            }
        }
        store
    }

    pub(in crate::sim) fn copy(&self) -> Backup {
        Backup { acts: self.acts.clone(), changes: self.changes.clone() }
    }

    /// The bytes of all changes after a place of the log.
    pub(in crate::sim) fn bytes_after(&self, after: Seq) -> usize {
        let page = self.store.log_after(Viewer::Office, after, EVERYTHING).expect("memory can be read");
        let bytes = |entry: &LogEntry| if let Logged::Change(bytes) = &entry.what { bytes.len() } else { 0 };
        page.entries.iter().map(bytes).sum()
    }

    /// Changes who may see what, as the office's people do.
    pub(in crate::sim) fn take_access_step(&mut self, now_ms: u64, step: &AccessStep) {
        self.acts.push((now_ms, Rc::new(Act::Access(step.clone()))));
        let (store, hand) = (&self.store, Hand::of_the_office(now_ms));
        let done = match step {
            AccessStep::Grant(doc, user, until) => {
                let place = TeamPlace {
                    user: *user,
                    until: *until,
                    granted_by: Some(*user),
                    granted_at_ms: now_ms,
                    reason: None,
                };
                store.grant(now_ms, *doc, &place).map(|_| ())
            }
            AccessStep::Revoke(doc, user) => store.revoke(hand, *doc, *user).map(|_| ()),
            AccessStep::Restrict(doc, restricted) => store.restrict(hand, *doc, *restricted).map(|_| ()),
            AccessStep::Role(user, at_desk) => {
                let role = if *at_desk { Role::OutreachWorker } else { Role::Coordinator };
                let change = AccountChange { role: Some(role), ..AccountChange::default() };
                store.change_user(hand, &user.to_string(), &change).map(|_| ())
            }
            AccessStep::EndWhatIsOver => store.end_what_is_over(now_ms).map(|_| ()),
        };
        done.expect("memory can be written");
    }

    pub(in crate::sim) fn epoch(&self) -> Epoch {
        self.epoch
    }

    pub(in crate::sim) fn head(&self) -> Seq {
        self.store.head().expect("memory can be read")
    }

    pub(in crate::sim) fn append(&mut self, now_ms: u64, changes: &[CheckedChange]) -> Vec<(ChangeKey, AppendOutcome)> {
        self.acts.push((now_ms, Rc::new(Act::Append(changes.to_vec()))));
        let outcomes = self.store.append(now_ms, changes).expect("memory can be written");
        let outcomes: Vec<_> = changes.iter().map(|change| change.key).zip(outcomes).collect();
        let there = outcomes.iter().filter(|(_, outcome)| outcome.seq().is_some());
        self.changes.extend(there.map(|(key, _)| *key));
        outcomes
    }

    pub(in crate::sim) fn bury(&mut self, now_ms: u64, doc: DocId) -> Seq {
        self.acts.push((now_ms, Rc::new(Act::Bury(doc))));
        self.changes.retain(|change| change.doc != doc);
        self.store.bury(now_ms, doc).expect("memory can be written")
    }

    /// The minutes that go with a case where it is deleted, as the real server finds them when a case is disposed of. Of a case that
    /// has not arrived here it knows none.
    pub(in crate::sim) fn minutes_of(&self, case: DocId) -> BTreeSet<DocId> {
        let Some(stored) = self.documents().into_iter().find(|stored| stored.doc == case) else {
            return BTreeSet::new();
        };
        let snapshot = stored.snapshot.map(|snapshot| snapshot.bytes);
        let compacted = compact(case, snapshot.as_deref(), &stored.tail).expect("what was checked can be compacted");
        minutes_of_case(&compacted.bytes).expect("what was compacted can be read")
    }

    /// Takes a file from someone who sees its case.
    pub(in crate::sim) fn keep_file(
        &mut self,
        now_ms: u64,
        user: UserId,
        key: BlobKey,
        bytes: Vec<u8>,
    ) -> Result<(), Untransferred> {
        let viewer = Viewer::Member { user, today: day_in_japan(now_ms) };
        let whose = Whose { hand: Hand::of(user, now_ms), viewer, device: None };
        let blob = NewBlob { key, kind: MediaKind::Pdf, bytes: bytes.clone() };
        let kept = self.store.put_blob(whose, &blob, Room::USUAL).expect("memory can be written");
        if kept.is_ok() {
            self.acts.push((now_ms, Rc::new(Act::File(user, key, bytes))));
        }
        kept.map_err(|_| Untransferred::NotThere)
    }

    /// Gives a file to someone who sees its case; `None` where there is none for them.
    pub(in crate::sim) fn give_file(&self, now_ms: u64, user: UserId, key: BlobKey) -> Option<Vec<u8>> {
        let viewer = Viewer::Member { user, today: day_in_japan(now_ms) };
        let whose = Whose { hand: Hand::of(user, now_ms), viewer, device: None };
        self.store.blob(whose, key).expect("memory can be read")
    }

    /// Whether a file is durable here.
    pub(in crate::sim) fn has_file(&self, key: BlobKey) -> bool {
        self.store.has_blob(Viewer::Office, key).expect("memory can be read")
    }

    /// Whether a change is durable here.
    pub(in crate::sim) fn holds(&self, change: ChangeKey) -> bool {
        self.changes.contains(&change)
    }

    /// All changes of living documents.
    pub(in crate::sim) fn changes(&self) -> &BTreeSet<ChangeKey> {
        &self.changes
    }

    /// The hashes of a document's changes.
    pub(in crate::sim) fn hashes(&self, doc: DocId) -> BTreeSet<ChangeHash> {
        let first = ChangeKey { doc, hash: ChangeHash([0; 32]) };
        self.changes.range(first..).take_while(|change| change.doc == doc).map(|change| change.hash).collect()
    }

    /// All documents, dead ones too.
    pub(in crate::sim) fn documents(&self) -> Vec<StoredDocument> {
        self.store.documents(Viewer::Office, None, EVERYTHING).expect("memory can be read").documents
    }

    /// Makes a snapshot of a document. Says whether there was anything to do.
    pub(in crate::sim) fn compact(&self, doc: DocId) -> bool {
        let Some(input) = self.store.compaction_input(doc).expect("memory can be read") else {
            return false;
        };
        let compacted =
            compact(doc, input.snapshot.as_deref(), &input.tail).expect("what was checked can be compacted");
        let snapshot = Snapshot { bytes: compacted.bytes, summary: compacted.summary };
        let snapshot = NewSnapshot { snapshot, needed_on: compacted.needed_on, closed_on: compacted.closed_on };
        self.store.put_snapshot(doc, input.through, &snapshot).expect("memory can be written")
    }

    pub(in crate::sim) fn may_see(&self, user: UserId, today: Date, doc: DocId) -> bool {
        self.store.may_see(Viewer::Member { user, today }, doc).expect("memory can be read")
    }

    /// Reads a page as the real server does, only smaller.
    pub(in crate::sim) fn read(&self, viewer: Viewer, request: ReadRequest, (entries, bytes): (usize, usize)) -> Page {
        let limits = PageLimits { entries, bytes };
        let page = match request {
            ReadRequest::Log { after } => self.store.log_after(viewer, after, limits).map(|page| {
                let LogPage { entries, through, head } = page;
                Page::Log { entries, through, head }
            }),
            ReadRequest::Urgent { through } => self.store.urgent(viewer, through, limits).map(Page::Urgent),
            ReadRequest::Documents { after } => self.store.documents(viewer, after, limits).map(|page| {
                let DocumentsPage { documents, next, total } = page;
                Page::Documents { documents, next, total }
            }),
            ReadRequest::Fetch(docs) => {
                self.store.fetch(viewer, &docs, EVERYTHING).map(|(found, rest)| Page::fetched(&docs, found, &rest))
            }
        };
        page.expect("memory can be read")
    }
}
