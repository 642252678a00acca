//! やること: what somebody has promised.

use yew::prelude::*;

use super::checklist::{Checklist, Things};
use super::side::SideProps;
use crate::hooks::use_case;
use crate::t;

/// All tasks of the case.
#[component]
pub fn Tasks(props: &SideProps) -> Html {
    let case = use_case(&props.open);
    html! {
        <section class="card tasks" aria-labelledby="tasks-title">
            <h2 id="tasks-title">{ t!("tasks.title") }</h2>
            if case.tasks.is_empty() { <p class="quiet">{ t!("tasks.none") }</p> }
            <Checklist open={props.open.clone()} things={Things::Tasks} />
        </section>
    }
}
