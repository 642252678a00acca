//! 制限されたケースを開く: for someone of the desk who has a reason. Never says whether such a case exists, unless it opens.

use std::cell::Cell;
use std::rc::Rc;

use gloo::timers::future::TimeoutFuture;
use madobe_shared::ids::DocId;
use yew::platform::spawn_local;
use yew::prelude::*;

use super::ask_form::{AskForm, Asked, Kind, Line};
use super::dialog::Dialog;
use crate::access::{AccessError, may_change, open_for_reason};
use crate::hooks::{go_to, use_repo};
use crate::i18n::access_error;
use crate::repo::Repo;
use crate::routes::Route;
use crate::t;

/// How often the device is asked whether the case is there.
const LOOK_INTERVAL_MS: u32 = 200;

/// After so many looks, which is five minutes, the case is no longer opened by itself: whoever waited is elsewhere.
const LOOKS_MAX: u32 = 1_500;

/// What stands in the dialog.
#[derive(Clone, Copy, PartialEq)]
enum Step {
    Asking,
    /// It was opened and is on its way.
    Waiting,
}

/// Properties of [`BreakGlass`].
#[derive(PartialEq, Properties)]
pub struct BreakGlassProps {
    /// What was searched for in vain.
    #[prop_or_default]
    pub named: AttrValue,
}

/// The button and its dialog; nothing for those to whom the office opens nothing.
#[component]
pub fn BreakGlass(props: &BreakGlassProps) -> Html {
    let repo = use_repo();
    let step = use_state_eq(|| None::<Step>);
    // Not a state: where the case was searched for, its arrival takes this button off the screen.
    let is_awaited = use_mut_ref(|| Rc::new(Cell::new(false)));
    if !may_change(&repo.me().role) {
        return Html::default();
    }
    let begin = {
        let step = step.clone();
        Callback::from(move |_: MouseEvent| step.set(Some(Step::Asking)))
    };
    let on_close = {
        let (step, is_awaited) = (step.clone(), is_awaited.clone());
        Callback::from(move |()| {
            is_awaited.borrow().set(false);
            step.set(None);
        })
    };
    let on_submit = {
        let step = step.clone();
        Callback::from(move |asked: Asked| {
            let (repo, step, is_awaited) = (repo.clone(), step.clone(), is_awaited.clone());
            spawn_local(async move {
                match open_for_reason(asked.values[0].trim(), &asked.values[1]).await {
                    Ok(opened) => {
                        asked.done();
                        step.set(Some(Step::Waiting));
                        let awaited = Rc::new(Cell::new(true));
                        is_awaited.replace(awaited.clone());
                        go_when_there(&repo, opened, &awaited).await;
                    }
                    Err(AccessError::NotFound) => asked.wrong(0, t!("break_glass.not_found")),
                    Err(error @ AccessError::NoReason) => asked.wrong(1, access_error(&error)),
                    Err(error) => asked.failed(access_error(&error)),
                }
            });
        })
    };
    let lines = || {
        let known = Some(props.named.clone()).filter(|named| !named.is_empty());
        let case = Line { known, ..Line::new("glass-case", Kind::Letters, t!("break_glass.case")) };
        let reason = Line::new("glass-reason", Kind::Letters, t!("break_glass.reason"));
        vec![case.with_hint(t!("break_glass.case.hint")), reason.with_hint(t!("break_glass.reason.hint"))]
    };
    html! {
        <>
            <button type="button" class="button button-outline" onclick={begin}>{ t!("break_glass.title") }</button>
            if let Some(step) = *step {
                <Dialog title={t!("break_glass.title")} {on_close}>
                    if step == Step::Asking {
                        <AskForm lines={lines()} {on_submit} button={t!("break_glass.button")}>
                            <p class="notice notice-persimmon">{ t!("break_glass.warning") }</p>
                        </AskForm>
                    } else {
                        <p role="status">{ t!("break_glass.waiting") }</p>
                    }
                </Dialog>
            }
        </>
    }
}

/// Goes to the first of the cases that arrives, if it is still awaited then.
async fn go_when_there(repo: &Repo, opened: Vec<DocId>, is_awaited: &Cell<bool>) {
    repo.sync_now();
    for _ in 0..LOOKS_MAX {
        if !is_awaited.get() {
            return;
        }
        if let Some(here) = repo.summaries().iter().find(|summary| opened.contains(&summary.id)) {
            return go_to(Route::Case { id: here.id });
        }
        TimeoutFuture::new(LOOK_INTERVAL_MS).await;
    }
}
