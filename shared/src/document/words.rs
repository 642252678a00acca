//! What a person wrote in changes that no document holds any more, so that it can be carried over by hand.
//!
//! The office refuses what was written into a case that was deleted meanwhile. The device keeps those changes; this reads the words out of
//! them, without the document they were made for. It never changes anything.

use std::collections::BTreeMap;

use automerge::ScalarValue;
use automerge::legacy::{ElementId, Key, ObjectId, Op, OpId, OpType};

use super::check::read_change;

/// The passages that these changes wrote, in the order in which they were begun: prose as it reads without what it stood in, and values of
/// single fields that are words. Changes that cannot be read say nothing.
#[must_use]
pub fn words<'a>(changes: impl IntoIterator<Item = &'a [u8]>) -> Vec<String> {
    let mut changes: Vec<_> = changes.into_iter().filter_map(read_change).collect();
    changes.sort_by_key(|change| (change.start_op(), change.hash()));
    let mut written = Written::default();
    for change in changes {
        let decoded = change.decode();
        for (counter, op) in (decoded.start_op.get()..).zip(&decoded.operations) {
            written.take(OpId::new(counter, &decoded.actor_id), op);
        }
    }
    written.passages()
}

#[derive(Default)]
struct Written {
    /// In the order of their beginnings; `places` says where an object's or a field's stands.
    passages: Vec<Vec<Letter>>,
    places: BTreeMap<String, usize>,
}

/// One letter of prose, or the whole value of a field.
struct Letter {
    id: OpId,
    words: String,
}

impl Written {
    fn take(&mut self, id: OpId, op: &Op) {
        match (&op.action, &op.key) {
            (OpType::Put(ScalarValue::Str(words)), Key::Seq(after)) => {
                let passage = self.passage(format!("{:?}", op.obj));
                let at = place(passage, after).map_or(passage.len(), |at| at + 1);
                let at = if matches!(after, ElementId::Head) { 0 } else { at };
                passage.insert(at, Letter { id, words: words.to_string() });
            }
            (OpType::Put(ScalarValue::Str(words)), Key::Map(field)) if is_words(words) => {
                let passage = self.passage(format!("{:?}/{field}", op.obj));
                *passage = vec![Letter { id, words: words.to_string() }];
            }
            (OpType::Delete, Key::Seq(gone)) if op.obj != ObjectId::Root => {
                let passage = self.passage(format!("{:?}", op.obj));
                if let Some(at) = place(passage, gone) {
                    passage.remove(at);
                }
            }
            _ => {}
        }
    }

    fn passage(&mut self, key: String) -> &mut Vec<Letter> {
        let next = self.passages.len();
        let place = *self.places.entry(key).or_insert(next);
        if place == next {
            self.passages.push(Vec::new());
        }
        &mut self.passages[place]
    }

    fn passages(self) -> Vec<String> {
        let join = |letters: Vec<Letter>| letters.into_iter().map(|letter| letter.words).collect::<String>();
        self.passages.into_iter().map(join).filter(|passage| !passage.trim().is_empty()).collect()
    }
}

/// Where a letter stands. People write on where they have just written, so it is looked for from the end.
fn place(passage: &[Letter], element: &ElementId) -> Option<usize> {
    let id = element.as_opid()?;
    passage.iter().rposition(|letter| letter.id == *id)
}

/// Codes and dates are plain ASCII and mean nothing without their field.
fn is_words(value: &str) -> bool {
    !value.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::CaseField;
    use crate::document::{CaseDocument, Stamp};
    use crate::edit::{Edit, TextSplice};
    use crate::form::{FieldRef, TextRef};
    use crate::ids::{Author, DeviceId, DocId, OpeningTag, UserId};

    #[test]
    fn prose_and_names_are_read_out_of_changes_whose_document_is_gone() {
        let author = Author { user: UserId(1), device: DeviceId(2) };
        let mut document = CaseDocument::create(DocId::DIRECTORY, author, OpeningTag(3));
        let splice = |at, delete, insert: &str| Edit::Splice {
            text: TextRef::Goal,
            splice: TextSplice { at, delete, insert: insert.into() },
        };
        let edits = [
            splice(0, 0, "朝、散歩したい"),
            splice(5, 0, "が"),
            splice(2, 1, ""),
            splice(2, 0, "に"),
            Edit::Set { field: FieldRef::Case(CaseField::PersonName), value: Some("斎藤 結".into()) },
            Edit::Set { field: FieldRef::Case(CaseField::PersonBirth), value: Some("1999-04".into()) },
        ];
        for edit in &edits {
            document.apply(edit, Stamp { time_s: 1 }).expect("applies");
            document.commit();
        }
        let whole = document.text(TextRef::Goal).expect("a goal");
        let changes: Vec<Vec<u8>> =
            document.take_new_changes().into_iter().skip(1).map(|change| change.bytes).collect();
        // In any order, and whatever lies between them.
        let reversed = changes.iter().rev().map(Vec::as_slice);
        assert_eq!(words(reversed.chain([&b"no change"[..]])), [whole.as_str(), "斎藤 結"]);
        // The first half alone still gives what it wrote, and a later part what it added.
        assert_eq!(words(changes[..1].iter().map(Vec::as_slice)), ["朝、散歩したい"]);
        assert_eq!(words(changes[1..2].iter().map(Vec::as_slice)), ["が"]);
    }
}
