//! TLS in the server itself: the certificate it shows, and how a new one takes its place while connections live on.
//!
//! Whoever renews a certificate only has to replace its two files: they are read again every minute and on SIGHUP. A pair that cannot be
//! used changes nothing, and the log says why. Never asks the network for anything, and never writes a file.

mod handshake;
mod pair;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};

use crate::limits::{TLS_EXPIRY_REMINDER_MS, TLS_EXPIRY_WARNING_MS, TLS_RELOAD_INTERVAL_MS};
use crate::platform::Clock;
pub use handshake::encrypt;
use pair::Pair;
pub use pair::TlsError;

/// Where the certificate and its key are.
#[derive(Debug, Clone)]
pub struct TlsFiles {
    /// The certificate and those between it and its authority, in PEM form, its own first.
    pub cert: PathBuf,
    /// Its private key in PEM form, without a passphrase.
    pub key: PathBuf,
}

/// The certificate that new connections are shown. Connections that stand keep what they began with.
#[derive(Debug)]
pub struct Tls {
    files: TlsFiles,
    running: Mutex<Arc<Pair>>,
}

/// What another look at the files came to.
#[derive(Debug)]
pub enum Look {
    /// They say what they said before.
    Same,
    /// New connections are shown another certificate from now on.
    Renewed,
    /// They cannot be used: the certificate from before stays.
    Kept(TlsError),
}

impl Tls {
    /// Reads the files. Blocks.
    ///
    /// # Errors
    ///
    /// See [`TlsError`].
    pub fn open(files: TlsFiles) -> Result<Self, TlsError> {
        let running = Mutex::new(Arc::new(Pair::read(&files)?));
        Ok(Self { files, running })
    }

    /// Reads the files again and takes what they hold, if it can be used. Blocks.
    pub fn look_again(&self) -> Look {
        match Pair::read(&self.files) {
            Err(error) => Look::Kept(error),
            Ok(pair) if pair.digest == self.pair().digest => Look::Same,
            Ok(pair) => {
                *self.lock() = Arc::new(pair);
                Look::Renewed
            }
        }
    }

    /// Seconds until the certificate expires; below zero where it has.
    #[must_use]
    pub fn seconds_left(&self, now_ms: u64) -> i64 {
        let seconds = |value: u64| i64::try_from(value).unwrap_or(i64::MAX);
        seconds(self.pair().not_after_s) - seconds(now_ms / 1_000)
    }

    fn pair(&self) -> Arc<Pair> {
        Arc::clone(&self.lock())
    }

    fn lock(&self) -> MutexGuard<'_, Arc<Pair>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads the files again every minute and on SIGHUP, for as long as the server runs, and says in the log what came of it.
pub async fn keep_current(tls: Arc<Tls>, clock: Clock) {
    let mut hangup = Hangup::listen();
    let mut pulse = interval(Duration::from_millis(TLS_RELOAD_INTERVAL_MS));
    pulse.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut refusal, mut reminded_at_ms) = (None, None);
    loop {
        // The first tick comes at once: what is known about the certificate is told at the start.
        let is_asked = tokio::select! {
            _ = pulse.tick() => false,
            () = hangup.next() => true,
        };
        let looking = Arc::clone(&tls);
        let Ok(look) = tokio::task::spawn_blocking(move || looking.look_again()).await else { continue };
        let now_ms = clock.now_ms();
        match look {
            Look::Same => refusal = None,
            Look::Renewed => {
                (refusal, reminded_at_ms) = (None, None);
                tracing::info!(seconds_left = tls.seconds_left(now_ms), "the certificate was renewed");
            }
            Look::Kept(error) => {
                // Once for each reason, and whenever somebody asks: not every minute until it is put right.
                let said = error.to_string();
                if is_asked || refusal.as_ref() != Some(&said) {
                    tracing::error!(%error, "the certificate from before stays in use");
                }
                refusal = Some(said);
            }
        }
        remind(&tls, now_ms, &mut reminded_at_ms);
    }
}

/// Says now and then that the certificate ends soon, or has.
fn remind(tls: &Tls, now_ms: u64, reminded_at_ms: &mut Option<u64>) {
    let seconds_left = tls.seconds_left(now_ms);
    let is_soon = seconds_left < i64::try_from(TLS_EXPIRY_WARNING_MS / 1_000).unwrap_or(i64::MAX);
    if !is_soon || reminded_at_ms.is_some_and(|at_ms| now_ms.saturating_sub(at_ms) < TLS_EXPIRY_REMINDER_MS) {
        return;
    }
    *reminded_at_ms = Some(now_ms);
    if seconds_left > 0 {
        tracing::warn!(seconds_left, "the certificate expires soon: put a new one in the place of its files");
    } else {
        tracing::error!(
            seconds_left,
            "the certificate has expired, and browsers refuse it: put a new one in the place of its files"
        );
    }
}

/// The signal by which programs are told to read their files again, where there is one.
struct Hangup {
    #[cfg(unix)]
    signal: Option<tokio::signal::unix::Signal>,
}

impl Hangup {
    #[cfg(unix)]
    fn listen() -> Self {
        use tokio::signal::unix::{SignalKind, signal};
        let signal = signal(SignalKind::hangup());
        // Without it there is still the minute.
        Self { signal: signal.inspect_err(|error| tracing::warn!(%error, "SIGHUP cannot be received")).ok() }
    }

    #[cfg(not(unix))]
    fn listen() -> Self {
        Self {}
    }

    async fn next(&mut self) {
        #[cfg(unix)]
        if let Some(signal) = &mut self.signal
            && signal.recv().await.is_some()
        {
            return;
        }
        std::future::pending().await
    }
}
