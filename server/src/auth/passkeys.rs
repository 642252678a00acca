//! A user's passkeys: making one, showing one at the door, taking one away.
//!
//! Each question to an authenticator carries a challenge that the office drew. It waits in memory for its one answer, of the user whom
//! it was drawn for and for the purpose it was drawn for, and not long.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use madobe_shared::ids::UserId;
use serde_json::Value;

use super::second_factor::{SecondFactorError, canonical_code, recovery_hash};
use super::session::Token;
use super::webauthn::{self, Challenge, Shown, Site};
use super::{Auth, Proof, is_valid_name, password};
use crate::limits::{DEVICE_NAME_CHARS_MAX, PASSKEY_CHALLENGE_MS, PASSKEY_CHALLENGES_PER_USER_MAX, RECOVERY_CODES};
use crate::platform;
use crate::store::StoreError;
use crate::store::audit::Hand;
use crate::store::passkeys::{Added, NewPasskey, Passkey, PasskeyId};

/// What a question was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Making,
    SigningIn,
}

/// The questions that wait for their answer, by user.
pub(super) type Waiting = Arc<Mutex<BTreeMap<UserId, Vec<Question>>>>;

#[derive(Debug)]
pub(super) struct Question {
    challenge: Challenge,
    purpose: Purpose,
    until_ms: u64,
}

impl Auth {
    /// The passkeys of whoever shows this token.
    ///
    /// # Errors
    ///
    /// See [`SecondFactorError`], here and below.
    pub async fn passkeys(&self, token: &Token) -> Result<Vec<Passkey>, SecondFactorError> {
        let user = self.asking(token).await?.user;
        Ok(self.passkeys_of(user).await?)
    }

    /// What the browser of whoever shows this token, their password and what they sign in with besides is asked for, so that it makes a
    /// passkey.
    pub async fn offer_passkey(
        &self,
        token: &Token,
        site: &Site,
        password: &str,
        proof: Proof<'_>,
    ) -> Result<Value, SecondFactorError> {
        let account = self.proving(token, password, proof).await?;
        let there = self.passkeys_of(account.user).await?;
        let challenge = self.ask(account.user, Purpose::Making);
        Ok(webauthn::to_make(site, &challenge, (account.user, &account.login), &there))
    }

    /// Keeps a passkey that a browser has made, and returns recovery codes where the user had none. From now on signing in asks for it.
    pub async fn add_passkey(
        &self,
        token: &Token,
        site: &Site,
        name: &str,
        made: &str,
    ) -> Result<Vec<String>, SecondFactorError> {
        let user = self.asking(token).await?.user;
        let name = name.trim();
        if !is_valid_name(name) || name.chars().count() > DEVICE_NAME_CHARS_MAX {
            return Err(SecondFactorError::BadName);
        }
        let made = webauthn::made(site, made).map_err(|unfit| {
            tracing::info!(%unfit, "a passkey was not taken");
            SecondFactorError::BadPasskey
        })?;
        if !self.was_asked(user, Purpose::Making, &made.challenge) {
            return Err(SecondFactorError::NotOffered);
        }
        let site = site.name.clone();
        let passkey = NewPasskey { id: made.id, name: name.to_owned(), site, key: made.key, counter: made.counter };
        let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| password::random_groups(3)).collect();
        let hashes: Vec<_> = codes.iter().map(|code| recovery_hash(&canonical_code(code))).collect();
        let now_ms = self.clock.now_ms();
        match self.on_store(move |store| store.add_passkey(now_ms, user, &passkey, &hashes)).await? {
            Added::WithRecoveryCodes => Ok(codes),
            Added::Alone => Ok(Vec::new()),
            Added::Not => Err(SecondFactorError::AlreadyOn),
        }
    }

    /// Takes a passkey away from whoever shows this token, their password and what they sign in with besides. Returns whether it was there.
    pub async fn remove_passkey(
        &self,
        token: &Token,
        password: &str,
        proof: Proof<'_>,
        id: &str,
    ) -> Result<bool, SecondFactorError> {
        let user = self.proving(token, password, proof).await?.user;
        let Ok(id) = webauthn::read(id).map(PasskeyId) else { return Ok(false) };
        let hand = Hand::of(user, self.clock.now_ms());
        Ok(self.on_store(move |store| store.remove_passkey(hand, user, &id)).await?)
    }

    /// What the browser of someone who knows their password is asked for, so that it shows a passkey; `None` where it can show none.
    pub(super) fn question_for_passkey(&self, user: UserId, site: Option<&Site>, there: &[Passkey]) -> Option<Value> {
        let site = site.filter(|site| there.iter().any(|passkey| passkey.made.site == site.name))?;
        webauthn::to_show(site, &self.ask(user, Purpose::SigningIn), there)
    }

    /// Whether what was shown is one of these passkeys of the user, and answers a question of theirs, which is answered by it.
    pub(super) async fn use_passkey(
        &self,
        user: UserId,
        site: Option<&Site>,
        there: &[Passkey],
        shown: &str,
    ) -> Result<bool, StoreError> {
        let Some(site) = site else { return Ok(false) };
        let shown = Shown::read(site, shown).and_then(|shown| {
            // Whatever else is wrong with the answer, its question was answered.
            if !self.was_asked(user, Purpose::SigningIn, &shown.challenge) {
                return Err(webauthn::Unfit::OtherQuestion);
            }
            let passkey = there.iter().find(|passkey| passkey.made.id == shown.id && passkey.made.site == site.name);
            shown.is_signed_with(&passkey.ok_or(webauthn::Unfit::UnknownKey)?.made.key)?;
            Ok(shown)
        });
        match shown {
            Ok(Shown { id, counter, .. }) => {
                let now_ms = self.clock.now_ms();
                self.on_store(move |store| store.use_passkey(now_ms, user, &id, counter)).await
            }
            Err(unfit) => {
                tracing::info!(%unfit, "a passkey was not let in");
                Ok(false)
            }
        }
    }

    /// The passkeys of a user.
    pub(super) async fn passkeys_of(&self, user: UserId) -> Result<Vec<Passkey>, StoreError> {
        self.on_store(move |store| store.passkeys(user)).await
    }

    /// Draws a challenge for a user.
    fn ask(&self, user: UserId, purpose: Purpose) -> Challenge {
        let (challenge, now_ms) = (platform::random_bytes(), self.clock.now_ms());
        let mut waiting = self.questions.lock().unwrap_or_else(PoisonError::into_inner);
        let of_user = waiting.entry(user).or_default();
        if of_user.len() >= PASSKEY_CHALLENGES_PER_USER_MAX {
            of_user.remove(0);
        }
        of_user.push(Question { challenge, purpose, until_ms: now_ms + PASSKEY_CHALLENGE_MS });
        challenge
    }

    /// Whether a challenge was drawn for this user and this purpose, not long ago; it is used up by this.
    fn was_asked(&self, user: UserId, purpose: Purpose, challenge: &Challenge) -> bool {
        let now_ms = self.clock.now_ms();
        let mut waiting = self.questions.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(of_user) = waiting.get_mut(&user) else { return false };
        of_user.retain(|question| question.until_ms > now_ms);
        let at = of_user.iter().position(|question| question.purpose == purpose && question.challenge == *challenge);
        at.map(|at| of_user.remove(at)).is_some()
    }
}

#[cfg(test)]
mod tests;
