//! What the server asks of a database about second factors: the secret that a user's authenticator app shares with the office, the
//! codes that were used, and those that help when the app is lost.
//!
//! Never computes a code. A secret stands in the database as it is, because a code can only be checked by whoever can make it.

use std::fmt;

use madobe_shared::ids::UserId;

use super::StoreError;
use super::audit::Hand;

/// Second factors of the staff.
pub trait SecondFactors {
    /// The second factor of a user, offered or confirmed.
    ///
    /// # Errors
    ///
    /// See [`StoreError`], here and everywhere below.
    fn second_factor(&self, user: UserId) -> Result<Option<SecondFactor>, StoreError>;

    /// Keeps a secret that a user was shown and has yet to confirm, in place of one they were shown before. Returns whether it was kept:
    /// not where a second factor is confirmed.
    fn offer_second_factor(&self, user: UserId, secret: TotpSecret) -> Result<bool, StoreError>;

    /// The user has shown a code of the secret they were offered: from now on it counts, and the codes of this step and those before
    /// are used up. The recovery codes take the place of any that there were. Returns whether it was `offered` and is confirmed just now.
    fn confirm_second_factor(
        &self,
        now_ms: u64,
        user: UserId,
        offered: TotpSecret,
        step: u64,
        recovery_codes: &[RecoveryHash],
    ) -> Result<bool, StoreError>;

    /// Uses up the codes of a step and those before. Returns whether it could be used: each step is used once, even by two who show its
    /// code at the same moment.
    fn use_totp_step(&self, user: UserId, step: u64) -> Result<bool, StoreError>;

    /// Uses up a recovery code. Returns whether it was there to be used.
    fn use_recovery_code(&self, now_ms: u64, user: UserId, code: RecoveryHash) -> Result<bool, StoreError>;

    /// Takes the authenticator app of a user away, offered or confirmed. Where they have no passkey, the recovery codes go with it. Returns
    /// whether there was one.
    fn remove_second_factor(&self, hand: Hand, user: UserId) -> Result<bool, StoreError>;

    /// Takes all that a user signs in with besides their password: the app, the passkeys, the recovery codes. Returns whether there was
    /// an app or a passkey.
    fn reset_second_factors(&self, hand: Hand, user: UserId) -> Result<bool, StoreError>;
}

/// A second factor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecondFactor {
    /// What codes are made from.
    pub secret: TotpSecret,
    /// Whether the user has shown a code of it. Before that it does not count.
    pub is_confirmed: bool,
    /// The latest step whose code was used; codes up to it are worth nothing any more.
    pub used_step: u64,
    /// Recovery codes that were not used yet.
    pub recovery_codes_left: usize,
}

/// The secret of an authenticator app: 160 random bits, the length that RFC 4226 recommends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct TotpSecret(pub [u8; 20]);

/// Whoever has the secret has the second factor: it stays out of logs.
impl fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TotpSecret(…)")
    }
}

/// The SHA-256 of a recovery code. The codes are random and long, so that nothing slower is needed to keep them secret.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RecoveryHash(pub [u8; 32]);

impl fmt::Debug for RecoveryHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryHash(…)")
    }
}
