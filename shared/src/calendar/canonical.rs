//! Dates and times in the forms that documents, rows and messages hold: 2026-11-23, 09:30 and 09:30:00. Never reads what people
//! write otherwise; that is [`super::parse_date`].

use std::borrow::Cow;
use std::str::FromStr;

use jiff::civil::{Date, Time};
use serde::de::{Deserialize, Deserializer, Error};

/// A time to the minute, 09:30: as documents hold it, and as a clock shows it.
#[must_use]
pub fn hour_and_minute(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// Reads 2026-11-23.
#[must_use]
pub fn read_date(text: &str) -> Option<Date> {
    let mut parts = text.splitn(3, '-');
    let year = parts.next().filter(|year| year.len() == 4).and_then(digits)?;
    let (month, day) = (two_digits(parts.next()?)?, two_digits(parts.next()?)?);
    Date::new(year, month, day).ok()
}

/// Reads 09:30 or 09:30:00.
#[must_use]
pub fn read_time(text: &str) -> Option<Time> {
    let mut parts = text.splitn(3, ':').map(two_digits);
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next().unwrap_or(Some(0))?);
    Time::new(hour, minute, second, 0).ok()
}

fn two_digits(text: &str) -> Option<i8> {
    (text.len() == 2).then(|| digits(text)).flatten()
}

fn digits<N: FromStr>(text: &str) -> Option<N> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

/// For serde: a date.
///
/// # Errors
/// If it is none.
pub fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    let text = Cow::<str>::deserialize(deserializer)?;
    read_date(&text).ok_or_else(|| Error::custom("not a date"))
}

/// For serde: a date, if there is one.
///
/// # Errors
/// If it is none.
pub fn optional_date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    let text = Option::<Cow<str>>::deserialize(deserializer)?;
    text.map(|text| read_date(&text).ok_or_else(|| Error::custom("not a date"))).transpose()
}

/// For serde: a time, if there is one.
///
/// # Errors
/// If it is none.
pub fn optional_time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Time>, D::Error> {
    let text = Option::<Cow<str>>::deserialize(deserializer)?;
    text.map(|text| read_time(&text).ok_or_else(|| Error::custom("not a time"))).transpose()
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;

    #[test]
    fn what_was_written_is_read_and_nothing_else() {
        // A contact whose day nobody set stands at the beginning of all days.
        for day in [date(2026, 11, 23), Date::ZERO, Date::MAX] {
            assert_eq!(read_date(&day.to_string()), Some(day));
        }
        for text in ["", "2026-11", "2026-02-30", "20261123", "2026-11-23T09:30", "26-11-23"] {
            assert_eq!(read_date(text), None, "{text}");
        }
        assert_eq!(read_time(&hour_and_minute(time(9, 5, 0, 0))), Some(time(9, 5, 0, 0)));
        assert_eq!(read_time(&time(23, 59, 58, 0).to_string()), Some(time(23, 59, 58, 0)));
        for text in ["", "9:30", "09", "24:00", "09:60", "09:30:", "+9:30", "09:30:00:00"] {
            assert_eq!(read_time(text), None, "{text}");
        }
    }
}
