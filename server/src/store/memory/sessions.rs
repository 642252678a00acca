//! Sessions in memory.

use std::collections::BTreeMap;

use madobe_shared::codes::Deed;
use madobe_shared::ids::{DeviceId, SessionId, UserId};

use super::super::accounts::Account;
use super::super::audit::{Event, Hand};
use super::super::sessions::{NewSession, Sessions, StandingSession, TokenHash};
use super::{MemoryStore, StoreError};
use crate::limits::{SESSION_AGE_MS_MAX, SESSION_IDLE_MS_MAX, SESSION_TOUCH_INTERVAL_MS, SESSIONS_PER_USER_MAX};

/// The sessions by what their token hashes to.
pub type ByToken = BTreeMap<TokenHash, Session>;

#[derive(Debug)]
pub struct Session {
    pub user: UserId,
    standing: StandingSession,
}

impl Session {
    fn stands(&self, now_ms: u64) -> bool {
        self.standing.used_ms >= now_ms.saturating_sub(SESSION_IDLE_MS_MAX)
            && self.standing.began_ms >= now_ms.saturating_sub(SESSION_AGE_MS_MAX)
    }
}

/// Takes the sessions out of which that holds, and returns what their tokens hash to.
pub fn end(sessions: &mut ByToken, is_over: impl Fn(&Session) -> bool) -> Vec<TokenHash> {
    sessions.extract_if(.., |_, session| is_over(session)).map(|(token, _)| token).collect()
}

/// Ends all sessions that began on a device, and returns which those were.
pub fn end_on(sessions: &mut ByToken, device: DeviceId) -> Vec<TokenHash> {
    end(sessions, |session| session.standing.device == Some(device))
}

/// Ends all sessions of a user, but for one that may be kept, and returns which those were.
pub fn end_all_but(sessions: &mut ByToken, user: UserId, kept: Option<TokenHash>) -> Vec<TokenHash> {
    end(sessions, |session| session.user == user && Some(session.standing.token) != kept)
}

impl Sessions for MemoryStore {
    fn begin_session(&self, new: &NewSession, now_ms: u64) -> Result<(), StoreError> {
        let state = &mut *self.state();
        let sessions = &mut state.sessions;
        sessions.retain(|_, session| session.stands(now_ms));
        while sessions.values().filter(|session| session.user == new.user).count() >= SESSIONS_PER_USER_MAX {
            let of_user = sessions.iter().filter(|(_, session)| session.user == new.user);
            let oldest = of_user.min_by_key(|(_, session)| session.standing.used_ms).map(|(token, _)| *token);
            oldest.and_then(|token| sessions.remove(&token));
        }
        let NewSession { token, id, user, device } = *new;
        let standing = StandingSession { token, id, device, began_ms: now_ms, used_ms: now_ms };
        sessions.insert(token, Session { user, standing });
        state.audit.record(now_ms, Event::new(Hand::of(user, now_ms), Deed::SignedIn).on(device));
        Ok(())
    }

    fn session(&self, token: TokenHash, now_ms: u64) -> Result<Option<Account>, StoreError> {
        let state = &mut *self.state();
        let Some(session) = state.sessions.get_mut(&token).filter(|session| session.stands(now_ms)) else {
            return Ok(None);
        };
        if now_ms.saturating_sub(session.standing.used_ms) >= SESSION_TOUCH_INTERVAL_MS {
            session.standing.used_ms = now_ms;
        }
        let user = session.user;
        Ok(state.people.account(user).filter(|account| account.may_sign_in(now_ms)).cloned())
    }

    fn sessions_of(&self, user: UserId, now_ms: u64) -> Result<Vec<StandingSession>, StoreError> {
        let state = self.state();
        let of_user = state.sessions.values().filter(|session| session.user == user && session.stands(now_ms));
        let mut sessions: Vec<_> = of_user.map(|session| session.standing).collect();
        sessions.sort_by_key(|session| (std::cmp::Reverse(session.used_ms), session.id));
        Ok(sessions)
    }

    fn end_session(&self, token: TokenHash, now_ms: u64) -> Result<(), StoreError> {
        let state = &mut *self.state();
        if let Some(Session { user, standing }) = state.sessions.remove(&token) {
            state.audit.record(now_ms, Event::new(Hand::of(user, now_ms), Deed::SignedOut).on(standing.device));
        }
        Ok(())
    }

    fn end_session_of(&self, user: UserId, id: SessionId, now_ms: u64) -> Result<Option<TokenHash>, StoreError> {
        let state = &mut *self.state();
        let is_it = |session: &Session| session.user == user && session.standing.id == id;
        let ended = end(&mut state.sessions, is_it).pop();
        if ended.is_some() {
            state.audit.record(now_ms, Event::new(Hand::of(user, now_ms), Deed::SessionsEnded));
        }
        Ok(ended)
    }

    fn end_sessions_but(&self, user: UserId, kept: TokenHash, now_ms: u64) -> Result<Vec<TokenHash>, StoreError> {
        let state = &mut *self.state();
        let ended = end_all_but(&mut state.sessions, user, Some(kept));
        if !ended.is_empty() {
            state.audit.record(now_ms, Event::new(Hand::of(user, now_ms), Deed::SessionsEnded));
        }
        Ok(ended)
    }
}
