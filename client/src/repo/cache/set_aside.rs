//! What is known of the rows in quarantine: their keys, and which of them need somebody.

use std::collections::BTreeSet;

use madobe_shared::blob::BlobKey;
use madobe_shared::ids::DocId;
use madobe_shared::order;
use madobe_shared::storage::{Quarantined, decode_row, doc_of_key};

/// See the module.
#[derive(Debug, Default)]
pub(in crate::repo) struct SetAside {
    /// What reaches nobody unless someone looks at it.
    refused: BTreeSet<String>,
    /// What was damaged and comes again.
    damaged: BTreeSet<String>,
}

impl SetAside {
    /// Whether a file was set aside that the office has not got.
    pub(in crate::repo) fn has_file(&self, key: BlobKey) -> bool {
        self.refused.contains(&key.to_string())
    }

    /// In how many documents something reaches the office no more, until someone has put it away.
    pub(in crate::repo) fn refused(&self) -> usize {
        order::set(self.refused.iter().filter_map(|key| doc_of_key(key))).len()
    }

    /// How many damaged rows are kept aside.
    pub(in crate::repo) fn damaged(&self) -> usize {
        self.damaged.len()
    }

    /// The documents that are to come again from the office: those of which something was damaged, and those of the office that left the
    /// device with what was refused in them.
    pub(in crate::repo) fn to_come_again(&self) -> impl Iterator<Item = DocId> + '_ {
        let damaged = self.damaged.iter().filter_map(|key| doc_of_key(key));
        let refused = self.refused.iter().filter_map(|key| doc_of_key(key));
        damaged.chain(refused.filter(|doc| doc.is_of_the_office()))
    }

    /// Of all keys in quarantine those that are not known here, and those known here that are not there any more.
    pub(in crate::repo) fn compare(&self, keys: &[String]) -> (Vec<String>, Vec<String>) {
        let known = || self.refused.iter().chain(&self.damaged);
        let there: BTreeSet<&String> = order::set(keys.iter());
        let unknown =
            order::set(keys).into_iter().filter(|key| !self.refused.contains(*key) && !self.damaged.contains(*key));
        (unknown.cloned().collect(), known().filter(|key| !there.contains(key)).cloned().collect())
    }

    /// A row was put there. Says whether that is news.
    pub(super) fn put(&mut self, key: &str, value: &[u8]) -> bool {
        let needs_someone = decode_row::<Quarantined>(value).is_some_and(|row| row.needs_someone());
        let kind = if needs_someone { &mut self.refused } else { &mut self.damaged };
        kind.insert(key.to_owned())
    }

    /// A row is there no more. Says whether that is news.
    pub(super) fn remove(&mut self, key: &str) -> bool {
        self.refused.remove(key) | self.damaged.remove(key)
    }
}
