//! The server's answers about accounts.

use std::collections::BTreeMap;

use gloo::net::http::{Request, Response};
use madobe_shared::ids::{DeviceId, UserId};
use madobe_shared::protocol::{StaffList, StaffMember};
use serde::Deserialize;

use super::AccountError;
use super::said::Said;
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

/// Sends what was filled in.
pub(super) async fn post(address: &str, fields: &[(&str, &str)]) -> Result<Response, AccountError> {
    let fields: BTreeMap<_, _> = fields.iter().copied().collect();
    sent(Request::post(address).json(&fields)).await
}

/// Sends a request; an answer that is no success is an error.
pub(super) async fn sent(request: Result<Request, gloo::net::Error>) -> Result<Response, AccountError> {
    let request = request.map_err(|error| AccountError::Server(error.to_string()))?;
    let response = request.send().await.map_err(|_| AccountError::Offline)?;
    if response.ok() { Ok(response) } else { Err(refusal(&response).await) }
}

/// Reads an answer.
pub(super) async fn told(response: Response) -> Result<Said, AccountError> {
    let text = response.text().await.unwrap_or_default();
    Said::parse(&text).ok_or_else(|| AccountError::Server("no answer of the office".to_owned()))
}

async fn refusal(response: &Response) -> AccountError {
    let said = Said::parse(&response.text().await.unwrap_or_default());
    let text = |name| said.as_ref().and_then(|said| said.at(name).text()).unwrap_or_default();
    let count = |name| said.as_ref().and_then(|said| said.at(name).count());
    let tries_left = count("tries_left");
    match (response.status(), text("error").as_str()) {
        (_, "code_needed") => AccountError::CodeNeeded,
        (_, "wrong_code") => AccountError::WrongCode { tries_left },
        (_, "wrong_setup_code") => AccountError::WrongSetupCode { tries_left },
        (_, "signed_out") => AccountError::SignedOut,
        (_, "password_too_short") => {
            AccountError::PasswordTooShort { chars_min: count("chars_min").unwrap_or_default() }
        }
        (_, "password_too_long") => AccountError::PasswordTooLong,
        (_, "bad_login") => AccountError::BadLogin,
        (_, "bad_name") => AccountError::BadName,
        (401, _) => AccountError::WrongPassword { tries_left },
        (404 | 409, _) => AccountError::Changed,
        (429, _) => AccountError::Locked { minutes: count("minutes").unwrap_or(1) },
        (507, _) => AccountError::ServerFull,
        // A gateway answers for a server that is not there. The server itself would say what keeps it.
        (502..=504, "") => AccountError::Offline,
        (status, error) => AccountError::Server(format!("{status} {error}")),
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
