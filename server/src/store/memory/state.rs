//! What the store in memory holds, and how it adds up.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use madobe_shared::blob::BlobKey;
use madobe_shared::codes::Deed;
use madobe_shared::ids::{ChangeHash, DocId, UserId};
use madobe_shared::protocol::Seq;
use madobe_shared::session::server::{AppendOutcome, CheckedChange, LogEntry, Logged, Snapshot, StoredDocument};

use super::super::access::{BrokenGlass, TeamPlace};
use super::super::audit::{Event, Hand};
use super::super::check_outs::CheckOut;
use super::super::retention::{Held, Proposed, voided};
use super::super::{NewSnapshot, PageLimits, RejectedBytes, Viewer};
use super::accounts::People;
use super::audit::Book;
use super::device_keys::Keys;
use super::sessions::ByToken;
use super::{devices, passkeys, second_factors};
use crate::platform::day_in_japan;

#[derive(Debug, Default)]
pub struct State {
    pub head: Seq,
    pub log: BTreeMap<Seq, Kept>,
    pub documents: BTreeMap<DocId, Document>,
    /// The latest first.
    pub broken_glass: Vec<BrokenGlass>,
    pub quarantine: VecDeque<RejectedBytes>,
    pub people: People,
    pub sessions: ByToken,
    pub second_factors: second_factors::ByUser,
    pub recovery_codes: second_factors::RecoveryCodes,
    pub passkeys: passkeys::Kept,
    pub device_keys: Keys,
    pub devices: devices::ById,
    pub enrolment: devices::Enrolment,
    pub check_outs: Vec<CheckOut>,
    pub blobs: BTreeMap<BlobKey, Vec<u8>>,
    pub audit: Book,
    pub retention_years: Option<u16>,
}

#[derive(Debug, Default)]
pub struct Document {
    pub dead_seq: Option<Seq>,
    pub hashes: BTreeMap<ChangeHash, Seq>,
    pub changes: BTreeSet<Seq>,
    pub changed_at_ms: u64,
    pub snapshot: Option<(Seq, NewSnapshot)>,
    pub restricted: bool,
    pub team: BTreeMap<UserId, TeamPlace>,
    pub held: Option<Held>,
    pub proposed: Option<Proposed>,
}

/// What stands at one place of the log.
#[derive(Debug)]
pub enum Kept {
    Entry(LogEntry),
    /// A document came into a user's sight, or went out of it.
    Access {
        seq: Seq,
        doc: DocId,
        user: UserId,
    },
}

impl Kept {
    pub fn doc(&self) -> DocId {
        match self {
            Self::Entry(entry) => entry.doc,
            Self::Access { doc, .. } => *doc,
        }
    }

    pub fn change_bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Entry(LogEntry { what: Logged::Change(bytes), .. }) => Some(bytes),
            Self::Entry(_) | Self::Access { .. } => None,
        }
    }
}

impl State {
    pub fn append(&mut self, received_at_ms: u64, change: &CheckedChange) -> AppendOutcome {
        // A document exists once a change of it was appended, so a refused change must not leave an empty one behind.
        let document = self.documents.get(&change.key.doc);
        if document.is_some_and(|document| document.dead_seq.is_some()) {
            return AppendOutcome::DeadDocument;
        }
        let seq_of = |hash| document.and_then(|document| document.hashes.get(hash));
        if let Some(&seq) = seq_of(&change.key.hash) {
            let sees = |user| self.sees(Viewer::Member { user, today: day_in_japan(received_at_ms) }, change.key.doc);
            let is_seen = change.user.is_none_or(sees);
            return if is_seen { AppendOutcome::AlreadyThere(seq) } else { AppendOutcome::OutOfSight(seq) };
        }
        if change.user.is_some_and(|user| !self.may_write(user, received_at_ms, change.key.doc)) {
            return AppendOutcome::NoAccess;
        }
        if !change.deps.iter().all(|hash| seq_of(hash).is_some()) {
            return AppendOutcome::MissingDependencies;
        }
        self.head += 1;
        let seq = self.head;
        if let Some(user) = change.user {
            self.audit.record_writing(received_at_ms, (user, change.device, change.key.doc));
            self.begin(received_at_ms, change.key.doc, user);
        }
        let document = self.documents.entry(change.key.doc).or_default();
        document.hashes.insert(change.key.hash, seq);
        document.changes.insert(seq);
        document.changed_at_ms = received_at_ms;
        if document.proposed.take().is_some() {
            self.audit.record(received_at_ms, voided(received_at_ms, change.key.doc));
        }
        let what = Logged::Change(change.bytes.clone());
        let entry = LogEntry { seq, doc: change.key.doc, device: Some(change.device), what };
        self.log.insert(seq, Kept::Entry(entry));
        AppendOutcome::Appended(seq)
    }

