//! The page's life: whether it can be seen, when it goes, when it has nothing to do.

use std::rc::Rc;

use futures_channel::oneshot;
use futures_util::future::select;
use gloo::events::EventListener;
use gloo::net::http::Request;
use gloo::timers::future::TimeoutFuture;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{EventTarget, VisibilityState};

use crate::office::{sent, told};
use crate::platform::{Guard, PageEvent};
use crate::said::Said;

/// Work in the background waits for an idle moment, but not for ever: a hidden page may never have one.
const IDLE_WAIT_MS_MAX: u32 = 1_000;

/// Two frames, where the browser does not say when it is idle.
const IDLE_PAUSE_MS: u32 = 32;

/// Resolves when the page has nothing better to do, or has been busy for [`IDLE_WAIT_MS_MAX`].
pub(super) async fn idle() {
    let (sender, idle) = oneshot::channel::<()>();
    let done = Closure::once_into_js(move || _ = sender.send(()));
    // By name: WebKit does not have it, and then a pause has to do.
    let request = js_sys::Reflect::get(&gloo::utils::window(), &"requestIdleCallback".into());
    if let Ok(request) = request.and_then(JsCast::dyn_into::<js_sys::Function>)
        && request.call1(&JsValue::UNDEFINED, &done).is_ok()
    {
        select(idle, TimeoutFuture::new(IDLE_WAIT_MS_MAX)).await;
    } else {
        TimeoutFuture::new(IDLE_PAUSE_MS).await;
    }
}

/// What the page's first script offers: `window.madobe`.
pub(crate) fn boot() -> Option<JsValue> {
    js_sys::Reflect::get(&gloo::utils::window(), &"madobe".into()).ok().filter(JsValue::is_object)
}

/// Which build of the site this page is.
pub(crate) fn program_build() -> String {
    boot_tells("version").unwrap_or_default()
}

/// The words of the app in English, from what the browser keeps of the site; from the office where it keeps none. None where neither has them.
pub(crate) async fn english_words() -> Vec<String> {
    let Some(address) = boot_tells("english") else { return Vec::new() };
    let Ok(answer) = sent(Request::get(&address).build()).await else { return Vec::new() };
    let words = told(answer).await.map(|said| said.list().iter().filter_map(Said::text).collect());
    words.unwrap_or_default()
}

fn boot_tells(name: &str) -> Option<String> {
    js_sys::Reflect::get(&boot()?, &name.into()).ok()?.as_string()
}

/// Whether the page can be seen now.
pub(super) fn is_visible() -> bool {
    gloo::utils::document().visibility_state() == VisibilityState::Visible
}

/// Tells of the page's life until the guard is dropped.
pub(super) fn watch(hear: &Rc<dyn Fn(PageEvent)>) -> Guard {
    let on = |target: &EventTarget, name: &'static str, event: fn() -> PageEvent| {
        let hear = hear.clone();
        EventListener::new(target, name, move |_| hear(event()))
    };
    let (window, document) = (gloo::utils::window(), gloo::utils::document());
    let visibility = || if is_visible() { PageEvent::Shown } else { PageEvent::Hidden };
    Box::new([
        on(&window, "pagehide", || PageEvent::Hidden),
        on(&window, "online", || PageEvent::Online),
        on(&document, "visibilitychange", visibility),
    ])
}
