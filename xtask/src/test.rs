//! `test`: every test there is, in the order in which a failure is cheapest to learn about.
//!
//! Nothing is skipped: a tool that is missing is installed, or the step fails and names the command that installs it.

use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::build::{self, Effort};
use crate::workspace::{self, cargo, run as run_command};
use crate::{browsers, deny, fuzz, sim, start, tidy};

#[derive(Args)]
pub struct Options {
    /// Run this step alone (may be given more than once)
    #[arg(long, value_name = "NAME", value_parser = clap::builder::PossibleValuesParser::new(STEPS.iter().map(|step| step.name)))]
    only: Vec<String>,
}

struct Step {
    name: &'static str,
    about: &'static str,
    run: fn() -> Result<()>,
}

const STEPS: &[Step] = &[
    Step { name: "fmt", about: "rustfmt", run: fmt },
    Step { name: "tidy", about: "what rustfmt and clippy cannot see", run: tidy::run },
    Step { name: "deny", about: "licences and sources of dependencies", run: || deny::run(&deny::Options::default()) },
    Step { name: "clippy", about: "lints, for this machine and for the browser", run: clippy },
    Step { name: "unit", about: "unit and documentation tests", run: unit },
    Step { name: "wasm", about: "the site as users get it", run: || build::site(Effort::Release).map(|_| ()) },
    Step { name: "it", about: "integration tests: client and server logic, stores, http", run: integration },
    Step { name: "sim", about: "the simulated office, seed by seed", run: || sim::run(&sim::Options::of_test()) },
    Step { name: "fuzz", about: "damaged input for every parser", run: || fuzz::run(&fuzz::Options::default()) },
    Step { name: "e2e", about: "stories in Chromium, Firefox and WebKit", run: end_to_end },
];

/// The package whose test binaries are the steps `it` and `e2e`; those of the others are unit tests.
const TESTS: &str = "madobe-tests";

/// Test binaries that need browsers; every other one of its package belongs to the step `it`.
const BROWSER_TESTS: &[&str] = &["browser_harness", "e2e"];

/// Runs the steps up to the first failure; the last line printed says how many passed.
pub fn run(options: &Options) -> Result<()> {
    let asked = |step: &&Step| options.only.is_empty() || options.only.iter().any(|name| name == step.name);
    let started = Instant::now();
    let mut durations = Vec::new();
    for step in STEPS.iter().filter(asked) {
        println!("\n── {}: {}", step.name, step.about);
        let step_started = Instant::now();
        let result = (step.run)();
        let seconds = step_started.elapsed().as_secs_f32();
        if let Err(error) = result {
            eprintln!("── {} FAILED after {seconds:.1} s: {error:#}", step.name);
            eprintln!("   again, alone: cargo xtask test --only {}", step.name);
            println!("{} passed, 1 failed", durations.len());
            bail!("the step `{}` failed", step.name);
        }
        println!("── {} ok ({seconds:.1} s)", step.name);
        durations.push((step.name, seconds));
    }
    println!();
    for (name, seconds) in &durations {
        println!("{name:<8} {seconds:>7.1} s");
    }
    println!("{:<8} {:>7.1} s", "all", started.elapsed().as_secs_f32());
    if durations.len() < STEPS.len() {
        println!("only the steps asked for; there are {}", STEPS.len());
    }
    println!("{} passed, 0 failed", durations.len());
    Ok(())
}

fn fmt() -> Result<()> {
    ensure_component("fmt", "rustfmt")?;
    run_command(&mut cargo(["fmt", "--all", "--check"])).context("`cargo fmt --all` puts it right")
}

fn clippy() -> Result<()> {
    ensure_component("clippy", "clippy")?;
    let mut host = cargo(["clippy", "--workspace", "--exclude", "madobe-client", "--all-targets"]);
    run_command(host.args(["--", "-D", "warnings"]))?;
    build::ensure_wasm_target()?;
    let mut browser = cargo(["clippy", "--package", "madobe-client", "--target", "wasm32-unknown-unknown"]);
    run_command(browser.args(["--", "-D", "warnings"]).env("CARGO_TARGET_DIR", workspace::wasm_target_dir()))
}

fn unit() -> Result<()> {
    let mut test = cargo(["test", "--workspace", "--lib", "--bins"]);
    for name in test_targets(|package| package != TESTS)? {
        test.args(["--test", &name]);
    }
    run_command(&mut test)?;
    run_command(&mut cargo(["test", "--workspace", "--doc"]))
}

fn integration() -> Result<()> {
    let mut test = cargo(["test", "--workspace"]);
    for name in test_targets(|package| package == TESTS)?.iter().filter(|name| !BROWSER_TESTS.contains(&name.as_str()))
    {
        test.args(["--test", name]);
    }
    run_command(test.env("MADOBE_SERVER_BIN", start::build_server(false)?))
}

fn end_to_end() -> Result<()> {
    browsers::ensure()?;
    build::site(Effort::Release)?;
    let server = start::build_server(false)?;
    let mut test = cargo(["test", "--workspace"]);
    for name in BROWSER_TESTS {
        test.args(["--test", name]);
    }
    // One browser at a time: on two cores, three engines at once only find out how long they can starve each other.
    test.args(["--", "--test-threads=1", "--nocapture"]);
    run_command(test.env("MADOBE_SERVER_BIN", server))
}

/// Names of the test binaries of some packages, as cargo sees them: a new file is run without being listed anywhere.
fn test_targets(of: impl Fn(&str) -> bool) -> Result<Vec<String>> {
    let metadata = workspace::output(&mut cargo(["metadata", "--format-version", "1", "--no-deps"]))?;
    let metadata: serde_json::Value = serde_json::from_str(&metadata)?;
    let packages = metadata["packages"].as_array().context("cargo metadata lists no packages")?;
    let packages = packages.iter().filter(|package| package["name"].as_str().is_some_and(&of));
    let targets = packages.flat_map(|package| package["targets"].as_array().into_iter().flatten());
    let is_test = |target: &&serde_json::Value| {
        target["kind"].as_array().is_some_and(|kinds| kinds.iter().any(|kind| kind == "test"))
    };
    Ok(targets.filter(is_test).filter_map(|target| target["name"].as_str().map(str::to_owned)).collect())
}

fn ensure_component(subcommand: &str, component: &str) -> Result<()> {
    if cargo([subcommand, "--version"]).output().is_ok_and(|output| output.status.success()) {
        return Ok(());
    }
    run_command(Command::new("rustup").current_dir(workspace::root()).args(["component", "add", component]))
        .with_context(|| format!("`cargo {subcommand}` is missing; `rustup component add {component}` installs it"))
}
