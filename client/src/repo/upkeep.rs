//! Work in the background: summaries that are older than their documents, chunks that have become too many, search texts.
//!
//! Each step is small and gives the page its turn before the next. A step that finds the rows changed under it writes nothing and is
//! tried again.

use std::rc::{Rc, Weak};

use futures_channel::mpsc;
use futures_util::StreamExt;
use madobe_shared::document::{CaseDocument, Kind};
use madobe_shared::ids::DocId;
use madobe_shared::limits::CHUNKS_PER_DOC_MAX;
use madobe_shared::session::LinkState;
use madobe_shared::storage::{Row, Table, Transaction, doc_prefix, snapshot_chunk_key};
use madobe_shared::summary::{CaseSummary, search_text};

use super::cache::Changed;
use super::core::{Core, Origin};
use super::opening::Chunks;
use crate::storage::StorageError;

/// News comes in bursts; one summary for all of a burst is enough.
const SETTLE_MS: u64 = 200;

/// The pause after a failure of the storage.
const RETRY_MS: u64 = 5_000;

/// How many search texts are read at once: their check sums alone take the time of a frame on a slow tablet.
const SEARCH_PAGE_ROWS: u32 = 32;

/// Works for as long as the core lives, whenever it is woken.
pub(super) async fn keep_up(core: Weak<Core>, mut wakes: mpsc::UnboundedReceiver<()>) {
    while wakes.next().await.is_some() {
        let Some(settled) = core.upgrade().map(|core| core.platform.sleep(SETTLE_MS)) else { return };
        settled.await;
        while wakes.try_recv().is_ok() {}
        let Some(core) = core.upgrade() else { return };
        if core.catch_up().await.is_err() {
            core.platform.sleep(RETRY_MS).await;
            core.wake_upkeep();
        }
    }
}

impl Core {
    /// Merges the chunks of a document when there is time.
    pub(super) fn compact_soon(&self, id: DocId) {
        self.to_compact.borrow_mut().insert(id);
        self.wake_upkeep();
    }

    /// Lets the page paint and answer before going on.
    async fn give_way(&self) {
        self.platform.sleep(0).await;
    }

    /// The tab that led before may have died between marking a summary as stale and telling of it.
    pub(super) async fn take_over_upkeep(&self) {
        // Where the marks cannot be read, the next change of a document brings its summary up to date.
        let stale = self.database.keys(Table::Stale).await.unwrap_or_default();
        let puts = stale.into_iter().map(|key| Row { table: Table::Stale, key, value: Vec::new() }).collect();
        self.cache.borrow_mut().follow(&Transaction { puts, ..Transaction::default() });
    }

    async fn catch_up(self: &Rc<Self>) -> Result<(), StorageError> {
        // One tab makes the summaries for all.
        let mut stale: Vec<DocId> = if self.leads() { self.stale_in_order() } else { Vec::new() };
        while let Some(id) = stale.pop() {
            // While a first sync fills the list, everything else can wait.
            while matches!(self.link_state.get(), LinkState::Syncing { progress: Some(_) }) {
                self.platform.sleep(SETTLE_MS).await;
            }
            self.platform.idle().await;
            self.renew_summary(id).await?;
        }
        loop {
            let Some(id) = self.to_compact.borrow_mut().pop_first() else {
                return Ok(());
            };
            self.platform.idle().await;
            self.compact(id).await?;
        }
    }

    /// The stale documents, those that no list shows yet last, to be taken from the end.
    fn stale_in_order(&self) -> Vec<DocId> {
        let cache = self.cache.borrow();
        let (listed, mut stale): (Vec<_>, Vec<_>) =
            cache.stale().iter().partition(|id| cache.searchable(**id).is_some());
        stale.splice(0..0, listed);
        stale
    }

