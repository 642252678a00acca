//! What a person can do to a case, as intents.
//!
//! An `Edit` says what was meant ("the next visit is on the 7th"), never "here is the whole record again": a stale record written
//! back would erase a colleague's work.

use crate::form::{Entry, FieldRef, SetMember, SetRef, TextRef};
use crate::limits;

/// One intent. [`crate::document::CaseDocument::apply`] carries it out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Sets or clears a single value. Setting a field with two values settles it.
    Set {
        /// Which field.
        field: FieldRef,
        /// The value in canonical form (see [`FieldRef`]); `None` clears.
        value: Option<String>,
    },
    /// Changes prose, by characters.
    Splice {
        /// Which prose.
        text: TextRef,
        /// What changes.
        splice: TextSplice,
    },
    /// Begins an empty entry; its fields follow as further edits.
    Add(Entry),
    /// Says whether something or somebody is in a set: who was spoken to, who of the staff was there.
    Member {
        /// Which set.
        set: SetRef,
        /// What or who, in canonical form.
        member: String,
        /// Whether they are in it.
        present: bool,
    },
    /// Takes an entry out of sight (a consultation begun by mistake, an alert that no longer holds). The entry and its history
    /// stay in the document, so a colleague's concurrent words are not lost.
    Remove(Entry),
}

impl Edit {
    /// Sets a field, or clears it where the value is empty.
    #[must_use]
    pub fn set(field: FieldRef, value: impl Into<String>) -> Self {
        let value = value.into();
        Self::Set { field, value: (!value.is_empty()).then_some(value) }
    }

    /// Says whether this one is in a set.
    #[must_use]
    pub fn member(set: SetRef, member: &impl SetMember, present: bool) -> Self {
        Self::Member { set, member: member.write_member(), present }
    }
}

/// A replacement within prose. Positions count Unicode scalar values, as the documents do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextSplice {
    /// Where, from the start.
    pub at: usize,
    /// How many characters go.
    pub delete: usize,
    /// What comes in their place.
    pub insert: String,
}

impl TextSplice {
    /// The same as smaller splices, one after the other, none of which deletes or inserts more characters than `chars_max`.
    #[must_use]
    pub fn parts(&self, chars_max: usize) -> Vec<Self> {
        let mut parts = Vec::new();
        let (mut delete, mut insert, mut at) = (self.delete, self.insert.as_str(), self.at);
        loop {
            let end = insert.char_indices().nth(chars_max).map_or(insert.len(), |(end, _)| end);
            let (now, later) = insert.split_at(end);
            let part = Self { at, delete: delete.min(chars_max), insert: now.to_owned() };
            at += now.chars().count();
            delete -= part.delete;
            insert = later;
            parts.push(part);
            if delete == 0 && insert.is_empty() {
                return parts;
            }
        }
    }
}

/// Why an edit was not carried out. Nothing of it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The prose would grow beyond [`limits::TEXT_BYTES_MAX`].
    #[error("the text would be longer than {} bytes: shorten it or begin another note", limits::TEXT_BYTES_MAX)]
    TextTooLong,
    /// The value is longer than [`limits::FIELD_BYTES_MAX`].
    #[error("the value is longer than {} bytes: put long text into a note", limits::FIELD_BYTES_MAX)]
    FieldTooLong,
    /// The entry is not in this document (yet).
    #[error("there is no such entry in this case")]
    NoSuchEntry,
    /// The splice lies outside the text.
    #[error("the text has only {length} characters")]
    OutOfRange {
        /// Characters in the text.
        length: usize,
    },
    /// Automerge refused; the document is unchanged.
    #[error("the document refused the change: {0}")]
    Document(String),
}
