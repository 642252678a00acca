//! When: on which days which kind of contact took place in which case.
//!
//! Every contact of a year is dealt out to a case that was open then, so the year's counts are met by construction and not by luck.
//! Rare methods are dealt first, while the cases that they suit have days to spare.

use std::collections::BTreeSet;

use jiff::civil::{Date, date};
use madobe_shared::calendar::FiscalYear;
use madobe_shared::codes::{ContactMethod, Sex};

use super::super::days::{days_after, office_days};
use super::super::random::Random;
use super::{YEARS, Year};

/// The last day of the years that are printed.
const PRINTED_LAST: Date = date(2024, 3, 31);

/// The most contacts of one case in one year: about two a month.
const CONTACTS_PER_YEAR_MAX: usize = 26;

/// One case, as far as the calendar is concerned.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    /// The day of the first contact.
    pub opened: Date,
    /// Sex as stated.
    pub sex: Sex,
    /// Whether the person made the first contact.
    pub by_person: bool,
    /// How they prefer to be in touch.
    pub style: Style,
    /// How long and how often.
    pub pace: Pace,
    /// Where it stands by today.
    pub fate: Fate,
    /// The contacts in order.
    pub contacts: Vec<(Date, ContactMethod)>,
    /// The last day on which there could be a contact in the printed years.
    last: Date,
    /// How often, compared with others.
    weight: usize,
}

/// How someone prefers to be in touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Calls,
    Writes,
    Comes,
    IsVisited,
    Varies,
}

/// How long a case goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pace {
    /// A question or two.
    Brief,
    /// Some months.
    Months,
    /// A year and more.
    Years,
}

/// Where a case stands by today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Closed,
    Watched,
    Active,
}

impl Style {
    const ALL: [Self; 5] = [Self::Calls, Self::Writes, Self::Comes, Self::IsVisited, Self::Varies];

    /// How well a method suits, compared with other styles.
    fn suits(self, method: &ContactMethod) -> usize {
        match (self, method) {
            (Self::Calls, ContactMethod::Phone) => 8,
            (Self::Writes, ContactMethod::Email) => 12,
            (Self::Comes, ContactMethod::OfficeVisit) => 8,
            (Self::IsVisited, ContactMethod::HomeVisit) => 20,
            (Self::Comes | Self::Varies, ContactMethod::Accompaniment) => 4,
            (Self::IsVisited, ContactMethod::Accompaniment) => 2,
            (Self::Writes, ContactMethod::Video) => 6,
            (Self::Varies, ContactMethod::Phone | ContactMethod::Email | ContactMethod::OfficeVisit) => 4,
            (Self::Varies, ContactMethod::HomeVisit) => 2,
            (_, ContactMethod::Phone) => 3,
            (Self::Calls | Self::IsVisited | Self::Comes, ContactMethod::Email | ContactMethod::OfficeVisit) => 1,
            _ => 0,
        }
    }

    fn first_method(self) -> ContactMethod {
        match self {
            Self::Calls | Self::IsVisited | Self::Varies => ContactMethod::Phone,
            Self::Writes => ContactMethod::Email,
            Self::Comes => ContactMethod::OfficeVisit,
        }
    }
}

/// All cases of the printed years, in the order in which they began.
pub(super) fn plans(today: Date, random: &mut Random) -> Vec<Plan> {
    let mut plans: Vec<Plan> = Vec::new();
    for year in &YEARS {
        let already = plans.len();
        plans.extend(new_cases(year, random));
        deal(year, &mut plans, already, random);
    }
    for plan in &mut plans {
        plan.contacts.sort_by_key(|contact| contact.0);
        since_then(plan, today, random);
    }
    plans
}

fn new_cases(year: &Year, random: &mut Random) -> Vec<Plan> {
    let mut days = Vec::new();
    for (first, count) in months(year).into_iter().zip(year.by_month) {
        let open = office_days(first, first.last_of_month());
        days.extend((0..count).filter_map(|_| random.pick(&open).copied()));
    }
    days.sort_unstable();
    let [male, female, other] = year.by_sex;
    let mut sexes = [vec![Sex::Male; male], vec![Sex::Female; female], vec![Sex::Other; other]].concat();
    random.shuffle(&mut sexes);
    let mut by_person = vec![false; days.len()];
    by_person.iter_mut().take(year.by_person).for_each(|by_person| *by_person = true);
    random.shuffle(&mut by_person);
    let dates = days.into_iter().zip(sexes).zip(by_person);
    dates.map(|((opened, sex), by_person)| new_case(opened, sex, by_person, random)).collect()
}

