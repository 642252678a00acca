//! What the office refused for good: kept on the device, with its words, until whoever wrote it has seen it, or its document comes back
//! ([`super::returning`]).

use std::collections::BTreeMap;
use std::rc::Rc;

use madobe_shared::codes::MediaKind;
use madobe_shared::document::words::words;
use madobe_shared::ids::DocId;
use madobe_shared::protocol::RejectReason;
use madobe_shared::storage::{Quarantined, Table, Transaction, decode_row, doc_of_key};

use super::core::{Core, Origin};
use crate::storage::StorageError;

/// What was written into one case and refused by the office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The case.
    pub doc: DocId,
    /// Why, as the office said of the first of the changes.
    pub reason: RejectReason,
    /// What was written, as far as it is words.
    pub words: Vec<String>,
    /// How many photos and papers are among it.
    pub files: usize,
    keys: Vec<String>,
}

impl Core {
    pub(super) async fn refused(&self) -> Result<Vec<Refused>, StorageError> {
        let rows = self.database.rows(Table::Quarantine, "").await?;
        let mut by_case: BTreeMap<DocId, Refused> = BTreeMap::new();
        let mut changes: BTreeMap<DocId, Vec<Vec<u8>>> = BTreeMap::new();
        for (key, bytes) in rows.good {
            let Some(Quarantined { reason: Some(reason), bytes }) = decode_row(&bytes) else { continue };
            let Some(doc) = doc_of_key(&key) else { continue };
            let nothing_yet = || Refused { doc, reason, words: Vec::new(), files: 0, keys: Vec::new() };
            let refused = by_case.entry(doc).or_insert_with(nothing_yet);
            refused.keys.push(key);
            // No change begins as a file does.
            if MediaKind::of(&bytes).is_some() {
                refused.files += 1;
            } else {
                changes.entry(doc).or_default().push(bytes);
            }
        }
        for (doc, refused) in &mut by_case {
            refused.words = words(changes.remove(doc).iter().flatten().map(Vec::as_slice));
        }
        Ok(by_case.into_values().collect())
    }

    pub(super) async fn put_away(self: &Rc<Self>, refused: &Refused) -> Result<(), StorageError> {
        let deletes = refused.keys.iter().map(|key| (Table::Quarantine, key.clone())).collect();
        self.store(Transaction { deletes, ..Transaction::default() }, Origin::Upkeep).await
    }
}
