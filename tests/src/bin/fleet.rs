//! `cargo xtask fleet`: many headless devices return at once to a running server, each with notes written while it was away.
//!
//! For a server on loopback with its demo accounts, or with the login and password given.

#![expect(clippy::disallowed_methods, reason = "works with real processes, in real time")]

use std::time::{Duration, Instant};

use clap::Parser;
use madobe_shared::ids::{DeviceId, DocId};
use madobe_tests::bench::milliseconds;
use madobe_tests::bench::office::{Words, contact, entry_id};
use madobe_tests::device::{DeviceEvent, Habits, Storage};
use madobe_tests::wire::{SignedIn, WireDevice, WireError, now_ms, sign_in};

#[derive(Parser)]
#[command(about = "Sends a fleet of headless devices to a running server")]
struct Options {
    /// Address of the server, such as http://127.0.0.1:8787
    #[arg(long)]
    server: String,
    /// Devices that return at the same time
    #[arg(long)]
    devices: u64,
    /// Notes each device has written
    #[arg(long)]
    notes: u64,
    /// Who signs in
    #[arg(long, default_value = "sato")]
    login: String,
    /// Their password
    #[arg(long, default_value = "madobe-demo")]
    password: String,
}

/// How long a device may take before it is called lost.
const PATIENCE: Duration = Duration::from_secs(120);

#[tokio::main]
async fn main() -> Result<(), WireError> {
    let options = Options::parse();
    let address = options.server.replace("ws://", "http://");
    if !["http://127.", "http://localhost", "http://[::1]"].iter().any(|loopback| address.starts_with(loopback)) {
        return Err("the fleet only drives a server on loopback".into());
    }
    let session = sign_in(&address, &options.login, &options.password).await?;
    let returns = (0..options.devices).map(|number| tokio::spawn(one_device(session.clone(), number, options.notes)));
    let mut times_ms = Vec::new();
    let mut lost = 0_u64;
    for device in returns.collect::<Vec<_>>() {
        match device.await? {
            Ok(elapsed) => times_ms.push(milliseconds(elapsed)),
            Err(error) => {
                eprintln!("a device did not get everything acknowledged: {error}");
                lost += 1;
            }
        }
    }
    times_ms.sort_by(f64::total_cmp);
    let percentile =
        |percent: usize| times_ms.get((times_ms.len() * percent / 100).min(times_ms.len().saturating_sub(1)));
    println!("devices {} · notes each {} · lost {lost}", options.devices, options.notes);
    for percent in [50, 90, 99, 100] {
        println!("p{percent:<3} {:>10.1} ms", percentile(percent).copied().unwrap_or_default());
    }
    if lost > 0 { Err(format!("{lost} devices lost").into()) } else { Ok(()) }
}

/// A device writes its notes into a case of its own while it is away, returns, and has everything acknowledged.
async fn one_device(session: SignedIn, number: u64, notes: u64) -> Result<Duration, String> {
    let mut device = WireDevice::new(session, DeviceId(now_ms() << 20 | number), Habits::default(), Storage::default());
    device.unplug();
    let mut random = [0; 10];
    random[2..].copy_from_slice(&number.to_be_bytes());
    let case = DocId::from_parts(now_ms(), random);
    device.hand(DeviceEvent::Create(case, Vec::new()));
    for note in 0..notes {
        let mut words = Words::of(number * 10_000 + note);
        device.hand(DeviceEvent::Edit(case, contact(&mut words, entry_id(number, note), 23)));
    }
    let started = Instant::now();
    device.run_until(PATIENCE, |wire| wire.is_live() && wire.saved()).await.map_err(|error| error.to_string())?;
    Ok(started.elapsed())
}
