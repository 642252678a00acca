//! The log's statements: append, bury, read on.

use std::collections::BTreeSet;

use madobe_shared::codes::Deed;
use madobe_shared::ids::{ChangeHash, DeviceId, DocId, UserId};
use madobe_shared::protocol::{ChangeKey, Seq};
use madobe_shared::session::server::{AppendOutcome, CheckedChange, LogEntry, Logged};
use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::super::audit::{Event, Hand};
use super::super::{LogPage, PageLimits, StoreError, Viewer};
use super::access::{self, Sight};
use super::{audit, documents, retention};
use crate::platform::day_in_japan;

pub fn head(transaction: &Transaction<'_>) -> Result<Seq, StoreError> {
    let mut statement = transaction.prepare_cached("SELECT coalesce(max(seq), 0) FROM entries")?;
    Ok(statement.query_one([], |row| row.get(0))?)
}

pub fn append(
    transaction: &Transaction<'_>,
    received_at_ms: u64,
    changes: &[CheckedChange],
) -> Result<Vec<AppendOutcome>, StoreError> {
    let mut head = head(transaction)?;
    let today = day_in_japan(received_at_ms);
    let mut outcomes = Vec::with_capacity(changes.len());
    let mut writing = BTreeSet::new();
    for change in changes {
        let outcome = if is_dead(transaction, change.key.doc)? {
            AppendOutcome::DeadDocument
        } else if let Some(seq) = seq_of(transaction, change.key)? {
            let is_seen = match change.user {
                Some(user) => access::may_see(transaction, user, today, change.key.doc)?,
                None => true,
            };
            if is_seen { AppendOutcome::AlreadyThere(seq) } else { AppendOutcome::OutOfSight(seq) }
        } else if let Some(user) = change.user
            && !access::may_write(transaction, user, today, change.key.doc)?
        {
            AppendOutcome::NoAccess
        } else if !has_all(transaction, change.key.doc, &change.deps)? {
            AppendOutcome::MissingDependencies
        } else {
            head += 1;
            let is_known = documents::size(transaction, change.key.doc)?.is_some();
            insert(transaction, head, received_at_ms, change)?;
            retention::void_proposal(transaction, received_at_ms, change.key.doc)?;
            if let (false, Some(user)) = (is_known, change.user) {
                access::begin(transaction, received_at_ms, change.key.doc, user)?;
            }
            // A device returns with hundreds of changes of a document: the trail is asked about the first.
            if let Some(writer) = change.user.map(|user| (user, change.device, change.key.doc))
                && writing.insert(writer)
            {
                audit::record_writing(transaction, received_at_ms, writer)?;
            }
            AppendOutcome::Appended(head)
        };
        outcomes.push(outcome);
    }
    Ok(outcomes)
}

pub fn bury(transaction: &Transaction<'_>, hand: Hand, doc: DocId) -> Result<Seq, StoreError> {
    let key = doc.0.as_bytes();
    let dead: Option<Option<Seq>> =
        transaction.query_row("SELECT dead_seq FROM documents WHERE doc = ?1", [key], |row| row.get(0)).optional()?;
    if let Some(Some(seq)) = dead {
        return Ok(seq);
    }
    let received_at_ms = hand.at_ms;
    let seq = head(transaction)? + 1;
    transaction.execute("DELETE FROM entries WHERE doc = ?1", [key])?;
    transaction.execute("DELETE FROM snapshots WHERE doc = ?1", [key])?;
    transaction.execute("DELETE FROM blobs WHERE doc = ?1", [key])?;
    transaction.execute("DELETE FROM team WHERE doc = ?1", [key])?;
    transaction.execute("DELETE FROM broken_glass WHERE doc = ?1", [key])?;
    transaction.execute("DELETE FROM holds WHERE doc = ?1", [key])?;
    transaction.execute("DELETE FROM disposals WHERE doc = ?1", [key])?;
    transaction.execute(
        "INSERT INTO entries (seq, doc, deps, bytes, received_at_ms) VALUES (?1, ?2, x'', x'', ?3)",
        params![seq, key, received_at_ms],
    )?;
    transaction.execute(
        "INSERT INTO documents (doc, dead_seq, tail_changes, tail_bytes, changed_at_ms) VALUES (?1, ?2, 0, 0, ?3)
         ON CONFLICT (doc) DO UPDATE SET dead_seq = ?2, tail_changes = 0, tail_bytes = 0, changed_at_ms = ?3,
             snapshot_through = 0, snapshot_bytes = 0, needed_on = NULL, closed_on = NULL, restricted = 0",
        params![key, seq, received_at_ms],
    )?;
    // Minutes that nobody had begun are kept from being begun; nothing of them was deleted.
    if dead.is_some() || !doc.is_minutes() {
        audit::record(transaction, received_at_ms, &Event::new(hand, Deed::Deleted).to(doc))?;
    }
    Ok(seq)
}

/// Notes that a document came into a user's sight or went out of it.
pub fn tell_of_access(
    transaction: &Transaction<'_>,
    received_at_ms: u64,
    doc: DocId,
    user: UserId,
) -> Result<(), StoreError> {
    let mut entry = transaction.prepare_cached(
        "INSERT INTO entries (seq, doc, audience, deps, bytes, received_at_ms) VALUES (?1, ?2, ?3, x'', x'', ?4)",
    )?;
    entry.execute(params![head(transaction)? + 1, doc.0.as_bytes(), user.0.cast_signed(), received_at_ms])?;
    Ok(())
}

