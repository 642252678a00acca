//! What a person can do to a case, as intents.
//!
//! An `Edit` says what was meant ("the next visit is on the 7th"), never "here is the whole record again": a stale record written
//! back would erase a colleague's work.

use serde::{Deserialize, Serialize};

use crate::codes::Counterpart;
use crate::ids::{EntryId, UserId};
use crate::limits;

/// One intent. [`crate::document::CaseDocument::apply`] carries it out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Sets or clears a single value. Setting a field with two values settles it.
    Set {
        /// Which field.
        field: FieldRef,
        /// The value in canonical form (see [`FieldRef`]); `None` clears.
        value: Option<String>,
    },
    /// Changes prose, by characters.
    Splice {
        /// Which prose.
        text: TextRef,
        /// What changes.
        splice: TextSplice,
    },
    /// Begins an empty consultation; its fields follow as further edits.
    BeginConsultation(EntryId),
    /// Says whether someone was among those spoken to.
    Counterpart {
        /// Which consultation.
        consultation: EntryId,
        /// Who.
        counterpart: Counterpart,
        /// Whether they were.
        present: bool,
    },
    /// Says whether a member of staff was there.
    Staff {
        /// Which consultation.
        consultation: EntryId,
        /// Who.
        user: UserId,
        /// Whether they were.
        present: bool,
    },
    /// Adds a family member; its fields follow.
    AddFamilyMember(EntryId),
    /// Adds an alert; its fields follow.
    AddAlert(EntryId),
    /// Takes an entry out of sight (a consultation begun by mistake, an alert that no longer holds). The entry and its history
    /// stay in the document, so a colleague's concurrent words are not lost.
    Remove(Entry),
}

/// A single value within a case. Values are canonical strings: a code, an ISO date, `HH:MM`, a number, `true`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum FieldRef {
    /// A field of the case itself.
    Case(CaseField),
    /// A field of a consultation.
    Consultation(EntryId, ConsultationField),
    /// A field of a family member.
    Family(EntryId, FamilyField),
    /// A field of an alert.
    Alert(EntryId, AlertField),
}

/// Prose within a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum TextRef {
    /// The note of a consultation.
    Note(EntryId),
    /// A part of the case sheet.
    Sheet(SheetPart),
    /// The person's own goal.
    Goal,
}

/// A replacement within prose. Positions count Unicode scalar values, as the documents do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextSplice {
    /// Where, from the start.
    pub at: usize,
    /// How many characters go.
    pub delete: usize,
    /// What comes in their place.
    pub insert: String,
}

impl TextSplice {
    /// The same as smaller splices, one after the other, none of which deletes or inserts more characters than `chars_max`.
    #[must_use]
    pub fn parts(&self, chars_max: usize) -> Vec<Self> {
        let mut parts = Vec::new();
        let (mut delete, mut insert, mut at) = (self.delete, self.insert.as_str(), self.at);
        loop {
            let end = insert.char_indices().nth(chars_max).map_or(insert.len(), |(end, _)| end);
            let (now, later) = insert.split_at(end);
            let part = Self { at, delete: delete.min(chars_max), insert: now.to_owned() };
            at += now.chars().count();
            delete -= part.delete;
            insert = later;
            parts.push(part);
            if delete == 0 && insert.is_empty() {
                return parts;
            }
        }
    }
}

/// An entry that can be taken out of sight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Entry {
    /// A consultation.
    Consultation(EntryId),
    /// A family member.
    FamilyMember(EntryId),
    /// An alert.
    Alert(EntryId),
}

macro_rules! keys {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $key:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$variant_doc])* $variant,)+ }

        impl $name {
            /// All of them, in the order of reading.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The key in the document.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)+ }
            }
        }
    };
}

keys! {
    /// The single values of a case.
    CaseField {
        /// The person's name.
        PersonName = "person_name",
        /// The person's name in kana.
        PersonKana = "person_kana",
        /// A [`crate::codes::Sex`].
        PersonSex = "person_sex",
        /// A [`crate::calendar::PartialDate`].
        PersonBirth = "person_birth",
        /// A [`crate::codes::AgeBand`].
        PersonAgeBand = "person_age_band",
        /// Telephone.
        PersonPhone = "person_phone",
        /// Mail address.
        PersonEmail = "person_email",
        /// Postal address.
        PersonAddress = "person_address",
        /// A [`crate::codes::CaseStatus`].
        Status = "status",
        /// The day of the first consultation, ISO.
        OpenedOn = "opened_on",
        /// A [`crate::codes::PresentingConcern`].
        MainConcern = "main_concern",
        /// A [`crate::codes::WithdrawalDuration`].
        WithdrawalDuration = "withdrawal_duration",
        /// A [`crate::codes::ReferralSource`].
        ReferralSource = "referral_source",
        /// A [`UserId`].
        Lead = "lead",
        /// A [`crate::case::NextContact`] in its canonical form.
        NextContact = "next_contact",
        /// A [`crate::case::Closure`] in its canonical form.
        Closure = "closure",
        /// How the support is seen at its end.
        ClosureEvaluation = "closure_evaluation",
    }
}

keys! {
    /// The single values of a consultation.
    ConsultationField {
        /// ISO date.
        Date = "date",
        /// `HH:MM`.
        Time = "time",
        /// Whole minutes.
        DurationMinutes = "duration_minutes",
        /// A [`crate::codes::ContactMethod`].
        Method = "method",
        /// `false` where nobody was met.
        Met = "met",
        /// `true` when its author called it finished.
        Finished = "finished",
    }
}

keys! {
    /// The single values of a family member.
    FamilyField {
        /// The name.
        Name = "name",
        /// A [`crate::codes::Relationship`].
        Relationship = "relationship",
        /// `true` where they live in the same household.
        LivesTogether = "lives_together",
        /// Telephone.
        Phone = "phone",
    }
}

keys! {
    /// The single values of an alert.
    AlertField {
        /// The words.
        Text = "text",
        /// A [`crate::codes::AlertLevel`].
        Level = "level",
    }
}

keys! {
    /// The four headings of the case sheet.
    SheetPart {
        /// ❶ 相談までの経緯.
        Background = "background",
        /// ❷ 生きづらさの状況と要因の整理.
        Difficulties = "difficulties",
        /// ❸ 相談の経過.
        Course = "course",
        /// ❹ その後の状況.
        Outcome = "outcome",
    }
}

/// Why an edit was not carried out. Nothing of it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The prose would grow beyond [`limits::TEXT_BYTES_MAX`].
    #[error("the text would be longer than {} bytes: shorten it or begin another note", limits::TEXT_BYTES_MAX)]
    TextTooLong,
    /// The value is longer than [`limits::FIELD_BYTES_MAX`].
    #[error("the value is longer than {} bytes: put long text into a note", limits::FIELD_BYTES_MAX)]
    FieldTooLong,
    /// The entry is not in this document (yet).
    #[error("there is no such entry in this case")]
    NoSuchEntry,
    /// The splice lies outside the text.
    #[error("the text has only {length} characters")]
    OutOfRange {
        /// Characters in the text.
        length: usize,
    },
    /// Automerge refused; the document is unchanged.
    #[error("the document refused the change: {0}")]
    Document(String),
}
