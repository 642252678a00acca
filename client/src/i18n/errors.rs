//! Errors in words: what happened to the data, and what to do.

use madobe_shared::edit::EditError;
use madobe_shared::limits::BLOBS_BYTES_PER_CASE_MAX;
use yew::AttrValue;

use super::size_words;
use crate::access::AccessError;
use crate::account::{AccountError, Standing};
use crate::platform::Untransferred;
use crate::repo::{AttachError, FileError, OpenError, SaveError};
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

/// Why a file was not added to a case.
#[must_use]
pub fn attach_error(error: &AttachError) -> AttrValue {
    match error {
        AttachError::CaseFull => t!("files.error.case_full", most = size_words(BLOBS_BYTES_PER_CASE_MAX)),
        AttachError::Edit(error) => edit_error(error),
        AttachError::Storage(error) => storage_error(error),
    }
}

/// Why a file could not be opened.
#[must_use]
pub fn file_error(error: &FileError) -> AttrValue {
    match error {
        FileError::Untransferred(Untransferred::NotThere) => t!("files.error.not_there"),
        FileError::Untransferred(_) => t!("files.error.not_reached"),
        FileError::Damaged => t!("files.error.damaged"),
        FileError::Storage(error) => storage_error(error),
    }
}

/// Why the office has not taken a file.
#[must_use]
pub fn refusal_words(why: Untransferred) -> AttrValue {
    match why {
        Untransferred::NotReached | Untransferred::NotThere => AttrValue::default(),
        Untransferred::CaseFull => t!("files.refused.case_full"),
        Untransferred::OfficeFull => t!("files.refused.office_full"),
        Untransferred::Unfit => t!("files.refused.unfit"),
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

/// Why the device or the office did not do what was asked about an account.
#[must_use]
pub fn account_error(error: &AccountError) -> AttrValue {
    match error {
        AccountError::WrongPassword { tries_left: Some(tries) } => t!("error.wrong_password_tries", tries = tries),
        AccountError::WrongPassword { tries_left: None } => t!("error.wrong_password"),
        AccountError::WrongPassphrase { tries_left } => t!("error.wrong_passphrase", tries = tries_left),
        AccountError::CodeNeeded { .. } => t!("error.code_needed"),
        AccountError::WrongCode { tries_left: Some(tries) } => t!("error.wrong_code_tries", tries = tries),
        AccountError::WrongCode { tries_left: None } => t!("error.wrong_code"),
        AccountError::WrongPasskey { tries_left } => {
            t!("error.wrong_passkey", tries = tries_left.unwrap_or_default())
        }
        AccountError::PasskeyOpensNothing => t!("error.passkey_opens_nothing"),
        AccountError::NoPasskey => t!("error.no_passkey"),
        AccountError::WrongSetupCode { tries_left } => {
            t!("error.wrong_setup_code", tries = tries_left.unwrap_or_default())
        }
        AccountError::PasswordTooShort { chars_min } => t!("error.password_too_short", chars = chars_min),
        AccountError::PasswordTooLong => t!("error.password_too_long"),
        AccountError::BadLogin => t!("error.bad_login"),
        AccountError::BadName => t!("error.bad_name"),
        AccountError::NeedsOffice(Standing::LongAway) => t!("error.long_away"),
        AccountError::NeedsOffice(_) => t!("error.key_destroyed"),
        AccountError::OtherKey => t!("error.other_key"),
        AccountError::NotEnrolled => t!("error.not_enrolled"),
        AccountError::WrongEnrolmentCode => t!("error.wrong_enrolment_code"),
        AccountError::BadPin => t!("error.bad_pin"),
        AccountError::WrongPin { tries_left } => t!("error.wrong_pin", tries = tries_left),
        AccountError::PinOver => t!("error.pin_over"),
        AccountError::DeviceLost => t!("error.device_lost"),
        AccountError::Locked { minutes } => t!("error.locked", minutes = minutes),
        AccountError::SignedOut => t!("error.signed_out"),
        AccountError::BadTime => t!("out.due.bad"),
        AccountError::Changed => t!("error.changed"),
        AccountError::Offline => t!("error.sign_in_offline"),
        AccountError::ServerFull => t!("error.server_full"),
        AccountError::Server(detail) => t!("error.server", detail = detail),
        AccountError::Storage(error) => t!("error.sign_in_storage", detail = storage_error(error)),
        AccountError::PasswordNotHere(error) => t!("error.password_not_here", detail = storage_error(error)),
    }
}

/// Why who sees a case was not told, or not changed.
#[must_use]
pub fn access_error(error: &AccessError) -> AttrValue {
    match error {
        AccessError::NotFound => t!("access.error.not_found"),
        AccessError::NotForYou => t!("access.error.not_for_you"),
        AccessError::NoSuchMember => t!("access.error.no_such_member"),
        AccessError::PastDay => t!("access.error.past_day"),
        AccessError::TeamFull => t!("access.error.team_full"),
        AccessError::LastOfTeam => t!("access.error.last_of_team"),
        AccessError::NoReason => t!("access.error.no_reason"),
        AccessError::Office(AccountError::Locked { minutes }) => t!("access.error.locked", minutes = minutes),
        AccessError::Office(AccountError::ServerFull) => t!("access.error.server_full"),
        AccessError::Office(other) => account_error(other),
    }
}
