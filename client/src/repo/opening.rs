//! From rows to an open document, around rows that are damaged.
//!
//! A damaged chunk goes into quarantine, is put back from the outbox where it was this device's own, and is asked for at the
//! office. It never hides its neighbours.

use std::rc::{Rc, Weak};

use futures_channel::oneshot;
use madobe_shared::case::Case;
use madobe_shared::document::{CaseDocument, LoadError, NewChange};
use madobe_shared::edit::Edit;
use madobe_shared::ids::{ChangeHash, DocId};
use madobe_shared::protocol::ChangeKey;
use madobe_shared::storage::{
    Quarantined, Row, Table, Transaction, change_chunk_key, doc_prefix, encode_row, outbox_key, parse_outbox_key,
};
use madobe_shared::summary::{CaseSummary, search_text};

use super::core::{Core, Origin};
use super::document::OpenDocument;
use super::error::{OpenError, RepoEvent, SaveError};
use crate::storage::{DamagedRow, StorageError};

/// A document that is being read.
#[derive(Debug, Default)]
pub(super) struct Opening {
    /// What became durable since reading began.
    pub(super) news: Vec<Vec<u8>>,
    /// It left the device since reading began.
    pub(super) gone: bool,
    waiters: Vec<oneshot::Sender<()>>,
}

/// The chunks of a document, all of them readable by the vault.
#[derive(Debug, Default)]
pub(super) struct Chunks {
    pub(super) rows: Vec<(String, Vec<u8>)>,
    /// How many were damaged.
    pub(super) damaged: usize,
}

impl Core {
    /// The open document: the one this tab holds already, or read from the device. One that has left the device is not held on to by the
    /// screen that still shows it.
    pub(super) async fn open_document(self: &Rc<Self>, id: DocId) -> Result<Rc<OpenDocument>, OpenError> {
        self.open_or_begin(id, id.is_of_the_office()).await
    }

    /// The same; with `begins`, one that is not here begins, in memory until somebody writes in it.
    pub(super) async fn open_or_begin(self: &Rc<Self>, id: DocId, begins: bool) -> Result<Rc<OpenDocument>, OpenError> {
        // One that has left the device gives its place away, once nothing in it is in memory alone.
        let left = self.documents.borrow().get(&id).and_then(Weak::upgrade);
        if let Some(left) = left.filter(|document| document.gone.get()) {
            left.flush().await?;
        }
        loop {
            if let Some(document) = self.document(id).filter(|document| !document.gone.get()) {
                return Ok(document);
            }
            let (sender, done) = oneshot::channel();
            match self.opening.borrow_mut().get_mut(&id) {
                Some(opening) => opening.waiters.push(sender),
                None => break,
            }
            let _ = done.await;
        }
        let place = Place::take(self, id);
        let (document, chunks) = match self.load_case(id).await {
            // Whoever is first to write in it begins it, and its beginning is the same for all.
            Err(OpenError::NotHere) if begins => {
                (CaseDocument::create_by_id(id, self.author, self.platform.new_opening_tag()), 0)
            }
            loaded => loaded?,
        };
        let document = OpenDocument::new(self.clone(), document, chunks);
        let mut documents = self.documents.borrow_mut();
        documents.retain(|_, document| document.strong_count() > 0);
        documents.insert(id, Rc::downgrade(&document));
        drop(documents);
        let Opening { news, gone, .. } = place.leave();
        if !news.is_empty() {
            document.take_news(news);
        }
        if gone {
            document.leave_device();
        }
        if chunks > self.platform.chunks_per_doc_max() {
            self.compact_soon(id);
        }
        Ok(document)
    }

