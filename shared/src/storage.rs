//! The device's database as data: which rows there are, and which rows one event changes, as one atomic [`Transaction`].
//!
//! This module never touches a database. The browser carries transactions out on IndexedDB, the headless device and the simulator on
//! a map; each must do all of a transaction or none of it.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::blob::BlobKey;
use crate::cbor;
use crate::codes::Deed;
use crate::document::NewChange;
use crate::hex;
use crate::ids::{ChangeHash, DocId};
use crate::protocol::{ChangeKey, RejectReason};
use crate::summary::CaseSummary;

/// The tables of the device's database. Each maps a string key, made of ids alone, to bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// Automerge chunks, append-only and addressed by content: `{doc}/0{digest}` a snapshot, `{doc}/1{hash}` a change.
    Chunks,
    /// Changes the server has not acknowledged: `{doc}/{hash}` → the change.
    Outbox,
    /// `{doc}` → [`CaseSummary`].
    Summaries,
    /// `{doc}` → folded search text, UTF-8.
    Searches,
    /// `{doc}` → nothing: the summary is older than the chunks and must be made anew.
    Stale,
    /// Single values: see [`MetaKey`].
    Meta,
    /// What could not be used and must not be lost: `{doc}/{hash}` → [`Quarantined`].
    Quarantine,
    /// What the office's audit trail has yet to hear: `{number}` → [`Witnessed`].
    Witnessed,
    /// `{doc}` → [`crate::disclosure::Draft`]: what was decided on its disclosure.
    Disclosures,
    /// `{doc}` → the heads of the document when its user last looked at it.
    Seen,
    /// `{doc}` → how much others changed since then, as a number greater than 0: counted when something arrives.
    Away,
    /// Files that the office has not acknowledged: `{doc}/{hash}` → the bytes.
    Uploads,
    /// Files that the office has: `{doc}/{hash}` → the bytes.
    Blobs,
    /// What is known of each of those: `{doc}/{hash}` → [`KeptBlob`].
    KeptBlobs,
}

impl Table {
    /// All tables.
    pub const ALL: [Self; 14] = [
        Self::Chunks,
        Self::Outbox,
        Self::Summaries,
        Self::Searches,
        Self::Stale,
        Self::Meta,
        Self::Quarantine,
        Self::Witnessed,
        Self::Disclosures,
        Self::Seen,
        Self::Away,
        Self::Uploads,
        Self::Blobs,
        Self::KeptBlobs,
    ];

    /// The name in the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Chunks => "chunks",
            Self::Outbox => "outbox",
            Self::Summaries => "summaries",
            Self::Searches => "searches",
            Self::Stale => "stale",
            Self::Meta => "meta",
            Self::Quarantine => "quarantine",
            Self::Witnessed => "witnessed",
            Self::Disclosures => "disclosures",
            Self::Seen => "seen",
            Self::Away => "away",
            Self::Uploads => "uploads",
            Self::Blobs => "blobs",
            Self::KeptBlobs => "kept_blobs",
        }
    }
}

/// The keys of [`Table::Meta`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetaKey {
    /// [`crate::protocol::Position`].
    Position,
    /// [`crate::protocol::StaffList`].
    Staff,
    /// The [`crate::protocol::StaffMember`] whose device this is.
    Me,
}

impl MetaKey {
    /// The key in the table.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Position => "position",
            Self::Staff => "staff",
            Self::Me => "me",
        }
    }
}

/// Rows that change together or not at all. Deletes come first, then puts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Transaction {
    /// Rows to delete, if they are there.
    pub deletes: Vec<(Table, String)>,
    /// All rows whose key begins so are deleted.
    pub delete_prefixes: Vec<(Table, String)>,
    /// Rows to write, over any row of the same key.
    pub puts: Vec<Row>,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its table.
    pub table: Table,
    /// Its key, made of ids alone: keys rest on the device unencrypted.
    pub key: String,
    /// Its bytes, before they pass the vault.
    pub value: Vec<u8>,
}

