//! Open documents: edits in memory, saves that make them durable, and news from elsewhere.
//!
//! A save is the changes, their places in the outbox and the summary, in one transaction. The summary is only right where the device
//! holds exactly the chunks this tab knows, so that is the save's precondition; where another tab or the server was faster, the
//! save goes through without it and leaves a mark that the summary must be made anew.

use std::collections::BTreeSet;

use madobe_shared::case::Case;
use madobe_shared::document::{CaseDocument, NewChange, Stamp};
use madobe_shared::edit::{Edit, TextRef};
use madobe_shared::ids::{ChangeHash, DocId};
use madobe_shared::protocol::{ChangeKey, RejectReason};
use madobe_shared::session::PendingChange;
use madobe_shared::storage::{Quarantined, Table, Transaction, change_chunk_key, doc_prefix, encode_row, outbox_key};
use madobe_shared::summary::{CaseSummary, search_text};

use super::{BrokenRule, Device, DeviceOutput, Precondition, Purpose, TabMessage, Turn, Written};

/// The pause after a failed save.
const SAVE_RETRY_MS: u64 = 1_000;

/// A document that this tab holds in memory.
#[derive(Debug)]
pub(super) struct OpenDocument {
    document: CaseDocument,
    /// The chunks in the storage that are in the document too.
    known: BTreeSet<String>,
    /// Closed changes that are not durable.
    unstored: Vec<NewChange>,
    edits_made: u64,
    edits_saved: u64,
    is_saving: bool,
    save_at_ms: Option<u64>,
    /// It has left the device: it takes no more edits, and those it has go into quarantine.
    is_gone: bool,
    /// It goes as soon as everything is saved.
    is_closing: bool,
}

impl OpenDocument {
    fn new(document: CaseDocument, known: BTreeSet<String>) -> Self {
        Self {
            document,
            known,
            unstored: Vec::new(),
            edits_made: 0,
            edits_saved: 0,
            is_saving: false,
            save_at_ms: None,
            is_gone: false,
            is_closing: false,
        }
    }

    pub(super) fn save_at_ms(&self) -> Option<u64> {
        self.save_at_ms
    }

    pub(super) fn is_gone(&self) -> bool {
        self.is_gone
    }

    pub(super) fn view(&mut self) -> Case {
        self.document.view()
    }

    pub(super) fn text(&self, text: TextRef) -> Option<String> {
        self.document.text(text)
    }

    pub(super) fn heads(&mut self) -> BTreeSet<ChangeHash> {
        self.document.heads()
    }

    pub(super) fn edits(&self) -> (u64, u64) {
        (self.edits_made, self.edits_saved)
    }

    /// Chunks were replaced by others that say the same. Where one of them came from another tab and is not known here yet, what
    /// replaced it is not known either.
    pub(super) fn rows_replaced(&mut self, puts: &[String], deletes: &[String]) {
        if deletes.iter().all(|key| self.known.remove(key)) {
            self.known.extend(puts.iter().cloned());
        }
    }

    /// Takes chunks one by one, so that a bad one keeps no other out. Says whether everything could be taken and nothing is missing.
    fn receive<'a>(&mut self, chunks: impl IntoIterator<Item = (Option<String>, &'a [u8])>) -> bool {
        let mut is_whole = true;
        for (key, chunk) in chunks {
            match self.document.receive([chunk]) {
                Ok(received) => {
                    is_whole = !received.missing_dependencies;
                    self.known.extend(key);
                }
                Err(_) => is_whole = false,
            }
        }
        is_whole
    }
}

impl Device {
    pub(super) fn create(&mut self, turn: &mut Turn<'_>, doc: DocId, edits: &[Edit]) {
        let tag = self.tag();
        self.documents.insert(doc, OpenDocument::new(CaseDocument::create(doc, self.author, tag), BTreeSet::new()));
        self.edit(turn, doc, edits);
        self.save(turn, doc);
    }

    pub(super) fn open(&mut self, turn: &mut Turn<'_>, doc: DocId) {
        if let Some(open) = self.documents.get_mut(&doc) {
            open.is_closing = false;
            return;
        }
        match self.load(turn, doc) {
            Ok(opened) => {
                self.documents.insert(doc, OpenDocument::new(opened.document, opened.known));
            }
            Err(_) => turn.outputs.push(DeviceOutput::NotOpened(doc)),
        }
    }

