//! The headers that every answer carries.

use warp::http::HeaderMap;
use warp::http::header::{HeaderName, HeaderValue};

use crate::config::Config;

/// Scripts and styles come from this server alone and never from within a page; no other site can frame the office, and the page can send
/// nothing elsewhere. WebAssembly needs a permission of its own; pictures are also made by the page itself.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     img-src 'self' data: blob:; connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; \
     form-action 'self'";

/// What the page will never ask the device for.
const PERMISSIONS_POLICY: &str = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), \
     magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()";

/// The security headers for a server that is run like this.
pub fn security(config: &Config) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let mut set = |name, value| headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    set("content-security-policy", CONTENT_SECURITY_POLICY);
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