/// What could not be used, kept so that someone can look at it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quarantined {
    /// Why the office did not take it; `None` for what could not be read from this device.
    pub reason: Option<RejectReason>,
    /// Whether it is a file of a case that the office has not got, and no change.
    #[serde(default)]
    pub is_file: bool,
    /// The bytes as they were.
    #[serde(with = "serde_bytes")]
    pub bytes: Vec<u8>,
}

impl Quarantined {
    /// A chunk that could not be read from this device.
    #[must_use]
    pub const fn damaged(bytes: Vec<u8>) -> Self {
        Self { reason: None, is_file: false, bytes }
    }

    /// A change that the office refused.
    #[must_use]
    pub const fn refused(reason: RejectReason, bytes: Vec<u8>) -> Self {
        Self { reason: Some(reason), is_file: false, bytes }
    }

    /// A file that the office refused, or, without its reason, one that could not be read from this device before the office had it.
    #[must_use]
    pub const fn file(reason: Option<RejectReason>, bytes: Vec<u8>) -> Self {
        Self { reason, is_file: true, bytes }
    }

    /// Whether it reaches nobody unless someone looks at it. Damaged chunks come again from the office.
    #[must_use]
    pub const fn needs_someone(&self) -> bool {
        self.reason.is_some() || self.is_file
    }
}

/// Something that the user did on this device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Witnessed {
    /// When, by the device's clock, in milliseconds since 1970.
    pub at_ms: u64,
    /// What.
    pub deed: Deed,
    /// The case that it concerns.
    pub case: Option<DocId>,
}

/// A file that the office has and this device keeps, as long as there is room for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptBlob {
    /// How large it is.
    pub bytes: u64,
    /// When it was last opened here, by the device's clock, in milliseconds since 1970.
    pub opened_ms: u64,
}

impl Transaction {
    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.deletes.is_empty() && self.delete_prefixes.is_empty() && self.puts.is_empty()
    }

    /// Whether it holds words or decisions that are nowhere else: they must survive an empty battery a moment later. What the server sent
    /// can be sent again.
    #[must_use]
    pub fn holds_own_words(&self) -> bool {
        self.puts.iter().any(|row| {
            matches!(
                row.table,
                Table::Outbox | Table::Quarantine | Table::Witnessed | Table::Disclosures | Table::Uploads
            )
        })
    }

    /// The same without what concerns a table.
    #[must_use]
    pub fn without(&self, table: Table) -> Self {
        let others = |rows: &[(Table, String)]| rows.iter().filter(|(of, _)| *of != table).cloned().collect();
        Self {
            deletes: others(&self.deletes),
            delete_prefixes: others(&self.delete_prefixes),
            puts: self.puts.iter().filter(|row| row.table != table).cloned().collect(),
        }
    }

    /// Adds a row.
    pub fn put(&mut self, table: Table, key: impl Into<String>, value: Vec<u8>) {
        self.puts.push(Row { table, key: key.into(), value });
    }

    /// Adds a single value.
    pub fn put_meta<T: Serialize>(&mut self, key: MetaKey, value: &T) {
        self.put(Table::Meta, key.name(), encode_row(value));
    }

    /// A change made on this device: its chunk and its place in the outbox.
    pub fn local_change(&mut self, doc: DocId, change: &NewChange) {
        self.put(Table::Chunks, change_chunk_key(doc, change.hash), change.bytes.clone());
        self.put(Table::Outbox, outbox_key(ChangeKey { doc, hash: change.hash }), change.bytes.clone());
    }

    /// The summary and search text of a document as it stands after this transaction.
    pub fn summary(&mut self, summary: &CaseSummary, search_text: String) {
        let key = summary.id.to_string();
        self.deletes.push((Table::Stale, key.clone()));
        self.put(Table::Summaries, key.clone(), encode_row(summary));
        self.put(Table::Searches, key, search_text.into_bytes());
    }

    /// A file that the office has: it waits no longer, and stays within the device's budget.
    pub fn keep_blob(&mut self, key: BlobKey, bytes: Vec<u8>, opened_ms: u64) {
        let kept = KeptBlob { bytes: bytes.len() as u64, opened_ms };
        self.deletes.push((Table::Uploads, key.to_string()));
        self.put(Table::Blobs, key.to_string(), bytes);
        self.put(Table::KeptBlobs, key.to_string(), encode_row(&kept));
    }

    /// A file is no longer on the device.
    pub fn drop_blob(&mut self, key: BlobKey) {
        self.deletes.extend([Table::Blobs, Table::KeptBlobs].map(|table| (table, key.to_string())));
    }

    /// A document leaves the device, with all that was derived from it and the files that the office has. Its outbox stays: what is in there goes to quarantine one by
    /// one as the server refuses it, so that words typed a moment ago in another tab are not lost unseen. So do files that wait for the office.
    pub fn purge(&mut self, doc: DocId) {
        for table in [Table::Summaries, Table::Searches, Table::Stale, Table::Disclosures, Table::Seen, Table::Away] {
            self.deletes.push((table, doc.to_string()));
        }
        for table in [Table::Chunks, Table::Blobs, Table::KeptBlobs] {
            self.delete_prefixes.push((table, doc_prefix(doc)));
        }
    }
}

