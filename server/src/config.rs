//! What whoever runs the server decides.

use crate::auth::setup::SetupCode;

/// How the server is run. Where it listens is the listener's business, where it keeps its data the store's.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// The server stands behind a proxy that speaks TLS: cookies are for encrypted connections only, and browsers are told to come back
    /// encrypted. The proxy has to pass the `Host` header on as it came.
    pub behind_tls_proxy: bool,
    /// What the first manager's account is made with, where the office was empty at the start.
    pub setup_code: Option<SetupCode>,
}
