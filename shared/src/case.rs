//! A case as people read it: plain values, read from a document by [`crate::document`].
//!
//! These types know no Automerge, wire or DOM. They are a view: changing one changes nothing; change goes through
//! [`crate::edit::Edit`].

mod advice;
mod agency;
mod alert;
mod attachment;
mod closure;
mod conference;
mod consent;
mod consultation;
mod family;
mod field;
mod gathering;
mod next_contact;
mod plan;
mod referral;
mod task;
mod template;

use jiff::civil::Date;

pub use advice::{Advice, AdviceField};
pub use agency::{Agency, AgencyField};
pub use alert::{Alert, AlertField};
pub use attachment::{Attachment, AttachmentField};
pub use closure::Closure;
pub use conference::{Conference, ConferenceField};
pub use consent::{Consent, ConsentField, ConsentState};
pub use consultation::{Consultation, ConsultationField};
pub use family::{FamilyField, FamilyMember};
pub use field::{AssessmentDomain, CaseField, SheetPart};
pub use gathering::{Gathering, GatheringField, GatheringTime, Participation, ParticipationField};
pub use next_contact::NextContact;
pub use plan::{Plan, PlanAction, PlanActionField, PlanField};
pub use referral::{Referral, ReferralField};
pub use task::{Task, TaskField};
pub use template::{NoteTemplate, NoteTemplateField};

use crate::calendar::PartialDate;
use crate::codes::{AgeBand, CaseStatus, ContactMethod, PresentingConcern, ReferralSource, Sex, WithdrawalDuration};
use crate::form::{FieldRef, FieldValue, SetMember, SetRef, TextRef};
use crate::ids::{Author, DocId, EntryId, UserId};

/// One person or family the desk is in touch with, and all that was written about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// The case's document.
    pub id: DocId,
    /// The person the case is about. A family-only case has a family's name here and no more.
    pub person: Person,
    /// Members of the family, in the order they were added.
    pub family: Vec<FamilyMember>,
    /// What must not be forgotten at the door or on the telephone.
    pub alerts: Vec<Alert>,
    /// What may be told to whom, in the order it was written down.
    pub consents: Vec<Consent>,
    /// What was promised, in the order it was written down.
    pub tasks: Vec<Task>,
    /// Plans, the oldest first.
    pub plans: Vec<Plan>,
    /// What is done, of all plans.
    pub plan_actions: Vec<PlanAction>,
    /// To whom they were introduced, in the order it was written down.
    pub referrals: Vec<Referral>,
    /// In what they took part, or mean to, in the order it was written down.
    pub participations: Vec<Participation>,
    /// Conferences about it, in the order they were written down.
    pub conferences: Vec<Conference>,
    /// What colleagues and others were asked about it.
    pub advice: Vec<Advice>,
    /// Its photos and papers, in the order they were added.
    pub attachments: Vec<Attachment>,
    /// Desks and partners, in the office's directory and nowhere else.
    pub agencies: Vec<Agency>,
    /// 文例, in the office's own document and nowhere else.
    pub templates: Vec<NoteTemplate>,
    /// 居場所・催し, in the same.
    pub gatherings: Vec<Gathering>,
    /// The minutes of a conference that are for its attendees alone, in their own document and nowhere else.
    pub attendees_minutes: String,
    /// Where the case stands.
    pub status: CaseStatus,
    /// The day of the first consultation, from which the case counts as new.
    pub opened_on: Option<Date>,
    /// The one main concern at first contact.
    pub main_concern: Option<PresentingConcern>,
    /// Concerns besides the main one.
    pub concerns: Vec<PresentingConcern>,
    /// The member of the family the desk goes by (キーパーソン).
    pub key_person: Option<EntryId>,
    /// How long the person has been withdrawn. Never a criterion of anything.
    pub withdrawal_duration: Option<WithdrawalDuration>,
    /// How they found the desk.
    pub referral_source: Option<ReferralSource>,
    /// The member of staff who has the lead (主担当).
    pub lead: Option<UserId>,
    /// The next contact that was agreed on.
    pub next_contact: Option<NextContact>,
    /// When and why the case was closed last. It stays when the case is re-opened; see [`Case::closed`].
    pub closure: Option<Closure>,
    /// How the support is seen at its end (終結時評価).
    pub closure_evaluation: String,
    /// The person's own goal, in their words.
    pub goal: String,
    /// How the withdrawal went, as it was told. Never asked for.
    pub history: String,
    /// The case sheet ❶–❹.
    pub sheet: Sheet,
    /// What is known, domain by domain.
    pub assessment: Assessment,
    /// All contacts, newest first.
    pub consultations: Vec<Consultation>,
    /// Fields that two people set without knowing of each other, each waiting for someone to settle it.
    pub conflicts: Vec<Conflict>,
}

