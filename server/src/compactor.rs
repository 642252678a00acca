//! Makes snapshots in the background, so that a first sync sends one chunk for a document instead of its history.
//!
//! With [`crate::trials`] it is the only part of the server that opens documents, and never while anyone waits. What it cannot read it leaves alone: the changes
//! are all there, and the snapshot is only a convenience.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use madobe_shared::document::compact::{Compacted, compact};
use madobe_shared::ids::DocId;
use madobe_shared::protocol::Seq;
use madobe_shared::session::server::Snapshot;

use crate::limits::{COMPACT_DOCS_PER_ROUND, COMPACT_QUIET_MS};
use crate::metrics::Metrics;
use crate::store::{NewSnapshot, Store, StoreError};

/// Documents that could not be compacted, and up to where they were tried. Bounded by being forgotten when it grows large.
#[derive(Debug, Default)]
pub struct Compactor {
    unreadable: BTreeMap<DocId, Seq>,
}

/// Beyond this many the list of unreadable documents is begun anew; each is then tried once more.
const UNREADABLE_MAX: usize = 1_000;

impl Compactor {
    /// Compacts some documents and returns how many. Blocks; run it beside what serves connections.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub fn round(&mut self, store: &dyn Store, now_ms: u64, metrics: &Metrics) -> Result<usize, StoreError> {
        let mut compacted = 0;
        // Asked for beyond those that are known to be unreadable, or they would keep all others waiting.
        let limit = COMPACT_DOCS_PER_ROUND + self.unreadable.len();
        for doc in store.documents_to_compact(now_ms.saturating_sub(COMPACT_QUIET_MS), limit)? {
            match compact_document(store, doc, self.unreadable.get(&doc).copied())? {
                Done::Compacted => {
                    self.unreadable.remove(&doc);
                    metrics.compacted();
                    compacted += 1;
                }
                Done::Nothing => {}
                Done::Unreadable(through) => {
                    tracing::error!(%doc, "a document cannot be compacted: some of its changes cannot be read");
                    if self.unreadable.len() >= UNREADABLE_MAX {
                        self.unreadable.clear();
                    }
                    self.unreadable.insert(doc, through);
                }
            }
        }
        Ok(compacted)
    }
}

/// What came of compacting a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// It has a new snapshot.
    Compacted,
    /// There was nothing to do.
    Nothing,
    /// Its changes up to here cannot be read.
    Unreadable(Seq),
}

/// Compacts one document, unless it was unreadable up to `unreadable_through` and has not changed since.
///
/// # Errors
///
/// Where the store fails.
pub fn compact_document(store: &dyn Store, doc: DocId, unreadable_through: Option<Seq>) -> Result<Done, StoreError> {
    let Some(input) = store.compaction_input(doc)? else {
        return Ok(Done::Nothing);
    };
    if unreadable_through == Some(input.through) {
        return Ok(Done::Nothing);
    }
    // Foreign bytes meet a parser that may panic on them.
    let compacted = catch_unwind(AssertUnwindSafe(|| compact(doc, input.snapshot.as_deref(), &input.tail)));
    let Ok(Ok(compacted)) = compacted else {
        return Ok(Done::Unreadable(input.through));
    };
    let Compacted { bytes, summary, needed_on, closed_on } = compacted;
    let snapshot = Snapshot { bytes, summary };
    let stored = store.put_snapshot(doc, input.through, &NewSnapshot { snapshot, needed_on, closed_on })?;
    Ok(if stored { Done::Compacted } else { Done::Nothing })
}

#[cfg(test)]
mod tests;
