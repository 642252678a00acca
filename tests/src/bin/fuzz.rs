//! The fuzzer's command line. `cargo xtask fuzz` runs it.

#![expect(clippy::disallowed_methods, reason = "works in real time")]
#![allow(clippy::print_stdout, reason = "this is a command line")]

use std::process::ExitCode;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use clap::Parser;
use madobe_tests::fuzz::{Extent, TARGETS, run};
use rustix::process::{Resource, Rlimit, setrlimit};

/// Damages honest input, and looks whether those who read it stand it.
#[derive(Parser)]
struct Options {
    /// Fuzz this target alone
    #[arg(long, value_name = "NAME")]
    target: Option<String>,
    /// So many inputs for each target
    #[arg(long, value_name = "N", default_value_t = 1_000, conflicts_with = "minutes")]
    inputs: u64,
    /// So many minutes for each target, from a seed that no run had before
    #[arg(long, value_name = "N")]
    minutes: Option<u64>,
    /// Where the damage comes from
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
}

/// What the whole process may take. An input that makes a parser ask for more ends it.
const MEMORY_BYTES_MAX: u64 = 2 << 30;

fn main() -> ExitCode {
    let options = Options::parse();
    let memory = Rlimit { current: Some(MEMORY_BYTES_MAX), maximum: Some(MEMORY_BYTES_MAX) };
    setrlimit(Resource::As, memory).expect("memory can be limited");
    // A panic of a parser is told with the file that holds its input; those that are caught are nobody's concern.
    std::panic::set_hook(Box::new(|_| {}));
    let clock = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let seed = options.seed.unwrap_or_else(|| if options.minutes.is_some() { clock() } else { 0 });
    let extent = options
        .minutes
        .map_or(Extent::Inputs(options.inputs), |minutes| Extent::Time(Duration::from_secs(60 * minutes)));
    let asked = TARGETS.iter().filter(|target| options.target.as_deref().is_none_or(|name| name == target.name));
    let (mut passed, mut failed) = (0, 0);
    for target in asked {
        match run(target, seed, extent) {
            Ok(inputs) => {
                println!("{:<14} {inputs:>8} inputs", target.name);
                passed += 1;
            }
            Err(broken) => {
                println!("{broken} (seed {seed})");
                failed += 1;
            }
        }
    }
    if passed + failed == 0 {
        let names: Vec<_> = TARGETS.iter().map(|target| target.name).collect();
        println!("there is no such target; there are {}", names.join(", "));
        return ExitCode::FAILURE;
    }
    println!("{passed} passed, {failed} failed");
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
