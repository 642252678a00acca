//! What the server asks of a database about sessions: who has signed in where, and for how long that counts.
//!
//! Never sees a session's token, only its hash.

use std::fmt;

use madobe_shared::ids::{DeviceId, SessionId, UserId};

use super::StoreError;
use super::accounts::Account;

/// Sessions of the staff.
pub trait Sessions {
    /// Begins a session. Sessions that have ended go, and the user's oldest beyond [`crate::limits::SESSIONS_PER_USER_MAX`].
    ///
    /// # Errors
    ///
    /// See [`StoreError`], here and everywhere below.
    fn begin_session(&self, session: &NewSession, now_ms: u64) -> Result<(), StoreError>;

    /// The account of a session that stands: neither idle nor old beyond the limits, its user one who
    /// [may sign in](Account::may_sign_in). Notes the use.
    fn session(&self, token: TokenHash, now_ms: u64) -> Result<Option<Account>, StoreError>;

    /// The sessions of a user that are neither idle nor old beyond the limits, the one used last first.
    fn sessions_of(&self, user: UserId, now_ms: u64) -> Result<Vec<StandingSession>, StoreError>;

    /// Ends a session, if it is there.
    fn end_session(&self, token: TokenHash, now_ms: u64) -> Result<(), StoreError>;

    /// Ends the session of this user that has this id, and returns which it was; `None` where the user has none of that id.
    fn end_session_of(&self, user: UserId, id: SessionId, now_ms: u64) -> Result<Option<TokenHash>, StoreError>;

    /// Ends all sessions of a user but one, and returns which those were.
    fn end_sessions_but(&self, user: UserId, kept: TokenHash, now_ms: u64) -> Result<Vec<TokenHash>, StoreError>;
}

/// A session that begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewSession {
    /// What its token hashes to.
    pub token: TokenHash,
    /// What its user calls it by.
    pub id: SessionId,
    /// Whose it is.
    pub user: UserId,
    /// The device it begins on, where that named itself.
    pub device: Option<DeviceId>,
}

/// A session that stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StandingSession {
    /// What its token hashes to.
    pub token: TokenHash,
    /// What its user calls it by.
    pub id: SessionId,
    /// The device it began on, where that named itself.
    pub device: Option<DeviceId>,
    /// When it began, in milliseconds since 1970.
    pub began_ms: u64,
    /// When it was used last, in milliseconds since 1970, give or take [`crate::limits::SESSION_TOUCH_INTERVAL_MS`].
    pub used_ms: u64,
}

/// The SHA-256 of a session's token. Who reads the database cannot sign in with what is there.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokenHash(pub [u8; 32]);

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenHash(…)")
    }
}
