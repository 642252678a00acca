//! Taking a device along: the form, and the words for who has it. Plain functions: their pages keep what is shown.

use jiff::civil::{DateTime, time};
use madobe_shared::ids::UserId;
use madobe_shared::limits::PURPOSE_CHARS_MAX;
use wasm_bindgen::JsCast;
use yew::platform::spawn_local;
use yew::prelude::*;

use super::ask_form::{AskForm, Asked, Kind, Line};
use super::chips::{ChipTone, chip};
use crate::account::AccountError;
use crate::check_outs::{BookPage, CheckOut, take};
use crate::i18n::{account_error, local_datetime, plain_day, time_of_day};
use crate::repo::Repo;
use crate::t;

const WHO: &str = "out-who";

/// The form with which a device is taken along. Whoever may name others chooses who takes it.
pub fn check_out_form(repo: &Repo, device: &str, may_name_others: bool, on_taken: &Callback<()>) -> Html {
    let me = repo.me().user;
    let (device, on_taken) = (device.to_owned(), on_taken.clone());
    let on_submit = Callback::from(move |asked: Asked| {
        let (device, on_taken) = (device.clone(), on_taken.clone());
        spawn_local(async move {
            let [due, purpose] = [0, 1].map(|line| asked.values.get(line).cloned().unwrap_or_default());
            let due_ms = js_sys::Date::parse(&due);
            if due_ms.is_nan() {
                return asked.wrong(0, t!("out.due.bad"));
            }
            if purpose.chars().count() > PURPOSE_CHARS_MAX {
                return asked.wrong(1, t!("out.purpose.bad"));
            }
            let user = chosen().unwrap_or_else(|| me.to_string());
            match take(&device, &user, due_ms, purpose.trim()).await {
                Ok(_) => {
                    asked.done();
                    on_taken.emit(());
                }
                Err(AccountError::BadTime) => asked.wrong(0, t!("out.due.bad")),
                Err(failure) => asked.failed(account_error(&failure)),
            }
        });
    });
    let lines = vec![
        Line::new("out-due", Kind::Moment, t!("out.due")).beginning_with(usual_due(repo.now_local()).into()),
        Line::new("out-purpose", Kind::Words, t!("out.purpose")).with_hint(t!("out.purpose.hint")).optional(),
    ];
    let staff = repo.staff();
    let others = staff.members.iter().filter(|member| member.active && member.user != me);
    html! {
        <AskForm {lines} {on_submit} button={t!("out.button")}>
            if may_name_others {
                <div class="field">
                    <label class="field-label" for={WHO}>{ t!("out.who") }</label>
                    <select class="input input-large" id={WHO}>
                        <option value={me.to_string()} selected=true>{ repo.staff_name(me) }</option>
                        { for others.map(|it| html! { <option value={it.user.to_string()}>{ &it.name }</option> }) }
                    </select>
                </div>
            }
        </AskForm>
    }
}

fn chosen() -> Option<String> {
    let select = gloo::utils::document().get_element_by_id(WHO)?;
    Some(select.dyn_into::<web_sys::HtmlSelectElement>().ok()?.value())
}

/// The end of today's work, or of tomorrow's for whoever leaves towards the evening.
fn usual_due(now: DateTime) -> String {
    let is_late = now.time() >= time(16, 30, 0, 0);
    let day = if is_late { now.date().tomorrow().unwrap_or(now.date()) } else { now.date() };
    format!("{day}T17:15")
}

/// Who has a device until when, whether that is over, and for what.
pub fn who_has_it(repo: &Repo, out: &CheckOut) -> Html {
    let name = out.user.map(|user| repo.staff_name(user)).unwrap_or_default();
    html! {
        <span class="device-out">
            { chip(ChipTone::Indigo, t!("out.chip")) }
            <span>{ t!("out.with", name = name, when = stamp(repo, out.due_ms)) }</span>
            if is_overdue(repo, out) { { chip(ChipTone::Persimmon, t!("out.overdue")) } }
            if !out.purpose.is_empty() { <span class="quiet device-line">{ &out.purpose }</span> }
        </span>
    }
}

/// Whether it should be back.
pub fn is_overdue(repo: &Repo, out: &CheckOut) -> bool {
    out.returned_ms.is_none() && local_datetime(out.due_ms).is_some_and(|due| due < repo.now_local())
}

/// The book, as far as it was read, for paper too.
pub fn book_pages(
    repo: &Repo,
    read: &BookPage,
    called: &dyn Fn(&str) -> AttrValue,
    more: Callback<MouseEvent>,
) -> Html {
    let name = |user: Option<UserId>| user.map_or_else(|| t!("trail.office"), |user| repo.staff_name(user).into());
    let entry = |out: &CheckOut| {
        let returned = out
            .returned_ms
            .map(|at_ms| t!("out.book.returned", when = stamp(repo, at_ms), name = name(out.returned_by)));
        html! {
            <li key={out.number.to_string()}>
                <strong class="device-line">{ called(&out.device) }</strong>
                <span class="device-line">{ name(out.user) }</span>
                if is_overdue(repo, out) { { chip(ChipTone::Persimmon, t!("out.overdue")) } }
                <span>{ t!("out.book.out", when = stamp(repo, out.out_ms)) }</span>
                <span>{ t!("out.book.due", when = stamp(repo, out.due_ms)) }</span>
                <span>{ returned.unwrap_or_else(|| t!("out.chip")) }</span>
                if !out.purpose.is_empty() { <span class="quiet device-line">{ &out.purpose }</span> }
            </li>
        }
    };
    html! {
        <>
            if read.entries.is_empty() { <p>{ t!("out.book.empty") }</p> }
            <ol class="held book">{ for read.entries.iter().map(entry) }</ol>
            <div class="buttons">
                { print_button() }
                if read.next.is_some() {
                    <button type="button" class="button button-outline" onclick={more}>{ t!("trail.more") }</button>
                }
            </div>
        </>
    }
}

/// Puts what is on the screen on paper.
pub fn print_button() -> Html {
    let print = Callback::from(|_: MouseEvent| _ = gloo::utils::window().print());
    html! { <button type="button" class="button button-outline" onclick={print}>{ t!("devices.holdings.print") }</button> }
}

/// A day and a time that mean the same on paper.
pub fn stamp(repo: &Repo, at_ms: f64) -> String {
    let written =
        |at: DateTime| format!("{} {}", plain_day(at.date(), repo.now_local().date()), time_of_day(at.time()));
    local_datetime(at_ms).map(written).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_tablet_is_due_at_the_end_of_work() {
        let at = |hour, minute| usual_due(date(2026, 12, 31).at(hour, minute, 0, 0));
        assert_eq!(at(9, 0), "2026-12-31T17:15");
        assert_eq!(at(16, 29), "2026-12-31T17:15");
        assert_eq!(at(16, 30), "2027-01-01T17:15", "nobody is asked to be back before they have left");
    }
}
