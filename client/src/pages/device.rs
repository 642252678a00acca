//! 設定: who is signed in, and whether what was written on this device is safe.

mod check_out;
mod passkeys;
mod pin;
mod preferences;
mod refused;
mod second_factor;
mod security;
mod sessions;
mod storage;

use madobe_shared::session::{LinkState, SyncStatus};
use std::rc::Rc;
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::access::may_change;
use crate::account::{lock, sign_out};
use crate::components::banners::{InstallButton, program_version};
use crate::components::break_glass::BreakGlass;
use crate::components::chips::{ChipTone, chip};
use crate::components::dialog::Dialog;
use crate::components::icon::{Glyph, icon};
use crate::components::link::RouteLink;
use crate::components::shell::PAGE_TITLE_ID;
use crate::components::status::StatusBadge;
use crate::hooks::{use_repo, use_repo_events, use_status, use_summaries};
use crate::i18n::{label, named};
use crate::managing::may_manage;
use crate::repo::RepoEvent;
use crate::routes::Route;
use crate::t;
use check_out::CheckOutCard;
use preferences::PreferencesCard;
use refused::RefusedWork;
use security::SecurityCard;
pub use security::new_password_lines;
use storage::StorageCard;

/// This device and its user.
#[component]
pub fn DevicePage() -> Html {
    let repo = use_repo();
    use_repo_events(|event| matches!(event, RepoEvent::Staff));
    let me = repo.me();
    html! {
        <div class="page page-form">
            <header class="page-head page-head-status">
                <h1 id={PAGE_TITLE_ID} tabindex="-1">{ t!("nav.device") }</h1>
                <StatusBadge />
            </header>
            <section class="card" aria-labelledby="me-title">
                <h2 id="me-title">{ t!("device.me") }</h2>
                <p class="device-me"><strong>{ &me.name }</strong><span>{ label(&me.profession) }</span></p>
                <div class="buttons">{ lock_button() }<SignOut /></div>
            </section>
            <SyncCard />
            <CheckOutCard />
            <SecurityCard />
            if may_change(&me.role) {
                <section class="card" aria-labelledby="glass-title">
                    <h2 id="glass-title">{ t!("break_glass.card") }</h2>
                    <p class="quiet">{ t!("break_glass.lead") }</p>
                    <div class="buttons"><BreakGlass /></div>
                </section>
            }
            if may_manage(&me.role) {
                <section class="card" aria-labelledby="managing-title">
                    <h2 id="managing-title">{ t!("managing.title") }</h2>
                    <p class="quiet">{ t!("managing.lead") }</p>
                    <div class="buttons">
                        <RouteLink to={Route::Devices} class={classes!("button", "button-outline")}>{ t!("devices.title") }</RouteLink>
                        <RouteLink to={Route::Trail { case: None }} class={classes!("button", "button-outline")}>
                            { t!("trail.title") }
                        </RouteLink>
                        <RouteLink to={Route::Retention} class={classes!("button", "button-outline")}>{ t!("retention.title") }</RouteLink>
                    </div>
                </section>
            }
            <StorageCard />
            <section class="card" aria-labelledby="install-title">
                <h2 id="install-title">{ t!("install.title") }</h2>
                <InstallButton />
            </section>
            <PreferencesCard />
            <p class="quiet">{ t!("device.version", version = program_version()) }</p>
        </div>
    }
}

/// What the state of the line means for the user's work.
fn explanation(status: SyncStatus) -> AttrValue {
    match status {
        SyncStatus::NotSaved => t!("device.sync.not_saved"),
        SyncStatus::AllReceived => t!("device.sync.all_received"),
        SyncStatus::Refused { .. } => t!("device.sync.refused"),
        SyncStatus::Saving { link, .. } | SyncStatus::Unsent { link, .. } | SyncStatus::NothingUnsent { link } => {
            match link {
                LinkState::SignedOut => t!("session.ended"),
                LinkState::VersionMismatch => t!("device.sync.version"),
                LinkState::Offline { .. } | LinkState::Connecting => t!("device.sync.offline"),
                LinkState::Syncing { .. } | LinkState::Live => t!("device.sync.under_way"),
            }
        }
    }
}

#[component]
fn SyncCard() -> Html {
    let repo = use_repo();
    let status = use_status();
    let summaries = use_summaries();
    let unsent = repo.unsent();
    let waiting: Vec<_> = summaries.iter().filter(|summary| unsent.contains(&summary.id)).collect();
    let damaged = repo.damaged();
    let now = {
        let repo = repo.clone();
        Callback::from(move |_: MouseEvent| repo.sync_now())
    };
    let row = |summary: &&Rc<madobe_shared::summary::CaseSummary>| {
        html! {
            <li key={summary.id.to_string()}>
                <RouteLink to={Route::Case { id: summary.id }} class={classes!("row-card")}>
                    <span class="row-card-words"><strong>{ named(&summary.name) }</strong></span>
                    { chip(ChipTone::Persimmon, t!("cases.unsent")) }
                </RouteLink>
            </li>
        }
    };
    html! {
        <section class="card" aria-labelledby="sync-title">
            <h2 id="sync-title">{ t!("device.sync") }</h2>
            <p>{ explanation(status) }</p>
            <RefusedWork />
            if damaged > 0 { <p class="quiet">{ t!("device.damaged", count = damaged) }</p> }
            <button type="button" class="button button-outline" onclick={now}>
                { icon(Glyph::Again) }{ t!("device.sync.now") }
            </button>
            if !waiting.is_empty() {
                <h3>{ t!("device.unsent", count = waiting.len()) }</h3>
                <ul class="row-cards">{ for waiting.iter().map(row) }</ul>
            }
        </section>
    }
}

fn lock_button() -> Html {
    let onclick = Callback::from(|_: MouseEvent| spawn_local(lock()));
    html! { <button type="button" class="button button-outline" {onclick}>{ t!("lock.button") }</button> }
}

#[component]
fn SignOut() -> Html {
    let repo = use_repo();
    let asking = use_state_eq(|| false);
    let unsent = repo.unsent().len();
    let leave = Callback::from(|_: MouseEvent| spawn_local(sign_out()));
    let ask = {
        let (asking, leave) = (asking.clone(), leave.clone());
        Callback::from(move |event: MouseEvent| if unsent > 0 { asking.set(true) } else { leave.emit(event) })
    };
    let stay = Callback::from({
        let asking = asking.clone();
        move |()| asking.set(false)
    });
    html! {
        <>
            <button type="button" class="button button-outline" onclick={ask}>{ t!("sign_out.button") }</button>
            if *asking {
                <Dialog title={t!("sign_out.title")} on_close={stay.clone()}>
                    <p>{ t!("sign_out.unsent", count = unsent) }</p>
                    <div class="buttons">
                        <button type="button" class="button button-persimmon" onclick={leave}>{ t!("sign_out.anyway") }</button>
                        <button type="button" class="button button-outline" onclick={stay.reform(|_: MouseEvent| ())}>
                            { t!("sign_out.stay") }
                        </button>
                    </div>
                </Dialog>
            }
        </>
    }
}
