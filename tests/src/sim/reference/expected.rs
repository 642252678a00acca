//! What the account says that a document should read like, once everyone has met.

use std::collections::{BTreeMap, BTreeSet};

use madobe_shared::edit::{FieldRef, TextRef};
use madobe_shared::ids::DocId;
use madobe_shared::protocol::ChangeKey;

use super::{Deed, EditId, Line, Reference};
use crate::sim::{Checked, Violation};

impl Reference {
    /// Whether an edit took place in the end. Where a device lost it, only the office can tell; `None` where it has just a part of what
    /// was written together with it.
    fn took_place(line: &Line, at_office: &BTreeSet<ChangeKey>) -> Option<bool> {
        if !line.is_durable || !line.is_excused {
            return Some(line.is_durable);
        }
        let is_there = |hash| at_office.contains(&ChangeKey { doc: line.doc, hash });
        match line.hashes.iter().filter(|hash| is_there(**hash)).count() {
            0 => Some(false),
            there if there == line.hashes.len() => Some(true),
            _ => None,
        }
    }

    /// Every durable edit of a living document must be at the office.
    pub(in crate::sim) fn everything_arrived(&self, at_office: &BTreeSet<ChangeKey>) -> Checked {
        for (id, line) in self.lines.iter().enumerate() {
            let must = line.is_durable && !line.is_excused && !self.dead.contains(&line.doc);
            if !must {
                continue;
            }
            let missing =
                line.hashes.iter().find(|hash| !at_office.contains(&ChangeKey { doc: line.doc, hash: **hash }));
            if let Some(hash) = missing {
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
            Deed::Word { text, word } => Some((*text, word.as_str(), Self::took_place(line, at_office)?)),
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
            match Self::took_place(line, at_office) {
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

    /// Changes of dead documents that never reached the office from devices that still exist: they must be in quarantine there.
    pub(in crate::sim) fn unsent_of_the_dead(&self) -> impl Iterator<Item = (&Line, ChangeKey)> {
        let lines =
            self.lines.iter().filter(|line| line.is_durable && !line.is_excused && self.dead.contains(&line.doc));
        lines
            .flat_map(|line| line.hashes.iter().map(move |hash| (line, ChangeKey { doc: line.doc, hash: *hash })))
            .filter(|(_, change)| !self.has_arrived(*change))
    }
}
