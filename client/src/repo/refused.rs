//! What the office refused for good, and files that were damaged before it had them: kept on the device, with their words, until whoever wrote
//! them has seen it, or their document comes back ([`super::returning`]).

use std::collections::BTreeMap;
use std::rc::Rc;

use madobe_shared::blob::BlobKey;
use madobe_shared::document::words::words;
use madobe_shared::ids::DocId;
use madobe_shared::protocol::RejectReason;
use madobe_shared::storage::{Quarantined, Table, Transaction, decode_row, doc_of_key};

use super::Repo;
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
    /// The photos and papers that it refused.
    pub files: Vec<BlobKey>,
    /// How many photos and papers were damaged on this device before the office had them.
    pub damaged_files: usize,
    keys: Vec<String>,
}

impl Repo {
    /// What the office has refused for good, by case.
    ///
    /// # Errors
    ///
    /// See [`StorageError`].
    pub async fn refused(&self) -> Result<Vec<Refused>, StorageError> {
        self.0.refused().await
    }

    /// A file that the office refused; `None` where it has been put away, or its case is back.
    ///
    /// # Errors
    ///
    /// See [`StorageError`].
    pub async fn refused_file(&self, key: BlobKey) -> Result<Option<Vec<u8>>, StorageError> {
        self.0.refused_file(key).await
    }

    /// Forgets what the office refused: whoever wrote it has seen it.
    ///
    /// # Errors
    ///
    /// See [`StorageError`]; it is then still there.
    pub async fn put_away(&self, refused: &Refused) -> Result<(), StorageError> {
        self.0.put_away(refused).await
    }
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
            let nothing_yet = || Refused {
                doc,
                reason: None,
                words: Vec::new(),
                files: Vec::new(),
                damaged_files: 0,
                keys: Vec::new(),
            };
            let refused = by_case.entry(doc).or_insert_with(nothing_yet);
            match (row.is_file, row.reason) {
                (true, None) => refused.damaged_files += 1,
                (true, Some(_)) => refused.files.extend(key.parse::<BlobKey>()),
                (false, _) => changes.entry(doc).or_default().push(row.bytes),
            }
            refused.keys.push(key);
            refused.reason = refused.reason.or(row.reason);
        }
        for (doc, refused) in &mut by_case {
            refused.words = words(changes.remove(doc).iter().flatten().map(Vec::as_slice));
        }
        Ok(by_case.into_values().collect())
    }

    /// A file that the office refused; `None` where it has been put away, or its case is back.
    pub(super) async fn refused_file(&self, key: BlobKey) -> Result<Option<Vec<u8>>, StorageError> {
        let rows = self.database.rows_at(Table::Quarantine, &[key.to_string()]).await?.good;
        let row = rows.first().and_then(|(_, row)| decode_row::<Quarantined>(row));
        Ok(row.filter(|row| row.is_file && row.reason.is_some()).map(|row| row.bytes))
    }

    pub(super) async fn put_away(self: &Rc<Self>, refused: &Refused) -> Result<(), StorageError> {
        let deletes = refused.keys.iter().map(|key| (Table::Quarantine, key.clone())).collect();
        self.store(Transaction { deletes, ..Transaction::default() }, Origin::Upkeep).await
    }
}
