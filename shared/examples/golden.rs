//! Makes a pair of golden files for `tests/golden.rs`, once for a version that adds to the form: a document with something in every place, and
//! what it says, told from the edits and not read back. Never overwrites one.

use std::path::Path;

use madobe_shared::case::CaseField;
use madobe_shared::document::{CaseDocument, Kind, Stamp};
use madobe_shared::edit::{Edit, TextSplice};
use madobe_shared::form::{Entry, EntryKind, FieldRef, SetRef, Sort, TextRef};
use madobe_shared::ids::{Author, DeviceId, DocId, EntryId, OpeningTag, UserId};

fn main() {
    let name = std::env::args().nth(1).expect("the pair has a name");
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name).with_extension("case");
    assert!(!file.exists(), "a pair is never made anew");
    let author = Author { user: UserId(7), device: DeviceId(1) };
    let mut document = CaseDocument::create(DocId::from_parts(1, [1; 10]), author, OpeningTag(1));
    let mut write = |edit: Edit| document.apply(&edit, Stamp { time_s: 1_764_300_000 }).expect("it is written");
    let mut lines = Vec::new();
    let mut line = |entry: Option<Entry>, key: &str, words: &str| {
        let place = entry.map(|entry| format!("{}/{}/", entry.kind.code(), entry.id)).unwrap_or_default();
        lines.push(format!("{place}{key}={words}"));
    };
    let entries: Vec<Entry> = (1..)
        .zip(EntryKind::ALL.iter().filter(|kind| Kind::Case.has(**kind)))
        .map(|(number, kind)| kind.entry(EntryId::from_parts(1_764_300_000_000, [number; 10])))
        .collect();
    entries.iter().for_each(|entry| write(Edit::Add(*entry)));
    let mut fields: Vec<FieldRef> = CaseField::ALL.iter().map(|field| FieldRef::Case(*field)).collect();
    let (mut texts, mut sets) = (TextRef::of_case(), SetRef::of(None));
    for entry in &entries {
        fields.extend(FieldRef::of(*entry));
        texts.extend(TextRef::of(*entry));
        sets.extend(SetRef::of(Some(*entry)));
    }
    for field in fields {
        let value = any_value(field);
        write(Edit::set(field, &*value));
        line(field.entry(), field.key(), &value);
    }
    for text in texts {
        let insert = format!("一行の文 {}", text.key());
        line(text.entry(), text.key(), &insert);
        write(Edit::Splice { text, splice: TextSplice { at: 0, delete: 0, insert } });
    }
    for set in sets {
        let member = match set {
            SetRef::Concerns => "health",
            SetRef::Counterparts(_) | SetRef::Participants(_) => "mother",
            SetRef::Directions(_) | SetRef::TemplateMethods(_) => "of_a_newer_version",
            SetRef::Staff(_) | SetRef::Attendees(_) | SetRef::Companions(_) => "0000000000000007",
        };
        line(set.entry(), set.key(), member);
        write(Edit::Member { set, member: member.to_owned(), present: true });
    }
    let gone = EntryKind::Alert.entry(EntryId::from_parts(1_764_300_000_000, [99; 10]));
    write(Edit::Add(gone));
    write(Edit::Remove(gone));
    std::fs::write(&file, document.snapshot()).expect("it is written");
    std::fs::write(file.with_extension("txt"), lines.join("\n") + "\n").expect("it is written");
}

/// What may stand in a field.
fn any_value(field: FieldRef) -> String {
    match field.sort() {
        Sort::Words if field == FieldRef::Case(CaseField::PersonName) => "𠮷﨑 葛󠄀子".to_owned(),
        Sort::Words => format!("ことば {}", field.key()),
        Sort::Phone => "090-0000-0000 夜は留守電".to_owned(),
        Sort::Email => "yui@example.jp".to_owned(),
        Sort::Postcode => "170-0013".to_owned(),
        Sort::Day => "2026-11-28".to_owned(),
        Sort::PartialDate => "1985-03".to_owned(),
        Sort::TimeOfDay => "09:30".to_owned(),
        Sort::Minutes => "25".to_owned(),
        Sort::YesNo => "true".to_owned(),
        Sort::Staff => "0000000000000007".to_owned(),
        Sort::Bytes => "412345".to_owned(),
        Sort::Hash => "14aa84676941c7092c3859c4bc7969ea9374c32d8fbf89d9f3eb358aaedc2656".to_owned(),
        Sort::FamilyMember | Sort::Plan | Sort::Agency | Sort::Gathering | Sort::Contact => {
            EntryId::from_parts(1_764_300_000_000, [2; 10]).to_string()
        }
        Sort::Case => DocId::from_parts(1_764_300_000_000, [3; 10]).to_string(),
        Sort::NextContact => "2026-12-07 10:30 home_visit 0000000000000007".to_owned(),
        Sort::Closure => "2026-11-28 moved_away".to_owned(),
        Sort::Code(table) => table.rows.last().expect("a code").0.to_owned(),
    }
}
