//! 本人開示: what is recorded about a person, for that person, with everybody else in it masked (黒塗り).
//!
//! A [`Report`] puts the words of a case in the order of reading. [`Masks`] say which of them stay unread; those of third parties are there
//! from the start, and a [`Draft`] keeps what a manager decides otherwise. What is masked is not in [`Masks::disclosed`] in any form.
//! Nothing here decides whether somebody may see a case, or calls anything by a name: labels are the client's.

mod draft;
mod masks;
mod third_parties;

use crate::case::{Case, Consultation};
use crate::edit::{AlertField, CaseField, FamilyField, FieldRef, SheetPart, TextRef};
use crate::ids::EntryId;

pub use draft::Draft;
pub use masks::{BAR, Masks, Piece};
use third_parties::ThirdParties;

/// All that is disclosed of a case.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Its chapters, in order, without those of which nothing is recorded.
    pub chapters: Vec<Chapter>,
    third_parties: ThirdParties,
}

/// Entries under one heading.
#[derive(Debug, Clone, PartialEq)]
pub struct Chapter {
    /// The heading.
    pub topic: Topic,
    /// What stands below it.
    pub entries: Vec<Entry>,
}

/// What a chapter is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// 基本情報.
    Person,
    /// 家族: third parties.
    Family,
    /// 気をつけること.
    Alerts,
    /// 事例シート ❶–❹.
    Sheet,
    /// 目標・状況, with the closing.
    Standing,
    /// 相談の記録, the oldest first.
    Contacts,
}

/// What belongs together: a contact, a member of the family.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its lines; at least one.
    pub lines: Vec<Line>,
}

/// Words of the record, to be masked in part or as a whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Where in the case they stand.
    pub place: Place,
    /// The words; never empty.
    pub text: String,
    /// Whether another value waits beside this one.
    pub disputed: bool,
    automatic: Masks,
}

/// Where in a case the words of a line stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A single value.
    Field(FieldRef),
    /// Prose.
    Text(TextRef),
    /// When, how and with whom a contact was.
    Contact(EntryId),
}

/// How the client says what is no prose.
#[derive(Clone, Copy)]
pub struct Wording<'w> {
    /// A value that is not empty, in its canonical form.
    pub value: &'w dyn Fn(FieldRef, &str) -> String,
    /// When, how and with whom a contact was.
    pub contact: &'w dyn Fn(&Consultation) -> String,
}

impl Report {
    /// The report of a case as it stands.
    #[must_use]
    pub fn of(case: &Case, wording: Wording<'_>) -> Self {
        let third_parties = ThirdParties::of(case);
        let writer = Writer { case, wording, third_parties: &third_parties };
        let chapters = [
            (Topic::Person, vec![writer.fields(&PERSON)]),
            (Topic::Family, case.family.iter().map(|member| writer.family_member(member.id)).collect()),
            (Topic::Alerts, writer.alerts()),
            (Topic::Sheet, SheetPart::ALL.iter().map(|part| vec![writer.prose(TextRef::Sheet(*part))]).collect()),
            (Topic::Standing, vec![writer.standing()]),
            (Topic::Contacts, case.consultations.iter().rev().map(|contact| writer.contact(contact)).collect()),
        ];
        let chapter = |(topic, entries): (Topic, Vec<Vec<Line>>)| {
            let with_words = |mut lines: Vec<Line>| {
                lines.retain(|line| !line.text.trim().is_empty());
                (!lines.is_empty()).then_some(Entry { lines })
            };
            Chapter { topic, entries: entries.into_iter().filter_map(with_words).collect() }
        };
        let mut chapters: Vec<Chapter> = chapters.into_iter().map(chapter).collect();
        chapters.retain(|chapter| !chapter.entries.is_empty());
        Self { chapters, third_parties }
    }

    /// All lines, in order.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.chapters.iter().flat_map(|chapter| &chapter.entries).flat_map(|entry| &entry.lines)
    }
}

impl Place {
    /// A key made of ids and the names of fields alone, the same in every version.
    #[must_use]
    pub fn key(self) -> String {
        match self {
            Self::Field(FieldRef::Case(field)) => field.key().to_owned(),
            Self::Field(FieldRef::Family(entry, field)) => format!("{entry}/{}", field.key()),
            Self::Field(FieldRef::Alert(entry, field)) => format!("{entry}/{}", field.key()),
            Self::Field(FieldRef::Consultation(entry, field)) => format!("{entry}/{}", field.key()),
            Self::Text(TextRef::Note(entry)) => format!("{entry}/note"),
            Self::Text(TextRef::Sheet(part)) => part.key().to_owned(),
            Self::Text(TextRef::Goal) => "goal".to_owned(),
            Self::Contact(entry) => entry.to_string(),
        }
    }
}

const PERSON: [CaseField; 8] = [
    CaseField::PersonName,
    CaseField::PersonKana,
    CaseField::PersonBirth,
    CaseField::PersonAgeBand,
    CaseField::PersonSex,
    CaseField::PersonPhone,
    CaseField::PersonEmail,
    CaseField::PersonAddress,
];

const STANDING: [CaseField; 7] = [
    CaseField::OpenedOn,
    CaseField::Status,
    CaseField::Lead,
    CaseField::MainConcern,
    CaseField::WithdrawalDuration,
    CaseField::ReferralSource,
    CaseField::NextContact,
];

/// Which masks a line begins with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Begin {
    Open,
    ThirdParties,
    Masked,
}

