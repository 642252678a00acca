//! 325 invented cases whose records add up to what the ward printed.
//!
//! The brochure prints, without ambiguity, the contacts by method of 令和4年度 and 令和5年度 and the new cases by sex of 令和3年度 to
//! 令和5年度: [`YEARS`]. It prints no contacts of 令和3年度; the ones here are few and stand for nothing. It says that in 令和5年度 more than
//! half of the new cases were brought by the person; how many is invented, as are the months, ages, durations and concerns, whose
//! charts lost their labels.
//!
//! [`plan`] decides when a case began, who brought it and on which days which kind of contact took place; [`portrait`] who it is about;
//! [`contacts`] who was spoken to, [`notes`] what was said; [`record`] puts that into a case.

mod contacts;
mod names;
mod notes;
mod phrases;
mod plan;
mod portrait;
mod record;
mod relative;

use jiff::civil::Date;
use madobe_shared::case::Case;
use madobe_shared::codes::ContactMethod::{self, Accompaniment, Email, HomeVisit, OfficeVisit, Phone, Video};

use super::random::Random;
use names::Names;

/// The cases, in the order in which they began.
pub(super) fn cases(today: Date, seed: u64) -> impl Iterator<Item = Case> {
    let mut names = Names::default();
    plan::plans(today, &mut Random::of(seed, 1)).into_iter().zip(1_000..).map(move |(plan, purpose)| {
        // Each case draws from a sequence of its own, so that one more phrase in a bank does not change every name after it.
        let mut random = Random::of(seed, purpose);
        let portrait = portrait::of(&plan, &mut names, &mut random);
        record::case(&plan, &portrait, today, &mut random)
    })
}

/// What a year's records add up to.
struct Year {
    /// The Western year in which it begins.
    begins: i16,
    /// New cases: male, female, other.
    by_sex: [usize; 3],
    /// New cases in which the person made the first contact.
    by_person: usize,
    /// New cases by month, April to March.
    by_month: [usize; 12],
    /// Contacts by method.
    contacts: [(ContactMethod, usize); 6],
}

/// The years that the brochure tells of. The desk opened in July of the first; its newsletter went to every household in October of
/// the first and of the third.
const YEARS: [Year; 3] = [
    Year {
        begins: 2021,
        by_sex: [54, 25, 0],
        by_person: 35,
        by_month: [0, 0, 0, 12, 9, 7, 18, 12, 6, 5, 4, 6],
        contacts: [(Accompaniment, 2), (Video, 0), (HomeVisit, 9), (OfficeVisit, 46), (Email, 34), (Phone, 128)],
    },
    Year {
        begins: 2022,
        by_sex: [63, 25, 3],
        by_person: 43,
        by_month: [8, 7, 8, 7, 6, 8, 9, 8, 6, 7, 7, 10],
        contacts: [(Accompaniment, 11), (Video, 1), (HomeVisit, 63), (OfficeVisit, 234), (Email, 279), (Phone, 907)],
    },
    Year {
        begins: 2023,
        by_sex: [93, 56, 6],
        by_person: 81,
        by_month: [10, 11, 9, 12, 10, 12, 21, 24, 15, 10, 9, 12],
        contacts: [(Accompaniment, 24), (Video, 3), (HomeVisit, 133), (OfficeVisit, 418), (Email, 616), (Phone, 977)],
    },
];
