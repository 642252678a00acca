//! What the server reads for a device, in which order, and how it tells it.

use std::collections::BTreeMap;

use jiff::ToSpan;

use super::{LogEntry, Logged, Page, ReadRequest, ServerAction, ServerSession, Serving, Stage, StoredDocument, send};
use crate::document::check::check;
use crate::ids::DocId;
use crate::limits::FAR_BEHIND_ENTRIES;
use crate::protocol::{Batch, Bootstrap, Bytes, ChangeKey, Entry, Position, Seq};

impl ServerSession {
    /// Decides how the device catches up, and begins.
    pub(super) fn read_first(&mut self) -> Vec<ServerAction> {
        let Stage::Serving(serving) = &mut self.stage else {
            return Vec::new();
        };
        let told = serving.position;
        let head = self.head;
        // A device that follows another log, or is ahead of this one, starts over; what it holds stays valid and is not sent twice
        // for nothing: chunks are addressed by content.
        if told.epoch != Some(self.epoch) || told.cursor > head {
            serving.position = Position { epoch: Some(self.epoch), cursor: 0, bootstrap: None };
        }
        let behind = head - serving.position.cursor;
        if serving.position.bootstrap.is_none() && behind > 0 {
            let first = serving.position.cursor == 0;
            if first || behind > FAR_BEHIND_ENTRIES {
                serving.position.bootstrap = Some(Bootstrap { head, after: None });
            }
        }
        if behind == 0 && serving.position.bootstrap.is_none() {
            let position = (told != serving.position).then_some(serving.position);
            return vec![send(&mut self.numbering, Batch { position, ..Batch::default() })];
        }
        let fresh = serving.position.bootstrap.is_some_and(|bootstrap| bootstrap.after.is_none());
        let tomorrow = serving.today.checked_add(1.day());
        match tomorrow {
            Ok(through) if fresh => {
                serving.reading = Some(ReadRequest::Urgent { through });
                vec![ServerAction::Read(ReadRequest::Urgent { through })]
            }
            _ => self.read_on(),
        }
    }

    /// Begins the next read, if none is under way and something is left to read.
    pub(super) fn read_on(&mut self) -> Vec<ServerAction> {
        let head = self.head;
        let Stage::Serving(serving) = &mut self.stage else {
            return Vec::new();
        };
        if serving.reading.is_some() {
            return Vec::new();
        }
        let request = match (serving.fetches.pop_front(), serving.position.bootstrap) {
            (Some(docs), _) => ReadRequest::Fetch(docs),
            (None, Some(bootstrap)) => ReadRequest::Documents { after: bootstrap.after },
            (None, None) if serving.position.cursor < head => ReadRequest::Log { after: serving.position.cursor },
            (None, None) => return Vec::new(),
        };
        serving.reading = Some(request.clone());
        vec![ServerAction::Read(request)]
    }

    /// What was asked for was read.
    pub fn page(&mut self, page: Page) -> Vec<ServerAction> {
        let Stage::Serving(serving) = &mut self.stage else {
            return Vec::new();
        };
        serving.reading = None;
        if let Page::Log { head, .. } = page {
            self.head = self.head.max(head);
        }
        let mut batches = serving.batches(page);
        let gone = serving.leave(batches.iter().flat_map(|batch| &batch.entries).filter_map(purged).collect());
        let next = self.read_on();
        let last = batches.pop().map(|batch| Batch { more: !next.is_empty(), ..batch });
        let batches = batches.into_iter().map(|batch| Batch { more: true, ..batch }).chain(last);
        let sends: Vec<_> = batches.map(|batch| send(&mut self.numbering, batch)).collect();
        sends.into_iter().chain(next).chain(gone).collect()
    }
}

