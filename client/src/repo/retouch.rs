//! Keeping a view up to date while someone types, without reading the document again.
//!
//! Reading a whole case takes longer than a keystroke may; a splice changes one text of it and nothing else.

use madobe_shared::case::Case;
use madobe_shared::edit::{Edit, TextSplice};

/// Carries out on a view what was carried out on its document. `false` where the view must be read again instead.
pub(super) fn retouch(case: &mut Case, edit: &Edit) -> bool {
    let Edit::Splice { text, splice } = edit else {
        return false;
    };
    case.text_mut(*text).is_some_and(|text| replace(text, splice))
}

fn replace(text: &mut String, splice: &TextSplice) -> bool {
    let mut places = text.char_indices().map(|(place, _)| place).chain([text.len()]);
    let Some(start) = places.nth(splice.at) else {
        return false;
    };
    let end = if splice.delete == 0 { Some(start) } else { places.nth(splice.delete - 1) };
    let Some(end) = end else { return false };
    text.replace_range(start..end, &splice.insert);
    true
}

#[cfg(test)]
mod tests {
    use madobe_shared::case::CaseField;
    use madobe_shared::document::{CaseDocument, Stamp};
    use madobe_shared::form::{EntryKind, FieldRef, TextRef};
    use madobe_shared::ids::{Author, DeviceId, DocId, EntryId, OpeningTag, UserId};

    use super::*;

    #[test]
    fn a_retouched_view_is_the_view_of_the_document() {
        let author = Author { user: UserId(1), device: DeviceId(2) };
        let mut document = CaseDocument::create(DocId::from_parts(1, [1; 10]), author, OpeningTag(3));
        let entry = EntryId::from_parts(2, [2; 10]);
        document.apply(&Edit::Add(EntryKind::Consultation.entry(entry)), Stamp { time_s: 1 }).expect("applies");
        for text in TextRef::of_case().into_iter().chain([TextRef::Note(entry)]) {
            let mut view = document.view();
            let splices = [(0, 0, "𠮷田さんと話す"), (2, 2, "様"), (3, 0, "、"), (6, 1, ""), (0, 1, "")];
            for (at, delete, insert) in splices {
                let splice = TextSplice { at, delete, insert: insert.to_owned() };
                let edit = Edit::Splice { text, splice };
                document.apply(&edit, Stamp { time_s: 1 }).expect("applies");
                assert!(retouch(&mut view, &edit));
                assert_eq!(view, document.view(), "{edit:?}");
            }
        }
    }

    #[test]
    fn what_it_cannot_do_it_leaves_to_the_document() {
        let author = Author { user: UserId(1), device: DeviceId(2) };
        let mut document = CaseDocument::create(DocId::from_parts(1, [1; 10]), author, OpeningTag(3));
        let mut view = document.view();
        let absent = TextRef::Note(EntryId::from_parts(9, [9; 10]));
        let splice = |at, delete| TextSplice { at, delete, insert: "x".to_owned() };
        for edit in [
            Edit::Set { field: FieldRef::Case(CaseField::PersonName), value: Some("林".to_owned()) },
            Edit::Splice { text: absent, splice: splice(0, 0) },
            Edit::Splice { text: TextRef::Goal, splice: splice(1, 0) },
            Edit::Splice { text: TextRef::Goal, splice: splice(0, 1) },
        ] {
            assert!(!retouch(&mut view, &edit), "{edit:?}");
        }
    }
}
