//! The days on which an office works, and the moments of Japan's clock.

use jiff::ToSpan;
use jiff::civil::{Date, Time, Weekday};
use jiff::tz::Offset;

/// Holidays of fixed date. Of the equinoxes both possible days are kept free.
const FIXED_HOLIDAYS: &[(i8, i8)] = &[
    (1, 1),
    (2, 11),
    (2, 23),
    (3, 20),
    (3, 21),
    (4, 29),
    (5, 3),
    (5, 4),
    (5, 5),
    (8, 11),
    (9, 22),
    (9, 23),
    (11, 3),
    (11, 23),
];

/// Holidays on a Monday: the month and which Monday of it.
const MONDAY_HOLIDAYS: &[(i8, i8)] = &[(1, 2), (7, 3), (9, 3), (10, 2)];

/// Whether a ward office is open. Near enough for invented records: holidays that a single year moved are not followed.
pub(super) fn is_office_day(date: Date) -> bool {
    let month_day = (date.month(), date.day());
    let weekday = date.weekday();
    let year_end = matches!(month_day, (12, 29..) | (1, ..=3));
    let monday = weekday == Weekday::Monday && MONDAY_HOLIDAYS.contains(&(date.month(), (date.day() - 1) / 7 + 1));
    // A Sunday's holiday is made up for on the Monday; after the three of May on the 6th.
    let made_up = weekday == Weekday::Monday && FIXED_HOLIDAYS.contains(&days_before_parts(date, 1));
    let golden_week = month_day == (5, 6) && matches!(weekday, Weekday::Tuesday | Weekday::Wednesday);
    let weekend = matches!(weekday, Weekday::Saturday | Weekday::Sunday);
    !(weekend || year_end || monday || made_up || golden_week || FIXED_HOLIDAYS.contains(&month_day))
}

fn days_before_parts(date: Date, days: i64) -> (i8, i8) {
    let day = days_after(date, -days);
    (day.month(), day.day())
}

/// The day so many days later, or earlier.
pub(super) fn days_after(date: Date, days: i64) -> Date {
    date.saturating_add(days.days())
}

/// This day, or the last before it on which the office was open.
pub(super) fn office_day_on_or_before(date: Date) -> Date {
    step_to_office_day(date, -1)
}

/// This day, or the first after it on which the office is open.
pub(super) fn office_day_on_or_after(date: Date) -> Date {
    step_to_office_day(date, 1)
}

fn step_to_office_day(date: Date, step: i64) -> Date {
    // No office is ever closed for a fortnight, so the search is short and ends.
    (0..14).map(|days| days_after(date, days * step)).find(|day| is_office_day(*day)).unwrap_or(date)
}

/// All open days from one day to another, both included.
pub(super) fn office_days(first: Date, last: Date) -> Vec<Date> {
    first.series(1.day()).take_while(|day| *day <= last).filter(|day| is_office_day(*day)).collect()
}

/// A moment of Japan's clock, in milliseconds since 1970.
pub(super) fn moment_ms(date: Date, time: Option<Time>) -> u64 {
    let time = time.unwrap_or(jiff::civil::time(12, 0, 0, 0));
    let moment = Offset::constant(9).to_timestamp(date.to_datetime(time));
    moment.ok().and_then(|moment| u64::try_from(moment.as_millisecond()).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;

    #[test]
    fn open_and_closed_days() {
        for (day, open) in [
            (date(2023, 10, 6), true),
            (date(2023, 10, 7), false),
            (date(2023, 10, 9), false),
            (date(2023, 12, 28), true),
            (date(2023, 12, 29), false),
            (date(2024, 1, 3), false),
            (date(2024, 1, 4), true),
            (date(2024, 2, 12), false),
            (date(2020, 5, 6), false),
            (date(2021, 5, 6), true),
        ] {
            assert_eq!(is_office_day(day), open, "{day}");
        }
        assert_eq!(office_day_on_or_before(date(2024, 1, 3)), date(2023, 12, 28));
        assert_eq!(office_day_on_or_after(date(2023, 12, 29)), date(2024, 1, 4));
        assert_eq!(office_days(date(2023, 10, 6), date(2023, 10, 11)).len(), 3);
    }

    #[test]
    fn noon_in_japan() {
        assert_eq!(moment_ms(date(1970, 1, 1), None), 3 * 3_600_000);
        assert_eq!(moment_ms(date(2024, 4, 1), Some(time(9, 0, 0, 0))), 1_711_929_600_000);
        assert_eq!(moment_ms(Date::MIN, None), 0);
    }
}
