//! Dates as a Japanese office writes and reads them: eras, fiscal years, birth
//! dates known only in part, ages, weekdays.
//!
//! All dates are civil dates of the Gregorian calendar, without time zone; which
//! day is "today" is always an argument. Nothing here reads a clock.

mod age;
pub(crate) mod canonical;
mod era;
mod error;
mod fiscal_year;
mod parse;
mod partial_date;

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use jiff::tz::Offset;

pub use age::{Age, age_band, age_on};
pub use canonical::{hour_and_minute, read_date, read_time};
pub use era::{Era, EraDate};
pub use error::DateError;
pub use fiscal_year::{FiscalYear, NotAFiscalYear};
pub use parse::{INPUT_CHARS_MAX, INPUT_YEARS, parse_date, parse_full_date};
pub use partial_date::PartialDate;

/// The day at the office at a moment, given in milliseconds since 1970. The office is in Japan whatever a machine's clock is set to.
/// Japan has no summer time.
#[must_use]
pub fn day_in_japan(at_ms: u64) -> Date {
    let at = i64::try_from(at_ms).ok().and_then(|at_ms| Timestamp::from_millisecond(at_ms).ok());
    Offset::constant(9).to_datetime(at.unwrap_or_default()).date()
}

/// The weekday as one kanji: 月 for a Monday.
#[must_use]
pub fn weekday_ja(date: Date) -> &'static str {
    match date.weekday() {
        Weekday::Sunday => "日",
        Weekday::Monday => "月",
        Weekday::Tuesday => "火",
        Weekday::Wednesday => "水",
        Weekday::Thursday => "木",
        Weekday::Friday => "金",
        Weekday::Saturday => "土",
    }
}

/// Where a date lies as seen from today; decides how a list labels it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RelativeDay {
    /// The same day.
    Today,
    /// The day before.
    Yesterday,
    /// The day after.
    Tomorrow,
    /// Another day of the same calendar year: the year can be left out.
    ThisYear,
    /// A day of another year. Yesterday and tomorrow across New Year are still
    /// `Yesterday` and `Tomorrow`.
    Other,
}

/// Where `date` lies as seen from `today`.
#[must_use]
pub fn relative_day(date: Date, today: Date) -> RelativeDay {
    if date == today {
        RelativeDay::Today
    } else if today.yesterday().is_ok_and(|day| day == date) {
        RelativeDay::Yesterday
    } else if today.tomorrow().is_ok_and(|day| day == date) {
        RelativeDay::Tomorrow
    } else if date.year() == today.year() {
        RelativeDay::ThisYear
    } else {
        RelativeDay::Other
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn weekdays() {
        assert_eq!(weekday_ja(date(2026, 11, 23)), "月");
        assert_eq!(weekday_ja(date(2019, 5, 1)), "水");
        assert_eq!(weekday_ja(date(2024, 2, 29)), "木");
        assert_eq!(weekday_ja(date(2000, 1, 1)), "土");
    }

    #[test]
    fn days_seen_from_today() {
        let table = [
            (date(2026, 11, 23), date(2026, 11, 23), RelativeDay::Today),
            (date(2026, 11, 22), date(2026, 11, 23), RelativeDay::Yesterday),
            (date(2026, 11, 24), date(2026, 11, 23), RelativeDay::Tomorrow),
            (date(2026, 1, 1), date(2026, 11, 23), RelativeDay::ThisYear),
            (date(2026, 12, 31), date(2026, 11, 23), RelativeDay::ThisYear),
            (date(2025, 12, 31), date(2026, 1, 1), RelativeDay::Yesterday),
            (date(2026, 1, 1), date(2025, 12, 31), RelativeDay::Tomorrow),
            (date(2024, 2, 29), date(2024, 3, 1), RelativeDay::Yesterday),
            (date(2025, 11, 23), date(2026, 11, 23), RelativeDay::Other),
            (Date::MAX, Date::MIN, RelativeDay::Other),
            (Date::MIN, Date::MAX, RelativeDay::Other),
        ];
        for (day, today, expected) in table {
            assert_eq!(relative_day(day, today), expected, "{day} on {today}");
        }
    }
}
