//! Where everyone stands: a row for each generation, who lives together at the left inside one outline, the others at the right.

use madobe_shared::case::FamilyMember;
use madobe_shared::codes::Relationship;

/// All of it fits the narrowest telephone at its natural size.
pub const WIDTH: u32 = 292;

pub const BOX_WIDTH: u32 = 84;
pub const BOX_HEIGHT: u32 = 48;
const GAP: u32 = 8;

/// Between two generations; the outline's words fit above the first.
const ROW_GAP: u32 = 24;

/// The rows in which generations stand, and the one below them for everyone whose generation is not known.
const GENERATIONS: usize = 4;

/// The row of the person.
const OWN: usize = 2;

/// A rectangle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub x: u32,
    pub y: u32,
    pub width: u32,
    pub height: u32,
}

/// The drawing, in units of a CSS pixel.
#[derive(Debug, PartialEq, Eq)]
pub struct Layout {
    /// The boxes, row by row: of the person, or of the member of the family with this number.
    pub boxes: Vec<(Option<usize>, Place)>,
    /// The outline around the household.
    pub home: Place,
    /// The x at which those begin who do not live there; `None` where there is nobody.
    pub apart: Option<u32>,
    /// Lines from a generation to the next: x, and from which y to which.
    pub descents: Vec<(u32, u32, u32)>,
    pub height: u32,
}

impl Layout {
    pub fn of(family: &[FamilyMember]) -> Self {
        let has_apart = family.iter().any(|member| !member.lives_together);
        let columns: usize = if has_apart { 2 } else { 3 };
        let home_width = GAP + (BOX_WIDTH + GAP) * u32::try_from(columns).unwrap_or_default();
        let home_x = if has_apart { 0 } else { (WIDTH - home_width) / 2 };
        let apart_x = WIDTH - BOX_WIDTH;
        let (mut boxes, mut descents) = (Vec::new(), Vec::new());
        let (mut first_y, mut last_y) = (None, 0);
        // Where the generation above ended, if somebody of it lives in the household.
        let mut above = None;
        let mut y = ROW_GAP;
        for row in 0..=GENERATIONS {
            let (home, apart) = row_of(family, row);
            if home.is_empty() && apart.is_empty() {
                continue;
            }
            let mut bottom = y;
            for (line, members) in (0..).zip(home.chunks(columns)) {
                let line_y = y + line * (BOX_HEIGHT + GAP);
                let inset = (BOX_WIDTH + GAP) * u32::try_from(columns - members.len()).unwrap_or_default() / 2;
                for (column, member) in (0..).zip(members) {
                    boxes.push((*member, place(home_x + GAP + inset + column * (BOX_WIDTH + GAP), line_y)));
                }
                bottom = bottom.max(line_y + BOX_HEIGHT);
            }
            if !home.is_empty() {
                if let Some(above) = above.filter(|_| row < GENERATIONS) {
                    descents.push((home_x + home_width / 2, above, y));
                }
                first_y = first_y.or(Some(y));
                last_y = bottom;
            }
            for (line, member) in (0..).zip(&apart) {
                let line_y = y + line * (BOX_HEIGHT + GAP);
                boxes.push((Some(*member), place(apart_x, line_y)));
                bottom = bottom.max(line_y + BOX_HEIGHT);
            }
            above = (!home.is_empty()).then_some(last_y);
            y = bottom + ROW_GAP;
        }
        let home_y = first_y.unwrap_or(ROW_GAP) - ROW_GAP + 1;
        let home = Place { x: home_x, y: home_y, width: home_width, height: last_y + GAP - home_y };
        Self { boxes, home, apart: has_apart.then_some(apart_x), descents, height: y - ROW_GAP + GAP + 1 }
    }
}

const fn place(x: u32, y: u32) -> Place {
    Place { x, y, width: BOX_WIDTH, height: BOX_HEIGHT }
}

/// Who of a generation lives in the household, the person with their siblings on both sides, and who does not.
fn row_of(family: &[FamilyMember], row: usize) -> (Vec<Option<usize>>, Vec<usize>) {
    let of_row = family.iter().enumerate().filter(|(_, member)| generation(member.relationship.as_ref()) == row);
    let (home, apart): (Vec<_>, Vec<_>) = of_row.partition(|(_, member)| member.lives_together);
    let numbers = |members: Vec<(usize, &FamilyMember)>| members.into_iter().map(|(number, _)| number).collect();
    let mut home: Vec<(usize, &FamilyMember)> = home;
    let mut in_order: Vec<Option<usize>> = Vec::new();
    if row == OWN {
        let spouses = home.extract_if(.., |(_, member)| member.relationship == Some(Relationship::Spouse));
        let spouses: Vec<_> = spouses.collect();
        let after = home.split_off(home.len() / 2);
        in_order.extend(home.into_iter().map(|(number, _)| Some(number)));
        in_order.push(None);
        in_order.extend(spouses.into_iter().chain(after).map(|(number, _)| Some(number)));
    } else {
        in_order.extend(home.into_iter().map(|(number, _)| Some(number)));
    }
    (in_order, numbers(apart))
}