    /// Makes a case with these edits. It is durable once this returns.
    pub(super) async fn create_case(self: &Rc<Self>, edits: Vec<Edit>) -> Result<DocId, SaveError> {
        let id = self.platform.new_doc_id();
        let mut document = CaseDocument::create(id, self.author, self.platform.new_opening_tag());
        let stamp = self.platform.stamp();
        for edit in &edits {
            document.apply(edit, stamp)?;
        }
        let mut transaction = Transaction::default();
        for change in document.take_new_changes() {
            transaction.local_change(id, &change);
        }
        let case = document.view();
        transaction.summary(&CaseSummary::of(&case), search_text(&case));
        self.creating.borrow_mut().insert(id);
        self.emit(RepoEvent::Status);
        let stored = self.store(transaction, Origin::Typed).await;
        self.creating.borrow_mut().remove(&id);
        if stored.is_err() {
            // Whoever wanted the case is told by the answer; nothing of it waits to be saved.
            self.note_write(None);
        }
        self.emit(RepoEvent::Status);
        stored?;
        self.ask_to_persist_once();
        Ok(id)
    }

    /// Everything this user wrote in a document on this device, oldest first.
    pub(crate) async fn own_changes(self: &Rc<Self>, id: DocId) -> Result<Vec<NewChange>, StorageError> {
        match self.load_case(id).await {
            Ok((mut document, _)) => Ok(document.own_changes()),
            Err(OpenError::Storage(error)) => Err(error),
            // There is nothing of it to offer.
            Err(OpenError::NotHere | OpenError::Unreadable { .. }) => Ok(Vec::new()),
        }
    }

    async fn load_case(self: &Rc<Self>, id: DocId) -> Result<(CaseDocument, usize), OpenError> {
        let mut bad_chunks = 0;
        // What repair put back is read at the second try. What is bad again then stays out.
        for attempt in 0..2 {
            let chunks = self.read_chunks(id).await?;
            let count = chunks.rows.len();
            bad_chunks = bad_chunks.max(chunks.damaged);
            let (loaded, bad) =
                match CaseDocument::load(id, chunks.rows.iter().cloned(), self.author, self.platform.new_opening_tag())
                {
                    Ok(loaded) => {
                        if loaded.missing_dependencies {
                            self.want(vec![id]);
                        }
                        (Some(loaded.document), loaded.bad_chunks)
                    }
                    Err(LoadError::Empty) if bad_chunks == 0 => {
                        // The list may know of it all the same, where the device lost it in a power cut. It knows of cases alone: of what else
                        // there is, nobody may have written anything yet, and the office gives what it has by itself.
                        if id.is_case() {
                            self.want(vec![id]);
                        }
                        return Err(OpenError::NotHere);
                    }
                    Err(LoadError::Empty) => break,
                    Err(LoadError::Unreadable { bad_chunks }) => (None, bad_chunks),
                };
            bad_chunks = bad_chunks.max(bad.len());
            let repaired = !bad.is_empty();
            if repaired {
                let rows = chunks.rows.into_iter().filter(|(key, _)| bad.contains(key));
                let rows = rows.map(|(key, sealed)| DamagedRow { table: Table::Chunks, key, sealed });
                self.quarantine_chunks(id, rows.collect()).await?;
            }
            match loaded {
                Some(document) if !repaired || attempt > 0 => return Ok((document, count)),
                None if !repaired => break,
                _ => {}
            }
        }
        self.want(vec![id]);
        Err(OpenError::Unreadable { bad_chunks })
    }

    /// The chunks of a document. Damaged ones are repaired first as far as this device can.
    pub(super) async fn read_chunks(self: &Rc<Self>, id: DocId) -> Result<Chunks, StorageError> {
        let prefix = doc_prefix(id);
        let rows = self.database.rows(Table::Chunks, &prefix).await?;
        let damaged = rows.damaged.len();
        if damaged == 0 {
            return Ok(Chunks { rows: rows.good, damaged });
        }
        self.quarantine_chunks(id, rows.damaged).await?;
        let rows = self.database.rows(Table::Chunks, &prefix).await?;
        Ok(Chunks { rows: rows.good, damaged })
    }

