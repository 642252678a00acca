//! `bench`: measures Madobe against its budgets; the measuring is a binary of the `tests` crate.

use anyhow::Result;
use clap::Args;

use crate::build::{self, Effort};
use crate::start::build_server;
use crate::workspace::{self, cargo, run as run_command};

#[derive(Args)]
pub struct Options {
    /// Print one JSON object instead of a table
    #[arg(long)]
    json: bool,
    /// Passed on to the benchmark
    #[arg(last = true)]
    rest: Vec<String>,
}

/// Builds everything as users get it, and measures that.
pub fn run(options: &Options) -> Result<()> {
    build::site(Effort::Release)?;
    let server = build_server(true)?;
    let mut command = cargo(["run", "--quiet", "--package", "madobe-tests", "--bin", "bench", "--release", "--"]);
    command.env("MADOBE_SERVER_BIN", server).env("MADOBE_CLIENT_DIR", workspace::site_dir());
    if options.json {
        command.arg("--json");
    }
    run_command(command.args(&options.rest))
}
