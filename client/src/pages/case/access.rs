//! 見られる人: who sees the case, and for whoever works at the desk the ways to change that. The office does it, so it needs a connection.

mod asking;

use jiff::civil::Date;
use madobe_shared::codes::Role;
use madobe_shared::ids::{DocId, UserId};
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::access::{Access, AccessError, Change, Opened, Place, change, may_change};
use crate::account::AccountError;
use crate::components::chips::{ChipTone, chip};
use crate::components::dialog::Dialog;
use crate::components::link::RouteLink;
use crate::hooks::{Seen, go_to_instead, use_repo, use_ui};
use crate::i18n::{access_error, addressed, day, label, local_datetime, time_of_day};
use crate::managing::may_manage;
use crate::repo::Repo;
use crate::routes::Route;
use crate::t;
use asking::Asking;

/// So many of those who let themselves in lately are told at the head of a case; all who still see it are in the list.
const OPENED_TOLD_MAX: usize = 3;

/// Properties of [`AccessCard`].
#[derive(PartialEq, Properties)]
pub struct AccessCardProps {
    /// The case.
    pub case: DocId,
    /// Whether a consent to tell somebody holds today.
    pub has_consent: bool,
    /// What the office said.
    pub seen: Seen,
    /// Called with what it answered to a change.
    pub on_change: Callback<Access>,
}

/// The list, its buttons, and the question that one of them asks.
#[component]
pub fn AccessCard(props: &AccessCardProps) -> Html {
    let (repo, ui) = (use_repo(), use_ui());
    let asking = use_state_eq(|| None::<Asking>);
    let busy = use_state_eq(|| false);
    let error = use_state_eq(|| None::<AttrValue>);
    let (case, seen) = (props.case, &props.seen);
    let today = repo.now_local().date();
    let ask = {
        let (asking, error) = (asking.clone(), error.clone());
        Callback::from(move |question: Option<Asking>| {
            error.set(None);
            asking.set(question);
        })
    };
    let act = {
        let (on_change, asking, busy, error) = (props.on_change.clone(), asking.clone(), busy.clone(), error.clone());
        let me = repo.me().user;
        Callback::from(move |(wanted, done): (Change, AttrValue)| {
            if *busy {
                return;
            }
            busy.set(true);
            let (on_change, asking, busy, error, ui) =
                (on_change.clone(), asking.clone(), busy.clone(), error.clone(), ui.clone());
            spawn_local(async move {
                match change(case, wanted).await {
                    Ok(access) => {
                        ui.say(done);
                        asking.set(None);
                        if access.restricted && wanted == Change::Withdraw(me) {
                            go_to_instead(Route::Cases);
                        }
                        on_change.emit(access);
                    }
                    Err(failure) => error.set(Some(access_error(&failure))),
                }
                busy.set(false);
            });
        })
    };
    let known = seen.known.as_ref().map(|known| &known.0);
    // Being out of reach is no failure, and is said in other words.
    let offline = AccessError::Office(AccountError::Offline);
    let refused = seen.failed.as_ref().filter(|failure| **failure != offline);
    let may_change = seen.connected && refused.is_none() && may_change(&repo.me().role);
    let is_away = seen.failed.as_ref() == Some(&offline) || (known.is_some() && !seen.connected);
    let on_close = ask.reform(|()| None);
    html! {
        <section class="card" aria-labelledby="access-title">
            <h2 id="access-title">{ t!("access.title") }</h2>
            if let Some(access) = known {
                { who(&repo, access, today, may_change.then_some(&ask)) }
                if !props.has_consent && access.team.iter().any(|place| is_outside(&repo, place.user)) { { no_consent() } }
                if may_change { { buttons(access.restricted, &ask) } }
            } else if seen.failed.is_none() {
                <p class="quiet" role="status">{ t!("loading") }</p>
            }
            if may_manage(&repo.me().role) {
                <p><RouteLink to={Route::Trail { case: Some(case) }}>{ t!("trail.link") }</RouteLink></p>
                <p><RouteLink to={Route::Disclosure { id: case }}>{ t!("disclosure.title") }</RouteLink></p>
            }
            if let Some(failure) = refused {
                <p class="field-error" role="status">{ access_error(failure) }</p>
            } else if is_away {
                <p class="quiet" role="status">{ t!("access.offline") }</p>
            }
            if let (Some(asking), Some(access)) = (&*asking, known) {
                <Dialog title={asking.title(&repo)} {on_close}>
                    { asking.inside(&repo, access, &ask) }
                    if !props.has_consent && asking.chosen().is_some_and(|user| is_outside(&repo, user)) { { no_consent() } }
                    if let Some(error) = (*error).clone() { <p class="field-error" role="alert">{ error }</p> }
                    { asking.buttons(&repo, &act, &ask, &error) }
                </Dialog>
            }
        </section>
    }
}

