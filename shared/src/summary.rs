//! What lists and search need of a case, kept beside the document, so that neither opens one.

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use crate::calendar::canonical;
use crate::case::{Case, CaseField, NextContact, Plan, case_number};
use crate::codes::{AlertLevel, CaseStatus, ConferenceKind, ContactMethod, Sex};
use crate::form::{EntryKind, FieldRef, TextRef};
use crate::ids::{DocId, EntryId, UserId};
use crate::limits::{CONFERENCES_MAX, GATHERINGS_TOLD_MAX, OTHER_CASES_MAX};
use crate::order;
use crate::search::fold;

/// The case in a list. Every field has a default, so that summaries of other versions can be read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseSummary {
    /// The case.
    pub id: DocId,
    /// The number people say on the telephone.
    #[serde(default)]
    pub number: String,
    /// The person's name.
    #[serde(default)]
    pub name: String,
    /// The name in kana.
    #[serde(default)]
    pub kana: String,
    /// The age in words that need no clock: a birth year or an age band's code is shown by the list.
    #[serde(default)]
    pub birth: Option<String>,
    /// The age band's code, where no date of birth is known.
    #[serde(default)]
    pub age_band: Option<String>,
    /// Sex as stated.
    #[serde(default)]
    pub sex: Option<Sex>,
    /// Where the case stands.
    #[serde(default = "intake")]
    pub status: CaseStatus,
    /// Who has the lead.
    #[serde(default)]
    pub lead: Option<UserId>,
    /// The next contact.
    #[serde(default)]
    pub next_contact: Option<NextContact>,
    /// The latest contact.
    #[serde(default)]
    pub latest: Option<LatestConsultation>,
    /// How many contacts there are.
    #[serde(default)]
    pub consultations: u32,
    /// What to remember at the door, gravest first.
    #[serde(default)]
    pub alerts: Vec<(AlertLevel, String)>,
    /// How many fields wait to be settled.
    #[serde(default)]
    pub conflicts: u32,
    /// What is still to be done, of its tasks and of its plans.
    #[serde(default)]
    pub tasks: Vec<OpenTask>,
    /// The cases of its relatives, at most [`OTHER_CASES_MAX`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_cases: Vec<DocId>,
    /// The gatherings of the office's list in which somebody of the case took part or means to, the latest written down first, at most
    /// [`GATHERINGS_TOLD_MAX`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gatherings: Vec<EntryId>,
    /// The conferences whose minutes are for their attendees alone, at most [`CONFERENCES_MAX`], the latest last: what such minutes are called
    /// where they are named by their id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conferences: Vec<EntryId>,
    /// Contacts begun but not called finished, with the one who began them.
    #[serde(default)]
    pub unfinished: Vec<UserId>,
}

/// What waits to be done, in one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenTask {
    /// The entry it is in; of older versions unknown.
    #[serde(default)]
    pub entry: Option<EntryId>,
    /// Where it comes from.
    #[serde(default)]
    pub origin: TaskOrigin,
    /// The first words of it; none for a plan to be looked at and a conference to be held.
    pub what: String,
    /// Who does it; the lead where nobody is named.
    #[serde(default)]
    pub staff: Option<UserId>,
    /// By when.
    #[serde(default, deserialize_with = "canonical::optional_date")]
    pub due: Option<Date>,
}

/// Where something to be done was written down.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum TaskOrigin {
    /// Among the case's tasks.
    #[default]
    Task,
    /// In a plan, as one of its actions.
    Plan,
    /// A plan is to be looked at (モニタリング).
    Monitoring,
    /// A conference is to be held.
    Conference,
    /// A colleague asks for advice.
    Advice,
    /// Taking part in a gathering, which is something to be done until its day is over.
    Participation,
    /// Of a newer version.
    #[serde(other)]
    Unknown,
}

impl OpenTask {
    /// Whether it still waits on this day: a summary knows no day, and a gathering is over by itself.
    #[must_use]
    pub fn waits_on(&self, today: Date) -> bool {
        self.origin != TaskOrigin::Participation || self.due.is_some_and(|day| day >= today)
    }
}

/// The latest contact in one line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LatestConsultation {
    /// The day.
    #[serde(deserialize_with = "canonical::date")]
    pub date: Date,
    /// When it began.
    #[serde(default, deserialize_with = "canonical::optional_time")]
    pub time: Option<Time>,
    /// How.
    pub method: ContactMethod,
    /// The first words of the note.
    #[serde(default)]
    pub words: String,
}

