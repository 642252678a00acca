//! 写真・書類 of a case, those of its contacts among them.

use yew::prelude::*;

use super::basics::BasicsProps;
use crate::components::attachments::Attachments;
use crate::hooks::use_case;
use crate::t;

/// The card.
#[component]
pub fn Files(props: &BasicsProps) -> Html {
    let case = use_case(&props.open);
    html! {
        <section class="card" aria-labelledby="files-title">
            <h2 id="files-title">{ t!("files.title") }</h2>
            if case.attachments.is_empty() { <p class="quiet">{ t!("files.none") }</p> }
            <Attachments open={props.open.clone()} />
        </section>
    }
}
