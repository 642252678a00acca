//! The places of the case itself.

use serde::{Deserialize, Serialize};

use crate::calendar::PartialDate;
use crate::case::{Closure, NextContact};
use crate::codes::{AgeBand, CaseStatus, ContactMethod, PresentingConcern, ReferralSource, Sex, WithdrawalDuration};
use crate::form::{FieldValue, Sort};
use crate::ids::{EntryId, UserId};

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
        /// Date of birth.
        PersonBirth = "person_birth",
        /// Age band.
        PersonAgeBand = "person_age_band",
        /// Sex as stated.
        PersonSex = "person_sex",
        /// Telephone.
        PersonPhone = "person_phone",
        /// Mail address.
        PersonEmail = "person_email",
        /// Postal code of the address.
        PersonPostcode = "person_postcode",
        /// Postal address.
        PersonAddress = "person_address",
        /// How they like to be reached.
        ContactBy = "contact_by",
        /// When, and what else they ask for: 「電話は午後」.
        ContactWishes = "contact_wishes",
        /// The member of the family the desk goes by (キーパーソン).
        KeyPerson = "key_person",
        /// The day of the first consultation.
        OpenedOn = "opened_on",
        /// Where the case stands.
        Status = "status",
        /// Who has the lead.
        Lead = "lead",
        /// The main concern.
        MainConcern = "main_concern",
        /// How long the person has been withdrawn.
        WithdrawalDuration = "withdrawal_duration",
        /// How they found the desk.
        ReferralSource = "referral_source",
        /// What was agreed on next.
        NextContact = "next_contact",
        /// When and why the case was closed last.
        Closure = "closure",
        /// How the support is seen at its end.
        ClosureEvaluation = "closure_evaluation",
    }
}

impl CaseField {
    /// Who the person is.
    pub const PERSON: [Self; 9] = [
        Self::PersonName,
        Self::PersonKana,
        Self::PersonBirth,
        Self::PersonAgeBand,
        Self::PersonSex,
        Self::PersonPhone,
        Self::PersonEmail,
        Self::PersonPostcode,
        Self::PersonAddress,
    ];

    /// How they are reached.
    pub const REACHED: [Self; 3] = [Self::ContactBy, Self::KeyPerson, Self::ContactWishes];

    /// What may stand there.
    #[must_use]
    pub const fn sort(self) -> Sort {
        match self {
            Self::PersonName | Self::PersonKana | Self::PersonAddress => Sort::Words,
            Self::ContactWishes | Self::ClosureEvaluation => Sort::Words,
            Self::PersonPhone => Sort::Phone,
            Self::PersonEmail => Sort::Email,
            Self::PersonPostcode => Sort::Postcode,
            Self::PersonBirth => <Option<PartialDate>>::SORT,
            Self::PersonAgeBand => AgeBand::SORT,
            Self::PersonSex => Sex::SORT,
            Self::ContactBy => ContactMethod::SORT,
            Self::KeyPerson => <Option<EntryId>>::SORT,
            Self::OpenedOn => Sort::Day,
            Self::Status => CaseStatus::SORT,
            Self::Lead => <Option<UserId>>::SORT,
            Self::MainConcern => PresentingConcern::SORT,
            Self::WithdrawalDuration => WithdrawalDuration::SORT,
            Self::ReferralSource => ReferralSource::SORT,
            Self::NextContact => <Option<NextContact>>::SORT,
            Self::Closure => <Option<Closure>>::SORT,
        }
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

keys! {
    /// The domains of life that an assessment goes through; none need be filled in. Strengths come first: that is where support begins.
    AssessmentDomain {
        /// 強み・好きなこと.
        Strengths = "assessment_strengths",
        /// 健康・受診.
        Health = "assessment_health",
        /// 毎日の暮らし.
        DailyLife = "assessment_daily_life",
        /// 住まい.
        Housing = "assessment_housing",
        /// お金・制度.
        Money = "assessment_money",
        /// 仕事・学び.
        Work = "assessment_work",
        /// 家族・人とのつながり.
        Relations = "assessment_relations",
    }
}
