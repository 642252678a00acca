//! What can be wrong with a typed date, in words the person typing can act on.

use super::{Era, PartialDate};

/// Why a date was not understood. `Display` is English, [`DateError::message_ja`] Japanese.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    /// Nothing but spaces.
    #[error("no date was entered")]
    Empty,
    /// Not one of the accepted forms.
    #[error("write the date like 2026-11-23, R8.11.23 or 令和8年11月23日")]
    NotUnderstood,
    /// A full date is needed, but only the year or the month was given.
    #[error("write the date down to the day")]
    Incomplete,
    /// Fewer than four digits and no era: 85 could be 1985 or 昭和85年.
    #[error("write the year {year} with four digits, or with its era")]
    YearNeedsEra {
        /// The number as typed.
        year: i16,
    },
    /// Outside [`super::INPUT_YEARS`]: a slip of the finger.
    #[error("the year {year} cannot be right")]
    YearOutOfRange {
        /// The Western year.
        year: i16,
    },
    /// Years of an era count from 1 (元年).
    #[error("{} begins with year 1", .era.name_en())]
    EraYearZero {
        /// The era as typed.
        era: Era,
    },
    /// A month other than 1–12.
    #[error("there is no month {month}")]
    NoSuchMonth {
        /// The month as typed.
        month: i8,
    },
    /// The month has fewer days.
    #[error("there is no day {day}: the month {month} of {year} has {days_in_month} days")]
    NoSuchDay {
        /// The Western year.
        year: i16,
        /// The month.
        month: i8,
        /// The day as typed.
        day: i8,
        /// How many days the month has.
        days_in_month: i8,
    },
    /// The era had ended before that date.
    #[error("{} had ended by then: {} is meant?", .era.name_en(), .instead.label_ja())]
    EraEnded {
        /// The era as typed.
        era: Era,
        /// The same day in the right era, to be offered for one tap.
        instead: PartialDate,
    },
    /// The era had not begun on that date.
    #[error("{} had not begun then: {} is meant?", .era.name_en(), .instead.label_ja())]
    EraNotBegun {
        /// The era as typed.
        era: Era,
        /// The same day in the right era, to be offered for one tap.
        instead: PartialDate,
    },
    /// The weekday in brackets is not that of the date: one of the two is wrong.
    #[error("that day is not the weekday that was written, but {weekday}")]
    WeekdayDiffers {
        /// The weekday of the date, one kanji.
        weekday: &'static str,
    },
}

impl DateError {
    /// The message in Japanese, one sentence or two, for the field's error line.
    #[must_use]
    pub fn message_ja(&self) -> String {
        match self {
            Self::Empty => "日付を入力してください。".into(),
            Self::NotUnderstood => "日付は 2026-11-23、R8.11.23、令和8年11月23日 のように入力してください。".into(),
            Self::Incomplete => "日付は日まで入力してください。".into(),
            Self::YearNeedsEra { year } => {
                format!("「{year}」年は、西暦4桁か、元号を付けて入力してください。")
            }
            Self::YearOutOfRange { year } => format!("{year}年は入力できません。年を確かめてください。"),
            Self::EraYearZero { era } => format!("{}は元年（1年）から始まります。", era.name_ja()),
            Self::NoSuchMonth { month } => format!("{month}月という月はありません。"),
            Self::NoSuchDay { year, month, day, days_in_month } => {
                format!("{year}年{month}月{day}日という日はありません。{month}月は{days_in_month}日までです。")
            }
            Self::EraEnded { era, instead } => {
                format!("その日には{}は終わっています。{}ではありませんか。", era.name_ja(), instead.label_ja())
            }
            Self::EraNotBegun { era, instead } => {
                format!("その日には{}は始まっていません。{}ではありませんか。", era.name_ja(), instead.label_ja())
            }
            Self::WeekdayDiffers { weekday } => {
                format!("その日は{weekday}曜日です。日付か曜日を確かめてください。")
            }
        }
    }
}
