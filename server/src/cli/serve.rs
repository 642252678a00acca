//! `serve`: from options to a running server.

use std::io::{ErrorKind, Write};
use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context, Error, Result, anyhow, bail};
use madobe_server::platform::Clock;
use madobe_server::store::SqliteStore;
use madobe_server::tls::{Tls, TlsFiles};
use madobe_server::{Config, demo, run, seed};
use tokio::net::TcpListener;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use super::{ServeOptions, setup};

/// Threads that may wait for the disk, hash passwords or parse large frames. Each has a stack and a share of the heap; more would only
/// stand in each other's way.
const BLOCKING_THREADS_MAX: usize = 8;

/// Serves an office until it is told to stop.
pub fn serve(options: &ServeOptions) -> Result<()> {
    refuse_what_is_unsafe(options)?;
    let config = Config { tls: tls(options)?, behind_tls_proxy: options.behind_tls_proxy, setup_code: None };
    log_to_stderr(&options.log);
    hide_panic_messages();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(BLOCKING_THREADS_MAX)
        .build()
        .context("the operating system gives no threads")?;
    let served = runtime.block_on(start(options, config));
    // Whatever still runs after the goodbyes waits for nobody.
    runtime.shutdown_background();
    served
}

/// Whether others than this machine's own programs can reach the server.
fn is_exposed(options: &ServeOptions) -> bool {
    !options.listen.ip().is_loopback() || options.behind_tls_proxy
}

fn refuse_what_is_unsafe(options: &ServeOptions) -> Result<()> {
    if options.demo && is_exposed(options) {
        bail!(
            "the demo's passwords are known to everyone: --demo needs a loopback address such as 127.0.0.1:8787, and no \
             proxy in front"
        );
    }
    if !options.listen.ip().is_loopback() && options.tls_cert.is_none() && !options.behind_tls_proxy {
        bail!(
            "{} can be reached from other machines, and nothing is encrypted: give --tls-cert and --tls-key, put a proxy \
             that speaks TLS in front and say --behind-tls-proxy, or listen on a loopback address",
            options.listen
        );
    }
    Ok(())
}

fn tls(options: &ServeOptions) -> Result<Option<Arc<Tls>>> {
    let files = options.tls_cert.clone().zip(options.tls_key.clone());
    let tls = files.map(|(cert, key)| Tls::open(TlsFiles { cert, key })).transpose()?;
    Ok(tls.map(Arc::new))
}

async fn start(options: &ServeOptions, config: Config) -> Result<()> {
    // First the port: a second start by mistake should not even touch the data.
    let listener = TcpListener::bind(options.listen).await.map_err(|error| cannot_listen(options.listen, &error))?;
    let address = listener.local_addr()?;
    let data = options.data.clone();
    let store = tokio::task::spawn_blocking(move || SqliteStore::open(&data)).await??;
    let store = Arc::new(store);
    if options.demo {
        let store = Arc::clone(&store);
        tokio::task::spawn_blocking(move || seed::populate(&*store, Clock::System.now_ms())).await??;
    }
    if is_exposed(options) {
        let store = Arc::clone(&store);
        if tokio::task::spawn_blocking(move || seed::is_open_to_everyone(&*store)).await?? {
            bail!(
                "the data folder {} holds accounts of the demo, whose passwords are known to everyone: choose another with \
                 --data, or give each of them another password with `user passwd`",
                options.data.display()
            );
        }
    }
    let shutdown = shutdown_signal()?;
    tell_ready(address, config.tls.is_some(), options.demo).context("nobody reads standard output")?;
    let setup_code = setup::offer(&*store)?;
    run(listener, store, Config { setup_code, ..config }, shutdown).await?;
    Ok(())
}

fn cannot_listen(address: SocketAddr, error: &std::io::Error) -> Error {
    match error.kind() {
        ErrorKind::AddrInUse => {
            anyhow!("port {} is in use: stop the other program, or choose another with --listen", address.port())
        }
        ErrorKind::PermissionDenied => {
            anyhow!("this user may not listen on port {}: choose one above 1023 with --listen", address.port())
        }
        ErrorKind::AddrNotAvailable => {
            anyhow!("{} is no address of this machine: choose another with --listen", address.ip())
        }
        _ => anyhow!("cannot listen on {address}: {error}"),
    }
}

/// The one line that says the server is ready, and the demo's sign-ins below it.
fn tell_ready(address: SocketAddr, is_encrypted: bool, is_demo: bool) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    let scheme = if is_encrypted { "https" } else { "http" };
    writeln!(out, "窓辺 Madobe: {scheme}://{address}/")?;
    if is_demo {
        for account in demo::ACCOUNTS {
            let (login, name, profession) = (account.login, account.name, account.profession.label_ja());
            writeln!(out, "  {login:<8} {}  {name} ({profession})", seed::PASSWORD)?;
        }
    }
    out.flush()
}

/// Resolves on Ctrl-C, and on SIGTERM where there is one. Listening begins at once, not when first polled.
fn shutdown_signal() -> Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    let mut terminate = {
        use tokio::signal::unix::{SignalKind, signal};
        signal(SignalKind::terminate()).context("signals cannot be received")?
    };
    Ok(async move {
        #[cfg(unix)]
        tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
        #[cfg(not(unix))]
        let _ = tokio::signal::ctrl_c().await;
    })
}

/// Only what this program says about itself: other crates' messages may hold what they were given.
fn log_to_stderr(level: &str) {
    let level: LevelFilter = level.parse().unwrap_or(LevelFilter::INFO);
    let ours = Targets::new().with_target("madobe_server", level).with_target("madobe_shared", level);
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(false);
    tracing_subscriber::registry().with(lines).with(ours).init();
}

/// The message of a panic can quote the text that caused it, and logs hold no personal data. Where it happened is enough to find it.
fn hide_panic_messages() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(|place| format!("{}:{}", place.file(), place.line()));
        tracing::error!(place = place.as_deref().unwrap_or("unknown"), "panicked");
    }));
}
