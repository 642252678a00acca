//! What a user does about their own account: sessions and password. All of it is for whoever has a session, about themselves alone.
//!
//! - `GET /api/sessions` answers `{sessions: [{id, began_at_ms, last_used_at_ms, device, current}]}`, the one used last first. `id` names a
//!   session without opening it; `device` is the id of the device it began on in its printed form, or `null`; times are milliseconds
//!   since 1970, that of the last use give or take an hour; `current` marks the session that asks.
//! - `DELETE /api/sessions/{id}` ends one and answers `{}`; `not_found` (404) where the user has none of that id. Ending the current
//!   one is signing out.
//! - `DELETE /api/sessions` ends all but the current one and answers `{ended}`, their number.
//! - `POST /api/password` takes `{current, new}`, ends all sessions but the current one and answers `{ended}`. A wrong `current` is
//!   answered like a wrong password at sign-in (401 `wrong_password` with `tries_left`, 429 `locked` with `minutes`), and counts with
//!   those; a `new` that is none with 422 `password_too_short` and `chars_min`, or `password_too_long` and `bytes_max`.
//!
//! The connections of a session that was ended are told at once.

use std::sync::Arc;

use madobe_shared::ids::SessionId;
use serde::{Deserialize, Serialize};
use serde_json::json;
use warp::Filter;
use warp::http::HeaderMap;
use warp::reply::Response;

use super::sign_in::{answer, member, signed_out, token};
use super::{Route, origin, reply, with_office};
use crate::auth::session::Token;
use crate::limits::JSON_BODY_BYTES_MAX;
use crate::office::Office;
use crate::rejection::ApiError;
use crate::store::sessions::StandingSession;

/// A session, as its user sees it.
#[derive(Serialize)]
struct Listed {
    id: String,
    began_at_ms: u64,
    last_used_at_ms: u64,
    device: Option<String>,
    current: bool,
}

/// What is sent to change a password.
#[derive(Deserialize)]
struct NewPassword {
    current: String,
    new: String,
}

/// The routes of this module.
pub fn routes(office: &Arc<Office>) -> Route {
    let asked = || with_office(office).and(warp::header::headers_cloned()).and(token());
    let list = warp::path!("api" / "sessions")
        .and(warp::get())
        .and(asked())
        .then(|office: Arc<Office>, _, token| async move { reply(list(&office, token).await) });
    let end = warp::path!("api" / "sessions" / String).and(warp::delete()).and(asked()).then(
        |id: String, office: Arc<Office>, headers, token| async move { reply(end(&office, &headers, token, &id).await) },
    );
    let end_others = warp::path!("api" / "sessions")
        .and(warp::delete())
        .and(asked())
        .then(|office: Arc<Office>, headers, token| async move { reply(end_others(&office, &headers, token).await) });
    let password = warp::path!("api" / "password")
        .and(warp::post())
        .and(asked())
        .and(warp::body::content_length_limit(JSON_BODY_BYTES_MAX))
        .and(warp::body::json())
        .then(|office: Arc<Office>, headers, token, body| async move {
            reply(change_password(&office, &headers, token, body).await)
        });
    list.or(end).unify().or(end_others).unify().or(password).unify().boxed()
}

async fn list(office: &Office, token: Option<Token>) -> Result<Response, ApiError> {
    let token = token.ok_or(ApiError::SignedOut)?;
    let user = member(office, Some(&token)).await?.user;
    let own = token.hash();
    let listed = |session: StandingSession| Listed {
        id: session.id.to_string(),
        began_at_ms: session.began_ms,
        last_used_at_ms: session.used_ms,
        device: session.device.map(|device| device.to_string()),
        current: session.token == own,
    };
    let sessions: Vec<_> = office.auth.sessions_of(user).await?.into_iter().map(listed).collect();
    Ok(answer(&json!({ "sessions": sessions })))
}

async fn end(office: &Office, headers: &HeaderMap, token: Option<Token>, id: &str) -> Result<Response, ApiError> {
    origin::check(headers, office)?;
    let token = token.ok_or(ApiError::SignedOut)?;
    let user = member(office, Some(&token)).await?.user;
    let id: SessionId = id.parse().map_err(|_| ApiError::NotFound)?;
    if !office.auth.end_session_of(user, id).await? {
        return Err(ApiError::NotFound);
    }
    let still_stands = office.auth.member(&token).await?.is_some();
    let done = answer(&json!({}));
    Ok(if still_stands { done } else { signed_out(done, office) })
}

async fn end_others(office: &Office, headers: &HeaderMap, token: Option<Token>) -> Result<Response, ApiError> {
    origin::check(headers, office)?;
    let token = token.ok_or(ApiError::SignedOut)?;
    let user = member(office, Some(&token)).await?.user;
    let ended = office.auth.end_sessions_but(user, &token).await?;
    Ok(answer(&json!({ "ended": ended })))
}

async fn change_password(
    office: &Office,
    headers: &HeaderMap,
    token: Option<Token>,
    body: NewPassword,
) -> Result<Response, ApiError> {
    origin::check(headers, office)?;
    let token = token.ok_or(ApiError::SignedOut)?;
    let ended = office.auth.change_password(&token, &body.current, body.new).await?;
    Ok(answer(&json!({ "ended": ended })))
}
