//! Opening a document from its rows, and having it made whole where a row is damaged.
//!
//! A damaged chunk stays where it is until the server has sent the document anew: it is the only trace that something is missing, and
//! a crash must not wipe it.

use std::collections::{BTreeMap, BTreeSet};

use madobe_shared::document::check::check;
use madobe_shared::document::{CaseDocument, LoadError};
use madobe_shared::ids::{Author, DocId, OpeningTag};
use madobe_shared::storage::{
    Quarantined, Table, Transaction, change_chunk_key, doc_prefix, encode_row, parse_outbox_key,
};

use super::{Device, DeviceOutput, Precondition, Purpose, Storage, TabMessage, Turn};

/// A document as opened from its rows.
#[derive(Debug)]
pub struct Opened {
    /// The document, from everything that could be read.
    pub document: CaseDocument,
    /// The keys of the chunks it was made from.
    pub known: BTreeSet<String>,
    /// The keys of chunks that cannot be read.
    pub bad: Vec<String>,
    /// Whether changes are missing that others build on.
    pub lacks: bool,
}

/// Opens a document from its chunks, and from its outbox where that holds a change whose chunk is damaged.
///
/// # Errors
///
/// See [`CaseDocument::load`].
pub fn load(storage: &Storage, doc: DocId, author: Author, tag: OpeningTag) -> Result<Opened, LoadError> {
    let prefix = doc_prefix(doc);
    let mut chunks: BTreeMap<String, Vec<u8>> =
        storage.rows(Table::Chunks, &prefix).map(|(key, bytes)| (key.to_owned(), bytes.to_vec())).collect();
    let mut known: BTreeSet<String> = chunks.keys().cloned().collect();
    for (key, bytes) in outbox_of(storage, doc) {
        if chunks.get(&key) != Some(&bytes) {
            known.remove(&key);
            chunks.insert(key, bytes);
        }
    }
    let loaded = CaseDocument::load(doc, chunks, author, tag)?;
    for key in &loaded.bad_chunks {
        known.remove(key);
    }
    Ok(Opened { document: loaded.document, known, bad: loaded.bad_chunks, lacks: loaded.missing_dependencies })
}

/// The intact changes in a document's outbox, by the keys their chunks have.
fn outbox_of(storage: &Storage, doc: DocId) -> Vec<(String, Vec<u8>)> {
    let prefix = doc_prefix(doc);
    let rows = storage.rows(Table::Outbox, &prefix).filter_map(|(key, bytes)| {
        let key = parse_outbox_key(key)?;
        let is_good = check(bytes).is_ok_and(|envelope| envelope.hash == key.hash);
        is_good.then(|| (change_chunk_key(doc, key.hash), bytes.to_vec()))
    });
    rows.collect()
}

/// The document has exactly the chunks it has now.
pub(super) fn unchanged(storage: &Storage, doc: DocId) -> Precondition {
    let prefix = doc_prefix(doc);
    let keys = storage.keys(Table::Chunks, &prefix);
    Precondition { table: Table::Chunks, prefix, keys }
}

impl Device {
    /// Opens a document and sees to what is wrong with it.
    pub(super) fn load(&mut self, turn: &mut Turn<'_>, doc: DocId) -> Result<Opened, LoadError> {
        let tag = self.tag();
        let loaded = load(turn.storage, doc, self.author, tag);
        let is_whole = match &loaded {
            Ok(opened) => opened.bad.is_empty() && !opened.lacks,
            Err(LoadError::Empty) => true,
            Err(LoadError::Unreadable { .. }) => false,
        };
        if !is_whole {
            self.want(turn, doc);
        }
        let mut mended = Transaction::default();
        for (key, bytes) in outbox_of(turn.storage, doc) {
            if turn.storage.get(Table::Chunks, &key) != Some(&bytes) {
                mended.put(Table::Chunks, key, bytes);
            }
        }
        if !mended.is_empty() && loaded.is_ok() {
            // Not where the document has left the device meanwhile.
            let only_if = unchanged(turn.storage, doc);
            self.write_if(turn, mended, Some(only_if), Purpose::Plain);
        }
        loaded
    }

    /// The document is to be fetched whole, by whichever tab keeps the line.
    pub(super) fn want(&mut self, turn: &mut Turn<'_>, doc: DocId) {
        if self.session.is_some() {
            self.wanted.entry(doc).or_insert(None);
        } else {
            turn.outputs.push(DeviceOutput::Tell(TabMessage::Want(vec![doc])));
        }
    }

    /// Asks for wanted documents, once on each connection: a server that lacks them too must not be asked without end.
    pub(super) fn ask_for_wanted(&mut self, turn: &mut Turn<'_>) {
        let line = self.line;
        let docs: Vec<DocId> =
            self.wanted.iter().filter(|(_, asked)| **asked != Some(line)).map(|(doc, _)| *doc).collect();
        let Some(session) = &mut self.session else { return };
        if docs.is_empty() {
            return;
        }
        let actions = session.fetch(turn.now_ms, &docs);
        if actions.is_empty() {
            return;
        }
        for doc in docs {
            self.wanted.insert(doc, Some(line));
        }
        self.with_session(turn, |_, _| actions);
    }

    /// A document came whole from the server: what is damaged here has its replacement and goes into quarantine.
    pub(super) fn mend(&mut self, turn: &mut Turn<'_>, doc: DocId, chunks: &[Vec<u8>]) {
        let asked = self.wanted.get(&doc).is_some_and(Option::is_some);
        let begins = |chunk: &Vec<u8>| match check(chunk) {
            Ok(envelope) => envelope.deps.is_empty(),
            // Whatever is no change is a snapshot.
            Err(_) => true,
        };
        if !asked || !chunks.iter().any(begins) {
            return;
        }
        self.wanted.remove(&doc);
        let tag = self.tag();
        let Ok(opened) = load(turn.storage, doc, self.author, tag) else {
            return;
        };
        if opened.bad.is_empty() || opened.lacks {
            return;
        }
        let mut transaction = Transaction::default();
        for key in &opened.bad {
            let Some(bytes) = turn.storage.get(Table::Chunks, key) else {
                continue;
            };
            // Chunk keys and quarantine keys differ by the digit after the slash.
            let row = Quarantined { reason: None, bytes: bytes.to_vec() };
            transaction.put(Table::Quarantine, key.clone(), encode_row(&row));
            transaction.deletes.push((Table::Chunks, key.clone()));
        }
        self.write(turn, transaction, Purpose::Plain);
    }
}