struct Writer<'r> {
    case: &'r Case,
    wording: Wording<'r>,
    third_parties: &'r ThirdParties,
}

impl Writer<'_> {
    fn line(&self, place: Place, text: String, begin: Begin) -> Line {
        let automatic = match begin {
            Begin::Open => Masks::default(),
            Begin::ThirdParties => self.third_parties.masks(&text),
            Begin::Masked => Masks::all(&text),
        };
        let disputed = self.case.conflicts.iter().any(|conflict| match place {
            Place::Field(field) => conflict.field == field,
            Place::Contact(entry) => matches!(conflict.field, FieldRef::Consultation(other, _) if other == entry),
            Place::Text(_) => false,
        });
        Line { place, text, disputed, automatic }
    }

    /// A value whose words the client finds.
    fn value(&self, field: FieldRef, value: &str) -> Line {
        let text = if value.is_empty() { String::new() } else { (self.wording.value)(field, value) };
        self.line(Place::Field(field), text, Begin::Open)
    }

    /// A value that somebody has typed.
    fn words(&self, field: FieldRef, words: &str, begin: Begin) -> Line {
        self.line(Place::Field(field), words.to_owned(), begin)
    }

    fn prose(&self, text: TextRef) -> Line {
        let sheet = &self.case.sheet;
        let words = match text {
            TextRef::Goal => &self.case.goal,
            TextRef::Sheet(SheetPart::Background) => &sheet.background,
            TextRef::Sheet(SheetPart::Difficulties) => &sheet.difficulties,
            TextRef::Sheet(SheetPart::Course) => &sheet.course,
            TextRef::Sheet(SheetPart::Outcome) => &sheet.outcome,
            TextRef::Note(entry) => self.case.consultation(entry).map_or("", |contact| &contact.note),
        };
        self.line(Place::Text(text), words.to_owned(), Begin::ThirdParties)
    }

    fn fields(&self, fields: &[CaseField]) -> Vec<Line> {
        fields.iter().map(|field| self.field(*field)).collect()
    }

    fn field(&self, field: CaseField) -> Line {
        let (case, place) = (self.case, FieldRef::Case(field));
        let person = &case.person;
        let value = match field {
            CaseField::PersonName => return self.words(place, &person.name, Begin::Open),
            CaseField::PersonKana => return self.words(place, &person.kana, Begin::Open),
            CaseField::PersonPhone => return self.words(place, &person.phone, Begin::ThirdParties),
            CaseField::PersonEmail => return self.words(place, &person.email, Begin::ThirdParties),
            CaseField::PersonAddress => return self.words(place, &person.address, Begin::ThirdParties),
            CaseField::ClosureEvaluation => return self.words(place, &case.closure_evaluation, Begin::ThirdParties),
            CaseField::PersonSex => person.sex.as_ref().map(|sex| sex.code().to_owned()),
            CaseField::PersonBirth => person.birth.map(|birth| birth.to_string()),
            CaseField::PersonAgeBand => person.age_band.as_ref().map(|band| band.code().to_owned()),
            CaseField::Status => Some(case.status.code().to_owned()),
            CaseField::OpenedOn => case.opened_on.map(|day| day.to_string()),
            CaseField::MainConcern => case.main_concern.as_ref().map(|concern| concern.code().to_owned()),
            CaseField::WithdrawalDuration => {
                case.withdrawal_duration.as_ref().map(|duration| duration.code().to_owned())
            }
            CaseField::ReferralSource => case.referral_source.as_ref().map(|source| source.code().to_owned()),
            CaseField::Lead => case.lead.map(|lead| lead.to_string()),
            CaseField::NextContact => case.next_contact.as_ref().map(crate::case::NextContact::to_value),
            CaseField::Closure => case.closure.as_ref().map(crate::case::Closure::to_value),
        };
        self.value(place, &value.unwrap_or_default())
    }

    fn family_member(&self, id: EntryId) -> Vec<Line> {
        let Some(member) = self.case.family.iter().find(|member| member.id == id) else { return Vec::new() };
        let field = |field| FieldRef::Family(id, field);
        let relationship = member.relationship.as_ref().map_or("", |relationship| relationship.code());
        vec![
            self.value(field(FamilyField::Relationship), relationship),
            self.words(field(FamilyField::Name), &member.name, Begin::Masked),
            self.words(field(FamilyField::Phone), &member.phone, Begin::Masked),
            self.value(field(FamilyField::LivesTogether), if member.lives_together { "true" } else { "false" }),
        ]
    }

    fn alerts(&self) -> Vec<Vec<Line>> {
        let alert = |alert: &crate::case::Alert| {
            let field = |field| FieldRef::Alert(alert.id, field);
            // How grave it is says something only beside its words.
            let level = if alert.text.trim().is_empty() { "" } else { alert.level.code() };
            vec![
                self.value(field(AlertField::Level), level),
                self.words(field(AlertField::Text), &alert.text, Begin::ThirdParties),
            ]
        };
        self.case.alerts.iter().map(alert).collect()
    }

    fn standing(&self) -> Vec<Line> {
        let mut lines = vec![self.prose(TextRef::Goal)];
        lines.extend(self.fields(&STANDING));
        lines.extend(self.fields(&[CaseField::Closure, CaseField::ClosureEvaluation]));
        lines
    }

    fn contact(&self, contact: &Consultation) -> Vec<Line> {
        let head = (self.wording.contact)(contact);
        vec![self.line(Place::Contact(contact.id), head, Begin::Open), self.prose(TextRef::Note(contact.id))]
    }
}

#[cfg(test)]
mod tests;
