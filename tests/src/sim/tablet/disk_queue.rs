//! What tabs ask of their tablet's disk, in its order, and what can go wrong with it.

use std::collections::BTreeSet;

use madobe_client::storage::{Precondition, Reading, StorageError};
use madobe_shared::ids::{Author, ChangeHash, DocId};
use madobe_shared::protocol::{ChangeKey, Reject, RejectReason};
use madobe_shared::storage::{
    Quarantined, Row, Table, Transaction, decode_row, doc_of_key, doc_prefix, outbox_key, parse_outbox_key,
};

use super::{Queued, Work};
use crate::sim::agenda::{Happening, TabKey};
use crate::sim::machine::Ticket;
use crate::sim::people::NAME;
use crate::sim::reference::{Deed, EditId};
use crate::sim::world::World;
use crate::sim::{BrokenRule, Checked, Violation};

impl World {
    pub(super) fn queue_read(&mut self, at: usize, tab: TabKey, ticket: Ticket, reading: Reading) {
        self.queue_work(at, Queued { tab, ticket, work: Work::Read(reading) });
    }

    /// A tab asks for a write. What it means by it is held against the account at once.
    pub(super) fn queue_write(
        &mut self,
        at: usize,
        tab: TabKey,
        (ticket, mut transaction, mut only_if): (Ticket, Transaction, Option<Precondition>),
    ) -> Checked {
        self.check_write(at, &transaction)?;
        let (covers, hashes) = self.covered_by(at, tab, &transaction)?;
        let mut is_answered = false;
        match self.plan.broken {
            Some(BrokenRule::PlaceBeforeEntries) => {
                let (place, rest): (Vec<Row>, Vec<Row>) =
                    transaction.puts.into_iter().partition(|row| row.table == Table::Meta);
                transaction.puts = rest;
                self.queue_own_write(at, tab, Transaction { puts: place, ..Transaction::default() });
            }
            Some(BrokenRule::CompactionDropsAll) => {
                let deletes = transaction.deletes.iter().filter(|(table, _)| *table == Table::Chunks);
                let docs: BTreeSet<DocId> = deletes.filter_map(|(_, key)| doc_of_key(key)).collect();
                let is_snapshot = |row: &Row| row.table == Table::Chunks && row.key.contains("/0");
                if !docs.is_empty() && transaction.puts.iter().any(is_snapshot) {
                    let prefixes = docs.into_iter().map(|doc| (Table::Chunks, doc_prefix(doc)));
                    transaction.delete_prefixes.extend(prefixes);
                    only_if = None;
                }
            }
            Some(BrokenRule::SummaryUnchecked) => {
                transaction.puts.retain(|row| row.table != Table::Stale);
                only_if = None;
            }
            Some(BrokenRule::SavedBeforeWritten) if !covers.is_empty() => {
                is_answered = true;
                self.agenda.after(1, Happening::Written(at, tab, ticket, Ok(true)));
            }
            _ => {}
        }
        let work = Work::Write { transaction, only_if, covers, hashes, is_answered };
        self.queue_work(at, Queued { tab, ticket, work });
        Ok(())
    }

    /// A write that no tab has asked for and none hears of.
    fn queue_own_write(&mut self, at: usize, tab: TabKey, transaction: Transaction) {
        let work =
            Work::Write { transaction, only_if: None, covers: Vec::new(), hashes: Vec::new(), is_answered: true };
        self.queue_work(at, Queued { tab, ticket: 0, work });
    }

    /// The rule is broken that only an acknowledgement clears the outbox.
    pub(super) fn clear_outbox(&mut self, at: usize) {
        let sent = self.tablets[at].disk.keys(Table::Outbox, "").into_iter().map(|key| (Table::Outbox, key));
        let transaction = Transaction { deletes: sent.collect(), ..Transaction::default() };
        self.queue_own_write(at, 0, transaction);
    }

    fn queue_work(&mut self, at: usize, queued: Queued) {
        self.tablets[at].queue.push_back(queued);
        if self.tablets[at].queue.len() == 1 {
            self.next_work(at);
        }
    }

    fn next_work(&mut self, at: usize) {
        let is_read = matches!(self.tablets[at].queue.front(), Some(Queued { work: Work::Read(_), .. }));
        // Reading needs no disk to come to rest.
        let most_ms = if is_read { self.weather.write_ms_max / 4 } else { self.weather.write_ms_max };
        let delay_ms = self.chance.spread(1, most_ms.max(1));
        self.agenda.after(delay_ms, Happening::Disk(at));
    }

