//! The code lists: the closed questions of the forms, as open enums.
//!
//! Each list is an enum of its known codes plus `Unknown`, which keeps the code
//! of a newer version, or of an office's own list, exactly as it was read. So an
//! old tablet can open, show and write back a document that it does not wholly
//! understand. On the wire and in documents a value is its code, a snake_case
//! string.
//!
//! Source of the lists and of their order: the ward's brochure and the forms of
//! the national self-reliance scheme. An office may relabel or add codes; that is
//! settings, applied by whoever shows a label. Nothing here reads settings.

use std::fmt;
use std::hash::Hash;

/// What every code list can do, for code that is generic over lists (a select
/// box, a chart). The enums offer the same methods without importing the trait.
pub trait CodeList: Clone + Ord + Hash + fmt::Debug + fmt::Display + Sized + 'static {
    /// Name of the list in snake_case, such as `contact_method`.
    const LIST: &'static str;
    /// The list as data.
    const TABLE: &'static CodeTable;
    /// The known codes in printed order.
    const ALL: &'static [Self];

    /// The value for a code. Never fails: a code that is not in the list is
    /// kept verbatim as `Unknown`.
    fn from_code(code: &str) -> Self;
    /// The code as stored.
    fn code(&self) -> &str;
    /// The Japanese label; for an unknown code the code itself.
    fn label_ja(&self) -> &str;
    /// The English label; for an unknown code the code itself.
    fn label_en(&self) -> &str;
    /// Whether this version knows the code.
    fn is_known(&self) -> bool;
}

/// A list as data: what a select box needs of it.
#[derive(Debug, PartialEq, Eq)]
pub struct CodeTable {
    /// Name of the list in snake_case.
    pub list: &'static str,
    /// The known codes in printed order: code, Japanese label, English label.
    pub rows: &'static [(&'static str, &'static str, &'static str)],
}

/// Defines one list: `Name = "list_name" { Variant = "code", "日本語", "English"; … }`.
macro_rules! code_list {
    (
        $(#[$meta:meta])*
        $name:ident = $list:literal {
            $( $variant:ident = $code:literal, $ja:literal, $en:literal; )+
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $(
                #[doc = concat!($ja, " (", $en, "), `", $code, "`.")]
                $variant,
            )+
            /// A code this version does not know, verbatim. Made by
            /// `from_code`, which keeps known codes out of it; it sorts last.
            Unknown(Box<str>),
        }

        impl $name {
            /// Name of the list.
            pub const LIST: &'static str = $list;
            /// The list as data.
            pub const TABLE: &'static $crate::codes::CodeTable =
                &$crate::codes::CodeTable { list: $list, rows: &[$(($code, $ja, $en)),+] };
            /// The known codes in printed order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The value for a code; one that is not in the list is kept verbatim.
            #[must_use]
            pub fn from_code(code: &str) -> Self {
                match code {
                    $($code => Self::$variant,)+
                    other => Self::Unknown(other.into()),
                }
            }

            /// The code as stored.
            #[must_use]
            pub fn code(&self) -> &str {
                match self {
                    $(Self::$variant => $code,)+
                    Self::Unknown(code) => code,
                }
            }

            /// The Japanese label; for an unknown code the code itself.
            #[must_use]
            pub fn label_ja(&self) -> &str {
                match self {
                    $(Self::$variant => $ja,)+
                    Self::Unknown(code) => code,
                }
            }

            /// The English label; for an unknown code the code itself.
            #[must_use]
            pub fn label_en(&self) -> &str {
                match self {
                    $(Self::$variant => $en,)+
                    Self::Unknown(code) => code,
                }
            }

            /// Whether this version knows the code.
            #[must_use]
            pub const fn is_known(&self) -> bool {
                !matches!(self, Self::Unknown(_))
            }
        }

        impl $crate::codes::CodeList for $name {
            const LIST: &'static str = Self::LIST;
            const TABLE: &'static $crate::codes::CodeTable = Self::TABLE;
            const ALL: &'static [Self] = Self::ALL;

            fn from_code(code: &str) -> Self {
                Self::from_code(code)
            }
            fn code(&self) -> &str {
                self.code()
            }
            fn label_ja(&self) -> &str {
                self.label_ja()
            }
            fn label_en(&self) -> &str {
                self.label_en()
            }
            fn is_known(&self) -> bool {
                self.is_known()
            }
        }

        impl $crate::form::FieldValue for Option<$name> {
            const SORT: $crate::form::Sort = $crate::form::Sort::Code($name::TABLE);

            fn read(value: Option<&str>) -> Self {
                value.map($name::from_code)
            }

            fn write(&self) -> String {
                self.as_ref().map(ToString::to_string).unwrap_or_default()
            }
        }

        impl $crate::form::FieldValue for $name {
            const SORT: $crate::form::Sort = $crate::form::Sort::Code($name::TABLE);

            fn read(value: Option<&str>) -> Self {
                Self::from_code(value.unwrap_or_default())
            }

            fn write(&self) -> String {
                self.code().to_owned()
            }
        }

        impl $crate::form::SetMember for $name {
            fn read_member(member: &str) -> Option<Self> {
                Some(Self::from_code(member))
            }

            fn write_member(&self) -> String {
                self.code().to_owned()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.pad(self.code())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.code())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str($crate::codes::CodeVisitor(std::marker::PhantomData))
            }
        }
    };
}

mod agency;
mod case;
mod contact;
mod deed;
mod file;
mod gathering;
mod person;
mod support;

pub use agency::{AgencyKind, Audience};
pub use case::{AlertLevel, CaseStatus, ClosureReason, ConsentForm, PresentingConcern};
pub use contact::{ContactMethod, Counterpart, ReferralSource};
pub use deed::Deed;
pub use file::MediaKind;
pub use gathering::GatheringKind;
pub use person::{AgeBand, Relationship, Sex, WithdrawalDuration};
pub use support::{
    Activity, ConferenceDecision, ConferenceKind, PlanStatus, PolicyDirection, Profession, ReferralStatus, Role,
};

/// Reads a code without first allocating a `String` for it.
struct CodeVisitor<T>(std::marker::PhantomData<T>);

impl<T: CodeList> serde::de::Visitor<'_> for CodeVisitor<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "a code of the list {}", T::LIST)
    }

    fn visit_str<E: serde::de::Error>(self, code: &str) -> Result<T, E> {
        Ok(T::from_code(code))
    }
}

#[cfg(test)]
mod tests;
