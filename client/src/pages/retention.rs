//! 保存と廃棄, for managers: how long records are kept, which need not be any longer, and how they go. One proposes, another lets go.

use madobe_shared::case::case_number;
use madobe_shared::ids::DocId;
use madobe_shared::retention::{YEARS_MAX, YEARS_MIN};
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::account::AccountError;
use crate::components::ask_form::{AskForm, Asked, Kind, Line};
use crate::components::chips::{ChipTone, chip};
use crate::components::dialog::Dialog;
use crate::components::empty::{empty, loading};
use crate::components::shell::PAGE_TITLE_ID;
use crate::hooks::{use_repo, use_ui};
use crate::i18n::{account_error, named, plain_day};
use crate::repo::Repo;
use crate::retention::{Change, Retained, Retention, change, retention};
use crate::t;

/// What a dialog asks.
#[derive(Debug, Clone, PartialEq)]
enum Asking {
    Years,
    Hold(DocId),
    Dispose(Vec<DocId>),
}

/// The rule, the list, and the question that one of the buttons asks.
#[component]
pub fn RetentionPage() -> Html {
    let (repo, ui) = (use_repo(), use_ui());
    let listed = use_state(|| None::<Result<Retention, AccountError>>);
    let asking = use_state_eq(|| None::<Asking>);
    let error = use_state_eq(|| None::<AttrValue>);
    use_effect_with((), {
        let listed = listed.clone();
        move |()| spawn_local(async move { listed.set(Some(retention().await)) })
    });
    let ask = {
        let (asking, error) = (asking.clone(), error.clone());
        Callback::from(move |question: Option<Asking>| {
            error.set(None);
            asking.set(question);
        })
    };
    let act = {
        let (listed, asking, error) = (listed.clone(), asking.clone(), error.clone());
        Callback::from(move |wanted: Change| {
            let (listed, asking, error, ui) = (listed.clone(), asking.clone(), error.clone(), ui.clone());
            spawn_local(async move {
                match change(&wanted).await {
                    Ok(now) => {
                        ui.say(done(&wanted, &now));
                        listed.set(Some(Ok(now)));
                        asking.set(None);
                    }
                    Err(failure) => error.set(Some(account_error(&failure))),
                }
            });
        })
    };
    let failed = (*error).clone().map(|error| html! { <p class="field-error" role="alert">{ error }</p> });
    html! {
        <div class="page">
            <header class="page-head"><h1 id={PAGE_TITLE_ID} tabindex="-1">{ t!("retention.title") }</h1></header>
            { match &*listed {
                None => loading(),
                Some(Err(failure)) => html! { <p class="field-error" role="alert">{ account_error(failure) }</p> },
                Some(Ok(now)) => standing(&repo, now, &ask, &act),
            } }
            if asking.is_none() { { failed.clone() } }
            if let Some(question) = &*asking {
                <Dialog title={title(question)} on_close={ask.reform(|()| None)}>
                    { inside(question, &ask, &act) }
                    { failed }
                </Dialog>
            }
        </div>
    }
}

/// What is said once it is done.
fn done(wanted: &Change, now: &Retention) -> AttrValue {
    match wanted {
        Change::Years(years) => t!("retention.years.done", years = years),
        Change::Hold(..) => t!("retention.held.done"),
        Change::Release(_) => t!("retention.released.done"),
        Change::Propose(_, true) => t!("retention.proposed.done"),
        Change::Propose(_, false) => t!("retention.withdrawn.done"),
        Change::Dispose(_) => t!("retention.disposed.done", count = now.disposed),
    }
}

fn standing(repo: &Repo, now: &Retention, ask: &Callback<Option<Asking>>, act: &Callback<Change>) -> Html {
    let me = Some(repo.me().user);
    let free = now.cases.iter().filter(|one| one.held.is_none() && one.closed_on.is_some());
    let (proposed, unproposed): (Vec<_>, Vec<_>) = free.partition(|one| one.proposed.is_some());
    let unproposed: Vec<_> = unproposed.iter().map(|one| one.case).collect();
    let others: Vec<_> = proposed.iter().filter(|one| one.proposed != Some(me)).map(|one| one.case).collect();
    let (to_propose, to_dispose) = (unproposed.clone(), others.clone());
    let print = Callback::from(|_: MouseEvent| _ = gloo::utils::window().print());
    html! {
        <>
            <section class="card retention-rule" aria-labelledby="retention-rule">
                <h2 id="retention-rule">{ t!("retention.rule", years = now.years) }</h2>
                <p class="quiet">{ t!("retention.lead") }</p>
                <div class="buttons">
                    <button type="button" class="button button-outline"
                            onclick={ask.reform(|_: MouseEvent| Some(Asking::Years))}>{ t!("retention.years") }</button>
                </div>
            </section>
            if now.cases.is_empty() {
                { empty(t!("retention.empty"), t!("retention.empty.hint")) }
            } else {
                <>
                    <div class="buttons retention-all">
                        if !unproposed.is_empty() {
                            <button type="button" class="button button-outline"
                                    onclick={act.reform(move |_: MouseEvent| Change::Propose(to_propose.clone(), true))}>
                                { t!("retention.propose_all", count = unproposed.len()) }
                            </button>
                        }
                        if !others.is_empty() {
                            <button type="button" class="button button-persimmon"
                                    onclick={ask.reform(move |_: MouseEvent| Some(Asking::Dispose(to_dispose.clone())))}>
                                { t!("retention.dispose_all", count = others.len()) }
                            </button>
                        }
                        <button type="button" class="button button-text" onclick={print}>{ t!("devices.holdings.print") }</button>
                    </div>
                    <ul class="retained">{ for now.cases.iter().map(|one| row(repo, one, ask, act)) }</ul>
                </>
            }
        </>
    }
}

