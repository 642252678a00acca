//! What comes next, out of the summaries alone.

use std::rc::Rc;

use jiff::civil::{Date, Time};
use madobe_shared::codes::{CaseStatus, ContactMethod};
use madobe_shared::ids::UserId;
use madobe_shared::order;
use madobe_shared::summary::{CaseSummary, OpenTask};
use yew::AttrValue;

use crate::i18n::{addressed, label};
use crate::pages::today::task_link;
use crate::routes::Route;
use crate::t;

/// A contact that was agreed on, or something to be done.
#[derive(Debug, Clone, PartialEq)]
pub struct Due {
    /// The case.
    pub case: Rc<CaseSummary>,
    /// The day; nothing for what has none.
    pub day: Option<Date>,
    /// When.
    pub time: Option<Time>,
    /// Whose it is; nobody's where the case has no lead either.
    pub staff: Option<UserId>,
    kind: Kind,
}

#[derive(Debug, Clone, PartialEq)]
enum Kind {
    Contact(ContactMethod),
    Task(OpenTask),
}

impl Due {
    /// What it is, with whom where it is a contact.
    pub fn what(&self) -> AttrValue {
        match &self.kind {
            Kind::Contact(method) => {
                t!("due.what", method = label(method), name = addressed(&self.case.name))
            }
            Kind::Task(task) => task_link(self.case.id, task).1,
        }
    }

    /// Where it is done.
    pub fn to(&self) -> Route {
        match &self.kind {
            Kind::Contact(_) => Route::Case { id: self.case.id },
            Kind::Task(task) => task_link(self.case.id, task).0,
        }
    }

    /// What tells it apart in a calendar, the same as long as it stands.
    pub fn uid(&self) -> String {
        match &self.kind {
            Kind::Task(OpenTask { entry: Some(entry), .. }) => format!("{entry}@madobe"),
            _ => format!("{}-next@madobe", self.case.id),
        }
    }

    /// How the contact takes place; `None` for what is to be done.
    pub const fn method(&self) -> Option<&ContactMethod> {
        match &self.kind {
            Kind::Contact(method) => Some(method),
            Kind::Task(_) => None,
        }
    }

    /// What a calendar that others keep may say of it: no name and no words of the record.
    pub fn public_words(&self) -> String {
        let what = match &self.kind {
            Kind::Contact(method) => label(method),
            Kind::Task(_) => t!("tasks.title"),
        };
        format!("{what} {}", self.case.number)
    }
}

/// All that comes next as seen from a day, of one member of staff or of everyone: by day, what has none last.
pub fn all(summaries: &[Rc<CaseSummary>], of: Option<UserId>, today: Date) -> Vec<Due> {
    let mut all = Vec::new();
    for case in summaries {
        let next = case.next_contact.as_ref().filter(|_| case.status != CaseStatus::Closed);
        all.extend(next.map(|next| Due {
            case: case.clone(),
            day: Some(next.date),
            time: next.time,
            staff: case.next_staff(),
            kind: Kind::Contact(next.method.clone()),
        }));
        all.extend(case.tasks.iter().filter(|task| task.waits_on(today)).map(|task| Due {
            case: case.clone(),
            day: task.due,
            time: None,
            staff: task.staff.or(case.lead),
            kind: Kind::Task(task.clone()),
        }));
    }
    all.retain(|due| of.is_none() || due.staff == of);
    order::sort_by_key(&mut all, |due| (due.day.is_none(), due.day, due.time, due.case.id));
    all
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};
    use madobe_shared::case::NextContact;
    use madobe_shared::ids::DocId;
    use madobe_shared::summary::TaskOrigin;

    use super::*;

    const ME: UserId = UserId(1);
    const OTHER: UserId = UserId(2);

    #[test]
    fn what_is_first_by_day_stands_first_and_names_stay_out_of_the_calendar() {
        let case = |number: u8, status, lead, next: Option<NextContact>, tasks| {
            let id = DocId::from_parts(u64::from(number), [number; 10]);
            let json = format!(r#"{{"id":"{}","number":"R8-000{number}","name":"高橋"}}"#, id.0);
            let summary: CaseSummary = serde_json::from_str(&json).expect("every other field has a default");
            Rc::new(CaseSummary { status, lead, next_contact: next, tasks, ..summary })
        };
        let next = |day, staff| {
            let (time, method) = (Some(time(10, 0, 0, 0)), ContactMethod::HomeVisit);
            Some(NextContact { date: date(2026, 12, day), time, method, staff })
        };
        let task = |staff, due: Option<i8>| OpenTask {
            entry: None,
            origin: TaskOrigin::Task,
            what: "手紙".to_owned(),
            staff,
            due: due.map(|day| date(2026, 12, day)),
        };
        let gathering = |day| OpenTask { origin: TaskOrigin::Participation, ..task(Some(OTHER), Some(day)) };
        let cases = [
            case(1, CaseStatus::Active, Some(ME), next(7, None), vec![task(None, None), task(Some(OTHER), Some(1))]),
            case(2, CaseStatus::Closed, Some(ME), next(2, None), vec![task(None, Some(3))]),
            case(3, CaseStatus::Active, Some(OTHER), next(4, Some(ME)), vec![gathering(1), gathering(5)]),
        ];
        let today = date(2026, 12, 2);
        let days =
            |of| -> Vec<Option<i8>> { all(&cases, of, today).iter().map(|due| due.day.map(Date::day)).collect() };
        assert_eq!(days(Some(ME)), [Some(3), Some(4), Some(7), None]);
        assert_eq!(
            days(Some(OTHER)),
            [Some(1), Some(5)],
            "what was to be done stays, and a gathering is over with its day"
        );
        assert_eq!(days(None), [Some(1), Some(3), Some(4), Some(5), Some(7), None]);
        let words: Vec<String> = all(&cases, Some(ME), today).iter().map(Due::public_words).collect();
        assert_eq!(words, ["やること R8-0002", "訪問 R8-0003", "訪問 R8-0001", "やること R8-0001"]);
    }
}
