//! One plan: where it stands, the goal, who does what, and how it went.

use madobe_shared::case::PlanField;
use madobe_shared::codes::{PlanStatus, PolicyDirection};
use madobe_shared::form::{EntryKind, FieldRef, SetRef, TextRef};
use madobe_shared::ids::EntryId;
use yew::prelude::*;

use crate::components::fields::{code_set, field, prose_field};
use crate::components::versions::entry_foot;
use crate::hooks::{use_case, use_now, use_repo};
use crate::i18n::day;
use crate::pages::case::checklist::{Checklist, Things};
use crate::pages::case::stages::{on_step, stages};
use crate::repo::OpenCase;
use crate::t;

/// What is filled in while it is drawn up, what comes with the consent, and what at the end.
const DATES: [PlanField; 5] =
    [PlanField::DrawnOn, PlanField::AgreedBy, PlanField::AgreedOn, PlanField::From, PlanField::Until];

/// Properties of [`PlanCard`].
#[derive(PartialEq, Properties)]
pub struct PlanCardProps {
    /// The case.
    pub open: OpenCase,
    /// The plan.
    pub id: EntryId,
    /// Which of the case's plans it is, from 1.
    pub number: usize,
}

/// The plan.
#[component]
pub fn PlanCard(props: &PlanCardProps) -> Html {
    let repo = use_repo();
    let today = use_now().date();
    let case = use_case(&props.open);
    let error = use_state_eq(|| None::<AttrValue>);
    let id = props.id;
    let Some(plan) = case.plans.iter().find(|plan| plan.id == id) else { return Html::default() };
    let step = on_step(&repo, &props.open, &error, move |case, today| {
        Some(case.plans.iter().find(|plan| plan.id == id)?.step(today)?.1)
    });
    let grid = |fields: &[PlanField]| {
        html! {
            <div class="field-grid">{ for fields.iter().map(|one| field(&repo, &props.open, FieldRef::Plan(id, *one))) }</div>
        }
    };
    let has_run = matches!(plan.status, PlanStatus::Running | PlanStatus::Evaluated);
    let title = format!("plan-{id}-title");
    html! {
        <section class="card plan" aria-labelledby={title.clone()}>
            <div class="plan-head">
                <h2 id={title}>{ t!("plan.numbered", number = props.number) }</h2>
                if let Some(drawn_on) = plan.drawn_on { <small>{ t!("plan.drawn", day = day(drawn_on, today)) }</small> }
                { stages(&plan.status, PlanStatus::TABLE, &PlanStatus::Evaluated) }
            </div>
            { prose_field(&props.open, TextRef::PlanGoal(id), t!("goal.placeholder")) }
            <h3 class="field-label">{ t!("plan.actions") }</h3>
            <Checklist open={props.open.clone()} things={Things::Actions(id)} />
            { prose_field(&props.open, TextRef::PlanSupport(id), t!("plan.support.placeholder")) }
            { code_set(&props.open, SetRef::Directions(id), |_: &PolicyDirection| true) }
            { grid(&DATES) }
            if has_run {
                { prose_field(&props.open, TextRef::PlanMonitoring(id), t!("plan.monitoring.placeholder")) }
                { grid(&[PlanField::MonitoringOn]) }
                { prose_field(&props.open, TextRef::PlanEvaluation(id), t!("plan.evaluation.placeholder")) }
            }
            if plan.status == PlanStatus::Evaluated { { grid(&[PlanField::EvaluatedOn]) } }
            if let Some(error) = (*error).clone() { <p class="field-error" role="alert">{ error }</p> }
            <div class="buttons">
                if let Some((next, _)) = plan.step(today) {
                    <button type="button" class="button button-outline" onclick={step}>{ step_words(&next) }</button>
                }
            </div>
            <details class="entry-folded plan-more">
                <summary><span class="quiet">{ t!("plan.more") }</span></summary>
                { grid(&[PlanField::Status]) }
                { entry_foot(&props.open, EntryKind::Plan.entry(id), t!("plan.numbered", number = props.number)) }
            </details>
        </section>
    }
}

/// What has happened when a plan comes to this status, on the button.
fn step_words(status: &PlanStatus) -> AttrValue {
    match status {
        PlanStatus::Agreed => t!("plan.step.agreed"),
        PlanStatus::Running => t!("plan.step.running"),
        PlanStatus::Evaluated => t!("plan.step.evaluated"),
        _ => t!("plan.step.proposed"),
    }
}
