//! What goes out of the office about a case, and who is told who else has it open: only those who may see it.

use madobe_server::platform::day_in_japan;
use madobe_shared::ids::DocId;
use madobe_shared::protocol::{Entry, ServerMessage};

use crate::sim::agenda::{Happening, LineKey};
use crate::sim::world::World;
use crate::sim::{Checked, Violation};

impl World {
    /// A device has these cases open now, and no others.
    pub(super) fn office_looks(&mut self, key: LineKey, docs: Vec<DocId>) {
        let Some(user) = self.office.sessions.get(&key).map(|served| served.user) else {
            return;
        };
        let today = day_in_japan(self.agenda.now_ms);
        let seen: Vec<DocId> =
            docs.iter().copied().filter(|doc| self.office.store.may_see(user, today, *doc)).collect();
        if let Some(served) = self.office.sessions.get_mut(&key) {
            served.early = (seen.len() < docs.len()).then_some(docs);
        }
        if self.office.lookers.look(key, user, &seen) {
            self.tell_lookers_soon();
        }
    }

    /// A connection has ended, and with it what was open there.
    pub(in crate::sim) fn office_looks_away(&mut self, key: LineKey) {
        if let Some(served) = self.office.sessions.remove(&key)
            && self.office.lookers.look(key, served.user, &[])
        {
            self.tell_lookers_soon();
        }
    }

    fn tell_lookers_soon(&mut self) {
        let delay_ms = self.chance.between(1, 4);
        self.agenda.after(delay_ms, Happening::Looked);
    }

    /// Everyone is told who else has open what they have open.
    pub(in crate::sim) fn office_tells_lookers(&mut self) -> Checked {
        let today = day_in_japan(self.agenda.now_ms);
        let keys: Vec<LineKey> = self.office.sessions.keys().copied().collect();
        for key in keys {
            let Some(user) = self.office.sessions.get(&key).map(|served| served.user) else {
                continue;
            };
            let mut others = self.office.lookers.others(key, user);
            others.retain(|looked| self.office.store.may_see(user, today, looked.doc));
            self.office_decides(key, |session| session.others(others))?;
        }
        Ok(())
    }

    /// No byte of a case goes out to someone who may not see it, nor of a dead one to anybody; nor who has it open.
    pub(super) fn check_news(&self, key: LineKey, message: &ServerMessage) -> Checked {
        let Some(user) = self.office.sessions.get(&key).map(|served| served.user) else {
            return Ok(());
        };
        let docs: Vec<DocId> = match message {
            ServerMessage::Batch(batch) => {
                let told = batch.entries.iter().filter_map(|entry| match entry {
                    Entry::Changes { doc, .. } | Entry::Snapshot { doc, .. } => Some(*doc),
                    Entry::Purge(_) => None,
                });
                told.collect()
            }
            ServerMessage::Looking(others) => others.iter().map(|looked| looked.doc).collect(),
            _ => return Ok(()),
        };
        let hidden = |doc: &&DocId| !self.reference.sight().sees(user, **doc) || self.reference.dead().contains(doc);
        match docs.iter().find(hidden) {
            Some(doc) => Err(Violation(format!("{doc} goes out to user {user}, who may not see it"))),
            None => Ok(()),
        }
    }
}
