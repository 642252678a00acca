//! The three cases that the ward's brochure tells (事例紹介). The facts are the brochure's; names, days and every sentence are invented.

mod routine;
mod starting_work;
mod with_mother;

use jiff::civil::Date;
use madobe_shared::case::Case;

/// 事例1, 事例2 and 事例3, as of a day.
pub(super) fn cases(today: Date) -> [Case; 3] {
    [starting_work::case(today), routine::case(today), with_mother::case(today)]
}
