//! A plain account of what people did and what became of it, to hold the system against.
//!
//! It knows no Automerge and no protocol: every edit is a line with a unique word or value in it, and notes of when it was durable, said to
//! be saved, and acknowledged. What the devices and the office should show in the evening follows from that.

mod expected;
mod sight;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use madobe_shared::form::{Entry, FieldRef, TextRef};
use madobe_shared::ids::{Author, ChangeHash, DeviceId, DocId, UserId};
use madobe_shared::protocol::ChangeKey;

use super::agenda::TabKey;
use super::{Checked, Violation};

pub(super) use sight::{AccessStep, Sight};

/// How long one tab needs to tell another.
pub(super) const TELLING_MS_MAX: u64 = 40;

/// The place of an edit in the account.
pub(super) type EditId = usize;

/// What an edit did, as far as the account follows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Deed {
    /// Wrote this unique word somewhere into a text.
    Word { text: TextRef, word: String },
    /// Set a field to a unique value, knowing of these other settings of it.
    Value { field: FieldRef, value: String, knew: Vec<EditId> },
    /// Took an entry out of sight.
    Removal { entry: Entry },
    /// Something that is only compared between devices.
    Other,
}

/// One edit.
#[derive(Debug, Clone)]
pub(super) struct Line {
    tab: TabKey,
    pub(super) user: UserId,
    pub(super) device: DeviceId,
    pub(super) doc: DocId,
    pub(super) deed: Deed,
    /// The changes it went into, once it was written.
    pub(super) hashes: Vec<ChangeHash>,
    /// A transaction with it was carried out.
    pub(super) is_durable: bool,
    /// When the device said that it is saved.
    pub(super) reported_ms: Option<u64>,
    /// The device it was on has lost it through no fault of the software: it may have reached the office before, or not.
    pub(super) is_excused: bool,
}

/// See the module.
#[derive(Debug)]
pub(super) struct Reference {
    lines: Vec<Line>,
    /// Which setting of a field a value comes from.
    values: BTreeMap<(DocId, FieldRef, String), EditId>,
    /// Changes that were durable at the office at some time.
    arrived: BTreeSet<ChangeKey>,
    /// Changes that the office has acknowledged in its present life.
    acknowledged: BTreeSet<ChangeKey>,
    /// Cases that were deleted.
    dead: BTreeSet<DocId>,
    /// Who may see what now.
    sight: Sight,
    /// Who was ever not allowed to write in what.
    barred: BTreeSet<(UserId, DocId)>,
}

impl Reference {
    /// An account of nothing yet, on this day, of this staff.
    pub(super) fn new(today: Date, users: impl IntoIterator<Item = UserId>) -> Self {
        Self {
            lines: Vec::new(),
            values: BTreeMap::new(),
            arrived: BTreeSet::new(),
            acknowledged: BTreeSet::new(),
            dead: BTreeSet::new(),
            sight: Sight::new(today, users),
            barred: BTreeSet::new(),
        }
    }

    pub(super) fn lines(&self) -> &[Line] {
        &self.lines
    }

    pub(super) fn dead(&self) -> &BTreeSet<DocId> {
        &self.dead
    }

    pub(super) fn sight(&self) -> &Sight {
        &self.sight
    }

    /// Whether there was a time when someone could not write in a document since the office knows it: for all but the office's own, when it
    /// was out of their sight.
    pub(super) fn was_barred(&self, user: UserId, doc: DocId) -> bool {
        self.barred.contains(&(user, doc))
    }

    /// It is this day.
    pub(super) fn is_day(&mut self, today: Date) {
        if self.sight.is_day(today) {
            self.look_who_sees_what();
        }
    }

    /// Something changed about who sees what.
    pub(super) fn access_changed(&mut self, step: &AccessStep) {
        self.sight.take(step);
        self.look_who_sees_what();
    }

    /// The first of a case arrives at the office, pushed by this user.
    pub(super) fn begun(&mut self, doc: DocId, by: UserId) {
        self.sight.begun(doc, by);
        self.look_who_sees_what();
    }

    fn look_who_sees_what(&mut self) {
        self.barred.extend(self.sight.barred());
    }

    pub(super) fn acknowledged(&self) -> &BTreeSet<ChangeKey> {
        &self.acknowledged
    }

    pub(super) fn has_arrived(&self, change: ChangeKey) -> bool {
        self.arrived.contains(&change)
    }

    /// The number of the next edit, from which its unique word is made.
    pub(super) fn next_number(&self) -> usize {
        self.lines.len()
    }

    /// Whether somebody took an entry out of sight, as far as they know.
    pub(super) fn was_removed(&self, doc: DocId, entry: Entry) -> bool {
        self.lines.iter().any(|line| line.doc == doc && line.deed == Deed::Removal { entry })
    }

    /// The setting of a field that a value comes from.
    pub(super) fn setting(&self, doc: DocId, field: FieldRef, value: &str) -> Option<EditId> {
        self.values.get(&(doc, field, value.to_owned())).copied()
    }

    /// Someone made an edit. Tells its place in the account.
    pub(super) fn edited(&mut self, tab: TabKey, author: Author, doc: DocId, deed: Deed) -> EditId {
        let id = self.lines.len();
        if let Deed::Value { field, value, .. } = &deed {
            self.values.insert((doc, *field, value.clone()), id);
        }
        self.lines.push(Line {
            tab,
            user: author.user,
            device: author.device,
            doc,
            deed,
            hashes: Vec::new(),
            is_durable: false,
            reported_ms: None,
            is_excused: false,
        });
        id
    }

