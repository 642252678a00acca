//! `cargo xtask bench`: measures a real server and the built site against the budgets, as a table or with `--json`.

#![expect(clippy::disallowed_methods, reason = "works with real processes, in real time")]

use std::path::PathBuf;
use std::time::Duration;

use madobe_shared::ids::DeviceId;
use madobe_tests::bench::{Figure, bundle, evening, milliseconds, office};
use madobe_tests::headless::{HeadlessDevice, LineError, sign_in};
use madobe_tests::office::{Office, PASSWORD};
use tokio::task::LocalSet;

const STAFF: &[(&str, &str, &str)] =
    &[("sato", "佐藤 由佳", "social_worker"), ("tanaka", "田中 恒一", "clinical_psychologist")];

/// Connections held open to see what one costs.
const IDLE_DEVICES: u64 = 200;

/// How long the server gets to make its snapshots after the office was filled.
const COMPACTION_PATIENCE: Duration = Duration::from_secs(180);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), LineError> {
    let json = std::env::args().any(|argument| argument == "--json");
    let site = std::env::var_os("MADOBE_CLIENT_DIR").map(PathBuf::from);
    let site = site.ok_or("MADOBE_CLIENT_DIR names the built site: run this through `cargo xtask bench`")?;
    let mut figures = bundle::measure(&site)?;

    let folder = std::env::temp_dir().join(format!("madobe-bench-{}", std::process::id()));
    let measured = LocalSet::new().run_until(measure(&folder, &mut figures)).await;
    std::fs::remove_dir_all(&folder)?;
    measured?;

    if json {
        println!("{}", serde_json::to_string_pretty(&figures)?);
    } else {
        figures.iter().for_each(|figure| println!("{}", figure.line()));
    }
    Ok(())
}

async fn measure(folder: &std::path::Path, figures: &mut Vec<Figure>) -> Result<(), LineError> {
    let office = Office::open(folder, STAFF);
    let (desk, cases, filled) = office::fill(&office, "tanaka").await?;
    figures.push(Figure::plain("1,000 cases × 20 contacts written and acknowledged", milliseconds(filled), "ms"));
    wait_for_snapshots(&office).await?;

    let session = sign_in(&office.address(), "sato", PASSWORD).await?;
    let (tablet, first) = office::first_sync(&session, 2).await?;
    figures.extend(first);
    figures.extend(evening::idle(&tablet).await?);
    figures.extend(evening::evening(&tablet, &desk, &cases).await?);

    // These take over where the tablet stands: they have nothing to fetch.
    let up_to_date = tablet.disk_without_cases();
    let before = office.memory_bytes();
    let mut idle = Vec::new();
    for number in 0..IDLE_DEVICES {
        let device = HeadlessDevice::start(&session, DeviceId(1_000 + number), up_to_date.clone()).await?;
        device.all_received(office::PATIENCE).await?;
        idle.push(device);
    }
    let after = office.memory_bytes();
    #[expect(clippy::cast_precision_loss, reason = "sizes on one machine are far below 2^52")]
    let each = after.saturating_sub(before) as f64 / IDLE_DEVICES as f64 / 1_000.0;
    figures.push(Figure::budgeted("server memory for an idle device", each, "KB", 20.0));
    figures.push(Figure::plain("server memory, all devices connected", madobe_tests::bench::kilobytes(after), "KB"));
    drop(idle);
    Ok(())
}

/// Waits until every case has a snapshot, so that a first sync is measured as an office sees it.
async fn wait_for_snapshots(office: &Office) -> Result<(), LineError> {
    let deadline = tokio::time::Instant::now() + COMPACTION_PATIENCE;
    while office.metric("madobe_snapshots_total").await? < office::CASES {
        if tokio::time::Instant::now() > deadline {
            return Err("the server did not make its snapshots".into());
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    Ok(())
}
