//! Plans, referrals, conferences and advice of the hand-written cases.

use jiff::civil::Date;
use madobe_shared::case::{Advice, Conference, Participation, Plan, PlanAction, Referral};
use madobe_shared::codes::{
    Activity, ConferenceDecision, ConferenceKind, Counterpart, PlanStatus, PolicyDirection, ReferralStatus,
};
use madobe_shared::ids::{EntryId, UserId};

use super::super::days::{days_after, moment_ms, office_day_on_or_after, office_day_on_or_before};
use super::super::{directory, gatherings};
use super::Chronicle;

/// A plan, its days before today (less than 0 is still to come).
pub(in super::super) struct Drawn {
    /// Where it stands.
    pub status: PlanStatus,
    /// When it was drawn up, when they agreed, until when it runs.
    pub days_ago: [i64; 3],
    /// When it is looked at next.
    pub monitoring: Option<i64>,
    /// Which directions it serves, in printed order.
    pub directions: &'static [PolicyDirection],
    /// Goal, support, monitoring, evaluation.
    pub words: [&'static str; 4],
    /// What is done.
    pub actions: &'static [Action],
}

/// One thing of a plan.
pub(in super::super) struct Action {
    /// What is done.
    pub what: &'static str,
    /// Who does it, where it is not one of the staff.
    pub by: &'static str,
    /// What kind of activity it is.
    pub activity: Option<Activity>,
    /// Who of the staff sees to it.
    pub staff: Option<UserId>,
    /// By when, in days before today.
    pub due: Option<i64>,
    /// When it was done, in days before today, and what came of it.
    pub done: Option<(i64, &'static str)>,
}

/// Taking part in a gathering.
pub(in super::super) struct Joined {
    /// When, in days before today.
    pub days_ago: i64,
    /// The gathering: of the office's list where it has one of this name.
    pub what: &'static str,
    /// Who went there.
    pub who: &'static [Counterpart],
    /// Who of the staff went along.
    pub with: &'static [UserId],
    /// How it was.
    pub course: &'static str,
}

/// A referral, its days before today.
pub(in super::super) struct Introduced {
    /// The agency: of the directory where it has one of this name.
    pub to: &'static str,
    /// What it is about.
    pub activity: Activity,
    /// How far it has come.
    pub status: ReferralStatus,
    /// Who of the staff sees to it, and whether somebody goes along.
    pub by: (UserId, bool),
    /// When it was proposed, when they took part first, when it ended.
    pub days_ago: (i64, Option<i64>, Option<i64>),
    /// How it went.
    pub course: &'static str,
}

/// A conference, its days before today (less than 0 is still to come).
pub(in super::super) struct Held {
    /// Which kind.
    pub kind: ConferenceKind,
    /// When it was held, and when the next one is.
    pub days_ago: (i64, Option<i64>),
    /// Where, and who was there besides the staff.
    pub place: [&'static str; 2],
    /// The staff who were there, in the order of their ids.
    pub attendees: &'static [UserId],
    /// What was decided.
    pub decision: ConferenceDecision,
    /// The minutes.
    pub minutes: &'static str,
}

/// Advice, its days before today.
pub(in super::super) struct Asked {
    /// The colleague, or who else was asked.
    pub of: (Option<UserId>, &'static str),
    /// When it was asked, and when the answer was there.
    pub days_ago: (i64, Option<i64>),
    /// Question and answer.
    pub words: [&'static str; 2],
}

impl Chronicle {
    /// A plan that the person agreed to.
    pub(in super::super) fn planned(mut self, drawn: &Drawn) -> Self {
        let [drawn_up, agreed, until] = drawn.days_ago.map(|days| self.office_day(days));
        let [goal, support, monitoring, evaluation] = drawn.words.map(str::to_owned);
        let id = self.new_id(drawn_up);
        self.case.plans.push(Plan {
            id,
            author: None,
            status: drawn.status.clone(),
            drawn_on: Some(drawn_up),
            agreed_on: Some(agreed),
            agreed_by: Some(Counterpart::Person),
            from: Some(agreed),
            until: Some(until),
            monitoring_on: drawn.monitoring.map(|days| self.office_day(days)),
            evaluated_on: (drawn.status == PlanStatus::Evaluated).then_some(until),
            directions: drawn.directions.to_vec(),
            goal,
            support,
            monitoring,
            evaluation,
        });
        for action in drawn.actions {
            let done = action.done.map(|(days, outcome)| (self.office_day(days), outcome.to_owned()));
            let action = PlanAction {
                id: self.new_id(drawn_up),
                author: None,
                plan: Some(id),
                what: action.what.to_owned(),
                by: action.by.to_owned(),
                activity: action.activity.clone(),
                staff: action.staff,
                due: action.due.map(|days| self.office_day(days)),
                done_on: done.as_ref().map(|(day, _)| *day),
                outcome: done.map(|(_, outcome)| outcome).unwrap_or_default(),
            };
            self.case.plan_actions.push(action);
        }
        self
    }

    /// Somebody is introduced to an agency.
    pub(in super::super) fn introduced(mut self, introduced: &Introduced) -> Self {
        let (proposed, began, ended) = introduced.days_ago;
        let proposed_on = self.office_day(proposed);
        let referral = Referral {
            id: self.new_id(proposed_on),
            author: None,
            agency: directory::id_of(introduced.to),
            name: introduced.to.to_owned(),
            status: introduced.status.clone(),
            activity: Some(introduced.activity.clone()),
            staff: Some(introduced.by.0),
            accompanied: introduced.by.1,
            proposed_on: Some(proposed_on),
            began_on: began.map(|days| self.office_day(days)),
            ended_on: ended.map(|days| self.office_day(days)),
            course: introduced.course.to_owned(),
        };
        self.case.referrals.push(referral);
        self
    }

    /// Somebody took part in a gathering, or means to, so many days before today (less than 0 is still to come).
    pub(in super::super) fn joined(mut self, joined: &Joined) -> Self {
        let day = self.office_day(joined.days_ago);
        let participation = Participation {
            id: self.new_id(day),
            author: None,
            gathering: gatherings::id_of(joined.what),
            name: joined.what.to_owned(),
            day: Some(day),
            participants: joined.who.to_vec(),
            companions: joined.with.to_vec(),
            course: joined.course.to_owned(),
        };
        self.case.participations.push(participation);
        self
    }

    /// A conference about the case.
    pub(in super::super) fn conferred(mut self, held: &Held) -> Self {
        let held_on = self.office_day(held.days_ago.0);
        let [place, others] = held.place.map(str::to_owned);
        let conference = Conference {
            id: self.new_id(held_on),
            author: None,
            kind: Some(held.kind.clone()),
            held_on: Some(held_on),
            place,
            others,
            decision: Some(held.decision.clone()),
            next_on: held.days_ago.1.map(|days| self.office_day(days)),
            attendees: held.attendees.to_vec(),
            minutes: held.minutes.to_owned(),
        };
        self.case.conferences.push(conference);
        self
    }

    /// Somebody is asked for advice.
    pub(in super::super) fn asked(mut self, asked: &Asked) -> Self {
        let asked_on = self.office_day(asked.days_ago.0);
        let [question, answer] = asked.words.map(str::to_owned);
        let advice = Advice {
            id: self.new_id(asked_on),
            author: None,
            staff: asked.of.0,
            asked_of: asked.of.1.to_owned(),
            asked_on: Some(asked_on),
            answered_on: asked.days_ago.1.map(|days| self.office_day(days)),
            question,
            answer,
        };
        self.case.advice.push(advice);
        self
    }

    /// The office day so many days before today, or after it where it is less than 0.
    pub(super) fn office_day(&self, days_ago: i64) -> Date {
        let day = days_after(self.today, -days_ago);
        if days_ago < 0 { office_day_on_or_after(day) } else { office_day_on_or_before(day) }
    }

    /// An id of this day. Entries are read in the order of their ids; those of one day keep the order in which they are told.
    fn new_id(&mut self, day: Date) -> EntryId {
        let case = &self.case;
        let plans = case.plans.len() + case.plan_actions.len();
        let told =
            plans + case.referrals.len() + case.conferences.len() + case.advice.len() + case.participations.len();
        EntryId::from_parts(moment_ms(day, None) + told as u64, self.random.id_bytes())
    }
}
