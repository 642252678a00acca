//! What a batch of news means for the device's database.

use std::collections::BTreeSet;

use super::action::Step;
use super::{Action, ClientSession, Store};
use crate::document::check::check;
use crate::ids::DocId;
use crate::order;
use crate::protocol::{Batch, Bytes, ChangeKey, Entry, Position, Reject, RejectReason};
use crate::session::outgoing::{PendingChange, digest};
use crate::storage::{
    MetaKey, Quarantined, Table, Transaction, change_chunk_key, encode_row, outbox_key, snapshot_chunk_key,
};

impl ClientSession {
    pub(super) fn take_batch(&mut self, batch: Batch, actions: &mut Vec<Action>) {
        self.more = batch.more;
        self.progress = batch.progress;
        if !batch.unknown.is_empty() {
            actions.push(Action::Unknown(batch.unknown));
        }
        let mut store = Store { acks: batch.acks, ..Store::default() };
        for &key in &store.acks {
            self.outgoing.remove(key);
            store.transaction.deletes.push((Table::Outbox, outbox_key(key)));
            // It was under way when its document left, and has arrived all the same.
            if self.set_aside.remove(&key) {
                store.transaction.deletes.push((Table::Quarantine, outbox_key(key)));
            }
        }
        for reject in batch.rejects {
            self.take_reject(reject, &mut store, actions);
        }
        let mut brought: BTreeSet<DocId> = BTreeSet::new();
        for entry in batch.entries {
            brought.extend(self.take_entry(entry, &mut store));
        }
        // Whoever has something acknowledged must know in which life of the log that was, or could not offer it again in the next.
        let is_placed = |step: &Step| matches!(step, Step::Store(store) if store.position.is_some());
        let begins = self.position.epoch.is_none() && !self.stores.iter().any(is_placed) && !store.acks.is_empty();
        let beginning = begins.then(|| Position { epoch: self.epoch, ..Position::default() });
        if let Some(position) = batch.position.or(beginning) {
            store.transaction.put_meta(MetaKey::Position, &position);
            store.position = Some(position);
        }
        // What was held back for missing dependencies may find them now. Each retry follows progress, so they end. What comes whole may take back
        // what had been refused of it.
        self.offered.retain(|doc| !store.whole.contains(doc));
        let acked = store.acks.iter().map(|key| key.doc).filter(|doc| self.offered.contains(doc));
        for doc in order::set(acked.chain(brought)) {
            self.outgoing.retry(doc);
        }
        if !store.transaction.is_empty() {
            self.store(store, actions);
        }
        self.push(actions);
    }

    fn take_reject(&mut self, reject: Reject, store: &mut Store, actions: &mut Vec<Action>) {
        let Some(key) = self.outgoing.find(reject.change) else {
            return;
        };
        if reject.reason == RejectReason::MissingDependencies {
            self.outgoing.hold(key);
            if self.offered.insert(key.doc) {
                actions.push(Action::OfferHistory(key.doc));
            }
            return;
        }
        if let Some(change) = self.outgoing.remove(key) {
            quarantine(&mut store.transaction, change, reject.reason);
            store.refused.push(Reject { change: key, reason: reject.reason });
        }
        if matches!(reject.reason, RejectReason::DeadDocument | RejectReason::NoAccess) {
            // A save that was under way when the document left may have brought a part of it back.
            store.transaction.purge(key.doc);
            store.purged.push(key.doc);
        }
    }

    /// Takes an entry; tells the document of which it brought something.
    fn take_entry(&mut self, entry: Entry, store: &mut Store) -> Option<DocId> {
        match entry {
            Entry::Changes { doc, changes } => {
                store.transaction.put(Table::Stale, doc.to_string(), Vec::new());
                let begins = |change: &Bytes| check(&change.0).is_ok_and(|envelope| envelope.deps.is_empty());
                if changes.iter().any(begins) {
                    self.take_whole(doc, store);
                }
                changes.into_iter().for_each(|change| take_change(&mut store.transaction, doc, change));
                Some(doc)
            }
            Entry::Snapshot { doc, bytes, summary, changes } => {
                self.take_whole(doc, store);
                let transaction = &mut store.transaction;
                transaction.put(Table::Chunks, snapshot_chunk_key(doc, &bytes), bytes);
                // The search text is made in the background, from the document; the list need not wait for it.
                transaction.put(Table::Stale, doc.to_string(), Vec::new());
                if let Some(Bytes(summary)) = summary
                    && !self.outgoing.holds_doc(doc)
                {
                    transaction.put(Table::Summaries, doc.to_string(), summary);
                }
                changes.into_iter().for_each(|change| take_change(transaction, doc, change));
                Some(doc)
            }
            Entry::Purge(doc) => {
                // Rows of this document written by the same batch would come back after the delete.
                let prefix = doc.to_string();
                store.transaction.puts.retain(|row| !row.key.starts_with(&prefix) || row.table == Table::Quarantine);
                store.transaction.purge(doc);
                store.whole.remove(&doc);
                for change in self.outgoing.remove_doc(doc) {
                    self.set_aside.insert(change.key);
                    let reject = Reject { change: change.key, reason: RejectReason::DeadDocument };
                    quarantine(&mut store.transaction, change, reject.reason);
                    store.refused.push(reject);
                }
                store.purged.push(doc);
                None
            }
        }
    }

    /// A document comes from its beginning on, perhaps because it had left. What is under way of it left with it, and comes back with it.
    fn take_whole(&self, doc: DocId, store: &mut Store) {
        store.whole.insert(doc);
        for change in self.outgoing.of_doc(doc) {
            store.transaction.put(Table::Chunks, change_chunk_key(doc, change.key.hash), change.bytes.clone());
        }
    }
}

/// A change goes into the chunks; what cannot be read goes into quarantine, so that one bad entry never stops the log.
fn take_change(transaction: &mut Transaction, doc: DocId, Bytes(bytes): Bytes) {
    match check(&bytes) {
        Ok(envelope) => {
            transaction.put(Table::Chunks, change_chunk_key(doc, envelope.hash), bytes);
        }
        Err(_) => {
            let key = outbox_key(ChangeKey { doc, hash: digest(&bytes) });
            transaction.put(Table::Quarantine, key, encode_row(&Quarantined::damaged(bytes)));
        }
    }
}

fn quarantine(transaction: &mut Transaction, change: PendingChange, reason: RejectReason) {
    let key = outbox_key(change.key);
    transaction.deletes.push((Table::Outbox, key.clone()));
    transaction.put(Table::Quarantine, key, encode_row(&Quarantined::refused(reason, change.bytes)));
}
