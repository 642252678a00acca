//! What a user has looked at: the heads of a case as they were then, kept on this device, sealed like all rows.
//!
//! Heads are kept only once everything they stand for is durable: those of words that a dying tab takes along would name nothing.

use std::collections::BTreeSet;
use std::rc::Rc;

use madobe_shared::document::CaseDocument;
use madobe_shared::document::history::Version;
use madobe_shared::document::unseen::Unseen;
use madobe_shared::form::Place;
use madobe_shared::ids::{ChangeHash, DocId};
use madobe_shared::storage::{Table, Transaction, decode_row, encode_row};

use super::OpenCase;
use super::core::Core;
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

    /// How these places came to read as they do, the oldest version first.
    #[must_use]
    pub fn history(&self, places: &[Place]) -> Vec<Version> {
        self.0.document.borrow_mut().history(places)
    }

    /// The user has looked at all of it.
    pub fn see(&self) {
        self.0.see();
    }
}

impl OpenDocument {
    async fn unseen(self: &Rc<Self>) -> Result<Vec<Unseen>, StorageError> {
        let seen = self.core.seen(self.id).await?;
        Ok(seen.map(|seen| self.document.borrow_mut().unseen(&seen, self.core.author.user)).unwrap_or_default())
    }

    fn see(self: &Rc<Self>) {
        let document = self.clone();
        self.core.spawn(async move {
            // Where this fails, it is told once more.
            let _ = document.keep_seen().await;
        });
    }

    async fn keep_seen(self: &Rc<Self>) -> Result<(), StorageError> {
        self.flush().await?;
        let heads = self.document.borrow_mut().heads();
        let is_told = self.core.cache.borrow().away(self.id) == 0;
        if self.gone.get() || is_told && self.seen.borrow().as_ref() == Some(&heads) {
            return Ok(());
        }
        let mut transaction = Transaction::default();
        transaction.deletes.push((Table::Away, self.id.to_string()));
        transaction.put(Table::Seen, self.id.to_string(), encode_row(&heads));
        if self.core.store_if_here(self.id, &transaction).await? {
            self.seen.replace(Some(heads));
        }
        Ok(())
    }
}

impl Core {
    /// The heads that the user has looked at; `None` where they never opened the case on this device.
    pub(super) async fn seen(&self, id: DocId) -> Result<Option<BTreeSet<ChangeHash>>, StorageError> {
        let rows = self.database.rows_at(Table::Seen, &[id.to_string()]).await?;
        Ok(rows.good.first().and_then(|(_, bytes)| decode_row(bytes)))
    }

    /// Adds how much of a document its user has not seen, where that has changed.
    pub(super) fn count_unseen(
        &self,
        document: &mut CaseDocument,
        seen: &BTreeSet<ChangeHash>,
        transaction: &mut Transaction,
    ) {
        let id = document.id();
        let count = u32::try_from(document.unseen(seen, self.author.user).len()).unwrap_or(u32::MAX);
        match count {
            count if count == self.cache.borrow().away(id) => {}
            0 => transaction.deletes.push((Table::Away, id.to_string())),
            count => transaction.put(Table::Away, id.to_string(), encode_row(&count)),
        }
    }
}
