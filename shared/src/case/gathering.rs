//! 居場所・催し, and who took part in them.

use std::cmp::Reverse;

use jiff::civil::Date;

use super::Case;
use crate::codes::{Audience, Counterpart, GatheringKind};
use crate::form::entry;
use crate::ids::{EntryId, UserId};
use crate::order;
use crate::search::fold;

entry! {
    /// A place to be that meets regularly, or an event on one day (居場所・催し), kept by the office. It holds nobody's name.
    Gathering, GatheringField {
        /// Its name.
        name: String = Name "name";
        /// What it is.
        kind: GatheringKind = Kind "kind_of_gathering" or "gathering_place";
        /// Whom it is for.
        audience: Audience = Audience "audience" or "anyone";
        /// The day; none for what meets regularly.
        held_on: Option<Date> = HeldOn "held_on";
        /// When it meets, or from when until when.
        hours: String = Hours "hours";
        /// Where.
        place: String = Place "place";
        /// Who holds it.
        host: String = Host "host";
        /// What it is like, and how one takes part.
        description: String = Description "description";
        /// Whether it is not held at present. It stays, because cases lead to it.
        retired: bool = Retired "retired";
    }
}

entry! {
    /// Taking part in a gathering (参加), or meaning to.
    Participation, ParticipationField {
        /// The gathering in the office's list; nothing where it is not in it.
        gathering: Option<EntryId> = Gathering "gathering" as Gathering;
        /// Its name at the time, which stays when the list forgets it.
        name: String = Name "name";
        /// The day; one to come is meant, and not yet done.
        day: Option<Date> = Day "day";
    }
    sets {
        /// Who went there: the person, or somebody of the family.
        participants: Counterpart = Participants;
        /// Who of the staff went along.
        companions: UserId = Companions;
    }
    texts {
        /// How it was.
        course = ParticipationCourse;
    }
}

impl Participation {
    /// Whether it may be still to come: it has a day, and nobody has written how it was.
    #[must_use]
    pub fn may_come(&self) -> bool {
        self.day.is_some() && self.course.trim().is_empty()
    }
}

/// When a gathering is, as seen from a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum GatheringTime {
    /// It is today, or still to come.
    ToCome(Date),
    /// It meets regularly.
    Regular,
    /// It is over, or not held at present; the latest first.
    Over(Reverse<Option<Date>>),
}

impl Gathering {
    /// When it is, as seen from a day.
    #[must_use]
    pub fn time(&self, today: Date) -> GatheringTime {
        match self.held_on {
            day if self.retired => GatheringTime::Over(Reverse(day)),
            Some(day) if day >= today => GatheringTime::ToCome(day),
            Some(day) => GatheringTime::Over(Reverse(Some(day))),
            None => GatheringTime::Regular,
        }
    }

    /// Whether folded letters (see [`crate::search::fold`]) stand anywhere in it; no letters stand everywhere.
    #[must_use]
    pub fn is_found_by(&self, wanted: &str) -> bool {
        let words = [&self.name, &self.description, &self.place, &self.host, &self.hours];
        wanted.is_empty() || words.into_iter().any(|word| fold(word).contains(wanted))
    }
}

impl Case {
    /// The office's gatherings, what comes next first, then what meets regularly, then what is over.
    #[must_use]
    pub fn gatherings_in_order(&self, today: Date) -> Vec<&Gathering> {
        let mut gatherings: Vec<&Gathering> = self.gatherings.iter().collect();
        order::sort_by_key(&mut gatherings, |one| one.time(today));
        gatherings
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::case::Person;
    use crate::form::Found;
    use crate::ids::DocId;

    fn gathering(values: &[(&str, &str)]) -> Gathering {
        let value = |key: &str| values.iter().find(|(at, _)| *at == key).map(|(_, value)| *value);
        let (members, text) = (|_: &str| Vec::new(), |_: &str| String::new());
        Gathering::read(&Found { id: EntryId::NIL, author: None, value: &value, members: &members, text: &text })
    }

    #[test]
    fn what_comes_next_stands_first_and_what_is_over_last() {
        let mut office = Case::blank(DocId::OFFICE, Person::default());
        office.gatherings = [
            &[("name", "先月の講演会"), ("held_on", "2026-10-20")][..],
            &[("name", "居場所")],
            &[("name", "来月の相談会"), ("held_on", "2026-12-10")],
            &[("name", "休止中"), ("retired", "true")],
            &[("name", "今日の講演会"), ("held_on", "2026-11-29")],
            &[("name", "先週の講演会"), ("held_on", "2026-11-20")],
        ]
        .map(gathering)
        .to_vec();
        let order: Vec<_> =
            office.gatherings_in_order(date(2026, 11, 29)).into_iter().map(|one| one.name.as_str()).collect();
        assert_eq!(order, ["今日の講演会", "来月の相談会", "居場所", "先週の講演会", "先月の講演会", "休止中"]);
    }

    #[test]
    fn it_is_found_by_any_of_its_words_in_any_writing() {
        let one = gathering(&[("name", "ひきこもり家族会"), ("place", "みらい館 大明"), ("hours", "第３土曜")]);
        assert!(["", "家族会", "ミライ館", "第3土曜"].iter().all(|words| one.is_found_by(&fold(words))));
        assert!(!one.is_found_by(&fold("就労")));
    }
}
