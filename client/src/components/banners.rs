//! What concerns the whole app and stands above every screen: a new version, an ended session, a device that cannot store.

use madobe_shared::session::{LinkState, SyncStatus};
use wasm_bindgen::JsCast;
use yew::platform::spawn_local;
use yew::prelude::*;

use super::dialog::Dialog;
use super::icon::{Glyph, icon};
use super::sign_in_form::SignInForm;
use crate::browser::{boot, program_build};
use crate::hooks::{use_repo, use_status, use_window_event};
use crate::i18n::storage_error;
use crate::t;

fn boot_says(flag: &str) -> bool {
    boot().and_then(|boot| js_sys::Reflect::get(&boot, &flag.into()).ok()).is_some_and(|value| value.is_truthy())
}

/// Asks the page's first script to do something, such as `applyUpdate`.
fn ask_boot(function: &str) {
    let Some(boot) = boot() else { return };
    let found = js_sys::Reflect::get(&boot, &function.into()).ok();
    if let Some(function) = found.and_then(|found| found.dyn_into::<js_sys::Function>().ok()) {
        // What it throws concerns the browser's installation, about which nothing can be done here.
        let _ = function.call0(&boot);
    }
}

/// The version of the program, for whoever asks which one is on a tablet.
#[must_use]
pub fn program_version() -> String {
    format!("{} {}", env!("CARGO_PKG_VERSION"), program_build()).trim_end().to_owned()
}

/// 「新しい版があります」.
#[component]
pub fn UpdateBanner() -> Html {
    let repo = use_repo();
    let ready = use_state_eq(|| boot_says("updateReady"));
    let dismissed = use_state_eq(|| false);
    let on_ready = {
        let ready = ready.clone();
        use_callback((), move |_: web_sys::Event, ()| ready.set(true))
    };
    use_window_event("madobe:update-ready", on_ready);
    if !*ready || *dismissed {
        return Html::default();
    }
    let later = {
        let dismissed = dismissed.clone();
        Callback::from(move |_: MouseEvent| dismissed.set(true))
    };
    let update = Callback::from(move |_: MouseEvent| {
        let repo = repo.clone();
        spawn_local(async move {
            // Some browsers drop what a page begins to write while it goes. Where saving fails, the words in memory are all there is,
            // and the new version waits.
            if repo.save_all().await.is_ok() {
                ask_boot("applyUpdate");
            }
        });
    });
    html! {
        <div class="banner banner-green" role="status">
            { icon(Glyph::Again) }
            <p>{ t!("update.ready") }</p>
            <button type="button" class="button button-main" onclick={update}>{ t!("update.button") }</button>
            <button type="button" class="button button-quiet" onclick={later}>{ t!("later") }</button>
        </div>
    }
}

/// The button that puts the app among the device's own; nothing where the browser does not offer it.
#[component]
pub fn InstallButton() -> Html {
    let ready = use_state_eq(|| boot_says("installReady"));
    let on_ready = {
        let ready = ready.clone();
        use_callback((), move |_: web_sys::Event, ()| ready.set(true))
    };
    use_window_event("madobe:install-ready", on_ready);
    if !*ready {
        return html! { <p class="field-hint">{ t!("install.by_hand") }</p> };
    }
    let install = {
        let ready = ready.clone();
        Callback::from(move |_: MouseEvent| {
            ready.set(false);
            ask_boot("install");
        })
    };
    html! {
        <button type="button" class="button button-outline" onclick={install}>
            { icon(Glyph::Install) }{ t!("install.button") }
        </button>
    }
}

/// The session has ended; everything stays usable, but nothing is sent until someone signs in again.
#[component]
pub fn SessionBanner() -> Html {
    let status = use_status();
    let open = use_state_eq(|| false);
    let ended = matches!(
        status,
        SyncStatus::Saving { link: LinkState::SignedOut, .. }
            | SyncStatus::Unsent { link: LinkState::SignedOut, .. }
            | SyncStatus::NothingUnsent { link: LinkState::SignedOut }
    );
    if !ended {
        return Html::default();
    }
    let show = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(true))
    };
    let hide = {
        let open = open.clone();
        Callback::from(move |()| open.set(false))
    };
    html! {
        <div class="banner banner-persimmon">
            { icon(Glyph::Warning) }
            <p role="status">{ t!("session.ended") }</p>
            <button type="button" class="button button-outline" onclick={show}>{ t!("sign_in.button") }</button>
            if *open {
                <Dialog title={t!("sign_in.again")} on_close={hide.clone()}><SignInForm on_done={hide} /></Dialog>
            }
        </div>
    }
}

/// The device refuses to store: said out loud, on every screen, until it stores again.
#[component]
pub fn StorageBanner() -> Html {
    let repo = use_repo();
    // Words that only this page has would go with it: the browser asks before it closes.
    let on_leave = use_callback(repo.clone(), |event: web_sys::Event, repo| {
        if repo.status() == SyncStatus::NotSaved && repo.has_unsaved_words() {
            event.prevent_default();
        }
    });
    use_window_event("beforeunload", on_leave);
    if use_status() != SyncStatus::NotSaved {
        return Html::default();
    }
    let reason = repo.storage().last_error.as_ref().map(storage_error);
    html! {
        <div class="banner banner-loud" role="alert">
            { icon(Glyph::Warning) }
            <p><strong>{ t!("status.not_saved") }</strong>{ " " }{ reason.unwrap_or_default() }</p>
        </div>
    }
}
