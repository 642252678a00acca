//! Stories of one document on two devices.

mod minutes;
mod office;

use automerge::transaction::Transactable;
use automerge::{ObjType, ROOT, ReadDoc};
use jiff::civil::date;

use super::*;
use crate::case::{AlertField, CaseField, ConsultationField, SheetPart};
use crate::codes::{ContactMethod, Counterpart};
use crate::edit::TextSplice;
use crate::form::{EntryKind, FieldRef, SetRef, Sort};
use crate::ids::{ChangeHash, DeviceId, EntryId, UserId};
use crate::limits;

const SATO: Author = Author { user: UserId(1), device: DeviceId(11) };
const TANAKA: Author = Author { user: UserId(2), device: DeviceId(22) };
const DIFFICULTIES: TextRef = TextRef::Sheet(SheetPart::Difficulties);
const NEXT: FieldRef = FieldRef::Case(CaseField::NextContact);

fn case_id() -> DocId {
    DocId::from_parts(1_790_000_000_000, [5; 10])
}

fn entry_id(last: u8) -> EntryId {
    EntryId::from_parts(1_790_000_000_000, [0, 0, 0, 0, 0, 0, 0, 0, 0, last])
}

fn created(author: Author) -> CaseDocument {
    CaseDocument::create(case_id(), author, OpeningTag(7))
}

fn edit(document: &mut CaseDocument, time_s: i64, edits: &[Edit]) {
    for edit in edits {
        document.apply(edit, Stamp { time_s }).expect("the edit applies");
    }
}

fn set(field: FieldRef, value: &str) -> Edit {
    Edit::Set { field, value: Some(value.to_owned()) }
}

fn append(document: &CaseDocument, text: TextRef, insert: &str) -> Edit {
    let at = document.text(text).expect("the text is there").chars().count();
    Edit::Splice { text, splice: TextSplice { at, delete: 0, insert: insert.to_owned() } }
}

/// Gives each of the two what the other wrote.
fn meet(a: &mut CaseDocument, b: &mut CaseDocument) {
    let (from_a, from_b) = (a.take_new_changes(), b.take_new_changes());
    a.receive(from_b.iter().map(|change| &change.bytes)).expect("receives");
    b.receive(from_a.iter().map(|change| &change.bytes)).expect("receives");
}

#[test]
fn a_visit_note_reads_as_it_was_written() {
    let mut document = created(SATO);
    let visit = entry_id(1);
    edit(
        &mut document,
        100,
        &[
            set(FieldRef::Case(CaseField::PersonName), "𠮷﨑 葛󠄀 🙂"),
            Edit::Add(EntryKind::Consultation.entry(visit)),
            set(FieldRef::Consultation(visit, ConsultationField::Date), "2026-11-23"),
            set(FieldRef::Consultation(visit, ConsultationField::Time), "10:34"),
            set(FieldRef::Consultation(visit, ConsultationField::DurationMinutes), "25"),
            set(FieldRef::Consultation(visit, ConsultationField::Method), "home_visit"),
            Edit::member(SetRef::Counterparts(visit), &Counterpart::Mother, true),
            Edit::member(SetRef::Counterparts(visit), &Counterpart::Person, true),
            Edit::member(SetRef::Counterparts(visit), &Counterpart::from_code("cat"), true),
            Edit::member(SetRef::Staff(visit), &SATO.user, true),
        ],
    );
    let note = append(&document, TextRef::Note(visit), "玄関先で本人と話す。");
    edit(&mut document, 101, &[note]);

    let case = document.view();
    assert_eq!(case.person.name, "𠮷﨑 葛󠄀 🙂");
    let [read] = case.consultations.as_slice() else { panic!("one consultation") };
    assert_eq!((read.date, read.time.map(|time| time.to_string())), (date(2026, 11, 23), Some("10:34:00".to_owned())));
    assert_eq!((read.duration_minutes, &read.method), (Some(25), &ContactMethod::HomeVisit));
    let cat = Counterpart::from_code("cat");
    assert_eq!(read.counterparts, [Counterpart::Person, Counterpart::Mother, cat]);
    assert_eq!((read.staff.as_slice(), read.author, read.finished), (&[SATO.user][..], Some(SATO), false));
    assert_eq!(read.note, "玄関先で本人と話す。");
    assert_eq!(document.take_new_changes().len(), 2, "the first change and one for all edits");
}

