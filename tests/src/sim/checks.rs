//! What must hold: in the evening everywhere, and after each crash for what was promised.

use std::collections::{BTreeMap, BTreeSet};

use madobe_shared::case::Case;
use madobe_shared::document::CaseDocument;
use madobe_shared::form::TextRef;
use madobe_shared::ids::{Author, ChangeHash, DeviceId, DocId, OpeningTag, UserId};
use madobe_shared::protocol::Position;
use madobe_shared::session::{LinkState, Saving, SyncStatus};
use madobe_shared::storage::{MetaKey, Quarantined, Table, decode_row, doc_of_key};
use madobe_shared::summary::{CaseSummary, search_text};

use super::people::standing;
use super::tablet::{self, docs_aside, is_quarantined};
use super::world::World;
use super::{Checked, Violation};

/// Nothing is written under this name.
const READER: Author = Author { user: UserId(0), device: DeviceId(0) };

/// A document as the office has it.
pub(super) struct Truth {
    pub(super) doc: DocId,
    pub(super) case: Case,
    pub(super) heads: BTreeSet<ChangeHash>,
    texts: BTreeMap<TextRef, String>,
}

impl World {
    /// What keeps the world from being quiet, if anything does.
    pub(super) fn unrest(&self) -> Option<String> {
        if self.agenda.is_busy() {
            return Some("things are under way".to_owned());
        }
        if !self.office.is_idle() {
            return Some("changes wait for the office's disk".to_owned());
        }
        let place =
            Position { epoch: Some(self.office.store.epoch()), cursor: self.office.store.head(), bootstrap: None };
        self.tablets.iter().enumerate().find_map(|(at, tablet)| {
            let unsent = tablet.disk.keys(Table::Outbox, "");
            let stale = tablet.disk.keys(Table::Stale, "");
            let stored: Option<Position> =
                tablet.disk.get(Table::Meta, MetaKey::Position.name()).and_then(|row| decode_row(&row));
            // A device that follows an empty log has nothing to store.
            let is_in_place = stored == Some(place) || (stored.is_none() && place.cursor == 0);
            let refused = docs_aside(&tablet.disk, Quarantined::needs_someone).len();
            let all_is_said = SyncStatus::of(Saving::Done, 0, refused, LinkState::Live);
            if tablet.tabs.is_empty() {
                Some(format!("tablet {at} has no tab"))
            } else if let Some((key, tab)) = tablet.tabs.iter().find(|(_, tab)| tab.status() != Some(all_is_said)) {
                Some(format!("tab {key} of tablet {at} says {:?}", tab.status()))
            } else if !tablet.is_disk_idle() {
                Some(format!("the disk of tablet {at} is at work"))
            } else if !unsent.is_empty() {
                Some(format!("tablet {at} has unsent changes: {unsent:?}"))
            } else if !stale.is_empty() {
                Some(format!("tablet {at} has stale summaries: {stale:?}"))
            } else if !is_in_place {
                Some(format!("tablet {at} stands at {stored:?} and the office at {place:?}"))
            } else {
                None
            }
        })
    }

    /// Everyone has everything, reads the same, and it is what was written.
    pub(super) fn check_everything(&self) -> Checked {
        let at_office = self.office.store.changes();
        self.reference.everything_arrived(at_office)?;
        let truths = self.truths()?;
        for truth in &truths {
            self.check_words_and_values(truth)?;
        }
        for at in 0..self.tablets.len() {
            self.check_tablet(at, &truths)?;
        }
        self.check_files(&truths)
    }

    /// The living documents as the office has them.
    pub(super) fn truths(&self) -> Result<Vec<Truth>, Violation> {
        let stored = self.office.store.documents();
        for document in stored.iter().filter(|document| !document.dead) {
            if self.reference.dead().contains(&document.doc) {
                return Err(Violation(format!("{} is dead and lives at the office", document.doc)));
            }
        }
        let living = stored.into_iter().filter(|document| !document.dead);
        let truths = living.map(|stored| {
            let snapshot = stored.snapshot.map(|snapshot| snapshot.bytes);
            let chunks =
                snapshot.into_iter().chain(stored.tail).enumerate().map(|(at, bytes)| (format!("{at:05}"), bytes));
            let doc = stored.doc;
            let loaded = CaseDocument::load(doc, chunks, READER, OpeningTag(0));
            let mut loaded = loaded.map_err(|error| Violation(format!("{doc} at the office: {error}")))?;
            if !loaded.bad_chunks.is_empty()
                || loaded.missing_dependencies
                || loaded.document.hashes() != self.office.store.hashes(doc)
            {
                return Err(Violation(format!("{doc} is not whole at the office")));
            }
            let (case, heads) = (loaded.document.view(), loaded.document.heads());
            let words = self.reference.words(doc, self.office.store.changes());
            let texts = words.iter().map(|(text, ..)| (*text, loaded.document.text(*text).unwrap_or_default()));
            Ok(Truth { doc, case, heads, texts: texts.collect() })
        });
        truths.collect()
    }

    fn check_words_and_values(&self, truth: &Truth) -> Checked {
        let at_office = self.office.store.changes();
        for (text, word, must) in self.reference.words(truth.doc, at_office) {
            let standing = truth.texts.get(&text).map(String::as_str).unwrap_or_default();
            let times = standing.matches(word).count();
            if times != usize::from(must) {
                return Err(Violation(format!("{word} stands {times} times in {text:?} of {}", truth.doc)));
            }
        }
        for (field, expected) in self.reference.standing(truth.doc, at_office) {
            // What is in an entry that was taken out of sight is not shown; without that, no entry is out of sight.
            let is_in_sight = |entry| truth.case.recorded().iter().any(|one| one.entry() == entry);
            if field.entry().is_some_and(|entry| !is_in_sight(entry) && self.reference.was_removed(truth.doc, entry)) {
                continue;
            }
            let shown = standing(&truth.case, field);
            let shown: BTreeSet<&str> = shown.iter().map(String::as_str).collect();
            if shown != expected {
                let doc = truth.doc;
                return Err(Violation(format!("{field:?} of {doc} shows {shown:?} and should show {expected:?}")));
            }
        }
        Ok(())
    }

