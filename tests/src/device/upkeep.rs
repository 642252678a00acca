//! What the tab with the line does for all when nothing is more urgent: summaries made anew, and one snapshot in place of many chunks.
//!
//! Both read a document's chunks and write what follows from them, so both are carried out only where the chunks are still the same.

use std::collections::BTreeSet;

use madobe_shared::document::{CaseDocument, Kind};
use madobe_shared::ids::DocId;
use madobe_shared::session::LinkState;
use madobe_shared::storage::{Table, Transaction, change_chunk_key, doc_prefix, snapshot_chunk_key};
use madobe_shared::summary::{CaseSummary, search_text};

use super::loading::{Opened, unchanged};
use super::{BrokenRule, Device, Purpose, Turn, Written};

/// The pause after a write that was overtaken or failed.
const RETRY_MS: u64 = 500;

/// What waits to be kept up.
#[derive(Debug, Default)]
pub(super) struct Upkeep {
    to_compact: BTreeSet<DocId>,
    /// Documents that could not be read whole: they wait for news.
    unreadable: BTreeSet<DocId>,
    at_ms: Option<u64>,
}

impl Upkeep {
    pub(super) fn next_ms(&self) -> Option<u64> {
        self.at_ms
    }

    /// The document has other chunks now.
    pub(super) fn retry(&mut self, doc: DocId) {
        self.unreadable.remove(&doc);
    }
}

impl Device {
    /// Notes that a document may have too many chunks by now.
    pub(super) fn note_chunks(&mut self, turn: &Turn<'_>, doc: DocId) {
        if turn.storage.rows(Table::Chunks, &doc_prefix(doc)).count() > self.habits.chunks_per_doc_max {
            self.upkeep.to_compact.insert(doc);
        }
    }

    /// Does the next piece of work, if it is time for that.
    pub(super) fn keep_up(&mut self, turn: &mut Turn<'_>) {
        let is_busy = self.writes.values().any(|purpose| matches!(purpose, Purpose::Upkeep { .. }))
            || self.news_is_arriving()
            || matches!(self.link, LinkState::Syncing { .. });
        if self.session.is_none() || is_busy || self.upkeep.at_ms.is_some_and(|at_ms| at_ms > turn.now_ms) {
            return;
        }
        self.upkeep.at_ms = None;
        let stale: Vec<DocId> = turn.storage.rows(Table::Stale, "").filter_map(|(key, _)| key.parse().ok()).collect();
        for doc in stale.into_iter().filter(|doc| !self.upkeep.unreadable.contains(doc)).collect::<Vec<_>>() {
            if self.renew_summary(turn, doc) {
                return;
            }
        }
        while let Some(doc) = self.upkeep.to_compact.pop_first() {
            if self.compact(turn, doc) {
                return;
            }
        }
    }

    fn renew_summary(&mut self, turn: &mut Turn<'_>, doc: DocId) -> bool {
        let Some(mut document) = self.load_whole(turn, doc) else {
            return false;
        };
        let mut transaction = Transaction::default();
        if document.kind() == Some(Kind::Case) {
            let case = document.view();
            transaction.summary(&CaseSummary::of(&case), search_text(&case));
        } else {
            transaction.deletes.push((Table::Stale, doc.to_string()));
        }
        let purpose = Purpose::Upkeep { doc, chunk_puts: Vec::new(), chunk_deletes: Vec::new() };
        self.write_if(turn, transaction, Some(unchanged(turn.storage, doc)), purpose);
        true
    }

    /// Writes a snapshot, once it was seen to hold everything, and deletes exactly the chunks that are in it.
    fn compact(&mut self, turn: &mut Turn<'_>, doc: DocId) -> bool {
        let Some(mut document) = self.load_whole(turn, doc) else {
            return false;
        };
        let snapshot = document.snapshot();
        let key = snapshot_chunk_key(doc, &snapshot);
        let tag = self.tag();
        let read_back = CaseDocument::load(doc, [(key.clone(), snapshot.clone())], self.author, tag);
        let is_whole = read_back.is_ok_and(|mut read_back| {
            read_back.bad_chunks.is_empty() && read_back.document.heads() == document.heads()
        });
        if !is_whole {
            return false;
        }
        let changes: BTreeSet<String> = document.hashes().into_iter().map(|hash| change_chunk_key(doc, hash)).collect();
        let first_change = format!("{}1", doc_prefix(doc));
        let chunks = turn.storage.keys(Table::Chunks, &doc_prefix(doc));
        // All snapshots there are were loaded whole; of the changes those go that the new snapshot holds.
        let is_contained = |chunk: &String| *chunk < first_change || changes.contains(chunk);
        let chunk_deletes: Vec<String> =
            chunks.into_iter().filter(|chunk| *chunk != key && is_contained(chunk)).collect();
        let mut transaction = Transaction::default();
        transaction.put(Table::Chunks, key.clone(), snapshot);
        let mut only_if = Some(unchanged(turn.storage, doc));
        if self.habits.broken == Some(BrokenRule::CompactionDropsAll) {
            transaction.delete_prefixes.push((Table::Chunks, doc_prefix(doc)));
            only_if = None;
        } else {
            transaction.deletes.extend(chunk_deletes.iter().map(|chunk| (Table::Chunks, chunk.clone())));
        }
        self.write_if(turn, transaction, only_if, Purpose::Upkeep { doc, chunk_puts: vec![key], chunk_deletes });
        true
    }

    pub(super) fn upkeep_written(
        &mut self,
        turn: &mut Turn<'_>,
        doc: DocId,
        chunk_puts: &[String],
        chunk_deletes: &[String],
        written: Written,
    ) {
        if written != Written::Done {
            self.upkeep.at_ms = Some(turn.now_ms + RETRY_MS);
            if !chunk_puts.is_empty() {
                self.upkeep.to_compact.insert(doc);
            }
            return;
        }
        if let Some(open) = self.documents.get_mut(&doc) {
            open.rows_replaced(chunk_puts, chunk_deletes);
        }
    }

    /// Opens a document of which nothing is missing; otherwise it waits for news.
    fn load_whole(&mut self, turn: &mut Turn<'_>, doc: DocId) -> Option<CaseDocument> {
        match self.load(turn, doc) {
            Ok(Opened { document, bad, lacks: false, .. }) if bad.is_empty() => Some(document),
            _ => {
                self.upkeep.unreadable.insert(doc);
                None
            }
        }
    }
}
