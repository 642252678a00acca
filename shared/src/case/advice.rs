//! スーパーバイズ.

use jiff::civil::Date;

use crate::form::entry;
use crate::ids::UserId;

entry! {
    /// Advice on a case (スーパーバイズ): what somebody asked of a colleague, of the panel or of a member of the council, and the answer.
    Advice, AdviceField {
        /// The colleague who is asked.
        staff: Option<UserId> = Staff "staff";
        /// Who else is asked.
        asked_of: String = AskedOf "asked_of";
        /// The day it was asked.
        asked_on: Option<Date> = AskedOn "asked_on";
        /// The day the answer was there.
        answered_on: Option<Date> = AnsweredOn "answered_on";
    }
    texts {
        /// What is asked.
        question = Question;
        /// The answer.
        answer = Answer;
    }
}
