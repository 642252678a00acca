//! From a case as it shall read to the document that reads so.
//!
//! A case is written the way an office writes it: contact by contact, each by its author, one change for every stretch of one author.
//! So the population, whose cases have one author each, costs one change a document.

use madobe_shared::case::{Case, CaseField, Consultation};
use madobe_shared::document::{CaseDocument, NewChange, Stamp};
use madobe_shared::edit::{Edit, EditError, TextSplice};
use madobe_shared::form::{EntryKind, FieldRef, Recorded, TextRef};
use madobe_shared::ids::{Author, OpeningTag};

use super::DemoDocument;
use super::days::moment_ms;
use super::staff::{KANRI, author};

/// The document of a case.
///
/// # Panics
///
/// Never: the demo's content is bounded, and a test writes all of it.
pub(super) fn document(case: &Case) -> DemoDocument {
    #[expect(
        clippy::expect_used,
        reason = "every entry is begun before it is filled, and no text comes near its bound"
    )]
    let changes = changes(case).expect("the demo's edits apply");
    DemoDocument { id: case.id, changes }
}

fn changes(case: &Case) -> Result<Vec<NewChange>, EditError> {
    let mut changes: Vec<NewChange> = Vec::new();
    for (session, tag) in sessions(case).iter().zip(0..) {
        // Each author opens what the one before left, as on a device of their own.
        let chunks = changes.iter().map(|change| (change.hash.to_string(), change.bytes.clone()));
        let opened = CaseDocument::load(case.id, chunks, session.author, OpeningTag(tag));
        let mut document = match opened {
            Ok(loaded) => loaded.document,
            Err(_) => CaseDocument::create(case.id, session.author, OpeningTag(tag)),
        };
        for edit in &session.edits {
            document.apply(edit, session.stamp)?;
        }
        changes.extend(document.take_new_changes());
    }
    Ok(changes)
}

/// What one member of staff wrote before another did.
struct Session {
    author: Author,
    stamp: Stamp,
    edits: Vec<Edit>,
}

fn sessions(case: &Case) -> Vec<Session> {
    // The view has the newest contact first; records grow the other way.
    let contacts: Vec<&Consultation> = case.consultations.iter().rev().collect();
    let author_of = |contact: Option<&&Consultation>| contact.and_then(|contact| contact.author);
    let fallback = author(case.lead.unwrap_or(KANRI));
    let opened_by = author_of(contacts.first()).unwrap_or(fallback);
    let mut sessions = vec![Session { author: opened_by, stamp: Stamp::default(), edits: opening(case) }];
    for contact in contacts {
        let author = contact.author.unwrap_or(fallback);
        if sessions.last().is_none_or(|session| session.author != author) {
            sessions.push(Session { author, stamp: Stamp::default(), edits: Vec::new() });
        }
        if let Some(session) = sessions.last_mut() {
            session.edits.extend(entry(contact));
            session.stamp = written_at(contact);
        }
    }
    if let Some(session) = sessions.last_mut() {
        session.edits.extend(standing(case));
    }
    sessions
}

/// Notes are written when the contact is over.
fn written_at(contact: &Consultation) -> Stamp {
    let began_s = moment_ms(contact.date, contact.time) / 1_000;
    let took_s = u64::from(contact.duration_minutes.unwrap_or_default()) * 60;
    Stamp { time_s: i64::try_from(began_s + took_s).unwrap_or_default() }
}

/// What is asked at the first contact.
fn opening(case: &Case) -> Vec<Edit> {
    let fields = CaseField::ALL.iter().filter(|field| !is_standing(**field));
    let mut edits: Vec<Edit> = fields.filter_map(|field| of_case(case, *field)).collect();
    edits.extend(case.members().map(|(set, member)| Edit::Member { set, member, present: true }));
    edits.extend(case.family.iter().flat_map(|member| entry(member)));
    edits
}

/// Where the case stands by now.
fn standing(case: &Case) -> Vec<Edit> {
    let fields = CaseField::ALL.iter().filter(|field| is_standing(**field));
    let mut edits: Vec<Edit> = fields.filter_map(|field| of_case(case, *field)).collect();
    let elsewhere = [EntryKind::Consultation, EntryKind::FamilyMember];
    let others = case.recorded().into_iter().filter(|one| !elsewhere.contains(&one.entry().kind));
    edits.extend(others.flat_map(entry));
    edits.extend(TextRef::of_case().into_iter().filter_map(|text| write(text, case.text(text))));
    edits
}

/// Whether a field is known only by now.
fn is_standing(field: CaseField) -> bool {
    matches!(
        field,
        CaseField::Status
            | CaseField::Lead
            | CaseField::KeyPerson
            | CaseField::NextContact
            | CaseField::Closure
            | CaseField::ClosureEvaluation
    )
}

fn of_case(case: &Case, field: CaseField) -> Option<Edit> {
    let field = FieldRef::Case(field);
    set(field, case.value(field))
}

/// An entry as it reads.
fn entry(one: &dyn Recorded) -> Vec<Edit> {
    let mut edits = vec![Edit::Add(one.entry())];
    edits.extend(one.values().into_iter().filter_map(|(field, value)| set(field, value)));
    edits.extend(one.members().into_iter().map(|(set, member)| Edit::Member { set, member, present: true }));
    edits.extend(one.texts().into_iter().filter_map(|(text, words)| write(text, words)));
    edits
}

/// Nothing is written where there is nothing to say.
fn set(field: FieldRef, value: String) -> Option<Edit> {
    (!value.is_empty()).then(|| Edit::set(field, value))
}

fn write(text: TextRef, words: &str) -> Option<Edit> {
    let splice = TextSplice { at: 0, delete: 0, insert: words.to_owned() };
    (!words.is_empty()).then_some(Edit::Splice { text, splice })
}
