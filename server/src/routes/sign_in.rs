//! Signing in and out, and who is signed in.
//!
//! `POST /api/sign-in` takes `{login, password, device, code}`, where `device` is the device's id in its printed form (16 hexadecimal digits)
//! and may be left out, as may `code`. It answers `{id, user, device_key}`: the member of staff, whose id is told in digits, and, where the device named itself, the 64 hexadecimal
//! digits of the key that this user's data is encrypted under on this device. Each later sign-in of the user there gives the same
//! key, so that a device may destroy its own copy without losing anything.
//!
//! Where a new device has to be enrolled, the answer is 403 `{error: "not_enrolled"}`; the same request with `enrolment`, a code that a manager has
//! drawn, enrols it. `wrong_enrolment_code` (403) where that code was used or its hour is over.
//!
//! Where the user has a [second factor](super::second_factor), the right password alone is answered with 401
//! `{error: "code_needed", second_factor: "totp"}`; it is not counted as wrong. The same request with `code`, six digits of the app or a
//! recovery code, completes the sign-in. A wrong or used code is answered with 401 `{error: "wrong_code", tries_left}` and counts like a
//! wrong password. Whoever does not know the password learns nothing of this.
//!
//! Where the user has a [passkey](super::passkeys) that can be shown at this address, the answer is `{error: "code_needed", second_factor:
//! "passkey", app, passkey}`: whether an app shows codes besides, and what to ask the browser for, in WebAuthn's JSON. The same request with
//! `passkey`, the JSON of what the browser answers, as a string, completes the sign-in within five minutes; so does a `code`. What does
//! not fit is answered with 401 `{error: "wrong_passkey", tries_left}`. Where the user has passkeys for another address alone, and no app,
//! `second_factor` is `"recovery"`.

use std::sync::Arc;

use madobe_shared::protocol::StaffMember;
use serde::{Deserialize, Serialize};
use warp::Filter;
use warp::http::HeaderMap;
use warp::http::header::{CACHE_CONTROL, HeaderValue, SET_COOKIE};
use warp::reply::{Reply, Response};

use super::{Route, origin, reply, with_office};
use crate::auth::Credentials;
use crate::auth::session::{COOKIE, Token, expired_cookie};
use crate::limits::JSON_BODY_BYTES_MAX;
use crate::office::Office;
use crate::rejection::ApiError;

/// What is sent to sign in.
#[derive(Deserialize)]
struct SignIn {
    login: String,
    password: String,
    device: Option<String>,
    code: Option<String>,
    passkey: Option<String>,
    enrolment: Option<String>,
}

/// Who is signed in.
#[derive(Serialize)]
struct Me {
    /// In digits: a browser cannot read a number of 64 bits.
    id: String,
    user: StaffMember,
    #[serde(skip_serializing_if = "Option::is_none")]
    device_key: Option<String>,
}

/// The routes of this module.
pub fn routes(office: &Arc<Office>) -> Route {
    let sign_in = warp::path!("api" / "sign-in")
        .and(warp::post())
        .and(with_office(office))
        .and(warp::header::headers_cloned())
        .and(warp::body::content_length_limit(JSON_BODY_BYTES_MAX))
        .and(warp::body::json())
        .then(|office: Arc<Office>, headers: HeaderMap, body: SignIn| async move {
            reply(sign_in(&office, &headers, body).await)
        });
    let sign_out = warp::path!("api" / "sign-out")
        .and(warp::post())
        .and(with_office(office))
        .and(warp::header::headers_cloned())
        .and(token())
        .then(|office: Arc<Office>, headers: HeaderMap, token: Option<Token>| async move {
            reply(sign_out(&office, &headers, token).await)
        });
    let me = warp::path!("api" / "me").and(warp::get()).and(with_office(office)).and(token()).then(
        |office: Arc<Office>, token: Option<Token>| async move {
            reply(
                member(&office, token.as_ref())
                    .await
                    .map(|user| answer(&Me { id: user.user.to_string(), user, device_key: None })),
            )
        },
    );
    sign_in.or(sign_out).unify().or(me).unify().boxed()
}

/// The token in the request's cookie, if it is one of ours.
pub fn token() -> impl Filter<Extract = (Option<Token>,), Error = std::convert::Infallible> + Copy {
    warp::cookie::optional(COOKIE).map(|cookie: Option<String>| cookie.as_deref().and_then(Token::parse))
}

/// Who is signed in.
///
/// # Errors
///
/// [`ApiError::SignedOut`] where nobody is.
pub async fn member(office: &Office, token: Option<&Token>) -> Result<StaffMember, ApiError> {
    let token = token.ok_or(ApiError::SignedOut)?;
    office.auth.member(token).await?.ok_or(ApiError::SignedOut)
}

async fn sign_in(office: &Office, headers: &HeaderMap, body: SignIn) -> Result<Response, ApiError> {
    origin::check(headers, office)?;
    let device = body.device.map(|device| device.parse()).transpose().map_err(|_| ApiError::BadRequest)?;
    let SignIn { login, password, code, passkey, enrolment, .. } = body;
    let site = origin::site(headers, office);
    let credentials = Credentials { login, password, device, code, passkey, site, enrolment };
    let signed_in = office.auth.sign_in(credentials).await?;
    let device_key = signed_in.device_key.map(|key| key.to_hex());
    let cookie = signed_in.token.cookie(office.config.is_encrypted());
    let id = signed_in.member.user.to_string();
    Ok(with_cookie(answer(&Me { id, user: signed_in.member, device_key }), &cookie))
}

async fn sign_out(office: &Office, headers: &HeaderMap, token: Option<Token>) -> Result<Response, ApiError> {
    origin::check(headers, office)?;
    if let Some(token) = token {
        office.auth.sign_out(&token).await?;
    }
    Ok(signed_out(answer(&serde_json::json!({})), office))
}

/// An answer that also takes the cookie away.
pub fn signed_out(answer: Response, office: &Office) -> Response {
    with_cookie(answer, &expired_cookie(office.config.is_encrypted()))
}

/// An answer in JSON, which nobody on the way keeps.
pub fn answer(body: &impl Serialize) -> Response {
    let mut response = warp::reply::json(body).into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn with_cookie(mut response: Response, cookie: &str) -> Response {
    // A cookie is hexadecimal and our own words: it always is a header.
    if let Ok(cookie) = HeaderValue::from_str(cookie) {
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    response
}