    /// What stands at the front of the queue reaches the disk, or does not.
    pub(in crate::sim) fn work_on_disk(&mut self, at: usize) -> Checked {
        if self.tablets[at].queue.is_empty() {
            return Ok(());
        }
        let is_write = matches!(self.tablets[at].queue[0].work, Work::Write { .. });
        let crashes = is_write && self.chance.in_thousand(self.weather.crashes_at_write);
        if crashes && self.chance.in_thousand(500) {
            self.tell(|| "a crash just before a write".to_owned());
            self.next_work(at);
            return self.crash_somehow(at);
        }
        let Some(Queued { tab, ticket, work }) = self.tablets[at].queue.pop_front() else {
            return Ok(());
        };
        let delay_ms = self.chance.between(1, 3);
        match work {
            Work::Read(reading) => {
                let rows = self.tablets[at].disk.read(&reading);
                self.agenda.after(delay_ms, Happening::Rows(at, tab, ticket, Ok(rows)));
            }
            Work::Write { transaction, only_if, covers, hashes, is_answered } => {
                let written = self.write_to_disk(at, &transaction, only_if.as_ref());
                self.tell(|| format!("tablet {at}: tab {tab} writes {}: {written:?}", brief(&transaction)));
                if written == Ok(true) {
                    self.reference.durable(&covers, &hashes);
                }
                if !is_answered {
                    self.agenda.after(delay_ms, Happening::Written(at, tab, ticket, written));
                }
            }
        }
        if !self.tablets[at].queue.is_empty() {
            self.next_work(at);
        }
        if crashes {
            self.tell(|| "a crash just after a write".to_owned());
            return self.crash_somehow(at);
        }
        Ok(())
    }

    fn write_to_disk(
        &mut self,
        at: usize,
        transaction: &Transaction,
        only_if: Option<&Precondition>,
    ) -> Result<bool, StorageError> {
        let tablet = &mut self.tablets[at];
        if tablet.is_full && !transaction.puts.is_empty() {
            return Err(StorageError::Full);
        }
        if self.chance.in_thousand(self.weather.failing_writes) {
            return Err(StorageError::Failed("the flash chip".to_owned()));
        }
        let written = tablet.disk.write(transaction, only_if);
        tablet.writes += u64::from(written);
        Ok(written)
    }

    /// A tab is gone: of what it had asked for, the first some is still done.
    pub(super) fn forget_some_work_of(&mut self, at: usize, key: TabKey) {
        let queue = &mut self.tablets[at].queue;
        let mut kept = self.chance.below(queue.iter().filter(|queued| queued.tab == key).count() + 1);
        queue.retain(|queued| {
            let is_kept = queued.tab != key || kept > 0;
            kept = kept.saturating_sub(usize::from(queued.tab == key));
            is_kept
        });
    }

    /// The edits that a write makes durable: where it brings new changes of a document, all that were made in its tab so far.
    fn covered_by(
        &mut self,
        at: usize,
        tab: TabKey,
        transaction: &Transaction,
    ) -> Result<(Vec<EditId>, Vec<ChangeHash>), Violation> {
        let author = self.tablets[at].author;
        let device = author.device;
        let mut docs = BTreeSet::new();
        let mut hashes = Vec::new();
        for row in &transaction.puts {
            let Some(change) = parse_outbox_key(&row.key) else { continue };
            let was_aside = transaction.deletes.contains(&(Table::Quarantine, row.key.clone()));
            let is_new = match row.table {
                // Own changes that are offered again are on the disk already, and bring no chunk, or come back from quarantine.
                Table::Outbox if was_aside => false,
                Table::Outbox => transaction
                    .puts
                    .iter()
                    .any(|other| other.table == Table::Chunks && other.key.ends_with(&format!("/1{}", change.hash))),
                // What was in the outbox before leaves it; what was only in memory does not stand there.
                Table::Quarantine => {
                    reason_of(row) == Some(RejectReason::DeadDocument)
                        && !transaction.deletes.contains(&(Table::Outbox, row.key.clone()))
                }
                _ => false,
            };
            if is_new {
                docs.insert(change.doc);
                hashes.push(change.hash);
            }
        }
        if let Some(&doc) = docs.iter().find(|doc| doc.is_case() && !self.docs.contains(doc)) {
            let creating = self.tablets[at].tabs.get_mut(&tab).and_then(|tab| tab.creating.as_mut());
            let Some((value, line)) = creating else {
                return Err(Violation(format!("{device} writes a document that nobody began: {doc}")));
            };
            self.docs.push(doc);
            let deed = Deed::Value { field: NAME, value: value.clone(), knew: Vec::new() };
            *line = Some(self.reference.edited(tab, author, doc, deed));
        }
        let covers = docs.into_iter().flat_map(|doc| self.reference.not_durable_in(tab, doc)).collect();
        Ok((covers, hashes))
    }