/// How many characters of the latest note, or of a task, a list shows.
const WORDS_CHARS_MAX: usize = 60;

/// How many participations that may be still to come a summary tells of, the latest first.
const PARTICIPATIONS_MAX: usize = 4;

fn intake() -> CaseStatus {
    CaseStatus::Intake
}

impl CaseSummary {
    /// The summary of a case as it stands.
    #[must_use]
    pub fn of(case: &Case) -> Self {
        let mut alerts: Vec<_> = case.alerts.iter().map(|alert| (alert.level.clone(), alert.text.clone())).collect();
        order::sort_by(&mut alerts, |a, b| b.0.cmp(&a.0));
        let latest = case.consultations.first().map(|latest| LatestConsultation {
            date: latest.date,
            time: latest.time,
            method: latest.method.clone(),
            words: latest.note.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(WORDS_CHARS_MAX).collect(),
        });
        let waits = |origin, entry, what: &str, staff, due| OpenTask {
            entry: Some(entry),
            origin,
            what: what.chars().take(WORDS_CHARS_MAX).collect(),
            staff,
            due,
        };
        let tasks = case.open_tasks().map(|task| waits(TaskOrigin::Task, task.id, &task.what, task.staff, task.due));
        // What nobody of the staff sees to is the person's own, or the family's.
        let actions = case.open_actions().filter(|action| action.staff.is_some());
        let actions = actions.map(|action| waits(TaskOrigin::Plan, action.id, &action.what, action.staff, action.due));
        let is_open = case.status != CaseStatus::Closed;
        let is_monitored = |plan: &&Plan| is_open && plan.status.is_binding() && plan.monitoring_on.is_some();
        let monitored = case.plans.iter().filter(is_monitored);
        let monitored = monitored.map(|plan| waits(TaskOrigin::Monitoring, plan.id, "", None, plan.monitoring_on));
        // A conference that was held since has its own next day.
        let conference = case.conferences.last().filter(|conference| is_open && conference.next_on.is_some());
        let conference = conference.map(|last| waits(TaskOrigin::Conference, last.id, "", None, last.next_on));
        let asked = case.advice.iter().filter(|advice| advice.staff.is_some() && advice.answered_on.is_none());
        let asked = asked.map(|advice| waits(TaskOrigin::Advice, advice.id, &advice.question, advice.staff, None));
        // Who goes along has the day in sight; where nobody does, whoever leads the case.
        let meant = case.participations.iter().rev().filter(|one| is_open && one.may_come()).take(PARTICIPATIONS_MAX);
        let meant = meant.flat_map(|one| {
            let led = one.companions.is_empty().then_some(None);
            let staff = one.companions.iter().copied().map(Some).chain(led);
            staff.map(|staff| waits(TaskOrigin::Participation, one.id, &one.name, staff, one.day))
        });
        let statutory = case.conferences.iter().filter(|one| one.kind == Some(ConferenceKind::StatutoryCaseConference));
        let statutory: Vec<EntryId> = statutory.map(|one| one.id).collect();
        let unfinished = case.consultations.iter().filter(|contact| !contact.finished);
        Self {
            id: case.id,
            number: case_number(case.id, case.opened_on),
            name: case.person.name.clone(),
            kana: case.person.kana.clone(),
            birth: case.person.birth.map(|birth| birth.to_string()),
            age_band: case.person.age_band.as_ref().map(|band| band.code().to_owned()),
            sex: case.person.sex.clone(),
            status: case.status.clone(),
            lead: case.lead,
            next_contact: case.next_contact.clone(),
            latest,
            consultations: u32::try_from(case.consultations.len()).unwrap_or(u32::MAX),
            alerts,
            conflicts: u32::try_from(case.conflicts.len()).unwrap_or(u32::MAX),
            tasks: tasks.chain(actions).chain(monitored).chain(conference).chain(asked).chain(meant).collect(),
            other_cases: case.family.iter().filter_map(|member| member.other_case).take(OTHER_CASES_MAX).collect(),
            gatherings: gatherings_of(case),
            conferences: statutory[statutory.len().saturating_sub(CONFERENCES_MAX)..].to_vec(),
            unfinished: unfinished.filter_map(|contact| contact.author.map(|author| author.user)).collect(),
        }
    }

    /// Whether minutes that are for attendees alone are of a conference about this case, as far as its summary says.
    #[must_use]
    pub fn has_minutes(&self, minutes: DocId) -> bool {
        self.conferences.iter().any(|conference| DocId::minutes_of(*conference) == minutes)
    }

