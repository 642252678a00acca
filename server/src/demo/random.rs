//! A small random generator, so that the demo is the same on every machine and with every version of every library.

/// SplitMix64 (Steele, Lea and Flood, 2014). Good for shuffling invented people, useless for secrets.
#[derive(Debug, Clone)]
pub(super) struct Random {
    state: u64,
}

impl Random {
    /// The generator of one purpose. Purposes draw from sequences of their own, so that one of them may draw more without shifting
    /// what the others get.
    pub fn of(seed: u64, purpose: u64) -> Self {
        let mut random = Self { state: seed ^ purpose.wrapping_mul(0xd6e8_feb8_6659_fd93) };
        random.next();
        random
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`; 0 where there is none.
    pub fn below(&mut self, end: usize) -> usize {
        // The remainder favours small numbers by less than one in 2^50, which nobody will see in a demo.
        usize::try_from(self.next() % (end.max(1) as u64)).unwrap_or(0)
    }

    /// A number from `first` to `last`, both included.
    pub fn between(&mut self, first: usize, last: usize) -> usize {
        first + self.below(last.saturating_sub(first) + 1)
    }

    /// Whether something that happens so often, in percent, happens.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of these, if there is any.
    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.below(of.len()))
    }

    /// The index of one of these weights, drawn in proportion to them; none where all are 0.
    pub fn weighted(&mut self, weights: &[usize]) -> Option<usize> {
        let total: usize = weights.iter().sum();
        let mut left = self.below(total);
        weights.iter().position(|weight| match left.checked_sub(*weight) {
            Some(rest) => {
                left = rest;
                false
            }
            None => true,
        })
    }

    /// Puts these in another order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for end in (1..items.len()).rev() {
            items.swap(end, self.below(end + 1));
        }
    }

    /// The random part of an id.
    pub fn id_bytes(&mut self) -> [u8; 10] {
        let mut bytes = [0; 10];
        for chunk in bytes.chunks_mut(8) {
            chunk.copy_from_slice(&self.next().to_be_bytes()[..chunk.len()]);
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_are_fair_enough_and_the_same_each_time() {
        let mut random = Random::of(1, 2);
        let mut counts = [0; 3];
        for _ in 0..6_000 {
            counts[random.weighted(&[1, 0, 5]).expect("weights")] += 1;
        }
        assert!((900..1_100).contains(&counts[0]) && counts[1] == 0, "{counts:?}");
        assert_eq!(Random::of(1, 2).id_bytes(), Random::of(1, 2).id_bytes());
        assert_ne!(Random::of(1, 2).id_bytes(), Random::of(1, 3).id_bytes());
        assert_eq!(Random::of(1, 2).weighted(&[0, 0]), None);
        assert_eq!(Random::of(1, 2).pick::<u8>(&[]), None);
    }

    #[test]
    fn shuffling_loses_nothing() {
        let mut items: Vec<_> = (0..50).collect();
        Random::of(7, 7).shuffle(&mut items);
        assert_ne!(items, (0..50).collect::<Vec<_>>());
        items.sort_unstable();
        assert_eq!(items, (0..50).collect::<Vec<_>>());
    }
}
