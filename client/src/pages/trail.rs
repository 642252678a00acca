//! 監査記録: who did what, for managers. Looking is recorded too.

use std::rc::Rc;

use jiff::civil::Date;
use madobe_shared::calendar::read_date;
use madobe_shared::codes::{Deed, Profession, Role};
use madobe_shared::ids::{DocId, UserId};
use madobe_shared::summary::CaseSummary;
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::components::case_list::{case_of, document_words};
use crate::components::empty::{empty, loading};
use crate::components::link::RouteLink;
use crate::components::shell::PAGE_TITLE_ID;
use crate::hooks::{use_repo, use_summaries};
use crate::i18n::{account_error, label, moment_of, plain_day, short_id};
use crate::managing::{Recorded, TrailPage as Part, trail};
use crate::repo::Repo;
use crate::routes::Route;
use crate::t;

/// What a device told so much later than it happened was told after a time without a network.
const LATER_MS: f64 = 5.0 * 60_000.0;

/// Properties of [`TrailPage`].
#[derive(PartialEq, Properties)]
pub struct TrailPageProps {
    /// The case to read of; all where there is none.
    pub case: Option<DocId>,
}

/// The trail, the latest first.
#[component]
pub fn TrailPage(props: &TrailPageProps) -> Html {
    let repo = use_repo();
    let summaries = use_summaries();
    let case = props.case;
    let user = use_state_eq(|| None::<UserId>);
    let read = use_state(Part::default);
    let failed = use_state_eq(|| None::<AttrValue>);
    let busy = use_state_eq(|| true);
    let read_on = {
        let (user, read, failed, busy) = (user.clone(), read.clone(), failed.clone(), busy.clone());
        Callback::from(move |before: Part| {
            let (user, read, failed, busy) = (*user, read.clone(), failed.clone(), busy.clone());
            busy.set(true);
            spawn_local(async move {
                match trail(case, user, before.next).await {
                    Ok(page) => {
                        let entries = before.entries.into_iter().chain(page.entries).collect();
                        read.set(Part { entries, next: page.next });
                        failed.set(None);
                    }
                    Err(error) => failed.set(Some(account_error(&error))),
                }
                busy.set(false);
            });
        })
    };
    use_effect_with((case, *user), {
        let read_on = read_on.clone();
        move |_| read_on.emit(Part::default())
    });
    let choose = {
        let user = user.clone();
        Callback::from(move |event: Event| {
            let chosen = event.target_dyn_into::<web_sys::HtmlSelectElement>().map(|select| select.value());
            user.set(chosen.and_then(|id| id.parse().ok()));
        })
    };
    let to_case = |id: DocId| case_link(&summaries, id);
    let member = |id: UserId, name: &str| html! { <option value={id.to_string()} selected={*user == Some(id)}>{ name }</option> };
    let staff = repo.staff();
    let more = (*read).clone();
    html! {
        <div class="page">
            <header class="page-head"><h1 id={PAGE_TITLE_ID} tabindex="-1">{ t!("trail.title") }</h1></header>
            <p class="quiet">{ t!("trail.lead") }</p>
            if let Some(id) = case {
                <p>{ t!("trail.of_case") }{ to_case(id) }</p>
            }
            <div class="field trail-who">
                <label class="field-label" for="trail-who">{ t!("trail.who") }</label>
                <select class="input" id="trail-who" onchange={choose}>
                    <option value="" selected={user.is_none()}>{ t!("trail.everyone") }</option>
                    { for staff.members.iter().map(|other| member(other.user, &other.name)) }
                </select>
            </div>
            if let Some(error) = (*failed).clone() { <p class="field-error" role="alert">{ error }</p> }
            if read.entries.is_empty() && *busy {
                { loading() }
            } else if read.entries.is_empty() && failed.is_none() {
                { empty(t!("trail.empty"), t!("trail.empty.hint")) }
            } else {
                <ol class="trail" aria-busy={busy.to_string()}>
                    { for read.entries.iter().map(|entry| row(&repo, entry, case.is_none().then_some(&to_case))) }
                </ol>
            }
            if more.next.is_some() {
                <button type="button" class="button button-outline" disabled={*busy}
                        onclick={read_on.reform(move |_: MouseEvent| more.clone())}>{ t!("trail.more") }</button>
            }
        </div>
    }
}

fn row(repo: &Repo, entry: &Recorded, to_case: Option<&dyn Fn(DocId) -> Html>) -> Html {
    let today = repo.now_local().date();
    let when = |at_ms| moment_of(at_ms, today);
    let by = entry.by.map_or_else(|| t!("trail.office"), |user| AttrValue::from(repo.staff_name(user)));
    let device = entry.device.as_deref().map(short_id);
    html! {
        <li key={entry.number.to_string()} class="trail-entry">
            <time class="trail-when">{ when(entry.at_ms) }</time>
            <p class="trail-words">
                <strong>{ label(&entry.deed) }</strong>
                <span>{ by }</span>
                if let Some(user) = entry.about { <span>{ t!("trail.about", name = repo.staff_name(user)) }</span> }
                if let Some((id, to_case)) = entry.case.zip(to_case) { { to_case(id) } }
                if let Some(id) = device { <span class="quiet">{ t!("trail.device", id = id) }</span> }
                if entry.recorded_ms - entry.at_ms > LATER_MS {
                    <span class="quiet">{ t!("trail.told", when = when(entry.recorded_ms)) }</span>
                }
                if !entry.words.is_empty() { <span class="trail-reason">{ words(entry, today) }</span> }
            </p>
        </li>
    }
}

/// The way to a case, where it is on this device; of minutes, to the conferences of their case.
fn case_link(summaries: &[Rc<CaseSummary>], id: DocId) -> Html {
    let words = document_words(summaries, id);
    let to = case_of(summaries, id)
        .map(|case| if id.is_minutes() { Route::Support { id: case.id } } else { Route::Case { id: case.id } });
    match (to, words) {
        (Some(to), Some(words)) => html! { <RouteLink {to}>{ words }</RouteLink> },
        (None, Some(words)) => html! { <span class="quiet">{ words }</span> },
        _ => html! { <span class="quiet">{ t!("trail.unknown_case") }</span> },
    }
}

/// A reason as it was given, or what was changed, which the trail tells in codes.
fn words(entry: &Recorded, today: Date) -> String {
    let last_day = |day: &str| read_date(day).map(|last| t!("access.until", day = plain_day(last, today)).to_string());
    match entry.deed {
        Deed::Shared => entry.words.strip_prefix("until ").and_then(last_day).unwrap_or_else(|| entry.words.clone()),
        Deed::AccountAdded | Deed::AccountChanged => {
            let told = |change: &str| match change.split_once('=') {
                Some(("role", role)) => label(&Role::from_code(role)).to_string(),
                Some(("profession", profession)) => label(&Profession::from_code(profession)).to_string(),
                Some(("active", "false")) => t!("trail.disabled").to_string(),
                Some(("active", _)) => t!("trail.enabled").to_string(),
                Some(("expires", day)) => last_day(day).unwrap_or_else(|| t!("access.no_end").to_string()),
                Some(("contractor", "true")) => t!("trail.contractor").to_string(),
                Some(("contractor", _)) => t!("trail.ward").to_string(),
                _ => t!("trail.name").to_string(),
            };
            let told: Vec<String> = entry.words.split_whitespace().map(told).collect();
            told.join(t!("list.separator").as_str())
        }
        _ => entry.words.clone(),
    }
}