    /// Makes the summary and the search text of a document anew, from what is stored.
    async fn renew_summary(self: &Rc<Self>, id: DocId) -> Result<(), StorageError> {
        let Chunks { rows, .. } = self.read_chunks(id).await?;
        let keys: Vec<String> = rows.iter().map(|(key, _)| key.clone()).collect();
        self.give_way().await;
        let mut transaction = Transaction::default();
        let loaded = CaseDocument::load(id, rows, self.author, self.platform.new_opening_tag());
        match loaded {
            Ok(mut loaded) if loaded.document.kind() == Some(Kind::Case) => {
                if loaded.missing_dependencies || !loaded.bad_chunks.is_empty() {
                    self.want(vec![id]);
                }
                self.give_way().await;
                let case = loaded.document.view();
                transaction.summary(&CaseSummary::of(&case), search_text(&case));
            }
            // No case, or none that can be read: opening it says so, and what arrives to mend it marks it again.
            _ => transaction.deletes.push((Table::Stale, id.to_string())),
        }
        // Where a chunk came in since, the mark must stay: this summary lacks it.
        if self.store_if(id, &keys, &transaction).await? && keys.len() > CHUNKS_PER_DOC_MAX {
            self.to_compact.borrow_mut().insert(id);
        }
        Ok(())
    }

    /// Puts one snapshot in the place of a document's chunks. The outbox is not touched.
    async fn compact(self: &Rc<Self>, id: DocId) -> Result<(), StorageError> {
        let Chunks { rows, .. } = self.read_chunks(id).await?;
        if rows.len() <= CHUNKS_PER_DOC_MAX {
            return Ok(());
        }
        let keys: Vec<String> = rows.iter().map(|(key, _)| key.clone()).collect();
        self.give_way().await;
        let Ok(loaded) = CaseDocument::load(id, rows, self.author, self.platform.new_opening_tag()) else {
            return Ok(());
        };
        // A snapshot that lacks something must never replace it.
        if loaded.missing_dependencies || !loaded.bad_chunks.is_empty() {
            return Ok(());
        }
        let mut document = loaded.document;
        self.give_way().await;
        let snapshot = document.snapshot();
        self.give_way().await;
        let key = snapshot_chunk_key(id, &snapshot);
        let proof =
            CaseDocument::load(id, [(key.clone(), snapshot.clone())], self.author, self.platform.new_opening_tag());
        if proof.is_ok_and(|mut proof| proof.document.heads() == document.heads()) {
            let mut transaction = Transaction::default();
            let merged = keys.into_iter().filter(|merged| *merged != key);
            transaction.deletes.extend(merged.map(|merged| (Table::Chunks, merged)));
            transaction.put(Table::Chunks, key, snapshot);
            self.store(transaction, Origin::Upkeep).await?;
        }
        Ok(())
    }

    /// Stores if the document's chunks are still these; says whether.
    async fn store_if(
        self: &Rc<Self>,
        id: DocId,
        keys: &[String],
        transaction: &Transaction,
    ) -> Result<bool, StorageError> {
        let written = self.database.write_if((Table::Chunks, &doc_prefix(id), keys), transaction).await;
        self.note_write(written.as_ref().err());
        if written? {
            self.follow_stored(transaction, Origin::Upkeep);
            return Ok(true);
        }
        self.wake_upkeep();
        Ok(false)
    }

    /// Reads the search texts, which the list need not wait for.
    pub(super) async fn load_searches(self: Rc<Self>) {
        let mut after: Option<String> = None;
        loop {
            let Ok(rows) = self.database.page(Table::Searches, after.as_deref(), SEARCH_PAGE_ROWS).await else {
                return;
            };
            let last =
                rows.good.iter().map(|(key, _)| key).chain(rows.damaged.iter().map(|row| &row.key)).max().cloned();
            for (key, text) in rows.good {
                if let Ok(id) = key.parse() {
                    self.cache.borrow_mut().recall_search(id, String::from_utf8_lossy(&text).into_owned());
                }
            }
            if !rows.damaged.is_empty() {
                let _ = self.quarantine_rows(rows.damaged).await;
            }
            if last.is_none() {
                return self.say(Changed { searches: true, ..Changed::default() });
            }
            after = last;
            self.platform.idle().await;
        }
    }
}
