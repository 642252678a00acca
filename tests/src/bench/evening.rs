//! Coming back: with nothing changed, and in the evening, with ten cases changed here and forty there.

use std::io::Read;
use std::time::Instant;

use flate2::Compression;
use flate2::read::DeflateEncoder;
use madobe_shared::ids::DocId;

use super::office::{PATIENCE, Words, contact, entry_id};
use super::{Figure, kilobytes, milliseconds};
use crate::headless::{HeadlessDevice, LineError};

/// Cases changed on the device that was away.
const CHANGED_HERE: usize = 10;
/// Cases changed at the office meanwhile.
const CHANGED_THERE: usize = 40;

/// A return with nothing changed.
///
/// # Errors
///
/// Where the device does not become live.
pub async fn idle(device: &HeadlessDevice) -> Result<Vec<Figure>, LineError> {
    device.unplug();
    let _ = device.take_traffic();
    let started = Instant::now();
    device.plug_in();
    device.all_received(PATIENCE).await?;
    let (elapsed, traffic) = (started.elapsed(), device.take_traffic());
    #[expect(clippy::cast_precision_loss, reason = "a handful")]
    let figures = vec![
        Figure::plain("reconnect, nothing changed", milliseconds(elapsed), "ms"),
        Figure::budgeted(
            "reconnect, nothing changed, both ways",
            (traffic.up_bytes + traffic.down_bytes) as f64,
            "bytes",
            1_000.0,
        ),
        Figure::budgeted("reconnect, nothing changed, round trips", traffic.round_trips as f64, "round trips", 1.0),
    ];
    Ok(figures)
}

/// A return in the evening. `desk` stayed at the office.
///
/// # Errors
///
/// Where either device does not become live.
pub async fn evening(
    tablet: &HeadlessDevice,
    desk: &HeadlessDevice,
    cases: &[DocId],
) -> Result<Vec<Figure>, LineError> {
    tablet.unplug();
    let middle = cases.len() / 2;
    let there = write_notes(desk, &cases[middle..middle + CHANGED_THERE], 200).await?;
    desk.all_received(PATIENCE).await?;
    let here = write_notes(tablet, &cases[..CHANGED_HERE], 100).await?;
    let _ = tablet.take_traffic();
    let started = Instant::now();
    tablet.plug_in();
    tablet.all_received(PATIENCE).await?;
    let (elapsed, traffic) = (started.elapsed(), tablet.take_traffic());
    let total = traffic.up_bytes + traffic.down_bytes;
    let compressed = deflated(&here) + deflated(&there);
    #[expect(clippy::cast_precision_loss, reason = "sizes on one machine are far below 2^52")]
    let figures = vec![
        Figure::plain("evening return", milliseconds(elapsed), "ms"),
        Figure::plain("evening return, both ways", kilobytes(total), "KB"),
        Figure::budgeted(
            "evening return, times the compressed changes",
            total as f64 / compressed as f64,
            "times",
            1.3,
        ),
        Figure::budgeted("evening return, round trips", traffic.round_trips as f64, "round trips", 1.0),
    ];
    Ok(figures)
}

/// Writes a note into each of these cases; returns the changes, one after another.
async fn write_notes(device: &HeadlessDevice, cases: &[DocId], first: u64) -> Result<Vec<u8>, LineError> {
    let before = device.loose_changes();
    for (number, case) in (first..).zip(cases) {
        let mut words = Words::of(number * 1_000);
        device.write(*case, contact(&mut words, entry_id(number, first), 23)).await?;
    }
    Ok(device.loose_changes().difference(&before).flatten().copied().collect())
}

fn deflated(bytes: &[u8]) -> u64 {
    let mut out = Vec::new();
    // Reading from memory into memory does not fail.
    let _ = DeflateEncoder::new(bytes, Compression::default()).read_to_end(&mut out);
    out.len() as u64
}
