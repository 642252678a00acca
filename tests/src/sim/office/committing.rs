//! The one committer of the office: it joins what all connections append, and its disk may fail, be full, or lose power at any moment.

use madobe_shared::protocol::{ChangeKey, Goodbye};
use madobe_shared::session::server::{AppendOutcome, CheckedChange};

use crate::sim::agenda::{Happening, LineKey};
use crate::sim::world::World;
use crate::sim::{BrokenRule, Checked, Violation};

/// The real server's pause before changes that found no room are offered to the disk again.
const COMMIT_RETRY_MS: u64 = 5_000;

impl World {
    pub(super) fn append_waiting(&mut self, key: LineKey) {
        let Some(served) = self.office.sessions.get_mut(&key) else {
            return;
        };
        if served.is_appending || served.waiting.is_empty() {
            return;
        }
        served.is_appending = true;
        self.office.queue.push_back((key, std::mem::take(&mut served.waiting)));
        self.commit_soon();
    }

    fn commit_soon(&mut self) {
        if !self.office.is_committing && !self.office.queue.is_empty() {
            self.office.is_committing = true;
            let delay_ms = self.office_delay_ms();
            self.agenda.after(delay_ms, Happening::Commit(self.office.life));
        }
    }

    /// The disk has what was waiting, or some of it.
    pub(in crate::sim) fn office_commits(&mut self, life: u64) -> Checked {
        if life != self.office.life || !self.office.is_up {
            return Ok(());
        }
        self.office.is_committing = false;
        let group = self.chance.below(self.office.queue.len().max(1)) + 1;
        let group: Vec<_> = self.office.queue.drain(..group.min(self.office.queue.len())).collect();
        if self.chance.in_thousand(self.weather.crashes_at_commit) {
            self.tell(|| "the server dies just before a commit".to_owned());
            return self.office_crashes();
        }
        if self.office.is_full {
            for (key, changes) in group {
                if let Some(served) = self.office.sessions.get_mut(&key) {
                    served.waiting.splice(0..0, changes);
                    self.agenda.after(COMMIT_RETRY_MS, Happening::AppendAgain(key));
                }
            }
            self.commit_soon();
            return Ok(());
        }
        if self.chance.in_thousand(self.weather.failing_office) {
            self.tell(|| "the office's disk fails a commit".to_owned());
            for (key, _) in group {
                self.office_decides(key, |session| session.end(Goodbye::StoreFailed))?;
            }
            self.commit_soon();
            return Ok(());
        }
        let changes: Vec<CheckedChange> = group.iter().flat_map(|(_, changes)| changes).cloned().collect();
        let unasked = || -> Vec<CheckedChange> {
            changes.iter().cloned().map(|change| CheckedChange { user: None, ..change }).collect()
        };
        let now_ms = self.agenda.now_ms;
        let outcomes = match self.plan.broken {
            Some(BrokenRule::AnyoneWrites) => self.office.store.append(now_ms, &unasked()),
            _ => self.office.store.append(now_ms, &changes),
        };
        for (change, (key, outcome)) in changes.iter().zip(&outcomes) {
            if let (AppendOutcome::Appended(_), Some(user)) = (outcome, change.user) {
                if !self.reference.sight().writes(user, key.doc) {
                    return Err(Violation(format!("user {user} writes in {}, where they may not", key.doc)));
                }
                self.reference.begun(key.doc, user);
            }
            if outcome.seq().is_some() {
                self.reference.arrived(*key);
            }
        }
        self.tell(|| format!("the office commits {} changes", outcomes.len()));
        if self.chance.in_thousand(self.weather.crashes_at_commit) {
            self.tell(|| "the server dies just after a commit".to_owned());
            return self.office_crashes();
        }
        let has_grown = outcomes.iter().any(|(_, outcome)| matches!(outcome, AppendOutcome::Appended(_)));
        let mut outcomes = outcomes.into_iter();
        for (key, changes) in group {
            let outcomes = outcomes.by_ref().take(changes.len()).collect();
            let delay_ms = self.chance.between(1, 3);
            self.agenda.after(delay_ms, Happening::Appended(key, outcomes));
        }
        if has_grown {
            self.office_has_grown();
        }
        self.commit_soon();
        Ok(())
    }

    pub(in crate::sim) fn office_appended(
        &mut self,
        key: LineKey,
        outcomes: Vec<(ChangeKey, AppendOutcome)>,
    ) -> Checked {
        let early = self.office.sessions.get_mut(&key).and_then(|served| {
            served.is_appending = false;
            served.early.take()
        });
        if let Some(docs) = early {
            self.office_looks(key, docs);
        }
        self.append_waiting(key);
        self.office_decides(key, |session| session.appended(outcomes))
    }

    pub(in crate::sim) fn office_appends_again(&mut self, key: LineKey) {
        if let Some(served) = self.office.sessions.get_mut(&key) {
            served.is_appending = false;
        }
        self.append_waiting(key);
    }
}
