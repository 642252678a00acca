//! Reading a document from a tablet's disk, as someone would who takes the tablet apart.

use std::collections::BTreeMap;

use madobe_shared::document::check::check;
use madobe_shared::document::{CaseDocument, LoadError, Loaded};
use madobe_shared::ids::{Author, DeviceId, DocId, OpeningTag, UserId};
use madobe_shared::storage::{Table, change_chunk_key, doc_prefix, parse_outbox_key};

use crate::disk::Disk;

/// Nothing is written under this name.
const READER: Author = Author { user: UserId(0), device: DeviceId(0) };

/// The document from its intact chunks, and from its outbox where that holds a change whose chunk is damaged.
pub(in crate::sim) fn load(disk: &Disk, doc: DocId) -> Result<Loaded<CaseDocument>, LoadError> {
    let prefix = doc_prefix(doc);
    let mut chunks: BTreeMap<String, Vec<u8>> =
        disk.rows(Table::Chunks, &prefix).map(|(key, bytes)| (key.to_owned(), bytes)).collect();
    for (key, bytes) in disk.rows(Table::Outbox, &prefix) {
        if let Some(key) = parse_outbox_key(key)
            && check(&bytes).is_ok_and(|envelope| envelope.hash == key.hash)
        {
            chunks.insert(change_chunk_key(doc, key.hash), bytes);
        }
    }
    CaseDocument::load(doc, chunks, READER, OpeningTag(0))
}
