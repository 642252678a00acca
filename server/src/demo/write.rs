//! From a case as it shall read to the document that reads so.
//!
//! A case is written the way an office writes it: contact by contact, each by its author, one change for every stretch of one author.
//! So the population, whose cases have one author each, costs one change a document.

use madobe_shared::calendar::hour_and_minute;
use madobe_shared::case::{Case, Consultation};
use madobe_shared::document::{CaseDocument, NewChange, Stamp};
use madobe_shared::edit::{
    AlertField, CaseField, ConsultationField, Edit, EditError, FamilyField, FieldRef, SheetPart, TextRef, TextSplice,
};
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
            session.edits.extend(self::contact(contact));
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
    let person = &case.person;
    let field = |field, value: Option<String>| set(FieldRef::Case(field), value);
    let mut edits = Vec::new();
    edits.extend(field(CaseField::PersonName, Some(person.name.clone())));
    edits.extend(field(CaseField::PersonKana, Some(person.kana.clone())));
    edits.extend(field(CaseField::PersonSex, person.sex.as_ref().map(ToString::to_string)));
    edits.extend(field(CaseField::PersonBirth, person.birth.map(|birth| birth.to_string())));
    edits.extend(field(CaseField::PersonAgeBand, person.age_band.as_ref().map(ToString::to_string)));
    edits.extend(field(CaseField::PersonPhone, Some(person.phone.clone())));
    edits.extend(field(CaseField::PersonEmail, Some(person.email.clone())));
    edits.extend(field(CaseField::PersonAddress, Some(person.address.clone())));
    edits.extend(field(CaseField::OpenedOn, case.opened_on.map(|day| day.to_string())));
    edits.extend(field(CaseField::MainConcern, case.main_concern.as_ref().map(ToString::to_string)));
    edits.extend(field(CaseField::WithdrawalDuration, case.withdrawal_duration.as_ref().map(ToString::to_string)));
    edits.extend(field(CaseField::ReferralSource, case.referral_source.as_ref().map(ToString::to_string)));
    for member in &case.family {
        let field = |field, value: Option<String>| set(FieldRef::Family(member.id, field), value);
        edits.push(Edit::AddFamilyMember(member.id));
        edits.extend(field(FamilyField::Name, Some(member.name.clone())));
        edits.extend(field(FamilyField::Relationship, member.relationship.as_ref().map(ToString::to_string)));
        edits.extend(field(FamilyField::LivesTogether, member.lives_together.then(|| "true".to_owned())));
        edits.extend(field(FamilyField::Phone, Some(member.phone.clone())));
    }
    edits
}

fn contact(contact: &Consultation) -> Vec<Edit> {
    let field = |field, value: Option<String>| set(FieldRef::Consultation(contact.id, field), value);
    let mut edits = vec![Edit::BeginConsultation(contact.id)];
    edits.extend(field(ConsultationField::Date, Some(contact.date.to_string())));
    edits.extend(field(ConsultationField::Time, contact.time.map(hour_and_minute)));
    let minutes = contact.duration_minutes.map(|minutes| minutes.to_string());
    edits.extend(field(ConsultationField::DurationMinutes, minutes));
    edits.extend(field(ConsultationField::Method, Some(contact.method.to_string())));
    edits.extend(field(ConsultationField::Met, (!contact.met).then(|| "false".to_owned())));
    edits.extend(contact.counterparts.iter().map(|counterpart| Edit::Counterpart {
        consultation: contact.id,
        counterpart: counterpart.clone(),
        present: true,
    }));
    let staff = contact.staff.iter();
    edits.extend(staff.map(|user| Edit::Staff { consultation: contact.id, user: *user, present: true }));
    edits.extend(write(TextRef::Note(contact.id), &contact.note));
    edits.extend(field(ConsultationField::Finished, contact.finished.then(|| "true".to_owned())));
    edits
}

/// Where the case stands by now.
fn standing(case: &Case) -> Vec<Edit> {
    let field = |field, value: Option<String>| set(FieldRef::Case(field), value);
    let mut edits = Vec::new();
    edits.extend(field(CaseField::Status, Some(case.status.to_string())));
    edits.extend(field(CaseField::Lead, case.lead.map(|lead| lead.to_string())));
    edits.extend(field(CaseField::NextContact, case.next_contact.as_ref().map(|next| next.to_value())));
    edits.extend(field(CaseField::Closure, case.closure.as_ref().map(|closure| closure.to_value())));
    edits.extend(field(CaseField::ClosureEvaluation, Some(case.closure_evaluation.clone())));
    for alert in &case.alerts {
        edits.push(Edit::AddAlert(alert.id));
        edits.extend(set(FieldRef::Alert(alert.id, AlertField::Text), Some(alert.text.clone())));
        edits.extend(set(FieldRef::Alert(alert.id, AlertField::Level), Some(alert.level.to_string())));
    }
    edits.extend(write(TextRef::Goal, &case.goal));
    edits.extend(write(TextRef::Sheet(SheetPart::Background), &case.sheet.background));
    edits.extend(write(TextRef::Sheet(SheetPart::Difficulties), &case.sheet.difficulties));
    edits.extend(write(TextRef::Sheet(SheetPart::Course), &case.sheet.course));
    edits.extend(write(TextRef::Sheet(SheetPart::Outcome), &case.sheet.outcome));
    edits
}

/// Nothing is written where there is nothing to say.
fn set(field: FieldRef, value: Option<String>) -> Option<Edit> {
    value.filter(|value| !value.is_empty()).map(|value| Edit::Set { field, value: Some(value) })
}

fn write(text: TextRef, words: &str) -> Option<Edit> {
    let splice = TextSplice { at: 0, delete: 0, insert: words.to_owned() };
    (!words.is_empty()).then_some(Edit::Splice { text, splice })
}
