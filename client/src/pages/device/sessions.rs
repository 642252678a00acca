//! サインインの一覧: where the user is signed in, and ending what should not be.

use yew::platform::spawn_local;
use yew::prelude::*;

use super::security::own_error;
use crate::account::{AccountError, Session, end_sessions, sessions};
use crate::components::chips::{ChipTone, chip};
use crate::hooks::use_repo;
use crate::i18n::{moment_of, short_id};
use crate::t;

/// The user's sessions at the office, the one used last first.
#[component]
pub fn SessionList() -> Html {
    let today = use_repo().now_local().date();
    let listed = use_state(|| None::<Result<Vec<Session>, AccountError>>);
    use_effect_with((), {
        let listed = listed.clone();
        move |()| spawn_local(async move { listed.set(Some(sessions().await)) })
    });
    let end = |id: Option<String>| {
        let listed = listed.clone();
        Callback::from(move |_: MouseEvent| {
            let (listed, id) = (listed.clone(), id.clone());
            spawn_local(async move {
                listed.set(Some(match end_sessions(id.as_deref()).await {
                    Ok(()) => sessions().await,
                    Err(error) => Err(error),
                }));
            });
        })
    };
    let when = |at_ms| moment_of(at_ms, today);
    let found = match &*listed {
        None => return html! { <p role="status">{ t!("loading") }</p> },
        Some(Err(error)) => return html! { <p class="field-error" role="alert">{ own_error(error) }</p> },
        Some(Ok(found)) => found,
    };
    let here = found.iter().find(|session| session.current).and_then(|session| session.device.clone());
    let item = |session: &Session| {
        let device = match &session.device {
            Some(device) if Some(device) == here.as_ref() => t!("sessions.here"),
            Some(device) => t!("sessions.device", id = short_id(device)),
            None => t!("sessions.unknown_device"),
        };
        let began = t!("sessions.began", when = when(session.began_at_ms));
        html! {
            <li key={session.id.clone()} class="session">
                <p class="session-words">
                    <strong>{ device.clone() }</strong>
                    if session.current { { chip(ChipTone::Green, t!("sessions.current")) } }
                    <span class="quiet">{ began.clone() }</span>
                    <span class="quiet">{ t!("sessions.used", when = when(session.last_used_at_ms)) }</span>
                </p>
                if !session.current {
                    <button type="button" class="button button-outline" onclick={end(Some(session.id.clone()))}
                            aria-label={t!("sessions.end_label", device = device, began = began)}>{ t!("sessions.end") }</button>
                }
            </li>
        }
    };
    html! {
        <>
            <p class="quiet">{ t!("sessions.lead") }</p>
            <ul class="sessions" aria-label={t!("sessions.title")}>{ for found.iter().map(item) }</ul>
            if found.len() > 1 {
                <button type="button" class="button button-persimmon" onclick={end(None)}>{ t!("sessions.end_others") }</button>
            } else {
                <p role="status">{ t!("sessions.only_this") }</p>
            }
        </>
    }
}
