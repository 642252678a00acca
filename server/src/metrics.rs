//! Counters for whoever watches the server, in the text form of Prometheus. Counts and sizes only: nothing here tells who or what.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};

use madobe_shared::session::server::AppendOutcome;

use crate::store::StoreCounts;

/// Everything that is counted since the start.
#[derive(Debug, Default)]
pub struct Metrics {
    connections: AtomicU64,
    frames_received: AtomicU64,
    bytes_received: AtomicU64,
    frames_sent: AtomicU64,
    bytes_sent: AtomicU64,
    commits: AtomicU64,
    commits_failed: AtomicU64,
    changes_appended: AtomicU64,
    changes_repeated: AtomicU64,
    changes_refused: AtomicU64,
    change_bytes: AtomicU64,
    frames_malformed: AtomicU64,
    sign_ins: AtomicU64,
    sign_ins_wrong: AtomicU64,
    sign_ins_locked: AtomicU64,
    snapshots: AtomicU64,
    requests_limited: AtomicU64,
}

fn add(counter: &AtomicU64, more: usize) {
    counter.fetch_add(more as u64, Ordering::Relaxed);
}

impl Metrics {
    /// A device has connected. It counts as connected until the value is dropped.
    #[must_use]
    pub fn connected(&self) -> Connected<'_> {
        add(&self.connections, 1);
        Connected(&self.connections)
    }

    /// A frame came in.
    pub fn received(&self, bytes: usize) {
        add(&self.frames_received, 1);
        add(&self.bytes_received, bytes);
    }

    /// A frame went out.
    pub fn sent(&self, bytes: usize) {
        add(&self.frames_sent, 1);
        add(&self.bytes_sent, bytes);
    }

    /// A frame could not be read.
    pub fn malformed(&self) {
        add(&self.frames_malformed, 1);
    }

    /// A transaction is durable.
    pub fn committed(&self, outcomes: &[AppendOutcome], bytes: usize) {
        add(&self.commits, 1);
        add(&self.change_bytes, bytes);
        for outcome in outcomes {
            let counter = match outcome {
                AppendOutcome::Appended(_) => &self.changes_appended,
                AppendOutcome::AlreadyThere(_) | AppendOutcome::OutOfSight(_) => &self.changes_repeated,
                AppendOutcome::MissingDependencies
                | AppendOutcome::DeadDocument
                | AppendOutcome::NoAccess
                | AppendOutcome::Unfit => &self.changes_refused,
            };
            add(counter, 1);
        }
    }

    /// A transaction failed.
    pub fn commit_failed(&self) {
        add(&self.commits_failed, 1);
    }

    /// Someone signed in.
    pub fn signed_in(&self) {
        add(&self.sign_ins, 1);
    }

    /// A password was wrong.
    pub fn wrong_password(&self) {
        add(&self.sign_ins_wrong, 1);
    }

    /// A locked account was tried.
    pub fn locked(&self) {
        add(&self.sign_ins_locked, 1);
    }

    /// A snapshot was made.
    pub fn compacted(&self) {
        add(&self.snapshots, 1);
    }

    /// A request was not listened to, because its address was turned away too often.
    pub fn limited(&self) {
        add(&self.requests_limited, 1);
    }

    /// All of it as text. Where the server shows a certificate, with the time until that expires.
    #[must_use]
    pub fn render(&self, store: StoreCounts, certificate_seconds_left: Option<i64>) -> String {
        let load = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let counters = [
            ("madobe_frames_received_total", "Frames received.", load(&self.frames_received)),
            ("madobe_bytes_received_total", "Bytes of frames received.", load(&self.bytes_received)),
            ("madobe_frames_sent_total", "Frames sent.", load(&self.frames_sent)),
            ("madobe_bytes_sent_total", "Bytes of frames sent.", load(&self.bytes_sent)),
            ("madobe_frames_malformed_total", "Frames that could not be read.", load(&self.frames_malformed)),
            ("madobe_commits_total", "Transactions of the log.", load(&self.commits)),
            ("madobe_commits_failed_total", "Transactions that failed.", load(&self.commits_failed)),
            ("madobe_changes_appended_total", "Changes appended.", load(&self.changes_appended)),
            ("madobe_changes_repeated_total", "Changes pushed again.", load(&self.changes_repeated)),
            ("madobe_changes_refused_total", "Changes the store refused.", load(&self.changes_refused)),
            ("madobe_change_bytes_total", "Bytes of changes in transactions.", load(&self.change_bytes)),
            ("madobe_snapshots_total", "Snapshots made.", load(&self.snapshots)),
            ("madobe_sign_ins_total", "Sign-ins.", load(&self.sign_ins)),
            ("madobe_sign_ins_wrong_total", "Wrong passwords.", load(&self.sign_ins_wrong)),
            ("madobe_sign_ins_locked_total", "Tries of locked accounts.", load(&self.sign_ins_locked)),
            ("madobe_requests_limited_total", "Requests of impatient addresses.", load(&self.requests_limited)),
        ];
        let gauges = [
            ("madobe_connections", "Devices connected.", Some(load(&self.connections))),
            ("madobe_log_head", "Number of the last log entry.", Some(store.head)),
            ("madobe_documents", "Documents in the store.", Some(store.documents)),
            ("madobe_store_bytes", "Bytes of the store on disk.", Some(store.bytes)),
            ("madobe_quarantined", "Rejected chunks kept for inspection.", Some(store.quarantined)),
            ("process_resident_memory_bytes", "Memory of the process.", resident_bytes()),
        ];
        let certificate = "Seconds until the certificate expires; below zero where it has.";
        let certificate = ("madobe_certificate_seconds_left", certificate, certificate_seconds_left.map(i128::from));
        let counters = counters.into_iter().map(|(name, help, value)| ("counter", name, help, i128::from(value)));
        let gauges = gauges.into_iter().map(|(name, help, value)| (name, help, value.map(i128::from)));
        let gauges = gauges.chain([certificate]).filter_map(|(name, help, value)| Some(("gauge", name, help, value?)));
        let mut text = String::new();
        for (kind, name, help, value) in counters.chain(gauges) {
            // Writing into a String cannot fail.
            let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}");
        }
        text
    }
}

/// A connected device; dropping it counts it off.
#[derive(Debug)]
pub struct Connected<'a>(&'a AtomicU64);

impl Drop for Connected<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Memory of this process, where the operating system tells it the way Linux does.
fn resident_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes << 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_counts_what_happened() {
        let metrics = Metrics::default();
        let connected = metrics.connected();
        metrics.committed(&[AppendOutcome::Appended(1), AppendOutcome::AlreadyThere(1)], 30);
        let text = metrics.render(StoreCounts { head: 7, ..StoreCounts::default() }, None);
        let line = |line: &str| text.lines().any(|it| it == line);
        assert!(line("madobe_connections 1") && line("madobe_log_head 7") && line("madobe_change_bytes_total 30"));
        assert!(line("madobe_changes_appended_total 1") && line("madobe_changes_repeated_total 1"));
        drop(connected);
        assert!(metrics.render(StoreCounts::default(), None).contains("\nmadobe_connections 0\n"));
    }
}
