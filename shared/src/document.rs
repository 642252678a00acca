//! Documents: the mapping between intents, Automerge and the case model.
//!
//! [`Replica`] is any Automerge document with this project's rules (pinned text encoding, named authors, deterministic beginning);
//! [`CaseDocument`] is a replica that is read and written by the form: a case, or one of the office's own documents, of which the same
//! holds. [`check`] reads a change that comes from elsewhere, [`trial`] tries it on the document it belongs to, [`compact`] makes a
//! snapshot of many.
//!
//! Invariants: an edit is applied as what was meant, never by writing a whole record back. A key or code that this version does not
//! know stays in the document. A single value is a string in canonical form; prose is an Automerge text.

pub mod check;
pub mod compact;
mod genesis;
pub mod history;
pub mod minutes;
mod read;
mod replica;
pub mod trial;
pub mod unseen;
pub mod words;
mod write;

pub use genesis::{Kind, genesis};
pub use replica::{LoadError, Loaded, NewChange, ReceiveError, Received, Replica, Stamp};

use std::collections::BTreeSet;

use crate::case::Case;
use crate::edit::{Edit, EditError};
use crate::form::{Place, TextRef};
use crate::ids::{Author, ChangeHash, DocId, OpeningTag, UserId};
use history::Version;
use unseen::Unseen;

/// The most operations that an edit other than a splice makes, with room to spare.
const EDIT_OPS_MAX: usize = 16;

/// A larger splice is cut, so that no change exceeds [`crate::limits::CHANGE_OPS_MAX`].
const SPLICE_PART_CHARS: usize = 1 << 15;

/// A case's document, opened.
#[derive(Debug)]
pub struct CaseDocument {
    id: DocId,
    replica: Replica,
}

impl CaseDocument {
    /// Begins a document that does not exist yet. Its first change is the same on every device.
    #[must_use]
    pub fn create(id: DocId, author: Author, tag: OpeningTag) -> Self {
        Self { id, replica: Replica::create(Kind::Case, author, tag) }
    }

    /// Begins the document of this id, which says what it is: one of the office's own, minutes, or a case.
    #[must_use]
    pub fn create_by_id(id: DocId, author: Author, tag: OpeningTag) -> Self {
        Self { id, replica: Replica::create(Kind::of(id), author, tag) }
    }

    /// Opens a document from its chunks, in any order, by key (see [`crate::storage::Table::Chunks`]).
    ///
    /// # Errors
    ///
    /// [`LoadError`] where not even a beginning could be read. A single bad chunk is reported in [`Loaded`] and hides no other.
    pub fn load(
        id: DocId,
        chunks: impl IntoIterator<Item = (String, Vec<u8>)>,
        author: Author,
        tag: OpeningTag,
    ) -> Result<Loaded<Self>, LoadError> {
        let loaded = Replica::load(chunks, author, tag)?;
        Ok(loaded.map(|replica| Self { id, replica }))
    }

    /// Carries an edit out, at once in memory. It becomes part of a change with [`CaseDocument::commit`].
    ///
    /// # Errors
    ///
    /// See [`EditError`]; the document is then unchanged.
    pub fn apply(&mut self, edit: &Edit, stamp: Stamp) -> Result<(), EditError> {
        let Edit::Splice { text, splice } = edit else {
            return write::apply(self.replica.edit(stamp, EDIT_OPS_MAX), edit);
        };
        write::check_splice(self.replica.reader(), *text, splice)?;
        for part in splice.parts(SPLICE_PART_CHARS) {
            let ops = part.delete + part.insert.chars().count();
            write::splice(self.replica.edit(stamp, ops), *text, &part)?;
        }
        Ok(())
    }

    /// The case as it reads now, pending edits included.
    pub fn view(&mut self) -> Case {
        read::case(self.id, &mut self.replica)
    }

    /// One prose as it reads now; `None` where its entry is not here.
    #[must_use]
    pub fn text(&self, text: TextRef) -> Option<String> {
        read::text(self.replica.reader(), text)
    }

    /// What others than this user did since these were its heads; see [`unseen`].
    pub fn unseen(&mut self, seen: &BTreeSet<ChangeHash>, me: UserId) -> Vec<Unseen> {
        let case = self.view();
        unseen::since(&case, &mut self.replica, seen, me)
    }

    /// How these places came to read as they do, the oldest version first; see [`history`].
    pub fn history(&mut self, places: &[Place]) -> Vec<Version> {
        history::of_places(&mut self.replica, places)
    }

    /// The document's id.
    #[must_use]
    pub fn id(&self) -> DocId {
        self.id
    }
}

impl std::ops::Deref for CaseDocument {
    type Target = Replica;

    fn deref(&self) -> &Replica {
        &self.replica
    }
}

impl std::ops::DerefMut for CaseDocument {
    fn deref_mut(&mut self) -> &mut Replica {
        &mut self.replica
    }
}

#[cfg(test)]
mod tests;
