//! Accounts, tries and sessions in memory.

use std::collections::BTreeMap;

use madobe_shared::ids::{DeviceId, UserId};
use madobe_shared::protocol::{StaffList, StaffMember};

use super::super::accounts::{Account, AccountChange, AccountError, Accounts, TokenHash, Tries, Try, TryPolicy};
use super::{MemoryStore, StoreError};
use crate::limits::{
    LOCKOUT_LOGINS_MAX, SESSION_AGE_MS_MAX, SESSION_IDLE_MS_MAX, SESSION_TOUCH_INTERVAL_MS, SESSIONS_PER_USER_MAX,
    USERS_MAX,
};

#[derive(Debug, Default)]
pub struct People {
    /// By login.
    accounts: BTreeMap<String, Account>,
    changes: u64,
    tries: BTreeMap<String, Tries>,
    sessions: BTreeMap<TokenHash, Session>,
}

#[derive(Debug)]
struct Session {
    user: UserId,
    began_ms: u64,
    used_ms: u64,
}

impl Session {
    fn stands(&self, now_ms: u64) -> bool {
        self.used_ms >= now_ms.saturating_sub(SESSION_IDLE_MS_MAX)
            && self.began_ms >= now_ms.saturating_sub(SESSION_AGE_MS_MAX)
    }
}

impl Accounts for MemoryStore {
    fn create_user(&self, account: &Account) -> Result<(), AccountError> {
        let people = &mut self.state().people;
        if people.accounts.len() >= USERS_MAX {
            return Err(AccountError::TooMany);
        }
        if people.accounts.values().any(|other| other.user == account.user || other.login == account.login) {
            return Err(AccountError::Taken);
        }
        people.accounts.insert(account.login.clone(), account.clone());
        people.changes += 1;
        Ok(())
    }

    fn user_by_login(&self, login: &str) -> Result<Option<Account>, StoreError> {
        Ok(self.state().people.accounts.get(login).cloned())
    }

    fn list_users(&self) -> Result<Vec<Account>, StoreError> {
        Ok(self.state().people.accounts.values().cloned().collect())
    }

    fn change_user(&self, login: &str, change: &AccountChange, now_ms: u64) -> Result<Option<Account>, StoreError> {
        let people = &mut self.state().people;
        let Some(account) = people.accounts.get_mut(login) else {
            return Ok(None);
        };
        let could_sign_in = account.may_sign_in(now_ms);
        change.apply(account);
        people.changes += 1;
        if !could_sign_in || !account.may_sign_in(now_ms) {
            people.sessions.retain(|_, session| session.user != account.user);
        }
        Ok(Some(account.clone()))
    }

    fn set_password(&self, user: UserId, password_hash: &str) -> Result<bool, StoreError> {
        let people = &mut self.state().people;
        let Some(account) = people.accounts.values_mut().find(|account| account.user == user) else {
            return Ok(false);
        };
        password_hash.clone_into(&mut account.password_hash);
        people.tries.remove(&account.login);
        people.sessions.retain(|_, session| session.user != user);
        Ok(true)
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

    fn clear_tries(&self, login: &str) -> Result<(), StoreError> {
        self.state().people.tries.remove(login);
        Ok(())
    }

    fn begin_session(
        &self,
        token: TokenHash,
        user: UserId,
        _device: Option<DeviceId>,
        now_ms: u64,
    ) -> Result<(), StoreError> {
        let sessions = &mut self.state().people.sessions;
        sessions.retain(|_, session| session.stands(now_ms));
        while sessions.values().filter(|session| session.user == user).count() >= SESSIONS_PER_USER_MAX {
            let of_user = sessions.iter().filter(|(_, session)| session.user == user);
            let oldest = of_user.min_by_key(|(_, session)| session.used_ms).map(|(token, _)| *token);
            oldest.and_then(|token| sessions.remove(&token));
        }
        sessions.insert(token, Session { user, began_ms: now_ms, used_ms: now_ms });
        Ok(())
    }

    fn session(&self, token: TokenHash, now_ms: u64) -> Result<Option<StaffMember>, StoreError> {
        let people = &mut self.state().people;
        let Some(session) = people.sessions.get_mut(&token).filter(|session| session.stands(now_ms)) else {
            return Ok(None);
        };
        if now_ms.saturating_sub(session.used_ms) >= SESSION_TOUCH_INTERVAL_MS {
            session.used_ms = now_ms;
        }
        let user = session.user;
        let account = people.accounts.values().find(|account| account.user == user && account.may_sign_in(now_ms));
        Ok(account.cloned().map(StaffMember::from))
    }

    fn end_session(&self, token: TokenHash) -> Result<(), StoreError> {
        self.state().people.sessions.remove(&token);
        Ok(())
    }
}
