//! `start`: one command from a fresh clone to a running office.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};
use clap::Args;

use crate::build::{self, Effort};
use crate::workspace::{self, cargo, run as run_command};

#[derive(Args)]
pub struct Options {
    /// Port on the loopback interface
    #[arg(long, default_value_t = 8787)]
    port: u16,
    /// Folder of the office's data [default: target/madobe-data]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Start with an empty office instead of the demo
    #[arg(long)]
    empty: bool,
    /// Build the server with all optimisations
    #[arg(long)]
    pub release: bool,
}

/// Builds the site and the server, and becomes the server.
pub fn run(options: &Options) -> Result<()> {
    build::site(Effort::Release)?;
    let server = build_server(options.release)?;
    become_process(server_command(options, &server))
}

/// Builds the server with the site inside it, and returns the program's path.
pub fn build_server(release: bool) -> Result<PathBuf> {
    if !release {
        return workspace::built("madobe-server");
    }
    run_command(&mut cargo(["build", "--package", "madobe-server", "--release"]))?;
    Ok(workspace::target_dir().join("release").join(format!("madobe-server{}", std::env::consts::EXE_SUFFIX)))
}

/// The command that starts the server as the options say. The server itself prints its address and the demo's sign-ins.
pub fn server_command(options: &Options, server: &PathBuf) -> Command {
    let data = options.data.clone().unwrap_or_else(|| workspace::root().join("target/madobe-data"));
    let mut command = Command::new(server);
    command.arg("serve").args(["--listen", &format!("127.0.0.1:{}", options.port)]).arg("--data").arg(data);
    if !options.empty {
        command.arg("--demo");
    }
    command
}

/// On Unix the server takes this process over, so that whoever stops `cargo xtask start` stops the server and not its parent.
#[cfg(unix)]
fn become_process(mut command: Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    Err(command.exec()).with_context(|| format!("cannot start {}", command.get_program().display()))
}

#[cfg(not(unix))]
fn become_process(mut command: Command) -> Result<()> {
    run_command(&mut command).context("the server stopped")
}
