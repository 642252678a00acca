//! What a tab remembers of the device's rows, so that lists and search never wait for the database.
//!
//! It follows transactions after they are durable and never runs ahead of them. It does no IO.

mod set_aside;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use madobe_shared::blob::BlobKey;
use madobe_shared::ids::{ChangeHash, DocId};
use madobe_shared::order;
use madobe_shared::protocol::{ChangeKey, StaffList};
use madobe_shared::search::fold;
use madobe_shared::storage::{MetaKey, Row, Table, Transaction, decode_row, doc_of_key, parse_outbox_key};
use madobe_shared::summary::CaseSummary;

pub(super) use self::set_aside::SetAside;

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Cache {
    cases: BTreeMap<DocId, Entry>,
    /// All summaries in the order of the list; `None` until someone asks again.
    list: Option<Rc<Vec<Rc<CaseSummary>>>>,
    searches: BTreeMap<DocId, String>,
    outbox: BTreeMap<DocId, BTreeSet<ChangeHash>>,
    /// Files that wait for the office, and those that lie here and are there.
    uploads: BTreeSet<BlobKey>,
    blobs: BTreeSet<BlobKey>,
    version: u64,
    stale: BTreeSet<DocId>,
    away: BTreeMap<DocId, u32>,
    set_aside: SetAside,
    staff: Rc<StaffList>,
}

/// A case as the search looks at it.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) summary: Rc<CaseSummary>,
    pub(super) folded_name: String,
    pub(super) folded_kana: String,
}

/// What a transaction changed of what is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Changed {
    pub(super) summaries: bool,
    pub(super) searches: bool,
    pub(super) unsent: bool,
    pub(super) staff: bool,
    pub(super) stale: bool,
}

impl Cache {
    /// All summaries, newest latest contact first.
    pub(super) fn list(&mut self) -> Rc<Vec<Rc<CaseSummary>>> {
        let cases = &self.cases;
        let list = self.list.get_or_insert_with(|| {
            let mut list: Vec<_> = cases.values().map(|entry| entry.summary.clone()).collect();
            let latest = |summary: &CaseSummary| summary.latest.as_ref().map(|latest| (latest.date, latest.time));
            order::sort_by(&mut list, |a, b| latest(b).cmp(&latest(a)).then(b.id.cmp(&a.id)));
            Rc::new(list)
        });
        list.clone()
    }

