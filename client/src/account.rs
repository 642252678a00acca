//! Who is at the device.
//!
//! After a first sign-in at the office the app opens with the user's passphrase alone, with or without a network and with or without a
//! session at the server: the passphrase opens the key that everything on the device is sealed under. Each user has a database and a key of
//! their own: nobody's unsent work is ever mixed up with another's, or lost to their sign-in. The key is in memory while the app is
//! unlocked, and nowhere else.

mod api;
mod by_passkey;
mod desk;
mod device;
mod entering;
mod error;
mod idle;
mod idleness;
mod keyring;
mod own;
mod passkeys;
mod pin;
mod provider;
mod tabs;
mod telling;
mod wiping;
mod witnessing;

use crate::repo::Repo;
use crate::storage::StorageError;

pub(crate) use api::who_is_signed_in;
pub use error::AccountError;
pub use keyring::Standing;
pub(crate) use own::asked;
pub use own::{
    Offer, SecondFactor, Session, begin_second_factor, change_password, confirm_second_factor, end_sessions,
    is_set_up_open, remove_second_factor, second_factor, sessions, set_up,
};
pub use passkeys::{Passkey, add_passkey, answer_with_passkey, passkeys, remove_passkey};
pub use pin::PinStanding;
pub use provider::{AccountProvider, use_account};

/// Who is at the device.
#[derive(Debug, Clone, PartialEq)]
pub enum Account {
    /// The device is being asked.
    Loading,
    /// Nobody is in.
    Outside(Outside),
    /// Someone is in, perhaps without a network.
    SignedIn(Repo),
}

/// What can be known of the device while nobody is in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outside {
    /// The login of whoever was here last.
    pub last_login: Option<String>,
    /// Whether they are still here, behind a lock.
    pub is_locked: bool,
    /// How many of their documents the office has not received yet.
    pub unsent_waiting: usize,
    /// Whether a PIN opens the lock.
    pub pin: PinStanding,
    /// Whether a passkey opens this device for whoever was here last.
    pub passkey: bool,
    /// Whether the device was reported lost and has destroyed what it held.
    pub is_wiped: bool,
    /// Why the device's storage did not open, where it did not. What waits in it can then not be seen, and nobody can sign in.
    pub storage_error: Option<StorageError>,
}

/// What the office may ask for besides a password.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Codes<'c> {
    /// A code of the second factor.
    pub factor: Option<&'c str>,
    /// What a passkey has signed; empty to have the office ask for it.
    pub passkey: Option<&'c str>,
    /// The code that enrols this device.
    pub enrolment: Option<&'c str>,
}

/// Opens the user's cases: by the key on this device, or at the office. Signing in again, after a session has expired, sends what waits.
/// Codes are for the office, where it asks for them; the key on this device opens without.
///
/// # Errors
///
/// See [`AccountError`]; whoever was signed in before still is.
pub async fn sign_in(login: &str, password: &str, codes: Codes<'_>) -> Result<(), AccountError> {
    desk::Desk::here().sign_in(login, password, codes).await
}

/// Opens the lock with the PIN.
///
/// # Errors
///
/// See [`AccountError`], here and below.
pub async fn open_with_pin(digits: &str) -> Result<(), AccountError> {
    desk::Desk::here().open_with_pin(digits).await
}

/// Opens this device with the passkey of whoever signs in so, with or without a network.
pub async fn open_with_passkey(login: &str) -> Result<(), AccountError> {
    desk::Desk::here().open_with_passkey(login).await
}

/// Has one of their passkeys open this device for whoever is in, besides their passphrase.
pub async fn open_by_passkey_from_now_on() -> Result<(), AccountError> {
    desk::Desk::here().open_by_passkey_from_now_on().await
}

/// Takes that back.
pub async fn open_by_passkey_no_more() -> Result<(), AccountError> {
    desk::Desk::here().forget_passkey(None).await
}

/// Whether a passkey opens this device for a user.
pub async fn passkey_opens(user: madobe_shared::ids::UserId) -> bool {
    desk::Desk::here().passkey_opens(user).await
}

/// Sets the PIN of whoever is in, for this shift.
pub async fn set_pin(digits: &str) -> Result<(), AccountError> {
    desk::Desk::here().set_pin(digits).await
}

/// Forgets the PIN.
pub fn forget_pin() {
    desk::Desk::here().forget_pin();
}

/// Whether a PIN of this user is set.
#[must_use]
pub fn has_pin(user: madobe_shared::ids::UserId) -> bool {
    desk::Desk::here().pin_standing(user) != PinStanding::None
}

/// Saves everything and locks all tabs. The session at the server goes on.
pub async fn lock() {
    desk::Desk::here().lock().await;
}

/// Saves everything, signs out here and in all tabs, and tells the server as soon as it can be reached.
pub async fn sign_out() {
    desk::Desk::here().sign_out().await;
}
