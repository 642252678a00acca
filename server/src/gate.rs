//! What every request passes before a route sees it: how often its address has been turned away.
//!
//! A login locks by itself after a few wrong passwords ([`crate::auth::lockout`]); this is against whoever tries one password on many logins,
//! and against sessions that are made up by the thousand. An address stands for everyone behind it, an office's desks as well: a sign-in
//! that succeeds costs nothing, a device that is sent away comes back later with all its notes, and one that is connected stays so.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use warp::http::{HeaderMap, Method, Request, StatusCode};
use warp::reply::Response;

use crate::knocks::Knocks;
use crate::limits::{SIGN_IN_PATIENCE, STRANGER_PATIENCE};
use crate::office::Office;
use crate::rejection::ApiError;
use crate::routes::headers;

/// Where a proxy says from whom it has a request.
const FORWARDED_FOR: &str = "x-forwarded-for";

/// The gate of an office.
pub struct Gate {
    office: Arc<Office>,
    security: HeaderMap,
    sign_ins: Knocks,
    strangers: Knocks,
}

/// Someone at the gate: where they come from, and where they want to go.
#[derive(Debug, Clone, Copy)]
pub struct Visitor {
    address: IpAddr,
    errand: Errand,
}

#[derive(Debug, Clone, Copy)]
enum Errand {
    /// To sign in, which costs the server a hash.
    SignIn,
    /// To be known by a session, or to ask the store something.
    Known,
    /// The site itself, which is in memory and for everyone.
    Site,
}

impl Gate {
    /// A gate before these routes.
    #[must_use]
    pub fn new(office: Arc<Office>) -> Self {
        let security = headers::security(&office.config);
        let (sign_ins, strangers) = (Knocks::new(SIGN_IN_PATIENCE), Knocks::new(STRANGER_PATIENCE));
        Self { office, security, sign_ins, strangers }
    }

    /// Lets a request pass.
    ///
    /// # Errors
    ///
    /// [`ApiError::TooManyTries`] to an address that was turned away too often; answer with [`Self::refuse`].
    pub fn pass<B>(&self, peer: SocketAddr, request: &Request<B>) -> Result<Visitor, ApiError> {
        let errand = match request.uri().path() {
            path if path.starts_with("/api/sign-in") && request.method() == Method::POST => Errand::SignIn,
            path if path.starts_with("/api/") || path == "/healthz" => Errand::Known,
            _ => Errand::Site,
        };
        let address = self.address(peer, request.headers());
        let visitor = Visitor { address, errand };
        let listened = self.knocks(visitor).map_or(Ok(()), |knocks| knocks.listen(address, self.office.clock.now_ms()));
        listened.map(|()| visitor).map_err(|wait_ms| {
            self.office.metrics.limited();
            ApiError::TooManyTries { wait_s: wait_ms.div_ceil(1_000) }
        })
    }

    /// Takes note of how a request was answered.
    pub fn answered(&self, visitor: Visitor, status: StatusCode) {
        let is_turned_away = matches!(
            status,
            StatusCode::UNAUTHORIZED
                | StatusCode::FORBIDDEN
                | StatusCode::MISDIRECTED_REQUEST
                | StatusCode::TOO_MANY_REQUESTS
        );
        if is_turned_away && let Some(knocks) = self.knocks(visitor) {
            knocks.turned_away(visitor.address, self.office.clock.now_ms());
        }
    }

    /// An answer that no route gives. It carries the security headers like any other.
    #[must_use]
    pub fn refuse(&self, error: ApiError) -> Response {
        let mut response = error.into_response();
        response.headers_mut().extend(self.security.clone());
        response
    }

    fn knocks(&self, visitor: Visitor) -> Option<&Knocks> {
        match visitor.errand {
            Errand::SignIn => Some(&self.sign_ins),
            Errand::Known => Some(&self.strangers),
            Errand::Site => None,
        }
    }

    /// Whom a request comes from. The other end of the connection, which nobody can make up; behind a proxy that is the proxy, and
    /// everyone would pay for everyone. A declared proxy is believed instead, in its own entry, the last: those before it are what it was told
    /// by whoever asked. Without a declared proxy the header is anyone's word and says nothing.
    fn address(&self, peer: SocketAddr, headers: &HeaderMap) -> IpAddr {
        let told = if self.office.config.behind_tls_proxy { told_address(headers) } else { None };
        told.unwrap_or(peer.ip())
    }
}

/// The address in a proxy's header: its last entry, with or without a port; `None` where that is no address.
#[must_use]
pub fn told_address(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all(FORWARDED_FOR).iter().next_back()?.to_str().ok()?.rsplit(',').next()?.trim();
    last.parse().ok().or_else(|| last.parse().ok().map(|address: SocketAddr| address.ip()))
}
