//! Coming back: with nothing changed, and in the evening, with ten cases changed here and forty there.

use std::io::Read;
use std::time::Instant;

use flate2::Compression;
use flate2::read::DeflateEncoder;
use madobe_shared::storage::Table;

use super::office::{PATIENCE, Words, case_id, contact, entry_id};
use super::{Figure, kilobytes, milliseconds};
use crate::device::DeviceEvent;
use crate::wire::{WireDevice, WireError};

/// Cases changed on the device that was away.
const CHANGED_HERE: u64 = 10;
/// Cases changed at the office meanwhile.
const CHANGED_THERE: u64 = 40;

/// A return with nothing changed.
///
/// # Errors
///
/// Where the device does not become live.
pub async fn idle(device: &mut WireDevice) -> Result<Vec<Figure>, WireError> {
    device.unplug();
    device.take_traffic();
    device.hand(DeviceEvent::Wake);
    let started = Instant::now();
    device.run_until_live(PATIENCE).await?;
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
pub async fn evening(tablet: &mut WireDevice, desk: &mut WireDevice) -> Result<Vec<Figure>, WireError> {
    tablet.unplug();
    let there = write_notes(desk, 500..500 + CHANGED_THERE, 200).await?;
    desk.run_until_live(PATIENCE).await?;
    let here = write_notes(tablet, 0..CHANGED_HERE, 100).await?;
    tablet.take_traffic();
    tablet.hand(DeviceEvent::Wake);
    let started = Instant::now();
    tablet.run_until_live(PATIENCE).await?;
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
async fn write_notes(device: &mut WireDevice, cases: std::ops::Range<u64>, first: u64) -> Result<Vec<u8>, WireError> {
    let before: Vec<String> = device.storage.keys(Table::Chunks, "");
    for number in cases {
        let mut words = Words::of(first * 1_000 + number);
        device.hand(DeviceEvent::Open(case_id(number)));
        let edits = contact(&mut words, entry_id(number, first), 23);
        device.hand(DeviceEvent::Edit(case_id(number), edits));
        device.run_until(PATIENCE, |wire| wire.saved()).await?;
        device.hand(DeviceEvent::Close(case_id(number)));
    }
    let is_new = |key: &&str| before.binary_search_by(|known| known.as_str().cmp(key)).is_err();
    let new = device.storage.rows(Table::Chunks, "").filter(|(key, _)| is_new(key) && key.contains("/1"));
    Ok(new.flat_map(|(_, bytes)| bytes.to_vec()).collect())
}

fn deflated(bytes: &[u8]) -> u64 {
    let mut out = Vec::new();
    // Reading from memory into memory does not fail.
    let _ = DeflateEncoder::new(bytes, Compression::default()).read_to_end(&mut out);
    out.len() as u64
}
