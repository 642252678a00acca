//! What the day asks of one member of staff, from the summaries alone.

use std::rc::Rc;

use jiff::Span;
use jiff::civil::{Date, DateTime, Time};
use madobe_shared::codes::{CaseStatus, ContactMethod};
use madobe_shared::ids::UserId;
use madobe_shared::order;
use madobe_shared::summary::{CaseSummary, OpenTask, TaskOrigin};

/// How long before its day it is shown that a plan is to be looked at, a conference to be held or a gathering to be visited.
const AHEAD_DAYS: i64 = 7;

/// A visit or accompaniment of today.
#[derive(Debug, Clone, PartialEq)]
pub struct Visit {
    /// The case.
    pub summary: Rc<CaseSummary>,
    /// When, if a time was agreed.
    pub time: Option<Time>,
    /// How.
    pub method: ContactMethod,
    /// Whether a contact of this kind has been recorded today.
    pub recorded: bool,
}

/// The day.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Agenda {
    /// Today's visits in the order of their times, those without a time last.
    pub visits: Vec<Visit>,
    /// The place in `visits` of the one that comes next.
    pub next: Option<usize>,
    /// Other contacts due by today, longest overdue first.
    pub due: Vec<Rc<CaseSummary>>,
    /// What I have to do, what is due first.
    pub tasks: Vec<(Rc<CaseSummary>, OpenTask)>,
    /// Cases with a note that I began and did not finish.
    pub unfinished: Vec<Rc<CaseSummary>>,
}

impl Agenda {
    /// The day of `me`.
    pub fn of(summaries: &[Rc<CaseSummary>], me: UserId, now: DateTime) -> Self {
        let today = now.date();
        let mut agenda = Self::default();
        for summary in summaries {
            if summary.unfinished.contains(&me) {
                agenda.unfinished.push(summary.clone());
            }
            let mine =
                summary.tasks.iter().filter(|task| task.staff.or(summary.lead) == Some(me) && is_near(task, today));
            agenda.tasks.extend(mine.map(|task| (summary.clone(), task.clone())));
            let Some(next) = &summary.next_contact else { continue };
            if summary.next_staff() != Some(me) || summary.status == CaseStatus::Closed || next.date > today {
                continue;
            }
            if next.date == today && is_visit(&next.method) {
                agenda.visits.push(Visit {
                    summary: summary.clone(),
                    time: next.time,
                    method: next.method.clone(),
                    recorded: is_recorded(summary, &next.method, today),
                });
            } else {
                agenda.due.push(summary.clone());
            }
        }
        order::sort_by_key(&mut agenda.visits, |visit| (visit.time.is_none(), visit.time, visit.summary.id));
        order::sort_by_key(&mut agenda.due, |summary| summary.next_contact.as_ref().map(|next| (next.date, next.time)));
        order::sort_by_key(&mut agenda.tasks, |(_, task)| (task.due.is_none(), task.due));
        agenda.next = agenda.visits.iter().position(|visit| !visit.recorded);
        agenda
    }

    /// How many of today's visits are still to be made or written down.
    pub fn visits_ahead(&self) -> usize {
        self.visits.iter().filter(|visit| !visit.recorded).count()
    }
}

/// Whether a case is somebody's own: they have the lead, make the next contact, or have something to do in it.
pub fn is_of(summary: &CaseSummary, user: UserId) -> bool {
    let does_something = || summary.tasks.iter().any(|task| task.staff == Some(user));
    summary.lead == Some(user) || summary.next_staff() == Some(user) || does_something()
}

/// A plan is looked at, a conference held, and a gathering visited when the day comes; what has been promised is in sight all the time.
fn is_near(task: &OpenTask, today: Date) -> bool {
    let ahead = today.checked_add(Span::new().days(AHEAD_DAYS)).unwrap_or(today);
    let has_its_day =
        matches!(task.origin, TaskOrigin::Monitoring | TaskOrigin::Conference | TaskOrigin::Participation);
    task.waits_on(today) && (!has_its_day || task.due.is_none_or(|due| due <= ahead))
}

fn is_visit(method: &ContactMethod) -> bool {
    matches!(method, ContactMethod::HomeVisit | ContactMethod::Accompaniment)
}

