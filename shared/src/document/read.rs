//! A case, read from its document. What this version does not know is passed over, never an error.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use automerge::{AutoCommit, ObjId, ROOT, ReadDoc, ScalarValue, Value, ValueRef};

use super::genesis::Kind;
use super::replica::Replica;
use crate::case::{Case, CaseField, Conflict, ConflictingValue, Person};
use crate::form::{self, Entry, EntryKind, FieldRef, FieldValue, Found, SetRef, TextRef};
use crate::ids::{Author, DocId};
use crate::order;

/// The key under which a document says what it holds, and an entry what it is.
pub(super) const KIND: &str = "kind";

/// The key under which an entry says that it is out of sight.
pub(super) const REMOVED: &str = "removed";

/// The child object under a key, whatever its type.
pub(super) fn object(doc: &impl ReadDoc, parent: &ObjId, key: &str) -> Option<ObjId> {
    match doc.get(parent, key).ok()?? {
        (Value::Object(_), id) => Some(id),
        (Value::Scalar(_), _) => None,
    }
}

/// The map that has the entries of a kind.
pub(super) fn entries_of(doc: &impl ReadDoc, kind: EntryKind) -> Option<ObjId> {
    object(doc, &ROOT, map_of(kind))
}

const ENTRIES: &str = "entries";

/// Agencies have a map to themselves since before there were other entries beside them, and their `kind` says what they are to the office.
const AGENCIES: &str = "agencies";

const fn map_of(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Agency => AGENCIES,
        _ => ENTRIES,
    }
}

/// An entry, whether in sight or not. Under its id something of another kind is another entry.
pub(super) fn entry(doc: &impl ReadDoc, entry: Entry) -> Option<ObjId> {
    let found = object(doc, &entries_of(doc, entry.kind)?, &entry.id.to_string())?;
    if entry.kind == EntryKind::Agency {
        return Some(found);
    }
    let (kind, _) = doc.get(&found, KIND).ok()??;
    (kind.as_str() == Some(entry.kind.code())).then_some(found)
}

/// The object that holds the values and sets of an entry, or of the case itself.
pub(super) fn home(doc: &impl ReadDoc, of: Option<Entry>) -> Option<ObjId> {
    match of {
        None => object(doc, &ROOT, "fields"),
        Some(one) => entry(doc, one),
    }
}

/// Where a single value stands: its object and key.
pub(super) fn field(doc: &impl ReadDoc, field: FieldRef) -> Option<(ObjId, &'static str)> {
    Some((home(doc, field.entry())?, field.key()))
}

/// The text object of a prose.
pub(super) fn text_object(doc: &impl ReadDoc, text: TextRef) -> Option<ObjId> {
    let home = match text.entry() {
        None => object(doc, &ROOT, "texts")?,
        Some(one) => entry(doc, one)?,
    };
    object(doc, &home, text.key())
}

/// The words of a prose.
pub(super) fn text(doc: &AutoCommit, text: TextRef) -> Option<String> {
    doc.text(text_object(doc, text)?).ok()
}