fn row(repo: &Repo, one: &Retained, ask: &Callback<Option<Asking>>, act: &Callback<Change>) -> Html {
    let Retained { case, closed_on, held, proposed } = one.clone();
    let today = repo.now_local().date();
    let summaries = repo.summaries();
    let known = summaries.iter().find(|summary| summary.id == case);
    let name = known.map_or_else(|| t!("retention.hidden"), |summary| named(&summary.name));
    let number = known.map_or_else(|| case_number(case, None), |summary| summary.number.clone());
    let button = |words: AttrValue, onclick: Callback<MouseEvent>| {
        let label = t!("devices.button_label", device = name, what = words);
        html! { <button type="button" class="button button-text" aria-label={label} {onclick}>{ words }</button> }
    };
    let does = |wanted: Change| act.reform(move |_: MouseEvent| wanted.clone());
    let by = proposed.map(|by| by.map_or_else(|| t!("trail.office"), |user| AttrValue::from(repo.staff_name(user))));
    html! {
        <li key={case.to_string()}>
            <p class="device-words">
                <span class="held-number">{ number }</span>
                <strong>{ &name }</strong>
                <span class="quiet">
                    { closed_on.map_or_else(|| t!("retention.not_closed"), |on| t!("retention.closed", day = plain_day(on, today))) }
                </span>
                if held.is_some() { { chip(ChipTone::Indigo, t!("retention.held")) } }
                if let Some(by) = &by { { chip(ChipTone::Persimmon, t!("retention.proposed", name = by)) } }
                if let Some(reason) = &held { <span class="quiet device-line">{ t!("retention.reason", reason = reason) }</span> }
            </p>
            <div class="buttons">
                if held.is_some() {
                    { button(t!("retention.release"), does(Change::Release(case))) }
                } else {
                    if proposed.is_some() {
                        { button(t!("retention.withdraw"), does(Change::Propose(vec![case], false))) }
                    } else {
                        { button(t!("retention.propose"), does(Change::Propose(vec![case], true))) }
                    }
                    { button(t!("retention.hold"), ask.reform(move |_: MouseEvent| Some(Asking::Hold(case)))) }
                }
            </div>
        </li>
    }
}

fn title(question: &Asking) -> AttrValue {
    match question {
        Asking::Years => t!("retention.years"),
        Asking::Hold(_) => t!("retention.hold"),
        Asking::Dispose(cases) => t!("retention.dispose.title", count = cases.len()),
    }
}

fn inside(question: &Asking, ask: &Callback<Option<Asking>>, act: &Callback<Change>) -> Html {
    match question {
        Asking::Years => {
            let act = act.clone();
            let on_submit = Callback::from(move |asked: Asked| match asked.values[0].trim().parse() {
                Ok(years) if (u32::from(YEARS_MIN)..=u32::from(YEARS_MAX)).contains(&years) => {
                    asked.done();
                    act.emit(Change::Years(years));
                }
                _ => asked.wrong(0, t!("retention.years.bad", min = YEARS_MIN, max = YEARS_MAX)),
            });
            let lines = vec![Line::new("retention-years", Kind::Letters, t!("retention.years.label"))];
            html! { <AskForm {lines} {on_submit} button={t!("retention.years.button")} /> }
        }
        Asking::Hold(case) => {
            let (act, case) = (act.clone(), *case);
            let on_submit = Callback::from(move |asked: Asked| {
                asked.done();
                act.emit(Change::Hold(case, asked.values[0].trim().to_owned()));
            });
            let line = Line::new("hold-reason", Kind::Words, t!("retention.hold.reason"));
            let lines = vec![line.with_hint(t!("retention.hold.hint"))];
            html! { <AskForm {lines} {on_submit} button={t!("retention.hold")} /> }
        }
        Asking::Dispose(cases) => {
            let cases = cases.clone();
            html! {
                <>
                    <p>{ t!("retention.dispose.lead") }</p>
                    <p>{ t!("retention.dispose.backups") }</p>
                    <div class="buttons">
                        <button type="button" class="button button-persimmon"
                                onclick={act.reform(move |_: MouseEvent| Change::Dispose(cases.clone()))}>
                            { t!("retention.dispose") }
                        </button>
                        <button type="button" class="button button-quiet" onclick={ask.reform(|_: MouseEvent| None)}>
                            { t!("cancel") }
                        </button>
                    </div>
                </>
            }
        }
    }
}