pub fn log_after(
    transaction: &Transaction<'_>,
    viewer: Viewer,
    after: Seq,
    limits: PageLimits,
) -> Result<LogPage, StoreError> {
    let head = head(transaction)?;
    let mut sight = Sight::of(transaction, viewer)?;
    let mut statement = transaction.prepare_cached(
        "SELECT seq, doc, device, hash IS NULL, bytes, audience FROM entries WHERE seq > ?1 ORDER BY seq",
    )?;
    // A number no log reaches is answered like the end of the log.
    let mut rows = statement.query([i64::try_from(after).unwrap_or(i64::MAX)])?;
    let mut page = LogPage { entries: Vec::new(), through: head, head };
    let (mut bytes, mut through) = (0, after);
    while let Some(row) = rows.next()? {
        let (seq, doc) = (row.get(0)?, doc_id(row, 1)?);
        let audience = row.get::<_, Option<i64>>(5)?.map(|user| UserId(user.cast_unsigned()));
        if let Some(told) = sight.told(transaction, doc, seq, (audience, row.get(3)?))? {
            let size = match told {
                Told::AsLogged => row.get_ref(4)?.as_blob().map_or(0, <[u8]>::len),
                Told::CameIntoSight => documents::size(transaction, doc)?.unwrap_or(0),
                Told::WentOutOfSight => 0,
            };
            let is_full = page.entries.len() >= limits.entries || bytes + size > limits.bytes;
            if is_full && !page.entries.is_empty() {
                page.through = through;
                break;
            }
            bytes += size;
            page.entries.push(entry(transaction, row, told)?);
        }
        through = seq;
    }
    Ok(page)
}

/// How an entry is told to a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// As it stands in the log.
    AsLogged,
    /// By the whole document.
    CameIntoSight,
    /// As if the document had died.
    WentOutOfSight,
}

fn entry(transaction: &Transaction<'_>, row: &Row<'_>, told: Told) -> Result<LogEntry, StoreError> {
    let doc = doc_id(row, 1)?;
    let is_tombstone: bool = row.get(3)?;
    let what = match told {
        Told::CameIntoSight => match documents::whole(transaction, doc)? {
            Some(document) => Logged::Granted(document),
            None => Logged::Tombstone,
        },
        Told::AsLogged if !is_tombstone => Logged::Change(row.get(4)?),
        Told::AsLogged | Told::WentOutOfSight => Logged::Tombstone,
    };
    let device = row.get::<_, Option<i64>>(2)?.map(|device| DeviceId(device.cast_unsigned()));
    Ok(LogEntry { seq: row.get(0)?, doc, device, what })
}

/// Reads a document's id.
pub fn doc_id(row: &Row<'_>, column: usize) -> Result<DocId, rusqlite::Error> {
    let bytes: [u8; 16] = row.get(column)?;
    Ok(DocId(uuid::Uuid::from_bytes(bytes)))
}

fn is_dead(transaction: &Transaction<'_>, doc: DocId) -> Result<bool, StoreError> {
    let mut statement =
        transaction.prepare_cached("SELECT 1 FROM documents WHERE doc = ?1 AND dead_seq IS NOT NULL")?;
    Ok(statement.exists([doc.0.as_bytes()])?)
}

fn seq_of(transaction: &Transaction<'_>, key: ChangeKey) -> Result<Option<Seq>, StoreError> {
    let mut statement = transaction.prepare_cached("SELECT seq FROM entries WHERE doc = ?1 AND hash = ?2")?;
    Ok(statement.query_one(params![key.doc.0.as_bytes(), key.hash.0], |row| row.get(0)).optional()?)
}

fn has_all(transaction: &Transaction<'_>, doc: DocId, hashes: &[ChangeHash]) -> Result<bool, StoreError> {
    for &hash in hashes {
        if seq_of(transaction, ChangeKey { doc, hash })?.is_none() {
            return Ok(false);
        }
    }
    Ok(true)
}

fn insert(
    transaction: &Transaction<'_>,
    seq: Seq,
    received_at_ms: u64,
    change: &CheckedChange,
) -> Result<(), StoreError> {
    let doc = change.key.doc.0.as_bytes();
    let deps: Vec<u8> = change.deps.iter().flat_map(|hash| hash.0).collect();
    let mut entry = transaction.prepare_cached(
        "INSERT INTO entries (seq, doc, hash, author_user, author_device, device, deps, bytes, received_at_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?;
    entry.execute(params![
        seq,
        doc,
        change.key.hash.0,
        change.author.map(|author| author.user.0.cast_signed()),
        change.author.map(|author| author.device.0.cast_signed()),
        change.device.0.cast_signed(),
        deps,
        change.bytes,
        received_at_ms,
    ])?;
    let mut document = transaction.prepare_cached(
        "INSERT INTO documents (doc, tail_changes, tail_bytes, changed_at_ms) VALUES (?1, 1, ?2, ?3)
         ON CONFLICT (doc) DO UPDATE SET tail_changes = tail_changes + 1, tail_bytes = tail_bytes + ?2, changed_at_ms = ?3",
    )?;
    document.execute(params![doc, change.bytes.len(), received_at_ms])?;
    Ok(())
}
