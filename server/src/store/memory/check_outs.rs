//! The book of who has which device, in memory.

use madobe_shared::ids::DeviceId;

use super::super::audit::Hand;
use super::super::check_outs::{CheckOut, CheckOuts, NewCheckOut, NotCheckedOut};
use super::state::State;
use super::{MemoryStore, StoreError};

impl CheckOuts for MemoryStore {
    fn check_out(&self, hand: Hand, wanted: &NewCheckOut) -> Result<Result<CheckOut, NotCheckedOut>, StoreError> {
        let state = &mut *self.state();
        let NewCheckOut { device, user, due_ms, purpose } = wanted.clone();
        if let Err(refused) = wanted.check(hand.at_ms) {
            return Ok(Err(refused));
        }
        match state.devices.get(&device) {
            None => return Ok(Err(NotCheckedOut::NoSuchDevice)),
            Some(known) if known.is_lost() => return Ok(Err(NotCheckedOut::DeviceLost)),
            Some(_) => {}
        }
        if !state.people.account(user).is_some_and(|account| account.may_sign_in(hand.at_ms)) {
            return Ok(Err(NotCheckedOut::NoSuchMember));
        }
        state.take_back(hand, device, None);
        let number = state.check_outs.len() as u64 + 1;
        let (out_ms, out_by) = (hand.at_ms, hand.by);
        let check_out = CheckOut { number, device, user, purpose, out_ms, due_ms, out_by, returned: None };
        state.check_outs.push(check_out.clone());
        state.audit.record(hand.at_ms, wanted.event(hand));
        Ok(Ok(check_out))
    }

    fn return_device(&self, hand: Hand, device: DeviceId, number: u64) -> Result<bool, StoreError> {
        Ok(self.state().take_back(hand, device, Some(number)))
    }

    fn devices_out(&self) -> Result<Vec<CheckOut>, StoreError> {
        let mut out: Vec<_> = self.state().check_outs.iter().filter(|it| it.returned.is_none()).cloned().collect();
        out.sort_by_key(|it| (it.due_ms, it.number));
        Ok(out)
    }

    fn book(&self, before: Option<u64>, limit: usize) -> Result<Vec<CheckOut>, StoreError> {
        let state = self.state();
        let older = state.check_outs.iter().rev().filter(|it| before.is_none_or(|before| it.number < before));
        Ok(older.take(limit).cloned().collect())
    }
}

impl State {
    /// Ends the check-out by which a device is out, where it is that of the number, if one is given. Returns whether there was one.
    fn take_back(&mut self, hand: Hand, device: DeviceId, number: Option<u64>) -> bool {
        let is_meant = |it: &&mut CheckOut| {
            it.device == device && it.returned.is_none() && number.is_none_or(|number| it.number == number)
        };
        let Some(ended) = self.check_outs.iter_mut().find(is_meant) else { return false };
        ended.returned = Some((hand.at_ms, hand.by));
        self.audit.record(hand.at_ms, ended.return_event(hand));
        true
    }
}
