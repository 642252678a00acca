//! 気をつけること.

use crate::codes::AlertLevel;
use crate::form::entry;

entry! {
    /// Something to remember before ringing the bell: 「父には内密」「電話は午後」.
    Alert, AlertField {
        /// The words.
        text: String = Text "text";
        /// How grave it is.
        level: AlertLevel = Level "level" or "note";
    }
}
