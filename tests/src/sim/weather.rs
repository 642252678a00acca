//! What goes wrong in a run, and how often. Each seed has its own mixture: a fault that never rests hides what the others would show.

use super::chance::Chance;

/// How often things go wrong. Weights compare with each other and with the weight of people's work; the rest is times in a thousand.
#[derive(Debug, Clone, Default)]
pub(super) struct Weather {
    /// How long a frame travels at most.
    pub(super) frame_ms_max: u64,
    /// How long a write of a device takes at most.
    pub(super) write_ms_max: u64,
    /// How long the office's disk takes at most.
    pub(super) office_ms_max: u64,
    /// How long people pause at most between two steps of the story.
    pub(super) pause_ms_max: u64,
    /// How many entries and bytes the office puts into one page.
    pub(super) page: (usize, usize),
    /// How many chunks a device keeps before it compacts.
    pub(super) chunks_per_doc_max: usize,
    /// Whether frames are damaged, doubled and overtaken on the way, which a WebSocket does not do.
    pub(super) is_garbling: bool,
    /// Weight of lines that drop.
    pub(super) drops: u64,
    /// Weight of lines that go silent without anyone noticing.
    pub(super) silences: u64,
    /// Weight of tablets that lose the network for a while.
    pub(super) partitions: u64,
    /// Weight of tabs that die.
    pub(super) tab_crashes: u64,
    /// Weight of batteries that die.
    pub(super) power_cuts: u64,
    /// How often a tab or tablet dies just before or after a write.
    pub(super) crashes_at_write: u64,
    /// How often a write of a device fails.
    pub(super) failing_writes: u64,
    /// Weight of tablets that run full for a while.
    pub(super) full_tablets: u64,
    /// Weight of the server dying.
    pub(super) office_crashes: u64,
    /// How often the server dies just before or after a commit.
    pub(super) crashes_at_commit: u64,
    /// How often a read or write of the office's store fails for good.
    pub(super) failing_office: u64,
    /// Weight of the office's disk running full for a while.
    pub(super) full_office: u64,
    /// Weight of another tab being opened or closed.
    pub(super) tabs: u64,
    /// Weight of clocks that jump.
    pub(super) clock_jumps: u64,
    /// Weight of cases being deleted for good.
    pub(super) burials: u64,
    /// Weight of the server making a snapshot.
    pub(super) compactions: u64,
    /// Weight of the server being restored from an older copy.
    pub(super) restores: u64,
    /// Weight of tablets that are lost and replaced by new ones.
    pub(super) replacements: u64,
    /// Weight of tablets that are set back to an older copy of themselves.
    pub(super) rollbacks: u64,
    /// Weight of chunks that rot.
    pub(super) damages: u64,
    /// Weight of changes of who may see what.
    pub(super) access: u64,
    /// Whether cases are shared until a day, and that day ends during the run.
    pub(super) has_last_days: bool,
    /// How often a text is a long one.
    pub(super) long_texts: u64,
}

impl Weather {
    /// The weather of a seed.
    pub(super) fn draw(chance: &mut Chance) -> Self {
        let mut weather = Self {
            frame_ms_max: *chance.pick(&[5, 80, 400, 3_000]).unwrap_or(&80),
            write_ms_max: *chance.pick(&[2, 10, 100, 2_500]).unwrap_or(&10),
            office_ms_max: *chance.pick(&[2, 10, 200, 1_500]).unwrap_or(&10),
            pause_ms_max: *chance.pick(&[300, 2_000, 10_000, 40_000]).unwrap_or(&2_000),
            page: (chance.below(30) + 1, *chance.pick(&[300, 2_000, 500_000]).unwrap_or(&2_000)),
            chunks_per_doc_max: *chance.pick(&[2, 6, 16, 64]).unwrap_or(&16),
            is_garbling: chance.in_thousand(350),
            long_texts: if chance.in_thousand(60) { 5 } else { 0 },
            ..Self::default()
        };
        weather.drops = often(chance);
        weather.silences = rarely(chance);
        weather.partitions = often(chance);
        weather.tab_crashes = often(chance);
        weather.power_cuts = rarely(chance);
        weather.crashes_at_write = if chance.in_thousand(400) { chance.between(3, 60) } else { 0 };
        weather.failing_writes = if chance.in_thousand(300) { chance.between(5, 150) } else { 0 };
        weather.full_tablets = rarely(chance);
        weather.office_crashes = rarely(chance);
        weather.crashes_at_commit = if chance.in_thousand(400) { chance.between(10, 150) } else { 0 };
        weather.failing_office = if chance.in_thousand(200) { chance.between(3, 60) } else { 0 };
        weather.full_office = rarely(chance);
        weather.tabs = often(chance);
        weather.clock_jumps = rarely(chance);
        weather.burials = rarely(chance);
        weather.compactions = often(chance);
        // What the server lost by a restore only its authors can give back: they must not be lost in the same run.
        if chance.in_thousand(250) {
            weather.restores = 2;
        } else {
            weather.replacements = rarely(chance) / 2;
            weather.rollbacks = rarely(chance) / 2;
            weather.damages = rarely(chance);
        }
        weather.access = often(chance);
        // A day takes cases from people without asking whether the office has all of what they wrote.
        weather.has_last_days = weather.restores == 0 && chance.in_thousand(400);
        weather
    }

    /// Nothing goes wrong any more.
    pub(super) fn calm(&self) -> Self {
        Self {
            frame_ms_max: 80,
            write_ms_max: 10,
            office_ms_max: 10,
            pause_ms_max: self.pause_ms_max,
            page: self.page,
            chunks_per_doc_max: self.chunks_per_doc_max,
            has_last_days: self.has_last_days,
            ..Self::default()
        }
    }
}

fn often(chance: &mut Chance) -> u64 {
    if chance.in_thousand(600) { chance.between(2, 30) } else { 0 }
}

fn rarely(chance: &mut Chance) -> u64 {
    if chance.in_thousand(350) { chance.between(2, 8) } else { 0 }
}
