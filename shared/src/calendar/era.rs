//! Japanese eras (元号) of the modern calendar and days written in them.

use std::fmt;

use jiff::civil::Date;

use super::{DateError, PartialDate, weekday_ja};

/// An era. Each begins on a day and runs until the day before the next begins.
///
/// Sources of the first days: 明治改元の詔 (year 1 counts from the first day of
/// 慶応4年, in the Gregorian calendar 1868-01-25), 大正改元の詔書 (1912-07-30),
/// 昭和改元の詔書 (1926-12-25), 昭和64年政令第1号 (平成, 1989-01-08), 平成31年政令第143号
/// (令和, 2019-05-01). On 1912-07-30 and 1926-12-25 the whole day belongs to the
/// newer era, as those rescripts say.
///
/// Until the end of 1872 Japan used a lunisolar calendar. Days of those years are
/// counted here in the Gregorian calendar; nobody in a record was born then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Era {
    /// 明治
    Meiji,
    /// 大正
    Taisho,
    /// 昭和
    Showa,
    /// 平成
    Heisei,
    /// 令和
    Reiwa,
}

impl Era {
    /// All eras, oldest first.
    pub const ALL: [Self; 5] = [Self::Meiji, Self::Taisho, Self::Showa, Self::Heisei, Self::Reiwa];

    /// The era of a day; none before 明治.
    #[must_use]
    pub fn of(date: Date) -> Option<Self> {
        Self::ALL.into_iter().rev().find(|era| era.first_day() <= date)
    }

    /// The first day.
    #[must_use]
    pub const fn first_day(self) -> Date {
        match self {
            Self::Meiji => Date::constant(1868, 1, 25),
            Self::Taisho => Date::constant(1912, 7, 30),
            Self::Showa => Date::constant(1926, 12, 25),
            Self::Heisei => Date::constant(1989, 1, 8),
            Self::Reiwa => Date::constant(2019, 5, 1),
        }
    }

    /// The last day; none for the present era.
    #[must_use]
    pub const fn last_day(self) -> Option<Date> {
        match self {
            Self::Meiji => Some(Date::constant(1912, 7, 29)),
            Self::Taisho => Some(Date::constant(1926, 12, 24)),
            Self::Showa => Some(Date::constant(1989, 1, 7)),
            Self::Heisei => Some(Date::constant(2019, 4, 30)),
            Self::Reiwa => None,
        }
    }

    /// The name: 令和.
    #[must_use]
    pub const fn name_ja(self) -> &'static str {
        match self {
            Self::Meiji => "明治",
            Self::Taisho => "大正",
            Self::Showa => "昭和",
            Self::Heisei => "平成",
            Self::Reiwa => "令和",
        }
    }

    /// The name in Latin letters: Reiwa.
    #[must_use]
    pub const fn name_en(self) -> &'static str {
        match self {
            Self::Meiji => "Meiji",
            Self::Taisho => "Taisho",
            Self::Showa => "Showa",
            Self::Heisei => "Heisei",
            Self::Reiwa => "Reiwa",
        }
    }

    /// The letter of the short form: R.
    #[must_use]
    pub const fn letter(self) -> char {
        match self {
            Self::Meiji => 'M',
            Self::Taisho => 'T',
            Self::Showa => 'S',
            Self::Heisei => 'H',
            Self::Reiwa => 'R',
        }
    }

    /// The Western year of a year of this era, which counts from 1. Years beyond
    /// the end of the era are counted on.
    #[must_use]
    pub(super) fn western_year(self, year_of_era: i16) -> i16 {
        self.first_day().year().saturating_add(year_of_era - 1)
    }

    /// The year of this era for a Western year, whether or not the era had ended.
    pub(super) fn year_of_era(self, western_year: i16) -> i16 {
        western_year - self.first_day().year() + 1
    }

    /// 令和5年, 令和元年.
    pub(super) fn year_label_ja(self, western_year: i16) -> String {
        match self.year_of_era(western_year) {
            1 => format!("{}元年", self.name_ja()),
            year => format!("{}{year}年", self.name_ja()),
        }
    }

    /// Checks a date that was written in this era.
    pub(super) fn check(self, date: PartialDate) -> Result<PartialDate, DateError> {
        // Only what lies wholly outside is refused: 昭和64年 and 平成元年 are both 1989.
        //
        // Papers printed before an era ended do bear dates such as 平成32年3月31日. They
        // are refused all the same, because 昭和65年 is as often a slip for 昭和56年; the
        // error carries the converted date, so that accepting it is one tap.
        if self.last_day().is_some_and(|last| date.first_day() > last) {
            Err(DateError::EraEnded { era: self, instead: date })
        } else if date.last_day() < self.first_day() {
            Err(DateError::EraNotBegun { era: self, instead: date })
        } else {
            Ok(date)
        }
    }
}

/// A day written in its era. `Display` is 令和8年11月23日, 令和元年5月1日.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EraDate {
    date: Date,
    era: Era,
}

impl EraDate {
    /// The day in its era; none before 明治.
    #[must_use]
    pub fn of(date: Date) -> Option<Self> {
        Era::of(date).map(|era| Self { date, era })
    }

    /// A day from its era, year of the era (from 1), month and day.
    ///
    /// # Errors
    /// If there is no such day, or it is not in that era.
    pub fn new(era: Era, year: i16, month: i8, day: i8) -> Result<Self, DateError> {
        if year < 1 {
            return Err(DateError::EraYearZero { era });
        }
        let partial = PartialDate::from_parts(era.western_year(year), Some(month), Some(day))?;
        let date = era.check(partial)?.full().ok_or(DateError::Incomplete)?;
        Ok(Self { date, era })
    }

    /// The civil date.
    #[must_use]
    pub const fn date(self) -> Date {
        self.date
    }

    /// The era.
    #[must_use]
    pub const fn era(self) -> Era {
        self.era
    }

    /// The year of the era, from 1.
    #[must_use]
    pub fn year(self) -> i16 {
        self.era.year_of_era(self.date.year())
    }

    /// R8.11.23
    #[must_use]
    pub fn short(self) -> String {
        format!("{}{}.{}.{}", self.era.letter(), self.year(), self.date.month(), self.date.day())
    }

    /// 令和8年11月23日（月）
    #[must_use]
    pub fn with_weekday(self) -> String {
        format!("{self}（{}）", weekday_ja(self.date))
    }
}

impl fmt::Display for EraDate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let year = self.era.year_label_ja(self.date.year());
        write!(formatter, "{year}{}月{}日", self.date.month(), self.date.day())
    }
}

#[cfg(test)]
mod tests;