    /// The edits of a document that were made in a tab and are not on its disk yet.
    pub(super) fn not_durable_in(&self, tab: TabKey, doc: DocId) -> Vec<EditId> {
        self.made_in(tab, doc).filter(|id| !self.lines[*id].is_durable).collect()
    }

    fn made_in(&self, tab: TabKey, doc: DocId) -> impl Iterator<Item = EditId> + '_ {
        let made = self.lines.iter().enumerate().filter(move |(_, line)| line.tab == tab && line.doc == doc);
        made.map(|(id, _)| id)
    }

    /// A write with these edits, as these changes, was carried out.
    pub(super) fn durable(&mut self, covered: &[EditId], hashes: &[ChangeHash]) {
        for id in covered {
            let line = &mut self.lines[*id];
            // A tab that is about to close writes once more what is under way already.
            if !line.is_durable {
                line.is_durable = true;
                line.hashes = hashes.to_vec();
            }
        }
    }

    /// A tab says that everything in a document is saved.
    pub(super) fn reported(&mut self, now_ms: u64, tab: TabKey, doc: DocId) -> Checked {
        for id in self.made_in(tab, doc).collect::<Vec<_>>() {
            let line = &mut self.lines[id];
            // What changed nothing is never written.
            if !line.is_durable && line.deed != Deed::Other {
                return Err(Violation(format!("edit {id} of {doc} is said to be saved and is not")));
            }
            if line.is_durable {
                line.reported_ms.get_or_insert(now_ms);
            }
        }
        Ok(())
    }

    /// A change is durable at the office.
    pub(super) fn arrived(&mut self, change: ChangeKey) {
        self.arrived.insert(change);
    }

    /// The office acknowledges a change.
    pub(super) fn acknowledge(&mut self, change: ChangeKey) {
        self.acknowledged.insert(change);
    }

    /// The office begins a new life, with what its older copy holds: what it acknowledged before no longer counts, and who saw what then
    /// does.
    pub(super) fn office_restored(&mut self, today: Date, then: Sight) {
        self.acknowledged.clear();
        self.sight = then;
        self.sight.is_day(today);
        self.look_who_sees_what();
    }

    /// A case was deleted for good.
    pub(super) fn buried(&mut self, doc: DocId) {
        self.dead.insert(doc);
        self.sight.buried(doc);
        self.acknowledged.retain(|change| change.doc != doc);
    }

    /// What is durable on a device now, to be compared with after it was set back.
    pub(super) fn durable_on(&self, device: DeviceId) -> BTreeSet<EditId> {
        let durable = self.lines.iter().enumerate().filter(|(_, line)| line.device == device && line.is_durable);
        durable.map(|(id, _)| id).collect()
    }

    /// A device has lost what was durable on it, except these edits.
    pub(super) fn device_lost(&mut self, device: DeviceId, except: &BTreeSet<EditId>) {
        for (id, line) in self.lines.iter_mut().enumerate() {
            if line.device == device && line.is_durable && !except.contains(&id) {
                line.is_excused = true;
            }
        }
    }

    /// What must be on a device by what it said: documents with the changes of edits that were reported as saved.
    pub(super) fn promised_on(&self, device: DeviceId) -> BTreeMap<DocId, BTreeSet<ChangeHash>> {
        let mut promised: BTreeMap<DocId, BTreeSet<ChangeHash>> = BTreeMap::new();
        for line in &self.lines {
            let is_promised = line.reported_ms.is_some() && !line.is_excused && !self.dead.contains(&line.doc);
            if line.device == device && is_promised {
                promised.entry(line.doc).or_default().extend(&line.hashes);
            }
        }
        promised
    }

    /// The app said that an edit could not be made after all.
    pub(super) fn refused(&mut self, id: EditId) {
        self.lines[id].is_excused = true;
    }

    /// "All received", in a tab, is only true where every edit made there was durable at the office at some time, and every edit that
    /// another tab of the device called saved, as soon as that can have told. What was refused because its case went out of sight lies aside.
    pub(super) fn all_received(
        &self,
        now_ms: u64,
        (tab, device): (TabKey, DeviceId),
        is_aside: impl Fn(ChangeKey) -> bool,
    ) -> Checked {
        let unheard = self.lines.iter().enumerate().find(|(_, line)| {
            let arrived = |hash: &ChangeHash| {
                let change = ChangeKey { doc: line.doc, hash: *hash };
                self.arrived.contains(&change) || (self.was_barred(line.user, line.doc) && is_aside(change))
            };
            // What changed nothing has nothing to be saved.
            let was_told = line.reported_ms.is_some_and(|reported_ms| reported_ms + TELLING_MS_MAX < now_ms);
            let must_be_saved = was_told || (line.tab == tab && line.deed != Deed::Other);
            line.device == device
                && must_be_saved
                && !line.is_excused
                && !self.dead.contains(&line.doc)
                && !(line.is_durable && line.hashes.iter().all(arrived))
        });
        match unheard {
            Some((id, line)) => {
                Err(Violation(format!("everything is said to be received, and edit {id} of {} is not", line.doc)))
            }
            None => Ok(()),
        }
    }
}
