//! 次回.

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use crate::calendar::{canonical, hour_and_minute, read_date, read_time};
use crate::codes::ContactMethod;
use crate::ids::UserId;

/// The next contact (次回), one value: its parts are agreed together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct NextContact {
    /// The day.
    #[serde(deserialize_with = "canonical::date")]
    pub date: Date,
    /// The time, if one was agreed.
    #[serde(default, deserialize_with = "canonical::optional_time")]
    pub time: Option<Time>,
    /// How.
    pub method: ContactMethod,
    /// Who goes or calls; the lead where nobody is named.
    pub staff: Option<UserId>,
}

impl NextContact {
    /// The canonical form: date, time or `-`, method, staff or `-`, with single spaces.
    #[must_use]
    pub fn to_value(&self) -> String {
        let time = self.time.map_or_else(|| "-".to_owned(), hour_and_minute);
        let staff = self.staff.map_or_else(|| "-".to_owned(), |staff| staff.to_string());
        format!("{} {time} {} {staff}", self.date, self.method.code())
    }

    /// Reads [`NextContact::to_value`]; words after the fourth, from a newer version, are passed over.
    #[must_use]
    pub fn from_value(value: &str) -> Option<Self> {
        let mut words = value.split(' ');
        let date = read_date(words.next()?)?;
        let time = match words.next()? {
            "-" => None,
            time => Some(read_time(time)?),
        };
        let method = ContactMethod::from_code(words.next()?);
        let staff = words.next().and_then(|staff| staff.parse().ok());
        Some(Self { date, time, method, staff })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;

    #[test]
    fn a_next_contact_keeps_its_parts() {
        let next = NextContact {
            date: date(2026, 12, 7),
            time: Some(time(10, 30, 0, 0)),
            method: ContactMethod::HomeVisit,
            staff: Some(UserId(7)),
        };
        assert_eq!(next.to_value(), "2026-12-07 10:30 home_visit 0000000000000007");
        assert_eq!(NextContact::from_value(&next.to_value()), Some(next.clone()));
        assert_eq!(NextContact::from_value(&format!("{} later words", next.to_value())), Some(next));
        let bare = NextContact {
            date: date(2026, 12, 7),
            time: None,
            method: ContactMethod::from_code("pigeon"),
            staff: None,
        };
        assert_eq!(NextContact::from_value(&bare.to_value()), Some(bare));
        assert_eq!(NextContact::from_value("soon"), None);
    }
}
