//! From plan and portrait to a case with all its records.

use jiff::civil::Date;
use madobe_shared::case::{Alert, Case, Closure, FamilyMember, NextContact, Person, Sheet};
use madobe_shared::codes::{AlertLevel, CaseStatus, ClosureReason, ContactMethod, Counterpart};
use madobe_shared::ids::{DocId, EntryId, UserId};

use super::super::days::{days_after, moment_ms, office_day_on_or_after};
use super::super::random::Random;
use super::super::staff::{SATO, SUZUKI, TANAKA};
use super::contacts;
use super::notes::Teller;
use super::phrases::{Theme, closing, sheet};
use super::plan::{Fate, Pace, Plan, Style};
use super::portrait::Portrait;
use super::relative::Relative;

/// The case.
pub(super) fn case(plan: &Plan, portrait: &Portrait, today: Date, random: &mut Random) -> Case {
    let lead = lead(plan, random);
    let reason = reason(plan, random);
    let mut case = Case::blank(DocId::DIRECTORY, person(plan, portrait, random));
    case.opened_on = Some(plan.opened);
    case.status = match plan.fate {
        Fate::Closed => CaseStatus::Closed,
        Fate::Watched => CaseStatus::WatchfulFollowUp,
        Fate::Active => CaseStatus::Active,
    };
    case.main_concern = Some(portrait.concern.clone());
    case.withdrawal_duration = Some(portrait.duration.clone());
    case.referral_source = Some(portrait.source.clone());
    case.lead = Some(lead);
    case.family = portrait.relative.iter().map(|relative| family_member(portrait, relative, random)).collect();
    case.alerts = alert(plan, random).into_iter().collect();
    case.next_contact = next_contact(plan, lead, today, random);
    case.consultations = contacts::consultations(plan, portrait, &reason, lead, random);
    if plan.fate == Fate::Closed {
        let last = case.consultations.first().map(|contact| contact.date);
        case.closure = last.map(|date| Closure { date, reason: reason.clone() });
    }
    let spoke = case.consultations.iter().any(|contact| contact.counterparts.contains(&Counterpart::Person));
    let teller = Teller::of(portrait);
    let theme = portrait.themes.first().copied();
    if plan.pace != Pace::Brief && spoke {
        case.goal = theme
            .and_then(|theme| random.pick(sheet::goals(theme)))
            .map(|goal| teller.filled(goal))
            .unwrap_or_default();
    }
    if plan.pace != Pace::Brief {
        case.sheet = Sheet {
            background: random.pick(sheet::background(&portrait.concern)).copied().unwrap_or_default().to_owned(),
            difficulties: difficulties(portrait, random)
                .map(|theme| teller.filled(sheet::difficulties(theme)))
                .collect(),
            course: String::new(),
            outcome: if plan.fate == Fate::Closed { teller.filled(closing::outcome(&reason)) } else { String::new() },
        };
    }
    // The newest contact is read first, so the earliest is the last of them.
    let began_ms = case.consultations.last().map_or(0, |first| moment_ms(first.date, first.time));
    case.id = DocId::from_parts(began_ms, random.id_bytes());
    case
}

/// The main theme and one of the others.
fn difficulties(portrait: &Portrait, random: &mut Random) -> impl Iterator<Item = Theme> {
    let (main, others) = portrait.themes.split_at(1);
    let other = random.pick(others).copied();
    main.first().copied().into_iter().chain(other)
}

/// 佐藤 visits, 鈴木 is asked about health more often; the desk has most of the rest.
fn lead(plan: &Plan, random: &mut Random) -> UserId {
    let weights = match plan.style {
        Style::IsVisited => [70, 10, 20],
        Style::Writes => [20, 70, 10],
        _ => [32, 46, 22],
    };
    [SATO, TANAKA, SUZUKI][random.weighted(&weights).unwrap_or_default()]
}

