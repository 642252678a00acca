//! The server's answers about accounts.

use gloo::net::http::Request;
use madobe_shared::calendar::read_date;
use madobe_shared::codes::{Profession, Role};
use madobe_shared::ids::{DeviceId, UserId};
use madobe_shared::protocol::StaffMember;

use super::{AccountError, Codes};
use crate::office::{Refusal, post, told};
use crate::platform::Visitor;
use crate::said::Said;
use crate::vault::DataKey;

/// A sign-in that succeeded.
#[derive(Debug, Clone)]
pub(super) struct SignedIn {
    pub(super) user: StaffMember,
    /// The key that this user's records are under on this device.
    pub(super) key: Option<DataKey>,
}

pub(super) async fn sign_in(
    (login, password, codes): (&str, &str, Codes<'_>),
    device: DeviceId,
) -> Result<SignedIn, AccountError> {
    let device = device.to_string();
    let fields = [
        ("login", login),
        ("password", password),
        ("device", &device),
        ("code", codes.factor.unwrap_or_default()),
        ("passkey", codes.passkey.unwrap_or_default()),
        ("enrolment", codes.enrolment.unwrap_or_default()),
    ];
    let answer = post("/api/sign-in", &fields).await?;
    let said = told(answer).await?;
    let user = member(&said).ok_or_else(|| AccountError::Server("no member of staff".to_owned()))?;
    Ok(SignedIn { user, key: said.at("device_key").text().and_then(|digits| DataKey::from_hex(&digits)) })
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
            (_, "code_needed") => {
                let app = refusal.at("app").is_some_and(|app| app.is_true())
                    || refusal.at("second_factor").and_then(|factor| factor.text()).as_deref() == Some("totp");
                let passkey = refusal.at("passkey").filter(Said::is_true).map(|question| question.json());
                Self::CodeNeeded { app, passkey }
            }
            (_, "wrong_passkey") => Self::WrongPasskey { tries_left: refusal.count("tries_left") },
            (_, "bad_passkey") => Self::NoPasskey,
            (_, "wrong_code") => Self::WrongCode { tries_left },
            (_, "wrong_setup_code") => Self::WrongSetupCode { tries_left },
            (_, "signed_out") => Self::SignedOut,
            (_, "password_too_short") => {
                Self::PasswordTooShort { chars_min: refusal.count("chars_min").unwrap_or_default() }
            }
            (_, "password_too_long") => Self::PasswordTooLong,
            (_, "device_lost") => Self::DeviceLost,
            (_, "not_enrolled") => Self::NotEnrolled,
            (_, "wrong_enrolment_code") => Self::WrongEnrolmentCode,
            (_, "bad_login") => Self::BadLogin,
            (_, "bad_name") => Self::BadName,
            (_, "bad_time") => Self::BadTime,
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
            let id = told(response).await.ok().and_then(|said| user_of(&said));
            id.map_or(Visitor::Unknown, Visitor::Member)
        }
        Ok(response) if response.status() == 401 => Visitor::Nobody,
        _ => Visitor::Unknown,
    }
}

/// Who an answer says is signed in.
fn user_of(said: &Said) -> Option<UserId> {
    said.at("id").text()?.parse().ok()
}

fn member(said: &Said) -> Option<StaffMember> {
    let user = said.at("user");
    Some(StaffMember {
        user: user_of(said)?,
        name: user.at("name").text()?,
        profession: Profession::from_code(&user.at("profession").text()?),
        active: user.at("active").is_true(),
        role: Role::from_code(&user.at("role").text().unwrap_or_default()),
        contractor: user.at("contractor").is_true(),
        expires_on: user.at("expires_on").text().and_then(|day| read_date(&day)),
    })
}
