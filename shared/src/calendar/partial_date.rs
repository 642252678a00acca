//! A date known to the day, to the month, or only to the year.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::de::Error as _;

use super::{DateError, Era, EraDate};

/// A date of which the day, or the month and the day, may not be known; birth
/// dates told over the telephone are often such.
///
/// `Display`, `FromStr` and serde use the canonical form `1985`, `1985-03` or
/// `1985-03-07`: ISO 8601 cut short, four digits of year, so that the strings sort
/// as the dates do. An unknown part sorts before all known ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
}

impl PartialDate {
    /// Only the year is known.
    ///
    /// # Errors
    /// If the year is outside 1–9999.
    pub fn from_year(year: i16) -> Result<Self, DateError> {
        Self::from_parts(year, None, None)
    }

    /// Year and month are known.
    ///
    /// # Errors
    /// If there is no such month.
    pub fn from_year_month(year: i16, month: i8) -> Result<Self, DateError> {
        Self::from_parts(year, Some(month), None)
    }

    /// From the parts that are known.
    ///
    /// # Errors
    /// If there is no such year (1–9999), month or day, or a day without month.
    pub fn from_parts(year: i16, month: Option<i8>, day: Option<i8>) -> Result<Self, DateError> {
        if !(1..=9999).contains(&year) {
            return Err(DateError::YearOutOfRange { year });
        }
        match (month, day) {
            (None, Some(_)) => return Err(DateError::NotUnderstood),
            (Some(month), _) if !(1..=12).contains(&month) => return Err(DateError::NoSuchMonth { month }),
            (Some(month), Some(day)) => {
                let days_in_month = Date::constant(year, month, 1).days_in_month();
                if !(1..=days_in_month).contains(&day) {
                    return Err(DateError::NoSuchDay { year, month, day, days_in_month });
                }
            }
            _ => {}
        }
        Ok(Self { year, month, day })
    }

    /// The Western year.
    #[must_use]
    pub const fn year(self) -> i16 {
        self.year
    }

    /// The month (1–12), if known.
    #[must_use]
    pub const fn month(self) -> Option<i8> {
        self.month
    }

    /// The day of the month (1–31), if known.
    #[must_use]
    pub const fn day(self) -> Option<i8> {
        self.day
    }

    /// The date, if known to the day.
    #[must_use]
    pub fn full(self) -> Option<Date> {
        self.day.map(|_| self.first_day())
    }

    /// The first day it can mean.
    #[must_use]
    pub const fn first_day(self) -> Date {
        let month = match self.month {
            Some(month) => month,
            None => 1,
        };
        let day = match self.day {
            Some(day) => day,
            None => 1,
        };
        // The constructors admit only days that exist.
        Date::constant(self.year, month, day)
    }

    /// The last day it can mean.
    #[must_use]
    pub fn last_day(self) -> Date {
        match (self.month, self.day) {
            (_, Some(_)) => self.first_day(),
            (Some(_), None) => self.first_day().last_of_month(),
            (None, None) => self.first_day().last_of_year(),
        }
    }

    /// In Japanese eras: 昭和60年3月7日, 昭和60年3月, 昭和60年.
    ///
    /// A year or month in which the era changed is given in both, 昭和64年／平成元年,
    /// since nobody knows on which side of the change it lies. Before 明治 the
    /// Western year stands alone.
    #[must_use]
    pub fn label_ja(self) -> String {
        if let Some(date) = self.full() {
            return EraDate::of(date).map_or_else(|| self.label_western_ja(), |day| day.to_string());
        }
        let month = self.month.map(|month| format!("{month}月")).unwrap_or_default();
        let label = |era: Era| format!("{}{month}", era.year_label_ja(self.year));
        match (Era::of(self.first_day()), Era::of(self.last_day())) {
            (Some(first), Some(last)) if first == last => label(first),
            (Some(first), Some(last)) => format!("{}／{}", label(first), label(last)),
            (None, Some(last)) => label(last),
            (_, None) => self.label_western_ja(),
        }
    }

    /// In Western years: 1985年3月7日, 1985年3月, 1985年.
    #[must_use]
    pub fn label_western_ja(self) -> String {
        match (self.month, self.day) {
            (Some(month), Some(day)) => format!("{}年{month}月{day}日", self.year),
            (Some(month), None) => format!("{}年{month}月", self.year),
            _ => format!("{}年", self.year),
        }
    }
}

impl TryFrom<Date> for PartialDate {
    type Error = DateError;

    /// Fails only outside the years 1–9999.
    fn try_from(date: Date) -> Result<Self, DateError> {
        Self::from_parts(date.year(), Some(date.month()), Some(date.day()))
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(formatter, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(formatter, "-{day:02}")?;
        }
        Ok(())
    }
}

impl FromStr for PartialDate {
    type Err = DateError;

    /// Reads the canonical form only; [`super::parse_date`] reads what people type.
    fn from_str(text: &str) -> Result<Self, DateError> {
        let mut parts = text.split('-');
        let year = digits(parts.next().unwrap_or_default(), 4)?;
        let month = parts.next().map(|part| digits(part, 2)).transpose()?;
        let day = parts.next().map(|part| digits(part, 2)).transpose()?;
        if parts.next().is_some() {
            return Err(DateError::NotUnderstood);
        }
        // Two digits fit an i8.
        Self::from_parts(year, month.map(|month| month as i8), day.map(|day| day as i8))
    }
}

/// A number of exactly `len` ASCII digits; `parse` alone would admit a sign.
fn digits(text: &str, len: usize) -> Result<i16, DateError> {
    if text.len() != len || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(DateError::NotUnderstood);
    }
    text.parse().map_err(|_| DateError::NotUnderstood)
}

impl serde::Serialize for PartialDate {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for PartialDate {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests;
