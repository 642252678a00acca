//! When the office is told what was witnessed here: in one turn at a time, and not before the day is over on which it heard enough of
//! whoever is in. Another user waits for nothing of that.

use std::cell::Cell;

use madobe_shared::ids::UserId;

use super::idle::{Idle, Moment};

/// The office puts nobody off for longer. Whoever is told so was told wrongly.
const PUT_OFF_MS_MAX: u64 = 24 * 60 * 60_000;

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Telling {
    /// Whose the rest is.
    user: Cell<Option<UserId>>,
    is_under_way: Cell<bool>,
    put_off: Cell<u64>,
    since: Idle,
}

impl Telling {
    /// Whether a turn of this user's begins now.
    pub(super) fn begins(&self, user: UserId, now: Moment) -> bool {
        if self.user.replace(Some(user)) != Some(user) {
            self.is_under_way.set(false);
            self.put_off.set(0);
        }
        self.since.is_over(now, self.put_off.get()) && !self.is_under_way.replace(true)
    }

    /// Whatever comes of this user from here on is told in another turn.
    pub(super) fn is_gathered(&self, user: UserId) {
        if self.user.get() == Some(user) {
            self.is_under_way.set(false);
        }
    }

    /// The office takes nothing of this user for so long. What was to be told stays on the device.
    pub(super) fn put_off(&self, user: UserId, now: Moment, wait_ms: u64) {
        if self.user.get() == Some(user) {
            self.since.touch(now);
            self.put_off.set(wait_ms.min(PUT_OFF_MS_MAX));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SATO: UserId = UserId(1);
    const MORI: UserId = UserId(2);
    const HOUR_MS: u64 = 60 * 60_000;

    fn after_hours(hours: u64) -> Moment {
        Moment { elapsed_ms: hours * HOUR_MS, wall_ms: 1_795_402_800_000 + hours * HOUR_MS }
    }

    /// One that has told what there was.
    fn told() -> Telling {
        let telling = Telling::default();
        assert!(telling.begins(SATO, after_hours(0)));
        telling.is_gathered(SATO);
        telling
    }

    #[test]
    fn one_turn_at_a_time() {
        let telling = Telling::default();
        assert!(telling.begins(SATO, after_hours(0)) && !telling.begins(SATO, after_hours(0)));
        telling.is_gathered(SATO);
        assert!(telling.begins(SATO, after_hours(0)));
    }

    #[test]
    fn an_office_that_has_heard_enough_is_not_asked_again_that_day() {
        let telling = told();
        telling.put_off(SATO, after_hours(1), 8 * HOUR_MS);
        assert!((1..9).all(|hour| !telling.begins(SATO, after_hours(hour))), "however often something is witnessed");
        assert!(telling.begins(SATO, after_hours(9)), "what was kept is told then");
        telling.is_gathered(SATO);
        assert!(telling.begins(SATO, after_hours(9)), "batch after batch");
    }

    #[test]
    fn no_answer_and_no_clock_holds_it_back_for_ever() {
        let telling = told();
        telling.put_off(SATO, after_hours(0), u64::MAX);
        assert!(telling.begins(SATO, after_hours(24)));
        telling.is_gathered(SATO);
        telling.put_off(SATO, after_hours(24), HOUR_MS);
        assert!(telling.begins(SATO, Moment { wall_ms: 0, ..after_hours(25) }), "somebody set the clock back");
        telling.is_gathered(SATO);
        telling.put_off(SATO, after_hours(26), HOUR_MS);
        assert!(telling.begins(SATO, Moment { elapsed_ms: 26 * HOUR_MS, ..after_hours(27) }), "the tablet slept");
    }

    #[test]
    fn another_user_waits_for_nothing_of_the_former() {
        let telling = Telling::default();
        assert!(telling.begins(SATO, after_hours(0)));
        assert!(telling.begins(MORI, after_hours(0)), "while the former's is gathered");
        telling.is_gathered(SATO);
        assert!(!telling.begins(MORI, after_hours(0)), "which ends no turn of theirs");
        telling.is_gathered(MORI);
        telling.put_off(SATO, after_hours(0), 8 * HOUR_MS);
        assert!(telling.begins(MORI, after_hours(1)), "nor does an answer that came late");
        telling.is_gathered(MORI);
        telling.put_off(MORI, after_hours(1), 8 * HOUR_MS);
        assert!(!telling.begins(MORI, after_hours(2)));
        assert!(telling.begins(SATO, after_hours(2)));
    }
}