    pub(super) fn close(&mut self, turn: &mut Turn<'_>, doc: DocId) {
        let Some(open) = self.documents.get_mut(&doc) else {
            return;
        };
        open.is_closing = true;
        self.save(turn, doc);
        self.drop_if_done(doc);
    }

    pub(super) fn edit(&mut self, turn: &mut Turn<'_>, doc: DocId, edits: &[Edit]) {
        let stamp = Stamp { time_s: i64::try_from(turn.now_ms / 1_000).unwrap_or_default() };
        let save_by_ms = turn.now_ms + self.habits.save_delay_ms;
        let Some(open) = self.documents.get_mut(&doc).filter(|open| !open.is_gone) else {
            return;
        };
        for edit in edits {
            if let Err(error) = open.document.apply(edit, stamp) {
                turn.outputs.push(DeviceOutput::NotEdited(doc, error));
                break;
            }
            open.edits_made += 1;
        }
        if open.edits_made > open.edits_saved && !open.is_saving {
            open.save_at_ms.get_or_insert(save_by_ms);
        }
    }

    /// Makes all edits so far durable, unless a save is under way: then another follows it.
    pub(super) fn save(&mut self, turn: &mut Turn<'_>, doc: DocId) {
        let broken = self.habits.broken;
        let Some(open) = self.documents.get_mut(&doc) else {
            return;
        };
        if open.is_saving {
            return;
        }
        open.save_at_ms = None;
        open.unstored.extend(open.document.take_new_changes());
        if open.unstored.is_empty() {
            open.edits_saved = open.edits_made;
            return;
        }
        if broken == Some(BrokenRule::SavedBeforeWritten) {
            turn.outputs.push(DeviceOutput::Saved(doc, open.edits_made));
        }
        if open.is_gone {
            return self.save_into_quarantine(turn, doc);
        }
        let mut transaction = Transaction::default();
        for change in &open.unstored {
            transaction.local_change(doc, change);
        }
        let case = open.view();
        transaction.summary(&CaseSummary::of(&case), search_text(&case));
        let keys = open.known.iter().cloned().collect();
        let only_if = Precondition { table: Table::Chunks, prefix: doc_prefix(doc), keys };
        let is_checked = broken != Some(BrokenRule::SummaryUnchecked);
        self.write_save(turn, doc, transaction, is_checked.then_some(only_if));
    }

    /// The device holds more of the document than this tab knew: it learns that, and saves without a summary.
    fn save_overtaken(&mut self, turn: &mut Turn<'_>, doc: DocId) {
        self.catch_up(turn, doc);
        let Some(open) = self.documents.get(&doc) else { return };
        if open.is_gone {
            return self.save_into_quarantine(turn, doc);
        }
        let mut transaction = Transaction::default();
        for change in &open.unstored {
            transaction.local_change(doc, change);
        }
        transaction.put(Table::Stale, doc.to_string(), Vec::new());
        self.write_save(turn, doc, transaction, None);
    }

    /// The document has left the device; what was typed into it meanwhile must not be lost all the same.
    fn save_into_quarantine(&mut self, turn: &mut Turn<'_>, doc: DocId) {
        let Some(open) = self.documents.get(&doc) else { return };
        let mut transaction = Transaction::default();
        for change in &open.unstored {
            let row = Quarantined { reason: Some(RejectReason::DeadDocument), bytes: change.bytes.clone() };
            transaction.put(Table::Quarantine, outbox_key(ChangeKey { doc, hash: change.hash }), encode_row(&row));
        }
        self.write_save(turn, doc, transaction, None);
    }

    fn write_save(&mut self, turn: &mut Turn<'_>, doc: DocId, transaction: Transaction, only_if: Option<Precondition>) {
        let Some(open) = self.documents.get_mut(&doc) else {
            return;
        };
        open.is_saving = true;
        let edits = open.edits_made;
        let hashes = open.unstored.iter().map(|change| change.hash).collect();
        let goes_out = transaction.puts.iter().any(|row| row.table == Table::Outbox);
        let pending = open
            .unstored
            .iter()
            .filter(|_| goes_out)
            .map(|change| PendingChange { key: ChangeKey { doc, hash: change.hash }, bytes: change.bytes.clone() });
        let pending = pending.collect();
        self.write_if(turn, transaction, only_if, Purpose::Save { doc, edits, hashes, pending });
    }