/// Who let themselves into the case lately, for the head of the screen.
pub fn opened_notice(repo: &Repo, seen: &Seen) -> Html {
    let Some(known) = seen.known.as_ref().filter(|known| !known.1.is_empty()) else {
        return Html::default();
    };
    let today = repo.now_local().date();
    let told = |one: &Opened| {
        let when = local_datetime(one.at_ms).map(|at| format!("{} {}", day(at.date(), today), time_of_day(at.time())));
        let name = addressed(&repo.staff_name(one.user));
        html! { <p>{ t!("access.opened", name = name, when = when.unwrap_or_default(), reason = one.reason) }</p> }
    };
    html! {
        <div class="notice notice-indigo opened" role="status">{ for known.1.iter().take(OPENED_TOLD_MAX).map(told) }</div>
    }
}

/// Whether somebody works in another department, who is told of a case only with the person's consent.
fn is_outside(repo: &Repo, user: UserId) -> bool {
    repo.staff().members.iter().any(|member| member.user == user && *member.role.acting() == Role::Coordinator)
}

fn no_consent() -> Html {
    html! { <p class="notice notice-persimmon">{ t!("access.no_consent") }</p> }
}

/// In a sentence, then by name.
fn who(repo: &Repo, access: &Access, today: Date, ask: Option<&Callback<Option<Asking>>>) -> Html {
    let sentence = match (access.restricted, access.team.is_empty()) {
        (true, _) => t!("access.team_only"),
        (false, true) => t!("access.everyone"),
        (false, false) => t!("access.everyone_and"),
    };
    let staff = repo.staff();
    let place = |place: &Place| {
        let user = place.user;
        let name = repo.staff_name(user);
        let profession =
            staff.members.iter().find(|member| member.user == user).map(|member| label(&member.profession));
        let until = place.until.map_or_else(|| t!("access.no_end"), |last| t!("access.until", day = day(last, today)));
        html! {
            <li key={user.to_string()} class="team-place">
                <p class="team-words">
                    <strong>{ &name }</strong>
                    <span class="quiet">{ profession }</span>
                    <span class="quiet team-line">{ until }</span>
                    if let Some(reason) = &place.reason {
                        <span class="team-line team-reason">{ t!("access.reason", reason = reason) }</span>
                    }
                </p>
                if let Some(ask) = ask {
                    <button type="button" class="button button-text" aria-label={t!("access.withdraw_label", name = name)}
                            onclick={ask.reform(move |_: MouseEvent| Some(Asking::Withdraw(user)))}>
                        { t!("access.withdraw") }
                    </button>
                }
            </li>
        }
    };
    html! {
        <>
            if access.restricted { <p>{ chip(ChipTone::Persimmon, t!("access.restricted")) }</p> }
            <p>{ sentence }</p>
            if !access.team.is_empty() {
                <ul class="team" aria-label={t!("access.title")}>{ for access.team.iter().map(place) }</ul>
            }
        </>
    }
}

fn buttons(restricted: bool, ask: &Callback<Option<Asking>>) -> Html {
    let share = ask.reform(|_: MouseEvent| Some(Asking::Share { user: None, until: String::new() }));
    let restrict = ask.reform(move |_: MouseEvent| Some(Asking::Restrict(!restricted)));
    html! {
        <div class="buttons">
            <button type="button" class="button button-outline" onclick={share}>{ t!("access.share") }</button>
            <button type="button" class="button button-quiet" onclick={restrict}>
                { if restricted { t!("access.open") } else { t!("access.restrict") } }
            </button>
        </div>
    }
}