/// The whole case.
pub(super) fn case(id: DocId, replica: &mut Replica) -> Case {
    let texts = replica.kind().map(Kind::texts).unwrap_or_default();
    let doc = replica.reader();
    let fields = object(doc, &ROOT, "fields").map(|object| Fields::read(doc, &object)).unwrap_or_default();
    let mut case = Case::blank(id, person(&fields));
    case.status = fields.read_or(CaseField::Status, case.status);
    case.opened_on = fields.field(CaseField::OpenedOn);
    case.main_concern = fields.field(CaseField::MainConcern);
    case.concerns = form::members(fields.members(SetRef::Concerns.key()));
    case.key_person = fields.field(CaseField::KeyPerson);
    case.withdrawal_duration = fields.field(CaseField::WithdrawalDuration);
    case.referral_source = fields.field(CaseField::ReferralSource);
    case.lead = fields.field(CaseField::Lead);
    case.next_contact = fields.field(CaseField::NextContact);
    case.closure = fields.field(CaseField::Closure);
    case.closure_evaluation = fields.field(CaseField::ClosureEvaluation);
    for text in texts {
        if let (Some(words), Some(place)) = (self::text(doc, text), case.text_mut(text)) {
            *place = words;
        }
    }
    let of_case = CaseField::ALL.iter().map(|field| FieldRef::Case(*field));
    let mut disputed: Vec<FieldRef> = of_case.filter(|field| fields.is_disputed(field.key())).collect();
    for (entry, fields, object) in entries(doc) {
        disputed.extend(FieldRef::of(entry).into_iter().filter(|field| fields.is_disputed(field.key())));
        let found = Found {
            id: entry.id,
            author: author_of(&object),
            value: &|key| fields.get(key),
            members: &|key| fields.members(key),
            text: &|key| self::object(doc, &object, key).and_then(|text| doc.text(&text).ok()).unwrap_or_default(),
        };
        case.take(entry.kind, &found);
    }
    order::sort_by_key(&mut case.consultations, |contact| Reverse((contact.date, contact.time, contact.id)));
    case.conflicts = disputed.into_iter().filter_map(|field| conflict(replica, field)).collect();
    case
}

fn person(fields: &Fields) -> Person {
    Person {
        name: fields.field(CaseField::PersonName),
        kana: fields.field(CaseField::PersonKana),
        sex: fields.field(CaseField::PersonSex),
        birth: fields.field(CaseField::PersonBirth),
        age_band: fields.field(CaseField::PersonAgeBand),
        phone: fields.field(CaseField::PersonPhone),
        email: fields.field(CaseField::PersonEmail),
        postcode: fields.field(CaseField::PersonPostcode),
        address: fields.field(CaseField::PersonAddress),
        contact_by: fields.field(CaseField::ContactBy),
        contact_wishes: fields.field(CaseField::ContactWishes),
    }
}

/// All entries that are in sight and of a kind this version knows, oldest id first.
fn entries(doc: &AutoCommit) -> Vec<(Entry, Fields, ObjId)> {
    let mut entries = entries_in(doc, ENTRIES, |fields| EntryKind::of_code(fields.get(KIND)?));
    // An agency is one only in the map of agencies.
    entries.retain(|(entry, ..)| entry.kind != EntryKind::Agency);
    entries.extend(entries_in(doc, AGENCIES, |_| Some(EntryKind::Agency)));
    entries
}

fn entries_in(
    doc: &AutoCommit,
    map: &str,
    kind_of: impl Fn(&Fields) -> Option<EntryKind>,
) -> Vec<(Entry, Fields, ObjId)> {
    let Some(map) = object(doc, &ROOT, map) else {
        return Vec::new();
    };
    let keys: Vec<String> = doc.keys(&map).collect();
    let entries = keys.into_iter().filter_map(|key| {
        let at = object(doc, &map, &key)?;
        let fields = Fields::read(doc, &at);
        let kind = kind_of(&fields)?;
        let is_removed = fields.get(REMOVED) == Some("true");
        (!is_removed).then_some((Entry { kind, id: key.parse().ok()? }, fields, at))
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
struct Fields(BTreeMap<String, (String, bool)>);

impl Fields {
    fn read(doc: &AutoCommit, at: &ObjId) -> Self {
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

    fn field<T: FieldValue>(&self, field: CaseField) -> T {
        T::read(self.get(field.key()))
    }

    fn read_or<T: FieldValue>(&self, field: CaseField, otherwise: T) -> T {
        self.get(field.key()).map_or(otherwise, |value| T::read(Some(value)))
    }

    /// The members of the set whose keys begin so, in order.
    fn members(&self, set: &str) -> Vec<&str> {
        self.0.keys().filter_map(|key| key.strip_prefix(set)?.strip_prefix('/')).collect()
    }

    fn is_disputed(&self, key: &str) -> bool {
        self.0.get(key).is_some_and(|(_, is_disputed)| *is_disputed)
    }
}
