//! The form of a case (様式): every place where something can stand, under which key, and what may stand there.
//!
//! One list names all kinds of entries; the table of each kind is beside the type that it is read as, in [`crate::case`]. Writing, reading,
//! searching, disclosing and the screens all go by these tables, so a new field is a line, and a new kind of entry is a table.
//!
//! Nothing here is laid down when a document begins, but for the prose of the case itself: a field or a kind of entry that a newer version
//! adds finds its place in the oldest document, and an older version passes over it.
//!
//! The office's own documents are written down in the same form: what they have entries of ([`crate::document::Kind::has`]) no case has.

mod entry;
mod place;
mod value;

use serde::{Deserialize, Serialize};

pub(crate) use entry::entry;
pub use entry::{Entry, Found, Recorded};
pub use place::Place;
pub use value::{FieldValue, SetMember, Sort};

use crate::case::{
    Advice, AdviceField, Agency, AgencyField, Alert, AlertField, AssessmentDomain, Attachment, AttachmentField, Case,
    CaseField, Conference, ConferenceField, Consent, ConsentField, Consultation, ConsultationField, FamilyField,
    FamilyMember, Gathering, GatheringField, NoteTemplate, NoteTemplateField, Participation, ParticipationField, Plan,
    PlanAction, PlanActionField, PlanField, Referral, ReferralField, SheetPart, Task, TaskField,
};
use crate::ids::EntryId;

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident($field:ident) in $list:ident = $code:literal;)+) => {
        /// What an entry is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum EntryKind { $($(#[$doc])* $kind,)+ }

        /// A single value within a case. Values are canonical strings: a code, an ISO date, `HH:MM`, a number, `true`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum FieldRef {
            /// A field of the case itself.
            Case(CaseField),
            $($(#[$doc])* $kind(EntryId, $field),)+
        }

        impl EntryKind {
            /// All kinds.
            pub const ALL: &'static [Self] = &[$(Self::$kind,)+];

            /// Its name in the document.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$kind => $code,)+ }
            }

            /// The entry of this kind with this id.
            #[must_use]
            pub const fn entry(self, id: EntryId) -> Entry {
                Entry { kind: self, id }
            }

            /// The kind of this name; `None` where it is of a newer version.
            #[must_use]
            pub fn of_code(code: &str) -> Option<Self> {
                match code {
                    $($code => Some(Self::$kind),)+
                    _ => None,
                }
            }

            /// The keys of the prose in such an entry.
            pub(crate) const fn texts(self) -> &'static [&'static str] {
                match self { $(Self::$kind => $kind::TEXTS,)+ }
            }
        }

        impl FieldRef {
            /// The entry it is in; `None` for a field of the case itself.
            #[must_use]
            pub const fn entry(self) -> Option<Entry> {
                match self {
                    Self::Case(_) => None,
                    $(Self::$kind(id, _) => Some(EntryKind::$kind.entry(id)),)+
                }
            }

            /// The key in its object.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self {
                    Self::Case(field) => field.key(),
                    $(Self::$kind(_, field) => field.key(),)+
                }
            }

            /// What may stand there.
            #[must_use]
            pub const fn sort(self) -> Sort {
                match self {
                    Self::Case(field) => field.sort(),
                    $(Self::$kind(_, field) => field.sort(),)+
                }
            }

            /// All fields of an entry, in the order of reading.
            #[must_use]
            pub fn of(entry: Entry) -> Vec<Self> {
                match entry.kind {
                    $(EntryKind::$kind => $field::ALL.iter().map(|field| Self::$kind(entry.id, *field)).collect(),)+
                }
            }
        }

        impl Case {
            /// All entries, kind by kind.
            #[must_use]
            pub fn recorded(&self) -> Vec<&dyn Recorded> {
                let mut recorded: Vec<&dyn Recorded> = Vec::new();
                $(recorded.extend(self.$list.iter().map(|entry| entry as &dyn Recorded));)+
                recorded
            }

            /// One entry; `None` where it is not here.
            #[must_use]
            pub fn one_recorded(&self, entry: Entry) -> Option<&dyn Recorded> {
                match entry.kind {
                    $(EntryKind::$kind => {
                        let found = self.$list.iter().find(|one| one.id == entry.id)?;
                        Some(found as &dyn Recorded)
                    })+
                }
            }

            /// One entry, to be kept up with what is typed.
            pub fn recorded_mut(&mut self, entry: Entry) -> Option<&mut dyn Recorded> {
                match entry.kind {
                    $(EntryKind::$kind => {
                        let found = self.$list.iter_mut().find(|one| one.id == entry.id)?;
                        Some(found as &mut dyn Recorded)
                    })+
                }
            }

            /// Takes in an entry that was found.
            pub(crate) fn take(&mut self, kind: EntryKind, found: &Found<'_>) {
                match kind {
                    $(EntryKind::$kind => self.$list.push($kind::read(found)),)+
                }
            }
        }
    };
}

