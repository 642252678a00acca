//! What a first look at Madobe finds on the screens.
//!
//! Four parts. The directory of desks and partner organisations and three cases are told after the ward's brochure
//! (豊島区 ひきこもり支援の取り組み); some invented cases are at work today; and a population of 325 invented cases has records that add up
//! to exactly the figures which the brochure prints for 令和3年度 to 令和5年度. Those three years belong to the population alone: every other
//! case begins in 令和6年度 or later, so that it may change and grow without touching a printed figure. The years after 令和5年度 hold those
//! cases and a thin echo of the population, and stand for no real year.
//!
//! Every person in it is invented. Telephone numbers of people begin with blocks that are given to nobody (090-0000, 03-0000), mail
//! addresses end in `example.jp`, and addresses stop at the 丁目, so that no demo ever rings at a real door.
//!
//! Pure: the day and a seed decide every byte. Nothing here knows a store, a session or a password.

mod chronicle;
mod days;
mod directory;
mod files;
mod gatherings;
mod kept;
mod living;
mod population;
mod random;
mod staff;
mod teams;
mod templates;
mod told;
mod write;

#[cfg(test)]
mod tests;

use jiff::civil::{Date, date};
use madobe_shared::case::Case;
use madobe_shared::document::NewChange;
use madobe_shared::ids::DocId;

pub use files::DemoFile;
pub use staff::{ACCOUNTS, DEVICE, DemoAccount, ITO, KANRI, SATO, SUZUKI, TANAKA};
pub use teams::DemoTeam;

/// The seed of the office that `--demo` shows. Any other makes another population of the same figures.
pub const SEED: u64 = 0x7a93_8fba;

/// The earliest day that the office can be at work. A machine whose clock runs behind gets the office of this day: up to two years
/// back from any earlier one, the cases at work would begin in years whose figures are printed.
pub const TODAY_MIN: Date = date(2026, 4, 1);

/// One document, ready for the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoDocument {
    /// The document.
    pub id: DocId,
    /// All its changes, each after those it builds on. The first is the one every document of its kind begins with.
    pub changes: Vec<NewChange>,
}

/// The whole office as of a day: the directory, what else the office keeps, then the cases. Documents are built one at a time, as they are asked for.
pub fn office(today: Date, seed: u64) -> impl Iterator<Item = DemoDocument> {
    let kept = std::iter::once_with(move || kept::document(today.max(TODAY_MIN)));
    let of_the_office = std::iter::once_with(directory::document).chain(kept);
    of_the_office.chain(cases(today, seed).map(|case| write::document(&case)))
}

/// The three cases that the ward's brochure tells, as they will read.
#[must_use]
pub fn told(today: Date) -> [Case; 3] {
    told::cases(today.max(TODAY_MIN))
}

/// The teams of those cases that not simply the whole desk sees.
#[must_use]
pub fn teams(today: Date) -> [DemoTeam; 2] {
    teams::teams(today.max(TODAY_MIN))
}

/// The files of those cases.
#[must_use]
pub fn files(today: Date) -> [DemoFile; 1] {
    files::files(today.max(TODAY_MIN))
}

/// The cases of the office, as they will read: those at work, those told, and the population.
fn cases(today: Date, seed: u64) -> impl Iterator<Item = Case> {
    let today = today.max(TODAY_MIN);
    let at_work = std::iter::once_with(move || living::cases(today).into_iter().chain(told::cases(today))).flatten();
    at_work.chain(std::iter::once_with(move || population::cases(today, seed)).flatten())
}
