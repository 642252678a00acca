//! An opened Automerge document with this project's rules. It does not know what the document holds.

use std::collections::BTreeSet;

use automerge::transaction::CommitOptions;
use automerge::{AutoCommit, Automerge, Change, LoadOptions, ROOT, ReadDoc};

use super::check::read_change;
use super::genesis::{Kind, TEXT_ENCODING, genesis};
use crate::ids::{Author, ChangeHash, OpeningTag};
use crate::limits::{APPLY_OPS, CHANGE_OPS_MAX};
use crate::order;

/// The moment of an edit by the clock of the device: seconds since 1970. Clocks may be wrong; nothing is decided by it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stamp {
    /// Seconds since 1970.
    pub time_s: i64,
}

/// A change made here, or read here for the first time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewChange {
    /// Its address within the document.
    pub hash: ChangeHash,
    /// An uncompressed Automerge change chunk.
    pub bytes: Vec<u8>,
}

/// A document that was opened, and the chunks of it that could not be read.
#[derive(Debug)]
pub struct Loaded<D> {
    /// The document, from all chunks that could be read.
    pub document: D,
    /// The keys of the chunks that could not.
    pub bad_chunks: Vec<String>,
    /// Whether changes are here whose dependencies are not: the missing ones must be fetched.
    pub missing_dependencies: bool,
}

impl<D> Loaded<D> {
    /// The same with another document.
    pub fn map<E>(self, convert: impl FnOnce(D) -> E) -> Loaded<E> {
        Loaded {
            document: convert(self.document),
            bad_chunks: self.bad_chunks,
            missing_dependencies: self.missing_dependencies,
        }
    }
}

/// What taking chunks from elsewhere led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Received {
    /// Whether the document still waits for changes that others build on.
    pub missing_dependencies: bool,
}

/// A document could not be opened at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    /// There is no chunk.
    #[error("there is nothing of this document here")]
    Empty,
    /// No chunk could be read, or none of them reaches back to the document's beginning.
    #[error("no part of this document could be read")]
    Unreadable {
        /// The keys of the chunks that could not be read.
        bad_chunks: Vec<String>,
    },
}

/// Chunks from elsewhere could not be taken; the document is unchanged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the chunk cannot be read: {0}")]
pub struct ReceiveError(String);

/// An opened document.
#[derive(Debug)]
pub struct Replica {
    doc: AutoCommit,
    author: Author,
    /// The stamp of the pending edits, if there are any.
    pending: Option<Stamp>,
    /// The most operations that the pending edits can have made.
    pending_ops: usize,
    new_changes: Vec<NewChange>,
}

impl Replica {
    pub(super) fn create(kind: Kind, author: Author, tag: OpeningTag) -> Self {
        let first = genesis(kind);
        let mut replica = Self::empty(author, tag);
        // A change that was encoded a line ago can be read.
        let _ = replica.receive([first.bytes.as_slice()]);
        replica.new_changes.push(first.clone());
        replica
    }

    pub(super) fn empty(author: Author, tag: OpeningTag) -> Self {
        let doc = AutoCommit::new_with_encoding(TEXT_ENCODING).with_actor(author.actor(tag));
        Self { doc, author, pending: None, pending_ops: 0, new_changes: Vec::new() }
    }

    pub(super) fn load(
        chunks: impl IntoIterator<Item = (String, Vec<u8>)>,
        author: Author,
        tag: OpeningTag,
    ) -> Result<Loaded<Self>, LoadError> {
        let mut replica = Self::empty(author, tag);
        let mut bad_chunks = Vec::new();
        let mut changes = Vec::new();
        let mut any = false;
        for (key, bytes) in chunks {
            any = true;
            match Chunk::of(&bytes) {
                Some(Chunk::Change(change)) => changes.push(*change),
                Some(Chunk::Snapshot) if replica.take_snapshot(&bytes).is_ok() => {}
                _ => bad_chunks.push(key),
            }
        }
        if !any {
            return Err(LoadError::Empty);
        }
        let is_applied = replica.apply(changes).is_ok() && replica.begin_if_beginning_is_missing();
        // Changes whose beginning is missing wait beside the document; what is open then is empty.
        if !is_applied || replica.doc.get_heads().is_empty() {
            return Err(LoadError::Unreadable { bad_chunks });
        }
        let missing_dependencies = replica.missing_dependencies();
        Ok(Loaded { document: replica, bad_chunks, missing_dependencies })
    }

    /// Every document begins in one of a few ways that everyone knows: a lost beginning is no loss.
    fn begin_if_beginning_is_missing(&mut self) -> bool {
        let missing = self.doc.get_missing_deps(&[]);
        if missing.is_empty() {
            return true;
        }
        let mut beginnings = Kind::ALL.into_iter().map(genesis);
        match beginnings.find(|first| missing.iter().any(|hash| ChangeHash::from(*hash) == first.hash)) {
            Some(first) => self.receive([first.bytes.as_slice()]).is_ok(),
            None => true,
        }
    }

    /// The first snapshot is loaded, which is fast; a further one is merged.
    fn take_snapshot(&mut self, bytes: &[u8]) -> Result<(), ReceiveError> {
        let failed = |error: automerge::AutomergeError| ReceiveError(error.to_string());
        if self.doc.is_empty() {
            let actor = self.doc.get_actor().clone();
            let options = LoadOptions::new().text_encoding(TEXT_ENCODING);
            self.doc = AutoCommit::load_with_options(bytes, options).map_err(failed)?.with_actor(actor);
            return Ok(());
        }
        self.doc.load_incremental(bytes).map_err(failed)?;
        Ok(())
    }