#[test]
fn both_sentences_stand_in_the_sheet() {
    let mut sato = created(SATO);
    let mut tanaka = created(TANAKA);
    meet(&mut sato, &mut tanaka);
    for (document, words) in [(&mut sato, "朝がつらい。"), (&mut tanaka, "音に敏感。")] {
        let words = append(document, DIFFICULTIES, words);
        edit(document, 5, &[words]);
    }
    meet(&mut sato, &mut tanaka);
    let text = sato.text(DIFFICULTIES).expect("text");
    assert!(text.contains("朝がつらい。") && text.contains("音に敏感。"), "{text}");
    assert_eq!(tanaka.text(DIFFICULTIES), Some(text));
    assert_eq!(sato.heads(), tanaka.heads());
}

#[test]
fn two_values_are_kept_and_settled_in_one_edit() {
    let (mut sato, mut tanaka) = (created(SATO), created(TANAKA));
    meet(&mut sato, &mut tanaka);
    edit(&mut sato, 50, &[set(NEXT, "2026-12-07 10:30 home_visit -")]);
    edit(&mut tanaka, 60, &[set(NEXT, "2026-12-08 14:00 home_visit -")]);
    meet(&mut sato, &mut tanaka);
    let conflict = sato.view().conflict(NEXT).cloned().expect("two values");
    assert_eq!(tanaka.view().conflict(NEXT), Some(&conflict), "both see the same");
    let mut values: Vec<_> = conflict.values.iter().map(|one| (one.value.as_str(), one.author, one.set_at_s)).collect();
    values.sort();
    assert_eq!(
        values,
        [("2026-12-07 10:30 home_visit -", Some(SATO), 50), ("2026-12-08 14:00 home_visit -", Some(TANAKA), 60),]
    );
    // Settling for the value that is shown already must settle it too.
    let chosen = conflict.values[0].value.clone();
    edit(&mut sato, 70, &[set(NEXT, &chosen)]);
    meet(&mut sato, &mut tanaka);
    for document in [&mut sato, &mut tanaka] {
        let case = document.view();
        assert_eq!(case.conflicts, []);
        assert_eq!(case.next_contact.map(|next| next.to_value()), Some(chosen.clone()));
    }
}

#[test]
fn a_choice_of_the_value_on_display_stands_beside_what_others_set_meanwhile() {
    let (seventh, eighth, fifteenth) =
        ("2026-12-07 10:30 home_visit", "2026-12-08 14:00 home_visit", "2026-12-15 10:00 phone");
    let mut tablet = created(SATO);
    let mut desk = created(TANAKA);
    edit(&mut tablet, 100, &[set(NEXT, seventh)]);
    edit(&mut desk, 101, &[set(NEXT, eighth)]);
    meet(&mut tablet, &mut desk);
    let shown = desk.view().conflict(NEXT).expect("two values").values[0].value.clone();
    edit(&mut desk, 102, &[set(NEXT, &shown)]);
    assert_eq!(desk.view().conflict(NEXT), None, "settled");
    edit(&mut tablet, 103, &[set(NEXT, fifteenth)]);
    meet(&mut tablet, &mut desk);
    for document in [&mut tablet, &mut desk] {
        let case = document.view();
        let values: Vec<_> = case.conflict(NEXT).expect("two values").values.iter().map(|one| &one.value).collect();
        assert!(values.contains(&&shown) && values.iter().any(|value| *value == fifteenth), "{values:?}");
    }
}

#[test]
fn two_who_write_the_same_value_do_not_disagree() {
    let (mut sato, mut tanaka) = (created(SATO), created(TANAKA));
    meet(&mut sato, &mut tanaka);
    for document in [&mut sato, &mut tanaka] {
        edit(document, 1, &[set(FieldRef::Case(CaseField::Status), "active")]);
    }
    meet(&mut sato, &mut tanaka);
    assert_eq!(sato.view().conflicts, []);
}

