//! Reading the dates people type: Western or in eras, with any usual separator,
//! in full or half width.

use std::ops::RangeInclusive;

use jiff::civil::Date;

use super::{DateError, Era, PartialDate, weekday_ja};
use crate::unicode::nfkc;

/// Longest input that is looked at. The longest sensible one, with brackets and
/// spaces, is half as long.
pub const INPUT_CHARS_MAX: usize = 40;

/// The Western years accepted from a keyboard. A year outside is a slip of the
/// finger: nobody in a record was born before 明治, no plan reaches beyond the range.
pub const INPUT_YEARS: RangeInclusive<i16> = 1868..=2199;

/// Reads a date, known to the day, the month or the year.
///
/// Accepts `2026-11-23`, `2026/11/23`, `2026.11.23`, `20261123`, `2026年11月23日`,
/// `R8.11.23`, `r8/11/23`, `R081123`, `令和8年11月23日`, `令8.11.23`, `㋿元年5月1日`,
/// `昭和60年3月`, `S60`, `1985`, in full or half width, with spaces anywhere and
/// with the weekday in brackets behind, which is then checked. Whether a future
/// date makes sense is for the caller to say.
///
/// # Errors
/// A [`DateError`] that names the fault and, for a wrong era, the right one.
pub fn parse_date(input: &str) -> Result<PartialDate, DateError> {
    let input = input.trim();
    if input.is_empty() {
        return Err(DateError::Empty);
    }
    if input.chars().nth(INPUT_CHARS_MAX).is_some() {
        return Err(DateError::NotUnderstood);
    }
    let normal = nfkc(input);
    let (date_text, weekday) = match normal.split_once('(') {
        Some((date_text, weekday)) => (date_text, Some(weekday)),
        None => (normal.as_str(), None),
    };
    let date = resolve(read_fields(date_text)?)?;
    if let Some(weekday) = weekday {
        check_weekday(date, weekday)?;
    }
    Ok(date)
}

/// Reads a date that must be known to the day, such as that of a visit.
///
/// # Errors
/// As [`parse_date`], and [`DateError::Incomplete`].
pub fn parse_full_date(input: &str) -> Result<Date, DateError> {
    parse_date(input)?.full().ok_or(DateError::Incomplete)
}

/// The parts of a date as written, not yet checked against the calendar.
struct Fields {
    era: Option<Era>,
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
}

fn resolve(fields: Fields) -> Result<PartialDate, DateError> {
    let Fields { era, year, month, day } = fields;
    let western_year = match era {
        Some(era) if year == 0 => return Err(DateError::EraYearZero { era }),
        Some(era) => era.western_year(year),
        None => year,
    };
    if !INPUT_YEARS.contains(&western_year) {
        return Err(DateError::YearOutOfRange { year: western_year });
    }
    let date = PartialDate::from_parts(western_year, month, day)?;
    match era {
        Some(era) => era.check(date),
        None => Ok(date),
    }
}

fn check_weekday(date: PartialDate, written: &str) -> Result<(), DateError> {
    let name = written.strip_suffix(')').ok_or(DateError::NotUnderstood)?.trim();
    let name = name.strip_suffix("曜日").or_else(|| name.strip_suffix('曜')).unwrap_or(name);
    let weekday = date.full().map(weekday_ja).ok_or(DateError::NotUnderstood)?;
    if name == weekday {
        Ok(())
    } else if ["日", "月", "火", "水", "木", "金", "土"].contains(&name) {
        Err(DateError::WeekdayDiffers { weekday })
    } else {
        Err(DateError::NotUnderstood)
    }
}