fn reason(plan: &Plan, random: &mut Random) -> ClosureReason {
    let weights = if plan.pace == Pace::Brief { [10, 0, 4, 10, 16, 60] } else { [24, 38, 8, 14, 16, 0] };
    match random.weighted(&weights).unwrap_or_default() {
        0 => ClosureReason::PersonsWish,
        1 => ClosureReason::SituationStable,
        2 => ClosureReason::MovedAway,
        3 => ClosureReason::HandedOver,
        // Nobody is lost in the middle of a meeting.
        4 if plan.contacts.last().is_some_and(|contact| contact.1 == ContactMethod::Phone) => {
            ClosureReason::ContactLost
        }
        4 => ClosureReason::PersonsWish,
        _ => ClosureReason::Other,
    }
}

fn person(plan: &Plan, portrait: &Portrait, random: &mut Random) -> Person {
    let sex = Some(plan.sex.clone());
    let age_band = Some(portrait.band.clone());
    let Some((surname, given)) = portrait.name else {
        return Person { name: "匿名希望".to_owned(), sex, age_band, ..Person::default() };
    };
    let phone = format!("090-0000-{:04}", random.below(10_000));
    let email = format!("contact{:04}@example.jp", random.below(10_000));
    let writes = plan.contacts.iter().any(|contact| contact.1 == ContactMethod::Email);
    let is_known = plan.pace != Pace::Brief;
    Person {
        name: format!("{} {}", surname.0, given.0),
        kana: format!("{} {}", surname.1, given.1),
        sex,
        birth: portrait.birth,
        // A date of birth says more than a band; both would have to agree.
        age_band: if portrait.birth.is_none() { age_band } else { None },
        phone: if plan.by_person && plan.style != Style::Writes { phone } else { String::new() },
        postcode: String::new(),
        email: if writes && plan.by_person { email } else { String::new() },
        address: if is_known { portrait.town.to_owned() } else { String::new() },
        ..Person::default()
    }
}

fn family_member(portrait: &Portrait, relative: &Relative, random: &mut Random) -> FamilyMember {
    let surname = portrait.name.map(|name| name.0.0).unwrap_or_default();
    let name = format!("{surname} {}", relative.name);
    let is_called_by_word = !relative.lives_together;
    FamilyMember {
        id: EntryId::from_parts(0, random.id_bytes()),
        author: None,
        name: if is_called_by_word { format!("{name}（{}）", relative.word) } else { name },
        relationship: Some(relative.relationship.clone()),
        other_case: None,
        lives_together: relative.lives_together,
        phone: format!("090-0000-{:04}", random.below(10_000)),
    }
}

const ALERTS: &[&str] = &[
    "電話は午後に",
    "留守番電話には名前だけ残す",
    "郵便は無地の封筒で",
    "予定の変更は早めに伝える",
    "約束の前の日に一度連絡する",
    "名字だけで呼ぶ",
];

fn alert(plan: &Plan, random: &mut Random) -> Option<Alert> {
    if plan.pace == Pace::Brief || !random.chance(30) {
        return None;
    }
    let text = (*random.pick(ALERTS)?).to_owned();
    Some(Alert { id: EntryId::from_parts(0, random.id_bytes()), author: None, text, level: AlertLevel::Note })
}

/// The next contact of those who are still in touch: after today, so that the day itself belongs to the cases told one by one.
fn next_contact(plan: &Plan, lead: UserId, today: Date, random: &mut Random) -> Option<NextContact> {
    let (days, method) = match plan.fate {
        Fate::Closed => return None,
        Fate::Watched => (random.between(20, 120), ContactMethod::Phone),
        Fate::Active => (random.between(4, 24), plan.contacts.last()?.1.clone()),
    };
    let date = office_day_on_or_after(days_after(today, i64::try_from(days).unwrap_or(30)));
    let at = contacts::time_of(&method, random).filter(|_| method != ContactMethod::Email);
    Some(NextContact { date, time: at, method, staff: Some(lead) })
}
