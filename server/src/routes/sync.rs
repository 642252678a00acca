//! The WebSocket that devices sync over.
//!
//! The handshake is done here and not by warp's `ws` filter, because that offers no way to shrink the read buffer of 128 KiB that each
//! connection would hold while idle.

use std::sync::Arc;

use hyper_util::rt::TokioIo;
use madobe_shared::protocol::StaffMember;
use serde::Deserialize;
use tokio::sync::OwnedSemaphorePermit;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use warp::Filter;
use warp::http::header::{
    CONNECTION, HeaderValue, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION, UPGRADE,
};
use warp::http::{HeaderMap, StatusCode};
use warp::hyper::upgrade::OnUpgrade;
use warp::reply::Response;

use super::sign_in::{member, token};
use super::{Route, origin, reply, with_office};
use crate::auth::session::Token;
use crate::connection;
use crate::limits::BUILD_CHARS_MAX;
use crate::office::Office;
use crate::rejection::ApiError;
use crate::socket::Socket;

/// The route of this module.
pub fn route(office: &Arc<Office>) -> Route {
    warp::path!("api" / "sync")
        .and(warp::get())
        .and(warp::query())
        .and(with_office(office))
        .and(warp::header::headers_cloned())
        .and(token())
        .and(warp::ext::optional::<OnUpgrade>())
        .then(|expected, office, headers, token, upgrade| async move {
            reply(sync(expected, office, headers, token, upgrade).await)
        })
        .boxed()
}

/// Whose device asks. Where several people share a browser, the cookie may have become another's since: their notes must not be
/// refused as forged, but wait for their own sign-in. It may say which build of the app it runs.
#[derive(Deserialize)]
struct Expected {
    user: Option<String>,
    build: Option<String>,
}

async fn sync(
    expected: Expected,
    office: Arc<Office>,
    headers: HeaderMap,
    token: Option<Token>,
    upgrade: Option<OnUpgrade>,
) -> Result<Response, ApiError> {
    origin::check(&headers, &office)?;
    let (accept, upgrade) = accept_key(&headers).zip(upgrade).ok_or(ApiError::NotAWebSocket)?;
    let token = token.ok_or(ApiError::SignedOut)?;
    let member = member(&office, Some(&token)).await?;
    if expected.user.is_some_and(|user| user.parse() != Ok(member.user)) {
        return Err(ApiError::SignedOut);
    }
    let room = Arc::clone(&office.sync_room).try_acquire_owned().map_err(|_| ApiError::NoRoom)?;
    // What cannot be a build's name is not worth the connection: older apps name none either.
    let build = expected.build.filter(|build| is_build(build));
    tokio::spawn(serve(upgrade, office, (member, token, build), room));

    let mut response = Response::default();
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("upgrade"));
    response.headers_mut().insert(UPGRADE, HeaderValue::from_static("websocket"));
    response.headers_mut().insert(SEC_WEBSOCKET_ACCEPT, accept);
    Ok(response)
}

/// Serves the connection once the answer to the handshake has left.
async fn serve(
    upgrade: OnUpgrade,
    office: Arc<Office>,
    (member, token, build): (StaffMember, Token, Option<String>),
    room: OwnedSemaphorePermit,
) {
    match upgrade.await {
        Ok(upgraded) => {
            let socket = Socket::new(TokioIo::new(upgraded)).await;
            connection::serve(socket, office, member.user, token, build).await;
        }
        Err(error) => tracing::debug!(%error, "a device left during the handshake"),
    }
    drop(room);
}

/// Whether it can be the name of a build: some letters and digits.
fn is_build(build: &str) -> bool {
    (1..=BUILD_CHARS_MAX).contains(&build.len())
        && build.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'-')
}

/// The answer to a WebSocket handshake (RFC 6455, 4.2); `None` where the request is none.
fn accept_key(headers: &HeaderMap) -> Option<HeaderValue> {
    let has = |name, word: &str| {
        let values = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
        values.flat_map(|value| value.split(',')).any(|part| part.trim().eq_ignore_ascii_case(word))
    };
    if !has(CONNECTION, "upgrade") || !has(UPGRADE, "websocket") || !has(SEC_WEBSOCKET_VERSION, "13") {
        return None;
    }
    let key = headers.get(SEC_WEBSOCKET_KEY)?;
    HeaderValue::from_str(&derive_accept_key(key.as_bytes())).ok()
}
