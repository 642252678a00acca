//! The sessions of one user, as they may see and end them themselves.

use madobe_shared::ids::{SessionId, UserId};

use super::Auth;
use super::session::Token;
use crate::store::StoreError;
use crate::store::sessions::StandingSession;

impl Auth {
    /// The sessions of a user that stand, the one used last first.
    ///
    /// # Errors
    ///
    /// Where the store fails, here and below.
    pub async fn sessions_of(&self, user: UserId) -> Result<Vec<StandingSession>, StoreError> {
        let now_ms = self.clock.now_ms();
        self.on_store(move |store| store.sessions_of(user, now_ms)).await
    }

    /// Ends one session of a user, and the connections that use it. Returns whether the user has a session of this id.
    pub async fn end_session_of(&self, user: UserId, id: SessionId) -> Result<bool, StoreError> {
        let now_ms = self.clock.now_ms();
        let ended = self.on_store(move |store| store.end_session_of(user, id, now_ms)).await?;
        if let Some(token) = ended {
            self.hub.session_ended(token);
        }
        Ok(ended.is_some())
    }

    /// Ends all sessions of a user but the one they ask from, and the connections that use them. Returns how many those were.
    pub async fn end_sessions_but(&self, user: UserId, kept: &Token) -> Result<usize, StoreError> {
        let (kept, now_ms) = (kept.hash(), self.clock.now_ms());
        let ended = self.on_store(move |store| store.end_sessions_but(user, kept, now_ms)).await?;
        for token in &ended {
            self.hub.session_ended(*token);
        }
        Ok(ended.len())
    }
}
