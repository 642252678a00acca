//! From an edit in memory to a durable row: soon, without end while someone types, and again after a failure.
//!
//! Whatever moment the tab dies at, a change is either wholly on the device, with its place in the outbox, or was never said to be.

use std::pin::pin;
use std::rc::Rc;

use futures_channel::oneshot;
use futures_util::future::select;
use madobe_shared::ids::ChangeHash;
use madobe_shared::protocol::{ChangeKey, RejectReason};
use madobe_shared::storage::{Quarantined, Table, Transaction, encode_row, outbox_key};
use madobe_shared::summary::{CaseSummary, search_text};

use super::core::Origin;
use super::document::OpenDocument;
use super::error::{RepoEvent, SaveState};
use crate::storage::StorageError;

/// The first edit after a save waits so long for company. With the write itself this stays within the half second that a keystroke may
/// take to be durable.
const SAVE_DELAY_MS: u64 = 200;

/// The first pause after a failed save; it doubles up to [`RETRY_DELAY_MS_MAX`]. The next edit does not wait for it.
const RETRY_DELAY_MS_MIN: u64 = 1_000;

/// The longest pause after a failed save: whoever has just made room should see it help.
const RETRY_DELAY_MS_MAX: u64 = 10_000;

impl OpenDocument {
    /// Saves within [`SAVE_DELAY_MS`]. A throttle and not a debounce: someone who types on and on is saved too.
    pub(super) fn save_soon(self: &Rc<Self>) {
        self.save_by(self.core.platform.elapsed_ms() + SAVE_DELAY_MS);
    }

    /// Saves without waiting for the moment that was set.
    pub(super) fn save_now(self: &Rc<Self>) {
        self.save_by(self.core.platform.elapsed_ms());
    }

    /// Starts saving in this very moment, beside a save that may be under way: the page may be about to go.
    pub(super) fn save_before_leaving(self: &Rc<Self>) {
        if self.is_unsaved() {
            let document = self.clone();
            self.core.spawn(async move { _ = document.save().await });
        }
    }

    /// Resolves once all edits made so far are durable, or the attempt has failed.
    pub(super) async fn flush(self: &Rc<Self>) -> Result<(), StorageError> {
        let wanted = self.edits_made.get();
        while self.edits_saved.get() < wanted {
            let (sender, saved) = oneshot::channel();
            self.waiters.borrow_mut().push(sender);
            self.save_now();
            // The task that answers holds the document and ends only when all is durable.
            saved.await.unwrap_or(Ok(()))?;
        }
        Ok(())
    }

    fn save_by(self: &Rc<Self>, at_ms: u64) {
        if !self.saving.replace(true) {
            self.save_at_ms.set(at_ms);
            if !self.is_failing() {
                self.set_state(SaveState::Saving);
            }
            self.core.spawn(self.clone().keep_saving());
        } else if at_ms < self.save_at_ms.get() {
            self.save_at_ms.set(at_ms);
            if let Some(poke) = self.poke.borrow_mut().take() {
                let _ = poke.send(());
            }
        }
    }

    /// The one task that saves this document. It ends when nothing is left to save, and keeps the document alive until then.
    async fn keep_saving(self: Rc<Self>) {
        let mut retry_delay_ms = RETRY_DELAY_MS_MIN;
        loop {
            self.wait().await;
            // Edits that come in from here on set their own moment.
            self.save_at_ms.set(u64::MAX);
            let saved = self.save().await;
            for waiter in self.waiters.take() {
                let _ = waiter.send(saved.clone());
            }
            let next_ms = match saved {
                Ok(()) if !self.is_unsaved() => {
                    self.saving.set(false);
                    return;
                }
                Ok(()) => {
                    retry_delay_ms = RETRY_DELAY_MS_MIN;
                    SAVE_DELAY_MS
                }
                Err(_) => {
                    let delay_ms = retry_delay_ms;
                    retry_delay_ms = (retry_delay_ms * 2).min(RETRY_DELAY_MS_MAX);
                    delay_ms
                }
            };
            self.save_at_ms.set(self.save_at_ms.get().min(self.core.platform.elapsed_ms() + next_ms));
        }
    }

