//! Which file is handed over next, and when: one after another, those that the office did not take after longer and longer pauses, and none
//! while it cannot be reached. Pure: the time is an argument.

use std::collections::BTreeMap;

use madobe_shared::blob::BlobKey;

use crate::platform::Untransferred;

/// The first pause while nobody answers; it doubles.
const UNREACHED_MS_MIN: u64 = 2_000;

/// The longest such pause. The line that opens again ends it.
const UNREACHED_MS_MAX: u64 = 2 * 60_000;

/// The first pause before a file is offered again that the office refused; it doubles. Its case may be on its way there.
const REFUSED_MS_MIN: u64 = 10_000;

/// The longest such pause: somebody may have made room, and whoever did wants to see it help.
const REFUSED_MS_MAX: u64 = 10 * 60_000;

/// The same while the office does not have the case that is here: an office that was restored has it again once its devices have spoken.
const NOT_THERE_MS_MAX: u64 = 2 * 60_000;

/// See the module. Moments are those of [`crate::platform::Platform::elapsed_ms`].
#[derive(Debug, Default)]
pub(crate) struct Tries {
    unreached: Option<Pause>,
    refused: BTreeMap<BlobKey, (Untransferred, Pause)>,
    /// How often each was cut off: one that is too large for the line holds up no other.
    cut_off: BTreeMap<BlobKey, u32>,
}

#[derive(Debug, Clone, Copy)]
struct Pause {
    until_ms: u64,
    next_ms: u64,
}

/// Whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// Nothing waits.
    Nobody,
    /// This file's.
    Of(BlobKey),
    /// Somebody's, after so many milliseconds.
    After(u64),
}

impl Tries {
    /// Whose turn it is of those that wait.
    pub(super) fn next(&self, waiting: &[BlobKey], now_ms: u64) -> Turn {
        if waiting.is_empty() {
            return Turn::Nobody;
        }
        let unreached_ms = self.unreached.map_or(0, |pause| pause.until_ms);
        let from_ms = |key: &BlobKey| self.refused.get(key).map_or(0, |(_, pause)| pause.until_ms).max(unreached_ms);
        let cut_off = |key: &BlobKey| self.cut_off.get(key).copied().unwrap_or_default();
        let due = waiting.iter().filter(|key| from_ms(key) <= now_ms).min_by_key(|key| cut_off(key));
        let soonest_ms = || waiting.iter().map(from_ms).min().unwrap_or(now_ms);
        due.map_or_else(|| Turn::After(soonest_ms() - now_ms), |key| Turn::Of(*key))
    }

    /// The office did not take one, or was not there to take any.
    pub(super) fn failed(&mut self, key: BlobKey, why: Untransferred, now_ms: u64) {
        if why == Untransferred::NotReached {
            self.unreached = Some(Pause::after(self.unreached, now_ms, (UNREACHED_MS_MIN, UNREACHED_MS_MAX)));
            *self.cut_off.entry(key).or_default() += 1;
        } else {
            self.unreached = None;
            let before = self.refused.get(&key).map(|(_, pause)| *pause);
            let longest_ms = if why == Untransferred::NotThere { NOT_THERE_MS_MAX } else { REFUSED_MS_MAX };
            self.refused.insert(key, (why, Pause::after(before, now_ms, (REFUSED_MS_MIN, longest_ms))));
        }
    }

    /// The office has one.
    pub(super) fn done(&mut self, key: BlobKey) {
        self.unreached = None;
        self.refused.remove(&key);
        self.cut_off.remove(&key);
    }

    /// The office can be reached again.
    pub(super) fn reached(&mut self) {
        self.unreached = None;
    }

    /// Why the office did not take one, when it was last offered.
    pub(super) fn refusal(&self, key: BlobKey) -> Option<Untransferred> {
        self.refused.get(&key).map(|(why, _)| *why)
    }
}

impl Pause {
    fn after(before: Option<Self>, now_ms: u64, (first_ms, longest_ms): (u64, u64)) -> Self {
        let wait_ms = before.map_or(first_ms, |pause| pause.next_ms.min(longest_ms));
        Self { until_ms: now_ms + wait_ms, next_ms: (wait_ms * 2).min(longest_ms) }
    }
}

#[cfg(test)]
mod tests {
    use madobe_shared::ids::{BlobHash, DocId};

    use super::*;

    fn key(number: u8) -> BlobKey {
        BlobKey { doc: DocId::from_parts(1, [1; 10]), hash: BlobHash([number; 32]) }
    }

    #[test]
    fn one_after_another_and_what_is_refused_holds_up_no_other() {
        let mut tries = Tries::default();
        assert_eq!(tries.next(&[], 0), Turn::Nobody);
        assert_eq!(tries.next(&[key(1), key(2)], 0), Turn::Of(key(1)));
        tries.failed(key(1), Untransferred::CaseFull, 0);
        assert_eq!(tries.refusal(key(1)), Some(Untransferred::CaseFull), "the screen says why");
        assert_eq!(tries.next(&[key(1), key(2)], 0), Turn::Of(key(2)));
        tries.done(key(2));
        assert_eq!(tries.next(&[key(1)], 0), Turn::After(REFUSED_MS_MIN));
        assert_eq!(tries.next(&[key(1)], REFUSED_MS_MIN), Turn::Of(key(1)), "somebody may have made room");
        tries.failed(key(1), Untransferred::CaseFull, REFUSED_MS_MIN);
        assert_eq!(tries.next(&[key(1)], REFUSED_MS_MIN), Turn::After(2 * REFUSED_MS_MIN), "less and less often");
        tries.done(key(1));
        assert_eq!((tries.refusal(key(1)), tries.next(&[key(1)], 0)), (None, Turn::Of(key(1))));
    }

    #[test]
    fn while_nobody_answers_nobody_is_asked_until_the_line_opens() {
        let mut tries = Tries::default();
        tries.failed(key(1), Untransferred::NotReached, 5);
        assert_eq!(tries.next(&[key(1), key(2)], 5), Turn::After(UNREACHED_MS_MIN), "one try is enough for all");
        assert_eq!(tries.refusal(key(1)), None, "it was not refused");
        tries.reached();
        assert_eq!(tries.next(&[key(1), key(2)], 5), Turn::Of(key(2)), "the other may fit through the line");
        tries.failed(key(2), Untransferred::NotReached, 5);
        tries.reached();
        assert_eq!(tries.next(&[key(1), key(2)], 5), Turn::Of(key(1)));
    }

    #[test]
    fn no_pause_grows_without_end() {
        for (why, longest_ms) in [
            (Untransferred::NotReached, UNREACHED_MS_MAX),
            (Untransferred::NotThere, NOT_THERE_MS_MAX),
            (Untransferred::CaseFull, REFUSED_MS_MAX),
        ] {
            let mut tries = Tries::default();
            for _ in 0..40 {
                tries.failed(key(1), why, 0);
            }
            assert_eq!(tries.next(&[key(1)], 0), Turn::After(longest_ms));
        }
    }
}
