//! The passkeys of whoever has a session.
//!
//! - `GET /api/passkeys` answers `{passkeys: [{id, name, added_at_ms, last_used_at_ms}]}`: those that can be shown at this address.
//! - `POST /api/passkeys` takes `{password, code, passkey}` and answers what to ask the browser for, in WebAuthn's JSON.
//! - `POST /api/passkeys/confirm` takes `{name, passkey}`, where `passkey` is the JSON of what the browser has made, as a string, and answers
//!   `{recovery_codes}`: ten codes that each replace the passkey once, or none where the user has some already. What does not fit is
//!   answered with 422 `bad_passkey` or `bad_name`; what was not asked for, or too long ago, with 409 `second_factor_not_offered`; a passkey
//!   that is known, or one too many, with 409 `second_factor_on`.
//! - `POST /api/passkeys/remove` takes `{id, password, code, passkey}` and answers `{}`, or 404 where there is none of that id.
//!
//! Who signs in with more than a password shows that here as well, as `code` or `passkey`: what is wrong or missing is answered as at
//! [sign-in](super::sign_in) and counts with that. Where the address cannot have passkeys there is nothing here (404).

use std::sync::Arc;

use serde::Deserialize;
use serde_json::json;
use warp::Filter;
use warp::reply::Response;

use super::asked::{Asked, Proven, asked, body};
use super::sign_in::answer;
use super::{Route, reply};
use crate::auth::webauthn::{self, Site};
use crate::limits::{JSON_BODY_BYTES_MAX, PASSKEY_BODY_BYTES_MAX};
use crate::office::Office;
use crate::rejection::ApiError;

#[derive(Deserialize)]
struct Confirm {
    name: String,
    passkey: String,
}

#[derive(Deserialize)]
struct Remove {
    id: String,
    #[serde(flatten)]
    proven: Proven,
}

/// The routes of this module.
pub fn routes(office: &Arc<Office>) -> Route {
    let list = warp::path!("api" / "passkeys")
        .and(warp::get())
        .and(asked(office))
        .then(|asked: Asked| async move { reply(list(&asked).await) });
    let begin = warp::path!("api" / "passkeys")
        .and(warp::post())
        .and(asked(office))
        .and(body(JSON_BODY_BYTES_MAX))
        .then(|asked: Asked, body: Proven| async move { reply(begin(&asked, &body).await) });
    let confirm = warp::path!("api" / "passkeys" / "confirm")
        .and(warp::post())
        .and(asked(office))
        .and(body(PASSKEY_BODY_BYTES_MAX))
        .then(|asked: Asked, body: Confirm| async move { reply(confirm(&asked, &body).await) });
    let remove = warp::path!("api" / "passkeys" / "remove")
        .and(warp::post())
        .and(asked(office))
        .and(body(JSON_BODY_BYTES_MAX))
        .then(|asked: Asked, body: Remove| async move { reply(remove(&asked, &body).await) });
    list.or(begin).unify().or(confirm).unify().or(remove).unify().boxed()
}

/// The site that whoever asks is at.
fn site(asked: &Asked) -> Result<Site, ApiError> {
    asked.site().ok_or(ApiError::NotFound)
}

async fn list(asked: &Asked) -> Result<Response, ApiError> {
    let (token, site) = (asked.token.as_ref().ok_or(ApiError::SignedOut)?, site(asked)?);
    let passkeys = asked.office.auth.passkeys(token).await?;
    let here = passkeys.iter().filter(|passkey| passkey.made.site == site.name);
    let passkeys: Vec<_> = here
        .map(|passkey| {
            json!({
                "id": webauthn::write(&passkey.made.id.0),
                "name": passkey.made.name,
                "added_at_ms": passkey.added_ms,
                "last_used_at_ms": passkey.used_ms,
            })
        })
        .collect();
    Ok(answer(&json!({ "passkeys": passkeys })))
}

async fn begin(asked: &Asked, body: &Proven) -> Result<Response, ApiError> {
    let (token, site) = (asked.changing()?, site(asked)?);
    Ok(answer(&asked.office.auth.offer_passkey(token, &site, &body.password, body.proof(Some(&site))).await?))
}

async fn confirm(asked: &Asked, body: &Confirm) -> Result<Response, ApiError> {
    let (token, site) = (asked.changing()?, site(asked)?);
    let recovery_codes = asked.office.auth.add_passkey(token, &site, &body.name, &body.passkey).await?;
    Ok(answer(&json!({ "recovery_codes": recovery_codes })))
}

async fn remove(asked: &Asked, body: &Remove) -> Result<Response, ApiError> {
    let (token, site) = (asked.changing()?, site(asked)?);
    let Remove { id, proven } = body;
    let was_there = asked.office.auth.remove_passkey(token, &proven.password, proven.proof(Some(&site)), id).await?;
    if was_there { Ok(answer(&json!({}))) } else { Err(ApiError::NotFound) }
}