#[test]
fn a_document_comes_back_from_its_chunks_without_the_bad_one() {
    let mut document = created(SATO);
    let mut chunks = Vec::new();
    for words in ["一", "二", "三"] {
        let words = append(&document, TextRef::Goal, words);
        edit(&mut document, 1, &[words]);
        let new = document.take_new_changes();
        chunks.extend(new.into_iter().map(|change| (change.hash.to_string(), change.bytes)));
    }
    let whole = CaseDocument::load(case_id(), chunks.clone().into_iter().rev(), SATO, OpeningTag(8)).expect("loads");
    assert_eq!(whole.document.text(TextRef::Goal).as_deref(), Some("一二三"));
    assert!(!whole.missing_dependencies);

    // The second change is damaged: the first still reads, and the gap is told.
    chunks[2].1[20] ^= 1;
    let damaged = CaseDocument::load(case_id(), chunks.clone(), SATO, OpeningTag(8)).expect("loads");
    assert_eq!(damaged.bad_chunks, [chunks[2].0.clone()]);
    assert_eq!(damaged.document.text(TextRef::Goal).as_deref(), Some("一"));
    assert!(damaged.missing_dependencies);

    let snapshot = document.snapshot();
    let with_snapshot = [("0".to_owned(), snapshot)].into_iter().chain(chunks);
    let repaired = CaseDocument::load(case_id(), with_snapshot, SATO, OpeningTag(8)).expect("loads");
    assert_eq!(repaired.document.text(TextRef::Goal).as_deref(), Some("一二三"));
    assert!(!repaired.missing_dependencies);
    assert!(matches!(
        CaseDocument::load(case_id(), [("x".to_owned(), vec![1, 2, 3])], SATO, OpeningTag(8)),
        Err(LoadError::Unreadable { .. })
    ));
    assert!(matches!(CaseDocument::load(case_id(), [], SATO, OpeningTag(8)), Err(LoadError::Empty)));
}

#[test]
fn edits_that_cannot_be_carried_out_leave_no_trace() {
    let mut document = created(SATO);
    document.take_new_changes();
    let long = "長".repeat(limits::TEXT_BYTES_MAX / 3 + 1);
    let splice = |at, insert: &str| TextSplice { at, delete: 0, insert: insert.to_owned() };
    let refused = [
        (Edit::Splice { text: TextRef::Goal, splice: splice(0, &long) }, EditError::TextTooLong),
        (Edit::Splice { text: TextRef::Goal, splice: splice(1, "x") }, EditError::OutOfRange { length: 0 }),
        (set(NEXT, &"x".repeat(limits::FIELD_BYTES_MAX + 1)), EditError::FieldTooLong),
        (set(FieldRef::Consultation(entry_id(9), ConsultationField::Met), "false"), EditError::NoSuchEntry),
        (Edit::Remove(EntryKind::Alert.entry(entry_id(9))), EditError::NoSuchEntry),
    ];
    for (edit, error) in refused {
        assert_eq!(document.apply(&edit, Stamp::default()), Err(error));
    }
    assert_eq!(document.take_new_changes(), []);
}

#[test]
fn names_come_back_letter_for_letter_from_another_device() {
    // Beyond the first plane, compatibility ideographs, variation selectors, joined emoji, marks of direction, decomposed kana: nothing
    // is normalised, cut or reordered.
    let names = [
        "髙橋 𠮷也",
        "山﨑 葛\u{e0100}乃",
        "👩‍👧 みかん",
        "محمد \u{200f}علي",
        "か\u{3099}き",
        "ﾀｶﾊｼ",
        "A\u{202e}B\u{202c}",
    ];
    for name in names {
        let field = FieldRef::Case(CaseField::PersonName);
        let (mut sato, mut tanaka) = (created(SATO), created(TANAKA));
        edit(&mut sato, 1, &[set(field, name)]);
        let splice = TextSplice { at: 0, delete: 0, insert: name.to_owned() };
        edit(&mut sato, 2, &[Edit::Splice { text: TextRef::Goal, splice }]);
        meet(&mut sato, &mut tanaka);
        assert_eq!(tanaka.view().person.name, name);
        assert_eq!(tanaka.text(TextRef::Goal).as_deref(), Some(name));
        let reopened =
            CaseDocument::load(case_id(), [("x".to_owned(), tanaka.snapshot())], SATO, OpeningTag(8)).unwrap();
        assert_eq!(reopened.document.text(TextRef::Goal).as_deref(), Some(name));
    }
}

