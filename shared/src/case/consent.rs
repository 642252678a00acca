//! 本人同意.

use jiff::civil::Date;

use super::Case;
use crate::codes::{ConsentForm, Counterpart};
use crate::form::entry;

entry! {
    /// A consent (本人同意): what may be told to whom, and since when. It can be withdrawn at any time; what was told before stays lawful, so
    /// the record of it stays.
    Consent, ConsentField {
        /// To whom it may be told.
        recipient: String = Recipient "recipient";
        /// What, and what for.
        purpose: String = Purpose "purpose";
        /// Who gave it.
        given_by: Option<Counterpart> = GivenBy "given_by";
        /// How.
        form: Option<ConsentForm> = Form "form";
        /// Since when.
        given_on: Option<Date> = GivenOn "given_on";
        /// The last day it holds; for good where none was said.
        until: Option<Date> = Until "until";
        /// The day it was withdrawn.
        revoked_on: Option<Date> = RevokedOn "revoked_on";
    }
}

/// How a consent stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConsentState {
    /// Nobody has said since when.
    NotGiven,
    /// It holds.
    Holds,
    /// Its last day has passed.
    Expired,
    /// It was withdrawn.
    Revoked,
}

impl Consent {
    /// How it stands on this day. What was withdrawn on a day holds no longer on that day.
    #[must_use]
    pub fn on(&self, day: Date) -> ConsentState {
        let is_before = |limit: Option<Date>| limit.is_some_and(|limit| limit < day);
        if self.revoked_on.is_some_and(|revoked_on| revoked_on <= day) {
            ConsentState::Revoked
        } else if self.given_on.is_none_or(|given_on| given_on > day) {
            ConsentState::NotGiven
        } else if is_before(self.until) {
            ConsentState::Expired
        } else {
            ConsentState::Holds
        }
    }
}

impl Case {
    /// Whether any consent holds on this day.
    #[must_use]
    pub fn has_consent(&self, day: Date) -> bool {
        self.consents.iter().any(|consent| consent.on(day) == ConsentState::Holds)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::form::Found;
    use crate::ids::EntryId;

    #[test]
    fn a_consent_holds_from_its_first_day_to_its_last_and_never_after_it_was_withdrawn() {
        let on = |given: &'static str, until: &'static str, revoked: &'static str, day| {
            let value = move |key: &str| {
                let value = match key {
                    "given_on" => given,
                    "until" => until,
                    "revoked_on" => revoked,
                    _ => "",
                };
                (!value.is_empty()).then_some(value)
            };
            let found = Found {
                id: EntryId::NIL,
                author: None,
                value: &value,
                members: &|_| Vec::new(),
                text: &|_| String::new(),
            };
            Consent::read(&found).on(day)
        };
        let (first, last) = (date(2026, 4, 1), date(2027, 3, 31));
        let year = |revoked, day| on("2026-04-01", "2027-03-31", revoked, day);
        assert_eq!(on("", "", "", first), ConsentState::NotGiven);
        assert_eq!(year("", date(2026, 3, 31)), ConsentState::NotGiven);
        assert_eq!([year("", first), year("", last)], [ConsentState::Holds; 2]);
        assert_eq!(year("", date(2027, 4, 1)), ConsentState::Expired);
        assert_eq!(on("2026-04-01", "", "", Date::MAX), ConsentState::Holds);
        assert_eq!(year("2026-11-28", date(2026, 11, 27)), ConsentState::Holds);
        assert_eq!(year("2026-11-28", date(2026, 11, 28)), ConsentState::Revoked);
        assert_eq!(year("2026-11-28", date(2028, 1, 1)), ConsentState::Revoked);
    }
}
