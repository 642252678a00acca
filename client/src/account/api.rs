//! The server's answers about accounts.

use gloo::net::http::Request;
use madobe_shared::ids::{DeviceId, UserId};
use madobe_shared::protocol::{StaffList, StaffMember};
use serde::Deserialize;

use super::AccountError;
use crate::office::{Refusal, post};
use crate::platform::Visitor;
use crate::vault::DataKey;

/// A sign-in that succeeded.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct SignedIn {
    pub(super) user: StaffMember,
    #[serde(default)]
    pub(super) staff_list: Option<StaffList>,
    #[serde(default)]
    device_key: String,
}

impl SignedIn {
    /// The key that this user's records are under on this device.
    pub(super) fn key(&self) -> Option<DataKey> {
        DataKey::from_hex(&self.device_key)
    }
}

#[derive(Deserialize)]
struct Me {
    user: StaffMember,
}

pub(super) async fn sign_in(
    (login, password, code): (&str, &str, Option<&str>),
    device: DeviceId,
) -> Result<SignedIn, AccountError> {
    let device = device.to_string();
    let fields = [("login", login), ("password", password), ("device", &device), ("code", code.unwrap_or_default())];
    let answer = post("/api/sign-in", &fields).await?;
    answer.json().await.map_err(|error| AccountError::Server(error.to_string()))
}

impl From<Refusal> for AccountError {
    fn from(refusal: Refusal) -> Self {
        let status = match &refusal {
            Refusal::NotReached => return Self::Offline,
            Refusal::NotAsked(words) => return Self::Server(words.clone()),
            Refusal::Said { status, .. } => *status,
        };
        let tries_left = refusal.count("tries_left");
        match (status, refusal.error().as_str()) {
            (_, "code_needed") => Self::CodeNeeded,
            (_, "wrong_code") => Self::WrongCode { tries_left },
            (_, "wrong_setup_code") => Self::WrongSetupCode { tries_left },
            (_, "signed_out") => Self::SignedOut,
            (_, "password_too_short") => {
                Self::PasswordTooShort { chars_min: refusal.count("chars_min").unwrap_or_default() }
            }
            (_, "password_too_long") => Self::PasswordTooLong,
            (_, "device_lost") => Self::DeviceLost,
            (_, "bad_login") => Self::BadLogin,
            (_, "bad_name") => Self::BadName,
            (401, _) => Self::WrongPassword { tries_left },
            (404 | 409, _) => Self::Changed,
            (429, _) => Self::Locked { minutes: refusal.count("minutes").unwrap_or(1) },
            (507, _) => Self::ServerFull,
            (status, error) => Self::Server(format!("{status} {error}")),
        }
    }
}

/// Ends the session at the server; says whether the server has heard.
pub(super) async fn sign_out() -> bool {
    let answer = Request::post("/api/sign-out").send().await;
    answer.is_ok_and(|response| response.ok() || response.status() == 401)
}

/// Whether this browser has a session of this user. Where that cannot be known, it is taken to have one: the line will find out.
pub(super) async fn has_session(user: UserId) -> bool {
    match who_is_signed_in().await {
        Visitor::Member(member) => member == user,
        Visitor::Nobody => false,
        Visitor::Unknown => true,
    }
}

/// Asks whose session this browser has.
pub(crate) async fn who_is_signed_in() -> Visitor {
    match Request::get("/api/me").send().await {
        Ok(response) if response.ok() => {
            response.json::<Me>().await.map_or(Visitor::Unknown, |me| Visitor::Member(me.user.user))
        }
        Ok(response) if response.status() == 401 => Visitor::Nobody,
        _ => Visitor::Unknown,
    }
}
