//! The one mapping of errors to HTTP. Each answer is JSON with a word for the program, `error`, and what it needs to tell its user.

use std::convert::Infallible;

use madobe_shared::blob::Unfit;
use madobe_shared::retention::{YEARS_MAX, YEARS_MIN};
use serde_json::{Value, json};
use warp::Rejection;
use warp::http::StatusCode;
use warp::http::header::{CACHE_CONTROL, HeaderValue, RETRY_AFTER};
use warp::reply::{Reply, Response};

use crate::access::AccessError;
use crate::auth::SignInError;
use crate::auth::new_password::NewPasswordError;
use crate::auth::password::UnfitPassword;
use crate::auth::second_factor::SecondFactorError;
use crate::auth::setup::SetupError;
use crate::limits::{PASSWORD_BYTES_MAX, PASSWORD_CHARS_MIN};
use crate::store::StoreError;
use crate::store::blobs::NotKept;
use crate::store::check_outs::NotCheckedOut;

/// Why a request was not served.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// No session, or one that has ended: sign in.
    #[error("the session has ended: sign in")]
    SignedOut,
    /// See [`SignInError`].
    #[error(transparent)]
    SignIn(#[from] SignInError),
    /// See [`UnfitPassword`].
    #[error(transparent)]
    UnfitPassword(#[from] UnfitPassword),
    /// See [`SecondFactorError::AlreadyOn`].
    #[error("a second factor is set up already")]
    SecondFactorOn,
    /// See [`SecondFactorError::NotOffered`].
    #[error("no second factor waits for its first code")]
    SecondFactorNotOffered,
    /// See [`SecondFactorError::WrongCode`].
    #[error("the first code of a second factor is wrong")]
    WrongFirstCode,
    /// See [`SecondFactorError::BadPasskey`].
    #[error("this is no passkey that was made here")]
    BadPasskey,
    /// See [`SetupError::WrongCode`].
    #[error("the set-up code is wrong")]
    WrongSetupCode {
        /// Tries before the code is locked for a while.
        tries_left: u32,
    },
    /// See [`SetupError::BadLogin`].
    #[error("this cannot be a login")]
    BadLogin,
    /// See [`SetupError::BadName`].
    #[error("this cannot be a name")]
    BadName,
    /// Records cannot be kept for so many years.
    #[error("records cannot be kept for so many years")]
    BadYears,
    /// See [`AccessError`].
    #[error(transparent)]
    Access(AccessError),
    /// It takes another role.
    #[error("only managers may do this")]
    NotForYou,
    /// What a device tells is of one user, and its session of another.
    #[error("this is another user's to tell")]
    OtherUser,
    /// What a device tells, it tells through a session that began on it.
    #[error("this is another device's to tell")]
    OtherDevice,
    /// See [`NotCheckedOut`].
    #[error(transparent)]
    CheckOut(NotCheckedOut),
    /// See [`Unfit`].
    #[error(transparent)]
    UnfitFile(Unfit),
    /// See [`NotKept`].
    #[error(transparent)]
    FileNotKept(NotKept),
    /// See [`crate::store::audit::Hearing::TooMuch`].
    #[error("this device has told too much today: tell it again in {wait_s} seconds")]
    ToldTooMuch {
        /// Whole seconds until the next day, rounded up.
        wait_s: u64,
    },
    /// The request comes from another site's page, or does not say from which.
    #[error("the request does not come from this server's own pages")]
    ForeignOrigin,
    /// The request is addressed to a host that this server is not.
    #[error("this server does not answer to that host name")]
    ForeignHost,
    /// Only for WebSockets.
    #[error("this address speaks WebSocket only")]
    NotAWebSocket,
    /// The address was turned away too often.
    #[error("too many refused requests came from this address: wait {wait_s} seconds")]
    TooManyTries {
        /// Whole seconds until it is listened to again, rounded up.
        wait_s: u64,
    },
    /// The body is not what it should be.
    #[error("the body cannot be read")]
    BadRequest,
    /// The body is larger than the limit, or of unknown length.
    #[error("the body is too large, or its length unknown")]
    TooLarge,
    /// The body did not arrive in time.
    #[error("the request took too long")]
    TooSlow,
    /// There is nothing here.
    #[error("there is nothing at this address")]
    NotFound,
    /// There is something here, but not for this method.
    #[error("this address does not answer to this method")]
    WrongMethod,
    /// As many are connected as the server has room for.
    #[error("as many devices are connected as there is room for: try again in a minute")]
    NoRoom,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ApiError {
    fn status(&self) -> StatusCode {
        match self {
            Self::SignedOut
            | Self::WrongSetupCode { .. }
            | Self::SignIn(
                SignInError::WrongPassword { .. }
                | SignInError::CodeNeeded { .. }
                | SignInError::WrongCode { .. }
                | SignInError::WrongPasskey { .. },
            ) => StatusCode::UNAUTHORIZED,
            Self::SignIn(SignInError::Locked { .. }) | Self::TooManyTries { .. } | Self::ToldTooMuch { .. } => {
                StatusCode::TOO_MANY_REQUESTS
            }
            Self::SignIn(SignInError::TooBusy(_)) | Self::NoRoom => StatusCode::SERVICE_UNAVAILABLE,
            Self::Access(refused) => match refused {
                AccessError::NotFound => StatusCode::NOT_FOUND,
                AccessError::NotForYou => StatusCode::FORBIDDEN,
                AccessError::TeamFull | AccessError::LastOfTeam => StatusCode::CONFLICT,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            },
            Self::CheckOut(refused) => match refused {
                NotCheckedOut::NoSuchDevice => StatusCode::NOT_FOUND,
                NotCheckedOut::DeviceLost | NotCheckedOut::NoSuchMember => StatusCode::CONFLICT,
                NotCheckedOut::BadTime | NotCheckedOut::BadPurpose => StatusCode::UNPROCESSABLE_ENTITY,
            },
            Self::OtherUser | Self::OtherDevice => StatusCode::CONFLICT,
            Self::SignIn(SignInError::DeviceLost | SignInError::NotEnrolled | SignInError::WrongEnrolmentCode)
            | Self::NotForYou
            | Self::ForeignOrigin => StatusCode::FORBIDDEN,
            Self::ForeignHost => StatusCode::MISDIRECTED_REQUEST,
            Self::UnfitPassword(_)
            | Self::WrongFirstCode
            | Self::BadPasskey
            | Self::BadLogin
            | Self::BadName
            | Self::BadYears
            | Self::UnfitFile(Unfit::NoKnownKind | Unfit::OtherBytes) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::FileNotKept(NotKept::CaseFull | NotKept::OfficeFull) => StatusCode::INSUFFICIENT_STORAGE,
            Self::SecondFactorOn | Self::SecondFactorNotOffered => StatusCode::CONFLICT,
            Self::NotAWebSocket => StatusCode::UPGRADE_REQUIRED,
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::TooLarge | Self::UnfitFile(Unfit::TooLarge) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::NotFound | Self::FileNotKept(NotKept::NotFound) => StatusCode::NOT_FOUND,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::Store(error) | Self::SignIn(SignInError::Store(error)) => match error {
                StoreError::Full => StatusCode::INSUFFICIENT_STORAGE,
                StoreError::Busy => StatusCode::SERVICE_UNAVAILABLE,
                StoreError::Corrupt(_) | StoreError::Failed(_) => StatusCode::INTERNAL_SERVER_ERROR,
            },
        }
    }

    fn body(&self) -> Value {
        match self {
            Self::SignedOut => json!({ "error": "signed_out" }),
            Self::SignIn(SignInError::WrongPassword { tries_left }) => {
                json!({ "error": "wrong_password", "tries_left": tries_left })
            }
            Self::SignIn(SignInError::CodeNeeded { app, passkey: None }) => {
                json!({ "error": "code_needed", "second_factor": if *app { "totp" } else { "recovery" } })
            }
            Self::SignIn(SignInError::CodeNeeded { app, passkey }) => {
                json!({ "error": "code_needed", "second_factor": "passkey", "app": app, "passkey": passkey })
            }
            Self::SignIn(SignInError::WrongPasskey { tries_left }) => {
                json!({ "error": "wrong_passkey", "tries_left": tries_left })
            }
            Self::BadPasskey => json!({ "error": "bad_passkey" }),
            Self::SignIn(SignInError::WrongCode { tries_left }) => {
                json!({ "error": "wrong_code", "tries_left": tries_left })
            }
            Self::SignIn(SignInError::Locked { minutes }) => json!({ "error": "locked", "minutes": minutes }),
            Self::TooManyTries { wait_s } => json!({ "error": "too_many_tries", "minutes": wait_s.div_ceil(60) }),
            Self::CheckOut(refused) => json!({ "error": match refused {
                NotCheckedOut::NoSuchDevice => "not_found",
                NotCheckedOut::DeviceLost => "device_lost_before",
                NotCheckedOut::NoSuchMember => "no_such_member",
                NotCheckedOut::BadTime => "bad_time",
                NotCheckedOut::BadPurpose => "bad_purpose",
            }}),
            Self::ToldTooMuch { wait_s } => json!({ "error": "told_too_much", "minutes": wait_s.div_ceil(60) }),
            Self::SignIn(SignInError::TooBusy(_)) | Self::NoRoom => json!({ "error": "busy" }),
            Self::UnfitPassword(UnfitPassword::TooShort) => {
                json!({ "error": "password_too_short", "chars_min": PASSWORD_CHARS_MIN })
            }
            Self::UnfitPassword(UnfitPassword::TooLong) => {
                json!({ "error": "password_too_long", "bytes_max": PASSWORD_BYTES_MAX })
            }
            Self::WrongSetupCode { tries_left } => json!({ "error": "wrong_setup_code", "tries_left": tries_left }),
            Self::BadLogin => json!({ "error": "bad_login" }),
            Self::BadName => json!({ "error": "bad_name" }),
            Self::BadYears => json!({ "error": "bad_years", "min": YEARS_MIN, "max": YEARS_MAX }),
            Self::SecondFactorOn => json!({ "error": "second_factor_on" }),
            Self::SecondFactorNotOffered => json!({ "error": "second_factor_not_offered" }),
            Self::WrongFirstCode => json!({ "error": "wrong_code" }),
            Self::Access(refused) => json!({ "error": match refused {
                AccessError::NotFound | AccessError::Store(_) => "not_found",
                AccessError::NotForYou => "not_for_you",
                AccessError::NoSuchMember => "no_such_member",
                AccessError::PastDay => "past_day",
                AccessError::TeamFull => "team_full",
                AccessError::LastOfTeam => "last_of_team",
                AccessError::NoReason => "no_reason",
            }}),
            Self::SignIn(SignInError::DeviceLost) => json!({ "error": "device_lost" }),
            Self::SignIn(SignInError::NotEnrolled) => json!({ "error": "not_enrolled" }),
            Self::SignIn(SignInError::WrongEnrolmentCode) => json!({ "error": "wrong_enrolment_code" }),
            Self::NotForYou => json!({ "error": "not_for_you" }),
            Self::OtherUser => json!({ "error": "other_user" }),
            Self::OtherDevice => json!({ "error": "other_device" }),
            Self::ForeignOrigin => json!({ "error": "foreign_origin" }),
            Self::ForeignHost => json!({ "error": "foreign_host" }),
            Self::NotAWebSocket => json!({ "error": "not_a_websocket" }),
            Self::BadRequest => json!({ "error": "bad_request" }),
            Self::UnfitFile(Unfit::OtherBytes) => json!({ "error": "other_bytes" }),
            Self::UnfitFile(Unfit::NoKnownKind) => json!({ "error": "no_known_kind" }),
            Self::FileNotKept(NotKept::CaseFull) => json!({ "error": "case_full" }),
            Self::FileNotKept(NotKept::OfficeFull) => json!({ "error": "office_full" }),
            Self::TooLarge | Self::UnfitFile(Unfit::TooLarge) => json!({ "error": "too_large" }),
            Self::TooSlow => json!({ "error": "too_slow" }),
            Self::NotFound | Self::FileNotKept(NotKept::NotFound) => json!({ "error": "not_found" }),
            Self::WrongMethod => json!({ "error": "wrong_method" }),
            // What exactly failed is for the log; the user can only wait or call someone.
            Self::Store(error) | Self::SignIn(SignInError::Store(error)) => match error {
                StoreError::Full => json!({ "error": "store_full" }),
                StoreError::Busy => json!({ "error": "busy" }),
                StoreError::Corrupt(_) | StoreError::Failed(_) => json!({ "error": "store_failed" }),
            },
        }
    }

    fn retry_after_s(&self) -> Option<u64> {
        match self {
            Self::SignIn(SignInError::Locked { minutes }) => Some(minutes * 60),
            Self::TooManyTries { wait_s } | Self::ToldTooMuch { wait_s } => Some(*wait_s),
            Self::SignIn(SignInError::TooBusy(_)) => Some(3),
            Self::NoRoom => Some(60),
            _ => None,
        }
    }

    /// The answer to the request.
    #[must_use]
    pub fn into_response(self) -> Response {
        if let Self::Store(error) | Self::SignIn(SignInError::Store(error)) = &self {
            tracing::error!(%error, "the store failed a request");
        }
        let mut response = warp::reply::with_status(warp::reply::json(&self.body()), self.status()).into_response();
        response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after_s() {
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        response
    }
}

impl From<AccessError> for ApiError {
    fn from(error: AccessError) -> Self {
        match error {
            AccessError::Store(error) => Self::Store(error),
            refused => Self::Access(refused),
        }
    }
}

impl From<NewPasswordError> for ApiError {
    fn from(error: NewPasswordError) -> Self {
        match error {
            NewPasswordError::SignedOut => Self::SignedOut,
            NewPasswordError::Unfit(error) => Self::UnfitPassword(error),
            NewPasswordError::NotLetIn(error) => Self::SignIn(error),
        }
    }
}

impl From<SecondFactorError> for ApiError {
    fn from(error: SecondFactorError) -> Self {
        match error {
            SecondFactorError::SignedOut => Self::SignedOut,
            SecondFactorError::AlreadyOn => Self::SecondFactorOn,
            SecondFactorError::NotOffered => Self::SecondFactorNotOffered,
            SecondFactorError::WrongCode => Self::WrongFirstCode,
            SecondFactorError::BadName => Self::BadName,
            SecondFactorError::BadPasskey => Self::BadPasskey,
            SecondFactorError::NotLetIn(error) => Self::SignIn(error),
        }
    }
}

impl From<SetupError> for ApiError {
    fn from(error: SetupError) -> Self {
        match error {
            SetupError::NotOffered => Self::NotFound,
            SetupError::WrongCode { tries_left } => Self::WrongSetupCode { tries_left },
            SetupError::BadLogin => Self::BadLogin,
            SetupError::BadName => Self::BadName,
            SetupError::Unfit(error) => Self::UnfitPassword(error),
            SetupError::NotLetIn(error) => Self::SignIn(error),
        }
    }
}

/// Answers what no route has taken.
///
/// # Errors
///
/// Never: whatever is left becomes an answer.
pub async fn answer(rejection: Rejection) -> Result<Response, Infallible> {
    use warp::reject::{LengthRequired, MethodNotAllowed, PayloadTooLarge, UnsupportedMediaType};
    let error = if rejection.is_not_found() {
        ApiError::NotFound
    } else if rejection.find::<PayloadTooLarge>().is_some() || rejection.find::<LengthRequired>().is_some() {
        ApiError::TooLarge
    } else if rejection.find::<warp::body::BodyDeserializeError>().is_some()
        || rejection.find::<UnsupportedMediaType>().is_some()
    {
        ApiError::BadRequest
    } else if rejection.find::<MethodNotAllowed>().is_some() {
        ApiError::WrongMethod
    } else {
        ApiError::BadRequest
    };
    Ok(error.into_response())
}
