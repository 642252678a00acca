//! Passkeys in memory.

use madobe_shared::codes::Deed;
use madobe_shared::ids::UserId;

use super::super::audit::{Event, Hand};
use super::super::passkeys::{Added, NewPasskey, Passkey, PasskeyId, Passkeys};
use super::super::second_factors::RecoveryHash;
use super::state::State;
use super::{MemoryStore, StoreError};
use crate::limits::PASSKEYS_PER_USER_MAX;

/// All passkeys and whose they are, the first one first.
pub type Kept = Vec<(UserId, Passkey)>;

impl Passkeys for MemoryStore {
    fn passkeys(&self, user: UserId) -> Result<Vec<Passkey>, StoreError> {
        let state = self.state();
        let of_user = state.passkeys.iter().filter(|(of, _)| *of == user);
        let mut passkeys: Vec<Passkey> = of_user.map(|(_, passkey)| passkey.clone()).collect();
        passkeys.sort_by(|one, other| (one.added_ms, &one.made.id).cmp(&(other.added_ms, &other.made.id)));
        Ok(passkeys)
    }

    fn add_passkey(
        &self,
        now_ms: u64,
        user: UserId,
        passkey: &NewPasskey,
        recovery_codes: &[RecoveryHash],
    ) -> Result<Added, StoreError> {
        let state = &mut *self.state();
        let of_user = state.passkeys.iter().filter(|(of, _)| *of == user).count();
        let is_known = state.passkeys.iter().any(|(_, kept)| kept.made.id == passkey.id);
        if is_known || of_user >= PASSKEYS_PER_USER_MAX {
            return Ok(Added::Not);
        }
        state.passkeys.push((user, Passkey { made: passkey.clone(), added_ms: now_ms, used_ms: None }));
        if state.second_factors.get(&user).is_some_and(|offered| !offered.is_confirmed) {
            state.second_factors.remove(&user);
        }
        state.audit.record(now_ms, Event::new(Hand::of(user, now_ms), Deed::PasskeyAdded));
        let codes = state.recovery_codes.entry(user).or_default();
        if !codes.is_empty() {
            return Ok(Added::Alone);
        }
        codes.extend(recovery_codes);
        Ok(Added::WithRecoveryCodes)
    }

    fn use_passkey(&self, now_ms: u64, user: UserId, id: &PasskeyId, counter: u32) -> Result<bool, StoreError> {
        let state = &mut *self.state();
        let Some((_, kept)) = state.passkeys.iter_mut().find(|(of, kept)| *of == user && kept.made.id == *id) else {
            return Ok(false);
        };
        if kept.made.counter >= counter && (kept.made.counter, counter) != (0, 0) {
            return Ok(false);
        }
        (kept.made.counter, kept.used_ms) = (counter, Some(now_ms));
        Ok(true)
    }

    fn remove_passkey(&self, hand: Hand, user: UserId, id: &PasskeyId) -> Result<bool, StoreError> {
        let state = &mut *self.state();
        let before = state.passkeys.len();
        state.passkeys.retain(|(of, kept)| *of != user || kept.made.id != *id);
        if state.passkeys.len() == before {
            return Ok(false);
        }
        drop_recovery_codes_without_factor(state, user);
        state.audit.record(hand.at_ms, Event::new(hand, Deed::PasskeyRemoved).about(user));
        Ok(true)
    }
}

/// Recovery codes stand in for a second factor; with the last one they go.
pub fn drop_recovery_codes_without_factor(state: &mut State, user: UserId) {
    let has_app = state.second_factors.get(&user).is_some_and(|kept| kept.is_confirmed);
    if !has_app && state.passkeys.iter().all(|(of, _)| *of != user) {
        state.recovery_codes.remove(&user);
    }
}
