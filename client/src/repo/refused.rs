//! What the office refused for good, and files that were damaged before it had them: kept on the device, with their words, until whoever wrote
//! them has seen it, or their document comes back ([`super::returning`]).

use std::collections::BTreeMap;
use std::rc::Rc;

use madobe_shared::document::words::words;
use madobe_shared::ids::DocId;
use madobe_shared::protocol::RejectReason;
use madobe_shared::storage::{Quarantined, Table, Transaction, decode_row, doc_of_key};

use super::core::{Core, Origin};
use crate::storage::StorageError;

/// What was written into one case and does not reach the office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The case.
    pub doc: DocId,
    /// Why, as the office said of the first of what it refused; `None` where it refused nothing.
    pub reason: Option<RejectReason>,
    /// What was written, as far as it is words.
    pub words: Vec<String>,
    /// How many photos and papers it refused.
    pub files: usize,
    /// How many photos and papers were damaged on this device before the office had them.
    pub damaged_files: usize,
    keys: Vec<String>,
}

impl Core {
    pub(super) async fn refused(&self) -> Result<Vec<Refused>, StorageError> {
        let rows = self.database.rows(Table::Quarantine, "").await?;
        let mut by_case: BTreeMap<DocId, Refused> = BTreeMap::new();
        let mut changes: BTreeMap<DocId, Vec<Vec<u8>>> = BTreeMap::new();
        for (key, bytes) in rows.good {
            let row: Option<Quarantined> = decode_row(&bytes);
            let Some(row) = row.filter(Quarantined::needs_someone) else { continue };
            let Some(doc) = doc_of_key(&key) else { continue };
            let nothing_yet =
                || Refused { doc, reason: None, words: Vec::new(), files: 0, damaged_files: 0, keys: Vec::new() };
            let refused = by_case.entry(doc).or_insert_with(nothing_yet);
            refused.keys.push(key);
            match (row.is_file, row.reason) {
                (true, None) => refused.damaged_files += 1,
                (true, Some(_)) => refused.files += 1,
                (false, _) => changes.entry(doc).or_default().push(row.bytes),
            }
            refused.reason = refused.reason.or(row.reason);
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