    /// Only an acknowledgement, or a refusal with a reason, clears the outbox; and only an acknowledgement, or a new place in the outbox, the
    /// quarantine.
    fn check_write(&self, at: usize, transaction: &Transaction) -> Checked {
        let Author { user, device } = self.tablets[at].author;
        let quarantined: BTreeSet<&str> =
            transaction.puts.iter().filter(|row| row.table == Table::Quarantine).map(|row| row.key.as_str()).collect();
        for (_, key) in transaction.deletes.iter().filter(|(table, _)| *table == Table::Outbox) {
            let Some(change) = parse_outbox_key(key) else { continue };
            let is_damaged = self.tablets[at].disk.get(Table::Outbox, key).is_none();
            if !quarantined.contains(key.as_str()) && !is_damaged && !self.reference.has_arrived(change) {
                return Err(Violation(format!("{device} calls {change:?} received, and it never was")));
            }
        }
        for row in transaction.puts.iter().filter(|row| row.table == Table::Quarantine) {
            let (Some(change), Some(reason)) = (parse_outbox_key(&row.key), reason_of(row)) else {
                continue;
            };
            let reject = Reject { change, reason };
            let is_file = transaction.deletes.contains(&(Table::Uploads, row.key.clone()));
            let may_be = match is_file {
                true => self.reference.dead().contains(&change.doc) || self.reference.was_barred(user, change.doc),
                false => self.may_be_refused(user, &reject),
            };
            if !may_be {
                return Err(Violation(format!("{device}: {reject:?} without a reason")));
            }
        }
        for (_, key) in transaction.deletes.iter().filter(|(table, _)| *table == Table::Quarantine) {
            let Some(change) = parse_outbox_key(key) else { continue };
            let waits = |table| matches!(table, Table::Outbox | Table::Uploads);
            let waits_again = transaction.puts.iter().any(|row| waits(row.table) && row.key == *key);
            // Whoever adds a file to a case that leaves at that moment is told so, and nothing of it stays.
            let is_aside = is_quarantined(&self.tablets[at].disk, change);
            if is_aside && !waits_again && !self.reference.has_arrived(change) {
                return Err(Violation(format!("{device} forgets {change:?}, which nobody has put away")));
            }
        }
        Ok(())
    }
}

/// The rows that a transaction touches, short enough to be read.
fn brief(transaction: &Transaction) -> String {
    let short = |key: &str| match key.split_once('/') {
        Some((doc, name)) => format!("{}/{}", &doc[doc.len().saturating_sub(4)..], name.get(..9).unwrap_or(name)),
        None => key.get(28..).unwrap_or(key).to_owned(),
    };
    let puts = transaction.puts.iter().map(|row| format!("+{}:{}", row.table.name(), short(&row.key)));
    let deletes = transaction.deletes.iter().map(|(table, key)| format!("-{}:{}", table.name(), short(key)));
    let prefixes = transaction.delete_prefixes.iter().map(|(table, key)| format!("-{}:{}*", table.name(), short(key)));
    prefixes.chain(deletes).chain(puts).collect::<Vec<_>>().join(" ")
}

fn reason_of(row: &Row) -> Option<RejectReason> {
    let plain = crate::disk::open(row.table, &row.key, &row.value)?;
    decode_row::<Quarantined>(&plain)?.reason
}

/// The documents of which a disk keeps such things aside.
pub(in crate::sim) fn docs_aside(disk: &crate::disk::Disk, is_such: impl Fn(&Quarantined) -> bool) -> BTreeSet<DocId> {
    let is_aside = |key: &String| {
        let row = disk.get(Table::Quarantine, key).and_then(|row| decode_row::<Quarantined>(&row));
        row.is_some_and(|row| is_such(&row))
    };
    let keys = disk.keys(Table::Quarantine, "").into_iter().filter(is_aside);
    keys.filter_map(|key| doc_of_key(&key)).collect()
}

/// Whether a change is kept aside on a disk.
pub(in crate::sim) fn is_quarantined(disk: &crate::disk::Disk, change: ChangeKey) -> bool {
    disk.get(Table::Quarantine, &outbox_key(change)).is_some()
}
