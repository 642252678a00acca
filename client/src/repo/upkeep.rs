//! Work in the background: summaries that are older than their documents, chunks that have become too many, search texts.
//!
//! Each step is small and gives the page its turn before the next. A step that finds the rows changed under it writes nothing and is
//! tried again.

use std::collections::BTreeSet;
use std::rc::{Rc, Weak};

use futures_channel::mpsc;
use futures_util::StreamExt;
use madobe_shared::document::{CaseDocument, Kind};
use madobe_shared::ids::DocId;
use madobe_shared::order;
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

    /// The tab that led before may have died between storing something and telling of it: what it marked as stale, and what it purged.
    pub(super) async fn take_over_upkeep(self: &Rc<Self>) {
        // Where the marks cannot be read, the next change of a document brings its summary up to date.
        let stale = self.database.keys(Table::Stale).await.unwrap_or_default();
        let puts = stale.into_iter().map(|key| Row { table: Table::Stale, key, value: Vec::new() }).collect();
        self.cache.borrow_mut().follow(&Transaction { puts, ..Transaction::default() });
        self.want_what_is_to_come_again().await;
        self.forget_what_has_left().await;
    }

    /// What is to come again from the office may have been wanted by a tab that died: the rest of its document can look whole without it.
    async fn want_what_is_to_come_again(self: &Rc<Self>) {
        // Where the rows cannot be read, they are when this is done next.
        let _ = self.recount_what_waits().await;
        self.wanted.borrow_mut().extend(self.cache.borrow().set_aside().to_come_again());
    }

    /// Takes out of the list what another tab has purged and could not tell of.
    pub(super) async fn forget_what_has_left(self: &Rc<Self>) {
        // A case that was begun meanwhile has not left.
        let Ok(listed) = self.read_unfollowed(async || self.database.keys(Table::Summaries).await).await else {
            return;
        };
        let listed: BTreeSet<DocId> = order::set(listed.iter().filter_map(|key| key.parse().ok()));
        let mut gone = Transaction::default();
        for doc in self.cache.borrow().listed().filter(|doc| !listed.contains(doc)) {
            gone.purge(doc);
        }
        if !gone.is_empty() {
            self.follow(&gone, Origin::OtherTab);
        }
    }

    async fn catch_up(self: &Rc<Self>) -> Result<(), StorageError> {
        // One tab makes the summaries for all.
        let mut stale: Vec<DocId> = if self.leads() { self.stale_in_order() } else { Vec::new() };
        while let Some(id) = stale.pop().filter(|_| self.leads()) {
            // While a first sync fills the list, everything else can wait.
            while self.leads() && matches!(self.link_state.get(), LinkState::Syncing { progress: Some(_) }) {
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
            if let Err(error) = self.compact(id).await {
                self.to_compact.borrow_mut().insert(id);
                return Err(error);
            }
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
        let seen = self.seen(id).await?;
        self.give_way().await;
        let mut transaction = Transaction::default();
        let loaded = CaseDocument::load(id, rows, self.author, self.platform.new_opening_tag());
        match loaded {
            Ok(mut loaded) if id.is_case() && loaded.document.kind() == Some(Kind::Case) => {
                if loaded.missing_dependencies || !loaded.bad_chunks.is_empty() {
                    self.want(vec![id]);
                }
                self.give_way().await;
                let case = loaded.document.view();
                transaction.summary(&CaseSummary::of(&case), search_text(&case));
                if let Some(seen) = &seen {
                    self.count_unseen(&mut loaded.document, seen, &mut transaction);
                }
            }
            // No case, or none that can be read: opening it says so, and what arrives to mend it marks it again.
            _ => transaction.deletes.push((Table::Stale, id.to_string())),
        }
        // Where a chunk came in since, the mark must stay: this summary lacks it.
        if self.store_if(id, &keys, &transaction).await? && keys.len() > self.platform.chunks_per_doc_max() {
            self.to_compact.borrow_mut().insert(id);
        }
        // Somebody looked at it meanwhile: what was counted is less by now.
        if self.seen(id).await? != seen {
            let mut again = Transaction::default();
            again.put(Table::Stale, id.to_string(), Vec::new());
            self.store_if_here(id, &again).await?;
        }
        Ok(())
    }

    /// Puts one snapshot in the place of a document's chunks. The outbox is not touched.
    async fn compact(self: &Rc<Self>, id: DocId) -> Result<(), StorageError> {
        let Chunks { rows, .. } = self.read_chunks(id).await?;
        if rows.len() <= self.platform.chunks_per_doc_max() {
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
            let merged = keys.iter().filter(|merged| **merged != key);
            transaction.deletes.extend(merged.map(|merged| (Table::Chunks, merged.clone())));
            transaction.put(Table::Chunks, key, snapshot);
            // A document that has left the device meanwhile must not come back.
            if !self.store_if(id, &keys, &transaction).await? {
                self.to_compact.borrow_mut().insert(id);
            }
        }
        Ok(())
    }

    /// Stores if the document's chunks are still these; says whether.
    pub(super) async fn store_if(
        self: &Rc<Self>,
        id: DocId,
        keys: &[String],
        transaction: &Transaction,
    ) -> Result<bool, StorageError> {
        let is_stored = self.store_where((Table::Chunks, &doc_prefix(id), keys), transaction).await?;
        if !is_stored {
            self.wake_upkeep();
        }
        Ok(is_stored)
    }

    /// Stores something of a case as long as the device has it: what is written as it leaves would stay behind.
    pub(super) async fn store_if_here(
        self: &Rc<Self>,
        id: DocId,
        transaction: &Transaction,
    ) -> Result<bool, StorageError> {
        let key = id.to_string();
        self.store_where((Table::Summaries, &key, std::slice::from_ref(&key)), transaction).await
    }

    /// Stores a transaction where these are all the keys of a table that begin so.
    async fn store_where(
        self: &Rc<Self>,
        precondition: (Table, &str, &[String]),
        transaction: &Transaction,
    ) -> Result<bool, StorageError> {
        let mut turn = self.turns.take();
        let is_stored = self.database.write_if(precondition, transaction).await?;
        if is_stored {
            turn.come().await;
            self.note_write(None);
            self.follow_stored(transaction, Origin::Upkeep);
        }
        Ok(is_stored)
    }
}

/// Reads the search texts, which the list need not wait for. A search finds names alone until then.
pub(super) async fn load_searches(core: Weak<Core>) {
    let mut after: Option<String> = None;
    loop {
        let Some(core) = core.upgrade() else { return };
        let Ok(rows) = core.database.page(Table::Searches, after.as_deref(), SEARCH_PAGE_ROWS).await else {
            let pause = core.platform.sleep(RETRY_MS);
            drop(core);
            pause.await;
            continue;
        };
        let last = rows.good.iter().map(|(key, _)| key).chain(rows.damaged.iter().map(|row| &row.key)).max().cloned();
        for (key, text) in rows.good {
            if let Ok(id) = key.parse() {
                core.cache.borrow_mut().recall_search(id, String::from_utf8_lossy(&text).into_owned());
            }
        }
        if !rows.damaged.is_empty() {
            let _ = core.quarantine_rows(rows.damaged).await;
        }
        if last.is_none() {
            return core.say(Changed { searches: true, ..Changed::default() });
        }
        after = last;
        core.platform.idle().await;
    }
}
