//! The simulator's command line. `cargo xtask sim` runs it.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use clap::Parser;
use madobe_tests::sim::{Account, Plan, STEPS, Violation, run};

/// Runs the office, its tablets and everything that can go wrong, decided by a seed.
#[derive(Parser)]
struct Options {
    /// Replay one seed, telling every step
    #[arg(long, value_name = "N", conflicts_with_all = ["seeds", "from"])]
    seed: Option<u64>,
    /// Run so many seeds
    #[arg(long, value_name = "N", default_value_t = 2_000)]
    seeds: u64,
    /// The first of them
    #[arg(long, value_name = "M", default_value_t = 0)]
    from: u64,
    /// How many things happen in a run before accounts are settled
    #[arg(long, value_name = "N", default_value_t = STEPS)]
    steps: u32,
}

#[allow(clippy::print_stdout, clippy::print_stderr, reason = "this is a command line")]
fn main() -> ExitCode {
    let options = Options::parse();
    let steps = options.steps;
    match options.seed {
        Some(seed) => match run(Plan { steps, is_told: true, ..Plan::of_seed(seed) }) {
            Ok(account) => {
                println!("{account:?}");
                println!("1 passed, 0 failed");
                ExitCode::SUCCESS
            }
            Err(violation) => {
                println!("seed {seed}: {violation}");
                println!("0 passed, 1 failed");
                ExitCode::FAILURE
            }
        },
        None => run_many(options.from, options.seeds, steps),
    }
}

/// What all threads work on together.
#[derive(Default)]
struct Progress {
    next: AtomicU64,
    passed: AtomicU64,
    has_failed: AtomicBool,
    failures: Mutex<BTreeMap<u64, Violation>>,
    totals: Mutex<Account>,
}

#[allow(clippy::print_stdout, clippy::print_stderr, reason = "this is a command line")]
fn run_many(from: u64, seeds: u64, steps: u32) -> ExitCode {
    // A panic of the parts under test is a failed seed; its words are in the violation.
    std::panic::set_hook(Box::new(|_| {}));
    let progress = Progress::default();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| work(&progress, from, seeds, steps));
        }
    });
    let passed = progress.passed.load(Ordering::Relaxed);
    let failures = progress.failures.into_inner().unwrap_or_else(PoisonError::into_inner);
    let totals = progress.totals.into_inner().unwrap_or_else(PoisonError::into_inner);
    eprintln!();
    for (seed, violation) in &failures {
        println!("seed {seed}: {violation}");
        let steps = if steps == STEPS { String::new() } else { format!(" -- --steps {steps}") };
        println!("    replay: cargo xtask sim --seed {seed}{steps}");
    }
    println!(
        "{} edits, {} frames, {} crashes, {} changes, {} conflicts",
        totals.edits, totals.frames, totals.crashes, totals.changes, totals.conflicts
    );
    println!("{passed} passed, {} failed", failures.len());
    if failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Runs seeds until there are none left, or one has failed.
#[allow(clippy::print_stderr, reason = "this is a command line")]
fn work(progress: &Progress, from: u64, seeds: u64, steps: u32) {
    loop {
        let at = progress.next.fetch_add(1, Ordering::Relaxed);
        if at >= seeds || progress.has_failed.load(Ordering::Relaxed) {
            return;
        }
        let seed = from + at;
        match run(Plan { steps, ..Plan::of_seed(seed) }) {
            Ok(account) => {
                let passed = progress.passed.fetch_add(1, Ordering::Relaxed) + 1;
                let mut totals = progress.totals.lock().unwrap_or_else(PoisonError::into_inner);
                totals.edits += account.edits;
                totals.frames += account.frames;
                totals.crashes += account.crashes;
                totals.changes += account.changes;
                totals.conflicts += account.conflicts;
                if passed.is_multiple_of(20) && std::io::stderr().is_terminal() {
                    eprint!("\r{passed} of {seeds} seeds");
                }
            }
            Err(violation) => {
                progress.has_failed.store(true, Ordering::Relaxed);
                progress.failures.lock().unwrap_or_else(PoisonError::into_inner).insert(seed, violation);
            }
        }
    }
}
