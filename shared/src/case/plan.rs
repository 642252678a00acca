//! 支援プラン.

use jiff::civil::Date;

use super::Case;
use crate::codes::{Activity, Counterpart, PlanStatus, PolicyDirection};
use crate::edit::{Edit, TextSplice};
use crate::form::{Entry, EntryKind, FieldRef, FieldValue, TextRef, entry};
use crate::ids::{EntryId, UserId};

entry! {
    /// A plan (支援プラン): what the person wants, and who does what towards it. Each is one version; the one that follows is an entry of its own.
    Plan, PlanField {
        /// Where it stands.
        status: PlanStatus = Status "status" or "draft";
        /// The day it was drawn up.
        drawn_on: Option<Date> = DrawnOn "drawn_on";
        /// The day it was agreed on.
        agreed_on: Option<Date> = AgreedOn "agreed_on";
        /// Who agreed to it.
        agreed_by: Option<Counterpart> = AgreedBy "agreed_by";
        /// Its first day.
        from: Option<Date> = From "from";
        /// Its last day.
        until: Option<Date> = Until "until";
        /// When it is looked at next (モニタリング).
        monitoring_on: Option<Date> = MonitoringOn "monitoring_on";
        /// The day it was evaluated.
        evaluated_on: Option<Date> = EvaluatedOn "evaluated_on";
    }
    sets {
        /// The directions of the ward's policy that it serves.
        directions: PolicyDirection = Directions;
    }
    texts {
        /// The person's goal at the time, in their words.
        goal = PlanGoal;
        /// How the desk means to help.
        support = PlanSupport;
        /// What was seen at each monitoring.
        monitoring = PlanMonitoring;
        /// How it is seen at its end.
        evaluation = PlanEvaluation;
    }
}

entry! {
    /// One thing of a plan that somebody does.
    PlanAction, PlanActionField {
        /// The plan it belongs to.
        plan: Option<EntryId> = Plan "plan" as Plan;
        /// What is done.
        what: String = What "what";
        /// Who does it, where it is not one of the staff: the person, the family, an agency.
        by: String = By "by";
        /// What kind of activity it is.
        activity: Option<Activity> = Activity "activity";
        /// Who of the staff sees to it.
        staff: Option<UserId> = Staff "staff";
        /// By when.
        due: Option<Date> = Due "due";
        /// The day it was done.
        done_on: Option<Date> = DoneOn "done_on";
        /// What came of it.
        outcome: String = Outcome "outcome";
    }
}

impl Plan {
    /// What takes it one step further, and the status it then has; `None` for one that is over, or of a newer version. A day that somebody
    /// has written down already stays.
    #[must_use]
    pub fn step(&self, today: Date) -> Option<(PlanStatus, Vec<Edit>)> {
        let (next, day) = match &self.status {
            PlanStatus::Draft => (PlanStatus::Proposed, None),
            PlanStatus::Proposed => (PlanStatus::Agreed, Some((PlanField::AgreedOn, self.agreed_on))),
            PlanStatus::Agreed => (PlanStatus::Running, Some((PlanField::From, self.from))),
            PlanStatus::Running => (PlanStatus::Evaluated, Some((PlanField::EvaluatedOn, self.evaluated_on))),
            PlanStatus::Evaluated | PlanStatus::Unknown(_) => return None,
        };
        let mut edits = vec![Edit::set(FieldRef::Plan(self.id, PlanField::Status), next.write())];
        if let Some((field, None)) = day {
            edits.push(Edit::set(FieldRef::Plan(self.id, field), today.to_string()));
        }
        Some((next, edits))
    }
}

impl Case {
    /// What begins a plan: the goal as the case has it, and of the plan before it what was not done.
    pub fn new_plan(&self, id: EntryId, today: Date, mut new_id: impl FnMut() -> EntryId) -> Vec<Edit> {
        let mut edits = vec![
            Edit::Add(EntryKind::Plan.entry(id)),
            Edit::set(FieldRef::Plan(id, PlanField::DrawnOn), today.to_string()),
        ];
        if !self.goal.is_empty() {
            let splice = TextSplice { at: 0, delete: 0, insert: self.goal.clone() };
            edits.push(Edit::Splice { text: TextRef::PlanGoal(id), splice });
        }
        let before = self.plans.last().map(|plan| plan.id);
        let left = before.into_iter().flat_map(|plan| self.actions_of(plan)).filter(|action| action.done_on.is_none());
        for action in left {
            let to = new_id();
            edits.push(Edit::Add(EntryKind::PlanAction.entry(to)));
            edits.extend(
                [
                    (PlanActionField::Plan, Some(id).write()),
                    (PlanActionField::What, action.what.write()),
                    (PlanActionField::By, action.by.write()),
                    (PlanActionField::Activity, action.activity.write()),
                    (PlanActionField::Staff, action.staff.write()),
                ]
                .into_iter()
                .filter(|(_, value)| !value.is_empty())
                .map(|(field, value)| Edit::set(FieldRef::PlanAction(to, field), value)),
            );
        }
        edits
    }

