//! A user gives themselves another password.

use super::password::UnfitPassword;
use super::session::Token;
use super::{Auth, Code, SignInError, password};
use crate::store::StoreError;
use crate::store::audit::Hand;

/// Why a password was not changed.
#[derive(Debug, thiserror::Error)]
pub enum NewPasswordError {
    /// The session does not stand.
    #[error("the session has ended: sign in")]
    SignedOut,
    /// The new password is none.
    #[error(transparent)]
    Unfit(#[from] UnfitPassword),
    /// The current password is not right, or cannot be tried now.
    #[error(transparent)]
    NotLetIn(#[from] SignInError),
}

impl From<StoreError> for NewPasswordError {
    fn from(error: StoreError) -> Self {
        Self::NotLetIn(error.into())
    }
}

impl Auth {
    /// Changes the password of whoever shows this token and knows the current one, and ends all their other sessions, whose number it
    /// returns. Whoever holds a session has as many tries as whoever signs in, and the same ones.
    ///
    /// # Errors
    ///
    /// See [`NewPasswordError`]. An unfit new password costs no try.
    pub async fn change_password(&self, token: &Token, current: &str, new: String) -> Result<usize, NewPasswordError> {
        let login = self.account(token).await?.ok_or(NewPasswordError::SignedOut)?.login;
        password::check(&new)?;
        let account = self.prove(&login, current, Code::NotAsked).await?;
        let turn = self.hashing.turn().map_err(SignInError::from)?;
        let hash = turn.hash(new).await.map_err(SignInError::from)?;
        let (user, kept) = (account.user, token.hash());
        let hand = Hand::of(user, self.clock.now_ms());
        let ended =
            self.on_store(move |store| store.set_password(hand, user, &hash, Some(kept))).await?.unwrap_or_default();
        for token in &ended {
            self.hub.session_ended(*token);
        }
        Ok(ended.len())
    }
}
