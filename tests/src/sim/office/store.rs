//! The office's store: the real server's in memory, with a life of its own and copies to be restored from.

use std::collections::BTreeSet;

use madobe_server::store::accounts::Account;
use madobe_server::store::audit::Hand;
use madobe_server::store::{Accounts, DocumentsPage, LogPage, MemoryStore, NewSnapshot, PageLimits, Store, Viewer};
use madobe_shared::document::check::check;
use madobe_shared::document::compact::compact;
use madobe_shared::ids::{ChangeHash, DeviceId, DocId, Epoch};
use madobe_shared::protocol::{ChangeKey, Seq, StaffList};
use madobe_shared::session::server::{
    AppendOutcome, CheckedChange, LogEntry, Logged, Page, ReadRequest, Snapshot, StoredDocument,
};

/// Pages large enough for anything the simulator makes.
const EVERYTHING: PageLimits = PageLimits { entries: usize::MAX, bytes: usize::MAX };

/// See the module.
#[derive(Debug)]
pub(in crate::sim) struct OfficeStore {
    store: MemoryStore,
    epoch: Epoch,
    /// The changes that are in the store.
    changes: BTreeSet<ChangeKey>,
}

/// An older copy: the log as it was.
#[derive(Debug, Clone)]
pub(in crate::sim) struct Copy(Vec<LogEntry>);

impl Copy {
    /// The changes after this place.
    pub(in crate::sim) fn entries_after(&self, after: Seq) -> impl Iterator<Item = &Vec<u8>> {
        self.0.iter().filter(move |entry| entry.seq > after).filter_map(|entry| match &entry.what {
            Logged::Change(bytes) => Some(bytes),
            Logged::Granted(_) | Logged::Tombstone => None,
        })
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
        Self { store, epoch, changes: BTreeSet::new() }
    }

    /// A store that begins a new life with an older copy.
    pub(in crate::sim) fn restored(copy: &Copy, epoch: Epoch, staff: &StaffList) -> Self {
        let mut store = Self::new(epoch, staff);
        for entry in &copy.0 {
            match &entry.what {
                Logged::Granted(_) => {}
                Logged::Tombstone => _ = store.bury(0, entry.doc),
                Logged::Change(bytes) => {
                    let envelope = check(bytes).expect("the log holds changes that were checked");
                    store.append(
                        0,
                        &[CheckedChange {
                            key: ChangeKey { doc: entry.doc, hash: envelope.hash },
                            deps: envelope.deps,
                            author: envelope.author,
                            user: None,
                            device: entry.device.unwrap_or(DeviceId(0)),
                            bytes: bytes.clone(),
                        }],
                    );
                }
            }
        }
        store
    }

    pub(in crate::sim) fn copy(&self) -> Copy {
        Copy(self.store.log_after(Viewer::Office, 0, EVERYTHING).expect("memory can be read").entries)
    }

    pub(in crate::sim) fn epoch(&self) -> Epoch {
        self.epoch
    }

    pub(in crate::sim) fn head(&self) -> Seq {
        self.store.head().expect("memory can be read")
    }

    pub(in crate::sim) fn append(&mut self, now_ms: u64, changes: &[CheckedChange]) -> Vec<(ChangeKey, AppendOutcome)> {
        let outcomes = self.store.append(now_ms, changes).expect("memory can be written");
        let outcomes: Vec<_> = changes.iter().map(|change| change.key).zip(outcomes).collect();
        let there = outcomes
            .iter()
            .filter(|(_, outcome)| matches!(outcome, AppendOutcome::Appended(_) | AppendOutcome::AlreadyThere(_)));
        self.changes.extend(there.map(|(key, _)| *key));
        outcomes
    }

    pub(in crate::sim) fn bury(&mut self, now_ms: u64, doc: DocId) -> Seq {
        self.changes.retain(|change| change.doc != doc);
        self.store.bury(now_ms, doc).expect("memory can be written")
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
        let snapshot = NewSnapshot { snapshot, needed_on: compacted.needed_on };
        self.store.put_snapshot(doc, input.through, &snapshot).expect("memory can be written")
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
                self.store.fetch(viewer, &docs, EVERYTHING).map(|(found, _)| Page::Fetched(found))
            }
        };
        page.expect("memory can be read")
    }
}
