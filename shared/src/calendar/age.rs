//! Ages, also of people whose birth date is known only in part.

use std::fmt;

use jiff::civil::Date;

use super::PartialDate;
use crate::codes::AgeBand;

/// An age in completed years. `Display` is 38歳 or 38～39歳.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Age {
    /// Known.
    Exact(u8),
    /// The birth date leaves two ages possible.
    Between {
        /// The lower bound, included.
        youngest: u8,
        /// The upper bound, included.
        oldest: u8,
    },
}

/// The age on a day; none if the person was certainly not born by then.
///
/// Someone born on 29 February completes a year, in common years, on 1 March, as
/// everyday counting in Japan has it. Ages beyond 255 are given as 255.
#[must_use]
pub fn age_on(birth: PartialDate, today: Date) -> Option<Age> {
    let oldest = completed_years(birth.first_day(), today)?;
    // A birth date that reaches into the future means at the least a newborn.
    let youngest = completed_years(birth.last_day(), today).unwrap_or(0);
    if youngest == oldest { Some(Age::Exact(oldest)) } else { Some(Age::Between { youngest, oldest }) }
}

/// The band of the age on a day. `NotKnown` if the person was not yet born or the
/// two possible ages lie in different bands: a figure must not guess.
#[must_use]
pub fn age_band(birth: PartialDate, today: Date) -> AgeBand {
    match age_on(birth, today) {
        Some(Age::Exact(age)) => AgeBand::of_age(age),
        Some(Age::Between { youngest, oldest }) if AgeBand::of_age(youngest) == AgeBand::of_age(oldest) => {
            AgeBand::of_age(oldest)
        }
        _ => AgeBand::NotKnown,
    }
}

fn completed_years(birth: Date, today: Date) -> Option<u8> {
    if today < birth {
        return None;
    }
    let birthday_reached = (today.month(), today.day()) >= (birth.month(), birth.day());
    let years = today.year().saturating_sub(birth.year()) - i16::from(!birthday_reached);
    Some(u8::try_from(years).unwrap_or(u8::MAX))
}

impl fmt::Display for Age {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(age) => write!(formatter, "{age}歳"),
            Self::Between { youngest, oldest } => write!(formatter, "{youngest}～{oldest}歳"),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn ages_and_bands() {
        let today = date(2026, 11, 23);
        let table = [
            ("1986-11-23", "40歳", AgeBand::Forties),
            ("1986-11-24", "39歳", AgeBand::Thirties),
            ("1986-11", "39～40歳", AgeBand::NotKnown),
            ("1986-10", "40歳", AgeBand::Forties),
            ("1986-12", "39歳", AgeBand::Thirties),
            ("1986", "39～40歳", AgeBand::NotKnown),
            ("1985", "40～41歳", AgeBand::Forties),
            ("1946-01-01", "80歳", AgeBand::SeventiesAndOver),
            ("2010-05", "16歳", AgeBand::Teens),
            ("2026-11-23", "0歳", AgeBand::Teens),
            ("2026", "0歳", AgeBand::Teens),
            ("1000", "255歳", AgeBand::SeventiesAndOver),
        ];
        for (birth, label, band) in table {
            let birth: PartialDate = birth.parse().expect(birth);
            assert_eq!(age_on(birth, today).map(|age| age.to_string()), Some(label.into()), "{birth}");
            assert_eq!(age_band(birth, today), band, "{birth}");
        }
    }

    #[test]
    fn a_leap_day_birthday_falls_on_the_first_of_march() {
        let birth: PartialDate = "2000-02-29".parse().expect("a date");
        assert_eq!(age_on(birth, date(2025, 2, 28)), Some(Age::Exact(24)));
        assert_eq!(age_on(birth, date(2025, 3, 1)), Some(Age::Exact(25)));
        assert_eq!(age_on(birth, date(2024, 2, 29)), Some(Age::Exact(24)));
    }

    #[test]
    fn the_unborn_have_no_age() {
        let today = date(2026, 11, 23);
        for birth in ["2026-11-24", "2026-12", "2027"] {
            let birth: PartialDate = birth.parse().expect(birth);
            assert_eq!(age_on(birth, today), None);
            assert_eq!(age_band(birth, today), AgeBand::NotKnown);
        }
    }

    /// The age goes up by exactly one on one day of each year.
    #[test]
    fn one_birthday_a_year() {
        let birth: PartialDate = "1988-02-29".parse().expect("a date");
        let mut day = birth.first_day();
        let mut age = 0;
        while day < date(2060, 1, 1) {
            let Some(Age::Exact(now)) = age_on(birth, day) else { panic!("an exact age") };
            assert!(now == age || now == age + 1, "{day}");
            age = now;
            day = day.tomorrow().expect("the day after");
        }
        assert_eq!(age, 71);
    }
}
