//! 終結: closing the case, what was said of it, and opening it again. Nobody is closed for good.

use jiff::civil::Date;
use madobe_shared::calendar::{FiscalYear, parse_full_date};
use madobe_shared::case::{Case, CaseField, Closure};
use madobe_shared::codes::{CaseStatus, ClosureReason, ReferralStatus};
use madobe_shared::edit::Edit;
use madobe_shared::form::{FieldRef, Place};
use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::basics::BasicsProps;
use crate::components::dialog::Dialog;
use crate::components::fields::code_select;
use crate::components::next_contact::{next_contact_words, set_next};
use crate::components::versions::head_with_history;
use crate::hooks::{use_case, use_repo, use_ui};
use crate::i18n::{edit_error, label, plain_day};
use crate::t;

/// What stands in the dialog, until it is said.
#[derive(Clone, PartialEq)]
struct Draft {
    date: String,
    reason: Option<ClosureReason>,
    evaluation: String,
}

/// Whether the case is closed, since when and why.
#[component]
pub fn Closing(props: &BasicsProps) -> Html {
    let (repo, ui) = (use_repo(), use_ui());
    let case = use_case(&props.open);
    let draft = use_state_eq(|| None::<Draft>);
    let error = use_state_eq(|| None::<AttrValue>);
    let today = repo.now_local().date();
    let ask = {
        let (draft, error) = (draft.clone(), error.clone());
        let begun = begun(&case, today);
        Callback::from(move |_: MouseEvent| {
            error.set(None);
            draft.set(Some(begun.clone()));
        })
    };
    let reopen = {
        let (open, ui, error) = (props.open.clone(), ui.clone(), error.clone());
        Callback::from(move |_: MouseEvent| {
            match open.edit([Edit::set(FieldRef::Case(CaseField::Status), CaseStatus::Active.code())]) {
                Ok(()) => ui.say(t!("closing.reopened")),
                Err(failure) => error.set(Some(edit_error(&failure))),
            }
        })
    };
    let close = {
        let (open, case, draft, error) = (props.open.clone(), case.clone(), draft.clone(), error.clone());
        Callback::from(move |_: MouseEvent| {
            let Some(standing) = &*draft else { return };
            match edits(standing, &case, today)
                .and_then(|edits| open.edit(edits).map_err(|failure| edit_error(&failure)))
            {
                Ok(()) => {
                    ui.say(t!("closing.closed"));
                    draft.set(None);
                }
                Err(words) => error.set(Some(words)),
            }
        })
    };
    let is_closed = case.status == CaseStatus::Closed;
    let late = case.after_closing().count();
    let button = |tone: &'static str, words: AttrValue, onclick: &Callback<MouseEvent>| {
        let class = classes!("button", tone);
        html! { <button type="button" {class} onclick={onclick.clone()}>{ words }</button> }
    };
    let places = [CaseField::Status, CaseField::Closure, CaseField::ClosureEvaluation];
    let places = places.map(|field| Place::Value(FieldRef::Case(field)));
    html! {
        <section class="card" aria-labelledby="closing-title">
            { head_with_history(&props.open, "closing-title", t!("closing.title"), places.to_vec()) }
            if let Some(closure) = &case.closure {
                <p>
                    if !is_closed { { t!("closing.before") } }
                    { t!("closing.words", day = plain_day(closure.date, today), reason = label(&closure.reason)) }
                </p>
                if !case.closure_evaluation.is_empty() { <p class="closing-evaluation">{ &case.closure_evaluation }</p> }
            } else if is_closed {
                <p>{ t!("closing.no_words") }</p>
            } else {
                <p class="quiet">{ t!("closing.lead") }</p>
            }
            if late > 0 { <p class="notice notice-indigo">{ t!("closing.late", count = late) }</p> }
            if let Some(from) = case.closed().and_then(|closure| FiscalYear::of(closure.date).next()) {
                <p class="quiet">{ t!("closing.counted_from", day = plain_day(from.first_day(), today)) }</p>
            }
            if let (Some(error), true) = ((*error).clone(), draft.is_none()) { <p class="field-error" role="alert">{ error }</p> }
            <div class="buttons">
                if is_closed {
                    { button("button-outline", t!("closing.reopen"), &reopen) }
                    { button("button-text", t!("closing.change"), &ask) }
                } else {
                    { button("button-outline", t!("closing.close"), &ask) }
                }
            </div>
            if let Some(standing) = &*draft {
                <Dialog title={t!("closing.title")} on_close={Callback::from({
                    let draft = draft.clone();
                    move |()| draft.set(None)
                })}>
                    { form(standing, &draft, today) }
                    { consequences(&case, today) }
                    if let Some(error) = (*error).clone() { <p class="field-error" role="alert">{ error }</p> }
                    <div class="buttons">
                        { button("button-main", if is_closed { t!("closing.keep") } else { t!("closing.close") }, &close) }
                        { button("button-quiet", t!("cancel"), &Callback::from({
                            let draft = draft.clone();
                            move |_: MouseEvent| draft.set(None)
                        })) }
                    </div>
                </Dialog>
            }
        </section>
    }
}

