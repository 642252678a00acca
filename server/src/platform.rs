//! The clock and the randomness: the only ambient reads of the server. Everything else takes them as arguments or asks here, so that
//! a test can set the time.

use std::ops::RangeInclusive;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use jiff::Timestamp;
use jiff::tz::Offset;
pub use madobe_shared::calendar::day_in_japan;

/// Where the time comes from.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// A time that stands still until it is set, in milliseconds since 1970.
    Set(Arc<AtomicU64>),
}

impl Clock {
    /// Milliseconds since 1970.
    #[must_use]
    pub fn now_ms(&self) -> u64 {
        match self {
            Self::System => system_now_ms(),
            Self::Set(now) => now.load(Ordering::Relaxed),
        }
    }
}

#[allow(clippy::disallowed_methods, reason = "this is the clock that everything else asks")]
fn system_now_ms() -> u64 {
    // A clock before 1970 is a machine without a battery; the office's log needs no true time to be in order.
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// The clock on the office's wall at a moment, to the minute: `2026-11-28 17:15`.
#[must_use]
pub fn time_in_japan(at_ms: u64) -> String {
    let at = i64::try_from(at_ms).ok().and_then(|at_ms| Timestamp::from_millisecond(at_ms).ok());
    Offset::constant(9).to_datetime(at.unwrap_or_default()).strftime("%Y-%m-%d %H:%M").to_string()
}

/// That day from its first moment to its last, in milliseconds since 1970.
#[must_use]
pub const fn hours_of_day_in_japan(now_ms: u64) -> RangeInclusive<u64> {
    const DAY_MS: u64 = 24 * 60 * 60_000;
    const AHEAD_MS: u64 = 9 * 60 * 60_000;
    let since_midnight_ms = now_ms.saturating_add(AHEAD_MS) % DAY_MS;
    let begins_ms = now_ms.saturating_sub(since_midnight_ms);
    begins_ms..=now_ms.saturating_add(DAY_MS - 1 - since_midnight_ms)
}

/// Random bytes from the operating system, good enough for secrets.
///
/// # Panics
///
/// Where the operating system has none to give. Nothing that needs a secret could go on then.
#[must_use]
#[allow(clippy::disallowed_methods, reason = "this is the source that everything else asks")]
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    #[allow(clippy::expect_used, reason = "see the function's doc")]
    getrandom::fill(&mut bytes).expect("the operating system has random bytes");
    bytes
}

/// A random number below 2^52: an id that a reader of JSON which knows only doubles still reads exactly.
#[must_use]
pub fn random_id() -> u64 {
    u64::from_be_bytes(random_bytes()) >> 12
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_begins_nine_hours_before_it_does_in_greenwich() {
        let at = |text: &str| u64::try_from(text.parse::<Timestamp>().unwrap().as_millisecond()).unwrap();
        assert_eq!(day_in_japan(at("2026-11-22T14:59:59Z")).to_string(), "2026-11-22");
        assert_eq!(day_in_japan(at("2026-11-22T15:00:00Z")).to_string(), "2026-11-23");
    }
}
