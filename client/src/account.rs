//! Who is at the device.
//!
//! After a first sign-in at the office the app opens with the user's passphrase alone, with or without a network and with or without a
//! session at the server: the passphrase opens the key that everything on the device is sealed under. Each user has a database and a key of
//! their own: nobody's unsent work is ever mixed up with another's, or lost to their sign-in. The key is in memory while the app is
//! unlocked, and nowhere else.

mod api;
mod desk;
mod device;
mod entering;
mod idle;
mod idleness;
mod keyring;
mod provider;
mod tabs;

use crate::repo::Repo;
use crate::storage::StorageError;

pub(crate) use api::who_is_signed_in;
pub use keyring::Standing;
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
    /// Why the device's storage did not open, where it did not. What waits in it can then not be seen, and nobody can sign in.
    pub storage_error: Option<StorageError>,
}

/// Why signing in failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignInError {
    /// Login or password are wrong.
    #[error("login or password are wrong")]
    WrongPassword {
        /// Tries before the account is locked, where the server says.
        tries_left: Option<u32>,
    },
    /// The passphrase does not open the records on this device, and the office cannot be asked.
    #[error("the passphrase is wrong: {tries_left} tries are left")]
    WrongPassphrase {
        /// Tries before this device's copy of the key is destroyed.
        tries_left: u32,
    },
    /// This device opens with the office only.
    #[error("the office must be reached: {0:?}")]
    NeedsOffice(Standing),
    /// The office offers another key than the one that the records on this device are under.
    #[error("the office has another key for this device: an administrator must help")]
    OtherKey,
    /// Too many wrong tries.
    #[error("too many tries: wait {minutes} minutes")]
    Locked {
        /// How long from now.
        minutes: u32,
    },
    /// The server cannot be reached.
    #[error("the server cannot be reached: try again where there is a network")]
    Offline,
    /// The server's disk is full: it cannot keep a new session.
    #[error("the server's disk is full: an administrator must make room")]
    ServerFull,
    /// The server failed, in its words.
    #[error("the server failed: {0}")]
    Server(String),
    /// The device cannot store.
    #[error("the device cannot store: {0}")]
    Storage(StorageError),
}

/// Opens the user's cases: by the key on this device, or at the office. Signing in again, after a session has expired, sends what waits.
///
/// # Errors
///
/// See [`SignInError`]; whoever was signed in before still is.
pub async fn sign_in(login: &str, password: &str) -> Result<(), SignInError> {
    desk::Desk::here().sign_in(login, password).await
}

/// Saves everything and locks all tabs. The session at the server goes on.
pub async fn lock() {
    desk::Desk::here().lock().await;
}

/// Saves everything, signs out here and in all tabs, and tells the server as soon as it can be reached.
pub async fn sign_out() {
    desk::Desk::here().sign_out().await;
}
