//! Watching for idleness: what counts as somebody being there, and what happens when nobody is.

use std::cell::Cell;
use std::rc::Rc;

use gloo::events::{EventListener, EventListenerOptions};
use gloo::timers::callback::Interval;
use madobe_shared::ids::UserId;
use wasm_bindgen_futures::spawn_local;

use super::Account;
use super::desk::Desk;
use super::idle::Moment;
use super::tabs::Message;
use crate::browser::Browser;
use crate::hooks::lock_after_ms;
use crate::platform::{PageEvent, Platform};

/// How often it is looked whether anyone is still there. Hidden pages are asked less often by their browser, and once more when they are
/// seen again.
const LOOK_EVERY_MS: u32 = 5_000;

/// The other tabs hear at most this often that somebody is in this one.
const TELL_EVERY_MS: u64 = 15_000;

/// The keyring is told at most this often that the office was met.
const NOTE_EVERY_MS: u64 = 10 * 60_000;

/// Now, by both clocks.
pub(super) fn now() -> Moment {
    Moment { elapsed_ms: Browser.elapsed_ms(), wall_ms: Browser.now_ms() }
}

impl Desk {
    /// Locks when nobody has touched the app for as long as the device is set to wait. The watch lasts as long as the page.
    pub(super) fn watch_for_idleness(self: &Rc<Self>) {
        self.idle.touch(now());
        let told_ms = Rc::new(Cell::new(0));
        for event in ["pointerdown", "keydown", "wheel", "touchmove"] {
            let (desk, told_ms) = (self.clone(), told_ms.clone());
            let options = EventListenerOptions::run_in_capture_phase();
            EventListener::new_with_options(&gloo::utils::window(), event, options, move |_| {
                // Whoever comes back too late has not been there.
                if desk.lock_if_idle() {
                    return;
                }
                let now = now();
                desk.idle.touch(now);
                if now.elapsed_ms.saturating_sub(told_ms.get()) > TELL_EVERY_MS {
                    told_ms.set(now.elapsed_ms);
                    desk.tabs().tell(&Message::Touched);
                }
            })
            .forget();
        }
        let desk = self.clone();
        Interval::new(LOOK_EVERY_MS, move || _ = desk.lock_if_idle()).forget();
        let desk = self.clone();
        let shown = move |event| {
            if event == PageEvent::Shown {
                desk.lock_if_idle();
            }
        };
        std::mem::forget(Browser.watch_page(Rc::new(shown)));
    }

    /// Locks if nobody has been there for too long; says whether.
    fn lock_if_idle(self: &Rc<Self>) -> bool {
        let is_over = matches!(self.account(), Account::SignedIn(_)) && self.idle.is_over(now(), lock_after_ms());
        if is_over {
            let desk = self.clone();
            spawn_local(async move { desk.lock().await });
        }
        is_over
    }

    /// The office was met just now.
    pub(super) fn note_office_met(self: &Rc<Self>, user: UserId) {
        let now_ms = Browser.now_ms();
        if self.met_office_ms.get() != 0 && now_ms.abs_diff(self.met_office_ms.get()) < NOTE_EVERY_MS {
            return;
        }
        self.met_office_ms.set(now_ms);
        let desk = self.clone();
        spawn_local(async move {
            // What is read here and written again must not undo what someone does with their password meanwhile.
            let turn = desk.turn.lock().await;
            if let Ok(device) = desk.device().await
                && let Ok(Some(mut entry)) = device.key_entry(user).await
            {
                entry.met_office(now_ms);
                // Where it cannot be stored, it is noted with the next meeting.
                let _ = device.renew_key_entry(&entry).await;
            }
            drop(turn);
            desk.forget_removed_passkey(user).await;
        });
    }
}