    /// Waits for the moment to save, which an edit or a flush may bring forward.
    async fn wait(&self) {
        loop {
            let left_ms = self.save_at_ms.get().saturating_sub(self.core.platform.elapsed_ms());
            if left_ms == 0 {
                return;
            }
            let (poke, poked) = oneshot::channel();
            *self.poke.borrow_mut() = Some(poke);
            select(pin!(self.core.platform.sleep(left_ms)), poked).await;
        }
    }

    /// Makes all edits so far durable: the changes, their place in the outbox and the summary, in one transaction.
    async fn save(self: &Rc<Self>) -> Result<(), StorageError> {
        let edits = self.edits_made.get();
        self.unstored.borrow_mut().extend(self.document.borrow_mut().take_new_changes());
        self.pending_bytes.set(0);
        let stored: Vec<ChangeHash> = self.unstored.borrow().iter().map(|change| change.hash).collect();
        let gone = self.gone.get();
        let transaction = if stored.is_empty() {
            // Edits that changed nothing leave nothing to write.
            Transaction::default()
        } else if gone {
            self.quarantine(&stored)
        } else {
            self.save_transaction()
        };
        let written = self.core.store(transaction, Origin::Typed).await;
        match &written {
            Ok(()) => {
                if self.gone.get() {
                    self.follow_out(gone).await;
                }
                self.unstored.borrow_mut().retain(|change| !stored.contains(&change.hash));
                self.edits_saved.set(self.edits_saved.get().max(edits));
                if !gone {
                    self.chunks.set(self.chunks.get() + stored.len());
                }
                self.set_state(if self.is_unsaved() {
                    SaveState::Saving
                } else {
                    SaveState::Saved { at: self.core.platform.now_local() }
                });
                self.core.ask_to_persist_once();
            }
            Err(error) => self.set_state(SaveState::Failed(error.clone())),
        }
        written
    }

    fn save_transaction(&self) -> Transaction {
        let mut transaction = Transaction::default();
        for change in self.unstored.borrow().iter() {
            transaction.local_change(self.id, change);
        }
        if !self.id.is_case() {
            return transaction;
        }
        let case = self.view();
        transaction.summary(&CaseSummary::of(&case), search_text(&case));
        if !self.waiting.borrow().is_empty() || self.core.may_lag() {
            // The device may hold more than this view shows: the summary is made once more from what is stored.
            transaction.put(Table::Stale, self.id.to_string(), Vec::new());
        }
        transaction
    }

    /// The document has left the device; what was typed into it meanwhile must not be lost all the same.
    fn quarantine(&self, changes: &[ChangeHash]) -> Transaction {
        let mut transaction = Transaction::default();
        for change in self.unstored.borrow().iter().filter(|change| changes.contains(&change.hash)) {
            let key = outbox_key(ChangeKey { doc: self.id, hash: change.hash });
            let row = Quarantined::refused(RejectReason::DeadDocument, change.bytes.clone());
            transaction.put(Table::Quarantine, key, encode_row(&row));
        }
        transaction
    }

    /// The document has left the device. A save that was under way then may have brought rows of it back, which go; the outbox keeps what
    /// was typed: the office refuses it, and it goes into quarantine. What went into quarantine right away comes back from there, should the
    /// document be here again by now.
    async fn follow_out(self: &Rc<Self>, was_quarantined: bool) {
        // Where it fails, the next connection to the office brings it in order.
        let _ = match was_quarantined {
            true => self.core.take_back(|doc| doc == self.id).await,
            false => self.core.drop_remains(self.id).await,
        };
    }

    fn set_state(&self, state: SaveState) {
        let before = self.state.replace(state.clone());
        if before != state {
            self.listeners.emit(&());
            self.core.emit(RepoEvent::Status);
        }
    }
}
