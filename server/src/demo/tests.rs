//! The demo office as those find it who open it.

mod figures;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use jiff::civil::{Date, date};
use madobe_shared::case::Case;
use madobe_shared::codes::{Audience, CaseStatus, ContactMethod};
use madobe_shared::document::CaseDocument;
use madobe_shared::document::check::check;
use madobe_shared::ids::{Author, BlobHash, DeviceId, DocId, OpeningTag, UserId};
use madobe_shared::search::{Query, fold};
use madobe_shared::summary::CaseSummary;

use super::living::LONG_AGENCY;
use super::*;

const TODAY: Date = date(2026, 11, 23);
const READER: Author = Author { user: UserId(9), device: DeviceId(9) };

/// The office is large enough to be made once for all tests.
static OFFICE: LazyLock<Vec<DemoDocument>> = LazyLock::new(|| office(TODAY, SEED).collect());
static CASES: LazyLock<Vec<Case>> =
    LazyLock::new(|| OFFICE.iter().filter(|document| !document.id.is_of_the_office()).map(view).collect());

fn chunks(document: &DemoDocument) -> impl Iterator<Item = (String, Vec<u8>)> {
    document.changes.iter().map(|change| (change.hash.to_string(), change.bytes.clone()))
}

fn view(document: &DemoDocument) -> Case {
    let loaded = CaseDocument::load(document.id, chunks(document), READER, OpeningTag(1)).expect("loads");
    assert!(loaded.bad_chunks.is_empty() && !loaded.missing_dependencies);
    let mut document = loaded.document;
    document.view()
}

fn named(name: &str) -> &'static Case {
    CASES.iter().find(|case| case.person.name == name).expect("a case of this name")
}

#[test]
fn the_same_day_and_seed_make_the_same_bytes() {
    let again: Vec<_> = office(TODAY, SEED).collect();
    assert!(*OFFICE == again);
    assert!(office(TODAY, SEED + 1).zip(OFFICE.iter()).any(|(other, this)| other != *this));
}

#[test]
fn every_document_reads_as_it_was_meant() {
    let meant: Vec<_> = cases(TODAY, SEED).collect();
    assert_eq!(meant.len(), CASES.len());
    for (meant, read) in meant.into_iter().zip(CASES.iter()) {
        let mut read = read.clone();
        // Who writes down what is no contact follows from the contacts.
        let others = read.family.iter_mut().map(|one| &mut one.author);
        let others = others.chain(read.alerts.iter_mut().map(|one| &mut one.author));
        let others = others.chain(read.consents.iter_mut().map(|one| &mut one.author));
        let others = others.chain(read.tasks.iter_mut().map(|one| &mut one.author));
        let others = others.chain(read.plans.iter_mut().map(|one| &mut one.author));
        let others = others.chain(read.plan_actions.iter_mut().map(|one| &mut one.author));
        let others = others.chain(read.referrals.iter_mut().map(|one| &mut one.author));
        let others = others.chain(read.conferences.iter_mut().map(|one| &mut one.author));
        let others = others.chain(read.advice.iter_mut().map(|one| &mut one.author));
        let others = others.chain(read.participations.iter_mut().map(|one| &mut one.author));
        let others = others.chain(read.attachments.iter_mut().map(|one| &mut one.author));
        others.for_each(|author| assert!(author.take().is_some()));
        assert_eq!(meant, read);
    }
}

#[test]
fn every_change_is_an_honest_one_of_a_member_of_staff() {
    let staff: BTreeSet<_> = ACCOUNTS.iter().map(|account| account.user).collect();
    let mut authors = BTreeSet::new();
    for document in OFFICE.iter() {
        let mut known = BTreeSet::new();
        for (at, change) in document.changes.iter().enumerate() {
            let envelope = check(&change.bytes).expect("the server takes it");
            assert_eq!(envelope.hash, change.hash);
            assert!(envelope.deps.iter().all(|hash| known.contains(hash)), "in order");
            assert_eq!(envelope.author.is_none(), at == 0);
            authors.extend(envelope.author);
            known.insert(change.hash);
        }
    }
    assert!(authors.iter().all(|author| staff.contains(&author.user) && author.device == DEVICE));
    assert_eq!(authors.len(), ACCOUNTS.len() - 1, "all of them write but the coordinator");
}

