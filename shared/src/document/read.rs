//! A case, read from its document. What this version does not know is passed over, never an error.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::str::FromStr;

use automerge::{AutoCommit, ObjId, ROOT, ReadDoc, ScalarValue, Value, ValueRef};
use jiff::civil::Date;

use super::replica::Replica;
use crate::calendar::{read_date, read_time};
use crate::case::{
    Alert, Case, Closure, Conflict, ConflictingValue, Consultation, FamilyMember, NextContact, Person, Sheet,
};
use crate::codes::{
    AgeBand, AlertLevel, CaseStatus, ContactMethod, Counterpart, PresentingConcern, ReferralSource, Relationship, Sex,
    WithdrawalDuration,
};
use crate::edit::{AlertField, CaseField, ConsultationField, FamilyField, FieldRef, SheetPart, TextRef};
use crate::ids::{Author, DocId, EntryId};
use crate::order;

/// The key under which an entry says that it is out of sight.
pub(super) const REMOVED: &str = "removed";

/// The child object under a key, whatever its type.
pub(super) fn object(doc: &impl ReadDoc, parent: &ObjId, key: &str) -> Option<ObjId> {
    match doc.get(parent, key).ok()?? {
        (Value::Object(_), id) => Some(id),
        (Value::Scalar(_), _) => None,
    }
}

/// An entry of one of the maps of entries.
pub(super) fn entry(doc: &impl ReadDoc, map: &str, id: EntryId) -> Option<ObjId> {
    object(doc, &object(doc, &ROOT, map)?, &id.to_string())
}

/// Where a single value stands: its object and key.
pub(super) fn field(doc: &impl ReadDoc, field: FieldRef) -> Option<(ObjId, &'static str)> {
    Some(match field {
        FieldRef::Case(field) => (object(doc, &ROOT, "fields")?, field.key()),
        FieldRef::Consultation(id, field) => (entry(doc, "consultations", id)?, field.key()),
        FieldRef::Family(id, field) => (entry(doc, "family", id)?, field.key()),
        FieldRef::Alert(id, field) => (entry(doc, "alerts", id)?, field.key()),
    })
}

/// The text object of a prose.
pub(super) fn text_object(doc: &AutoCommit, text: TextRef) -> Option<ObjId> {
    match text {
        TextRef::Note(id) => object(doc, &entry(doc, "consultations", id)?, "note"),
        TextRef::Sheet(part) => object(doc, &object(doc, &ROOT, "sheet")?, part.key()),
        TextRef::Goal => object(doc, &ROOT, "goal"),
    }
}

/// The words of a prose.
pub(super) fn text(doc: &AutoCommit, text: TextRef) -> Option<String> {
    doc.text(text_object(doc, text)?).ok()
}

/// The whole case.
pub(super) fn case(id: DocId, replica: &mut Replica) -> Case {
    let doc = replica.reader();
    let mut disputed = Vec::new();
    let fields = match object(doc, &ROOT, "fields") {
        Some(object) => Fields::read(doc, &object),
        None => Fields::default(),
    };
    disputed.extend(fields.disputed(CaseField::ALL, CaseField::key).map(FieldRef::Case));

    let mut consultations = Vec::new();
    for (entry, fields, object) in entries(doc, "consultations") {
        let field = |field| FieldRef::Consultation(entry, field);
        disputed.extend(fields.disputed(ConsultationField::ALL, ConsultationField::key).map(field));
        consultations.push(consultation(doc, entry, &fields, &object));
    }
    order::sort_by_key(&mut consultations, |contact| Reverse((contact.date, contact.time, contact.id)));

    let mut family = Vec::new();
    for (entry, fields, _) in entries(doc, "family") {
        let field = |field| FieldRef::Family(entry, field);
        disputed.extend(fields.disputed(FamilyField::ALL, FamilyField::key).map(field));
        family.push(FamilyMember {
            id: entry,
            name: fields.text(FamilyField::Name.key()),
            relationship: fields.get(FamilyField::Relationship.key()).map(Relationship::from_code),
            lives_together: fields.is_true(FamilyField::LivesTogether.key()),
            phone: fields.text(FamilyField::Phone.key()),
        });
    }

    let mut alerts = Vec::new();
    for (entry, fields, _) in entries(doc, "alerts") {
        disputed.extend(fields.disputed(AlertField::ALL, AlertField::key).map(|field| FieldRef::Alert(entry, field)));
        let level = fields.get(AlertField::Level.key()).map_or(AlertLevel::Note, AlertLevel::from_code);
        alerts.push(Alert { id: entry, text: fields.text(AlertField::Text.key()), level });
    }

    let sheet = |part| text(doc, TextRef::Sheet(part)).unwrap_or_default();
    let sheet = Sheet {
        background: sheet(SheetPart::Background),
        difficulties: sheet(SheetPart::Difficulties),
        course: sheet(SheetPart::Course),
        outcome: sheet(SheetPart::Outcome),
    };
    let goal = text(doc, TextRef::Goal).unwrap_or_default();
    let conflicts = disputed.into_iter().filter_map(|field| conflict(replica, field)).collect();
    Case {
        id,
        person: person(&fields),
        family,
        alerts,
        status: fields.get(CaseField::Status.key()).map_or(CaseStatus::Intake, CaseStatus::from_code),
        opened_on: fields.get(CaseField::OpenedOn.key()).and_then(read_date),
        main_concern: fields.get(CaseField::MainConcern.key()).map(PresentingConcern::from_code),
        withdrawal_duration: fields.get(CaseField::WithdrawalDuration.key()).map(WithdrawalDuration::from_code),
        referral_source: fields.get(CaseField::ReferralSource.key()).map(ReferralSource::from_code),
        lead: fields.parse(CaseField::Lead.key()),
        next_contact: fields.get(CaseField::NextContact.key()).and_then(NextContact::from_value),
        closure: fields.get(CaseField::Closure.key()).and_then(Closure::from_value),
        closure_evaluation: fields.text(CaseField::ClosureEvaluation.key()),
        goal,
        sheet,
        consultations,
        conflicts,
    }
}

