//! What a tab shows and answers, held against the account.

use madobe_client::repo::{OpenError, SaveState};
use madobe_shared::ids::BlobHash;
use madobe_shared::session::SyncStatus;

use super::{Answer, is_quarantined};
use crate::sim::agenda::{Happening, TabKey};
use crate::sim::world::World;
use crate::sim::{Checked, Violation};

impl World {
    /// Looks at a tab that has just run.
    pub(super) fn watch(&mut self, at: usize, key: TabKey) -> Checked {
        let Some(tab) = self.tablets[at].tabs.get(&key) else {
            return Ok(());
        };
        let answers = tab.hands.answers.take();
        let saved: Vec<_> = tab
            .hands
            .open
            .borrow()
            .iter()
            .filter(|(_, case)| {
                let (made, saved) = case.edits();
                matches!(case.save_state(), SaveState::Saved { .. }) && made == saved
            })
            .map(|(doc, _)| *doc)
            .collect();
        for answer in answers {
            self.hear_answer(at, key, answer)?;
        }
        for doc in saved {
            self.reference.reported(self.agenda.now_ms, key, doc)?;
        }
        self.watch_badge(at, key)
    }

    fn watch_badge(&mut self, at: usize, key: TabKey) -> Checked {
        let device = self.tablets[at].author.device;
        let Some(tab) = self.tablets[at].tabs.get_mut(&key) else {
            return Ok(());
        };
        let status = tab.status();
        if tab.said == status {
            return Ok(());
        }
        tab.said = status;
        if let Some(status) = status {
            self.tell(|| format!("{device}/{key}: {status:?}"));
            if matches!(status, SyncStatus::AllReceived | SyncStatus::Refused { .. }) {
                let disk = &self.tablets[at].disk;
                // Where something is said to be refused, another tab may just have put it back into the outbox.
                let may_be_back = matches!(status, SyncStatus::Refused { .. });
                let is_aside = |change| may_be_back || is_quarantined(disk, change);
                return self.reference.all_received(self.agenda.now_ms, (key, device), is_aside);
            }
        }
        Ok(())
    }

    fn hear_answer(&mut self, at: usize, tab: TabKey, answer: Answer) -> Checked {
        let device = self.tablets[at].author.device;
        match answer {
            Answer::NotStarted(error) => {
                self.tell(|| format!("{device}/{tab}: the app does not start: {error}"));
                // Whoever sits there opens it again.
                self.crash_tab(at, tab)?;
                let delay_ms = self.chance.spread(500, 10_000);
                self.agenda.after(delay_ms, Happening::TabOpens(at));
            }
            Answer::NotOpened(doc, error) => {
                self.tell(|| format!("{device}/{tab}: {doc} cannot be opened: {error}"));
                let tablet = &self.tablets[at];
                let is_expected = tablet.damaged.contains(&doc)
                    || tablet.was_set_back
                    || self.reference.dead().contains(&doc)
                    || self.reference.was_barred(tablet.author.user, doc)
                    || matches!(error, OpenError::Storage(_));
                if !is_expected {
                    return Err(Violation(format!("{device}: {doc} cannot be opened: {error}")));
                }
            }
            Answer::FileRead(key, read) => {
                let named = read.as_ref().map(|bytes| BlobHash::of(bytes) == key.hash);
                self.tell(|| format!("{device}/{tab}: opens {key}: {named:?}"));
                if named.is_ok_and(|is_it| !is_it) {
                    return Err(Violation(format!("{device}: what is opened as {key} is something else")));
                }
            }
            Answer::Created(created) => {
                let begun = self.tablets[at].tabs.get_mut(&tab).and_then(|tab| tab.creating.take());
                if let Err(error) = created {
                    self.tell(|| format!("{device}/{tab}: a case was not created: {error}"));
                    if let Some((_, Some(line))) = begun {
                        self.reference.refused(line);
                    }
                }
            }
        }
        Ok(())
    }
}