#[test]
fn ids_and_numbers_are_used_once() {
    let ids: BTreeSet<_> = OFFICE.iter().map(|document| document.id).collect();
    assert_eq!(ids.len(), OFFICE.len());
    assert!(ids.contains(&DocId::DIRECTORY));
    let numbers: BTreeSet<_> = CASES.iter().map(|case| CaseSummary::of(case).number).collect();
    assert_eq!(numbers.len(), CASES.len());
}

#[test]
fn nobody_whom_the_brochure_names_is_in_a_case() {
    // Officials, professors and lecturers, and what they would look like with another space or none.
    let real = ["中島修", "福井里江", "阿部達明", "田口ゆりえ", "瀧本裕喜"];
    for case in CASES.iter() {
        let text: String = format!("{case:?}").chars().filter(|char| !char.is_whitespace()).collect();
        for name in real {
            assert!(!text.contains(name), "{name} in {}", case.person.name);
        }
    }
}

#[test]
fn today_is_a_day_of_three_visits() {
    let mut visits: Vec<_> = CASES
        .iter()
        .filter_map(|case| Some((case.next_contact.clone()?, case)))
        .filter(|(next, _)| next.date == TODAY && next.staff == Some(SATO) && next.method == ContactMethod::HomeVisit)
        .map(|(next, case)| (next.time.map(|time| time.to_string()), case.person.name.as_str()))
        .collect();
    visits.sort();
    let at = |time: &str| Some(time.to_owned());
    let expected = [(at("10:30:00"), "髙橋 和也"), (at("13:00:00"), "渡邊 美咲"), (at("15:30:00"), "﨑山 修")];
    assert_eq!(visits, expected);
    let overdue = |case: &&Case| case.next_contact.as_ref().is_some_and(|next| next.date < TODAY);
    let overdue: Vec<_> = CASES.iter().filter(overdue).map(|case| case.person.name.as_str()).collect();
    assert_eq!(overdue, ["佐伯 家（本人未接触）", "岡部 誠"]);
    let waiting = CASES.iter().filter(|case| case.next_contact.is_some());
    assert!(waiting.clone().all(|case| case.status != CaseStatus::Closed));
}

#[test]
fn nothing_was_recorded_after_today_and_nothing_at_work_before_the_sixth_year() {
    for case in CASES.iter() {
        assert!(case.consultations.iter().all(|contact| contact.date < TODAY), "{}", case.person.name);
    }
    for today in [date(2020, 1, 1), TODAY_MIN, date(2027, 1, 4), date(2028, 5, 8)] {
        let now = today.max(TODAY_MIN);
        let told = living::cases(now).into_iter().chain(told::cases(now));
        for case in told {
            let dates: Vec<_> = case.consultations.iter().map(|contact| contact.date).collect();
            assert!(dates.is_sorted_by(|newer, older| newer > older), "{} on {today}: {dates:?}", case.person.name);
            assert!(dates.iter().all(|day| (date(2024, 4, 1)..=now).contains(day)), "{} on {today}", case.person.name);
        }
    }
}

#[test]
fn the_office_holds_what_tries_a_screen() {
    assert_eq!(LONG_AGENCY.chars().count(), 40);
    assert_eq!(named("大久保 翼").family.len(), 10);
    let nameless = CASES.iter().filter(|case| case.person.kana.is_empty()).count();
    assert!((5..60).contains(&nameless), "{nameless} without kana");
    assert!(CASES.iter().any(|case| case.person.name.chars().count() > 25));
    for (query, name) in [
        ("高橋", "髙橋 和也"),
        ("高野", "髙野 直樹"),
        ("崎山", "﨑山 修"),
        ("吉田", "𠮷田 遥"),
        ("渡辺", "渡邊 美咲"),
        ("葛城", "葛\u{e0100}城 真理子"),
    ] {
        assert!(Query::parse(query).matches(&fold(&named(name).person.name)), "{query}");
    }
}

