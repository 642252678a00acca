//! The only ambient reads of the client: the clock, randomness, and what the browser says of itself.
//!
//! Everything else takes these as values. Never decides anything.

use futures_channel::oneshot;
use futures_util::future::select;
use gloo::timers::future::TimeoutFuture;
use jiff::civil::{Date, DateTime};
use madobe_shared::document::Stamp;
use madobe_shared::ids::{DeviceId, DocId, EntryId, OpeningTag};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

/// Milliseconds since 1970.
#[must_use]
#[allow(clippy::disallowed_methods, reason = "the client's clock")]
pub fn now_ms() -> u64 {
    // The clock counts whole milliseconds and stands long after 1970.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a positive whole number far below 2^53"
    )]
    let now_ms = js_sys::Date::now() as u64;
    now_ms
}

/// The moment that a change made now carries.
#[must_use]
pub fn stamp() -> Stamp {
    Stamp { time_s: i64::try_from(now_ms() / 1000).unwrap_or(i64::MAX) }
}

/// Date and time on the wall, to the second.
#[must_use]
pub fn now_local() -> DateTime {
    let now = js_sys::Date::new_0();
    #[expect(clippy::cast_possible_truncation, reason = "each part is checked by the constructor below")]
    let part = |value: u32| value as i8;
    let year = i16::try_from(now.get_full_year()).unwrap_or(i16::MAX);
    let (hour, minute, second) = (part(now.get_hours()), part(now.get_minutes()), part(now.get_seconds()));
    DateTime::new(year, part(now.get_month() + 1), part(now.get_date()), hour, minute, second, 0).unwrap_or_default()
}

/// The day on the wall.
#[must_use]
pub fn today() -> Date {
    now_local().date()
}

/// Random bytes from the browser.
#[must_use]
#[allow(clippy::disallowed_methods, reason = "the client's randomness")]
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    #[expect(clippy::expect_used, reason = "a browser without randomness cannot run wasm either")]
    getrandom::fill(&mut bytes).expect("the browser has random bytes");
    bytes
}

/// A random number.
#[must_use]
pub fn random_u64() -> u64 {
    u64::from_be_bytes(random_bytes())
}

/// A device's id, to be drawn once.
#[must_use]
pub fn new_device_id() -> DeviceId {
    DeviceId(random_u64())
}

/// The tag of one opening of a document.
#[must_use]
pub fn new_opening_tag() -> OpeningTag {
    OpeningTag(random_u64())
}

/// The id of a document that is about to exist.
#[must_use]
pub fn new_doc_id() -> DocId {
    DocId::from_parts(now_ms(), random_bytes())
}

/// The id of an entry that is about to exist.
#[must_use]
pub fn new_entry_id() -> EntryId {
    EntryId::from_parts(now_ms(), random_bytes())
}

/// Whether the page can be seen now.
#[must_use]
pub fn is_visible() -> bool {
    gloo::utils::document().visibility_state() == web_sys::VisibilityState::Visible
}

/// Resolves when the page has nothing better to do, or has been busy for [`IDLE_WAIT_MS_MAX`].
pub async fn idle() {
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

/// Work in the background waits for an idle moment, but not for ever: a hidden page may never have one.
const IDLE_WAIT_MS_MAX: u32 = 1_000;

/// Two frames, where the browser does not say when it is idle.
const IDLE_PAUSE_MS: u32 = 32;

/// The address of the sync endpoint, on the host that the page came from.
#[must_use]
pub fn sync_url(query: &str) -> String {
    let location = gloo::utils::window().location();
    let scheme = if location.protocol().is_ok_and(|protocol| protocol == "https:") { "wss" } else { "ws" };
    format!("{scheme}://{}/api/sync?{query}", location.host().unwrap_or_default())
}
