//! Documents that left the device, and come back: when a case is given to its user again, or the office is what it was before it went.
//!
//! What the office had refused in between stands in quarantine, and what was typed while the document went in the outbox; both belong to
//! the document that came back, and are offered once more. It never brings anything into a document that is not here: the remains of a
//! save that a document left behind are no document.

use std::collections::BTreeSet;
use std::rc::Rc;

use madobe_shared::document::CaseDocument;
use madobe_shared::document::check::check;
use madobe_shared::ids::{ChangeHash, DocId};
use madobe_shared::order;
use madobe_shared::protocol::RejectReason;
use madobe_shared::storage::{
    Quarantined, Table, Transaction, change_chunk_key, decode_row, doc_of_key, doc_prefix, parse_outbox_key,
};

use super::core::{Core, Origin};
use crate::storage::{Rows, StorageError};

impl Core {
    /// Takes back what lies aside or waits of documents that are on the device. Any that `concerns` does not name are left alone. The office's own
    /// documents are here for those too who may not write in them: what was refused there would be refused again, and stays aside until the
    /// office lacks it ([`Core::take_back_of`]).
    pub(crate) async fn take_back(self: &Rc<Self>, concerns: impl Fn(DocId) -> bool) -> Result<(), StorageError> {
        let mut keys = self.database.keys(Table::Quarantine).await?;
        keys.append(&mut self.database.keys(Table::Outbox).await?);
        let docs: BTreeSet<DocId> =
            order::set(keys.iter().filter_map(|key| doc_of_key(key)).filter(|doc| concerns(*doc)));
        for doc in docs {
            self.take_back_of(doc, !doc.is_of_the_office()).await?;
        }
        Ok(())
    }

    /// What waits in the outbox of one document goes into it; and with `refused`, what was refused in it goes into it and into the outbox again.
    pub(crate) async fn take_back_of(self: &Rc<Self>, doc: DocId, refused: bool) -> Result<(), StorageError> {
        let prefix = doc_prefix(doc);
        let chunks = self.database.rows(Table::Chunks, &prefix).await?;
        let aside = if refused { self.database.rows(Table::Quarantine, &prefix).await?.good } else { Vec::new() };
        let aside: Vec<_> =
            aside.into_iter().filter_map(|(key, row)| Some((key, refused_with_its_document(&row)?))).collect();
        // One of the office's own may lie aside from its beginning on, where nobody else has begun it.
        let begins_aside = doc.is_of_the_office() && aside.iter().any(|(_, row)| begins(&row.bytes));
        if !is_whole(&chunks) && !begins_aside {
            return Ok(());
        }
        let mut transaction = Transaction::default();
        for (key, row) in aside {
            let Some(change) = parse_outbox_key(&key) else { continue };
            let Quarantined { is_file, bytes, .. } = row;
            if is_file {
                transaction.put(Table::Uploads, key.clone(), bytes);
                transaction.deletes.push((Table::Quarantine, key));
                continue;
            }
            transaction.put(Table::Chunks, change_chunk_key(doc, change.hash), bytes.clone());
            transaction.put(Table::Outbox, key.clone(), bytes);
            transaction.deletes.push((Table::Quarantine, key));
        }
        for (hash, bytes) in self.waiting_outside(doc, chunks).await? {
            transaction.put(Table::Chunks, change_chunk_key(doc, hash), bytes);
        }
        if transaction.is_empty() {
            return Ok(());
        }
        transaction.put(Table::Stale, doc.to_string(), Vec::new());
        self.store(transaction, Origin::Returned).await
    }

    /// The changes that wait in the outbox and are not in their document.
    async fn waiting_outside(&self, doc: DocId, chunks: Rows) -> Result<Vec<(ChangeHash, Vec<u8>)>, StorageError> {
        let waiting = self.database.rows(Table::Outbox, &doc_prefix(doc)).await?.good.into_iter();
        let mut waiting: Vec<_> =
            waiting.filter_map(|(key, bytes)| Some((parse_outbox_key(&key)?.hash, bytes))).collect();
        let there: BTreeSet<&str> = keys_of(&chunks).collect();
        waiting.retain(|(hash, _)| !there.contains(change_chunk_key(doc, *hash).as_str()));
        // A snapshot may hold them as well.
        if !waiting.is_empty()
            && let Ok(mut loaded) = CaseDocument::load(doc, chunks.good, self.author, self.platform.new_opening_tag())
        {
            let held = loaded.document.hashes();
            waiting.retain(|(hash, _)| !held.contains(hash));
        }
        Ok(waiting)
    }

    /// Drops what a save that was under way has brought back of a document that left; nothing where the document is here again.
    pub(super) async fn drop_remains(self: &Rc<Self>, doc: DocId) -> Result<(), StorageError> {
        let chunks = self.database.rows(Table::Chunks, &doc_prefix(doc)).await?;
        if is_whole(&chunks) {
            return Ok(());
        }
        let keys: BTreeSet<&str> = keys_of(&chunks).collect();
        let keys: Vec<String> = keys.into_iter().map(str::to_owned).collect();
        let mut transaction = Transaction::default();
        transaction.purge(doc);
        // Where something has come in meanwhile, whoever brought it looks as well, or it is the document.
        self.store_if(doc, &keys, &transaction).await.map(|_| ())
    }
}

/// Whether a document is here from its beginning on, and not only what was typed after it had left.
fn is_whole(chunks: &Rows) -> bool {
    let is_snapshot = |key: &str| key.split_once('/').is_some_and(|(_, name)| name.starts_with('0'));
    keys_of(chunks).any(is_snapshot) || chunks.good.iter().any(|(_, bytes)| begins(bytes))
}

/// Whether a change is the first of a document.
fn begins(bytes: &[u8]) -> bool {
    check(bytes).is_ok_and(|envelope| envelope.deps.is_empty())
}

fn keys_of(rows: &Rows) -> impl Iterator<Item = &str> {
    rows.good.iter().map(|(key, _)| key.as_str()).chain(rows.damaged.iter().map(|row| row.key.as_str()))
}

/// What is in a row of the quarantine, where it was refused because of its document and not because of itself.
fn refused_with_its_document(row: &[u8]) -> Option<Quarantined> {
    let is_of_its_document =
        |row: &Quarantined| matches!(row.reason, Some(RejectReason::DeadDocument | RejectReason::NoAccess));
    decode_row(row).filter(is_of_its_document)
}
