//! The deterministic simulator: a made-up office with its server, tablets, people and everything that goes wrong between them.
//!
//! A seed decides all of it: who writes what, when a line drops, at which transaction the power goes. The parts under test are the
//! real ones: in each tab everything of the app but its screens (`madobe_client::repo`, with its line and the other tabs), the session of
//! both ends, and the server's memory store; clock, network, disks and people are made up here. A plain [`reference`] keeps account of every word that was typed; the invariants compare. A
//! seed that fails replays exactly: no thread, no clock and no iteration order that differs between runs takes part in it.
//!
//! It cannot see what its machines do differently from a browser and the real server: IndexedDB itself, SQLite, sockets, the order of tasks
//! in those programs.

mod agenda;
mod chance;
mod checks;
mod evening;
mod files;
mod machine;
mod network;
mod office;
mod people;
mod presence;
mod reference;
mod sharing;
mod steps;
mod story;
mod tablet;
mod weather;
mod world;

use std::panic::{AssertUnwindSafe, catch_unwind};

pub use chance::Chance;
use world::World;

/// What to run.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Decides everything.
    pub seed: u64,
    /// How many things happen before the evening, when everyone comes home and accounts are settled.
    pub steps: u32,
    /// Whether to tell each step.
    pub is_told: bool,
    /// A rule to break, to see whether it is noticed.
    pub broken: Option<BrokenRule>,
}

/// How many steps a run has unless told otherwise: enough for faults to meet, little enough for thousands of runs.
pub const STEPS: u32 = 160;

/// A rule that the made-up machines break on purpose, as if the product did. What the simulator cannot catch it cannot be trusted with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BrokenRule {
    /// The place in the log is stored before the entries it counts.
    PlaceBeforeEntries,
    /// The outbox is cleared when a change is sent, not when it is acknowledged.
    OutboxClearedOnSend,
    /// Compaction deletes all chunks that are there by then, not only those in the snapshot.
    CompactionDropsAll,
    /// A word counts as saved when it is handed to the storage.
    SavedBeforeWritten,
    /// A summary is taken for fresh whatever came in meanwhile.
    SummaryUnchecked,
    /// The server acknowledges before its disk has the change.
    AckBeforeDurable,
    /// The server forgets to tell one connection in a few that the log has grown.
    GrowthUntold,
    /// The server gives whole documents to whoever asks, those that are not for them too.
    HiddenShown,
    /// The server tells nobody that a document went out of their sight.
    LossUntold,
    /// The server lets everyone write in everything.
    AnyoneWrites,
}

impl Plan {
    /// The usual run of a seed.
    #[must_use]
    pub fn of_seed(seed: u64) -> Self {
        Self { seed, steps: STEPS, is_told: false, broken: None }
    }
}

impl BrokenRule {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::PlaceBeforeEntries,
        Self::OutboxClearedOnSend,
        Self::CompactionDropsAll,
        Self::SavedBeforeWritten,
        Self::SummaryUnchecked,
        Self::AckBeforeDurable,
        Self::GrowthUntold,
        Self::HiddenShown,
        Self::LossUntold,
        Self::AnyoneWrites,
    ];
}

/// What a run was like, for those who wonder how much it tried.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Account {
    /// Edits made by people.
    pub edits: u64,
    /// Frames that arrived.
    pub frames: u64,
    /// Crashes of tabs, tablets and the server.
    pub crashes: u64,
    /// Changes in the server's log in the end.
    pub changes: u64,
    /// Conflicts that stood in the evening.
    pub conflicts: u64,
    /// A number that follows from everything that happened. Two runs of one seed have the same.
    pub fingerprint: u64,
}

/// Something happened that never may.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation(pub String);

impl std::fmt::Display for Violation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

type Checked = Result<(), Violation>;

/// Runs one seed.
///
/// # Errors
///
/// The first [`Violation`] of an invariant; a panic of the parts under test is one.
pub fn run(plan: Plan) -> Result<Account, Violation> {
    let outcome = catch_unwind(AssertUnwindSafe(|| World::new(plan).run()));
    outcome.unwrap_or_else(|panic| {
        let words = panic.downcast_ref::<String>().cloned();
        let words = words.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string)).unwrap_or_default();
        Err(Violation(format!("panicked: {words}")))
    })
}