fn is_recorded(summary: &CaseSummary, method: &ContactMethod, today: Date) -> bool {
    summary.latest.as_ref().is_some_and(|latest| latest.date == today && latest.method == *method)
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};
    use madobe_shared::case::NextContact;
    use madobe_shared::ids::DocId;
    use madobe_shared::summary::LatestConsultation;

    use super::*;

    const ME: UserId = UserId(1);
    const TODAY: Date = date(2026, 11, 23);

    fn case(name: &str, next: Option<(Date, Option<Time>, ContactMethod, Option<UserId>)>) -> CaseSummary {
        let id = DocId::from_parts(name.len() as u64, [0; 10]);
        let json = format!(r#"{{"id":"{}","name":"{name}"}}"#, id.0);
        let mut summary: CaseSummary = serde_json::from_str(&json).expect("every other field has a default");
        summary.next_contact = next.map(|(date, time, method, staff)| NextContact { date, time, method, staff });
        summary
    }

    fn day_of(summaries: Vec<CaseSummary>) -> Agenda {
        let summaries: Vec<_> = summaries.into_iter().map(Rc::new).collect();
        Agenda::of(&summaries, ME, TODAY.at(10, 0, 0, 0))
    }

    #[test]
    fn my_tasks_are_those_of_my_cases_and_what_i_promised_elsewhere() {
        let waits =
            |what: &str, origin, staff, due| OpenTask { entry: None, origin, what: what.to_owned(), staff, due };
        let in_days = |days: i8| Some(date(2026, 11, 23 + days));
        let mut led = case("主担当", None);
        led.lead = Some(ME);
        led.tasks = vec![
            waits("あとで", TaskOrigin::Task, None, None),
            waits("同僚の", TaskOrigin::Task, Some(UserId(2)), None),
            waits("先に", TaskOrigin::Plan, Some(ME), in_days(3)),
            waits("もうすぐ", TaskOrigin::Monitoring, None, in_days(7)),
        ];
        let mut elsewhere = case("ほかの人の", None);
        elsewhere.tasks = vec![
            waits("約束", TaskOrigin::Task, Some(ME), in_days(-1)),
            waits("まだ先", TaskOrigin::Monitoring, Some(ME), in_days(7).map(|day| day.tomorrow().expect("a day"))),
            waits("今日の催し", TaskOrigin::Participation, Some(ME), in_days(0)),
            waits("終わった催し", TaskOrigin::Participation, Some(ME), in_days(-1)),
        ];
        let agenda = day_of(vec![led, elsewhere]);
        let tasks: Vec<&str> = agenda.tasks.iter().map(|(_, task)| task.what.as_str()).collect();
        assert_eq!(tasks, ["約束", "今日の催し", "先に", "もうすぐ", "あとで"]);
    }

    fn names<'a>(summaries: impl IntoIterator<Item = &'a Rc<CaseSummary>>) -> Vec<&'a str> {
        summaries.into_iter().map(|summary| summary.name.as_str()).collect()
    }

    #[test]
    fn visits_are_mine_today_and_in_order() {
        let visit = |hour, staff| Some((TODAY, Some(time(hour, 0, 0, 0)), ContactMethod::HomeVisit, staff));
        let mut led = case("主担当", visit(9, None));
        led.lead = Some(ME);
        let mut closed = case("終結した", visit(9, Some(ME)));
        closed.status = CaseStatus::Closed;
        let agenda = day_of(vec![
            case("午後", visit(13, Some(ME))),
            case("同僚の訪問", visit(9, Some(UserId(2)))),
            led,
            closed,
            case("時刻なしの", Some((TODAY, None, ContactMethod::Accompaniment, Some(ME)))),
        ]);
        assert_eq!(names(agenda.visits.iter().map(|visit| &visit.summary)), ["主担当", "午後", "時刻なしの"]);
        assert_eq!((agenda.next, agenda.visits_ahead(), agenda.due.len()), (Some(0), 3, 0));
    }

    #[test]
    fn a_recorded_visit_is_behind_me() {
        let mut summary = case("高橋", Some((TODAY, None, ContactMethod::HomeVisit, Some(ME))));
        summary.latest = Some(LatestConsultation {
            date: TODAY,
            time: None,
            method: ContactMethod::HomeVisit,
            words: String::new(),
        });
        let agenda = day_of(vec![summary]);
        assert_eq!((agenda.next, agenda.visits_ahead(), agenda.visits.len()), (None, 0, 1));
    }

    #[test]
    fn what_is_due_includes_what_is_overdue_of_any_kind() {
        let due = |day, method| Some((day, None, method, Some(ME)));
        let agenda = day_of(vec![
            case("今日の電話", due(TODAY, ContactMethod::Phone)),
            case("きのうの訪問だった", due(date(2026, 11, 22), ContactMethod::HomeVisit)),
            case("あすの", due(date(2026, 11, 24), ContactMethod::Phone)),
            case("予定なし", None),
        ]);
        assert_eq!(names(&agenda.due), ["きのうの訪問だった", "今日の電話"]);
        assert!(agenda.visits.is_empty());
    }
}