kinds! {
    /// A contact (相談).
    Consultation(ConsultationField) in consultations = "consultation";
    /// A member of the family (家族).
    FamilyMember(FamilyField) in family = "family_member";
    /// What must not be forgotten.
    Alert(AlertField) in alerts = "alert";
    /// 本人同意.
    Consent(ConsentField) in consents = "consent";
    /// やること.
    Task(TaskField) in tasks = "task";
    /// 支援プラン.
    Plan(PlanField) in plans = "plan";
    /// What a plan says is done.
    PlanAction(PlanActionField) in plan_actions = "plan_action";
    /// つなぎ.
    Referral(ReferralField) in referrals = "referral";
    /// 参加.
    Participation(ParticipationField) in participations = "participation";
    /// 会議.
    Conference(ConferenceField) in conferences = "conference";
    /// スーパーバイズ.
    Advice(AdviceField) in advice = "advice";
    /// 写真・書類.
    Attachment(AttachmentField) in attachments = "attachment";
    /// 関係機関, in the office's directory.
    Agency(AgencyField) in agencies = "agency";
    /// 文例, in the office's own document.
    NoteTemplate(NoteTemplateField) in templates = "note_template";
    /// 居場所・催し, in the same.
    Gathering(GatheringField) in gatherings = "gathering";
}

/// Prose within a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum TextRef {
    /// The person's own goal.
    Goal,
    /// ひきこもりの経過, as it was told. Never asked for.
    History,
    /// A part of the case sheet.
    Sheet(SheetPart),
    /// What is known in one domain of life.
    Assessment(AssessmentDomain),
    /// The note of a consultation.
    Note(EntryId),
    /// The person's goal in a plan.
    PlanGoal(EntryId),
    /// How the desk means to help, in a plan.
    PlanSupport(EntryId),
    /// What was seen while a plan ran.
    PlanMonitoring(EntryId),
    /// How a plan is seen at its end.
    PlanEvaluation(EntryId),
    /// How a referral goes.
    ReferralCourse(EntryId),
    /// How it was to take part.
    ParticipationCourse(EntryId),
    /// The minutes of a conference.
    Minutes(EntryId),
    /// What is asked.
    Question(EntryId),
    /// The answer to it.
    Answer(EntryId),
    /// What a note begins with that takes this template.
    TemplateWords(EntryId),
    /// The minutes of a conference, in the document of their own that its attendees alone see.
    AttendeesMinutes,
}

impl TextRef {
    /// The prose of the case itself, in the order of reading.
    #[must_use]
    pub fn of_case() -> Vec<Self> {
        let mut all = vec![Self::Goal, Self::History];
        all.extend(SheetPart::ALL.iter().map(|part| Self::Sheet(*part)));
        all.extend(AssessmentDomain::ALL.iter().map(|domain| Self::Assessment(*domain)));
        all
    }

    /// The prose of an entry, in the order of reading.
    #[must_use]
    pub fn of(Entry { kind, id }: Entry) -> Vec<Self> {
        match kind {
            EntryKind::Consultation => vec![Self::Note(id)],
            EntryKind::Plan => {
                vec![Self::PlanGoal(id), Self::PlanSupport(id), Self::PlanMonitoring(id), Self::PlanEvaluation(id)]
            }
            EntryKind::Referral => vec![Self::ReferralCourse(id)],
            EntryKind::Participation => vec![Self::ParticipationCourse(id)],
            EntryKind::Conference => vec![Self::Minutes(id)],
            EntryKind::Advice => vec![Self::Question(id), Self::Answer(id)],
            EntryKind::NoteTemplate => vec![Self::TemplateWords(id)],
            EntryKind::FamilyMember
            | EntryKind::Alert
            | EntryKind::Consent
            | EntryKind::Task
            | EntryKind::PlanAction
            | EntryKind::Attachment
            | EntryKind::Agency
            | EntryKind::Gathering => Vec::new(),
        }
    }