    /// What takes an entry out of sight, and with a plan what it says is done.
    #[must_use]
    pub fn removal(&self, entry: Entry) -> Vec<Edit> {
        let mut edits = vec![Edit::Remove(entry)];
        if entry.kind == EntryKind::Plan {
            edits.extend(self.actions_of(entry.id).map(|action| Edit::Remove(EntryKind::PlanAction.entry(action.id))));
        }
        edits
    }

    /// The actions of a plan, in the order they were written down.
    pub fn actions_of(&self, plan: EntryId) -> impl Iterator<Item = &PlanAction> {
        self.plan_actions.iter().filter(move |action| action.plan == Some(plan))
    }

    /// What plans that hold say is to be done, and is not yet.
    pub fn open_actions(&self) -> impl Iterator<Item = &PlanAction> {
        let binding = self.plans.iter().filter(|plan| plan.status.is_binding());
        binding.flat_map(|plan| self.actions_of(plan.id)).filter(|action| action.done_on.is_none())
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::case::Person;
    use crate::form::Found;
    use crate::ids::DocId;

    const TODAY: Date = date(2026, 11, 28);

    fn found<T>(id: u64, values: &[(&str, &str)], read: impl Fn(&Found<'_>) -> T) -> T {
        let value = |key: &str| values.iter().find(|(at, _)| *at == key).map(|(_, value)| *value);
        read(&Found {
            id: EntryId::from_parts(id, [0; 10]),
            author: None,
            value: &value,
            members: &|_| Vec::new(),
            text: &|_| String::new(),
        })
    }

    fn plan(values: &[(&str, &str)]) -> Plan {
        found(1, values, Plan::read)
    }

    fn set_values(edits: &[Edit]) -> Vec<(&'static str, String)> {
        let set = edits.iter().filter_map(|edit| match edit {
            Edit::Set { field, value } => Some((field.key(), value.clone().unwrap_or_default())),
            _ => None,
        });
        set.collect()
    }

    #[test]
    fn a_plan_goes_step_by_step_and_keeps_days_that_were_written_down() {
        let step = |values| plan(values).step(TODAY).map(|(_, edits)| set_values(&edits));
        let today = || TODAY.to_string();
        let status = |code: &str| ("status", code.to_owned());
        assert_eq!(step(&[]), Some(vec![status("proposed")]));
        assert_eq!(step(&[("status", "proposed")]), Some(vec![status("agreed"), ("agreed_on", today())]));
        assert_eq!(step(&[("status", "proposed"), ("agreed_on", "2026-11-20")]), Some(vec![status("agreed")]));
        assert_eq!(step(&[("status", "agreed")]), Some(vec![status("running"), ("from", today())]));
        assert_eq!(step(&[("status", "running")]), Some(vec![status("evaluated"), ("evaluated_on", today())]));
        assert_eq!([step(&[("status", "evaluated")]), step(&[("status", "of_a_newer_version")])], [None, None]);
    }

    #[test]
    fn what_was_not_done_goes_into_the_next_plan() {
        let mut case = Case::blank(DocId::DIRECTORY, Person::default());
        case.goal = "図書館に行きたい".to_owned();
        case.plans = vec![plan(&[("status", "running")])];
        let of = case.plans[0].id.to_string();
        let action = |id, what, done| {
            let values =
                [("plan", of.as_str()), ("what", what), ("by", "母"), ("due", "2026-12-01"), ("done_on", done)];
            let standing: Vec<_> = values.into_iter().filter(|(_, value)| !value.is_empty()).collect();
            found(id, &standing, PlanAction::read)
        };
        case.plan_actions = vec![action(2, "散歩", "2026-11-01"), action(3, "見学", "")];
        assert_eq!(case.open_actions().map(|action| action.what.as_str()).collect::<Vec<_>>(), ["見学"]);

        let (id, copy) = (EntryId::from_parts(9, [0; 10]), EntryId::from_parts(10, [0; 10]));
        let edits = case.new_plan(id, TODAY, || copy);
        assert!(edits.contains(&Edit::Splice {
            text: TextRef::PlanGoal(id),
            splice: TextSplice { at: 0, delete: 0, insert: case.goal.clone() }
        }));
        // By when is agreed on anew.
        let expected = [
            ("drawn_on", TODAY.to_string()),
            ("plan", id.to_string()),
            ("what", "見学".to_owned()),
            ("by", "母".to_owned()),
        ];
        assert_eq!(set_values(&edits), expected);

        let removed: Vec<Edit> =
            [(EntryKind::Plan, case.plans[0].id), (EntryKind::PlanAction, case.plan_actions[0].id)]
                .into_iter()
                .chain([(EntryKind::PlanAction, case.plan_actions[1].id)])
                .map(|(kind, id)| Edit::Remove(kind.entry(id)))
                .collect();
        assert_eq!(case.removal(EntryKind::Plan.entry(case.plans[0].id)), removed);

        case.plans[0].status = PlanStatus::Draft;
        assert_eq!(case.open_actions().count(), 0, "what nobody has agreed to is no task");
    }
}
