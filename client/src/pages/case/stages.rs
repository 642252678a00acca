//! How far something has come, stage by stage.

use jiff::civil::Date;
use madobe_shared::case::Case;
use madobe_shared::codes::{CodeList, CodeTable};
use madobe_shared::edit::Edit;
use yew::prelude::*;

use crate::i18n::{edit_error, label, table_label};
use crate::repo::{OpenCase, Repo};

/// The stages in a row, up to the one it has come to. What left the way (見送り), or is of a newer version, is said alone.
pub fn stages<C: CodeList>(now: &C, way: &'static CodeTable, last: &C) -> Html {
    let codes: Vec<&str> = way.rows.iter().map(|(code, ..)| *code).collect();
    let place = |code: &str| codes.iter().position(|one| *one == code);
    let (Some(here), Some(end)) = (place(now.code()), place(last.code())) else {
        return html! { <p class="stages-off">{ label(now) }</p> };
    };
    if here > end {
        return html! { <p class="stages-off">{ label(now) }</p> };
    }
    let stage = |(at, code): (usize, &&str)| {
        let class = classes!("stage", (at < here).then_some("stage-past"), (at == here).then_some("stage-here"));
        let current = (at == here).then_some("step");
        html! { <li {class} aria-current={current}>{ table_label(way, code) }</li> }
    };
    html! { <ol class="stages">{ for codes.iter().enumerate().take(end + 1).map(stage) }</ol> }
}

/// Takes something one step further, as the case stands when the button is pressed. `step` says what does it; nothing where there is no step.
pub fn on_step(
    repo: &Repo,
    open: &OpenCase,
    error: &UseStateHandle<Option<AttrValue>>,
    step: impl Fn(&Case, Date) -> Option<Vec<Edit>> + 'static,
) -> Callback<MouseEvent> {
    let (repo, open, error) = (repo.clone(), open.clone(), error.clone());
    Callback::from(move |event: MouseEvent| {
        // The second click of a double click is not a second step.
        if event.detail() > 1 {
            return;
        }
        let edits = step(&open.view(), repo.now_local().date()).unwrap_or_default();
        error.set(open.edit(edits).err().map(|failure| edit_error(&failure)));
    })
}
