//! `fleet`: many devices at once against a running server; the devices are a binary of the `tests` crate.

use anyhow::Result;
use clap::Args;

use crate::workspace::{cargo, run as run_command};

#[derive(Args)]
pub struct Options {
    /// Address of the server, such as http://127.0.0.1:8787
    #[arg(long, value_name = "URL")]
    server: String,
    /// Devices that connect at the same time
    #[arg(long, value_name = "N")]
    devices: u32,
    /// Notes each device writes
    #[arg(long, value_name = "M")]
    notes: u32,
    /// Passed on to the fleet
    #[arg(last = true)]
    rest: Vec<String>,
}

/// Sends the devices off.
pub fn run(options: &Options) -> Result<()> {
    let mut command = cargo(["run", "--quiet", "--package", "madobe-tests", "--bin", "fleet", "--release", "--"]);
    command.args(["--server", &options.server]);
    command.args(["--devices", &options.devices.to_string(), "--notes", &options.notes.to_string()]);
    run_command(command.args(&options.rest))
}