    /// The member of staff the next contact falls to.
    #[must_use]
    pub fn next_staff(&self) -> Option<UserId> {
        self.next_contact.as_ref().and_then(|next| next.staff).or(self.lead)
    }
}

fn gatherings_of(case: &Case) -> Vec<EntryId> {
    let mut told = Vec::new();
    for gathering in case.participations.iter().rev().filter_map(|one| one.gathering) {
        if !told.contains(&gathering) && told.len() < GATHERINGS_TOLD_MAX {
            told.push(gathering);
        }
    }
    told
}

/// All words of a case that a search should find, folded by [`crate::search::fold`], one source a line.
#[must_use]
pub fn search_text(case: &Case) -> String {
    let typed = |values: Vec<(FieldRef, String)>| -> Vec<String> {
        values.into_iter().filter(|(field, _)| field.sort().is_typed()).map(|(_, value)| value).collect()
    };
    let of_case = CaseField::ALL.iter().map(|field| FieldRef::Case(*field));
    let mut lines = typed(of_case.map(|field| (field, case.value(field))).collect());
    lines.push(case.goal.clone());
    // The people stand first: see `search::known`.
    let mut recorded = case.recorded();
    order::sort_by_key(&mut recorded, |one| one.entry().kind != EntryKind::FamilyMember);
    for one in &recorded {
        lines.extend(typed(one.values()));
    }
    let prose = TextRef::of_case().into_iter().filter(|text| *text != TextRef::Goal);
    lines.extend(prose.map(|text| case.text(text).to_owned()));
    lines.extend(recorded.iter().flat_map(|one| one.texts()).map(|(_, words)| words.to_owned()));
    let number = case_number(case.id, case.opened_on);
    lines.push(number);
    let folded = lines.iter().filter(|line| !line.is_empty()).map(|line| fold(line));
    folded.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::case::{Participation, Person};
    use crate::storage::{decode_row, encode_row};

    fn participation(number: u64, day: Option<Date>) -> Participation {
        Participation {
            id: EntryId::from_parts(number, [1; 10]),
            author: None,
            gathering: None,
            name: format!("催し{number}"),
            day,
            participants: Vec::new(),
            companions: Vec::new(),
            course: String::new(),
        }
    }

    #[test]
    fn a_gathering_to_come_falls_to_whoever_goes_along_and_to_the_lead_where_nobody_does() {
        let mut case = Case::blank(DocId::from_parts(1, [1; 10]), Person::default());
        let mut accompanied = participation(1, Some(date(2026, 12, 5)));
        accompanied.companions = [UserId(2), UserId(3)].into();
        let mut told = participation(2, Some(date(2026, 12, 5)));
        told.course = "40分いた。".to_owned();
        case.participations =
            vec![accompanied, told, participation(3, None), participation(4, Some(date(2026, 12, 1)))];
        let tasks = CaseSummary::of(&case).tasks;
        let read: Vec<_> = tasks.iter().map(|task| (task.what.as_str(), task.staff, task.origin)).collect();
        let origin = TaskOrigin::Participation;
        let expected =
            [("催し4", None, origin), ("催し1", Some(UserId(2)), origin), ("催し1", Some(UserId(3)), origin)];
        assert_eq!(read, expected);
        let waiting = |today| tasks.iter().filter(|task| task.waits_on(today)).count();
        assert_eq!([waiting(date(2026, 12, 1)), waiting(date(2026, 12, 5)), waiting(date(2026, 12, 6))], [3, 2, 0]);
        case.status = CaseStatus::Closed;
        assert_eq!(CaseSummary::of(&case).tasks, []);
    }

    #[test]
    fn what_a_newer_version_knows_to_be_done_is_read_as_a_task() {
        #[derive(Serialize)]
        struct Newer {
            origin: &'static str,
            what: &'static str,
        }
        let of_newer = encode_row(&Newer { origin: "Pilgrimage", what: "手紙" });
        let read: OpenTask = decode_row(&of_newer).expect("reads");
        assert_eq!((read.origin, read.what.as_str()), (TaskOrigin::Unknown, "手紙"));
        for origin in [TaskOrigin::Task, TaskOrigin::Advice, TaskOrigin::Participation] {
            let task = OpenTask { origin, ..read.clone() };
            assert_eq!(decode_row::<OpenTask>(&encode_row(&task)), Some(task));
        }
    }
}
