//! The addresses of the server. Every answer, good or bad, carries the security headers.
//!
//! | address | what |
//! | --- | --- |
//! | `POST /api/sign-in`, `POST /api/sign-out`, `GET /api/me` | accounts: [`sign_in`] |
//! | `/api/sessions`, `POST /api/password` | what a user does about their own account: [`sessions`] |
//! | `/api/second-factor` | setting up a second factor: [`second_factor`] |
//! | `/api/passkeys` | passkeys as a second factor: [`passkeys`] |
//! | `/api/cases/{id}/access`, `/api/break-glass` | who sees a case: [`access`] |
//! | `/api/cases/{id}/blobs/{hash}` | the files of a case: [`blobs`] |
//! | `/api/devices` | the devices of the office: [`devices`] |
//! | `GET /api/audit`, `POST /api/witnessed` | the audit trail: [`audit`] |
//! | `/api/retention` | how long records are kept, and how they go: [`retention`] |
//! | `/api/setup` | the first account of an empty office: [`setup`] |
//! | `GET /api/sync` | the WebSocket: [`sync`] |
//! | `GET /healthz`, `GET /metrics` | for whoever runs the server: [`health`] |
//! | any other `GET` | the client: [`assets`] |

pub mod access;
pub mod assets;
pub mod audit;
pub mod blobs;
pub mod check_outs;
pub mod devices;
pub mod headers;
pub mod health;
pub mod passkeys;
pub mod retention;
pub mod second_factor;
pub mod sessions;
pub mod setup;
pub mod sign_in;
pub mod sync;

mod asked;
mod origin;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;

use warp::Filter;
use warp::filters::BoxedFilter;
use warp::reply::{Reply, Response};

use crate::office::Office;
use crate::rejection::{ApiError, answer};

/// The other end of an HTTP connection. The listener puts it into each request.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub SocketAddr);

/// All routes of a server.
pub fn routes(office: Arc<Office>) -> impl Filter<Extract = (impl Reply + use<>,), Error = Infallible> + Clone + use<> {
    let security = headers::security(&office.config);
    sign_in::routes(&office)
        .or(sessions::routes(&office))
        .unify()
        .or(second_factor::routes(&office))
        .unify()
        .or(passkeys::routes(&office))
        .unify()
        .or(setup::routes(&office))
        .unify()
        .or(access::routes(&office))
        .unify()
        .or(blobs::routes(&office))
        .unify()
        .or(audit::routes(&office))
        .unify()
        .or(devices::routes(&office))
        .unify()
        .or(retention::routes(&office))
        .unify()
        .or(check_outs::routes(&office))
        .unify()
        .or(sync::route(&office))
        .unify()
        .or(health::routes(&office))
        .unify()
        .or(assets::route())
        .unify()
        .recover(answer)
        .unify()
        .with(warp::reply::with::headers(security))
        .map(headers::tightened)
}

/// Gives a route what all requests share.
fn with_office(office: &Arc<Office>) -> impl Filter<Extract = (Arc<Office>,), Error = Infallible> + Clone + use<> {
    let office = Arc::clone(office);
    warp::any().map(move || Arc::clone(&office))
}

/// A handler's result as an answer, whichever it is.
fn reply(result: Result<Response, ApiError>) -> Response {
    result.unwrap_or_else(ApiError::into_response)
}

/// One route among others.
type Route = BoxedFilter<(Response,)>;