    /// The entry it is in; `None` for prose of the case itself.
    #[must_use]
    pub const fn entry(self) -> Option<Entry> {
        match self {
            Self::Goal | Self::History | Self::Sheet(_) | Self::Assessment(_) | Self::AttendeesMinutes => None,
            Self::Note(id) => Some(EntryKind::Consultation.entry(id)),
            Self::PlanGoal(id) | Self::PlanSupport(id) | Self::PlanMonitoring(id) | Self::PlanEvaluation(id) => {
                Some(EntryKind::Plan.entry(id))
            }
            Self::ReferralCourse(id) => Some(EntryKind::Referral.entry(id)),
            Self::ParticipationCourse(id) => Some(EntryKind::Participation.entry(id)),
            Self::Minutes(id) => Some(EntryKind::Conference.entry(id)),
            Self::Question(id) | Self::Answer(id) => Some(EntryKind::Advice.entry(id)),
            Self::TemplateWords(id) => Some(EntryKind::NoteTemplate.entry(id)),
        }
    }

    /// The key in its object.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Goal | Self::PlanGoal(_) => "goal",
            Self::History => "withdrawal_history",
            Self::Sheet(part) => part.key(),
            Self::Assessment(domain) => domain.key(),
            Self::Note(_) => "note",
            Self::PlanSupport(_) => "support",
            Self::PlanMonitoring(_) => "monitoring",
            Self::PlanEvaluation(_) => "evaluation",
            Self::ReferralCourse(_) | Self::ParticipationCourse(_) => "course",
            Self::Minutes(_) | Self::AttendeesMinutes => "minutes",
            Self::Question(_) => "question",
            Self::Answer(_) => "answer",
            Self::TemplateWords(_) => "words",
        }
    }
}

/// A set within a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SetRef {
    /// Presenting concerns besides the main one: [`crate::codes::PresentingConcern`].
    Concerns,
    /// Who was spoken to in a consultation: [`crate::codes::Counterpart`].
    Counterparts(EntryId),
    /// The staff who were there: [`crate::ids::UserId`].
    Staff(EntryId),
    /// The directions that a plan serves: [`crate::codes::PolicyDirection`].
    Directions(EntryId),
    /// Who took part in a gathering: [`crate::codes::Counterpart`].
    Participants(EntryId),
    /// The staff who went along: [`crate::ids::UserId`].
    Companions(EntryId),
    /// The staff at a conference: [`crate::ids::UserId`].
    Attendees(EntryId),
    /// The ways of contact that a template is for: [`crate::codes::ContactMethod`].
    TemplateMethods(EntryId),
}

impl SetRef {
    /// The sets of an entry, or of the case itself.
    #[must_use]
    pub fn of(entry: Option<Entry>) -> Vec<Self> {
        match entry {
            None => vec![Self::Concerns],
            Some(Entry { kind: EntryKind::Consultation, id }) => vec![Self::Counterparts(id), Self::Staff(id)],
            Some(Entry { kind: EntryKind::Plan, id }) => vec![Self::Directions(id)],
            Some(Entry { kind: EntryKind::Participation, id }) => vec![Self::Participants(id), Self::Companions(id)],
            Some(Entry { kind: EntryKind::Conference, id }) => vec![Self::Attendees(id)],
            Some(Entry { kind: EntryKind::NoteTemplate, id }) => vec![Self::TemplateMethods(id)],
            Some(_) => Vec::new(),
        }
    }

    /// The entry it is in; `None` for a set of the case itself.
    #[must_use]
    pub const fn entry(self) -> Option<Entry> {
        match self {
            Self::Concerns => None,
            Self::Counterparts(id) | Self::Staff(id) => Some(EntryKind::Consultation.entry(id)),
            Self::Directions(id) => Some(EntryKind::Plan.entry(id)),
            Self::Participants(id) | Self::Companions(id) => Some(EntryKind::Participation.entry(id)),
            Self::Attendees(id) => Some(EntryKind::Conference.entry(id)),
            Self::TemplateMethods(id) => Some(EntryKind::NoteTemplate.entry(id)),
        }
    }

    /// What the keys of its members begin with; a slash and the member follow.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Concerns => "concern",
            Self::Counterparts(_) => "with",
            Self::Staff(_) => "staff",
            Self::Directions(_) => "direction",
            Self::Participants(_) => "participant",
            Self::Companions(_) => "companion",
            Self::Attendees(_) => "attendee",
            Self::TemplateMethods(_) => "method",
        }
    }
}

/// The members of a set that this version can read, in order.
pub(crate) fn read_members<T: SetMember + Ord>(found: &Found<'_>, set: SetRef) -> Vec<T> {
    members((found.members)(set.key()))
}

/// The same from their canonical forms.
pub(crate) fn members<T: SetMember + Ord>(written: Vec<&str>) -> Vec<T> {
    let mut members = written.into_iter().filter_map(T::read_member).collect();
    crate::order::sort_by(&mut members, T::cmp);
    members
}
