//! What a user has looked at: the heads of a case as they were then, kept on this device, sealed like all rows.
//!
//! Heads are kept only once everything they stand for is durable: those of words that a dying tab takes along would name nothing.

use std::collections::BTreeSet;
use std::rc::Rc;

use madobe_shared::document::unseen::Unseen;
use madobe_shared::ids::ChangeHash;
use madobe_shared::storage::{Table, Transaction, decode_row, encode_row};

use super::OpenCase;
use super::core::Origin;
use super::document::OpenDocument;
use crate::storage::StorageError;

impl OpenCase {
    /// What others changed since the user last looked at it on this device.
    ///
    /// # Errors
    ///
    /// See [`StorageError`].
    pub async fn unseen(&self) -> Result<Vec<Unseen>, StorageError> {
        self.0.unseen().await
    }

    /// The user has looked at all of it.
    pub fn see(&self) {
        self.0.see();
    }
}

impl OpenDocument {
    /// What others changed since the user last looked. Whoever opens a case for the first time on a device has missed nothing.
    pub(super) async fn unseen(self: &Rc<Self>) -> Result<Vec<Unseen>, StorageError> {
        let rows = self.core.database.rows_at(Table::Seen, &[self.id.to_string()]).await?;
        let seen: Option<BTreeSet<ChangeHash>> = rows.good.first().and_then(|(_, bytes)| decode_row(bytes));
        Ok(seen.map(|seen| self.document.borrow_mut().unseen(&seen)).unwrap_or_default())
    }

    /// The user has looked at all of it. Where the device does not store that, they will be told once more.
    pub(super) fn see(self: &Rc<Self>) {
        let document = self.clone();
        self.core.spawn(async move {
            if document.flush().await.is_err() || document.gone.get() {
                return;
            }
            let heads = document.document.borrow_mut().heads();
            if document.seen.borrow().as_ref() == Some(&heads) {
                return;
            }
            let mut transaction = Transaction::default();
            transaction.put(Table::Seen, document.id.to_string(), encode_row(&heads));
            if document.core.store(transaction, Origin::Upkeep).await.is_err() {
                return;
            }
            document.seen.replace(Some(heads));
            // It left the device while this was being written: nothing of it stays behind.
            if document.gone.get() {
                let gone = (Table::Seen, document.id.to_string());
                let purged = Transaction { deletes: vec![gone], ..Transaction::default() };
                let _ = document.core.store(purged, Origin::Upkeep).await;
            }
        });
    }
}