    /// The documents that the list shows.
    pub(super) fn listed(&self) -> impl Iterator<Item = DocId> + '_ {
        self.cases.keys().copied()
    }

    /// The case and its folded search text, empty while that is not loaded.
    pub(super) fn searchable(&self, doc: DocId) -> Option<(&Entry, &str)> {
        Some((self.cases.get(&doc)?, self.searches.get(&doc).map_or("", String::as_str)))
    }

    /// The documents with changes or files that the office has not acknowledged.
    pub(super) fn unsent(&self) -> impl Iterator<Item = DocId> + '_ {
        self.outbox.keys().copied().chain(self.uploads.iter().map(|key| key.doc))
    }

    /// Whether the office has acknowledged all changes and files of a document.
    pub(super) fn is_received(&self, doc: DocId) -> bool {
        !self.unsent().any(|unsent| unsent == doc)
    }

    /// Whether a file waits for the office.
    pub(super) fn waits(&self, key: BlobKey) -> bool {
        self.uploads.contains(&key)
    }

    /// Whether a file lies here that the office has.
    pub(super) fn has_blob(&self, key: BlobKey) -> bool {
        self.blobs.contains(&key)
    }

    /// The files that wait for nothing but to be handed over: the office knows the words that name them.
    pub(super) fn files_to_send(&self) -> Vec<BlobKey> {
        self.uploads.iter().copied().filter(|key| !self.outbox.contains_key(&key.doc)).collect()
    }

    /// Changes with every transaction.
    pub(super) fn version(&self) -> u64 {
        self.version
    }

    /// The documents whose summaries must be made anew.
    pub(super) fn stale(&self) -> &BTreeSet<DocId> {
        &self.stale
    }

    /// How much others changed in a case since its user looked at it.
    pub(super) fn away(&self, doc: DocId) -> u32 {
        self.away.get(&doc).copied().unwrap_or_default()
    }

    /// The cases in which others changed something since, the one with most of it first.
    pub(super) fn changed_while_away(&self) -> Vec<(Rc<CaseSummary>, u32)> {
        let listed = |(doc, count): (&DocId, &u32)| Some((self.cases.get(doc)?.summary.clone(), *count));
        let mut cases: Vec<_> = self.away.iter().filter_map(listed).collect();
        order::sort_by_key(&mut cases, |(_, count)| Reverse(*count));
        cases
    }

    /// What lies in quarantine.
    pub(super) fn set_aside(&self) -> &SetAside {
        &self.set_aside
    }

    /// The staff as last heard.
    pub(super) fn staff(&self) -> Rc<StaffList> {
        self.staff.clone()
    }

    /// A search text read in the background. What a transaction brought meanwhile is newer.
    pub(super) fn recall_search(&mut self, doc: DocId, text: String) {
        self.searches.entry(doc).or_insert(text);
    }

    /// Takes over which files wait, as read whole: the tab that wrote or cleared one may have died before it could tell.
    pub(super) fn set_uploads(&mut self, keys: impl IntoIterator<Item = BlobKey>) -> Changed {
        let uploads = order::set(keys);
        let unsent = uploads != self.uploads;
        self.uploads = uploads;
        Changed { unsent, ..Changed::default() }
    }

    /// Takes over what the outbox holds, as read whole, and gives out the changes of which nobody had told.
    pub(super) fn set_outbox(&mut self, keys: impl IntoIterator<Item = ChangeKey>) -> (Changed, Vec<ChangeKey>) {
        let mut outbox: BTreeMap<DocId, BTreeSet<ChangeHash>> = BTreeMap::new();
        let mut orphans = Vec::new();
        for key in keys {
            if !self.outbox.get(&key.doc).is_some_and(|hashes| hashes.contains(&key.hash)) {
                orphans.push(key);
            }
            outbox.entry(key.doc).or_default().insert(key.hash);
        }
        let unsent = outbox != self.outbox;
        self.outbox = outbox;
        (Changed { unsent, ..Changed::default() }, orphans)
    }

    /// Follows a transaction that is durable.
    pub(super) fn follow(&mut self, transaction: &Transaction) -> Changed {
        self.version += 1;
        let mut changed = Changed::default();
        for (table, key) in &transaction.deletes {
            self.delete(*table, key, &mut changed);
        }
        for (table, prefix) in &transaction.delete_prefixes {
            // Prefixes name a whole document; the other tables are deleted from by key.
            if let (Table::Outbox, Ok(doc)) = (table, prefix.trim_end_matches('/').parse::<DocId>()) {
                changed.unsent |= self.outbox.remove(&doc).is_some();
            }
            if let (Table::Blobs, Some(doc)) = (table, doc_of_key(prefix)) {
                let before = self.blobs.len();
                self.blobs.retain(|key| key.doc != doc);
                changed.unsent |= self.blobs.len() < before;
            }
        }
        for row in &transaction.puts {
            self.put(row, &mut changed);
        }
        if changed.summaries {
            self.list = None;
        }
        changed
    }

    fn delete(&mut self, table: Table, key: &str, changed: &mut Changed) {
        let doc = key.parse::<DocId>().ok();
        match (table, doc) {
            (Table::Summaries, Some(doc)) => changed.summaries |= self.cases.remove(&doc).is_some(),
            (Table::Searches, Some(doc)) => changed.searches |= self.searches.remove(&doc).is_some(),
            (Table::Stale, Some(doc)) => _ = self.stale.remove(&doc),
            (Table::Away, Some(doc)) => changed.summaries |= self.away.remove(&doc).is_some(),
            (Table::Outbox, None) => {
                let Some(change) = parse_outbox_key(key) else { return };
                let Some(hashes) = self.outbox.get_mut(&change.doc) else {
                    return;
                };
                changed.unsent |= hashes.remove(&change.hash);
                if hashes.is_empty() {
                    self.outbox.remove(&change.doc);
                }
            }
            (Table::Uploads, None) => changed.unsent |= key.parse().is_ok_and(|key| self.uploads.remove(&key)),
            (Table::Blobs, None) => changed.unsent |= key.parse().is_ok_and(|key| self.blobs.remove(&key)),
            (Table::Quarantine, None) => changed.unsent |= self.set_aside.remove(key),
            _ => {}
        }
    }

    fn put(&mut self, row: &Row, changed: &mut Changed) {
        let doc = row.key.parse::<DocId>().ok();
        match (row.table, doc) {
            (Table::Summaries, Some(doc)) => {
                let Some(summary) = decode_row::<CaseSummary>(&row.value) else {
                    return;
                };
                if self.cases.get(&doc).is_some_and(|entry| *entry.summary == summary) {
                    return;
                }
                let (folded_name, folded_kana) = (fold(&summary.name), fold(&summary.kana));
                self.cases.insert(doc, Entry { summary: Rc::new(summary), folded_name, folded_kana });
                changed.summaries = true;
            }
            (Table::Searches, Some(doc)) => {
                self.searches.insert(doc, String::from_utf8_lossy(&row.value).into_owned());
                changed.searches = true;
            }
            (Table::Away, Some(doc)) => {
                let Some(count) = decode_row::<u32>(&row.value) else { return };
                changed.summaries |= self.away.insert(doc, count) != Some(count);
            }
            (Table::Stale, Some(doc)) => {
                self.stale.insert(doc);
                changed.stale = true;
            }
            (Table::Outbox, None) => {
                let Some(change) = parse_outbox_key(&row.key) else {
                    return;
                };
                changed.unsent |= self.outbox.entry(change.doc).or_default().insert(change.hash);
            }
            (Table::Uploads, None) => changed.unsent |= row.key.parse().is_ok_and(|key| self.uploads.insert(key)),
            (Table::Blobs, None) => changed.unsent |= row.key.parse().is_ok_and(|key| self.blobs.insert(key)),
            (Table::Quarantine, None) => changed.unsent |= self.set_aside.put(&row.key, &row.value),
            (Table::Meta, None) if row.key == MetaKey::Staff.name() => {
                let Some(staff) = decode_row::<StaffList>(&row.value) else {
                    return;
                };
                changed.staff = *self.staff != staff;
                self.staff = Rc::new(staff);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};
    use madobe_shared::codes::{CaseStatus, ContactMethod};
    use madobe_shared::ids::{BlobHash, ChangeHash};
    use madobe_shared::storage::{encode_row, outbox_key};
    use madobe_shared::summary::LatestConsultation;

    use super::*;

    fn doc(number: u8) -> DocId {
        DocId::from_parts(u64::from(number), [number; 10])
    }

    fn summary(id: DocId, latest: Option<Date>) -> Vec<u8> {
        let latest = latest.map(|date| LatestConsultation {
            date,
            time: None,
            method: ContactMethod::HomeVisit,
            words: String::new(),
        });
        encode_row(&CaseSummary {
            id,
            number: String::new(),
            name: String::new(),
            kana: String::new(),
            birth: None,
            age_band: None,
            sex: None,
            status: CaseStatus::Active,
            lead: None,
            next_contact: None,
            latest,
            consultations: 0,
            alerts: Vec::new(),
            conferences: Vec::new(),
            conflicts: 0,
            tasks: Vec::new(),
            unfinished: Vec::new(),
            other_cases: Vec::new(),
            gatherings: Vec::new(),
        })
    }

    #[test]
    fn the_list_is_ordered_by_the_latest_contact_and_follows_deletes() {
        let mut cache = Cache::default();
        let days = [(1, Some(date(2026, 11, 1))), (2, None), (3, Some(date(2026, 11, 20)))];
        let mut transaction = Transaction::default();
        for (number, day) in days {
            transaction.put(Table::Summaries, doc(number).to_string(), summary(doc(number), day));
        }
        assert!(cache.follow(&transaction).summaries);
        let order = |cache: &mut Cache| cache.list().iter().map(|summary| summary.id).collect::<Vec<_>>();
        assert_eq!(order(&mut cache), [doc(3), doc(1), doc(2)]);
        assert!(!cache.follow(&transaction).summaries, "nothing new");
        let mut purge = Transaction::default();
        purge.purge(doc(3));
        assert!(cache.follow(&purge).summaries);
        assert_eq!(order(&mut cache), [doc(1), doc(2)]);
    }

    #[test]
    fn a_document_is_unsent_until_the_last_of_its_changes_is_acknowledged() {
        let mut cache = Cache::default();
        let keys = [1, 2].map(|byte| ChangeKey { doc: doc(1), hash: ChangeHash([byte; 32]) });
        let mut written = Transaction::default();
        for key in keys {
            written.put(Table::Outbox, outbox_key(key), Vec::new());
        }
        assert!(cache.follow(&written).unsent);
        for (key, received) in keys.into_iter().zip([false, true]) {
            let ack = Transaction { deletes: vec![(Table::Outbox, outbox_key(key))], ..Transaction::default() };
            assert!(cache.follow(&ack).unsent);
            assert_eq!(cache.is_received(doc(1)), received);
            assert!(!cache.follow(&ack).unsent, "an acknowledgement said twice");
        }
        cache.follow(&written);
        let mut purge = Transaction::default();
        purge.purge(doc(1));
        cache.follow(&purge);
        assert!(!cache.is_received(doc(1)), "what is unsent of a purged document waits for the office's answer");
    }

    #[test]
    fn a_case_is_unsent_until_its_files_are_at_the_office() {
        let mut cache = Cache::default();
        let [photo, letter] = [1, 2].map(|byte| BlobKey { doc: doc(1), hash: BlobHash([byte; 32]) });
        let mut added = Transaction::default();
        for key in [photo, letter] {
            added.put(Table::Uploads, key.to_string(), Vec::new());
        }
        let change = ChangeKey { doc: doc(1), hash: ChangeHash([1; 32]) };
        added.put(Table::Outbox, outbox_key(change), Vec::new());
        assert!(cache.follow(&added).unsent && cache.waits(photo) && !cache.is_received(doc(1)));
        assert_eq!(cache.files_to_send(), [], "the office has yet to hear of the words that name them");
        cache.follow(&Transaction { deletes: vec![(Table::Outbox, outbox_key(change))], ..Transaction::default() });
        assert_eq!(cache.files_to_send(), [photo, letter]);

        let mut arrived = Transaction::default();
        arrived.keep_blob(photo, b"a photo".to_vec(), 5);
        assert!(cache.follow(&arrived).unsent && cache.has_blob(photo) && !cache.waits(photo));
        assert!(!cache.is_received(doc(1)), "the other one waits still");
        assert_eq!(cache.unsent().collect::<BTreeSet<_>>(), BTreeSet::from([doc(1)]));

        let mut purge = Transaction::default();
        purge.purge(doc(1));
        assert!(cache.follow(&purge).unsent && !cache.has_blob(photo), "what the office has goes with its case");
        assert!(cache.waits(letter), "what it has not waits for its answer");
        assert!(cache.set_uploads([]).unsent && cache.is_received(doc(1)), "another tab has handed it over");
    }
}