impl Serving {
    fn batches(&mut self, page: Page) -> Vec<Batch> {
        let batch = match page {
            Page::Log { entries, through, .. } => {
                self.position.cursor = through;
                let entries = news(entries, |entry| self.has_kept(entry));
                Batch { entries, position: Some(self.position), ..Batch::default() }
            }
            Page::Urgent(documents) => {
                self.urgent.extend(documents.iter().map(|document| document.doc));
                Batch { entries: documents.into_iter().map(whole).collect(), ..Batch::default() }
            }
            Page::Documents { documents, next, total } => self.bootstrap_batch(documents, next, total),
            // A fetched document may be large: each travels alone. Where there is none the device still waits for the answer.
            Page::Fetched { documents, unknown } => {
                let ends = (documents.is_empty() || !unknown.is_empty()).then(|| Batch { unknown, ..Batch::default() });
                let batches =
                    documents.into_iter().map(|document| Batch { entries: vec![whole(document)], ..Batch::default() });
                return batches.chain(ends).collect();
            }
        };
        vec![batch]
    }

    /// Whether the device has a change because it pushed it on this connection. What it pushed on another it may have lost, as after being set
    /// back to an older copy of itself; and a document that left it took the device's own changes with it.
    fn has_kept(&mut self, entry: &LogEntry) -> bool {
        let Logged::Change(bytes) = &entry.what else {
            return false;
        };
        if entry.device != Some(self.device) {
            return false;
        }
        let key = |hash| ChangeKey { doc: entry.doc, hash };
        let is_pushed = check(bytes).is_ok_and(|envelope| self.pushed.remove(&key(envelope.hash)));
        is_pushed && !self.left_device.contains(&entry.doc)
    }

    fn bootstrap_batch(&mut self, documents: Vec<StoredDocument>, next: Option<DocId>, total: u64) -> Batch {
        self.sent_documents += documents.len() as u64;
        let fresh = documents.into_iter().filter(|document| document.dead || !self.urgent.contains(&document.doc));
        let entries = fresh.map(whole).collect();
        if let Some(bootstrap) = &mut self.position.bootstrap {
            match next {
                Some(_) => bootstrap.after = next,
                None => {
                    self.position.cursor = self.position.cursor.max(bootstrap.head);
                    self.position.bootstrap = None;
                }
            }
        }
        let progress = Some((self.sent_documents.min(total), total));
        Batch { entries, position: Some(self.position), progress, ..Batch::default() }
    }
}

/// What happened, document by document in the order of the log, without the changes that the device has. A document that died has nothing
/// else to tell.
fn news(entries: Vec<LogEntry>, mut is_there: impl FnMut(&LogEntry) -> bool) -> Vec<Entry> {
    let mut changed: BTreeMap<DocId, (Seq, Vec<Bytes>)> = BTreeMap::new();
    let mut dead: BTreeMap<DocId, Seq> = BTreeMap::new();
    let mut granted: Vec<(Seq, Entry)> = Vec::new();
    for entry in entries {
        let is_there = is_there(&entry);
        match entry.what {
            Logged::Tombstone => {
                changed.remove(&entry.doc);
                dead.insert(entry.doc, entry.seq);
            }
            // It holds whatever else this page tells of the document.
            Logged::Granted(document) => granted.push((entry.seq, whole(document))),
            Logged::Change(_) if is_there => {}
            Logged::Change(bytes) => {
                changed.entry(entry.doc).or_insert((entry.seq, Vec::new())).1.push(Bytes(bytes));
            }
        }
    }
    let mut news: Vec<(Seq, Entry)> = dead.into_iter().map(|(doc, seq)| (seq, Entry::Purge(doc))).collect();
    news.extend(granted);
    news.extend(changed.into_iter().map(|(doc, (seq, changes))| (seq, Entry::Changes { doc, changes })));
    news.sort_by_key(|(seq, _)| *seq);
    news.into_iter().map(|(_, entry)| entry).collect()
}

/// The document that an entry takes from the device.
fn purged(entry: &Entry) -> Option<DocId> {
    if let Entry::Purge(doc) = entry { Some(*doc) } else { None }
}

fn whole(document: StoredDocument) -> Entry {
    let StoredDocument { doc, dead, snapshot, tail } = document;
    let changes = tail.into_iter().map(Bytes).collect();
    match snapshot {
        _ if dead => Entry::Purge(doc),
        Some(snapshot) => Entry::Snapshot { doc, bytes: snapshot.bytes, summary: snapshot.summary.map(Bytes), changes },
        None => Entry::Changes { doc, changes },
    }
}