    pub(super) fn save_written(
        &mut self,
        turn: &mut Turn<'_>,
        doc: DocId,
        edits: u64,
        hashes: &[ChangeHash],
        pending: Vec<PendingChange>,
        written: Written,
    ) {
        let retry_at_ms = turn.now_ms + SAVE_RETRY_MS;
        let save_by_ms = turn.now_ms + self.habits.save_delay_ms;
        let Some(open) = self.documents.get_mut(&doc) else {
            return;
        };
        open.is_saving = false;
        match written {
            Written::Failed => {
                open.save_at_ms = Some(retry_at_ms);
                return;
            }
            Written::Overtaken => return self.save_overtaken(turn, doc),
            Written::Done => {}
        }
        open.unstored.retain(|change| !hashes.contains(&change.hash));
        open.edits_saved = open.edits_saved.max(edits);
        open.known.extend(pending.iter().map(|change| change_chunk_key(doc, change.key.hash)));
        if open.edits_made > open.edits_saved || !open.unstored.is_empty() {
            open.save_at_ms = Some(save_by_ms);
        }
        turn.outputs.push(DeviceOutput::Saved(doc, edits));
        let message = TabMessage::Stored { docs: vec![doc], outbox: pending.clone(), purged: Vec::new() };
        turn.outputs.push(DeviceOutput::Tell(message));
        self.local(turn, pending);
        self.note_chunks(turn, doc);
        self.drop_if_done(doc);
    }

    /// An open document takes what the server sent for it, now that it is durable.
    pub(super) fn take_news(&mut self, turn: &mut Turn<'_>, doc: DocId, chunks: &[Vec<u8>], stored: &Transaction) {
        if let Some(open) = self.documents.get_mut(&doc) {
            let is_whole = open.receive(chunks.iter().map(|chunk| (None, chunk.as_slice())));
            let prefix = doc_prefix(doc);
            let rows = stored.puts.iter().filter(|row| row.table == Table::Chunks && row.key.starts_with(&prefix));
            open.known.extend(rows.map(|row| row.key.clone()));
            if !is_whole {
                self.want(turn, doc);
            }
        }
        self.upkeep.retry(doc);
        self.mend(turn, doc, chunks);
        self.note_chunks(turn, doc);
    }

    /// An open document takes the chunks in the storage that it does not know. Where there are none any more, it has left the device.
    pub(super) fn catch_up(&mut self, turn: &mut Turn<'_>, doc: DocId) {
        let prefix = doc_prefix(doc);
        let storage = turn.storage;
        let Some(open) = self.documents.get_mut(&doc).filter(|open| !open.is_gone) else {
            return;
        };
        let stored: BTreeSet<String> = storage.keys(Table::Chunks, &prefix).into_iter().collect();
        if stored.is_empty() && !open.known.is_empty() {
            return self.leave_device(turn, doc);
        }
        open.known.retain(|key| stored.contains(key));
        let new: Vec<String> = stored.difference(&open.known).cloned().collect();
        let chunks = new.iter().filter_map(|key| Some((Some(key.clone()), storage.get(Table::Chunks, key)?)));
        if !open.receive(chunks) {
            self.want(turn, doc);
        }
    }

    /// The document was deleted, or is no longer this user's to see.
    pub(super) fn leave_device(&mut self, turn: &mut Turn<'_>, doc: DocId) {
        self.wanted.remove(&doc);
        let Some(open) = self.documents.get_mut(&doc) else {
            return;
        };
        open.is_gone = true;
        open.is_closing = true;
        self.save(turn, doc);
        self.drop_if_done(doc);
    }

    fn drop_if_done(&mut self, doc: DocId) {
        let is_done = |open: &OpenDocument| {
            open.is_closing && !open.is_saving && open.unstored.is_empty() && open.edits_saved == open.edits_made
        };
        if self.documents.get(&doc).is_some_and(is_done) {
            self.documents.remove(&doc);
        }
    }
}
