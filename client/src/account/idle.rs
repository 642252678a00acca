//! How long nobody has touched the app. Both clocks count: one that nobody can set, and the one on the wall, which goes on while the
//! device sleeps.

use std::cell::Cell;

/// A moment by both clocks, in milliseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Moment {
    pub(super) elapsed_ms: u64,
    pub(super) wall_ms: u64,
}

/// When the app was last touched.
#[derive(Debug, Default)]
pub(super) struct Idle(Cell<Moment>);

impl Idle {
    /// Somebody is there.
    pub(super) fn touch(&self, now: Moment) {
        self.0.set(now);
    }

    /// Whether nobody has been there for this long, by either clock.
    pub(super) fn is_over(&self, now: Moment, limit_ms: u64) -> bool {
        let touched = self.0.get();
        now.elapsed_ms.saturating_sub(touched.elapsed_ms) >= limit_ms
            || now.wall_ms.saturating_sub(touched.wall_ms) >= limit_ms
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn either_clock_is_enough_and_neither_can_be_set_back() {
        let idle = Idle::default();
        idle.touch(Moment { elapsed_ms: 1_000, wall_ms: 50_000 });
        assert!(!idle.is_over(Moment { elapsed_ms: 1_999, wall_ms: 50_999 }, 1_000));
        // The device slept: its counting clock stood still.
        assert!(idle.is_over(Moment { elapsed_ms: 1_001, wall_ms: 51_000 }, 1_000));
        // Somebody set the clock back.
        assert!(idle.is_over(Moment { elapsed_ms: 2_000, wall_ms: 0 }, 1_000));
    }
}
