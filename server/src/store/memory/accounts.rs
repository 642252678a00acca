//! Accounts and tries in memory.

use std::collections::BTreeMap;

use madobe_shared::codes::Deed;
use madobe_shared::ids::UserId;
use madobe_shared::protocol::{StaffList, StaffMember};

use super::super::accounts::{Account, AccountChange, AccountError, Accounts, Tries, Try, TryPolicy};
use super::super::audit::{Event, Hand};
use super::super::sessions::TokenHash;
use super::{MemoryStore, StoreError, sessions};
use crate::limits::{LOCKOUT_LOGINS_MAX, USERS_MAX};

#[derive(Debug, Default)]
pub struct People {
    /// By login.
    accounts: BTreeMap<String, Account>,
    changes: u64,
    tries: BTreeMap<String, Tries>,
}

impl People {
    pub fn account(&self, user: UserId) -> Option<&Account> {
        self.accounts.values().find(|account| account.user == user)
    }

    pub fn users(&self) -> impl Iterator<Item = UserId> {
        self.accounts.values().map(|account| account.user)
    }
}

impl Accounts for MemoryStore {
    fn create_user(&self, hand: Hand, account: &Account) -> Result<(), AccountError> {
        let state = &mut *self.state();
        let people = &mut state.people;
        if people.accounts.len() >= USERS_MAX {
            return Err(AccountError::TooMany);
        }
        if people.accounts.values().any(|other| other.user == account.user || other.login == account.login) {
            return Err(AccountError::Taken);
        }
        people.accounts.insert(account.login.clone(), account.clone());
        people.changes += 1;
        let words = format!("role={}", account.role);
        let added = Event::new(hand, Deed::AccountAdded).about(account.user).saying(words);
        state.audit.record(hand.at_ms, added);
        Ok(())
    }

    fn user_by_login(&self, login: &str) -> Result<Option<Account>, StoreError> {
        Ok(self.state().people.accounts.get(login).cloned())
    }

    fn list_users(&self) -> Result<Vec<Account>, StoreError> {
        Ok(self.state().people.accounts.values().cloned().collect())
    }

    fn change_user(&self, hand: Hand, login: &str, change: &AccountChange) -> Result<Option<Account>, StoreError> {
        let now_ms = hand.at_ms;
        let state = &mut *self.state();
        let Some(account) = state.people.accounts.get_mut(login) else {
            return Ok(None);
        };
        let could_sign_in = account.may_sign_in(now_ms);
        let role = account.role.clone();
        change.apply(account);
        let account = account.clone();
        state.people.changes += 1;
        if !could_sign_in || !account.may_sign_in(now_ms) {
            sessions::end(&mut state.sessions, |session| session.user == account.user);
        }
        state.role_changed(now_ms, account.user, &role, &account.role);
        let changed = Event::new(hand, Deed::AccountChanged).about(account.user).saying(change.words());
        state.audit.record(now_ms, changed);
        Ok(Some(account))
    }

    fn set_password(
        &self,
        hand: Hand,
        user: UserId,
        password_hash: &str,
        kept: Option<TokenHash>,
    ) -> Result<Option<Vec<TokenHash>>, StoreError> {
        let state = &mut *self.state();
        let people = &mut state.people;
        let Some(account) = people.accounts.values_mut().find(|account| account.user == user) else {
            return Ok(None);
        };
        password_hash.clone_into(&mut account.password_hash);
        if kept.is_none() {
            people.tries.remove(&account.login);
        }
        state.audit.record(hand.at_ms, Event::new(hand, Deed::PasswordChanged).about(user));
        Ok(Some(sessions::end_all_but(&mut state.sessions, user, kept)))
    }

    fn staff(&self) -> Result<StaffList, StoreError> {
        let people = &self.state().people;
        let mut members: Vec<_> = people.accounts.values().cloned().map(StaffMember::from).collect();
        members.sort_by_key(|member| member.user);
        Ok(StaffList { version: people.changes + 1, members })
    }

    fn begin_try(&self, login: &str, now_ms: u64, policy: TryPolicy) -> Result<Try, StoreError> {
        let tries = &mut self.state().people.tries;
        let answer = tries.entry(login.to_owned()).or_default().begin(now_ms, policy);
        while tries.len() > LOCKOUT_LOGINS_MAX {
            let oldest = tries.iter().min_by_key(|(_, tries)| tries.last_ms).map(|(login, _)| login.clone());
            oldest.and_then(|login| tries.remove(&login));
        }
        Ok(answer)
    }

    fn take_back_try(&self, login: &str) -> Result<(), StoreError> {
        if let Some(tries) = self.state().people.tries.get_mut(login) {
            tries.count = tries.count.saturating_sub(1);
        }
        Ok(())
    }

    fn clear_tries(&self, login: &str) -> Result<(), StoreError> {
        self.state().people.tries.remove(login);
        Ok(())
    }
}
