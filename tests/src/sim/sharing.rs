//! Who may see what changes: cases are shared and withdrawn, restricted and opened again, people change their desks, days end.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::Date;
use madobe_shared::ids::{ChangeHash, DeviceId, DocId, UserId};

use super::Checked;
use super::office::Backup;
use super::reference::{AccessStep, Sight};
use super::world::{USERS, World};

impl World {
    /// Something changes about who sees what.
    pub(super) fn access_changes(&mut self) -> Checked {
        let docs: Vec<DocId> = self.reference.sight().known().collect();
        let user = UserId(self.chance.between(1, USERS));
        let kind = self.chance.below(12);
        let (Some(&doc), true) = (self.chance.pick(&docs), self.office.is_up) else {
            return Ok(());
        };
        let is_at_desk = self.reference.sight().is_at_desk(user);
        let step = match kind {
            0..=3 => AccessStep::Grant(doc, user, self.some_last_day()),
            4..=6 => AccessStep::Revoke(doc, user),
            7..=8 => AccessStep::Restrict(doc, true),
            9 => AccessStep::Restrict(doc, false),
            10 => AccessStep::Role(user, !is_at_desk),
            _ => AccessStep::EndWhatIsOver,
        };
        if self.may_take(&step) {
            self.take_access_step(step);
        }
        Ok(())
    }

    pub(super) fn take_access_step(&mut self, step: AccessStep) {
        self.tell(|| format!("access: {step:?}"));
        self.office.store.take_access_step(self.agenda.now_ms, &step);
        self.reference.access_changed(&step);
        self.office_has_grown();
    }

    fn some_last_day(&mut self) -> Option<Date> {
        let ends = self.chance.in_thousand(600);
        let days = if self.chance.in_thousand(700) { 0 } else { 1 };
        let last = self.today().saturating_add(days.days());
        (ends && self.weather.has_last_days).then_some(last)
    }

    /// What the office lost when it was restored only its authors can give back: nobody may take a case from them before.
    fn may_take(&self, step: &AccessStep) -> bool {
        let mut then = self.reference.sight().clone();
        then.take(step);
        self.reference.lost(self.office.store.changes()).all(|(line, _)| then.writes(line.user, line.doc))
    }

    /// Whether all that would be lost by going back to an older copy is given back by those who wrote it: they have always seen it, see it
    /// in the copy, and have it on their tablets.
    pub(super) fn can_be_restored(&self, copy: &Backup, then: &Sight) -> bool {
        let mut held: BTreeMap<(DeviceId, DocId), BTreeSet<ChangeHash>> = BTreeMap::new();
        self.reference.lost(copy.changes()).all(|(line, change)| {
            let (user, device, doc) = (line.user, line.device, line.doc);
            // Of minutes that the copy does not know, whoever is first would lock the others out.
            let is_open = then.is_at_desk(user) && !doc.is_minutes();
            let will_write = if then.knows(doc) { then.sees(user, doc) } else { is_open };
            let held = held.entry((device, doc)).or_insert_with(|| {
                let at = self.tablets.iter().position(|tablet| tablet.author.device == device);
                at.map(|at| self.hashes_on(at, doc)).unwrap_or_default()
            });
            will_write && !self.reference.was_barred(user, doc) && held.contains(&change.hash)
        })
    }
}
