//! `fuzz`: damaged input for everything that reads bytes from elsewhere; the fuzzer is a binary of the `tests` crate.

use std::fs;
use std::process::Command;

use anyhow::{Result, bail};
use clap::Args;

use crate::workspace::{built, root, run as run_command};

#[derive(Args, Default)]
pub struct Options {
    /// Fuzz each target for so long
    #[arg(long, value_name = "N")]
    minutes: Option<u64>,
    /// Fuzz this target alone
    #[arg(long, value_name = "NAME")]
    target: Option<String>,
    /// Passed on to the fuzzer
    #[arg(last = true)]
    rest: Vec<String>,
}

/// Runs the fuzzer as the options say; without any, a short run that is the same each time.
pub fn run(options: &Options) -> Result<()> {
    let mut command = Command::new(built("fuzz")?);
    if let Some(minutes) = options.minutes {
        command.args(["--minutes", &minutes.to_string()]);
    }
    if let Some(target) = &options.target {
        command.args(["--target", target]);
    }
    let folder = root().join("target/fuzz");
    // What an earlier run left says nothing about this one.
    for file in running(&folder) {
        fs::remove_file(file)?;
    }
    let done = run_command(command.args(&options.rest));
    if let Some(file) = running(&folder).first() {
        bail!("the fuzzer ended while it tried the input in {}", file.display());
    }
    done
}

/// The inputs that are being tried, or were when the fuzzer ended.
fn running(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let files = fs::read_dir(folder).into_iter().flatten().flatten().map(|file| file.path());
    files.filter(|file| file.extension().is_some_and(|extension| extension == "running")).collect()
}
