//! `deny`: licences, sources and bans of all dependencies, judged by cargo-deny with the rules in `deny.toml`.
//!
//! The check in `test` needs no network once the crates are there. Known vulnerabilities are another matter: their database lives on
//! GitHub and changes without us, so a build that depended on it would fail one morning for no change of ours. They are asked
//! for with `--advisories`.

use anyhow::{Context, Result};
use clap::Args;

use crate::workspace::{self, cargo, find_program, run as run_command};

#[derive(Args, Default)]
pub struct Options {
    /// Also look for known vulnerabilities (fetches the RustSec database from GitHub)
    #[arg(long)]
    advisories: bool,
}

/// Checks the dependencies; installs cargo-deny first where it is missing (some minutes, once).
pub fn run(options: &Options) -> Result<()> {
    let program = match find_program("cargo-deny") {
        Some(program) => program,
        None => install()?,
    };
    let mut deny = std::process::Command::new(program);
    deny.current_dir(workspace::root()).args([
        "--all-features",
        "check",
        "--hide-inclusion-graph",
        "licenses",
        "bans",
        "sources",
    ]);
    if options.advisories {
        deny.arg("advisories");
    }
    run_command(&mut deny).context("a dependency breaks a rule of deny.toml")
}

fn install() -> Result<std::path::PathBuf> {
    println!("installing cargo-deny into {} (some minutes, once)", workspace::tools_dir().display());
    // Without optimisation: it is built for longer than it will ever run.
    let mut install = cargo(["install", "cargo-deny", "--locked", "--debug", "--root"]);
    run_command(install.arg(workspace::tools_dir()))
        .context("cargo-deny checks the dependencies; `cargo install cargo-deny --locked` installs it")?;
    find_program("cargo-deny").context("cargo-deny was installed but is not where it should be")
}
