//! How long records are kept (保存期間): whole years, counted from the 1 April after a case was closed.

use jiff::civil::Date;

use crate::calendar::FiscalYear;

/// Years that records are kept where an office has ruled nothing else.
pub const YEARS: u16 = 5;

/// The fewest years an office can rule.
pub const YEARS_MIN: u16 = 1;

/// The most.
pub const YEARS_MAX: u16 = 100;

/// The first day on which what was closed on a day need not be kept any more. `None` beyond the calendar's end.
#[must_use]
pub fn kept_until(closed_on: Date, years: u16) -> Option<Date> {
    let counted_from = FiscalYear::of(closed_on).next()?;
    FiscalYear::new(counted_from.western_year().checked_add(i16::try_from(years).ok()?)?).map(FiscalYear::first_day)
}

/// The last day on which a case must have been closed for its records not to be kept any more on a day.
#[must_use]
pub fn closed_through(today: Date, years: u16) -> Option<Date> {
    let this_year = FiscalYear::of(today).western_year();
    FiscalYear::new(this_year.checked_sub(i16::try_from(years).ok()?)?)?.previous().map(FiscalYear::last_day)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn years_are_counted_from_the_april_after() {
        let table = [
            (date(2020, 3, 31), date(2025, 4, 1)),
            (date(2020, 4, 1), date(2026, 4, 1)),
            (date(2020, 12, 28), date(2026, 4, 1)),
            (date(2021, 3, 31), date(2026, 4, 1)),
        ];
        for (closed_on, until) in table {
            assert_eq!(kept_until(closed_on, 5), Some(until), "{closed_on}");
        }
        assert_eq!(kept_until(date(9998, 12, 1), 5), None);
    }

    #[test]
    fn both_ways_of_counting_agree() {
        let mut today = date(2024, 2, 27);
        while today < date(2028, 5, 1) {
            for years in [YEARS_MIN, 3, YEARS, 10] {
                let through = closed_through(today, years).expect("a day");
                let kept = |day| kept_until(day, years).expect("a day");
                assert!(kept(through) <= today, "{today}, {years} years");
                assert!(kept(through.tomorrow().expect("a day")) > today, "{today}, {years} years");
            }
            today = today.tomorrow().expect("a day");
        }
        assert_eq!(closed_through(date(50, 1, 1), YEARS_MAX), None);
    }
}