    fn check_tablet(&self, at: usize, truths: &[Truth]) -> Checked {
        let tablet = &self.tablets[at];
        let violation = |words: String| Err(Violation(format!("tablet {at} ({}): {words}", tablet.author.device)));
        let here: BTreeSet<DocId> =
            tablet.disk.rows(Table::Chunks, "").filter_map(|(key, _)| doc_of_key(key)).collect();
        let visible = self.visible_on(at, truths);
        if here != visible {
            return violation(format!("it holds {here:?}, and its user may see {visible:?}"));
        }
        for truth in truths.iter().filter(|truth| visible.contains(&truth.doc)) {
            let doc = truth.doc;
            let Ok(mut opened) = tablet::load(&tablet.disk, doc) else {
                return violation(format!("{doc} cannot be opened"));
            };
            if !opened.bad_chunks.is_empty() || opened.missing_dependencies {
                let (bad, lacks) = (opened.bad_chunks, opened.missing_dependencies);
                let held = opened.document.hashes();
                let missing: Vec<_> =
                    self.office.store.hashes(doc).into_iter().filter(|hash| !held.contains(hash)).collect();
                return violation(format!("{doc} is damaged: {bad:?}, lacks: {lacks}, not here: {missing:?}"));
            }
            if opened.document.heads() != truth.heads {
                return violation(format!("{doc} has other heads than at the office"));
            }
            if opened.document.view() != truth.case {
                return violation(format!("{doc} reads differently than at the office"));
            }
            let key = doc.to_string();
            let seen = tablet.disk.get(Table::Seen, &key).and_then(|row| decode_row::<BTreeSet<ChangeHash>>(&row));
            if let Some(seen) = seen {
                if !seen.is_subset(&opened.document.hashes()) {
                    return violation(format!("what was seen of {doc} is not in it"));
                }
                let unseen = opened.document.unseen(&seen, tablet.author.user).len();
                let counted = tablet.disk.get(Table::Away, &key).and_then(|row| decode_row::<u32>(&row));
                // What one's own words have replaced since is counted until one looks.
                if (counted.unwrap_or_default() as usize) < unseen {
                    return violation(format!(
                        "{counted:?} changes are counted as unseen in {doc}, and there are {unseen}"
                    ));
                }
            }
            if !doc.is_case() {
                continue;
            }
            let summary = tablet.disk.get(Table::Summaries, &key).and_then(|row| decode_row::<CaseSummary>(&row));
            if summary != Some(CaseSummary::of(&truth.case)) {
                return violation(format!("the summary of {doc} is {summary:?}"));
            }
            if tablet.disk.get(Table::Searches, &key) != Some(search_text(&truth.case).into_bytes()) {
                return violation(format!("the search text of {doc} is out of date"));
            }
        }
        let hidden = truths.iter().map(|truth| &truth.doc).filter(|doc| !visible.contains(doc));
        for doc in self.reference.dead().iter().chain(hidden) {
            let key = doc.to_string();
            let tables = [
                Table::Chunks,
                Table::Outbox,
                Table::Summaries,
                Table::Searches,
                Table::Stale,
                Table::Seen,
                Table::Away,
                Table::Blobs,
                Table::KeptBlobs,
            ];
            if let Some(table) = tables.into_iter().find(|table| !tablet.disk.keys(*table, &key).is_empty()) {
                return violation(format!("{doc} is gone and still has rows in {table:?}"));
            }
        }
        let aside = self.reference.unsent_of_the_dead().chain(self.reference.withheld());
        for (_, change) in aside.filter(|(line, _)| line.device == tablet.author.device) {
            if !is_quarantined(&tablet.disk, change) {
                return violation(format!(
                    "change {:?} of the lost {} never arrived and is not in quarantine",
                    change.hash, change.doc
                ));
            }
        }
        self.check_quarantine(at, &visible)
    }

    /// Nothing that the office refused lies aside of what the user may see, but of the office's own documents, where they may read and not write.
    fn check_quarantine(&self, at: usize, visible: &BTreeSet<DocId>) -> Checked {
        let aside = docs_aside(&self.tablets[at].disk, |row| row.reason.is_some());
        match aside.iter().find(|doc| visible.contains(doc) && !doc.is_of_the_office()) {
            Some(doc) => Err(Violation(format!("tablet {at} keeps something aside of {doc}, which its user may see"))),
            None => Ok(()),
        }
    }

    /// The living cases that the user of a tablet may see.
    pub(super) fn visible_on(&self, at: usize, truths: &[Truth]) -> BTreeSet<DocId> {
        let user = self.tablets[at].author.user;
        let living = truths.iter().map(|truth| truth.doc);
        living.filter(|doc| self.reference.sight().sees(user, *doc)).collect()
    }

    /// The changes of a document that can be read on a tablet.
    pub(super) fn hashes_on(&self, at: usize, doc: DocId) -> BTreeSet<ChangeHash> {
        tablet::load(&self.tablets[at].disk, doc).map(|mut opened| opened.document.hashes()).unwrap_or_default()
    }
}
