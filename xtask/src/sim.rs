//! `sim`: the deterministic simulator, which is a binary of the `tests` crate.

use std::process::Command;

use anyhow::Result;
use clap::Args;

use crate::workspace::{built, run as run_command};

/// Seeds that are run where nobody says how many, and as part of `test`.
const SEEDS: u64 = 2_000;

#[derive(Args)]
pub struct Options {
    /// Replay one seed, telling every step
    #[arg(long, value_name = "N", conflicts_with = "seeds")]
    seed: Option<u64>,
    /// Run seeds 0 to N-1
    #[arg(long, value_name = "N", default_value_t = SEEDS)]
    seeds: u64,
    /// Passed on to the simulator
    #[arg(last = true)]
    rest: Vec<String>,
}

impl Options {
    /// The part of `test`.
    pub fn of_test() -> Self {
        Self { seed: None, seeds: SEEDS, rest: Vec::new() }
    }
}

/// Runs the simulator as the options say.
pub fn run(options: &Options) -> Result<()> {
    let which = match options.seed {
        Some(seed) => ["--seed".to_owned(), seed.to_string()],
        None => ["--seeds".to_owned(), options.seeds.to_string()],
    };
    // The dev profile, whose heavy packages are optimised (see Cargo.toml): overflow checks and debug assertions stay on, and
    // a seed that failed in `test` replays here exactly.
    run_command(Command::new(built("sim")?).args(which).args(&options.rest))
}
