//! The fiscal year (年度), 1 April to 31 March: the unit of all published figures.

use std::fmt;

use jiff::civil::Date;

use super::Era;

/// A fiscal year, named after the Western year in which it begins: 2023 runs from
/// 2023-04-01 to 2024-03-31 and is 令和5年度. Serialised as that number.
///
/// `Display` is the Western form, `2023年度`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "i16", into = "i16")]
pub struct FiscalYear(i16);

/// A number that is no fiscal year: outside 1–9998.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not a fiscal year")]
pub struct NotAFiscalYear(i16);

impl FiscalYear {
    const FIRST: i16 = 1;
    /// Its last day is still a date of the calendar.
    const LAST: i16 = 9998;

    /// The fiscal year that begins in a Western year; none outside 1–9998.
    #[must_use]
    pub const fn new(western_year: i16) -> Option<Self> {
        if western_year >= Self::FIRST && western_year <= Self::LAST { Some(Self(western_year)) } else { None }
    }

    /// The fiscal year of a day. Days outside the range belong to its first or last year.
    #[must_use]
    pub fn of(date: Date) -> Self {
        let year = if date.month() >= 4 { date.year() } else { date.year().saturating_sub(1) };
        Self(year.clamp(Self::FIRST, Self::LAST))
    }

    /// The Western year in which it begins.
    #[must_use]
    pub const fn western_year(self) -> i16 {
        self.0
    }

    /// 1 April.
    #[must_use]
    pub const fn first_day(self) -> Date {
        Date::constant(self.0, 4, 1)
    }

    /// 31 March of the next Western year.
    #[must_use]
    pub const fn last_day(self) -> Date {
        Date::constant(self.0 + 1, 3, 31)
    }

    /// Whether the day lies in it.
    #[must_use]
    pub fn contains(self, date: Date) -> bool {
        self.first_day() <= date && date <= self.last_day()
    }

    /// The first day of each month, April to March.
    #[must_use]
    pub fn months(self) -> [Date; 12] {
        std::array::from_fn(|index| match MONTHS[index] {
            month @ 4.. => Date::constant(self.0, month, 1),
            month => Date::constant(self.0 + 1, month, 1),
        })
    }

    /// The place of a day's month in [`FiscalYear::months`] (April is 0); none if
    /// the day lies in another year.
    #[must_use]
    pub fn month_index(self, date: Date) -> Option<usize> {
        if !self.contains(date) {
            return None;
        }
        MONTHS.iter().position(|month| *month == date.month())
    }

    /// The year before; none before the first.
    #[must_use]
    pub const fn previous(self) -> Option<Self> {
        Self::new(self.0 - 1)
    }

    /// The year after; none after the last.
    #[must_use]
    pub const fn next(self) -> Option<Self> {
        Self::new(self.0 + 1)
    }

    /// 令和5年度, 令和元年度; Western before 明治.
    #[must_use]
    pub fn label_ja(self) -> String {
        match self.era() {
            Some(era) => format!("{}度", era.year_label_ja(self.0)),
            None => self.to_string(),
        }
    }

    /// R5; the Western year before 明治.
    #[must_use]
    pub fn short(self) -> String {
        match self.era() {
            Some(era) => format!("{}{}", era.letter(), era.year_of_era(self.0)),
            None => self.0.to_string(),
        }
    }

    /// The era a whole fiscal year is named by. That of 1 October gives the usual
    /// names of the four years in which an era changed: 大正元年度 (July 1912),
    /// 大正15年度 (December 1926), 昭和63年度 (January 1989) and 令和元年度, which the
    /// ministries agreed on for the whole of 2019年度 (「改元に伴う元号による年表示の取扱い
    /// について」, 2019-04-01).
    fn era(self) -> Option<Era> {
        Era::of(Date::constant(self.0, 10, 1))
    }
}

/// The months in the order of a fiscal year.
const MONTHS: [i8; 12] = [4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3];

impl fmt::Display for FiscalYear {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}年度", self.0)
    }
}

impl TryFrom<i16> for FiscalYear {
    type Error = NotAFiscalYear;

    fn try_from(western_year: i16) -> Result<Self, NotAFiscalYear> {
        Self::new(western_year).ok_or(NotAFiscalYear(western_year))
    }
}

impl From<FiscalYear> for i16 {
    fn from(year: FiscalYear) -> Self {
        year.0
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_and_labels() {
        let table = [
            (date(2023, 4, 1), 2023, "令和5年度", "R5"),
            (date(2024, 3, 31), 2023, "令和5年度", "R5"),
            (date(2024, 4, 1), 2024, "令和6年度", "R6"),
            (date(2024, 2, 29), 2023, "令和5年度", "R5"),
            (date(2021, 7, 1), 2021, "令和3年度", "R3"),
            (date(2019, 4, 1), 2019, "令和元年度", "R1"),
            (date(2019, 3, 31), 2018, "平成30年度", "H30"),
            (date(1989, 1, 8), 1988, "昭和63年度", "S63"),
            (date(1989, 4, 1), 1989, "平成元年度", "H1"),
            (date(1926, 12, 25), 1926, "大正15年度", "T15"),
            (date(1912, 4, 1), 1912, "大正元年度", "T1"),
            (date(1800, 4, 1), 1800, "1800年度", "1800"),
        ];
        for (day, western, label, short) in table {
            let year = FiscalYear::of(day);
            assert_eq!(year.western_year(), western, "{day}");
            assert_eq!(year.label_ja(), label);
            assert_eq!(year.short(), short);
            assert!(year.contains(day));
            assert_eq!(year.to_string(), format!("{western}年度"));
        }
    }

    #[test]
    fn a_year_is_the_days_between_its_ends() {
        let mut day = date(1868, 4, 1);
        while day < date(2100, 4, 1) {
            let year = FiscalYear::of(day);
            assert!(year.first_day() <= day && day <= year.last_day(), "{day}");
            let index = year.month_index(day).expect("a day of the year");
            assert_eq!(year.months()[index], day.first_of_month());
            let elsewhere = year.next().expect("a next year");
            assert_eq!(elsewhere.month_index(day), None);
            day = day.tomorrow().expect("the day after");
        }
    }

    #[test]
    fn bounds() {
        assert_eq!(FiscalYear::new(0), None);
        assert_eq!(FiscalYear::new(9999), None);
        assert_eq!(FiscalYear::of(Date::MAX), FiscalYear(9998));
        assert_eq!(FiscalYear::of(Date::MIN), FiscalYear(1));
        assert_eq!(FiscalYear(1).previous(), None);
        assert_eq!(FiscalYear(9998).next(), None);
        assert_eq!(FiscalYear(2023).next(), FiscalYear::new(2024));
        assert_eq!(FiscalYear(2023).previous(), FiscalYear::new(2022));
    }

    #[test]
    fn serialised_as_the_number() {
        let mut bytes = Vec::new();
        ciborium::into_writer(&FiscalYear(2023), &mut bytes).expect("a number");
        assert_eq!(ciborium::from_reader::<i16, _>(bytes.as_slice()).expect("a number"), 2023);
        assert_eq!(ciborium::from_reader::<FiscalYear, _>(bytes.as_slice()).expect("a year"), FiscalYear(2023));
        let mut zero = Vec::new();
        ciborium::into_writer(&0_i16, &mut zero).expect("a number");
        assert!(ciborium::from_reader::<FiscalYear, _>(zero.as_slice()).is_err());
    }
}
