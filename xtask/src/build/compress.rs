//! Compression ahead of time: the server never compresses a file while someone waits for it.

use std::io::Write;

use anyhow::{Context, Result};
use flate2::{Compression, write::GzEncoder};

use super::Effort;

/// Whether a file of this name is text or wasm; pictures are compressed already.
pub fn worth_compressing(path: &str) -> bool {
    ["css", "html", "js", "json", "svg", "wasm", "webmanifest"]
        .iter()
        .any(|extension| path.rsplit_once('.').is_some_and(|(_, found)| found == *extension))
}

/// Brotli, which every browser that can run Madobe understands (over TLS and on loopback).
pub fn brotli(bytes: &[u8], effort: Effort) -> Result<Vec<u8>> {
    let quality = if effort == Effort::Release { 11 } else { 4 };
    let parameters = brotli::enc::BrotliEncoderParams {
        quality,
        // A window of 16 MB holds the whole program, so that all of its repetitions are found.
        lgwin: 24,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut small = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut small, &parameters).context("brotli failed")?;
    Ok(small)
}

/// Gzip, for a browser behind a proxy that strips what it does not know.
pub fn gzip(bytes: &[u8], effort: Effort) -> Result<Vec<u8>> {
    let level = if effort == Effort::Release { Compression::best() } else { Compression::fast() };
    let mut encoder = GzEncoder::new(Vec::new(), level);
    encoder.write_all(bytes)?;
    encoder.finish().context("gzip failed")
}
