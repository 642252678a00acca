//! The contacts of a case: who was spoken to, at what time, by whom, and the note.

use jiff::civil::{Time, time};
use madobe_shared::case::Consultation;
use madobe_shared::codes::{ClosureReason, ContactMethod, Counterpart, ReferralSource};
use madobe_shared::ids::{EntryId, UserId};

use super::super::days::{days_after, moment_ms};
use super::super::random::Random;
use super::super::staff::{SATO, SUZUKI, TANAKA, author};
use super::notes::{Contact, Place, Teller, Voice};
use super::phrases::Stage;
use super::plan::{Fate, Plan};
use super::portrait::Portrait;

/// All contacts of a case, the newest first.
pub(super) fn consultations(
    plan: &Plan,
    portrait: &Portrait,
    reason: &ClosureReason,
    lead: UserId,
    random: &mut Random,
) -> Vec<Consultation> {
    let mut teller = Teller::of(portrait);
    let count = plan.contacts.len();
    // Where the family came first, the person appears later, or never.
    let appears = match plan.by_person {
        true => 0,
        false if random.chance(60) => (count * random.between(25, 60)).div_ceil(100).max(1),
        false => count,
    };
    let went_along = plan.contacts.iter().position(|contact| contact.1 == ContactMethod::Accompaniment);
    let appears = appears.min(went_along.unwrap_or(count));
    let mut consultations = Vec::with_capacity(count);
    for (at, (date, method)) in plan.contacts.iter().enumerate() {
        let is_last = at + 1 == count && at > 0 && plan.fate == Fate::Closed;
        let place = match () {
            () if at == 0 => Place::First,
            () if is_last => Place::Last(reason),
            () if plan.fate == Fate::Watched && at + 2 >= count => Place::Watched,
            () => Place::Within(stage(at, count)),
        };
        let voice = voice(plan, portrait, place, method, at >= appears, random);
        let next = plan.contacts.get(at + 1).map(|(date, method)| (*date, method));
        // A date some days ahead and within a month was agreed on; nobody agrees on the day of a mail.
        let soon = days_after(*date, 5)..=days_after(*date, 31);
        let next = next.filter(|(next, method)| soon.contains(next) && **method != ContactMethod::Email);
        let at_the_door = !plan.by_person && at < appears + 3;
        let took = minutes(method, voice, random);
        let contact =
            Contact { date: *date, method, voice, place, at_the_door, next, minutes: took.unwrap_or_default() };
        let note = teller.note(&contact, random);
        let joined = portrait
            .relative
            .as_ref()
            .filter(|relative| relative.lives_together && *method == ContactMethod::HomeVisit && random.chance(30));
        let counterparts = match voice {
            Voice::Person => [Some(Counterpart::Person), joined.map(|relative| relative.counterpart.clone())],
            Voice::Family => [portrait.relative.as_ref().map(|relative| relative.counterpart.clone()), None],
            Voice::Agency => [Some(Counterpart::Agency), None],
            Voice::Nobody => [None, None],
        };
        let began = time_of(method, random);
        consultations.push(Consultation {
            id: EntryId::from_parts(moment_ms(*date, began), random.id_bytes()),
            date: *date,
            time: began,
            duration_minutes: took,
            method: method.clone(),
            counterparts: counterparts.into_iter().flatten().collect(),
            met: voice != Voice::Nobody,
            staff: staff(method, lead, random),
            note,
            author: Some(author(lead)),
            finished: true,
        });
    }
    consultations.reverse();
    consultations
}

fn stage(at: usize, count: usize) -> Stage {
    match at * 100 / count {
        ..30 => Stage::Early,
        // A handful of contacts does not come to a late stage.
        30..68 => Stage::Middle,
        _ if count <= 4 => Stage::Middle,
        _ => Stage::Late,
    }
}

fn voice(
    plan: &Plan,
    portrait: &Portrait,
    place: Place,
    method: &ContactMethod,
    has_appeared: bool,
    random: &mut Random,
) -> Voice {
    let family = if portrait.relative.is_some() { Voice::Family } else { Voice::Agency };
    let calls = matches!(method, ContactMethod::Phone);
    match (place, method) {
        (Place::First, _) if plan.by_person => return Voice::Person,
        (Place::First, _) if portrait.source == ReferralSource::AgencyReferral && random.chance(40) => {
            return Voice::Agency;
        }
        (Place::First, _) => return family,
        (_, ContactMethod::Accompaniment) => return Voice::Person,
        (Place::Last(ClosureReason::ContactLost), _) if calls => return Voice::Nobody,
        (Place::Last(_) | Place::Watched, _) => return if has_appeared { Voice::Person } else { family },
        _ => {}
    }
    let outside = match method {
        ContactMethod::Phone => [5, 4],
        ContactMethod::HomeVisit => [0, if has_appeared { 7 } else { 14 }],
        ContactMethod::Email => [4, 0],
        _ => [0, 0],
    };
    let (person, relative) = match (has_appeared, portrait.relative.is_some()) {
        (true, true) if plan.by_person => (88, 8),
        (true, true) => (62, 30),
        (true, false) => (96, 0),
        (false, _) => (0, 90),
    };
    match random.weighted(&[person, relative, outside[0], outside[1]]).unwrap_or_default() {
        0 => Voice::Person,
        1 => family,
        2 => Voice::Agency,
        _ => Voice::Nobody,
    }
}

/// A likely time of day.
pub(super) fn time_of(method: &ContactMethod, random: &mut Random) -> Option<Time> {
    let quarter = |random: &mut Random| i8::try_from(random.below(4) * 15).unwrap_or_default();
    let hour = |random: &mut Random, first, last| i8::try_from(random.between(first, last)).unwrap_or(10);
    Some(match method {
        ContactMethod::Email => time(hour(random, 8, 9), 30 + quarter(random) / 3, 0, 0),
        ContactMethod::Phone => time(hour(random, 9, 15), i8::try_from(random.below(12) * 5).unwrap_or_default(), 0, 0),
        _ => time(hour(random, 9, 15), if random.chance(50) { 0 } else { 30 }, 0, 0),
    })
}

fn minutes(method: &ContactMethod, voice: Voice, random: &mut Random) -> Option<u16> {
    let (least, most) = match (method, voice) {
        (ContactMethod::Email, _) => return None,
        (ContactMethod::Phone, Voice::Nobody) => (1, 1),
        (_, Voice::Nobody) => (1, 3),
        (ContactMethod::Phone, _) => (2, 8),
        (ContactMethod::Accompaniment, _) => (10, 30),
        _ => (4, 14),
    };
    u16::try_from(random.between(least, most) * 5).ok()
}

fn staff(method: &ContactMethod, lead: UserId, random: &mut Random) -> Vec<UserId> {
    let mut staff = vec![lead];
    let goes_in_two =
        matches!(method, ContactMethod::HomeVisit | ContactMethod::Accompaniment | ContactMethod::OfficeVisit);
    if goes_in_two && random.chance(22) {
        staff.extend([SATO, SUZUKI, TANAKA].into_iter().find(|colleague| *colleague != lead));
    }
    staff.sort_unstable();
    staff
}
