//! The set-up code of an empty office, on standard output.

use std::io::Write;

use anyhow::{Context, Result};
use madobe_server::auth::setup::SetupCode;
use madobe_server::store::Store;

/// Draws a code where nobody has an account yet, and says it in one line.
pub fn offer(store: &dyn Store) -> Result<Option<SetupCode>> {
    if !store.list_users()?.is_empty() {
        return Ok(None);
    }
    let code = SetupCode::draw();
    let mut out = std::io::stdout().lock();
    writeln!(out, "  set-up code for the first manager's account, until the server stops: {}", code.reveal())
        .and_then(|()| out.flush())
        .context("nobody reads standard output")?;
    Ok(Some(code))
}
