//! `cargo xtask fleet`: many headless devices return at once to a running server, each with notes written while it was away.
//!
//! For a server on loopback with its demo accounts, or with the login and password given.

#![expect(clippy::disallowed_methods, reason = "works with real processes, in real time")]

use std::time::{Duration, Instant};

use clap::Parser;
use madobe_shared::ids::DeviceId;
use madobe_tests::bench::milliseconds;
use madobe_tests::bench::office::{Words, contact, entry_id};
use madobe_tests::disk::Disk;
use madobe_tests::headless::{HeadlessDevice, LineError, SignedIn, now_ms, sign_in};
use tokio::task::{LocalSet, spawn_local};

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

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), LineError> {
    LocalSet::new().run_until(run(Options::parse())).await
}

async fn run(options: Options) -> Result<(), LineError> {
    let address = options.server.replace("ws://", "http://");
    if !["http://127.", "http://localhost", "http://[::1]"].iter().any(|loopback| address.starts_with(loopback)) {
        return Err("the fleet only drives a server on loopback".into());
    }
    let session = sign_in(&address, &options.login, &options.password).await?;
    let returns = (0..options.devices).map(|number| spawn_local(one_device(session.clone(), number, options.notes)));
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
async fn one_device(session: SignedIn, number: u64, notes: u64) -> Result<Duration, LineError> {
    let device = HeadlessDevice::start(&session, DeviceId(now_ms() << 20 | number), Disk::default()).await?;
    device.unplug();
    let case = device.create(Vec::new()).await?;
    for note in 0..notes {
        let mut words = Words::of(number * 10_000 + note);
        device.write(case, contact(&mut words, entry_id(number, note), 23)).await?;
    }
    let started = Instant::now();
    device.plug_in();
    device.all_received(PATIENCE).await?;
    Ok(started.elapsed())
}
