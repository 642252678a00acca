//! やること.

use jiff::civil::Date;

use crate::form::entry;
use crate::ids::UserId;

entry! {
    /// Something that somebody has promised, or must not forget (やること).
    Task, TaskField {
        /// What is to be done.
        what: String = What "what";
        /// Who does it; the lead where nobody is named.
        staff: Option<UserId> = Staff "staff";
        /// By when.
        due: Option<Date> = Due "due";
        /// The day it was done.
        done_on: Option<Date> = DoneOn "done_on";
    }
}
