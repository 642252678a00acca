//! Fuzzing of everything that reads bytes from elsewhere.
//!
//! Each [`Target`] gives some honest inputs and says what has to hold for any other. Inputs are the honest ones, damaged by a seeded
//! sequence, so that a run can be repeated; one that breaks a target is written to a file, and `tests/fixtures/crashes` holds those that did,
//! which every test run tries again. What is being tried stands in a file as well, since not every crash can be caught: memory has a limit, and
//! a process that reaches it ends.

pub mod forge;
mod mutate;
mod passkey;
mod targets;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};

use crate::sim::Chance;
pub use mutate::mutated;
pub use targets::TARGETS;

/// The longest that any input may keep a parser busy. Generous: the machine has other things to do.
const PATIENCE: Duration = Duration::from_secs(10);

/// Something that reads foreign bytes.
pub struct Target {
    /// Its name on the command line, and of its folder of past crashes.
    pub name: &'static str,
    /// Honest inputs.
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// Reads an input and checks what came of it. Panics where that is not as it should be.
    pub run: fn(&[u8]),
}

/// An input that broke a target.
#[derive(Debug, thiserror::Error)]
#[error("{target} broke on an input that is now in {}: {what}", file.display())]
pub struct Broken {
    /// The target.
    pub target: &'static str,
    /// Where the input is.
    pub file: PathBuf,
    /// What happened.
    pub what: String,
}

/// How much of a target is tried.
#[derive(Debug, Clone, Copy)]
pub enum Extent {
    /// So many inputs.
    Inputs(u64),
    /// As many as fit into this time.
    Time(Duration),
}

/// Where crashes are written.
#[must_use]
pub fn crash_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/fuzz")
}

/// Tries a target's honest inputs, its past crashes and damaged inputs; returns how many inputs that were.
///
/// # Errors
///
/// [`Broken`] at the first input that breaks the target.
pub fn run(target: &Target, seed: u64, extent: Extent) -> Result<u64, Broken> {
    let folder = crash_folder();
    fs::create_dir_all(&folder).expect("the build folder can be written");
    let running = folder.join(format!("{}.running", target.name));
    let seeds = (target.seeds)();
    let mut tried = 0;
    for input in seeds.iter().chain(&past_crashes(target.name)) {
        attempt(target, input, &running)?;
        tried += 1;
    }
    let mut chance = Chance::new(seed);
    let started = Instant::now();
    while match extent {
        Extent::Inputs(inputs) => tried < inputs,
        Extent::Time(time) => started.elapsed() < time,
    } {
        attempt(target, &mutated(&mut chance, &seeds), &running)?;
        tried += 1;
    }
    fs::remove_file(&running).expect("the build folder can be written");
    Ok(tried)
}

/// The inputs that broke a target once.
#[must_use]
pub fn past_crashes(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/crashes").join(target);
    let Ok(files) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = files.map(|file| file.expect("a folder can be listed").path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).expect("a file can be read")).collect()
}

fn attempt(target: &Target, input: &[u8], running: &Path) -> Result<(), Broken> {
    fs::write(running, input).expect("the build folder can be written");
    let started = Instant::now();
    let ran = std::panic::catch_unwind(|| (target.run)(input));
    let what = match ran {
        Ok(()) if started.elapsed() <= PATIENCE => return Ok(()),
        Ok(()) => format!("it took {:?}", started.elapsed()),
        Err(panic) => {
            let words = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
            words.unwrap_or("it panicked").to_owned()
        }
    };
    let digest = Sha256::digest(input);
    let name: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let file = crash_folder().join(format!("{}-{name}", target.name));
    fs::rename(running, &file).expect("the build folder can be written");
    Err(Broken { target: target.name, file, what })
}
