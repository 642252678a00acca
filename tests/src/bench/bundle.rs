//! How much a browser downloads before it can start.

use std::path::Path;

use super::{Figure, kilobytes};

/// The budget for wasm and JavaScript, compressed by brotli, in kilobytes.
const BUDGET_KB: f64 = 700.0;

/// Adds up the built site's wasm and scripts, as brotli leaves them: what is needed to start, and the parts of the program that come later.
///
/// # Errors
///
/// Where the site's folder cannot be read.
pub fn measure(site: &Path) -> std::io::Result<Vec<Figure>> {
    let (mut first, mut later) = (0, 0);
    let mut folders = vec![site.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            } else if name == "app.wasm.br" || name.ends_with(".js.br") {
                first += entry.metadata()?.len();
            } else if name.ends_with(".wasm.br") {
                later += entry.metadata()?.len();
            }
        }
    }
    Ok(vec![
        Figure::budgeted("wasm + js to start, brotli", kilobytes(first), "KB", BUDGET_KB),
        Figure::plain("wasm of later screens, brotli", kilobytes(later), "KB"),
    ])
}
