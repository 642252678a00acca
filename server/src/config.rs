//! What whoever runs the server decides.

use std::sync::Arc;

use crate::auth::setup::SetupCode;
use crate::tls::Tls;

/// How the server is run. Where it listens is the listener's business, where it keeps its data the store's.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// The certificate with which the server encrypts by itself; without one it speaks plain HTTP.
    pub tls: Option<Arc<Tls>>,
    /// The server stands behind a proxy that speaks TLS: cookies are for encrypted connections only, and browsers are told to come back
    /// encrypted. The proxy has to pass the `Host` header on as it came, to append the other end's address to `X-Forwarded-For`, and to be
    /// the only one that can reach the server.
    pub behind_tls_proxy: bool,
    /// What the first manager's account is made with, where the office was empty at the start.
    pub setup_code: Option<SetupCode>,
}

impl Config {
    /// Whether browsers reach the server through TLS, whoever speaks it.
    #[must_use]
    pub fn is_encrypted(&self) -> bool {
        self.tls.is_some() || self.behind_tls_proxy
    }
}
