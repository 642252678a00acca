//! The first account of an empty office.
//!
//! `GET /api/setup` answers 204 while an account can be made here, so that the first visitor is shown how.
//!
//! `POST /api/setup` takes `{code, login, name, password, profession}`, where `profession` is a code of its list and may be left out: it is
//! `clerk` then. It makes the account of the first manager and answers `{}`; that account can sign in from then on. `code` is what the
//! server printed when it was started on the empty office. A wrong one is answered with 401 `{error: "wrong_setup_code", tries_left}`, and
//! after some of them with 429 `locked` and `minutes`; with the right one, 422 says what is wrong with the account: `bad_login`, `bad_name`,
//! `password_too_short`, `password_too_long`. As soon as there is an account there is nothing at this address (404 `not_found`).

use std::sync::Arc;

use madobe_shared::codes::Profession;
use serde::Deserialize;
use warp::Filter;
use warp::http::header::{CACHE_CONTROL, HeaderValue};
use warp::http::{HeaderMap, StatusCode};
use warp::reply::{Reply, Response};

use super::sign_in::answer;
use super::{Route, origin, reply, with_office};
use crate::auth::setup::FirstManager;
use crate::limits::JSON_BODY_BYTES_MAX;
use crate::office::Office;
use crate::rejection::ApiError;

/// What is sent to set the office up.
#[derive(Deserialize)]
struct Setup {
    code: String,
    login: String,
    name: String,
    password: String,
    profession: Option<Profession>,
}

/// The routes of this module.
pub fn routes(office: &Arc<Office>) -> Route {
    let is_open = warp::path!("api" / "setup")
        .and(warp::get())
        .and(with_office(office))
        .then(|office: Arc<Office>| async move { reply(is_open(&office).await) });
    let set_up = warp::path!("api" / "setup")
        .and(warp::post())
        .and(with_office(office))
        .and(warp::header::headers_cloned())
        .and(warp::body::content_length_limit(JSON_BODY_BYTES_MAX))
        .and(warp::body::json())
        .then(|office: Arc<Office>, headers: HeaderMap, body: Setup| async move {
            reply(set_up(&office, &headers, body).await)
        });
    is_open.or(set_up).unify().boxed()
}

async fn is_open(office: &Office) -> Result<Response, ApiError> {
    if !office.auth.offers_set_up().await? {
        return Err(ApiError::NotFound);
    }
    let mut open = StatusCode::NO_CONTENT.into_response();
    open.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(open)
}

async fn set_up(office: &Office, headers: &HeaderMap, body: Setup) -> Result<Response, ApiError> {
    origin::check(headers, office)?;
    let Setup { code, login, name, password, profession } = body;
    let profession = profession.unwrap_or(Profession::Clerk);
    office.auth.set_up(&code, FirstManager { login, name, profession, password }).await?;
    Ok(answer(&serde_json::json!({})))
}
