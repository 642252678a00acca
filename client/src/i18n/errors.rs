//! Errors in words: what happened to the data, and what to do.

use madobe_shared::edit::EditError;
use yew::AttrValue;

use crate::account::{SignInError, Standing};
use crate::repo::{OpenError, SaveError};
use crate::storage::StorageError;
use crate::t;

/// Why an edit was not carried out.
#[must_use]
pub fn edit_error(error: &EditError) -> AttrValue {
    match error {
        EditError::TextTooLong => t!("error.text_too_long"),
        EditError::FieldTooLong => t!("error.field_too_long"),
        EditError::NoSuchEntry => t!("error.no_such_entry"),
        EditError::OutOfRange { .. } | EditError::Document(_) => t!("error.edit", detail = error),
    }
}

/// Why the device did not store.
#[must_use]
pub fn storage_error(error: &StorageError) -> AttrValue {
    match error {
        StorageError::Full => t!("error.storage_full"),
        StorageError::Refused => t!("error.storage_refused"),
        StorageError::Blocked => t!("error.storage_blocked"),
        other => t!("error.storage_failed", detail = other),
    }
}

/// Why something was not made durable.
#[must_use]
pub fn save_error(error: &SaveError) -> AttrValue {
    match error {
        SaveError::Edit(error) => edit_error(error),
        SaveError::Storage(error) => storage_error(error),
    }
}

/// Why a case could not be opened.
#[must_use]
pub fn open_error(error: &OpenError) -> AttrValue {
    match error {
        OpenError::NotHere => t!("error.case_not_here"),
        OpenError::Unreadable { .. } => t!("error.case_unreadable"),
        OpenError::Storage(error) => storage_error(error),
    }
}

/// Why signing in failed.
#[must_use]
pub fn sign_in_error(error: &SignInError) -> AttrValue {
    match error {
        SignInError::WrongPassword { tries_left: Some(tries) } => t!("error.wrong_password_tries", tries = tries),
        SignInError::WrongPassword { tries_left: None } => t!("error.wrong_password"),
        SignInError::WrongPassphrase { tries_left } => t!("error.wrong_passphrase", tries = tries_left),
        SignInError::NeedsOffice(Standing::LongAway) => t!("error.long_away"),
        SignInError::NeedsOffice(_) => t!("error.key_destroyed"),
        SignInError::OtherKey => t!("error.other_key"),
        SignInError::Locked { minutes } => t!("error.locked", minutes = minutes),
        SignInError::Offline => t!("error.sign_in_offline"),
        SignInError::ServerFull => t!("error.server_full"),
        SignInError::Server(detail) => t!("error.server", detail = detail),
        SignInError::Storage(error) => t!("error.sign_in_storage", detail = storage_error(error)),
    }
}
