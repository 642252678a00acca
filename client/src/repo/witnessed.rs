//! What the user did on this device, for the office's audit trail: kept, with or without a network, until the office has it.

use std::rc::Rc;

use madobe_shared::codes::Deed;
use madobe_shared::ids::DocId;
use madobe_shared::storage::{Table, Transaction, Witnessed, decode_row, encode_row};

use super::core::{Core, Origin};
use super::error::RepoEvent;
use crate::storage::StorageError;

/// Whoever goes back and forth between the screens of a case reads it once.
const LOOK_MS: u64 = 10 * 60_000;

/// What is told at once, as the office takes it.
const TOLD_AT_ONCE: u32 = 500;

impl Core {
    /// Keeps that the user does something now.
    pub(super) fn witness(self: &Rc<Self>, deed: Deed, case: Option<DocId>) {
        if let (Deed::Read, Some(case)) = (&deed, case) {
            let now_ms = self.platform.elapsed_ms();
            let before_ms = self.looked_ms.borrow_mut().insert(case, now_ms);
            if before_ms.is_some_and(|before_ms| now_ms - before_ms < LOOK_MS) {
                return;
            }
        }
        let witnessed = Witnessed { at_ms: self.platform.now_ms(), deed, case };
        let kept = self.clone().keep_witnessed(self.platform.random_u64(), witnessed);
        self.spawn(kept);
    }

    /// Keeps something under its number. Kept twice it is the same.
    pub(super) async fn keep_witnessed(self: Rc<Self>, number: u64, witnessed: Witnessed) {
        let mut transaction = Transaction::default();
        transaction.put(Table::Witnessed, format!("{number:016x}"), encode_row(&witnessed));
        // On a full device reading goes on: the record of it is worth less than the visit.
        if self.store(transaction, Origin::Upkeep).await.is_ok() {
            self.emit(RepoEvent::Witnessed);
        }
    }

    /// A part of what the office has yet to hear, by its numbers. What cannot be read any more cannot be told: it goes.
    pub(super) async fn witnessed(self: &Rc<Self>) -> Result<Vec<(String, Witnessed)>, StorageError> {
        let rows = self.database.page(Table::Witnessed, None, TOLD_AT_ONCE).await?;
        let (mut told, mut unreadable) = (Vec::new(), Vec::new());
        unreadable.extend(rows.damaged.into_iter().map(|row| row.key));
        for (key, bytes) in rows.good {
            match decode_row(&bytes) {
                Some(witnessed) => told.push((key, witnessed)),
                None => unreadable.push(key),
            }
        }
        if !unreadable.is_empty() {
            self.forget_witnessed(unreadable).await?;
        }
        Ok(told)
    }

    /// The office has it.
    pub(super) async fn forget_witnessed(self: &Rc<Self>, keys: Vec<String>) -> Result<(), StorageError> {
        let deletes = keys.into_iter().map(|key| (Table::Witnessed, key)).collect();
        self.store(Transaction { deletes, ..Transaction::default() }, Origin::Upkeep).await
    }
}
