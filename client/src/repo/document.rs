//! One opened case in memory, shared by everything in this tab that shows or edits it.
//!
//! An edit is in memory at once; [`super::saving`] makes it durable. News from elsewhere comes in through the database, never ahead
//! of it.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;

use futures_channel::oneshot;
use madobe_shared::case::Case;
use madobe_shared::document::{CaseDocument, NewChange};
use madobe_shared::edit::{Edit, EditError, TextSplice};
use madobe_shared::form::TextRef;
use madobe_shared::ids::{ChangeHash, DocId};
use madobe_shared::limits::CHANGE_BYTES_MAX;
use madobe_shared::text::{caret_after, difference};

use super::core::Core;
use super::error::{RepoEvent, SaveState};
use super::listeners::Listeners;
use super::retouch::retouch;
use crate::storage::StorageError;

/// How many bytes of text may gather in one change. A change holds more than its text, and one that is too large is refused.
const PENDING_BYTES_MAX: usize = CHANGE_BYTES_MAX / 2;

/// See the module.
#[derive(Debug)]
pub(crate) struct OpenDocument {
    pub(super) id: DocId,
    pub(super) core: Rc<Core>,
    pub(super) document: RefCell<CaseDocument>,
    view: RefCell<Option<Rc<Case>>>,
    /// How many editors are composing; news waits for them.
    holds: Cell<usize>,
    pub(super) waiting: RefCell<Vec<Vec<u8>>>,
    /// Edits made so far, and how many of them are durable.
    pub(super) edits_made: Cell<u64>,
    pub(super) edits_saved: Cell<u64>,
    /// At most so many bytes of text are in the change that is still open.
    pub(super) pending_bytes: Cell<usize>,
    /// Changes that are closed and not durable.
    pub(super) unstored: RefCell<Vec<NewChange>>,
    pub(super) state: RefCell<SaveState>,
    /// Whether a task is at work that ends once everything is durable.
    pub(super) saving: Cell<bool>,
    /// By [`crate::platform::Platform::elapsed_ms`].
    pub(super) save_at_ms: Cell<u64>,
    pub(super) poke: RefCell<Option<oneshot::Sender<()>>>,
    pub(super) waiters: RefCell<Vec<oneshot::Sender<Result<(), StorageError>>>>,
    /// How many chunks the device holds of it, as far as this tab knows.
    pub(super) chunks: Cell<usize>,
    /// The heads that its user has looked at, as far as this tab has stored them.
    pub(super) seen: RefCell<Option<BTreeSet<ChangeHash>>>,
    /// Set once the document left the device.
    pub(super) gone: Cell<bool>,
    pub(super) listeners: Listeners<()>,
}

impl OpenDocument {
    pub(super) fn new(core: Rc<Core>, document: CaseDocument, chunks: usize) -> Rc<Self> {
        let now = core.platform.now_local();
        Rc::new(Self {
            id: document.id(),
            core,
            document: RefCell::new(document),
            view: RefCell::default(),
            holds: Cell::new(0),
            waiting: RefCell::default(),
            edits_made: Cell::new(0),
            edits_saved: Cell::new(0),
            pending_bytes: Cell::new(0),
            unstored: RefCell::default(),
            state: RefCell::new(SaveState::Saved { at: now }),
            saving: Cell::new(false),
            save_at_ms: Cell::new(0),
            poke: RefCell::default(),
            waiters: RefCell::default(),
            chunks: Cell::new(chunks),
            seen: RefCell::default(),
            gone: Cell::new(false),
            listeners: Listeners::default(),
        })
    }

    /// The case as it reads now.
    pub(super) fn view(&self) -> Rc<Case> {
        let mut view = self.view.borrow_mut();
        view.get_or_insert_with(|| Rc::new(self.document.borrow_mut().view())).clone()
    }

    /// Prose as it reads now; empty where its entry is not here.
    pub(super) fn text(&self, text: TextRef) -> String {
        self.document.borrow().text(text).unwrap_or_default()
    }

    /// Carries edits out, in order, up to the first that is not possible.
    pub(super) fn edit(self: &Rc<Self>, edits: impl IntoIterator<Item = Edit>) -> Result<(), EditError> {
        if self.gone.get() {
            return Err(EditError::Document("the case has left this device".to_owned()));
        }
        let stamp = self.core.platform.stamp();
        let mut applied = 0;
        let result = {
            let mut document = self.document.borrow_mut();
            edits.into_iter().try_for_each(|edit| {
                self.make_room(&mut document, &edit);
                document.apply(&edit, stamp)?;
                applied += 1;
                self.retouch_view(&edit);
                Ok(())
            })
        };
        if applied > 0 {
            self.edits_made.set(self.edits_made.get() + applied);
            self.save_soon();
            self.tell();
        }
        result
    }