#[test]
fn the_three_told_cases_are_whole() {
    for (name, status, goes_on) in [
        ("髙野 直樹", CaseStatus::WatchfulFollowUp, true),
        ("葛\u{e0100}城 真理子", CaseStatus::Active, true),
        ("宮﨑 孝之", CaseStatus::Closed, false),
    ] {
        let case = named(name);
        assert_eq!((case.status.clone(), case.next_contact.is_some()), (status, goes_on));
        let sheet = &case.sheet;
        let parts = [&sheet.background, &sheet.difficulties, &sheet.course, &sheet.outcome, &case.goal];
        assert!(parts.iter().all(|part| !part.is_empty()));
        assert!((8..=20).contains(&case.consultations.len()));
        assert!(!case.family.is_empty() && !case.alerts.is_empty() && case.lead.is_some());
        assert!(!case.consents.is_empty() && !case.concerns.is_empty());
        assert_eq!(case.closed().is_some(), !goes_on);
        assert_eq!(case.closure_evaluation.is_empty(), goes_on);
    }
}

#[test]
fn one_told_case_is_shared_with_the_coordinator_and_one_is_restricted() {
    let [shared, restricted] = teams(TODAY);
    assert_eq!((shared.case, shared.restricted), (named("髙野 直樹").id, false));
    assert_eq!(shared.members, [(ITO, Some(date(2027, 2, 23)))]);
    assert_eq!((restricted.case, restricted.restricted), (named("葛\u{e0100}城 真理子").id, true));
    assert!(restricted.members.iter().any(|(user, _)| *user == SATO));
}

#[test]
fn every_file_that_a_case_names_is_there() {
    let named = CASES.iter().flat_map(|case| case.attachments.iter().map(|one| (case.id, one.hash, one.kind.clone())));
    let there = files(TODAY).map(|file| (file.case, Some(BlobHash::of(file.bytes)), Some(file.kind)));
    assert_eq!(named.collect::<Vec<_>>(), there);
}

#[test]
fn notes_are_whole_sentences_without_blanks() {
    for contact in CASES.iter().flat_map(|case| &case.consultations) {
        let note = &contact.note;
        assert!(!note.is_empty() && !note.contains(['{', '}', '♪']), "{note}");
        assert!(note.ends_with(['。', '」']) || note.ends_with("と。"), "{note}");
        assert!(!note.contains("。。") && !note.contains("  "), "{note}");
        assert_eq!(contact.met, !contact.counterparts.is_empty(), "{note}");
    }
}

/// Not a claim but a look: how often the same note stands in the population.
#[test]
fn notes_vary() {
    let mut counts = BTreeMap::new();
    let spoken = CASES.iter().flat_map(|case| &case.consultations).filter(|contact| contact.met);
    spoken.for_each(|contact| *counts.entry(contact.note.as_str()).or_insert(0) += 1);
    let notes: i32 = counts.values().sum();
    let distinct = i32::try_from(counts.len()).expect("a small number");
    assert!(distinct * 10 > notes * 8, "{distinct} of {notes} differ");
}

#[test]
fn the_directory_has_the_desks_and_partners() {
    let directory = view(&OFFICE[0]);
    assert_eq!(directory.agencies.len(), 19);
    let find =
        |name: &str| directory.agencies.iter().find(|agency| agency.name.contains(name)).expect("in the directory");
    assert_eq!(find("アシスとしま").audience, Audience::Young);
    assert_eq!(find("夜間緊急").phone, "0120-580-210");
    assert_eq!(find("リーラ").phone, "03-5944-5730");
    assert_eq!(directory.agencies[0].name, "豊島区ひきこもり相談窓口");
    assert!(directory.agencies.iter().all(|agency| !agency.description.is_empty()));
}

#[test]
fn a_note_of_every_usual_way_of_contact_can_begin_with_a_template() {
    let office = view(OFFICE.iter().find(|document| document.id == DocId::OFFICE).expect("the office's own document"));
    let fitting = |method| office.templates.iter().filter(|template| template.fits(&method)).count();
    assert_eq!([ContactMethod::HomeVisit, ContactMethod::Phone, ContactMethod::Accompaniment].map(fitting), [1, 1, 1]);
    assert_eq!((office.templates.len(), fitting(ContactMethod::OfficeVisit)), (3, 0));
    assert!(office.templates.iter().all(|template| template.words.starts_with('【')));
}
