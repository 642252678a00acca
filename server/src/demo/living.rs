//! The cases that are at work today: what the screens of a first look show.
//!
//! Each is invented, and each shows something: a day with three visits, calls that are overdue, a family whose child nobody has met,
//! ten relatives, a name without kana, names and titles longer than any column.

mod families;
mod first_steps;
mod long_names;
mod out_and_about;
mod visits;

use jiff::civil::Date;
use madobe_shared::case::Case;

#[cfg(test)]
pub(super) use long_names::LONG_AGENCY;

/// All of them as of a day, those with a visit today first.
pub(super) fn cases(today: Date) -> Vec<Case> {
    let groups = [
        visits::cases(today),
        families::cases(today),
        out_and_about::cases(today),
        first_steps::cases(today),
        long_names::cases(today),
    ];
    groups.into_iter().flatten().collect()
}
