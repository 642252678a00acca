//! The server of an office: accounts, the log of all changes, and a line to every device.
//!
//! A tour, in the order in which a pushed change passes through:
//!
//! 1. [`listener`] accepts HTTP connections, encrypted by [`tls`]; [`gate`] lets their requests pass, [`routes`] knows the addresses, [`auth`] who may come in.
//! 2. [`routes::sync`] turns a request into a WebSocket ([`socket`]), and [`connection`] drives one session of
//!    [`madobe_shared::session`] over it.
//! 3. The session checks the change and asks to append it. [`committer`] tries it on its document ([`trials`]) and joins what all connections
//!    append into one transaction of the [`store`].
//! 4. What is durable is acknowledged, and [`hub`] tells every other connection that the log has grown; each reads on from its
//!    own place.
//! 5. What a user may not see never reaches their connection: the [`store`] is read for a viewer. [`access`] says who may change that.
//! 6. [`compactor`] makes snapshots in the background, for devices that come for the first time.
//!
//! Invariants: nothing is acknowledged that is not durable. Telling a device what is new loads no document. Foreign bytes are parsed only where a
//! panic ends one connection at most. Everything is bounded ([`limits`]). Logs hold ids and counts, never names, words or tokens.

pub mod access;
pub mod assets;
pub mod auth;
pub mod backup;
pub mod committer;
pub mod compactor;
pub mod config;
pub mod connection;
pub mod demo;
pub mod file_room;
pub mod gate;
pub mod hub;
pub mod knocks;
pub mod limits;
pub mod listener;
pub mod metrics;
pub mod office;
pub mod platform;
pub mod presence;
pub mod rejection;
pub mod routes;
pub mod seed;
pub mod socket;
pub mod stall;
pub mod store;
pub mod tls;
pub mod trials;

use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::time::{sleep, timeout};

use compactor::Compactor;
pub use config::Config;
use gate::Gate;
use limits::{COMPACT_INTERVAL_MS, SHUTDOWN_MS_MAX, SYNC_CONNECTIONS_MAX};
use office::Office;
use platform::Clock;
use store::{Store, StoreError};

/// Why the server did not start, or stopped.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The store cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The listener has no address.
    #[error("the listener cannot be used: {0}")]
    Listener(#[from] std::io::Error),
}

/// Serves an office until `shutdown` resolves. Then every device is told, what is being written is finished and acknowledged, and the
/// function returns, within five seconds.
///
/// # Errors
///
/// See [`ServeError`]. Once it serves, trouble with the store is told to whom it concerns and does not end the server.
pub async fn run(
    listener: TcpListener,
    store: Arc<dyn Store>,
    config: Config,
    shutdown: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    let is_loopback = listener.local_addr()?.ip().is_loopback();
    let office = Arc::new(Office::open(store, config, Clock::System, is_loopback)?);
    let routes = routes::routes(Arc::clone(&office));
    let tls = office.config.tls.clone();
    let renewing = tls.clone().map(|tls| tokio::spawn(tls::keep_current(tls, office.clock.clone())));
    let gate = Arc::new(Gate::new(Arc::clone(&office)));
    let serving = tokio::spawn(listener::serve(listener, routes, gate, tls, office.hub.stopping()));
    let compacting = tokio::spawn(compact(Arc::clone(&office)));
    let ending = tokio::spawn(access::end_what_is_over(Arc::clone(&office)));

    shutdown.await;
    tracing::info!("stopping");
    office.hub.stop();
    compacting.abort();
    ending.abort();
    renewing.inspect(tokio::task::JoinHandle::abort);
    let farewell = async {
        // All of the room is free when every device is gone.
        let _ = office.sync_room.acquire_many(u32::try_from(SYNC_CONNECTIONS_MAX).unwrap_or(u32::MAX)).await;
    };
    let _ = timeout(Duration::from_millis(SHUTDOWN_MS_MAX), farewell).await;
    let _ = timeout(Duration::from_millis(SHUTDOWN_MS_MAX / 2), office.committer.stop()).await;
    serving.abort();
    Ok(())
}

/// Makes snapshots for as long as the server runs.
async fn compact(office: Arc<Office>) {
    let mut compactor = Compactor::default();
    loop {
        sleep(Duration::from_millis(COMPACT_INTERVAL_MS)).await;
        let for_round = Arc::clone(&office);
        let round = tokio::task::spawn_blocking(move || {
            let done = compactor.round(&*for_round.store, for_round.clock.now_ms(), &for_round.metrics);
            (compactor, done)
        });
        // A round does not panic; if one did, the next begins with a clean list.
        let (returned, done) = round.await.unwrap_or((Compactor::default(), Ok(0)));
        compactor = returned;
        match done {
            Ok(0) => {}
            Ok(documents) => tracing::debug!(documents, "compacted"),
            Err(error) => tracing::warn!(%error, "compaction waits"),
        }
    }
}
