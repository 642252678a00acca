//! Who sees which case of the demo, where it is not simply the desk.

use jiff::ToSpan;
use jiff::civil::Date;
use madobe_shared::ids::{DocId, UserId};

use super::staff::{ITO, SATO, SUZUKI};
use super::told;

/// The team of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoTeam {
    /// The case.
    pub case: DocId,
    /// Whether nobody else of the desk sees it.
    pub restricted: bool,
    /// Its members, and the last day of those who have one.
    pub members: Vec<(UserId, Option<Date>)>,
}

/// 髙野 直樹 is shared with the coordinator for three months; 葛城 真理子 is restricted to those who visit her.
pub(super) fn teams(today: Date) -> [DemoTeam; 2] {
    let [starting_work, routine, _] = told::cases(today);
    let in_three_months = today.checked_add(3.months()).ok();
    [
        DemoTeam { case: starting_work.id, restricted: false, members: vec![(ITO, in_three_months)] },
        DemoTeam { case: routine.id, restricted: true, members: vec![(SATO, None), (SUZUKI, None)] },
    ]
}