    /// Sets damaged chunks aside and puts back what the outbox has of them. With a snapshot all changes may be gone that it held, so
    /// everything of the document that waits in the outbox becomes a chunk again.
    async fn quarantine_chunks(self: &Rc<Self>, id: DocId, rows: Vec<DamagedRow>) -> Result<(), StorageError> {
        let copies = self.database.rows(Table::Outbox, &doc_prefix(id)).await?;
        let lost_snapshot = rows.iter().any(|row| !is_change(&row.key));
        let mut transaction = Transaction::default();
        for (key, bytes) in copies.good {
            let Some(change) = parse_outbox_key(&key) else { continue };
            let key = change_chunk_key(id, change.hash);
            let damaged = rows.iter().find(|row| row.key == key);
            // A copy that is just as bad would come back for ever.
            if damaged.map_or(lost_snapshot, |row| row.sealed != bytes) {
                transaction.put(Table::Chunks, key, bytes);
            }
        }
        for row in rows {
            put_in_quarantine(&mut transaction, row);
        }
        self.store(transaction, Origin::Upkeep).await?;
        self.want(vec![id]);
        Ok(())
    }

    /// Rows of other tables that the vault could not open. What can be made anew will be; nothing is thrown away unseen.
    pub(crate) async fn quarantine_rows(self: &Rc<Self>, rows: Vec<DamagedRow>) -> Result<(), StorageError> {
        let mut transaction = Transaction::default();
        for row in rows {
            if matches!(row.table, Table::Summaries | Table::Searches) {
                transaction.put(Table::Stale, row.key.clone(), Vec::new());
            }
            put_in_quarantine(&mut transaction, row);
        }
        self.store(transaction, Origin::Upkeep).await
    }

    /// Reads one of the office's own documents again, in the background. One that is open here tells of itself.
    pub(super) fn reload_of_the_office(self: &Rc<Self>, id: DocId) {
        let core = self.clone();
        self.spawn(async move {
            let Ok(chunks) = core.read_chunks(id).await else {
                return;
            };
            let loaded = CaseDocument::load(id, chunks.rows, core.author, core.platform.new_opening_tag());
            let mut loaded = match loaded {
                Ok(loaded) => loaded,
                Err(LoadError::Empty) => return,
                Err(LoadError::Unreadable { .. }) => return core.want(vec![id]),
            };
            if loaded.missing_dependencies || !loaded.bad_chunks.is_empty() {
                core.want(vec![id]);
            }
            if core.document(id).is_none() {
                core.show_of_the_office(id, Rc::new(loaded.document.view()));
            }
        });
    }

    /// One of the office's own documents reads so now.
    pub(super) fn show_of_the_office(&self, id: DocId, view: Rc<Case>) {
        self.of_the_office.borrow_mut().insert(id, view);
        self.emit(RepoEvent::Office);
    }
}

/// Whether a chunk key names a change, and not a snapshot.
fn is_change(key: &str) -> bool {
    key.split_once('/').is_some_and(|(_, name)| name.starts_with('1'))
}

/// Keys in quarantine name a document and a hash; a row that names no hash is kept under that of nothing.
fn put_in_quarantine(transaction: &mut Transaction, row: DamagedRow) {
    let hash = row.key.split_once('/').map(|(doc, name)| match row.table {
        Table::Chunks => format!("{doc}/{}", name.get(1..).unwrap_or_default()),
        _ => row.key.clone(),
    });
    let key = hash.filter(|key| parse_outbox_key(key).is_some()).unwrap_or_else(|| {
        let doc = row.key.parse().unwrap_or(DocId::DIRECTORY);
        outbox_key(ChangeKey { doc, hash: ChangeHash([0; 32]) })
    });
    transaction.deletes.push((row.table, row.key));
    let value = encode_row(&Quarantined::damaged(row.sealed));
    transaction.puts.push(Row { table: Table::Quarantine, key, value });
}

/// The place of a document that is being read. However that ends, those who wait go on.
struct Place {
    core: Weak<Core>,
    id: DocId,
}

impl Place {
    fn take(core: &Rc<Core>, id: DocId) -> Self {
        core.opening.borrow_mut().insert(id, Opening::default());
        Self { core: Rc::downgrade(core), id }
    }

    /// Ends the opening and gives out what happened meanwhile.
    fn leave(self) -> Opening {
        self.end()
    }

    fn end(&self) -> Opening {
        let ended = self.core.upgrade().and_then(|core| core.opening.borrow_mut().remove(&self.id));
        let mut ended = ended.unwrap_or_default();
        for waiter in ended.waiters.drain(..) {
            let _ = waiter.send(());
        }
        ended
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.end();
    }
}
