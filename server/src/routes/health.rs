//! For whoever runs the server: is it well, and what is it doing.

use std::sync::Arc;

use warp::Filter;
use warp::http::HeaderMap;
use warp::http::header::{CACHE_CONTROL, CONTENT_TYPE, FORWARDED, HeaderValue};
use warp::reply::Response;

use super::{Peer, Route, origin, reply, with_office};
use crate::office::Office;
use crate::rejection::ApiError;

/// The routes of this module.
pub fn routes(office: &Arc<Office>) -> Route {
    let healthz = warp::path!("healthz")
        .and(warp::get().or(warp::head()).unify())
        .and(with_office(office))
        .then(|office: Arc<Office>| async move { reply(healthz(&office).await) });
    let metrics = warp::path!("metrics")
        .and(warp::get())
        .and(with_office(office))
        .and(warp::header::headers_cloned())
        .and(warp::ext::optional::<Peer>())
        .then(|office: Arc<Office>, headers: HeaderMap, peer: Option<Peer>| async move {
            reply(metrics(&office, &headers, peer).await)
        });
    healthz.or(metrics).unify().boxed()
}

/// Whether the store answers. Tells nothing else, and so tells anyone.
async fn healthz(office: &Arc<Office>) -> Result<Response, ApiError> {
    office.on_store(|office| office.store.head()).await?;
    Ok(text("ok\n".to_owned(), "text/plain; charset=utf-8"))
}

/// The counters, for a collector on this machine alone: how many devices are connected is nobody else's business. A request that a
/// proxy passed on is not from this machine, and there is nothing here for it.
async fn metrics(office: &Arc<Office>, headers: &HeaderMap, peer: Option<Peer>) -> Result<Response, ApiError> {
    let is_near = peer.is_some_and(|Peer(address)| address.ip().is_loopback());
    let is_for_loopback = origin::host(headers).is_some_and(|host| origin::is_loopback_name(host.host()));
    let is_passed_on =
        headers.contains_key(FORWARDED) || headers.keys().any(|name| name.as_str().starts_with("x-forwarded"));
    if !is_near || !is_for_loopback || is_passed_on {
        return Err(ApiError::NotFound);
    }
    let certificate_seconds_left = office.config.tls.as_ref().map(|tls| tls.seconds_left(office.clock.now_ms()));
    let counts = office.on_store(|office| office.store.counts()).await?;
    Ok(text(office.metrics.render(counts, certificate_seconds_left), "text/plain; version=0.0.4; charset=utf-8"))
}

fn text(body: String, content_type: &'static str) -> Response {
    let mut response = Response::new(body.into());
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
