//! What the server asks of a database about passkeys: the public keys whose holders may use them as a second factor.
//!
//! Never looks into a key. Nothing here is a secret: whoever reads it cannot sign with it.

use madobe_shared::ids::UserId;

use super::StoreError;
use super::audit::Hand;
use super::second_factors::RecoveryHash;

/// Passkeys of the staff.
pub trait Passkeys {
    /// The passkeys of a user, the first one first.
    ///
    /// # Errors
    ///
    /// See [`StoreError`], here and everywhere below.
    fn passkeys(&self, user: UserId) -> Result<Vec<Passkey>, StoreError>;

    /// Keeps a passkey of a user, who is given these recovery codes if they have none. A secret of theirs that waits to be confirmed goes:
    /// it was drawn when less was asked. Nothing is kept where the passkey is known already, or the user has
    /// [`crate::limits::PASSKEYS_PER_USER_MAX`].
    fn add_passkey(
        &self,
        now_ms: u64,
        user: UserId,
        passkey: &NewPasskey,
        recovery_codes: &[RecoveryHash],
    ) -> Result<Added, StoreError>;

    /// Notes that a passkey of a user was shown, whose counter now stands so. Returns whether it could be: not where it is not there any
    /// more, or where its counter did not go on, which two holders of one key look like. One that never counts stands at 0.
    fn use_passkey(&self, now_ms: u64, user: UserId, id: &PasskeyId, counter: u32) -> Result<bool, StoreError>;

    /// Takes a passkey of a user away. With their last second factor go their recovery codes. Returns whether it was there.
    fn remove_passkey(&self, hand: Hand, user: UserId, id: &PasskeyId) -> Result<bool, StoreError>;
}

/// What an authenticator calls a passkey by: some bytes of its choice.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PasskeyId(pub Vec<u8>);

/// A passkey to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPasskey {
    /// What its authenticator calls it by.
    pub id: PasskeyId,
    /// What its user calls it by.
    pub name: String,
    /// The name of the site that it was made for. At no other address of the office can it be used.
    pub site: String,
    /// Its public key, as WebAuthn writes it (COSE).
    pub key: Vec<u8>,
    /// Where its counter stands.
    pub counter: u32,
}

/// A passkey that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passkey {
    /// What it was made with; its counter has gone on.
    pub made: NewPasskey,
    /// When it was added, in milliseconds since 1970.
    pub added_ms: u64,
    /// When it was last used, if it ever was.
    pub used_ms: Option<u64>,
}

/// What became of a passkey that was to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// It is kept, and the recovery codes count.
    WithRecoveryCodes,
    /// It is kept; the user has recovery codes already.
    Alone,
    /// It is not kept.
    Not,
}
