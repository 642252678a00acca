//! Accepts HTTP connections, within bounds: how many, how large a head, how slow.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio::time::{sleep, timeout};
use warp::Filter;
use warp::reply::{Reply, Response};

use crate::gate::Gate;
use crate::limits::{BLOB_MS_MAX, HTTP_BUFFER_BYTES, HTTP_CONNECTIONS_MAX, REQUEST_HEAD_MS_MAX, REQUEST_MS_MAX};
use crate::rejection::ApiError;
use crate::routes::{Peer, blobs};
use crate::stall::Stallable;
use crate::tls::{self, Tls};

/// How long to wait where the operating system gives no connection: it has run out of something that others will give back.
const EXHAUSTED_PAUSE_MS: u64 = 100;

/// Serves requests until the server stops. Connections that are being answered then end with their answer.
pub async fn serve<F>(
    listener: TcpListener,
    routes: F,
    gate: Arc<Gate>,
    tls: Option<Arc<Tls>>,
    stopping: watch::Receiver<bool>,
) where
    F: Filter<Error = Infallible> + Clone + Send + Sync + 'static,
    F::Extract: Reply,
    F::Future: Send,
{
    let room = Arc::new(Semaphore::new(HTTP_CONNECTIONS_MAX));
    let mut stop = stopping.clone();
    loop {
        let Ok(permit) = Arc::clone(&room).acquire_owned().await else {
            return;
        };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.wait_for(|stopping| *stopping) => return,
        };
        match accepted {
            Ok((stream, peer)) => {
                let (routes, gate, tls, stopping) = (routes.clone(), Arc::clone(&gate), tls.clone(), stopping.clone());
                tokio::spawn(async move {
                    // Frames are small and each is waited for: they should not be held back to be joined.
                    let _ = stream.set_nodelay(true);
                    match tls {
                        None => connection(stream, peer, routes, gate, stopping).await,
                        Some(tls) => {
                            if let Some(stream) = tls::encrypt(stream, &tls).await {
                                connection(stream, peer, routes, gate, stopping).await;
                            }
                        }
                    }
                    drop(permit);
                });
            }
            Err(error) => {
                tracing::warn!(%error, "no connection could be accepted");
                sleep(Duration::from_millis(EXHAUSTED_PAUSE_MS)).await;
            }
        }
    }
}

async fn connection<S, F>(stream: S, peer: SocketAddr, routes: F, gate: Arc<Gate>, mut stopping: watch::Receiver<bool>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    F: Filter<Error = Infallible> + Clone + Send + Sync + 'static,
    F::Extract: Reply,
    F::Future: Send,
{
    let routes = TowerToHyperService::new(warp::service(routes));
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(Peer(peer));
        let gate = Arc::clone(&gate);
        let brings_a_file = blobs::brings_a_file(request.method(), request.uri().path());
        let time_ms = if brings_a_file { BLOB_MS_MAX } else { REQUEST_MS_MAX };
        let passed = gate.pass(peer, &request);
        let answer = passed.map(|visitor| (visitor, hyper::service::Service::call(&routes, request)));
        async move {
            let (visitor, answer) = match answer {
                Ok(passed) => passed,
                Err(error) => return Ok::<Response, Infallible>(gate.refuse(error)),
            };
            let Ok(answer) = timeout(Duration::from_millis(time_ms), answer).await else {
                return Ok(gate.refuse(ApiError::TooSlow));
            };
            answer.inspect(|answer| gate.answered(visitor, answer.status()))
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(Duration::from_millis(REQUEST_HEAD_MS_MAX))
        .max_buf_size(HTTP_BUFFER_BYTES)
        .serve_connection(TokioIo::new(Stallable::new(stream)), service)
        .with_upgrades();
    let mut connection = std::pin::pin!(connection);
    let served = tokio::select! {
        served = connection.as_mut() => Some(served),
        _ = stopping.wait_for(|stopping| *stopping) => None,
    };
    let served = match served {
        Some(served) => served,
        None => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = served {
        tracing::debug!(%error, "an HTTP connection ended badly");
    }
}
