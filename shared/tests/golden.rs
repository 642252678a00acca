//! Documents as earlier versions wrote them read as they did. The files in `golden` are never made anew: a version that adds to the form adds
//! a pair of its own, `cargo run -p madobe-shared --example golden NAME`.
//!
//! `NAME.case` is the document, whole; `NAME.txt` what it says, a place and its words on each line. What a later version reads besides is its
//! own affair, and the document takes its edits.

use std::path::Path;

use madobe_shared::case::{Case, CaseField};
use madobe_shared::document::{CaseDocument, Kind, Stamp};
use madobe_shared::edit::Edit;
use madobe_shared::form::{Entry, EntryKind, FieldRef, TextRef};
use madobe_shared::ids::{Author, DeviceId, DocId, EntryId, OpeningTag, UserId};

const READER: Author = Author { user: UserId(9), device: DeviceId(9) };

#[test]
fn documents_of_earlier_versions_read_as_they_did_and_take_edits() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut read = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let file = file.unwrap().path();
        if file.extension().is_none_or(|extension| extension != "case") {
            continue;
        }
        let chunk = ("a".repeat(64), std::fs::read(&file).unwrap());
        let loaded = CaseDocument::load(DocId::from_parts(1, [1; 10]), [chunk], READER, OpeningTag(1)).unwrap();
        assert!(loaded.bad_chunks.is_empty() && !loaded.missing_dependencies, "{}", file.display());
        let mut document = loaded.document;
        let told = told(&document.view());
        let expected = std::fs::read_to_string(file.with_extension("txt")).unwrap();
        for line in expected.lines() {
            assert!(told.iter().any(|one| one == line), "{}: {line:?} is not among {told:#?}", file.display());
        }

        for kind in EntryKind::ALL.iter().filter(|kind| Kind::Case.has(**kind)) {
            let id = EntryId::from_parts(2, [*kind as u8; 10]);
            document.apply(&Edit::Add(kind.entry(id)), Stamp { time_s: 1 }).unwrap();
        }
        for field in CaseField::ALL {
            let edit = Edit::Set { field: FieldRef::Case(*field), value: Some("x".to_owned()) };
            document.apply(&edit, Stamp { time_s: 1 }).unwrap();
        }
        read += 1;
    }
    assert!(read > 0);
}

/// Every place where something stands, and what: `kind/entry/key=words`.
fn told(case: &Case) -> Vec<String> {
    let mut told = Vec::new();
    let mut tell = |entry: Option<Entry>, key: &str, words: &str| {
        let place = entry.map(|entry| format!("{}/{}/", entry.kind.code(), entry.id)).unwrap_or_default();
        if !words.is_empty() {
            told.push(format!("{place}{key}={words}"));
        }
    };
    for field in CaseField::ALL {
        tell(None, field.key(), &case.value(FieldRef::Case(*field)));
    }
    for text in TextRef::of_case() {
        tell(None, text.key(), case.text(text));
    }
    for (set, member) in case.members() {
        tell(None, set.key(), &member);
    }
    for one in case.recorded() {
        let entry = Some(one.entry());
        one.values().iter().for_each(|(field, value)| tell(entry, field.key(), value));
        one.members().iter().for_each(|(set, member)| tell(entry, set.key(), member));
        one.texts().iter().for_each(|(text, words)| tell(entry, text.key(), words));
    }
    told
}
