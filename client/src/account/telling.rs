//! When the office is told what was witnessed here: in one turn at a time, and not before the day is over on which it heard enough.

use std::cell::Cell;

use super::idle::{Idle, Moment};

/// The office puts nobody off for longer. Whoever is told so was told wrongly.
const PUT_OFF_MS_MAX: u64 = 24 * 60 * 60_000;

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Telling {
    is_under_way: Cell<bool>,
    put_off: Cell<u64>,
    since: Idle,
}

impl Telling {
    /// Whether a turn begins now.
    pub(super) fn begins(&self, now: Moment) -> bool {
        self.since.is_over(now, self.put_off.get()) && !self.is_under_way.replace(true)
    }

    /// Whatever comes from here on is told in another turn.
    pub(super) fn is_gathered(&self) {
        self.is_under_way.set(false);
    }

    /// The office takes nothing for so long. What was to be told stays on the device.
    pub(super) fn put_off(&self, now: Moment, wait_ms: u64) {
        self.since.touch(now);
        self.put_off.set(wait_ms.min(PUT_OFF_MS_MAX));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR_MS: u64 = 60 * 60_000;

    fn after_hours(hours: u64) -> Moment {
        Moment { elapsed_ms: hours * HOUR_MS, wall_ms: 1_795_402_800_000 + hours * HOUR_MS }
    }

    #[test]
    fn one_turn_at_a_time() {
        let telling = Telling::default();
        assert!(telling.begins(after_hours(0)) && !telling.begins(after_hours(0)));
        telling.is_gathered();
        assert!(telling.begins(after_hours(0)));
    }

    #[test]
    fn an_office_that_has_heard_enough_is_not_asked_again_that_day() {
        let telling = Telling::default();
        telling.put_off(after_hours(1), 8 * HOUR_MS);
        assert!((1..9).all(|hour| !telling.begins(after_hours(hour))), "however often something is witnessed");
        assert!(telling.begins(after_hours(9)), "what was kept is told then");
        telling.is_gathered();
        assert!(telling.begins(after_hours(9)), "batch after batch");
    }

    #[test]
    fn no_answer_and_no_clock_holds_it_back_for_ever() {
        let telling = Telling::default();
        telling.put_off(after_hours(0), u64::MAX);
        assert!(telling.begins(after_hours(24)));
        telling.is_gathered();
        telling.put_off(after_hours(24), HOUR_MS);
        assert!(telling.begins(Moment { wall_ms: 0, ..after_hours(25) }), "somebody set the clock back");
        telling.is_gathered();
        telling.put_off(after_hours(26), HOUR_MS);
        assert!(telling.begins(Moment { elapsed_ms: 26 * HOUR_MS, ..after_hours(27) }), "the tablet slept");
    }
}
