//! Why the device or the office did not do what was asked about an account.

use super::keyring::Standing;
use crate::storage::StorageError;

/// See the module. Each says what can be done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AccountError {
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
    /// The password is right, and the office asks for a code of the second factor.
    #[error("a code of the second factor is needed")]
    CodeNeeded {
        /// Whether an authenticator app shows one.
        app: bool,
        /// What to ask a passkey for, where one will do.
        passkey: Option<String>,
    },
    /// The code of the second factor is wrong, or was used already.
    #[error("the code is wrong or was used already: take the next one")]
    WrongCode {
        /// Tries before the account is locked, where tries are counted.
        tries_left: Option<u32>,
    },
    /// What the passkey has signed is not what the office asked for.
    #[error("the passkey was not shown as it was asked for")]
    WrongPasskey {
        /// Tries before the account is locked, where the server says.
        tries_left: Option<u32>,
    },
    /// No passkey was made, or shown: the user would not, or the authenticator could not.
    #[error("there was no passkey")]
    NoPasskey,
    /// The authenticator of this passkey makes no secrets (PRF).
    #[error("this passkey signs in, and opens no device")]
    PasskeyOpensNothing,
    /// It is not the code that the server printed.
    #[error("the set-up code is wrong")]
    WrongSetupCode {
        /// Tries before the code is locked for a while, where the server says.
        tries_left: Option<u32>,
    },
    /// The new password is too short.
    #[error("the new password needs {chars_min} characters")]
    PasswordTooShort {
        /// So many are needed.
        chars_min: u32,
    },
    /// The new password is too long.
    #[error("the new password is too long")]
    PasswordTooLong,
    /// The login cannot be given to an account.
    #[error("a login has letters, digits, '.', '-' and '_' only")]
    BadLogin,
    /// The name cannot be given to an account.
    #[error("a name is one line of text")]
    BadName,
    /// This device opens with the office only.
    #[error("the office must be reached: {0:?}")]
    NeedsOffice(Standing),
    /// The office offers another key than the one that the records on this device are under.
    #[error("the office has another key for this device: an administrator must help")]
    OtherKey,
    /// This device has to be enrolled first.
    #[error("this device has to be enrolled: a manager has a code for that")]
    NotEnrolled,
    /// The code enrols no device.
    #[error("this code enrols no device any more: ask for another")]
    WrongEnrolmentCode,
    /// It is no PIN.
    #[error("a PIN has four to eight digits")]
    BadPin,
    /// The PIN is wrong.
    #[error("the PIN is wrong: {tries_left} tries are left")]
    WrongPin {
        /// Tries before the passphrase is asked for.
        tries_left: u32,
    },
    /// The PIN was wrong too often, or its shift is over.
    #[error("the PIN opens nothing any more: take the passphrase")]
    PinOver,
    /// This device was reported lost.
    #[error("this device was reported lost: what it held is destroyed")]
    DeviceLost,
    /// Too many wrong tries.
    #[error("too many tries: wait {minutes} minutes")]
    Locked {
        /// How long from now.
        minutes: u32,
    },
    /// There is no session at the office: sign in again.
    #[error("the session has ended: sign in")]
    SignedOut,
    /// What was asked about is not as it was shown, or not there any more.
    #[error("it has changed meanwhile: look again")]
    Changed,
    /// The server cannot be reached.
    #[error("the server cannot be reached: try again where there is a network")]
    Offline,
    /// The server's disk is full: it cannot keep a new session.
    #[error("the server's disk is full: an administrator must make room")]
    ServerFull,
    /// The server failed, in its words.
    #[error("the server failed: {0}")]
    Server(String),
    /// A device cannot be taken along until then.
    #[error("a device is taken until some time within a year from now")]
    BadTime,
    /// The device cannot store.
    #[error("the device cannot store: {0}")]
    Storage(StorageError),
    /// The office has the new password; this device could not store it, and opens with the old one until the next sign-in.
    #[error("the password is changed, but not on this device: {0}")]
    PasswordNotHere(StorageError),
}
