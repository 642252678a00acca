//! The server's answers about accounts.

use gloo::net::http::{Request, Response};
use madobe_shared::ids::{DeviceId, UserId};
use madobe_shared::protocol::{StaffList, StaffMember};
use serde::{Deserialize, Serialize};

use super::SignInError;
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

#[derive(Serialize)]
struct Credentials<'a> {
    login: &'a str,
    password: &'a str,
    device: String,
}

#[derive(Default, Deserialize)]
struct Refusal {
    #[serde(default)]
    error: String,
    #[serde(default)]
    tries_left: Option<u32>,
    #[serde(default)]
    minutes: Option<u32>,
}

#[derive(Deserialize)]
struct Me {
    user: StaffMember,
}

pub(super) async fn sign_in(login: &str, password: &str, device: DeviceId) -> Result<SignedIn, SignInError> {
    let credentials = Credentials { login, password, device: device.to_string() };
    let request = Request::post("/api/sign-in").json(&credentials);
    let request = request.map_err(|error| SignInError::Server(error.to_string()))?;
    let response = request.send().await.map_err(|_| SignInError::Offline)?;
    if response.ok() {
        return response.json().await.map_err(|error| SignInError::Server(error.to_string()));
    }
    Err(refusal(&response).await)
}

async fn refusal(response: &Response) -> SignInError {
    let said: Refusal = response.json().await.unwrap_or_default();
    match response.status() {
        401 => SignInError::WrongPassword { tries_left: said.tries_left },
        429 => SignInError::Locked { minutes: said.minutes.unwrap_or(1) },
        507 => SignInError::ServerFull,
        // A gateway answers for a server that is not there. The server itself would say what keeps it.
        502..=504 if said.error.is_empty() => SignInError::Offline,
        status => SignInError::Server(format!("{status} {}", said.error)),
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
