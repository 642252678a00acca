//! 「佐藤さんも開いています」: who has the case open that is on the screen, and that it is on this one.

use madobe_shared::ids::DocId;
use yew::prelude::*;

use crate::hooks::{use_repo, use_repo_events};
use crate::i18n::addressed;
use crate::repo::RepoEvent;
use crate::t;

/// Properties of [`AlsoHere`].
#[derive(PartialEq, Properties)]
pub struct AlsoHereProps {
    /// The case.
    pub case: DocId,
}

/// The line, which is empty while nobody else has it open. As long as it stands the case counts as open here.
#[component]
pub fn AlsoHere(props: &AlsoHereProps) -> Html {
    let repo = use_repo();
    use_repo_events(|event| matches!(event, RepoEvent::Others | RepoEvent::Staff));
    use_effect_with(props.case, {
        let repo = repo.clone();
        move |case| {
            let looking = repo.look_at(*case);
            move || drop(looking)
        }
    });
    let names: Vec<String> =
        repo.others_at(props.case).into_iter().map(|user| addressed(&repo.staff_name(user)).to_string()).collect();
    html! {
        <p class="also-here" role="status">
            if !names.is_empty() { { t!("case.also_here", names = names.join(t!("list.separator").as_str())) } }
        </p>
    }
}
