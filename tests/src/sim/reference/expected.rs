//! What the account says that a document should read like, once everyone has met.

use std::collections::{BTreeMap, BTreeSet};

use madobe_shared::form::{FieldRef, TextRef};
use madobe_shared::ids::{ChangeHash, DocId};
use madobe_shared::protocol::ChangeKey;

use super::{Deed, EditId, Line, Reference};
use crate::sim::{Checked, Violation};

impl Reference {
    /// Whether an edit took place in the end. Where a device lost it, or its writer sees the case no more, only the office can tell; `None`
    /// where it has just a part of what was written together with it.
    fn took_place(&self, line: &Line, at_office: &BTreeSet<ChangeKey>) -> Option<bool> {
        if !line.is_durable || !(line.is_excused || self.is_withheld(line)) {
            return Some(line.is_durable);
        }
        let is_there = |hash| at_office.contains(&ChangeKey { doc: line.doc, hash });
        match line.hashes.iter().filter(|hash| is_there(**hash)).count() {
            0 => Some(false),
            there if there == line.hashes.len() => Some(true),
            _ => None,
        }
    }

    /// Whether an edit may lie aside: its writer may not write in its document now. What was refused in one of the office's own stays aside
    /// until its writer, who may write again, has written something that builds on it.
    fn is_withheld(&self, line: &Line) -> bool {
        let (user, doc) = (line.user, line.doc);
        !self.sight.writes(user, doc) || (doc.is_of_the_office() && self.was_barred(user, doc))
    }

    /// The edits of living documents that were at the office at some time and are not among these changes.
    pub(in crate::sim) fn lost(&self, at_office: &BTreeSet<ChangeKey>) -> impl Iterator<Item = (&Line, ChangeKey)> {
        let is_lost = |change: &ChangeKey| self.has_arrived(*change) && !at_office.contains(change);
        self.certain().filter(move |(_, change)| is_lost(change))
    }

    /// The changes of living documents that were durable on devices, each with an edit that is in it.
    fn certain(&self) -> impl Iterator<Item = (&Line, ChangeKey)> {
        let lines = self.lines.iter().filter(|line| line.is_durable && !line.is_excused);
        let living = lines.filter(|line| !self.dead.contains(&line.doc));
        living.flat_map(|line| line.hashes.iter().map(move |hash| (line, ChangeKey { doc: line.doc, hash: *hash })))
    }

    /// Every durable edit of a living document must be at the office, unless its writer lost sight of the document before it arrived.
    pub(in crate::sim) fn everything_arrived(&self, at_office: &BTreeSet<ChangeKey>) -> Checked {
        for (id, line) in self.lines.iter().enumerate() {
            if !line.is_durable || line.is_excused || self.dead.contains(&line.doc) {
                continue;
            }
            let is_missing = |hash: &&ChangeHash| {
                let change = ChangeKey { doc: line.doc, hash: **hash };
                let must = !self.is_withheld(line) || self.has_arrived(change);
                must && !at_office.contains(&change)
            };
            if let Some(hash) = line.hashes.iter().find(is_missing) {
                let doc = line.doc;
                return Err(Violation(format!(
                    "edit {id} of {doc} on {} (change {hash:?}) is not at the office",
                    line.device
                )));
            }
        }
        Ok(())
    }

    /// The words that a document must hold once each, by text, and those it must not hold.
    pub(in crate::sim) fn words(&self, doc: DocId, at_office: &BTreeSet<ChangeKey>) -> Vec<(TextRef, &str, bool)> {
        let words = self.lines.iter().filter(|line| line.doc == doc).filter_map(|line| match &line.deed {
            Deed::Word { text, word } => Some((*text, word.as_str(), self.took_place(line, at_office)?)),
            _ => None,
        });
        words.collect()
    }

    /// The values that must stand in each field: all that were set and that nobody who set the field later knew of. Fields of which nobody
    /// can know are left out.
    pub(in crate::sim) fn standing(
        &self,
        doc: DocId,
        at_office: &BTreeSet<ChangeKey>,
    ) -> BTreeMap<FieldRef, BTreeSet<&str>> {
        let mut settings: BTreeMap<FieldRef, Vec<(EditId, &str)>> = BTreeMap::new();
        let mut known: BTreeSet<EditId> = BTreeSet::new();
        let mut unknowable: BTreeSet<FieldRef> = BTreeSet::new();
        for (id, line) in self.lines.iter().enumerate().filter(|(_, line)| line.doc == doc) {
            let Deed::Value { field, value, knew } = &line.deed else {
                continue;
            };
            match self.took_place(line, at_office) {
                Some(true) => {
                    settings.entry(*field).or_default().push((id, value));
                    known.extend(knew);
                }
                Some(false) => {}
                None => _ = unknowable.insert(*field),
            }
        }
        settings.retain(|field, _| !unknowable.contains(field));
        let standing = settings.into_iter().map(|(field, settings)| {
            let standing = settings.into_iter().filter(|(id, _)| !known.contains(id));
            (field, standing.map(|(_, value)| value).collect())
        });
        standing.collect()
    }

    /// Changes that never reached the office because their writer lost sight of the document: they must be in quarantine.
    pub(in crate::sim) fn withheld(&self) -> impl Iterator<Item = (&Line, ChangeKey)> {
        self.certain().filter(|(line, change)| self.is_withheld(line) && !self.has_arrived(*change))
    }

    /// Changes of dead documents that never reached the office from devices that still exist: they must be in quarantine there.
    pub(in crate::sim) fn unsent_of_the_dead(&self) -> impl Iterator<Item = (&Line, ChangeKey)> {
        let lines =
            self.lines.iter().filter(|line| line.is_durable && !line.is_excused && self.dead.contains(&line.doc));
        lines
            .flat_map(|line| line.hashes.iter().map(move |hash| (line, ChangeKey { doc: line.doc, hash: *hash })))
            .filter(|(_, change)| !self.has_arrived(*change))
    }
}