/// What the dialog begins with: the closing that stands, or one of today.
fn begun(case: &Case, today: Date) -> Draft {
    let closure = case.closure.as_ref().filter(|_| case.status == CaseStatus::Closed);
    Draft {
        date: closure.map_or(today, |closure| closure.date).to_string(),
        reason: closure.map(|closure| closure.reason.clone()),
        evaluation: closure.map(|_| case.closure_evaluation.clone()).unwrap_or_default(),
    }
}

/// What closes the case, or what is missing.
fn edits(draft: &Draft, case: &Case, today: Date) -> Result<Vec<Edit>, AttrValue> {
    let date = parse_full_date(&draft.date).map_err(|_| t!("error.date"))?;
    if date > today {
        return Err(t!("closing.future"));
    }
    if case.opened_on.is_some_and(|opened_on| date < opened_on) {
        return Err(t!("closing.too_early"));
    }
    let reason = draft.reason.clone().ok_or_else(|| t!("form.needed", what = t!("closing.reason")))?;
    let field = |field, value: &str| Edit::set(FieldRef::Case(field), value);
    let mut edits = vec![
        field(CaseField::Closure, &Closure { date, reason }.to_value()),
        field(CaseField::ClosureEvaluation, draft.evaluation.trim()),
        field(CaseField::Status, CaseStatus::Closed.code()),
    ];
    edits.extend(case.next_contact.as_ref().map(|_| set_next(None)));
    Ok(edits)
}

/// What is still open, and what becomes of it.
fn consequences(case: &Case, today: Date) -> Html {
    let unfinished = case.consultations.iter().filter(|contact| !contact.finished).count();
    let (tasks, actions) = (case.open_tasks().count(), case.open_actions().count());
    let referrals = case.referrals.iter().filter(|referral| referral.status == ReferralStatus::TakingPart).count();
    html! {
        <>
            if let Some(next) = &case.next_contact {
                <p class="notice notice-indigo">{ t!("closing.next_goes", next = next_contact_words(next, today)) }</p>
            }
            if tasks > 0 { <p class="notice notice-indigo">{ t!("closing.tasks", count = tasks) }</p> }
            if actions > 0 { <p class="notice notice-indigo">{ t!("closing.actions", count = actions) }</p> }
            if referrals > 0 { <p class="notice notice-indigo">{ t!("closing.referrals", count = referrals) }</p> }
            if unfinished > 0 { <p class="notice notice-indigo">{ t!("closing.unfinished", count = unfinished) }</p> }
        </>
    }
}

fn form(standing: &Draft, draft: &UseStateHandle<Option<Draft>>, today: Date) -> Html {
    let change = |change: fn(Draft, String) -> Draft| {
        let (standing, draft) = (standing.clone(), draft.clone());
        move |typed: String| draft.set(Some(change(standing.clone(), typed)))
    };
    let on_date = Callback::from(change(|draft, date| Draft { date, ..draft }))
        .reform(|event: Event| event.target_unchecked_into::<HtmlInputElement>().value());
    let on_evaluation = Callback::from(change(|draft, evaluation| Draft { evaluation, ..draft }))
        .reform(|event: InputEvent| event.target_unchecked_into::<HtmlTextAreaElement>().value());
    let on_reason = {
        let (standing, draft) = (standing.clone(), draft.clone());
        Callback::from(move |reason| draft.set(Some(Draft { reason, ..standing.clone() })))
    };
    html! {
        <>
            <div class="field">
                <label class="field-label" for="closing-date">{ t!("closing.date") }</label>
                <input class="input" id="closing-date" type="date" max={today.to_string()} value={standing.date.clone()}
                       onchange={on_date} />
            </div>
            { code_select("closing-reason", t!("closing.reason"), standing.reason.as_ref(), false, Html::default(), on_reason) }
            <div class="field">
                <label class="field-label" for="closing-evaluation">{ t!("closing.evaluation") }</label>
                <textarea class="input closing-prose" id="closing-evaluation" rows="4" value={standing.evaluation.clone()}
                          oninput={on_evaluation} aria-describedby="closing-evaluation-hint" />
                <p class="field-hint" id="closing-evaluation-hint">{ t!("closing.evaluation.hint") }</p>
            </div>
        </>
    }
}
