//! How far something has come, stage by stage.

use madobe_shared::codes::{CodeList, CodeTable};
use yew::prelude::*;

use crate::i18n::{label, table_label};

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