fn person(fields: &Fields) -> Person {
    Person {
        name: fields.text(CaseField::PersonName.key()),
        kana: fields.text(CaseField::PersonKana.key()),
        sex: fields.get(CaseField::PersonSex.key()).map(Sex::from_code),
        birth: fields.parse(CaseField::PersonBirth.key()),
        age_band: fields.get(CaseField::PersonAgeBand.key()).map(AgeBand::from_code),
        phone: fields.text(CaseField::PersonPhone.key()),
        email: fields.text(CaseField::PersonEmail.key()),
        address: fields.text(CaseField::PersonAddress.key()),
    }
}

fn consultation(doc: &AutoCommit, id: EntryId, fields: &Fields, at: &ObjId) -> Consultation {
    let members =
        |key: &str| -> Vec<String> { object(doc, at, key).map(|set| doc.keys(&set).collect()).unwrap_or_default() };
    let mut counterparts: Vec<_> = members("with").iter().map(|code| Counterpart::from_code(code)).collect();
    order::sort_by(&mut counterparts, Ord::cmp);
    Consultation {
        id,
        date: fields.get(ConsultationField::Date.key()).and_then(read_date).unwrap_or(Date::ZERO),
        time: fields.get(ConsultationField::Time.key()).and_then(read_time),
        duration_minutes: fields.parse(ConsultationField::DurationMinutes.key()),
        method: fields.get(ConsultationField::Method.key()).map_or(ContactMethod::HomeVisit, ContactMethod::from_code),
        counterparts,
        met: fields.get(ConsultationField::Met.key()) != Some("false"),
        staff: members("staff").iter().filter_map(|user| user.parse().ok()).collect(),
        note: object(doc, at, "note").and_then(|note| doc.text(&note).ok()).unwrap_or_default(),
        author: author_of(at),
        finished: fields.is_true(ConsultationField::Finished.key()),
    }
}

/// All entries of a map that are in sight, oldest id first.
fn entries(doc: &AutoCommit, map: &str) -> Vec<(EntryId, Fields, ObjId)> {
    let Some(map) = object(doc, &ROOT, map) else {
        return Vec::new();
    };
    let keys: Vec<String> = doc.keys(&map).collect();
    let entries = keys.into_iter().filter_map(|key| {
        let at = object(doc, &map, &key)?;
        let fields = Fields::read(doc, &at);
        (!fields.is_true(REMOVED)).then_some((key.parse().ok()?, fields, at))
    });
    entries.collect()
}

fn conflict(replica: &mut Replica, disputed: FieldRef) -> Option<Conflict> {
    let doc = replica.committed();
    let (object, key) = field(doc, disputed)?;
    let shown = doc.get(&object, key).ok()??.1;
    let mut values: Vec<(bool, ConflictingValue)> = Vec::new();
    for (value, id) in doc.get_all(&object, key).ok()? {
        let Value::Scalar(scalar) = value else { continue };
        let Some(value) = scalar.as_str().map(str::to_owned) else {
            continue;
        };
        let set_at_s = doc.hash_for_opid(&id).and_then(|hash| Some(doc.get_change_meta_by_hash(&hash)?.timestamp));
        let one = ConflictingValue { value, author: author_of(&id), set_at_s: set_at_s.unwrap_or_default() };
        match values.iter_mut().find(|(_, other)| other.value == one.value) {
            Some((is_shown, _)) => *is_shown |= id == shown,
            None => values.push((id == shown, one)),
        }
    }
    order::sort_by_key(&mut values, |(is_shown, one)| (!is_shown, one.set_at_s));
    // Two people who wrote the same are of one mind.
    (values.len() > 1).then(|| Conflict { field: disputed, values: values.into_iter().map(|(_, one)| one).collect() })
}

/// Who wrote the operation with this id.
fn author_of(id: &ObjId) -> Option<Author> {
    match id {
        ObjId::Id(_, actor, _) => Author::of_actor(actor),
        ObjId::Root => None,
    }
}

/// The single values of one object: each with whether others stand beside it.
#[derive(Default)]
pub(super) struct Fields(BTreeMap<String, (String, bool)>);

impl Fields {
    pub(super) fn read(doc: &AutoCommit, at: &ObjId) -> Self {
        let values = doc.map_range(at, ..).filter_map(|item| {
            let value = match &item.value {
                ValueRef::Object(_) => return None,
                ValueRef::Scalar(scalar) => match ScalarValue::from(scalar.clone()) {
                    ScalarValue::Str(text) => text.to_string(),
                    other => other.to_string(),
                },
            };
            Some((item.key.to_string(), (value, item.conflict)))
        });
        Self(order::map(values))
    }

    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(|(value, _)| value.as_str())
    }

    pub(super) fn text(&self, key: &str) -> String {
        self.get(key).unwrap_or_default().to_owned()
    }

    fn is_true(&self, key: &str) -> bool {
        self.get(key) == Some("true")
    }

    fn parse<T: FromStr>(&self, key: &str) -> Option<T> {
        self.get(key)?.parse().ok()
    }

    fn disputed<F: Copy>(&self, all: &'static [F], key: fn(F) -> &'static str) -> impl Iterator<Item = F> {
        all.iter().copied().filter(move |field| self.0.get(key(*field)).is_some_and(|(_, conflict)| *conflict))
    }
}