fn generation(relationship: Option<&Relationship>) -> usize {
    match relationship {
        Some(Relationship::Grandparent) => 0,
        Some(Relationship::Father | Relationship::Mother) => 1,
        Some(Relationship::Sibling | Relationship::Spouse) => OWN,
        Some(Relationship::Child) => 3,
        _ => GENERATIONS,
    }
}

#[cfg(test)]
mod tests {
    use madobe_shared::ids::EntryId;

    use super::*;

    fn family(members: &[(Relationship, bool)]) -> Vec<FamilyMember> {
        let member = |(relationship, lives_together): &(Relationship, bool)| FamilyMember {
            id: EntryId::NIL,
            author: None,
            relationship: Some(relationship.clone()),
            name: String::new(),
            phone: String::new(),
            other_case: None,
            lives_together: *lives_together,
        };
        members.iter().map(member).collect()
    }

    fn is_inside(inner: Place, outer: Place) -> bool {
        let is_within = |inner: u32, inner_length: u32, outer: u32, outer_length: u32| {
            inner >= outer && inner + inner_length <= outer + outer_length
        };
        is_within(inner.x, inner.width, outer.x, outer.width) && is_within(inner.y, inner.height, outer.y, outer.height)
    }

    fn is_apart(one: Place, other: Place) -> bool {
        one.x + one.width <= other.x
            || other.x + other.width <= one.x
            || one.y + one.height <= other.y
            || other.y + other.height <= one.y
    }

    #[test]
    fn whoever_lives_together_is_inside_the_outline_and_nobody_else_and_no_box_covers_another() {
        let all = [
            Relationship::Father,
            Relationship::Mother,
            Relationship::Sibling,
            Relationship::Spouse,
            Relationship::Child,
            Relationship::Grandparent,
            Relationship::OtherRelative,
            Relationship::Other,
            Relationship::from_code("of_a_newer_version"),
        ];
        // Every pattern of who lives together, of one and of three of each.
        for (times, pattern) in (0..1 << all.len()).flat_map(|pattern| [(1, pattern), (3, pattern)]) {
            let members: Vec<_> = all
                .iter()
                .enumerate()
                .flat_map(|(at, one)| std::iter::repeat_n((one.clone(), pattern >> at & 1 == 1), times))
                .collect();
            let family = family(&members);
            let layout = Layout::of(&family);
            assert_eq!(layout.boxes.len(), family.len() + 1);
            let paper = Place { x: 0, y: 0, width: WIDTH, height: layout.height };
            for (at, (who, place)) in layout.boxes.iter().enumerate() {
                assert!(is_inside(*place, paper), "{pattern:b}");
                let lives_there = who.is_none_or(|who| family[who].lives_together);
                assert_eq!(is_inside(*place, layout.home), lives_there, "{pattern:b}");
                assert!(lives_there || is_apart(*place, layout.home), "{pattern:b}");
                assert!(layout.boxes[..at].iter().all(|(_, other)| is_apart(*place, *other)), "{pattern:b}");
            }
        }
    }

    #[test]
    fn parents_stand_above_siblings_beside_and_children_below() {
        use Relationship::{Child, Father, Grandparent, Mother, Other, Sibling, Spouse};
        let together = [Other, Child, Sibling, Mother, Grandparent, Spouse, Father].map(|one| (one, true));
        let layout = Layout::of(&family(&together));
        let y = |who: Option<usize>| layout.boxes.iter().find(|(one, _)| *one == who).map(|(_, place)| place.y);
        let order = [y(Some(4)), y(Some(3)), y(None), y(Some(1)), y(Some(0))];
        assert!(order.is_sorted_by(|above, below| above < below), "{order:?}");
        assert_eq!([y(Some(6)), y(Some(2)), y(Some(5))], [y(Some(3)), y(None), y(None)]);
        assert_eq!(layout.descents.len(), 3);
        // The spouse stands right beside.
        let own: Vec<Option<usize>> =
            layout.boxes.iter().filter(|(_, place)| Some(place.y) == y(None)).map(|(who, _)| *who).collect();
        assert_eq!(own, [None, Some(5), Some(2)]);
    }
}
