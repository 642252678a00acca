//! 支援: what the person wants, who does what towards it, to whom they were introduced, and what others say to it.

mod plan;
mod referrals;

use madobe_shared::case::Plan;
use madobe_shared::codes::PlanStatus;
use yew::prelude::*;

use super::basics::BasicsProps;
use super::entries::{Entries, Listed};
use crate::components::icon::{Glyph, icon};
use crate::hooks::{use_case, use_repo};
use crate::i18n::edit_error;
use crate::repo::OpenCase;
use crate::t;
use plan::PlanCard;
use referrals::Referrals;

/// The tab.
pub fn support(open: &OpenCase) -> Html {
    html! {
        <div class="basics">
            <Plans open={open.clone()} />
            <Referrals open={open.clone()} />
            <Entries open={open.clone()} listed={Listed::Participations} />
            <Entries open={open.clone()} listed={Listed::Conferences} />
            <Entries open={open.clone()} listed={Listed::Advice} />
        </div>
    }
}

/// The plan that holds, and those before it.
#[component]
fn Plans(props: &BasicsProps) -> Html {
    let repo = use_repo();
    let case = use_case(&props.open);
    let error = use_state_eq(|| None::<AttrValue>);
    let begin = {
        let (open, repo, error) = (props.open.clone(), repo.clone(), error.clone());
        Callback::from(move |_: MouseEvent| {
            let today = repo.now_local().date();
            let edits = open.view().new_plan(repo.new_entry_id(), today, || repo.new_entry_id());
            error.set(open.edit(edits).err().map(|failure| edit_error(&failure)));
        })
    };
    let button = |words: AttrValue| {
        html! {
            <button type="button" class="button button-outline" onclick={begin.clone()}>{ icon(Glyph::Plus) }{ words }</button>
        }
    };
    let card = |plan: &Plan, number: usize| {
        html! { <PlanCard key={plan.id.to_string()} open={props.open.clone()} id={plan.id} {number} /> }
    };
    let now = case.plans.last();
    let before = case.plans.iter().enumerate().rev().skip(1);
    html! {
        <>
            if let Some(plan) = now {
                { card(plan, case.plans.len()) }
            } else {
                <section class="card" aria-labelledby="plan-title">
                    <h2 id="plan-title">{ t!("plan.title") }</h2>
                    <p class="quiet">{ t!("plan.none") }</p>
                    { button(t!("plan.begin")) }
                </section>
            }
            if let Some(error) = (*error).clone() { <p class="field-error" role="alert">{ error }</p> }
            if now.is_some_and(|plan| plan.status == PlanStatus::Evaluated) {
                <div class="buttons">{ button(t!("plan.begin_next")) }</div>
            }
            if case.plans.len() > 1 {
                <details class="plans-before">
                    <summary>{ t!("plan.before", count = case.plans.len() - 1) }</summary>
                    { for before.map(|(at, plan)| card(plan, at + 1)) }
                </details>
            }
        </>
    }
}
