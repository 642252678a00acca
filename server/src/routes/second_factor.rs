//! The second factor of whoever has a session: a code of an authenticator app (TOTP), or a recovery code.
//!
//! - `GET /api/second-factor` answers `{enabled, recovery_codes_left}`.
//! - `POST /api/second-factor` takes `{password, code, passkey}` and answers `{uri, secret, qr}`: the `otpauth:` address, the secret in groups of four
//!   letters for typing, and the address as a QR code, `{size, path}`: the side of a square, and the dark modules in it as an SVG path. Asking
//!   again draws another secret. It does not count yet.
//! - `POST /api/second-factor/confirm` takes `{code}`, the first code that the app shows, and answers `{recovery_codes}`: ten codes that
//!   each replace the app once. They are told this one time. From now on signing in asks for a code. A code that does not fit is
//!   answered with 422 `wrong_code`; where nothing was begun, with 409 `second_factor_not_offered`.
//! - `POST /api/second-factor/remove` takes `{password, code, passkey}` and answers `{}`.
//!
//! Where one is set up already, the first two `POST`s answer 409 `second_factor_on`. Who signs in with more than a password shows that here as
//! well, as `code` or `passkey`: what is wrong or missing is answered as at [sign-in](super::sign_in) and counts with that.

use std::sync::Arc;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use warp::Filter;
use warp::reply::Response;

use super::asked::{Asked, Proven, asked, body};
use super::sign_in::{answer, member, token};
use super::{Route, reply, with_office};
use crate::auth::qr;
use crate::auth::session::Token;
use crate::limits::JSON_BODY_BYTES_MAX;
use crate::office::Office;
use crate::rejection::ApiError;

/// What is sent to confirm.
#[derive(Deserialize)]
struct Confirm {
    code: String,
}

/// The routes of this module.
pub fn routes(office: &Arc<Office>) -> Route {
    let state =
        warp::path!("api" / "second-factor").and(warp::get()).and(with_office(office)).and(token()).then(
            |office: Arc<Office>, token: Option<Token>| async move { reply(state(&office, token.as_ref()).await) },
        );
    let begin = warp::path!("api" / "second-factor")
        .and(posted(office))
        .then(|asked: Asked, body: Proven| async move { reply(begin(&asked, &body).await) });
    let confirm = warp::path!("api" / "second-factor" / "confirm")
        .and(posted(office))
        .then(|asked: Asked, body: Confirm| async move { reply(confirm(&asked, &body).await) });
    let remove = warp::path!("api" / "second-factor" / "remove")
        .and(posted(office))
        .then(|asked: Asked, body: Proven| async move { reply(remove(&asked, &body).await) });
    state.or(begin).unify().or(confirm).unify().or(remove).unify().boxed()
}

/// A request to change something, and its body.
fn posted<T: DeserializeOwned + Send>(
    office: &Arc<Office>,
) -> impl Filter<Extract = (Asked, T), Error = warp::Rejection> + Clone + use<T> {
    warp::post().and(asked(office)).and(body(JSON_BODY_BYTES_MAX))
}

async fn state(office: &Office, token: Option<&Token>) -> Result<Response, ApiError> {
    let user = member(office, token).await?.user;
    let factor = office.auth.second_factor(user).await?;
    let recovery_codes_left = factor.as_ref().map_or(0, |factor| factor.recovery_codes_left);
    Ok(answer(&json!({ "enabled": factor.is_some(), "recovery_codes_left": recovery_codes_left })))
}

async fn begin(asked: &Asked, body: &Proven) -> Result<Response, ApiError> {
    let site = asked.site();
    let proof = body.proof(site.as_ref());
    let offer = asked.office.auth.offer_second_factor(asked.changing()?, &body.password, proof).await?;
    Ok(answer(&json!({ "uri": offer.uri, "secret": offer.secret.in_groups(), "qr": qr::draw(&offer.uri) })))
}

async fn confirm(asked: &Asked, body: &Confirm) -> Result<Response, ApiError> {
    let recovery_codes = asked.office.auth.confirm_second_factor(asked.changing()?, &body.code).await?;
    Ok(answer(&json!({ "recovery_codes": recovery_codes })))
}

async fn remove(asked: &Asked, body: &Proven) -> Result<Response, ApiError> {
    let site = asked.site();
    let proof = body.proof(site.as_ref());
    asked.office.auth.remove_second_factor(asked.changing()?, &body.password, proof).await?;
    Ok(answer(&json!({})))
}
