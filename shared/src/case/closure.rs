//! 終結.

use jiff::civil::Date;

use crate::calendar::read_date;
use crate::codes::ClosureReason;

/// A closing (終結), one value: a day without its reason says little.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closure {
    /// The day.
    pub date: Date,
    /// Why.
    pub reason: ClosureReason,
}

impl Closure {
    /// The canonical form: day and reason with a single space.
    #[must_use]
    pub fn to_value(&self) -> String {
        format!("{} {}", self.date, self.reason.code())
    }

    /// Reads [`Closure::to_value`]; words after the second, from a newer version, are passed over.
    #[must_use]
    pub fn from_value(value: &str) -> Option<Self> {
        let mut words = value.split(' ');
        Some(Self { date: read_date(words.next()?)?, reason: ClosureReason::from_code(words.next()?) })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_closure_keeps_its_parts() {
        let closure = Closure { date: date(2026, 3, 31), reason: ClosureReason::SituationStable };
        assert_eq!(closure.to_value(), "2026-03-31 situation_stable");
        assert_eq!(Closure::from_value(&closure.to_value()), Some(closure.clone()));
        assert_eq!(Closure::from_value("2026-03-31 situation_stable later words"), Some(closure));
        let newer = Closure { date: date(2026, 3, 31), reason: ClosureReason::from_code("won_the_lottery") };
        assert_eq!(Closure::from_value(&newer.to_value()), Some(newer));
        assert_eq!(Closure::from_value("2026-03-31"), None);
        assert_eq!(Closure::from_value("yesterday death"), None);
    }
}
