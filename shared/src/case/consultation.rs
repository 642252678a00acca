//! 相談.

use jiff::civil::{Date, Time};

use crate::codes::{ContactMethod, Counterpart};
use crate::form::entry;
use crate::ids::UserId;

entry! {
    /// One contact (相談), the unit of 延べ件数.
    Consultation, ConsultationField {
        /// The day.
        date: Date = Date "date";
        /// When it began.
        time: Option<Time> = Time "time";
        /// How long it took.
        duration_minutes: Option<u16> = DurationMinutes "duration_minutes";
        /// How it took place.
        method: ContactMethod = Method "method" or "home_visit";
        /// Whether anyone was met. A visit without a meeting is a contact too.
        met: bool = Met "met" or "true";
        /// Whether its author called it finished (書き終える).
        finished: bool = Finished "finished";
    }
    sets {
        /// Who was spoken to; empty together with `met == false` means 会えなかった.
        counterparts: Counterpart = Counterparts;
        /// The staff who were there.
        staff: UserId = Staff;
    }
    texts {
        /// What was said and seen.
        note = Note;
    }
}