fn read_fields(text: &str) -> Result<Fields, DateError> {
    let mut reader = Reader { rest: text };
    let era = reader.era();
    if era.is_none() {
        reader.skip_prefix("西暦");
    }
    let year_digits = match era {
        Some(_) if reader.skip_prefix("元") => "1",
        _ => reader.digits(),
    };
    if reader.at_end() {
        // Also the run of digits without separators: 20261123, R081123.
        return match (era, year_digits.len()) {
            (None, 8) => fields(era, &year_digits[..4], &year_digits[4..6], &year_digits[6..]),
            (Some(_), 6) => fields(era, &year_digits[..2], &year_digits[2..4], &year_digits[4..]),
            (Some(_), 4) => fields(era, &year_digits[..2], &year_digits[2..], ""),
            _ => fields(era, year_digits, "", ""),
        };
    }
    if !reader.separator('年') {
        return Err(DateError::NotUnderstood);
    }
    if reader.at_end() {
        return fields(era, year_digits, "", "");
    }
    let month_digits = reader.field_digits()?;
    if reader.at_end() {
        return fields(era, year_digits, month_digits, "");
    }
    if !reader.separator('月') {
        return Err(DateError::NotUnderstood);
    }
    if reader.at_end() {
        return fields(era, year_digits, month_digits, "");
    }
    let day_digits = reader.field_digits()?;
    reader.skip_prefix("日");
    if !reader.at_end() {
        return Err(DateError::NotUnderstood);
    }
    fields(era, year_digits, month_digits, day_digits)
}

fn fields(era: Option<Era>, year: &str, month: &str, day: &str) -> Result<Fields, DateError> {
    let number = |digits: &str| digits.parse::<i16>().map_err(|_| DateError::NotUnderstood);
    let part = |digits: &str| match digits {
        "" => Ok(None),
        digits => digits.parse::<i8>().map(Some).map_err(|_| DateError::NotUnderstood),
    };
    let year_number = match (era, year.len()) {
        (None, 4) | (Some(_), 1..=3) => number(year)?,
        (None, 1..=3) => return Err(DateError::YearNeedsEra { year: number(year)? }),
        _ => return Err(DateError::NotUnderstood),
    };
    Ok(Fields { era, year: year_number, month: part(month)?, day: part(day)? })
}

/// Walks over normalised text. Every step passes over the spaces that follow it.
struct Reader<'text> {
    rest: &'text str,
}

impl<'text> Reader<'text> {
    fn advance(&mut self, bytes: usize) -> &'text str {
        let (passed, rest) = self.rest.split_at(bytes);
        self.rest = rest.trim_start();
        passed
    }

    fn at_end(&self) -> bool {
        self.rest.is_empty()
    }

    fn skip_prefix(&mut self, prefix: &str) -> bool {
        let found = self.rest.starts_with(prefix);
        if found {
            self.advance(prefix.len());
        }
        found
    }

    /// 令和, 令 or R. Normalisation has already spelled out ㋿.
    fn era(&mut self) -> Option<Era> {
        for era in Era::ALL {
            let kanji = era.name_ja().chars().next();
            let first = self.rest.chars().next()?;
            if self.skip_prefix(era.name_ja()) {
                return Some(era);
            }
            if Some(first) == kanji || first.eq_ignore_ascii_case(&era.letter()) {
                self.advance(first.len_utf8());
                // R.8.11.23 is also seen.
                self.skip_prefix(".");
                return Some(era);
            }
        }
        None
    }

    fn digits(&mut self) -> &'text str {
        let end = self.rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.rest.len());
        self.advance(end)
    }

    /// One or two digits.
    fn field_digits(&mut self) -> Result<&'text str, DateError> {
        let digits = self.digits();
        if (1..=2).contains(&digits.len()) { Ok(digits) } else { Err(DateError::NotUnderstood) }
    }

    /// The unit, a separator, or the spaces already passed over before more digits.
    fn separator(&mut self, unit: char) -> bool {
        match self.rest.chars().next() {
            Some(c) if c == unit || is_separator(c) => {
                let between_numbers = c != unit;
                self.advance(c.len_utf8());
                // A unit may end the date, a separator must join it to more.
                !(between_numbers && self.at_end())
            }
            Some(c) => c.is_ascii_digit(),
            None => false,
        }
    }
}

/// Besides the usual ones, the dashes and the prolonged sound mark that a Japanese
/// input method leaves in place of a hyphen.
const fn is_separator(c: char) -> bool {
    matches!(c, '-' | '/' | '.' | '・' | '\u{2010}'..='\u{2015}' | '\u{2212}' | 'ー')
}

#[cfg(test)]
mod tests;