    /// Takes chunks from elsewhere, changes or snapshots, in any order and any number of times. Pending edits are committed first,
    /// since they were made without knowing of these.
    ///
    /// # Errors
    ///
    /// [`ReceiveError`] at the first chunk that cannot be read; those before it are taken.
    pub fn receive<B: AsRef<[u8]>>(&mut self, chunks: impl IntoIterator<Item = B>) -> Result<Received, ReceiveError> {
        self.commit();
        let mut changes = Vec::new();
        for chunk in chunks {
            let bytes = chunk.as_ref();
            match Chunk::of(bytes) {
                Some(Chunk::Change(change)) => changes.push(*change),
                Some(Chunk::Snapshot) => self.take_snapshot(bytes)?,
                None => return Err(ReceiveError("not an Automerge chunk".to_owned())),
            }
        }
        self.apply(changes)?;
        Ok(Received { missing_dependencies: self.missing_dependencies() })
    }

    /// A few at a time, because applying takes memory for every operation at once.
    fn apply(&mut self, changes: Vec<Change>) -> Result<(), ReceiveError> {
        let (mut slice, mut ops) = (Vec::new(), 0);
        for change in changes {
            ops += change.len();
            slice.push(change);
            if ops >= APPLY_OPS {
                self.apply_slice(std::mem::take(&mut slice))?;
                ops = 0;
            }
        }
        self.apply_slice(slice)
    }

    fn apply_slice(&mut self, changes: Vec<Change>) -> Result<(), ReceiveError> {
        self.doc.apply_changes(changes).map_err(|error| ReceiveError(error.to_string()))
    }

    /// Closes the pending edits into one change, which [`Replica::take_new_changes`] then gives out.
    pub fn commit(&mut self) {
        let Some(stamp) = self.pending.take() else { return };
        self.pending_ops = 0;
        // An edit may have turned out to change nothing; then there is no change.
        if self.doc.commit_with(CommitOptions::default().with_time(stamp.time_s)).is_none() {
            return;
        }
        if let Some(change) = self.doc.get_last_local_change() {
            self.new_changes.push(NewChange { hash: change.hash().into(), bytes: change.raw_bytes().to_vec() });
        }
    }

    /// Commits, and gives out the changes made here that were not given out yet, oldest first. Whoever takes them must store them.
    pub fn take_new_changes(&mut self) -> Vec<NewChange> {
        self.commit();
        std::mem::take(&mut self.new_changes)
    }

    /// The hashes that stand for all changes in the document.
    pub fn heads(&mut self) -> BTreeSet<ChangeHash> {
        self.commit();
        order::set(self.doc.get_heads().into_iter().map(ChangeHash::from))
    }

    /// When the latest changes were made, by the clocks of those who made them, in milliseconds since 1970.
    pub fn changed_at_ms(&mut self) -> u64 {
        self.commit();
        let heads = self.doc.get_heads();
        let latest_s = heads.iter().filter_map(|head| Some(self.doc.get_change_meta_by_hash(head)?.timestamp)).max();
        latest_s.map_or(0, |latest_s| latest_s.unsigned_abs().saturating_mul(1_000))
    }

    /// The hashes of all changes in the document.
    pub fn hashes(&mut self) -> BTreeSet<ChangeHash> {
        self.commit();
        order::set(self.doc.get_changes_meta(&[]).into_iter().map(|change| change.hash.into()))
    }

    /// The whole document as one chunk.
    pub fn snapshot(&mut self) -> Vec<u8> {
        self.commit();
        self.doc.save()
    }

    /// All changes that this user made on this device, and the document's first, oldest first: what to offer to a server that lost
    /// them.
    pub fn own_changes(&mut self) -> Vec<NewChange> {
        self.commit();
        let changes = self.doc.get_changes(&[]);
        let own = changes
            .iter()
            .filter(|change| change.deps().is_empty() || Author::of_actor(change.actor_id()) == Some(self.author));
        own.map(|change| NewChange { hash: change.hash().into(), bytes: change.raw_bytes().to_vec() }).collect()
    }

    /// What the document holds; `None` where its beginning is missing or of a kind from a newer version.
    #[must_use]
    pub fn kind(&self) -> Option<Kind> {
        let (value, _) = self.doc.get(ROOT, "kind").ok()??;
        Kind::ALL.into_iter().find(|kind| value.as_str() == Some(kind.name()))
    }

    fn missing_dependencies(&mut self) -> bool {
        !self.doc.get_missing_deps(&[]).is_empty()
    }

    /// The document for an edit that is made now, of this many operations at most.
    pub(super) fn edit(&mut self, stamp: Stamp, ops_max: usize) -> &mut AutoCommit {
        if (self.pending_ops + ops_max) as u64 > CHANGE_OPS_MAX {
            self.commit();
        }
        self.pending = Some(stamp);
        self.pending_ops += ops_max;
        &mut self.doc
    }

    /// The document for reading, pending edits included.
    pub(super) fn reader(&self) -> &AutoCommit {
        &self.doc
    }

    /// The document for questions that Automerge answers only between transactions.
    pub(super) fn committed(&mut self) -> &Automerge {
        self.commit();
        self.doc.document()
    }
}

/// What kind of chunk some bytes are, by the type in Automerge's header.
enum Chunk {
    Change(Box<Change>),
    Snapshot,
}

impl Chunk {
    fn of(bytes: &[u8]) -> Option<Self> {
        match bytes.get(8)? {
            0 => Some(Self::Snapshot),
            _ => read_change(bytes).map(|change| Self::Change(Box::new(change))),
        }
    }
}
