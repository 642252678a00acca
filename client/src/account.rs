//! Who is at the device.
//!
//! After a first sign-in the app opens from what the device remembers, with or without a network and with or without a session at the
//! server. Each user has a database of their own: nobody's unsent work is ever mixed up with another's, or lost to their sign-in.

mod api;
mod desk;
mod device;
mod provider;

use crate::repo::Repo;
use crate::storage::StorageError;

pub(crate) use api::who_is_signed_in;
pub use provider::{AccountProvider, use_account};

/// Who is at the device.
#[derive(Debug, Clone, PartialEq)]
pub enum Account {
    /// The device is being asked.
    Loading,
    /// Nobody is signed in.
    SignedOut {
        /// The login of whoever was here last.
        last_login: Option<String>,
        /// How many of their documents the office has not received yet.
        unsent_waiting: usize,
        /// Why the device's storage did not open, where it did not. What waits in it can then not be seen, and nobody can sign in.
        storage_error: Option<StorageError>,
    },
    /// Someone is signed in, perhaps without a network.
    SignedIn(Repo),
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

/// Signs in at the server and opens the user's cases. Signing in again, after a session has expired, sends what waits.
///
/// # Errors
///
/// See [`SignInError`]; whoever was signed in before still is.
pub async fn sign_in(login: &str, password: &str) -> Result<(), SignInError> {
    desk::Desk::here().sign_in(login, password).await
}

/// Saves everything, signs out here and in all tabs, and tells the server as soon as it can be reached.
pub async fn sign_out() {
    desk::Desk::here().sign_out().await;
}
