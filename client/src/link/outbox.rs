//! Reading the outbox for a connection, and putting changes back into it that the office has lost, or lacks.
//!
//! Each document is offered in one transaction, and offering twice does no harm: what the office has, it acknowledges.

use std::rc::Rc;

use madobe_shared::ids::DocId;
use madobe_shared::order;
use madobe_shared::protocol::ChangeKey;
use madobe_shared::session::PendingChange;
use madobe_shared::storage::{Table, Transaction, doc_of_key, outbox_key, parse_outbox_key};

use crate::repo::{Core, Origin};
use crate::storage::StorageError;

/// All of the outbox, with what was refused of documents that have come back. Rows that cannot be read are made anew from their documents.
pub(super) async fn read(core: &Rc<Core>) -> Result<Vec<PendingChange>, StorageError> {
    core.recount_what_waits().await?;
    core.take_back(|_| true).await?;
    let mut rows = core.database.rows(Table::Outbox, "").await?;
    if !rows.damaged.is_empty() {
        for doc in order::set(rows.damaged.iter().filter_map(|row| doc_of_key(&row.key))) {
            offer_history(core, doc).await?;
        }
        rows = core.database.rows(Table::Outbox, "").await?;
        core.quarantine_rows(std::mem::take(&mut rows.damaged)).await?;
    }
    let pending = |(key, bytes): (String, Vec<u8>)| {
        let key: ChangeKey = parse_outbox_key(&key)?;
        Some(PendingChange { key, bytes })
    };
    Ok(rows.good.into_iter().filter_map(pending).collect())
}

/// All that this user wrote on this device, in every document.
pub(super) async fn offer_everything(core: &Rc<Core>) -> Result<(), StorageError> {
    let keys = core.database.keys(Table::Chunks).await?;
    for doc in order::set(keys.iter().filter_map(|key| doc_of_key(key))) {
        offer_history(core, doc).await?;
        // The page has its turn between two documents.
        core.platform.sleep(0).await;
    }
    core.offer_files().await
}

/// All that the office may lack of one document: what it has refused of it before, and all that this user wrote on this device. It has just let
/// them write there, so it does not refuse it again.
pub(super) async fn offer_what_lacks(core: &Rc<Core>, doc: DocId) -> Result<(), StorageError> {
    core.take_back_of(doc, true).await?;
    offer_history(core, doc).await
}

/// All that this user wrote on this device in one document.
async fn offer_history(core: &Rc<Core>, doc: DocId) -> Result<(), StorageError> {
    let mut transaction = Transaction::default();
    for change in core.own_changes(doc).await? {
        transaction.put(Table::Outbox, outbox_key(ChangeKey { doc, hash: change.hash }), change.bytes);
    }
    core.store(transaction, Origin::Offer).await
}
