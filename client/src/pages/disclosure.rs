//! 開示用の写し: what is recorded about a person, for that person. A manager goes through it and masks what is about others; only the
//! final form, in which masked words are nowhere, is printed.

mod paper;
mod selection;
mod wording;

use std::ops::Range;

use madobe_shared::disclosure::{Draft, Line, Report};
use madobe_shared::ids::DocId;
use yew::platform::spawn_local;
use yew::prelude::*;

use super::case::not_open;
use super::not_found::NotFoundPage;
use crate::components::check_out::print_button;
use crate::components::empty::loading;
use crate::components::icon::{Glyph, icon};
use crate::components::link::RouteLink;
use crate::components::status::StatusBadge;
use crate::hooks::{Opening, use_case, use_open_case, use_repo, use_ui, use_window_event};
use crate::i18n::storage_error;
use crate::managing::may_manage;
use crate::repo::OpenCase;
use crate::routes::Route;
use crate::storage::StorageError;
use crate::t;
use paper::{Form, paper};

/// Stretches of lines, by the line's number in the report, in characters.
type Stretches = Vec<(usize, Range<usize>)>;

/// Properties of [`DisclosurePage`].
#[derive(PartialEq, Properties)]
pub struct DisclosurePageProps {
    /// The case.
    pub id: DocId,
}

/// The copy, for managers.
#[component]
pub fn DisclosurePage(props: &DisclosurePageProps) -> Html {
    if may_manage(&use_repo().me().role) {
        html! { <Opened id={props.id} /> }
    } else {
        html! { <NotFoundPage /> }
    }
}

#[component]
fn Opened(props: &DisclosurePageProps) -> Html {
    match use_open_case(props.id) {
        Opening::Loading => html! { <div class="page">{ loading() }</div> },
        Opening::Failed(error) => not_open(&error),
        Opening::Open(open) => html! { <Editor {open} /> },
    }
}

#[derive(PartialEq, Properties)]
struct EditorProps {
    open: OpenCase,
}

#[component]
fn Editor(props: &EditorProps) -> Html {
    let (repo, ui) = (use_repo(), use_ui());
    let case = use_case(&props.open);
    let id = case.id;
    let kept = use_state(|| None::<Result<Draft, StorageError>>);
    let is_final = use_state_eq(|| false);
    let report = use_memo(case.clone(), |case| {
        let value = wording::value(&repo, case);
        let (members, contact) = (wording::members(&repo), wording::contact(&repo));
        Report::of(case, madobe_shared::disclosure::Wording { value: &value, members: &members, contact: &contact })
    });
    use_effect_with(id, {
        let (repo, kept) = (repo.clone(), kept.clone());
        move |&id| spawn_local(async move { kept.set(Some(repo.disclosure(id).await)) })
    });
    // Whichever way someone prints, the form with the masked words in it is not what goes to the printer.
    let on_print = {
        let is_final = is_final.clone();
        use_callback((), move |_: Event, ()| is_final.set(true))
    };
    use_window_event("beforeprint", on_print);
    let draft = match &*kept {
        None => return html! { <div class="page">{ loading() }</div> },
        Some(Err(error)) => return html! { <p class="field-error" role="alert">{ storage_error(error) }</p> },
        Some(Ok(draft)) => draft.brought_to(&report),
    };
    let set = {
        let (repo, kept, report, draft) = (repo.clone(), kept.clone(), report.clone(), draft.clone());
        Callback::from(move |(stretches, masked): (Stretches, bool)| {
            let mut draft = draft.clone();
            let lines: Vec<&Line> = report.lines().collect();
            for (line, stretch) in stretches {
                draft.set(lines[line], stretch, masked);
            }
            repo.keep_disclosure(id, &draft);
            kept.set(Some(Ok(draft)));
        })
    };
    let mask_selected = {
        let set = set.clone();
        Callback::from(move |_: MouseEvent| match selection::take() {
            stretches if stretches.is_empty() => ui.say(t!("disclosure.nothing_selected")),
            stretches => set.emit((stretches, true)),
        })
    };
    let turn = {
        let is_final = is_final.clone();
        Callback::from(move |_: MouseEvent| is_final.set(!*is_final))
    };
    // Pressing a button must not take the selection away before it is read.
    let keep_selection = Callback::from(|event: MouseEvent| event.prevent_default());
    let form = if *is_final { Form::Final } else { Form::Editing(set) };
    html! {
        <div class="disclosure">
            <header class="bar disclosure-bar">
                <RouteLink to={Route::Basics { id }} class={classes!("button", "button-quiet", "button-icon")} label={t!("note.to_case")}>
                    { icon(Glyph::Back) }
                </RouteLink>
                if *is_final {
                    { print_button() }
                    <button type="button" class="button button-quiet" onclick={turn}>{ t!("disclosure.edit") }</button>
                } else {
                    <button type="button" class="button button-outline" onmousedown={keep_selection} onclick={mask_selected}>
                        { t!("disclosure.mask_selected") }
                    </button>
                    <button type="button" class="button button-main" onclick={turn}>{ t!("disclosure.final") }</button>
                }
                <StatusBadge />
            </header>
            if !*is_final { <p class="notice notice-indigo disclosure-lead">{ t!("disclosure.lead") }</p> }
            { paper(&repo, &case, &report, &draft, &form) }
        </div>
    }
}