/// What all keys of a document's chunks and outbox rows begin with.
#[must_use]
pub fn doc_prefix(doc: DocId) -> String {
    format!("{doc}/")
}

/// The chunk key of a change.
#[must_use]
pub fn change_chunk_key(doc: DocId, hash: ChangeHash) -> String {
    format!("{doc}/1{hash}")
}

/// The chunk key of a snapshot, by the digest of its bytes. It sorts before all changes of the document.
#[must_use]
pub fn snapshot_chunk_key(doc: DocId, bytes: &[u8]) -> String {
    use sha2::Digest;
    format!("{doc}/0{}", ChangeHash(sha2::Sha256::digest(bytes).into()))
}

/// The key of an outbox or quarantine row.
#[must_use]
pub fn outbox_key(change: ChangeKey) -> String {
    format!("{}/{}", change.doc, change.hash)
}

/// The document that a key of [`Table::Chunks`], [`Table::Outbox`] or [`Table::Quarantine`] belongs to.
#[must_use]
pub fn doc_of_key(key: &str) -> Option<DocId> {
    key.split('/').next()?.parse().ok()
}

/// The change that a key of [`Table::Outbox`] names.
#[must_use]
pub fn parse_outbox_key(key: &str) -> Option<ChangeKey> {
    let (doc, hash) = key.split_once('/')?;
    let hash = ChangeHash(hex::read(hash)?);
    Some(ChangeKey { doc: doc.parse().ok()?, hash })
}

/// Writes a row's value in CBOR.
///
/// # Panics
///
/// Never: rows always serialize into memory.
#[must_use]
pub fn encode_row<T: Serialize>(value: &T) -> Vec<u8> {
    cbor::write(value)
}

/// Reads a row's value; `None` where it cannot be read.
#[must_use]
pub fn decode_row<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    cbor::read(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_lead_back_to_what_they_name() {
        let change = ChangeKey { doc: DocId::DIRECTORY, hash: ChangeHash([0xa5; 32]) };
        assert_eq!(parse_outbox_key(&outbox_key(change)), Some(change));
        assert_eq!(doc_of_key(&change_chunk_key(change.doc, change.hash)), Some(change.doc));
        assert!(snapshot_chunk_key(change.doc, b"x") < change_chunk_key(change.doc, ChangeHash([0; 32])));
        for bad in ["", "x", "x/y", &format!("{}/zz", change.doc)] {
            assert_eq!(parse_outbox_key(bad), None);
        }
    }
}
