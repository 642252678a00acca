//! What can be asked for on the command line.

pub mod serve;
mod setup;
pub mod user;

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// 窓辺 Madobe: the server of an office.
#[derive(Debug, Parser)]
#[command(name = "madobe-server", version, about, arg_required_else_help = true)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve an office until SIGTERM or Ctrl-C
    Serve(ServeOptions),
    /// Add accounts, list and change them, give them passwords
    #[command(subcommand)]
    User(user::UserCommand),
}

#[derive(Debug, Args)]
pub struct ServeOptions {
    /// Address and port to listen on; port 0 takes any free one
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8787")]
    pub listen: SocketAddr,
    /// Folder of the office's data; made if it is not there
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// Fill an empty office with the demo, whose passwords everyone knows (loopback addresses only)
    #[arg(long)]
    pub demo: bool,
    /// A proxy in front speaks TLS and passes the Host header on; allows other than loopback addresses
    #[arg(long)]
    pub behind_tls_proxy: bool,
    /// How much to log on standard error
    #[arg(long, value_name = "LEVEL", default_value = "info", value_parser = ["off", "error", "warn", "info", "debug"])]
    pub log: String,
}

#[derive(Debug, Args)]
pub struct DataOptions {
    /// Folder of the office's data; a server may be running on it
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
}
