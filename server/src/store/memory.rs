//! The store in memory: the contract in its plainest form, for tests and for comparing others with. Nothing outlives the process.

mod access;
mod accounts;
mod audit;
mod blobs;
mod check_outs;
mod device_keys;
mod devices;
mod passkeys;
mod retention;
mod second_factors;
mod sessions;
mod state;

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::civil::Date;
use madobe_shared::ids::{DocId, Epoch};
use madobe_shared::limits::TAIL_CHANGES_MAX;
use madobe_shared::protocol::Seq;
use madobe_shared::session::server::{AppendOutcome, CheckedChange, StoredDocument};

use super::audit::Hand;
use super::{
    CompactionInput, DocumentsPage, LogPage, NewSnapshot, PageLimits, RejectedBytes, Store, StoreCounts, StoreError,
    Viewer,
};
use crate::limits::{QUARANTINE_BYTES_MAX, QUARANTINE_BYTES_PER_DEVICE_MAX};
use crate::platform;
use state::{Document, Kept, State, entry_bytes};

/// A store that forgets everything with the process.
#[derive(Debug)]
pub struct MemoryStore {
    epoch: Epoch,
    state: Mutex<State>,
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self { epoch: Epoch(platform::random_id()), state: Mutex::default() }
    }
}

impl MemoryStore {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for MemoryStore {
    fn epoch(&self) -> Epoch {
        self.epoch
    }

    fn head(&self) -> Result<Seq, StoreError> {
        Ok(self.state().head)
    }

    fn append(&self, received_at_ms: u64, changes: &[CheckedChange]) -> Result<Vec<AppendOutcome>, StoreError> {
        let mut state = self.state();
        Ok(changes.iter().map(|change| state.append(received_at_ms, change)).collect())
    }

    fn bury(&self, received_at_ms: u64, doc: DocId) -> Result<Seq, StoreError> {
        Ok(self.state().bury(Hand::of_the_office(received_at_ms), doc))
    }

    fn log_after(&self, viewer: Viewer, after: Seq, limits: PageLimits) -> Result<LogPage, StoreError> {
        let state = self.state();
        let mut page = LogPage { entries: Vec::new(), through: state.head, head: state.head };
        let (mut bytes, mut through) = (0, after);
        for (&seq, kept) in state.log.range(after.saturating_add(1)..) {
            if let Some(entry) = state.told(viewer, kept) {
                let size = entry_bytes(&entry);
                let is_full = page.entries.len() >= limits.entries || bytes + size > limits.bytes;
                if is_full && !page.entries.is_empty() {
                    page.through = through;
                    break;
                }
                bytes += size;
                page.entries.push(entry);
            }
            through = seq;
        }
        Ok(page)
    }

    fn documents(&self, viewer: Viewer, after: Option<DocId>, limits: PageLimits) -> Result<DocumentsPage, StoreError> {
        let state = self.state();
        let ids = state.documents.keys().copied().filter(|doc| after.is_none_or(|after| *doc > after));
        let (documents, rest) = state.page(viewer, ids, limits);
        let next = if rest.is_empty() { None } else { documents.last().map(|document| document.doc) };
        Ok(DocumentsPage { documents, next, total: state.documents.len() as u64 })
    }

    fn urgent(&self, viewer: Viewer, through: Date, limits: PageLimits) -> Result<Vec<StoredDocument>, StoreError> {
        let state = self.state();
        let needed_on = |document: &Document| document.snapshot.as_ref().and_then(|(_, new)| new.needed_on);
        let needs = state.documents.iter().filter_map(|(doc, document)| Some((needed_on(document)?, *doc)));
        let mut needs: Vec<_> = needs.filter(|(day, doc)| *day <= through && state.sees(viewer, *doc)).collect();
        needs.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        Ok(state.page(viewer, needs.into_iter().take(limits.entries).map(|(_, doc)| doc), limits).0)
    }

    fn fetch(
        &self,
        viewer: Viewer,
        docs: &[DocId],
        limits: PageLimits,
    ) -> Result<(Vec<StoredDocument>, Vec<DocId>), StoreError> {
        Ok(self.state().page(viewer, docs.iter().copied(), limits))
    }

    fn compaction_input(&self, doc: DocId) -> Result<Option<CompactionInput>, StoreError> {
        let state = self.state();
        let Some(stored) = state.read(doc).filter(|stored| !stored.tail.is_empty()) else {
            return Ok(None);
        };
        let through = state.documents.get(&doc).and_then(|document| document.changes.last().copied());
        Ok(through.map(|through| CompactionInput {
            snapshot: stored.snapshot.map(|snapshot| snapshot.bytes),
            tail: stored.tail,
            through,
        }))
    }

    fn put_snapshot(&self, doc: DocId, through: Seq, snapshot: &NewSnapshot) -> Result<bool, StoreError> {
        let mut state = self.state();
        let document = state.documents.get_mut(&doc).filter(|document| document.dead_seq.is_none());
        let Some(document) = document.filter(|document| document.snapshot_through() < through) else {
            return Ok(false);
        };
        document.snapshot = Some((through, snapshot.clone()));
        Ok(true)
    }

    fn documents_to_compact(&self, quiet_before_ms: u64, limit: usize) -> Result<Vec<DocId>, StoreError> {
        let state = self.state();
        let tails = state.documents.iter().map(|(doc, document)| (document.tail().count() as u64, *doc, document));
        let mut worth: Vec<_> = tails
            .filter(|(tail, _, document)| {
                *tail > TAIL_CHANGES_MAX || (*tail > 0 && document.changed_at_ms < quiet_before_ms)
            })
            .map(|(tail, doc, _)| (std::cmp::Reverse(tail), doc))
            .collect();
        worth.sort();
        Ok(worth.into_iter().take(limit).map(|(_, doc)| doc).collect())
    }

    fn quarantine(&self, rejected: &[RejectedBytes]) -> Result<(), StoreError> {
        let mut state = self.state();
        state.quarantine.extend(rejected.iter().cloned());
        let mut of_all = 0;
        let mut of_sender = BTreeMap::<_, u64>::new();
        let mut kept = VecDeque::new();
        // From the newest back: what lies beyond the bound goes.
        while let Some(newest) = state.quarantine.pop_back() {
            of_all += newest.weight();
            let weight = of_sender.entry((newest.user, newest.device)).or_default();
            *weight += newest.weight();
            if of_all <= QUARANTINE_BYTES_MAX && *weight <= QUARANTINE_BYTES_PER_DEVICE_MAX {
                kept.push_front(newest);
            }
        }
        state.quarantine = kept;
        Ok(())
    }

    fn counts(&self) -> Result<StoreCounts, StoreError> {
        let state = self.state();
        Ok(StoreCounts {
            documents: state.documents.len() as u64,
            head: state.head,
            bytes: state.log.values().filter_map(Kept::change_bytes).map(|bytes| bytes.len() as u64).sum(),
            quarantined: state.quarantine.len() as u64,
        })
    }
}
