//! The command line: `madobe-server serve | user … | device … | retention … | audit … | backup | verify | restore | backup-key new`.
//!
//! Whatever goes wrong is said in one sentence on standard error that tells what to do, and the exit code is 1. Standard output carries what
//! was asked for; logs go to standard error.

mod cli;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let done = match cli::Arguments::parse().command {
        cli::Command::Serve(options) => cli::serve::serve(&options),
        cli::Command::User(command) => cli::user::run(&command),
        cli::Command::Device(command) => cli::device::run(&command),
        cli::Command::Retention(command) => cli::retention::run(&command),
        cli::Command::Audit(command) => cli::audit::run(&command),
        cli::Command::Backup(options) => cli::backup::backup(&options),
        cli::Command::Verify(options) => cli::backup::verify(&options),
        cli::Command::Restore(options) => cli::backup::restore(&options),
        cli::Command::BackupKey(command) => cli::backup::key(&command),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("madobe-server: {error:#}");
            ExitCode::FAILURE
        }
    }
}
