//! How often an address may be turned away before nobody listens to it for a while.
//!
//! Only what was refused counts: an office whose desks share one address may sign in as often as it likes. Knows no routes and reads
//! no clock.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::limits::KNOCKING_ADDRESSES_MAX;

/// How much patience there is with one address.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// So many refusals in a row.
    pub knocks: u64,
    /// After this time one of them is forgotten.
    pub recovery_ms: u64,
}

/// The refusals of all addresses that have any.
#[derive(Debug)]
pub struct Knocks {
    patience: Patience,
    /// For each address the time at which all its refusals will be forgotten.
    forgotten_at_ms: Mutex<BTreeMap<IpAddr, u64>>,
}

impl Knocks {
    /// Nobody has knocked yet.
    #[must_use]
    pub fn new(patience: Patience) -> Self {
        Self { patience, forgotten_at_ms: Mutex::default() }
    }

    /// Whether an address is still listened to.
    ///
    /// # Errors
    ///
    /// The milliseconds until it will be.
    pub fn listen(&self, from: IpAddr, now_ms: u64) -> Result<(), u64> {
        let Patience { knocks, recovery_ms } = self.patience;
        let forgotten_at_ms = self.lock().get(&network(from)).copied().unwrap_or_default();
        let patient_at_ms = forgotten_at_ms.saturating_sub((knocks - 1) * recovery_ms);
        if patient_at_ms <= now_ms { Ok(()) } else { Err(patient_at_ms - now_ms) }
    }

    /// An address was turned away.
    pub fn turned_away(&self, from: IpAddr, now_ms: u64) {
        let mut addresses = self.lock();
        let from = network(from);
        if addresses.len() >= KNOCKING_ADDRESSES_MAX && !addresses.contains_key(&from) {
            addresses.retain(|_, forgotten_at_ms| *forgotten_at_ms > now_ms);
            if addresses.len() >= KNOCKING_ADDRESSES_MAX {
                let first = addresses.iter().min_by_key(|(_, forgotten_at_ms)| **forgotten_at_ms);
                if let Some(first) = first.map(|(address, _)| *address) {
                    addresses.remove(&first);
                }
            }
        }
        let forgotten_at_ms = addresses.entry(from).or_default();
        // No more than the patience is held against anyone: whoever knocked through a moment of many requests at once waits no longer.
        let most = now_ms + self.patience.knocks * self.patience.recovery_ms;
        *forgotten_at_ms = ((*forgotten_at_ms).max(now_ms) + self.patience.recovery_ms).min(most);
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<IpAddr, u64>> {
        self.forgotten_at_ms.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whoever has one IPv6 address has 2^64 of them: they count as one.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX))),
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Patience = Patience { knocks: 3, recovery_ms: 1_000 };

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn patience_ends_and_comes_back() {
        let knocks = Knocks::new(PATIENCE);
        let (stranger, colleague) = (address("203.0.113.7"), address("203.0.113.8"));
        for _ in 0..3 {
            assert_eq!(knocks.listen(stranger, 5_000), Ok(()));
            knocks.turned_away(stranger, 5_000);
        }
        assert_eq!(knocks.listen(stranger, 5_000), Err(1_000));
        assert_eq!(knocks.listen(colleague, 5_000), Ok(()), "nobody pays for another");
        assert_eq!(knocks.listen(stranger, 5_999), Err(1));
        assert_eq!(knocks.listen(stranger, 6_000), Ok(()), "one more try");
        knocks.turned_away(stranger, 6_000);
        assert_eq!(knocks.listen(stranger, 6_000), Err(1_000));
        (0..100).for_each(|_| knocks.turned_away(stranger, 6_000));
        assert_eq!(knocks.listen(stranger, 9_000), Ok(()), "a flood is not held against anyone for ever");
    }

    #[test]
    fn a_network_of_ipv6_is_one_address() {
        let knocks = Knocks::new(Patience { knocks: 1, ..PATIENCE });
        knocks.turned_away(address("2001:db8:1:2::3"), 0);
        assert!(knocks.listen(address("2001:db8:1:2:ffff::9"), 0).is_err());
        assert!(knocks.listen(address("2001:db8:1:3::3"), 0).is_ok());
        knocks.turned_away(address("::ffff:203.0.113.7"), 0);
        assert!(knocks.listen(address("203.0.113.7"), 0).is_err(), "however it is written");
    }

    #[test]
    fn so_many_addresses_are_remembered_and_the_nearest_to_forgiveness_goes_first() {
        let knocks = Knocks::new(PATIENCE);
        let number = |number: usize| IpAddr::from(u32::try_from(number).unwrap().to_be_bytes());
        for at in 0..KNOCKING_ADDRESSES_MAX {
            knocks.turned_away(number(at), 1 + at as u64 / 100);
        }
        (0..2).for_each(|_| knocks.turned_away(number(0), 1));
        knocks.turned_away(address("203.0.113.7"), 50);
        assert_eq!(knocks.lock().len(), KNOCKING_ADDRESSES_MAX);
        assert!(knocks.listen(number(0), 50).is_err(), "whoever knocks most is remembered");
        knocks.turned_away(address("203.0.113.8"), 60_000);
        assert_eq!(knocks.lock().len(), 1, "everyone else was forgiven by then");
    }
}
