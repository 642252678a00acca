//! A plain account of what people did and what became of it, to hold the system against.
//!
//! It knows no Automerge and no protocol: every edit is a line with a unique word or value in it, and notes of when it was durable, said to
//! be saved, and acknowledged. What the devices and the office should show in the evening follows from that.

mod expected;

use std::collections::{BTreeMap, BTreeSet};

use madobe_shared::edit::{FieldRef, TextRef};
use madobe_shared::ids::{ChangeHash, DeviceId, DocId};
use madobe_shared::protocol::ChangeKey;

use super::agenda::TabKey;
use super::{Checked, Violation};

/// The place of an edit in the account.
pub(super) type EditId = usize;

/// What an edit did, as far as the account follows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Deed {
    /// Wrote this unique word somewhere into a text.
    Word { text: TextRef, word: String },
    /// Set a field to a unique value, knowing of these other settings of it.
    Value { field: FieldRef, value: String, knew: Vec<EditId> },
    /// Something that is only compared between devices.
    Other,
}

/// One edit.
#[derive(Debug, Clone)]
pub(super) struct Line {
    tab: TabKey,
    pub(super) device: DeviceId,
    pub(super) doc: DocId,
    pub(super) deed: Deed,
    /// The changes it went into, once it was written.
    pub(super) hashes: Vec<ChangeHash>,
    /// A transaction with it was carried out.
    pub(super) is_durable: bool,
    /// The device said that it is saved.
    pub(super) is_reported: bool,
    /// The device it was on has lost it through no fault of the software: it may have reached the office before, or not.
    pub(super) is_excused: bool,
}

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Reference {
    lines: Vec<Line>,
    /// The edits of each opening of a document in a tab, in their order.
    openings: BTreeMap<(TabKey, DocId), Vec<EditId>>,
    /// Which setting of a field a value comes from.
    values: BTreeMap<(DocId, FieldRef, String), EditId>,
    /// Changes that were durable at the office at some time.
    arrived: BTreeSet<ChangeKey>,
    /// Changes that the office has acknowledged in its present life.
    acknowledged: BTreeSet<ChangeKey>,
    /// Cases that were deleted.
    dead: BTreeSet<DocId>,
}

impl Reference {
    pub(super) fn lines(&self) -> &[Line] {
        &self.lines
    }

    pub(super) fn dead(&self) -> &BTreeSet<DocId> {
        &self.dead
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

    /// The setting of a field that a value comes from.
    pub(super) fn setting(&self, doc: DocId, field: FieldRef, value: &str) -> Option<EditId> {
        self.values.get(&(doc, field, value.to_owned())).copied()
    }

    /// A document is opened in a tab.
    pub(super) fn opened(&mut self, tab: TabKey, doc: DocId) {
        self.openings.insert((tab, doc), Vec::new());
    }

    /// Someone made an edit.
    pub(super) fn edited(&mut self, tab: TabKey, device: DeviceId, doc: DocId, deed: Deed) {
        let id = self.lines.len();
        if let Deed::Value { field, value, .. } = &deed {
            self.values.insert((doc, *field, value.clone()), id);
        }
        self.lines.push(Line {
            tab,
            device,
            doc,
            deed,
            hashes: Vec::new(),
            is_durable: false,
            is_reported: false,
            is_excused: false,
        });
        self.openings.entry((tab, doc)).or_default().push(id);
    }

    /// The edits that a write up to an edit's number makes durable.
    pub(super) fn covered(&self, tab: TabKey, doc: DocId, edits: u64) -> Vec<EditId> {
        let opening = self.openings.get(&(tab, doc)).map(Vec::as_slice).unwrap_or_default();
        let edits = usize::try_from(edits).unwrap_or(usize::MAX).min(opening.len());
        opening[..edits].iter().copied().filter(|id| !self.lines[*id].is_durable).collect()
    }

    /// A write with these edits, as these changes, was carried out.
    pub(super) fn durable(&mut self, covered: &[EditId], hashes: &[ChangeHash]) {
        for id in covered {
            self.lines[*id].is_durable = true;
            self.lines[*id].hashes = hashes.to_vec();
        }
    }

    /// The device says that edits are saved.
    pub(super) fn reported(&mut self, tab: TabKey, doc: DocId, edits: u64) -> Checked {
        let opening = self.openings.get(&(tab, doc)).map(Vec::as_slice).unwrap_or_default();
        let edits = usize::try_from(edits).unwrap_or(usize::MAX).min(opening.len());
        for id in &opening[..edits] {
            if !self.lines[*id].is_durable {
                return Err(Violation(format!("edit {id} of {doc} is said to be saved and is not")));
            }
            self.lines[*id].is_reported = true;
        }
        Ok(())
    }

    /// These changes are durable at the office.
    pub(super) fn arrived(&mut self, changes: impl IntoIterator<Item = ChangeKey>) {
        self.arrived.extend(changes);
    }

    /// The office acknowledges a change.
    pub(super) fn acknowledge(&mut self, change: ChangeKey) {
        self.acknowledged.insert(change);
    }

    /// The office begins a new life, with what its older copy holds: what it acknowledged before no longer counts.
    pub(super) fn office_restored(&mut self) {
        self.acknowledged.clear();
    }

    /// A case was deleted for good.
    pub(super) fn buried(&mut self, doc: DocId) {
        self.dead.insert(doc);
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
            let is_promised = line.is_reported && !line.is_excused && !self.dead.contains(&line.doc);
            if line.device == device && is_promised {
                promised.entry(line.doc).or_default().extend(&line.hashes);
            }
        }
        promised
    }

    /// "All received", in a tab, is only true where every edit made there and every edit that the device called saved was durable at the
    /// office at some time.
    pub(super) fn all_received(&self, tab: TabKey, device: DeviceId) -> Checked {
        let unheard = self.lines.iter().enumerate().find(|(_, line)| {
            let arrived = |hash: &ChangeHash| self.arrived.contains(&ChangeKey { doc: line.doc, hash: *hash });
            // What changed nothing has nothing to be saved.
            let must_be_saved = line.is_reported || (line.tab == tab && line.deed != Deed::Other);
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