/// The person at the centre of a case (当事者).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Person {
    /// The name, in exactly the characters entered.
    pub name: String,
    /// The name in kana.
    pub kana: String,
    /// Sex as stated.
    pub sex: Option<Sex>,
    /// Date of birth, perhaps known only to the year or month.
    pub birth: Option<PartialDate>,
    /// Age band, where no date of birth is known.
    pub age_band: Option<AgeBand>,
    /// Telephone numbers as entered.
    pub phone: String,
    /// Mail address.
    pub email: String,
    /// Postal code of the address, as 170-0013.
    pub postcode: String,
    /// Postal address.
    pub address: String,
    /// How they like to be reached.
    pub contact_by: Option<ContactMethod>,
    /// When, and what else they ask for: 「電話は午後」.
    pub contact_wishes: String,
}

/// The case sheet, four headings of living prose.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sheet {
    /// ❶ 相談までの経緯.
    pub background: String,
    /// ❷ 生きづらさの状況と要因の整理.
    pub difficulties: String,
    /// ❸ 相談の経過.
    pub course: String,
    /// ❹ その後の状況.
    pub outcome: String,
}

/// An assessment (アセスメント): what is known of each domain of life, as living prose.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Assessment([String; AssessmentDomain::ALL.len()]);

/// A field with two or more values, set by people who did not know of each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// The field, to be settled with [`crate::edit::Edit::Set`].
    pub field: FieldRef,
    /// The values, the one shown first. At least two, all different.
    pub values: Vec<ConflictingValue>,
}

/// One of the values of a [`Conflict`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConflictingValue {
    /// The value in its canonical form, as [`crate::edit::Edit::Set`] takes it.
    pub value: String,
    /// Who set it.
    pub author: Option<Author>,
    /// When it was set, by the clock of that device, in seconds since 1970.
    pub set_at_s: i64,
}

/// Where prose of the case itself stands, borrowed as `$borrow`; `None` for prose of an entry.
macro_rules! prose_of_case {
    ($case:ident, $text:ident, $($borrow:tt)+) => {
        match $text {
            TextRef::Goal => Some($($borrow)+ $case.goal),
            TextRef::History => Some($($borrow)+ $case.history),
            TextRef::Sheet(SheetPart::Background) => Some($($borrow)+ $case.sheet.background),
            TextRef::Sheet(SheetPart::Difficulties) => Some($($borrow)+ $case.sheet.difficulties),
            TextRef::Sheet(SheetPart::Course) => Some($($borrow)+ $case.sheet.course),
            TextRef::Sheet(SheetPart::Outcome) => Some($($borrow)+ $case.sheet.outcome),
            TextRef::Assessment(domain) => Some($($borrow)+ $case.assessment.0[domain as usize]),
            TextRef::AttendeesMinutes => Some($($borrow)+ $case.attendees_minutes),
            _ => None,
        }
    };
}

impl Case {
    /// A case of which nothing is known but who it is about.
    #[must_use]
    pub fn blank(id: DocId, person: Person) -> Self {
        Self {
            id,
            person,
            family: Vec::new(),
            alerts: Vec::new(),
            consents: Vec::new(),
            tasks: Vec::new(),
            plans: Vec::new(),
            plan_actions: Vec::new(),
            referrals: Vec::new(),
            participations: Vec::new(),
            conferences: Vec::new(),
            advice: Vec::new(),
            attachments: Vec::new(),
            agencies: Vec::new(),
            templates: Vec::new(),
            gatherings: Vec::new(),
            attendees_minutes: String::new(),
            status: CaseStatus::Intake,
            opened_on: None,
            main_concern: None,
            concerns: Vec::new(),
            key_person: None,
            withdrawal_duration: None,
            referral_source: None,
            lead: None,
            next_contact: None,
            closure: None,
            closure_evaluation: String::new(),
            goal: String::new(),
            history: String::new(),
            sheet: Sheet::default(),
            assessment: Assessment::default(),
            consultations: Vec::new(),
            conflicts: Vec::new(),
        }
    }

    /// The closing of a case that is closed.
    #[must_use]
    pub fn closed(&self) -> Option<&Closure> {
        self.closure.as_ref().filter(|_| self.status == CaseStatus::Closed)
    }

    /// What is still to be done.
    pub fn open_tasks(&self) -> impl Iterator<Item = &Task> {
        self.tasks.iter().filter(|task| task.done_on.is_none())
    }