    pub fn bury(&mut self, hand: Hand, doc: DocId) -> Seq {
        let was_known = self.documents.contains_key(&doc);
        let document = self.documents.entry(doc).or_default();
        if let Some(seq) = document.dead_seq {
            return seq;
        }
        self.log.retain(|_, kept| kept.doc() != doc);
        self.broken_glass.retain(|broken| broken.doc != doc);
        self.blobs.retain(|key, _| key.doc != doc);
        self.head += 1;
        let seq = self.head;
        *document = Document { dead_seq: Some(seq), changed_at_ms: hand.at_ms, ..Document::default() };
        self.log.insert(seq, Kept::Entry(LogEntry { seq, doc, device: None, what: Logged::Tombstone }));
        // Minutes that nobody had begun are kept from being begun; nothing of them was deleted.
        if was_known || !doc.is_minutes() {
            self.audit.record(hand.at_ms, Event::new(hand, Deed::Deleted).to(doc));
        }
        seq
    }

    /// As many of the documents as fit, and the ids of the rest.
    pub fn page(
        &self,
        viewer: Viewer,
        docs: impl Iterator<Item = DocId>,
        limits: PageLimits,
    ) -> (Vec<StoredDocument>, Vec<DocId>) {
        let (mut page, mut rest, mut bytes) = (Vec::new(), Vec::new(), 0);
        for doc in docs {
            if !rest.is_empty() {
                rest.push(doc);
                continue;
            }
            let Some(document) = self.read_for(viewer, doc) else { continue };
            let size = stored_bytes(&document);
            let is_full = page.len() >= limits.entries || bytes + size > limits.bytes;
            if is_full && !page.is_empty() {
                rest.push(doc);
            } else {
                bytes += size;
                page.push(document);
            }
        }
        (page, rest)
    }

    /// A document as a viewer is given it: what they may not see is dead to them.
    fn read_for(&self, viewer: Viewer, doc: DocId) -> Option<StoredDocument> {
        let document = self.read(doc)?;
        let is_hidden = !document.dead && !self.sees(viewer, doc);
        let hidden = || StoredDocument { doc, dead: true, snapshot: None, tail: Vec::new() };
        Some(if is_hidden { hidden() } else { document })
    }

    pub fn read(&self, doc: DocId) -> Option<StoredDocument> {
        let document = self.documents.get(&doc)?;
        let tail = document.tail().filter_map(|seq| self.log.get(&seq)?.change_bytes());
        Some(StoredDocument {
            doc,
            dead: document.dead_seq.is_some(),
            snapshot: document.snapshot.as_ref().map(|(_, new)| new.snapshot.clone()),
            tail: tail.map(<[u8]>::to_vec).collect(),
        })
    }
}

impl Document {
    pub fn snapshot_through(&self) -> Seq {
        self.snapshot.as_ref().map_or(0, |(through, _)| *through)
    }

    pub fn tail(&self) -> impl Iterator<Item = Seq> {
        self.changes.range(self.snapshot_through() + 1..).copied()
    }
}

pub fn entry_bytes(entry: &LogEntry) -> usize {
    match &entry.what {
        Logged::Change(bytes) => bytes.len(),
        Logged::Granted(document) => stored_bytes(document),
        Logged::Tombstone => 0,
    }
}

fn stored_bytes(document: &StoredDocument) -> usize {
    let snapshot = |snapshot: &Snapshot| snapshot.bytes.len() + snapshot.summary.as_ref().map_or(0, Vec::len);
    document.snapshot.as_ref().map_or(0, snapshot) + document.tail.iter().map(Vec::len).sum::<usize>()
}
