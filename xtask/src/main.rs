//! Everything that is done *to* Madobe rather than *by* it: building the site, starting, testing, measuring, tidying.
//!
//! `cargo xtask --help` lists the commands; each has its own file. Nothing of this is part of the product, and no command needs
//! more than Rust's stable toolchain and, for the browser tests, packages of the system.
// A tool for developers reads the clock to say how long a step took; nothing here has to replay.
#![allow(clippy::disallowed_methods)]

mod bench;
mod browsers;
mod build;
mod deny;
mod dev;
mod fleet;
mod fuzz;
mod sim;
mod start;
mod test;
mod tidy;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Builds, starts, tests and measures Madobe", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build the site (wasm, scripts, styles, icons) into target/client
    Build,
    /// Build everything and start a server with a demo office
    Start(start::Options),
    /// Like start, and again after every change of a source file
    Dev(start::Options),
    /// Run every test there is, in order, up to the first failure
    Test(test::Options),
    /// Run the deterministic simulator
    Sim(sim::Options),
    /// Give damaged input to everything that reads bytes from elsewhere
    Fuzz(fuzz::Options),
    /// Measure against the budgets
    Bench(bench::Options),
    /// Drive a running server with many devices
    Fleet(fleet::Options),
    /// Check what rustfmt and clippy cannot
    Tidy,
    /// Check licences and sources of all dependencies
    Deny(deny::Options),
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Build => build::site(build::Effort::Release).map(|_| ()),
        Command::Start(options) => start::run(&options),
        Command::Dev(options) => dev::run(&options),
        Command::Test(options) => test::run(&options),
        Command::Sim(options) => sim::run(&options),
        Command::Fuzz(options) => fuzz::run(&options),
        Command::Bench(options) => bench::run(&options),
        Command::Fleet(options) => fleet::run(&options),
        Command::Tidy => tidy::run(),
        Command::Deny(options) => deny::run(&options),
    }
}
