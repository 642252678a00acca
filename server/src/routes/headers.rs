//! The headers that every answer carries.

use warp::http::HeaderMap;
use warp::http::header::{CONTENT_SECURITY_POLICY, HeaderName, HeaderValue};
use warp::reply::{Reply, Response};

use crate::config::Config;

/// Scripts and styles come from this server alone and never from within a page; no other site can frame the office, and the page can send
/// nothing elsewhere. WebAssembly needs a permission of its own; pictures are also made by the page itself.
const POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     img-src 'self' data: blob:; connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; \
     form-action 'self'";

/// For what was brought by somebody and is never a page: where it is opened all the same, nothing in it runs, loads or shows.
const INERT_POLICY: &str = "default-src 'none'; sandbox; frame-ancestors 'none'";

/// Marks an answer as such a thing.
#[derive(Debug, Clone, Copy)]
pub struct Inert;

/// What the page will never ask the device for.
const PERMISSIONS_POLICY: &str = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), \
     magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()";

/// The security headers for a server that is run like this.
pub fn security(config: &Config) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let mut set = |name, value| headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    set("content-security-policy", POLICY);
    set("x-content-type-options", "nosniff");
    set("referrer-policy", "no-referrer");
    set("permissions-policy", PERMISSIONS_POLICY);
    set("cross-origin-opener-policy", "same-origin");
    set("cross-origin-resource-policy", "same-origin");
    if config.is_encrypted() {
        set("strict-transport-security", "max-age=31536000");
    }
    headers
}

/// The same answer; what must do nothing is told so.
pub fn tightened(answer: impl Reply) -> Response {
    let mut answer = answer.into_response();
    if answer.extensions().get::<Inert>().is_some() {
        answer.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(INERT_POLICY));
    }
    answer
}
