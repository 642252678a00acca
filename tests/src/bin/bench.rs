//! `cargo xtask bench`: measures a real server and the built site against the budgets, as a table or with `--json`.
//!
//! `cargo xtask bench -- --only-browser` fills an office and measures nothing but what a person at a tablet waits for.

use std::path::{Path, PathBuf};

use madobe_shared::ids::{DeviceId, DocId};
use madobe_tests::bench::{Figure, bundle, evening, milliseconds, office, tablet};
use madobe_tests::headless::{HeadlessDevice, LineError, sign_in};
use madobe_tests::office::{Office, PASSWORD};
use tokio::task::LocalSet;

const STAFF: &[(&str, &str, &str)] =
    &[("sato", "佐藤 由佳", "social_worker"), ("tanaka", "田中 恒一", "clinical_psychologist")];

/// Connections held open to see what one costs.
const IDLE_DEVICES: u64 = 200;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), LineError> {
    let asked_for = |option: &str| std::env::args().any(|argument| argument == option);
    let (json, only_browser) = (asked_for("--json"), asked_for("--only-browser"));
    let site = std::env::var_os("MADOBE_CLIENT_DIR").map(PathBuf::from);
    let site = site.ok_or("MADOBE_CLIENT_DIR names the built site: run this through `cargo xtask bench`")?;
    let mut figures = bundle::measure(&site)?;

    let folder = std::env::temp_dir().join(format!("madobe-bench-{}", std::process::id()));
    let measured = LocalSet::new().run_until(measure(&folder, only_browser, &mut figures)).await;
    std::fs::remove_dir_all(&folder)?;
    measured?;

    if json {
        println!("{}", serde_json::to_string_pretty(&figures)?);
    } else {
        figures.iter().for_each(|figure| println!("{}", figure.line()));
    }
    Ok(())
}

async fn measure(folder: &Path, only_browser: bool, figures: &mut Vec<Figure>) -> Result<(), LineError> {
    let mut office = Office::open(folder, STAFF);
    let (desk, cases, filled) = office::fill(&office, "tanaka").await?;
    figures.push(Figure::plain("1,000 cases × 20 contacts written and acknowledged", milliseconds(filled), "ms"));
    office::make_snapshots(&office)?;
    if !only_browser {
        measure_line(&office, &desk, &cases, figures).await?;
    }
    drop(desk);
    figures.extend(tablet::measure(&mut office, folder, "sato").await);
    Ok(())
}

/// What crosses the line between a native device and the server, and what that costs both.
async fn measure_line(
    office: &Office,
    desk: &HeadlessDevice,
    cases: &[DocId],
    figures: &mut Vec<Figure>,
) -> Result<(), LineError> {
    let session = sign_in(&office.address(), "sato", PASSWORD).await?;
    let (tablet, first) = office::first_sync(&session, 2).await?;
    figures.extend(first);
    figures.extend(evening::idle(&tablet).await?);
    figures.extend(evening::evening(&tablet, desk, cases).await?);

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
    Ok(())
}
