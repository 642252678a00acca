//! How much a browser downloads before it can start.

use std::path::Path;

use super::{Figure, kilobytes};

/// The budget for wasm and JavaScript, compressed by brotli, in kilobytes.
const BUDGET_KB: f64 = 700.0;

/// Adds up the built site's wasm and scripts, as brotli leaves them.
///
/// # Errors
///
/// Where the site's folder cannot be read.
pub fn measure(site: &Path) -> std::io::Result<Vec<Figure>> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(site)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(".wasm.br") || name.ends_with(".js.br") {
            bytes += entry.metadata()?.len();
        }
    }
    Ok(vec![Figure::budgeted("wasm + js, brotli", kilobytes(bytes), "KB", BUDGET_KB)])
}