#[test]
fn a_megabyte_of_notes_fits() {
    let mut document = created(SATO);
    let million = "あ".repeat(1_000_000 / 3);
    let splice = TextSplice { at: 0, delete: 0, insert: million.clone() };
    edit(&mut document, 1, &[Edit::Splice { text: TextRef::Goal, splice }]);
    let changes = document.take_new_changes();
    assert!(changes.iter().all(|change| check::check(&change.bytes).is_ok()));
    assert_eq!(document.text(TextRef::Goal), Some(million));
}

#[test]
fn what_is_removed_is_out_of_sight_and_a_colleagues_words_with_it_are_kept() {
    let (mut sato, mut tanaka) = (created(SATO), created(TANAKA));
    let visit = entry_id(1);
    edit(&mut sato, 1, &[Edit::Add(EntryKind::Consultation.entry(visit))]);
    meet(&mut sato, &mut tanaka);
    edit(&mut sato, 2, &[Edit::Remove(EntryKind::Consultation.entry(visit))]);
    let words = append(&tanaka, TextRef::Note(visit), "続き");
    edit(&mut tanaka, 3, &[words]);
    meet(&mut sato, &mut tanaka);
    assert_eq!(sato.view().consultations, []);
    assert_eq!(sato.text(TextRef::Note(visit)).as_deref(), Some("続き"));
}

#[test]
fn own_changes_reach_back_to_the_beginning() {
    let (mut sato, mut tanaka) = (created(SATO), created(TANAKA));
    let words = append(&sato, TextRef::Goal, "一");
    edit(&mut sato, 1, &[words]);
    meet(&mut sato, &mut tanaka);
    let words = append(&tanaka, TextRef::Goal, "二");
    edit(&mut tanaka, 1, &[words]);
    let own = tanaka.own_changes();
    assert_eq!(own.len(), 2);
    assert_eq!(&own[0], genesis(Kind::Case));
}

#[test]
fn the_first_change_never_changes() {
    let hashes = Kind::ALL.map(|kind| genesis(kind).hash.to_string());
    assert_eq!(
        hashes,
        [
            "14aa84676941c7092c3859c4bc7969ea9374c32d8fbf89d9f3eb358aaedc2656",
            "bbc5275bb56eb365b342a36fcd2d078300c983b4277901f9eaf69f7c4607ede7",
            "330eb1f4da6b82771fce6d8d36eface45d36183a5f19698de94114ec3c394453",
            "347c82590e1aa7c8fa2aeac6f72716971b6ac041c01b8055cc129bd1be0c5a60",
        ]
    );
    assert_ne!(genesis(Kind::Case).hash, ChangeHash([0; 32]));
}

/// A value of every sort, as it may stand in a field.
fn any_value(field: FieldRef) -> &'static str {
    match field.sort() {
        Sort::Words | Sort::Phone | Sort::Email => "𠮷﨑",
        Sort::Postcode => "170-0013",
        Sort::Day | Sort::PartialDate => "2026-11-28",
        Sort::TimeOfDay => "09:30",
        Sort::Minutes => "25",
        Sort::Bytes => "412345",
        Sort::Hash => "14aa84676941c7092c3859c4bc7969ea9374c32d8fbf89d9f3eb358aaedc2656",
        Sort::YesNo => "false",
        Sort::Staff => "0000000000000007",
        Sort::FamilyMember | Sort::Plan | Sort::Agency | Sort::Gathering | Sort::Contact | Sort::Case => {
            "019e5d8a384071de8c1ea17c6641f1b8"
        }
        Sort::NextContact => "2026-12-07 10:30 home_visit -",
        Sort::Closure => "2026-11-28 moved_away",
        Sort::Code(_) => "of_a_newer_version",
    }
}

#[test]
fn every_place_of_the_form_reads_as_it_was_written() {
    for id in [case_id(), DocId::DIRECTORY, DocId::OFFICE, DocId::minutes_of(entry_id(1))] {
        reads_as_it_was_written(CaseDocument::create_by_id(id, SATO, OpeningTag(1)), Kind::of(id));
    }
    // Where no code stands nothing is read, and what always stands is there from the beginning.
    let blank = created(SATO).view();
    assert_eq!(CaseField::ALL.iter().filter(|field| !blank.value(FieldRef::Case(**field)).is_empty()).count(), 1);
}

