//! 会議.

use jiff::civil::Date;

use crate::codes::{ConferenceDecision, ConferenceKind};
use crate::form::entry;
use crate::ids::UserId;

entry! {
    /// A conference about a case (会議).
    Conference, ConferenceField {
        /// Which kind, which says whether it may do without the person's consent.
        kind: Option<ConferenceKind> = Kind "kind_of_conference";
        /// The day.
        held_on: Option<Date> = HeldOn "held_on";
        /// Where.
        place: String = Place "place";
        /// Who was there besides the staff.
        others: String = Others "others";
        /// What was decided.
        decision: Option<ConferenceDecision> = Decision "decision";
        /// The day of the next one.
        next_on: Option<Date> = NextOn "next_on";
    }
    sets {
        /// The staff who were there.
        attendees: UserId = Attendees;
    }
    texts {
        /// What was said, written by all who are there at the same time.
        minutes = Minutes;
    }
}