fn new_case(opened: Date, sex: Sex, by_person: bool, random: &mut Random) -> Plan {
    let (pace, days, weight) = match random.below(100) {
        ..30 => (Pace::Brief, random.between(0, 40), 1),
        30..68 => (Pace::Months, random.between(90, 420), random.between(2, 5)),
        _ => (Pace::Years, random.between(420, 1_200), random.between(2, 7)),
    };
    let style = Style::ALL[random.weighted(&[34, 20, 18, 10, 18]).unwrap_or_default()];
    let last = days_after(opened, i64::try_from(days).unwrap_or_default());
    Plan { opened, sex, by_person, style, pace, fate: Fate::Closed, contacts: Vec::new(), last, weight }
}

fn months(year: &Year) -> [Date; 12] {
    FiscalYear::new(year.begins).map_or([year_end(year); 12], FiscalYear::months)
}

fn year_end(year: &Year) -> Date {
    date(year.begins + 1, 3, 31)
}

/// Deals a year's contacts out: one to each new case on the day it began, all others to those that were open.
fn deal(year: &Year, plans: &mut [Plan], first_new: usize, random: &mut Random) {
    let mut left = year.contacts.clone();
    for plan in &mut plans[first_new..] {
        let wanted = plan.style.first_method();
        // Where a method has run out, the last in the list, the telephone, has not.
        let slot = left.iter().position(|(method, count)| *method == wanted && *count > 0).unwrap_or(left.len() - 1);
        left[slot].1 = left[slot].1.saturating_sub(1);
        plan.contacts.push((plan.opened, left[slot].0.clone()));
    }
    let year_days = office_days(date(year.begins, 4, 1), year_end(year));
    let mut open: Vec<Vec<Date>> = plans.iter().map(|plan| open_days(plan, &year_days)).collect();
    let mut dealt = vec![0; plans.len()];
    for (method, count) in left {
        for _ in 0..count {
            let weight = |(at, plan): (usize, &Plan)| {
                let full = dealt[at] >= CONTACTS_PER_YEAR_MAX || open[at].is_empty();
                // Someone open for the whole year is met more often than someone open for its last month.
                if full { 0 } else { plan.weight * plan.style.suits(&method) * open[at].len().div_ceil(20) }
            };
            let weights: Vec<usize> = plans.iter().enumerate().map(weight).collect();
            let Some(at) = random.weighted(&weights) else { continue };
            let place = random.below(open[at].len());
            let day = open[at].swap_remove(place);
            plans[at].contacts.push((day, method.clone()));
            dealt[at] += 1;
        }
    }
}

/// The days of a year on which a case can have a further contact.
fn open_days(plan: &Plan, year_days: &[Date]) -> Vec<Date> {
    let after = days_after(plan.opened, 2);
    year_days.iter().copied().filter(|day| after <= *day && *day <= plan.last).collect()
}

/// What came after the printed years for those who were still in touch: most closed within months, some are looked after from afar, a
/// few are met to this day.
fn since_then(plan: &mut Plan, today: Date, random: &mut Random) {
    if plan.last <= PRINTED_LAST || plan.pace == Pace::Brief {
        return;
    }
    // The last number says how near to the end, in open days, the latest contact lies.
    let (fate, first, last, count, near) = match random.below(100) {
        ..58 => (Fate::Closed, days_after(PRINTED_LAST, 8), date(2025, 3, 20), 1, usize::MAX),
        58..90 => (Fate::Watched, days_after(PRINTED_LAST, 60), days_after(today, -20), 4, 70),
        _ => (Fate::Active, days_after(PRINTED_LAST, 20), days_after(today, -9), 5, 25),
    };
    plan.fate = fate;
    let days = office_days(first, last);
    let mut chosen = BTreeSet::new();
    // One in each part of the time, so that no case was forgotten for years.
    for part in 0..count {
        let (from, to) = (days.len() * part / count, days.len() * (part + 1) / count);
        let from = if part + 1 == count { to.saturating_sub(near).max(from) } else { from };
        chosen.extend(days.get(from..to).and_then(|part| random.pick(part)).copied());
    }
    let method = match plan.style {
        Style::Writes => ContactMethod::Email,
        Style::Comes if fate == Fate::Active => ContactMethod::OfficeVisit,
        Style::IsVisited if fate == Fate::Active => ContactMethod::HomeVisit,
        _ => ContactMethod::Phone,
    };
    plan.contacts.extend(chosen.into_iter().map(|day| (day, method.clone())));
}
