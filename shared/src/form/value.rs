//! What may stand in a single value, and how it is written down.

use jiff::civil::{Date, Time};

use crate::calendar::{PartialDate, hour_and_minute, read_date, read_time};
use crate::case::{Closure, NextContact};
use crate::codes::CodeTable;
use crate::ids::{BlobHash, DocId, EntryId, UserId};

/// What a value is: how a screen asks for it, says it, and whether a search finds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// Words as they were typed.
    Words,
    /// Telephone numbers as they were typed, perhaps with words beside them.
    Phone,
    /// A mail address.
    Email,
    /// A postal code, as [`crate::postcode`] reads it.
    Postcode,
    /// A day.
    Day,
    /// A day that may be known only to the month or year.
    PartialDate,
    /// A time of day, to the minute.
    TimeOfDay,
    /// A length in whole minutes.
    Minutes,
    /// `true` or `false`.
    YesNo,
    /// A member of staff.
    Staff,
    /// A member of the family.
    FamilyMember,
    /// The plan that something belongs to.
    Plan,
    /// An agency of the directory.
    Agency,
    /// A gathering of the office's list.
    Gathering,
    /// The contact that something belongs to.
    Contact,
    /// A size in bytes.
    Bytes,
    /// The hash of a file.
    Hash,
    /// Another case, which not everyone who sees this one may see.
    Case,
    /// One of a list of codes.
    Code(&'static CodeTable),
    /// A [`NextContact`].
    NextContact,
    /// A [`Closure`].
    Closure,
}

impl Sort {
    /// Whether a person has typed the words themselves.
    #[must_use]
    pub const fn is_typed(self) -> bool {
        matches!(self, Self::Words | Self::Phone | Self::Email | Self::Postcode)
    }
}

/// A type of values. Its canonical form is a string, so that a value of a newer version can be kept by an older one.
pub trait FieldValue: Sized {
    /// What such a value is.
    const SORT: Sort;

    /// Reads the canonical form; `None` where nothing stands.
    fn read(value: Option<&str>) -> Self;

    /// The canonical form; empty where nothing stands.
    fn write(&self) -> String;
}

macro_rules! optional_value {
    ($($type:ty, $sort:expr, $read:expr, $write:expr;)+) => {
        $(impl FieldValue for Option<$type> {
            const SORT: Sort = $sort;

            fn read(value: Option<&str>) -> Self {
                value.and_then($read)
            }

            fn write(&self) -> String {
                self.as_ref().map($write).unwrap_or_default()
            }
        })+
    };
}

optional_value! {
    Date, Sort::Day, read_date, ToString::to_string;
    PartialDate, Sort::PartialDate, |value| value.parse().ok(), ToString::to_string;
    Time, Sort::TimeOfDay, read_time, |time| hour_and_minute(*time);
    u16, Sort::Minutes, |value| value.parse().ok(), ToString::to_string;
    u32, Sort::Bytes, |value| value.parse().ok(), ToString::to_string;
    BlobHash, Sort::Hash, |value| value.parse().ok(), ToString::to_string;
    UserId, Sort::Staff, |value| value.parse().ok(), ToString::to_string;
    EntryId, Sort::FamilyMember, |value| value.parse().ok(), ToString::to_string;
    DocId, Sort::Case, |value| value.parse().ok(), ToString::to_string;
    NextContact, Sort::NextContact, NextContact::from_value, NextContact::to_value;
    Closure, Sort::Closure, Closure::from_value, Closure::to_value;
}

impl FieldValue for String {
    const SORT: Sort = Sort::Words;

    fn read(value: Option<&str>) -> Self {
        value.unwrap_or_default().to_owned()
    }

    fn write(&self) -> String {
        self.clone()
    }
}

/// A day that everything has. Where nobody has set it, it is the beginning of all days.
impl FieldValue for Date {
    const SORT: Sort = Sort::Day;

    fn read(value: Option<&str>) -> Self {
        value.and_then(read_date).unwrap_or(Self::ZERO)
    }

    fn write(&self) -> String {
        if *self == Self::ZERO { String::new() } else { self.to_string() }
    }
}

impl FieldValue for bool {
    const SORT: Sort = Sort::YesNo;

    fn read(value: Option<&str>) -> Self {
        value == Some("true")
    }

    fn write(&self) -> String {
        self.to_string()
    }
}

/// A member of a set.
pub trait SetMember: Sized {
    /// Reads the canonical form.
    fn read_member(member: &str) -> Option<Self>;

    /// The canonical form.
    fn write_member(&self) -> String;
}

impl SetMember for UserId {
    fn read_member(member: &str) -> Option<Self> {
        member.parse().ok()
    }

    fn write_member(&self) -> String {
        self.to_string()
    }
}
