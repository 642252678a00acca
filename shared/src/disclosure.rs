//! 本人開示: what is recorded about a person, for that person, with everybody else in it masked (黒塗り).
//!
//! A [`Report`] puts the words of a case in the order of reading. [`Masks`] say which of them stay unread; those of third parties are there
//! from the start, and a [`Draft`] keeps what a manager decides otherwise. What is masked is not in [`Masks::disclosed`] in any form.
//! Nothing here decides whether somebody may see a case, or calls anything by a name: labels are the client's.

mod draft;
mod masks;
mod third_parties;

use crate::case::{AssessmentDomain, Case, CaseField, Consultation, FamilyField, Plan, SheetPart};
use crate::form::{self, EntryKind, FieldRef, Recorded, SetRef, Sort, TextRef};
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
    /// 本人同意.
    Consents,
    /// 事例シート ❶–❹.
    Sheet,
    /// アセスメント.
    Assessment,
    /// 目標・状況, with the closing.
    Standing,
    /// 支援プラン, each with what it says is done.
    Plans,
    /// つなぎ.
    Referrals,
    /// 参加.
    Participations,
    /// 会議.
    Conferences,
    /// スーパーバイズ.
    Advice,
    /// やること.
    Tasks,
    /// 相談の記録, the oldest first.
    Contacts,
    /// 写真・書類, by their names: what is in them is no text that could be masked.
    Attachments,
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
    /// What is in a set.
    Members(SetRef),
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
    /// The members of a set, at least one, in their canonical form.
    pub members: &'w dyn Fn(SetRef, &[&str]) -> String,
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
            (Topic::Person, vec![writer.fields(&CaseField::PERSON), writer.fields(&CaseField::REACHED)]),
            (Topic::Family, writer.entries(EntryKind::FamilyMember)),
            (Topic::Alerts, writer.entries(EntryKind::Alert)),
            (Topic::Consents, writer.entries(EntryKind::Consent)),
            (Topic::Sheet, SheetPart::ALL.iter().map(|part| vec![writer.prose(TextRef::Sheet(*part))]).collect()),
            (
                Topic::Assessment,
                vec![AssessmentDomain::ALL.iter().map(|one| writer.prose(TextRef::Assessment(*one))).collect()],
            ),
            (Topic::Standing, vec![writer.standing()]),
            (Topic::Plans, case.plans.iter().flat_map(|plan| writer.plan(plan)).collect()),
            (Topic::Referrals, writer.entries(EntryKind::Referral)),
            (Topic::Participations, writer.entries(EntryKind::Participation)),
            (Topic::Conferences, writer.entries(EntryKind::Conference)),
            (Topic::Advice, writer.entries(EntryKind::Advice)),
            (Topic::Tasks, writer.entries(EntryKind::Task)),
            (Topic::Contacts, case.consultations.iter().rev().map(|contact| writer.contact(contact)).collect()),
            (Topic::Attachments, writer.entries(EntryKind::Attachment)),
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
        let key = |entry: Option<form::Entry>, key: &str| match entry {
            Some(entry) => format!("{}/{key}", entry.id),
            None => key.to_owned(),
        };
        match self {
            Self::Field(field) => key(field.entry(), field.key()),
            Self::Members(set) => key(set.entry(), set.key()),
            Self::Text(text) => key(text.entry(), text.key()),
            Self::Contact(entry) => entry.to_string(),
        }
    }
}

const STANDING: [CaseField; 9] = [
    CaseField::OpenedOn,
    CaseField::Status,
    CaseField::Lead,
    CaseField::MainConcern,
    CaseField::WithdrawalDuration,
    CaseField::ReferralSource,
    CaseField::NextContact,
    CaseField::Closure,
    CaseField::ClosureEvaluation,
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
            Place::Text(_) | Place::Members(_) => false,
        });
        Line { place, text, disputed, automatic }
    }

    /// A single value. What staff have chosen of lists speaks of nobody else; what somebody has typed may.
    fn field(&self, field: FieldRef, value: String) -> Line {
        // That a relative has a case of their own is theirs to know.
        let value = if matches!(field.sort(), Sort::Case) { String::new() } else { value };
        let text =
            if value.is_empty() || field.sort().is_typed() { value } else { (self.wording.value)(field, &value) };
        let begin = match field {
            FieldRef::FamilyMember(_, FamilyField::Name | FamilyField::Phone)
            | FieldRef::Case(CaseField::KeyPerson) => Begin::Masked,
            FieldRef::Case(CaseField::PersonName | CaseField::PersonKana) => Begin::Open,
            _ if field.sort().is_typed() => Begin::ThirdParties,
            _ => Begin::Open,
        };
        self.line(Place::Field(field), text, begin)
    }

    fn prose(&self, text: TextRef) -> Line {
        self.line(Place::Text(text), self.case.text(text).to_owned(), Begin::ThirdParties)
    }

    fn fields(&self, fields: &[CaseField]) -> Vec<Line> {
        let fields = fields.iter().map(|field| FieldRef::Case(*field));
        fields.map(|field| self.field(field, self.case.value(field))).collect()
    }

    fn members(&self, of: Option<form::Entry>, members: Vec<(SetRef, String)>) -> Vec<Line> {
        let sets = SetRef::of(of).into_iter();
        let line = |set: SetRef| {
            let members: Vec<&str> = members.iter().filter(|(at, _)| *at == set).map(|(_, member)| &**member).collect();
            let text = if members.is_empty() { String::new() } else { (self.wording.members)(set, &members) };
            self.line(Place::Members(set), text, Begin::Open)
        };
        sets.map(line).collect()
    }

    fn entries(&self, kind: EntryKind) -> Vec<Vec<Line>> {
        let recorded = self.case.recorded().into_iter();
        recorded.filter(|one| one.entry().kind == kind).map(|one| self.recorded(one)).collect()
    }

    fn recorded(&self, one: &dyn Recorded) -> Vec<Line> {
        let values = one.values();
        // How grave it is says something only beside its words.
        let is_silent = one.entry().kind == EntryKind::Alert
            && values.iter().all(|(field, value)| !field.sort().is_typed() || value.trim().is_empty());
        if is_silent {
            return Vec::new();
        }
        let mut lines: Vec<Line> = values.into_iter().map(|(field, value)| self.field(field, value)).collect();
        lines.extend(self.members(Some(one.entry()), one.members()));
        lines.extend(one.texts().into_iter().map(|(text, _)| self.prose(text)));
        lines
    }

    /// A plan, and then each thing that it says is done.
    fn plan(&self, plan: &Plan) -> Vec<Vec<Line>> {
        let actions = self.case.actions_of(plan.id).map(|action| self.recorded(action));
        std::iter::once(self.recorded(plan)).chain(actions).collect()
    }

    fn standing(&self) -> Vec<Line> {
        let mut lines = vec![self.prose(TextRef::Goal), self.prose(TextRef::History)];
        lines.extend(self.fields(&STANDING));
        lines.extend(self.members(None, self.case.members().collect()));
        lines
    }

    fn contact(&self, contact: &Consultation) -> Vec<Line> {
        let head = (self.wording.contact)(contact);
        vec![self.line(Place::Contact(contact.id), head, Begin::Open), self.prose(TextRef::Note(contact.id))]
    }
}

#[cfg(test)]
mod tests;
