//! Where a request comes from, as far as a browser says. Requests that change something, and the WebSocket, are for this server's own
//! pages: the cookie alone would let any page the user has open speak for them.

use std::net::IpAddr;

use warp::http::HeaderMap;
use warp::http::header::{HOST, ORIGIN};
use warp::http::uri::{Authority, Uri};

use crate::auth::webauthn::Site;
use crate::office::Office;
use crate::rejection::ApiError;

/// Checks that a request was made by a page of this server.
///
/// Browsers send `Origin` with every such request. Programs that are no browsers have to send it as well: `Origin: http://`, or
/// `https://` where there is TLS, and the host they talk to.
///
/// # Errors
///
/// [`ApiError::ForeignOrigin`] and [`ApiError::ForeignHost`].
pub fn check(headers: &HeaderMap, office: &Office) -> Result<(), ApiError> {
    let host = host(headers).ok_or(ApiError::ForeignHost)?;
    // A name that someone else's DNS points at this machine must not open an office that only listens to this machine.
    // Where there is TLS, the name is held against the certificate instead.
    let is_encrypted = office.config.is_encrypted();
    if office.is_loopback && !is_encrypted && !is_loopback_name(host.host()) {
        return Err(ApiError::ForeignHost);
    }
    let origin = headers.get(ORIGIN).and_then(|origin| origin.to_str().ok()?.parse::<Uri>().ok());
    let authority = origin.as_ref().and_then(Uri::authority);
    // A page of the same name that came without encryption can be anyone's.
    let scheme = if is_encrypted { "https" } else { "http" };
    let is_own_scheme = origin.as_ref().is_some_and(|origin| origin.scheme_str() == Some(scheme));
    if is_own_scheme && authority.is_some_and(|authority| authority.as_str().eq_ignore_ascii_case(host.as_str())) {
        Ok(())
    } else {
        Err(ApiError::ForeignOrigin)
    }
}

/// The site that passkeys know the office by, at the address of this request; `None` where browsers let no passkey be made: at addresses
/// of numbers, and in the clear anywhere but on the same machine. What a browser says of its page has to be [checked](check) besides.
pub fn site(headers: &HeaderMap, office: &Office) -> Option<Site> {
    let host = host(headers)?;
    let name = host.host().to_ascii_lowercase();
    let is_encrypted = office.config.is_encrypted();
    let is_name = !name.starts_with('[') && name.parse::<IpAddr>().is_err();
    let scheme = if is_encrypted { "https" } else { "http" };
    let origin = format!("{scheme}://{}", host.as_str().to_ascii_lowercase());
    (is_name && (is_encrypted || name == "localhost")).then_some(Site { name, origin })
}

/// The host that a request is addressed to.
pub fn host(headers: &HeaderMap) -> Option<Authority> {
    headers.get(HOST)?.to_str().ok()?.parse().ok()
}

/// Whether a host name means this machine.
pub fn is_loopback_name(host: &str) -> bool {
    let address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    host.eq_ignore_ascii_case("localhost") || address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}
