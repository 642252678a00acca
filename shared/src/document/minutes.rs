//! Which minutes belong to a case: those of its conferences, which go where the case goes when it is disposed of.
//!
//! Says of which documents they could be, whether anybody wrote them or not. Never opens minutes.

use std::collections::BTreeSet;
use std::panic::catch_unwind;

use automerge::{ROOT, ReadDoc};

use super::read::{self, KIND};
use super::replica::{LoadError, Replica};
use crate::form::EntryKind;
use crate::ids::{Author, DeviceId, DocId, EntryId, OpeningTag, UserId};
use crate::order;

/// The minutes of all conferences of a case, those out of sight among them: an entry is never erased, and neither are the minutes of one that was
/// removed.
///
/// # Errors
///
/// [`LoadError`] where the snapshot cannot be read as a whole.
pub fn minutes_of_case(snapshot: &[u8]) -> Result<BTreeSet<DocId>, LoadError> {
    // Foreign bytes meet a parser that may panic on them.
    catch_unwind(|| read_minutes(snapshot)).unwrap_or(Err(LoadError::Unreadable { bad_chunks: Vec::new() }))
}

fn read_minutes(snapshot: &[u8]) -> Result<BTreeSet<DocId>, LoadError> {
    // Nothing is written under this name; reading needs some author.
    let reader = Author { user: UserId(0), device: DeviceId(0) };
    let loaded = Replica::load([(String::new(), snapshot.to_vec())], reader, OpeningTag(0))?;
    if !loaded.bad_chunks.is_empty() || loaded.missing_dependencies {
        return Err(LoadError::Unreadable { bad_chunks: loaded.bad_chunks });
    }
    let doc = loaded.document.reader();
    let Some(entries) = read::object(doc, &ROOT, "entries") else {
        return Ok(BTreeSet::new());
    };
    let conferences = doc.keys(&entries).filter_map(|key| {
        let entry = read::object(doc, &entries, &key)?;
        let (kind, _) = doc.get(&entry, KIND).ok()??;
        let is_conference = kind.as_str() == Some(EntryKind::Conference.code());
        is_conference.then(|| key.parse::<EntryId>().ok()).flatten()
    });
    Ok(order::set(conferences.map(DocId::minutes_of)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::ConferenceField;
    use crate::codes::ConferenceKind;
    use crate::document::{CaseDocument, Stamp};
    use crate::edit::Edit;
    use crate::form::FieldRef;

    #[test]
    fn those_of_removed_conferences_and_of_any_kind_belong_to_the_case_and_nothing_else_does() {
        let author = Author { user: UserId(1), device: DeviceId(2) };
        let entry = |number| EntryId::from_parts(number, [7; 10]);
        let mut case = CaseDocument::create(DocId::from_parts(1, [1; 10]), author, OpeningTag(3));
        let [standing, removed, changed, note] = [1, 2, 3, 4].map(entry);
        let kind = |id, kind: ConferenceKind| Edit::set(FieldRef::Conference(id, ConferenceField::Kind), kind.code());
        for edit in [
            Edit::Add(EntryKind::Conference.entry(standing)),
            kind(standing, ConferenceKind::StatutoryCaseConference),
            Edit::Add(EntryKind::Conference.entry(removed)),
            kind(removed, ConferenceKind::StatutoryCaseConference),
            Edit::Remove(EntryKind::Conference.entry(removed)),
            Edit::Add(EntryKind::Conference.entry(changed)),
            kind(changed, ConferenceKind::StatutoryCaseConference),
            kind(changed, ConferenceKind::CaseMeeting),
            Edit::Add(EntryKind::Consultation.entry(note)),
        ] {
            case.apply(&edit, Stamp { time_s: 1 }).expect("an honest edit applies");
        }
        let expected = order::set([standing, removed, changed].map(DocId::minutes_of));
        assert_eq!(minutes_of_case(&case.snapshot()), Ok(expected));
        let empty = CaseDocument::create(DocId::from_parts(1, [1; 10]), author, OpeningTag(4)).snapshot();
        assert_eq!(minutes_of_case(&empty), Ok(BTreeSet::new()));
        assert!(minutes_of_case(b"words").is_err());
    }
}
