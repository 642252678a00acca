//! The page's clock and randomness: the only ambient reads of the client.

use jiff::civil::DateTime;
use madobe_shared::ids::DeviceId;

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

/// Milliseconds since the page was opened. Without such a clock, as in very old browsers, the one on the wall has to do.
pub(super) fn elapsed_ms() -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a positive number far below 2^53, of which the whole milliseconds count"
    )]
    gloo::utils::window().performance().map_or_else(now_ms, |performance| performance.now() as u64)
}

/// Date and time on the wall, to the second.
pub(super) fn now_local() -> DateTime {
    let now = js_sys::Date::new_0();
    #[expect(clippy::cast_possible_truncation, reason = "each part is checked by the constructor below")]
    let part = |value: u32| value as i8;
    let year = i16::try_from(now.get_full_year()).unwrap_or(i16::MAX);
    let (hour, minute, second) = (part(now.get_hours()), part(now.get_minutes()), part(now.get_seconds()));
    DateTime::new(year, part(now.get_month() + 1), part(now.get_date()), hour, minute, second, 0).unwrap_or_default()
}

/// Random bytes from the browser.
#[allow(clippy::disallowed_methods, reason = "the client's randomness")]
pub(super) fn fill_random(bytes: &mut [u8]) {
    #[expect(clippy::expect_used, reason = "a browser without randomness cannot run wasm either")]
    getrandom::fill(bytes).expect("the browser has random bytes");
}

/// A device's id, to be drawn once.
#[must_use]
pub fn new_device_id() -> DeviceId {
    let mut bytes = [0; 8];
    fill_random(&mut bytes);
    DeviceId(u64::from_be_bytes(bytes))
}
