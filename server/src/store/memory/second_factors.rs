//! Second factors in memory.

use std::collections::{BTreeMap, BTreeSet};

use madobe_shared::codes::Deed;
use madobe_shared::ids::UserId;

use super::super::audit::{Event, Hand};
use super::super::second_factors::{RecoveryHash, SecondFactor, SecondFactors, TotpSecret};
use super::passkeys::drop_recovery_codes_without_factor;
use super::{MemoryStore, StoreError};

/// The second factors by user.
pub type ByUser = BTreeMap<UserId, Kept>;

/// The recovery codes by user.
pub type RecoveryCodes = BTreeMap<UserId, BTreeSet<RecoveryHash>>;

#[derive(Debug)]
pub struct Kept {
    secret: TotpSecret,
    pub is_confirmed: bool,
    used_step: u64,
}

impl SecondFactors for MemoryStore {
    fn second_factor(&self, user: UserId) -> Result<Option<SecondFactor>, StoreError> {
        let state = self.state();
        Ok(state.second_factors.get(&user).map(|kept| SecondFactor {
            secret: kept.secret,
            is_confirmed: kept.is_confirmed,
            used_step: kept.used_step,
            recovery_codes_left: state.recovery_codes.get(&user).map_or(0, BTreeSet::len),
        }))
    }

    fn offer_second_factor(&self, user: UserId, secret: TotpSecret) -> Result<bool, StoreError> {
        let factors = &mut self.state().second_factors;
        if factors.get(&user).is_some_and(|kept| kept.is_confirmed) {
            return Ok(false);
        }
        let offered = Kept { secret, is_confirmed: false, used_step: 0 };
        factors.insert(user, offered);
        Ok(true)
    }

    fn confirm_second_factor(
        &self,
        now_ms: u64,
        user: UserId,
        offered: TotpSecret,
        step: u64,
        recovery_codes: &[RecoveryHash],
    ) -> Result<bool, StoreError> {
        let state = &mut *self.state();
        let factors = &mut state.second_factors;
        let Some(kept) = factors.get_mut(&user).filter(|kept| kept.secret == offered && !kept.is_confirmed) else {
            return Ok(false);
        };
        kept.is_confirmed = true;
        kept.used_step = step;
        state.recovery_codes.insert(user, recovery_codes.iter().copied().collect());
        state.audit.record(now_ms, Event::new(Hand::of(user, now_ms), Deed::SecondFactorSetUp));
        Ok(true)
    }

    fn use_totp_step(&self, user: UserId, step: u64) -> Result<bool, StoreError> {
        let factors = &mut self.state().second_factors;
        let Some(kept) = factors.get_mut(&user).filter(|kept| kept.is_confirmed && kept.used_step < step) else {
            return Ok(false);
        };
        kept.used_step = step;
        Ok(true)
    }

    fn use_recovery_code(&self, now_ms: u64, user: UserId, code: RecoveryHash) -> Result<bool, StoreError> {
        let state = &mut *self.state();
        let is_used = state.recovery_codes.get_mut(&user).is_some_and(|codes| codes.remove(&code));
        if is_used {
            state.audit.record(now_ms, Event::new(Hand::of(user, now_ms), Deed::RecoveryCodeUsed));
        }
        Ok(is_used)
    }

    fn remove_second_factor(&self, hand: Hand, user: UserId) -> Result<bool, StoreError> {
        let state = &mut *self.state();
        let is_removed = state.second_factors.remove(&user).is_some();
        if is_removed {
            drop_recovery_codes_without_factor(state, user);
            state.audit.record(hand.at_ms, Event::new(hand, Deed::SecondFactorRemoved).about(user));
        }
        Ok(is_removed)
    }

    fn reset_second_factors(&self, hand: Hand, user: UserId) -> Result<bool, StoreError> {
        let state = &mut *self.state();
        let has_app = state.second_factors.remove(&user).is_some();
        let before = state.passkeys.len();
        state.passkeys.retain(|(of, _)| *of != user);
        let is_reset = has_app || state.passkeys.len() < before;
        state.recovery_codes.remove(&user);
        if is_reset {
            state.audit.record(hand.at_ms, Event::new(hand, Deed::SecondFactorRemoved).about(user));
        }
        Ok(is_reset)
    }
}
