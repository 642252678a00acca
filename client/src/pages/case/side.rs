//! What comes next, and what the person wants.

use madobe_shared::case::CaseField;
use madobe_shared::form::{FieldRef, Place, TextRef};
use yew::prelude::*;

use crate::components::case_list::is_overdue;
use crate::components::chips::{ChipTone, chip};
use crate::components::fields::disputed_mark;
use crate::components::next_contact::{NextContactEditor, next_contact_words};
use crate::components::prose::Prose;
use crate::components::versions::{PastVersions, head_with_history};
use crate::hooks::{use_case, use_now, use_repo};
use crate::repo::OpenCase;
use crate::t;

/// Properties of [`Next`].
#[derive(PartialEq, Properties)]
pub struct SideProps {
    /// The case.
    pub open: OpenCase,
}

/// 次にすること.
#[component]
pub fn Next(props: &SideProps) -> Html {
    let repo = use_repo();
    let today = use_now().date();
    let case = use_case(&props.open);
    let next_contact = FieldRef::Case(CaseField::NextContact);
    let overdue = is_overdue(&madobe_shared::summary::CaseSummary::of(&case), today);
    html! {
        <section class="card" aria-labelledby="next-title">
            { head_with_history(&props.open, "next-title", t!("next.title"), vec![Place::Value(next_contact)]) }
            if let Some(next) = &case.next_contact {
                <p class="next-words">
                    <strong>{ next_contact_words(next, today) }</strong>
                    if let Some(staff) = next.staff.or(case.lead) { <span>{ repo.staff_name(staff) }</span> }
                    { disputed_mark(&props.open, next_contact) }
                    if overdue { { chip(ChipTone::Persimmon, t!("due.overdue")) } }
                </p>
            } else {
                <p class="quiet">{ t!("next.nothing") }</p>
            }
            <NextContactEditor case={props.open.clone()} />
        </section>
    }
}

/// 本人の目標.
pub fn goal(open: &OpenCase) -> Html {
    html! {
        <section class="card" aria-labelledby="goal-title">
            <div class="section-head">
                <h2 id="goal-title"><label for="goal">{ t!("goal.title") }</label></h2>
                <PastVersions case={open.clone()} places={vec![Place::Text(TextRef::Goal)]} title={t!("goal.title")} />
            </div>
            <Prose case={open.clone()} text={TextRef::Goal} id="goal" class={classes!("prose-goal")}
                   placeholder={t!("goal.placeholder")} />
        </section>
    }
}