    /// Closes a change before it grows beyond what the office accepts.
    fn make_room(&self, document: &mut CaseDocument, edit: &Edit) {
        let bytes = match edit {
            Edit::Splice { splice, .. } => splice.insert.len(),
            Edit::Set { value, .. } => value.as_ref().map_or(0, String::len),
            _ => 0,
        };
        if self.pending_bytes.get() + bytes > PENDING_BYTES_MAX {
            document.commit();
            self.pending_bytes.set(0);
        }
        self.pending_bytes.set(self.pending_bytes.get() + bytes);
    }

    /// Carries out what was typed into a field that showed `shown_before` and now shows `shown_now`.
    pub(super) fn type_text(
        self: &Rc<Self>,
        text: TextRef,
        shown_before: &str,
        shown_now: &str,
        caret_chars: usize,
    ) -> Result<(), EditError> {
        let Some(splice) = difference(shown_before, shown_now, Some(caret_chars)) else {
            return Ok(());
        };
        let splice = rebase(splice, shown_before, &self.text(text));
        self.edit([Edit::Splice { text, splice }])
    }

    /// While held, news waits: a field in which an input method composes must not change under it.
    pub(super) fn hold(&self) {
        self.holds.set(self.holds.get() + 1);
    }

    /// Ends one hold; with the last, the news that waited comes in.
    pub(super) fn release(self: &Rc<Self>) {
        self.holds.set(self.holds.get().saturating_sub(1));
        if self.holds.get() == 0 {
            let waiting = std::mem::take(&mut *self.waiting.borrow_mut());
            if !waiting.is_empty() {
                self.take_news(waiting);
            }
        }
    }

    /// Takes chunks that are durable on this device and came from elsewhere.
    pub(super) fn take_news(self: &Rc<Self>, chunks: Vec<Vec<u8>>) {
        if self.holds.get() > 0 {
            return self.waiting.borrow_mut().extend(chunks);
        }
        self.chunks.set(self.chunks.get() + chunks.len());
        let (mut unreadable, mut lacking) = (false, false);
        {
            let mut document = self.document.borrow_mut();
            // One by one: a bad chunk must not keep out its neighbours.
            for chunk in chunks {
                match document.receive([chunk]) {
                    Ok(received) => lacking = received.missing_dependencies,
                    Err(_) => unreadable = true,
                }
            }
        }
        if unreadable || lacking {
            self.core.want(vec![self.id]);
        }
        self.changed();
    }

    /// The document is no longer this user's to see, or deleted. What was typed and not yet saved goes into quarantine.
    pub(super) fn leave_device(self: &Rc<Self>) {
        self.gone.set(true);
        self.changed();
        if self.is_unsaved() {
            self.save_now();
        }
    }

    /// Whether edits are not durable yet.
    pub(super) fn is_unsaved(&self) -> bool {
        self.edits_saved.get() < self.edits_made.get() || !self.unstored.borrow().is_empty()
    }

    /// Whether the latest attempt to save failed.
    pub(super) fn is_failing(&self) -> bool {
        matches!(*self.state.borrow(), SaveState::Failed(_))
    }

    /// Whether the office has acknowledged everything.
    pub(super) fn is_received(&self) -> bool {
        !self.is_unsaved() && self.core.cache.borrow().is_received(self.id)
    }

    fn retouch_view(&self, edit: &Edit) {
        let mut view = self.view.borrow_mut();
        if !view.as_mut().is_some_and(|view| retouch(Rc::make_mut(view), edit)) {
            view.take();
        }
    }

    fn changed(&self) {
        self.view.borrow_mut().take();
        self.tell();
    }

    fn tell(&self) {
        if self.id.is_of_the_office() {
            self.core.show_of_the_office(self.id, self.view());
        }
        self.listeners.emit(&());
        self.core.emit(RepoEvent::Case(self.id));
    }
}

impl Drop for OpenDocument {
    fn drop(&mut self) {
        if self.chunks.get() > self.core.platform.chunks_per_doc_max() && !self.gone.get() {
            self.core.compact_soon(self.id);
        }
    }
}

/// A splice of the text that was on the screen, as one of the text as it is: others may have written since it was drawn.
fn rebase(splice: TextSplice, shown: &str, now: &str) -> TextSplice {
    if shown == now {
        return splice;
    }
    let at = caret_after(shown, now, splice.at);
    let end = caret_after(shown, now, splice.at + splice.delete);
    TextSplice { at, delete: end.saturating_sub(at), insert: splice.insert }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typing_goes_where_the_words_around_it_went() {
        let typed = TextSplice { at: 2, delete: 0, insert: "も".to_owned() };
        assert_eq!(rebase(typed.clone(), "今日", "今日"), typed);
        assert_eq!(rebase(typed.clone(), "今日", "また今日").at, 4);
        assert_eq!(rebase(typed, "今日", "今日。").at, 2);
        let deleted = TextSplice { at: 0, delete: 2, insert: String::new() };
        assert_eq!(rebase(deleted, "今日", "今の日").delete, 3);
    }
}
