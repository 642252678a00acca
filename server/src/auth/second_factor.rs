//! A user's second factor: setting it up, checking its codes, taking it away.
//!
//! What can be shown as a code is the six digits of the authenticator app, or one of the recovery codes. Each works once.

use madobe_shared::ids::UserId;
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use super::session::Token;
use super::{Auth, Code, Proof, SignInError, password, totp};
use crate::limits::RECOVERY_CODES;
use crate::store::StoreError;
use crate::store::accounts::Account;
use crate::store::audit::Hand;
use crate::store::second_factors::{RecoveryHash, SecondFactor, TotpSecret};

/// A secret that waits for its first code.
#[derive(Debug)]
pub struct Offer {
    /// For typing into an authenticator app.
    pub secret: TotpSecret,
    /// For scanning into one.
    pub uri: String,
}

/// Why nothing was done about a second factor.
#[derive(Debug, thiserror::Error)]
pub enum SecondFactorError {
    /// The session does not stand.
    #[error("the session has ended: sign in")]
    SignedOut,
    /// One is confirmed already; or the passkey is known, or one too many.
    #[error("a second factor is set up already: remove it first")]
    AlreadyOn,
    /// None waits to be confirmed.
    #[error("no second factor waits for its first code: begin again")]
    NotOffered,
    /// The first code is not of the secret that was shown.
    #[error("the code is wrong: check the clock of the phone and take the next code")]
    WrongCode,
    /// A passkey has another kind of name.
    #[error("the name is empty or too long")]
    BadName,
    /// The browser's words are not of a passkey that was just made here.
    #[error("this is no passkey that was made here")]
    BadPasskey,
    /// Password or code are not right, or cannot be tried now.
    #[error(transparent)]
    NotLetIn(#[from] SignInError),
}

impl From<StoreError> for SecondFactorError {
    fn from(error: StoreError) -> Self {
        Self::NotLetIn(error.into())
    }
}

impl Auth {
    /// The second factor that a user signs in with, if they have one.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn second_factor(&self, user: UserId) -> Result<Option<SecondFactor>, StoreError> {
        let kept = self.on_store(move |store| store.second_factor(user)).await?;
        Ok(kept.filter(|factor| factor.is_confirmed))
    }

    /// Draws a secret for whoever shows this token, their password and what they sign in with besides, in place of one that was drawn
    /// before. It counts once it is [confirmed](Self::confirm_second_factor).
    ///
    /// # Errors
    ///
    /// See [`SecondFactorError`], here and below.
    pub async fn offer_second_factor(
        &self,
        token: &Token,
        password: &str,
        proof: Proof<'_>,
    ) -> Result<Offer, SecondFactorError> {
        let account = self.proving(token, password, proof).await?;
        let secret = TotpSecret::draw();
        if !self.on_store(move |store| store.offer_second_factor(account.user, secret)).await? {
            return Err(SecondFactorError::AlreadyOn);
        }
        Ok(Offer { secret, uri: secret.uri(&account.login) })
    }

    /// Makes the secret count that was drawn last, if this is a code of it, and returns the recovery codes, which nobody is told again.
    /// Wrong codes are not counted: whoever asks was shown the secret and need not guess.
    pub async fn confirm_second_factor(&self, token: &Token, code: &str) -> Result<Vec<String>, SecondFactorError> {
        let user = self.asking(token).await?.user;
        let kept = self.on_store(move |store| store.second_factor(user)).await?;
        let secret = match kept {
            Some(factor) if factor.is_confirmed => return Err(SecondFactorError::AlreadyOn),
            Some(factor) => factor.secret,
            None => return Err(SecondFactorError::NotOffered),
        };
        let step = secret.step_of(&canonical_code(code), self.clock.now_ms()).ok_or(SecondFactorError::WrongCode)?;
        let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| password::random_groups(3)).collect();
        let hashes: Vec<RecoveryHash> = codes.iter().map(|code| recovery_hash(&canonical_code(code))).collect();
        let now_ms = self.clock.now_ms();
        if !self.on_store(move |store| store.confirm_second_factor(now_ms, user, secret, step, &hashes)).await? {
            return Err(SecondFactorError::NotOffered);
        }
        Ok(codes)
    }

    /// Takes the second factor away from whoever shows this token, their password and what they sign in with besides.
    pub async fn remove_second_factor(
        &self,
        token: &Token,
        password: &str,
        proof: Proof<'_>,
    ) -> Result<(), SecondFactorError> {
        let user = self.proving(token, password, proof).await?.user;
        let hand = Hand::of(user, self.clock.now_ms());
        self.on_store(move |store| store.remove_second_factor(hand, user)).await?;
        Ok(())
    }

    /// Whether a code is right, which uses it up.
    pub(super) async fn use_code(
        &self,
        user: UserId,
        app: Option<&SecondFactor>,
        code: &str,
    ) -> Result<bool, StoreError> {
        let code = canonical_code(code);
        if code.len() != totp::DIGITS {
            let now_ms = self.clock.now_ms();
            return self.on_store(move |store| store.use_recovery_code(now_ms, user, recovery_hash(&code))).await;
        }
        match app.and_then(|app| app.secret.step_of(&code, self.clock.now_ms())) {
            Some(step) => self.on_store(move |store| store.use_totp_step(user, step)).await,
            None => Ok(false),
        }
    }

    pub(super) async fn asking(&self, token: &Token) -> Result<Account, SecondFactorError> {
        self.account(token).await?.ok_or(SecondFactorError::SignedOut)
    }

    /// Whoever shows this token and all that they sign in with. A password that someone has looked at over a shoulder changes nothing
    /// about the rest, not even on a device that was left unlocked.
    pub(super) async fn proving(
        &self,
        token: &Token,
        password: &str,
        proof: Proof<'_>,
    ) -> Result<Account, SecondFactorError> {
        let login = self.asking(token).await?.login;
        Ok(self.prove(&login, password, Code::Asked(proof)).await?)
    }
}

/// A code without what people put between its parts, half-width and lower case, however a Japanese keyboard was set.
pub(super) fn canonical_code(code: &str) -> String {
    code.nfkc().flat_map(char::to_lowercase).filter(char::is_ascii_alphanumeric).collect()
}

pub(super) fn recovery_hash(code: &str) -> RecoveryHash {
    RecoveryHash(Sha256::digest(code).into())
}
