//! The relative who speaks for a person, or beside them.

use madobe_shared::codes::{AgeBand, Counterpart, Relationship, Sex};

use super::super::random::Random;
use super::names::given;
use super::plan::{Pace, Plan};

/// A relative of the person.
#[derive(Debug)]
pub(super) struct Relative {
    /// The word for them in notes.
    pub word: &'static str,
    /// What they are to the person.
    pub relationship: Relationship,
    /// As someone who was spoken to.
    pub counterpart: Counterpart,
    /// The given name.
    pub name: &'static str,
    /// Whether they live in the same household. Parents do; everyone else lives elsewhere.
    pub lives_together: bool,
}

/// The relative who is in touch with the desk; some who come themselves have none.
pub(super) fn of(plan: &Plan, band: &AgeBand, born: i16, random: &mut Random) -> Option<Relative> {
    // Of those who come themselves, half have a relative whom the desk knows too.
    if plan.by_person && (plan.pace == Pace::Brief || random.chance(50)) {
        return None;
    }
    // Mother, father, older sister, older brother, younger sister, younger brother, daughter, son.
    let weights: [usize; 8] = match band {
        AgeBand::Fifties => [38, 10, 14, 10, 14, 14, 0, 0],
        AgeBand::Sixties => [0, 0, 14, 10, 20, 16, 22, 18],
        AgeBand::SeventiesAndOver => [0, 0, 4, 4, 10, 8, 40, 34],
        _ => [54, 26, 7, 5, 4, 4, 0, 0],
    };
    let (word, relationship, counterpart, sex, years) = match random.weighted(&weights).unwrap_or_default() {
        0 => ("母", Relationship::Mother, Counterpart::Mother, Sex::Female, 28),
        1 => ("父", Relationship::Father, Counterpart::Father, Sex::Male, 31),
        2 => ("姉", Relationship::Sibling, Counterpart::Sibling, Sex::Female, 3),
        3 => ("兄", Relationship::Sibling, Counterpart::Sibling, Sex::Male, 3),
        4 => ("妹", Relationship::Sibling, Counterpart::Sibling, Sex::Female, -3),
        5 => ("弟", Relationship::Sibling, Counterpart::Sibling, Sex::Male, -3),
        6 => ("長女", Relationship::Child, Counterpart::Child, Sex::Female, -28),
        _ => ("長男", Relationship::Child, Counterpart::Child, Sex::Male, -28),
    };
    let lives_together = matches!(relationship, Relationship::Mother | Relationship::Father);
    let name = given(&sex, born - years, random).0;
    Some(Relative { word, relationship, counterpart, name, lives_together })
}
