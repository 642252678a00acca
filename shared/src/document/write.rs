//! Edits, carried out on a case's document.

use automerge::transaction::Transactable;
use automerge::{AutoCommit, AutomergeError, ObjType, ReadDoc, Value};

use super::read::{self, entry};
use crate::edit::{Edit, EditError, TextSplice};
use crate::form::{Entry, EntryKind, FieldRef, SetRef, TextRef};
use crate::limits::{FIELD_BYTES_MAX, TEXT_BYTES_MAX};

/// Carries one edit out. Checks come before the first write, so an error leaves the document as it was.
pub(super) fn apply(doc: &mut AutoCommit, edit: &Edit) -> Result<(), EditError> {
    match edit {
        Edit::Set { field, value } => set(doc, *field, value.as_deref()),
        Edit::Splice { text, splice } => {
            check_splice(doc, *text, splice)?;
            self::splice(doc, *text, splice)
        }
        Edit::Add(Entry { kind, id }) => {
            let entries = read::entries_of(doc, *kind).ok_or(EditError::NoSuchEntry)?;
            let entry = doc.put_object(&entries, id.to_string(), ObjType::Map).map_err(refused)?;
            if *kind != EntryKind::Agency {
                doc.put(&entry, read::KIND, kind.code()).map_err(refused)?;
            }
            for text in kind.texts() {
                doc.put_object(&entry, *text, ObjType::Text).map_err(refused)?;
            }
            Ok(())
        }
        Edit::Member { set, member, present } => set_member(doc, *set, member, *present),
        Edit::Remove(removed) => {
            let object = entry(doc, *removed).ok_or(EditError::NoSuchEntry)?;
            doc.put(&object, read::REMOVED, true).map_err(refused)
        }
    }
}

fn set(doc: &mut AutoCommit, field: FieldRef, value: Option<&str>) -> Result<(), EditError> {
    if value.is_some_and(|value| value.len() > FIELD_BYTES_MAX) {
        return Err(EditError::FieldTooLong);
    }
    let (object, key) = read::field(doc, field).ok_or(EditError::NoSuchEntry)?;
    let standing = doc.get_all(&object, key).map_err(refused)?;
    match (value, standing.as_slice()) {
        // Writing what is there already would only make the document grow.
        (Some(value), [(Value::Scalar(one), _)]) if one.as_str() == Some(value) => Ok(()),
        (None, []) => Ok(()),
        (Some(value), [] | [_]) => doc.put(&object, key, value).map_err(refused),
        // Automerge would take the choice of the value on display for a mere removal of the others: whoever set another meanwhile
        // would win without a word. Written after a deletion it is a value of its own.
        (Some(value), _) => {
            doc.delete(&object, key).map_err(refused)?;
            doc.put(&object, key, value).map_err(refused)
        }
        (None, _) => doc.delete(&object, key).map_err(refused),
    }
}

fn set_member(doc: &mut AutoCommit, set: SetRef, member: &str, present: bool) -> Result<(), EditError> {
    if member.len() > FIELD_BYTES_MAX {
        return Err(EditError::FieldTooLong);
    }
    let object = read::home(doc, set.entry()).ok_or(EditError::NoSuchEntry)?;
    let key = format!("{}/{member}", set.key());
    match (doc.get(&object, &*key).map_err(refused)?.is_some(), present) {
        (false, true) => doc.put(&object, key, true).map_err(refused),
        (true, false) => doc.delete(&object, key).map_err(refused),
        _ => Ok(()),
    }
}

/// Whether a splice can be carried out.
pub(super) fn check_splice(doc: &AutoCommit, text: TextRef, splice: &TextSplice) -> Result<(), EditError> {
    let object = read::text_object(doc, text).ok_or(EditError::NoSuchEntry)?;
    let length = doc.length(&object);
    if splice.at.checked_add(splice.delete).is_none_or(|end| end > length) {
        return Err(EditError::OutOfRange { length });
    }
    // Reading the whole text to count its bytes is only worth it where the bound could be near: a character has at most four.
    if (length + splice.insert.len()) * 4 > TEXT_BYTES_MAX {
        let bytes = doc.text(&object).map_err(refused)?.len();
        if bytes + splice.insert.len() > TEXT_BYTES_MAX {
            return Err(EditError::TextTooLong);
        }
    }
    Ok(())
}

/// Carries a splice out that was checked, or a part of it.
pub(super) fn splice(doc: &mut AutoCommit, text: TextRef, splice: &TextSplice) -> Result<(), EditError> {
    let object = read::text_object(doc, text).ok_or(EditError::NoSuchEntry)?;
    let delete = isize::try_from(splice.delete).map_err(|_| EditError::OutOfRange { length: doc.length(&object) })?;
    doc.splice_text(&object, splice.at, delete, &splice.insert).map_err(refused)
}

#[expect(clippy::needless_pass_by_value, reason = "map_err hands it over")]
fn refused(error: AutomergeError) -> EditError {
    EditError::Document(error.to_string())
}
