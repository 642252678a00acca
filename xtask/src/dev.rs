//! `dev`: start, and again after every change.
//!
//! Polls time stamps: half a second of latency is nothing beside a compilation, and it works on every file system, network
//! folders included, without a crate to keep up to date.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Child;
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result};

use crate::build::{self, Effort};
use crate::start::{self, Options};
use crate::workspace;

const POLL_INTERVAL: Duration = Duration::from_millis(500);

/// Runs until it is interrupted.
pub fn run(options: &Options) -> Result<()> {
    let mut server: Option<Child> = None;
    loop {
        // Taken before the build: what is saved while it runs is built in the next turn.
        let seen = time_stamps()?;
        match build_all(options) {
            Ok(program) => {
                stop(server.take());
                let mut command = start::server_command(options, &program);
                server = Some(command.spawn().with_context(|| format!("cannot start {}", program.display()))?);
            }
            // The old server goes on: a half-typed line must not take the page away.
            Err(error) => eprintln!("{error:#}\nwaiting for a change"),
        }
        while time_stamps()? == seen {
            sleep(POLL_INTERVAL);
        }
        println!("changed; building");
    }
}

fn build_all(options: &Options) -> Result<PathBuf> {
    build::site(Effort::Development)?;
    start::build_server(options.release)
}

/// The server promises to survive a sudden end at any moment; `dev` takes it at its word many times a day.
fn stop(server: Option<Child>) {
    if let Some(mut server) = server {
        let _ = server.kill();
        let _ = server.wait();
    }
}

/// When each source file was last written. Files come from git, so that build products never count.
fn time_stamps() -> Result<BTreeMap<PathBuf, SystemTime>> {
    let root = workspace::root();
    let watched = |file: &PathBuf| {
        file.as_os_str() == "Cargo.toml"
            || ["client", "server", "shared", "static"].iter().any(|part| file.starts_with(part))
    };
    let files = workspace::tracked_files()?.into_iter().filter(watched);
    // A file that vanishes between the listing and the look is a change as well.
    let stamped = files
        .filter_map(|file| root.join(&file).metadata().and_then(|data| data.modified()).ok().map(|time| (file, time)));
    Ok(stamped.collect())
}