fn reads_as_it_was_written(mut document: CaseDocument, kind: Kind) {
    assert_eq!(document.kind(), Some(kind));
    let kinds = EntryKind::ALL.iter().filter(|entries| kind.has(**entries));
    let entries: Vec<_> = (1..).zip(kinds).map(|(number, kind)| kind.entry(entry_id(number))).collect();
    let of_case = kind == Kind::Case;
    let mut fields: Vec<FieldRef> = Vec::new();
    fields.extend(CaseField::ALL.iter().filter(|_| of_case).map(|field| FieldRef::Case(*field)));
    fields.extend(entries.iter().flat_map(|entry| FieldRef::of(*entry)));
    let mut sets = if of_case { SetRef::of(None) } else { Vec::new() };
    sets.extend(entries.iter().flat_map(|entry| SetRef::of(Some(*entry))));

    edit(&mut document, 1, &entries.iter().map(|entry| Edit::Add(*entry)).collect::<Vec<_>>());
    let mut texts = kind.texts();
    texts.extend(document.view().recorded().iter().flat_map(|one| one.texts()).map(|(text, _)| text));
    edit(&mut document, 2, &fields.iter().map(|field| set(*field, any_value(*field))).collect::<Vec<_>>());
    let member = |set: &SetRef| Edit::Member { set: *set, member: "0000000000000007".to_owned(), present: true };
    edit(&mut document, 3, &sets.iter().map(member).collect::<Vec<_>>());
    let prose: Vec<_> = texts.iter().map(|text| append(&document, *text, text.key())).collect();
    edit(&mut document, 4, &prose);

    let mut case = document.view();
    for field in &fields {
        assert_eq!(case.value(*field), any_value(*field), "{field:?}");
    }
    let members: Vec<SetRef> =
        case.members().chain(case.recorded().iter().flat_map(|one| one.members())).map(|(set, _)| set).collect();
    assert_eq!(members, sets);
    for text in &texts {
        assert_eq!(case.text(*text), text.key());
        assert_eq!(case.text_mut(*text).map(|words| words.clone()).as_deref(), Some(text.key()));
    }
    let read: Vec<_> = case.recorded().iter().map(|one| (one.entry(), one.author())).collect();
    assert_eq!(read, entries.iter().map(|entry| (*entry, Some(SATO))).collect::<Vec<_>>());
}

/// As a newer version would write: kinds of entries, fields and prose that this one knows nothing of.
#[test]
fn what_a_newer_version_wrote_is_passed_over_and_stays() {
    let (mut sato, mut tanaka) = (created(SATO), created(TANAKA));
    let (known, unknown) = (entry_id(1), entry_id(2));
    edit(&mut sato, 1, &[Edit::Add(EntryKind::Alert.entry(known))]);
    let doc = sato.edit(Stamp { time_s: 2 }, 16);
    let entries = read::object(doc, &ROOT, "entries").expect("entries");
    let new = doc.put_object(&entries, unknown.to_string(), ObjType::Map).expect("an entry");
    doc.put(&new, read::KIND, "horoscope").expect("its kind");
    doc.put(&new, "stars", "good").expect("a value");
    let alert = read::object(doc, &entries, &known.to_string()).expect("the alert");
    doc.put(&alert, "colour", "red").expect("a value");
    doc.put_object(&alert, "story", ObjType::Text).expect("prose");
    doc.put(ROOT, "weather", "rain").expect("a key");
    meet(&mut sato, &mut tanaka);

    let case = tanaka.view();
    assert_eq!((case.alerts.len(), case.recorded().len()), (1, 1));
    edit(&mut tanaka, 3, &[set(FieldRef::Alert(known, AlertField::Text), "父には内密")]);
    for edit in [Edit::Remove(EntryKind::Alert.entry(unknown)), Edit::Remove(EntryKind::Consent.entry(known))] {
        let refused = tanaka.apply(&edit, Stamp { time_s: 4 });
        assert_eq!(refused, Err(EditError::NoSuchEntry), "an entry is of one kind");
    }
    meet(&mut sato, &mut tanaka);
    let doc = sato.reader();
    let story =
        read::object(doc, &ROOT, "entries").and_then(|entries| read::object(doc, &entries, &unknown.to_string()));
    let stars = story.and_then(|entry| doc.get(&entry, "stars").ok().flatten());
    assert_eq!(stars.and_then(|(value, _)| value.into_string().ok()).as_deref(), Some("good"));
    assert_eq!(sato.view().alerts[0].text, "父には内密");
}
