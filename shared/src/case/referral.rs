//! つなぎ.

use jiff::civil::Date;

use super::{Case, Consent, ConsentState};
use crate::codes::{Activity, ReferralStatus};
use crate::edit::Edit;
use crate::form::{FieldRef, FieldValue, entry};
use crate::ids::{EntryId, UserId};
use crate::search::fold;

entry! {
    /// A referral (つなぎ): somebody is introduced to an agency or a place, and accompanied there if they like.
    Referral, ReferralField {
        /// The agency in the directory; nothing where it is not in it.
        agency: Option<EntryId> = Agency "agency" as Agency;
        /// Its name at the time, which stays when the directory forgets the agency.
        name: String = Name "name";
        /// How far it has come.
        status: ReferralStatus = Status "status" or "proposed";
        /// What it is about.
        activity: Option<Activity> = Activity "activity";
        /// Who of the staff sees to it.
        staff: Option<UserId> = Staff "staff";
        /// Whether somebody goes along.
        accompanied: bool = Accompanied "accompanied";
        /// The day it was proposed.
        proposed_on: Option<Date> = ProposedOn "proposed_on";
        /// The day they first took part.
        began_on: Option<Date> = BeganOn "began_on";
        /// The day it ended.
        ended_on: Option<Date> = EndedOn "ended_on";
    }
    texts {
        /// How it goes, and what the agency reports.
        course = ReferralCourse;
    }
}

impl Referral {
    /// What takes it one step further, and the status it then has; `None` where it has ended, was declined, or is of a newer version. A day
    /// that somebody has written down already stays.
    #[must_use]
    pub fn step(&self, today: Date) -> Option<(ReferralStatus, Vec<Edit>)> {
        let (next, day) = match &self.status {
            ReferralStatus::Proposed => (ReferralStatus::Contacted, None),
            ReferralStatus::Contacted => (ReferralStatus::Accepted, None),
            ReferralStatus::Accepted => (ReferralStatus::TakingPart, Some((ReferralField::BeganOn, self.began_on))),
            ReferralStatus::TakingPart => (ReferralStatus::Ended, Some((ReferralField::EndedOn, self.ended_on))),
            ReferralStatus::Ended | ReferralStatus::Declined | ReferralStatus::Unknown(_) => return None,
        };
        let mut edits = vec![Edit::set(FieldRef::Referral(self.id, ReferralField::Status), next.write())];
        if let Some((field, None)) = day {
            edits.push(Edit::set(FieldRef::Referral(self.id, field), today.to_string()));
        }
        Some((next, edits))
    }
}

impl Case {
    /// A consent that holds on this day and names the agency of this referral. Names are compared as a search compares them, and either may
    /// be the longer one.
    #[must_use]
    pub fn consent_for(&self, referral: &Referral, day: Date) -> Option<&Consent> {
        let name = fold(referral.name.trim());
        let names = |consent: &&Consent| {
            let recipient = fold(consent.recipient.trim());
            let is_named = !recipient.is_empty() && (name.contains(&recipient) || recipient.contains(&name));
            is_named && consent.on(day) == ConsentState::Holds
        };
        if name.is_empty() { None } else { self.consents.iter().find(names) }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::case::Person;
    use crate::form::Found;
    use crate::ids::DocId;

    const TODAY: Date = date(2026, 11, 28);

    fn read<T>(values: &[(&str, &str)], read: impl Fn(&Found<'_>) -> T) -> T {
        let value = |key: &str| values.iter().find(|(at, _)| *at == key).map(|(_, value)| *value);
        let (id, members, text) = (EntryId::NIL, |_: &str| Vec::new(), |_: &str| String::new());
        read(&Found { id, author: None, value: &value, members: &members, text: &text })
    }

    #[test]
    fn the_first_day_of_taking_part_and_the_last_are_written_down() {
        let step = |status: &str, began: &str| {
            let referral = read(&[("status", status), ("began_on", began)], Referral::read);
            referral.step(TODAY).map(|(next, edits)| (next.write(), edits.len()))
        };
        assert_eq!(step("proposed", ""), Some(("contacted".to_owned(), 1)));
        assert_eq!(step("accepted", ""), Some(("taking_part".to_owned(), 2)));
        assert_eq!(step("accepted", "2026-11-02"), Some(("taking_part".to_owned(), 1)));
        assert_eq!(step("taking_part", "2026-11-02"), Some(("ended".to_owned(), 2)));
        assert_eq!([step("ended", ""), step("declined", ""), step("of_a_newer_version", "")], [None, None, None]);
    }

    #[test]
    fn a_consent_is_for_the_agency_it_names_as_long_as_it_holds() {
        let consented = |recipient: &str, until: &str, name: &str| {
            let mut case = Case::blank(DocId::DIRECTORY, Person::default());
            let consent = [("recipient", recipient), ("given_on", "2026-04-01"), ("until", until)];
            case.consents = vec![read(&consent, Consent::read)];
            case.consent_for(&read(&[("name", name)], Referral::read), TODAY).is_some()
        };
        assert!(consented("くらし・しごと相談支援センター", "", "くらし・しごと相談支援センター"));
        assert!(consented("楽の会リーラ", "", "NPO法人 楽の会リーラ"));
        assert!(consented("ＮＰＯ法人 楽の会リーラ（家族会）", "", "NPO法人 楽の会リーラ"));
        assert!(!consented("楽の会リーラ", "2026-11-27", "NPO法人 楽の会リーラ"));
        assert!(!consented("精神科クリニック", "", "NPO法人 楽の会リーラ"));
        assert!(!consented("", "", "NPO法人 楽の会リーラ"));
        assert!(!consented("楽の会リーラ", "", ""));
    }
}