    /// Contacts that were written down for days after the case was closed: someone may have been out of reach.
    pub fn after_closing(&self) -> impl Iterator<Item = &Consultation> {
        let closed_on = self.closed().map(|closure| closure.date);
        self.consultations.iter().filter(move |contact| closed_on.is_some_and(|day| contact.date > day))
    }

    /// A single value in canonical form; empty where nothing stands.
    #[must_use]
    pub fn value(&self, field: FieldRef) -> String {
        let FieldRef::Case(field) = field else {
            let values = field.entry().and_then(|entry| self.one_recorded(entry)).map(|one| one.values());
            let value = values.into_iter().flatten().find(|(at, _)| *at == field);
            return value.map(|(_, value)| value).unwrap_or_default();
        };
        let person = &self.person;
        match field {
            CaseField::PersonName => person.name.clone(),
            CaseField::PersonKana => person.kana.clone(),
            CaseField::PersonBirth => person.birth.write(),
            CaseField::PersonAgeBand => person.age_band.write(),
            CaseField::PersonSex => person.sex.write(),
            CaseField::PersonPhone => person.phone.clone(),
            CaseField::PersonEmail => person.email.clone(),
            CaseField::PersonPostcode => person.postcode.clone(),
            CaseField::PersonAddress => person.address.clone(),
            CaseField::ContactBy => person.contact_by.write(),
            CaseField::ContactWishes => person.contact_wishes.clone(),
            CaseField::KeyPerson => self.key_person.write(),
            CaseField::OpenedOn => self.opened_on.write(),
            CaseField::Status => self.status.write(),
            CaseField::Lead => self.lead.write(),
            CaseField::MainConcern => self.main_concern.write(),
            CaseField::WithdrawalDuration => self.withdrawal_duration.write(),
            CaseField::ReferralSource => self.referral_source.write(),
            CaseField::NextContact => self.next_contact.write(),
            CaseField::Closure => self.closure.write(),
            CaseField::ClosureEvaluation => self.closure_evaluation.clone(),
        }
    }

    /// The members of one set, in canonical form.
    #[must_use]
    pub fn members_of(&self, set: SetRef) -> Vec<String> {
        let members = match set.entry() {
            None => self.members().collect(),
            Some(entry) => self.one_recorded(entry).map(|one| one.members()).unwrap_or_default(),
        };
        members.into_iter().filter(|(at, _)| *at == set).map(|(_, member)| member).collect()
    }

    /// What is in the sets of the case itself, in canonical form.
    pub fn members(&self) -> impl Iterator<Item = (SetRef, String)> {
        self.concerns.iter().map(|concern| (SetRef::Concerns, concern.write_member()))
    }

    /// One prose; empty where its entry is not here.
    #[must_use]
    pub fn text(&self, text: TextRef) -> &str {
        let Some(entry) = text.entry() else {
            return prose_of_case!(self, text, &).map_or("", String::as_str);
        };
        let texts = self.one_recorded(entry).map(|one| one.texts()).unwrap_or_default();
        texts.into_iter().find(|(at, _)| *at == text).map_or("", |(_, words)| words)
    }

    /// The same, to be kept up with what is typed; `None` where its entry is not here.
    pub fn text_mut(&mut self, text: TextRef) -> Option<&mut String> {
        match text.entry() {
            Some(entry) => self.recorded_mut(entry)?.text_mut(text),
            None => prose_of_case!(self, text, &mut),
        }
    }

    /// The consultation with this id.
    #[must_use]
    pub fn consultation(&self, id: EntryId) -> Option<&Consultation> {
        self.consultations.iter().find(|consultation| consultation.id == id)
    }

    /// The conflict on this field, if two values are waiting there.
    #[must_use]
    pub fn conflict(&self, field: FieldRef) -> Option<&Conflict> {
        self.conflicts.iter().find(|conflict| conflict.field == field)
    }
}

/// The number people say on the telephone: the fiscal year of the id and four letters of it, such as `R8-7K3Q`.
#[must_use]
pub fn case_number(id: DocId, opened_on: Option<Date>) -> String {
    const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let mut bits = id.0.as_u128();
    let mut letters = ['0'; 4];
    for letter in letters.iter_mut().rev() {
        *letter = char::from(LETTERS[(bits & 31) as usize]);
        bits >>= 5;
    }
    let letters: String = letters.into_iter().collect();
    match opened_on {
        Some(date) => format!("{}-{letters}", crate::calendar::FiscalYear::of(date).short()),
        None => letters,
    }
}
