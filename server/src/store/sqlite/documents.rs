//! Whole documents: a snapshot and the changes after it.

use jiff::civil::Date;
use madobe_shared::ids::DocId;
use madobe_shared::limits::TAIL_CHANGES_MAX;
use madobe_shared::protocol::Seq;
use madobe_shared::session::server::{Snapshot, StoredDocument};
use rusqlite::{OptionalExtension, Params, Row, Transaction, params};

use super::super::{CompactionInput, DocumentsPage, NewSnapshot, PageLimits, StoreError, Viewer};
use super::access::Sight;
use super::log::doc_id;

/// What is known of a document without reading its bytes.
struct Outline {
    doc: DocId,
    dead: bool,
    snapshot_through: Seq,
    bytes: usize,
}

const OUTLINE: &str = "doc, dead_seq IS NOT NULL, snapshot_through, snapshot_bytes + tail_bytes";

impl Outline {
    fn read(row: &Row<'_>) -> Result<Self, rusqlite::Error> {
        Ok(Self { doc: doc_id(row, 0)?, dead: row.get(1)?, snapshot_through: row.get(2)?, bytes: row.get(3)? })
    }

    /// The same for a reader: what they may not see is as dead to them as what was deleted.
    fn seen_by(self, transaction: &Transaction<'_>, sight: &mut Sight) -> Result<Self, StoreError> {
        if self.dead || sight.sees(transaction, self.doc)? {
            return Ok(self);
        }
        Ok(Self { dead: true, bytes: 0, ..self })
    }
}

/// Documents as long as there is room for them.
struct Page {
    limits: PageLimits,
    bytes: usize,
    documents: Vec<StoredDocument>,
}

impl Page {
    fn new(limits: PageLimits) -> Self {
        Self { limits, bytes: 0, documents: Vec::new() }
    }

    /// Adds a document, or returns `false` where it does not fit any more.
    fn add(&mut self, transaction: &Transaction<'_>, outline: &Outline) -> Result<bool, StoreError> {
        let is_full = self.documents.len() >= self.limits.entries || self.bytes + outline.bytes > self.limits.bytes;
        if is_full && !self.documents.is_empty() {
            return Ok(false);
        }
        self.bytes += outline.bytes;
        self.documents.push(read(transaction, outline)?);
        Ok(true)
    }
}

pub fn count(transaction: &Transaction<'_>) -> Result<u64, StoreError> {
    let mut statement = transaction.prepare_cached("SELECT count(*) FROM documents")?;
    Ok(statement.query_one([], |row| row.get(0))?)
}

pub fn page(
    transaction: &Transaction<'_>,
    viewer: Viewer,
    after: Option<DocId>,
    limits: PageLimits,
) -> Result<DocumentsPage, StoreError> {
    let mut page = Page::new(limits);
    // An empty blob stands before every id.
    let after = after.map(|doc| doc.0.as_bytes().to_vec()).unwrap_or_default();
    let outlines = outlines(
        transaction,
        &format!("SELECT {OUTLINE} FROM documents WHERE doc > ?1 ORDER BY doc LIMIT ?2"),
        params![after, limits.entries.max(1) + 1],
    )?;
    let mut sight = Sight::of(transaction, viewer)?;
    let mut next = None;
    for outline in outlines {
        if !page.add(transaction, &outline.seen_by(transaction, &mut sight)?)? {
            next = page.documents.last().map(|document| document.doc);
            break;
        }
    }
    Ok(DocumentsPage { documents: page.documents, next, total: count(transaction)? })
}

pub fn urgent(
    transaction: &Transaction<'_>,
    viewer: Viewer,
    through: Date,
    limits: PageLimits,
) -> Result<Vec<StoredDocument>, StoreError> {
    // The latest day first: what is due today comes before what was due last month.
    let outlines = outlines(
        transaction,
        &format!(
            "SELECT {OUTLINE} FROM documents WHERE needed_on <= ?1 AND dead_seq IS NULL
             ORDER BY needed_on DESC, doc"
        ),
        params![through.to_string()],
    )?;
    let mut sight = Sight::of(transaction, viewer)?;
    let mut page = Page::new(limits);
    for outline in &outlines {
        if page.documents.len() >= limits.entries
            || (sight.sees(transaction, outline.doc)? && !page.add(transaction, outline)?)
        {
            break;
        }
    }
    Ok(page.documents)
}

pub fn fetch(
    transaction: &Transaction<'_>,
    viewer: Viewer,
    docs: &[DocId],
    limits: PageLimits,
) -> Result<(Vec<StoredDocument>, Vec<DocId>), StoreError> {
    let mut sight = Sight::of(transaction, viewer)?;
    let mut page = Page::new(limits);
    for (at, doc) in docs.iter().enumerate() {
        if let Some(outline) = outline(transaction, *doc)?
            && !page.add(transaction, &outline.seen_by(transaction, &mut sight)?)?
        {
            return Ok((page.documents, docs[at..].to_vec()));
        }
    }
    Ok((page.documents, Vec::new()))
}

/// A document as it stands, whoever asks; `None` where it is unknown.
pub fn whole(transaction: &Transaction<'_>, doc: DocId) -> Result<Option<StoredDocument>, StoreError> {
    outline(transaction, doc)?.map(|outline| read(transaction, &outline)).transpose()
}

/// How many bytes a document has; `None` where it is unknown.
pub fn size(transaction: &Transaction<'_>, doc: DocId) -> Result<Option<usize>, StoreError> {
    Ok(outline(transaction, doc)?.map(|outline| outline.bytes))
}

pub fn compaction_input(transaction: &Transaction<'_>, doc: DocId) -> Result<Option<CompactionInput>, StoreError> {
    let Some(outline) = outline(transaction, doc)? else {
        return Ok(None);
    };
    let document = read(transaction, &outline)?;
    if document.dead || document.tail.is_empty() {
        return Ok(None);
    }
    let through = transaction.query_row(
        "SELECT max(seq) FROM entries WHERE doc = ?1 AND hash IS NOT NULL",
        [doc.0.as_bytes()],
        |row| row.get(0),
    )?;
    Ok(Some(CompactionInput {
        snapshot: document.snapshot.map(|snapshot| snapshot.bytes),
        tail: document.tail,
        through,
    }))
}

pub fn put_snapshot(
    transaction: &Transaction<'_>,
    doc: DocId,
    through: Seq,
    snapshot: &NewSnapshot,
) -> Result<bool, StoreError> {
    let key = doc.0.as_bytes();
    let day = |day: Option<Date>| day.map(|day| day.to_string());
    let size = snapshot.snapshot.bytes.len() + snapshot.snapshot.summary.as_ref().map_or(0, Vec::len);
    let updated = transaction.execute(
        "UPDATE documents SET snapshot_through = ?2, snapshot_bytes = ?3, needed_on = ?4, closed_on = ?5,
             (tail_changes, tail_bytes) = (
                 SELECT count(*), coalesce(sum(length(bytes)), 0) FROM entries WHERE doc = ?1 AND seq > ?2 AND hash IS NOT NULL)
         WHERE doc = ?1 AND dead_seq IS NULL AND snapshot_through < ?2",
        params![key, through, size, day(snapshot.needed_on), day(snapshot.closed_on)],
    )?;
    if updated == 0 {
        return Ok(false);
    }
    transaction.execute(
        "INSERT INTO snapshots (doc, bytes, summary) VALUES (?1, ?2, ?3)
         ON CONFLICT (doc) DO UPDATE SET bytes = ?2, summary = ?3",
        params![key, snapshot.snapshot.bytes, snapshot.snapshot.summary],
    )?;
    Ok(true)
}

pub fn to_compact(transaction: &Transaction<'_>, quiet_before_ms: u64, limit: usize) -> Result<Vec<DocId>, StoreError> {
    let mut statement = transaction.prepare_cached(
        "SELECT doc FROM documents WHERE tail_changes > 0 AND (tail_changes > ?1 OR changed_at_ms < ?2)
         ORDER BY tail_changes DESC, doc LIMIT ?3",
    )?;
    let rows = statement.query_map(params![TAIL_CHANGES_MAX, quiet_before_ms, limit], |row| doc_id(row, 0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn outline(transaction: &Transaction<'_>, doc: DocId) -> Result<Option<Outline>, StoreError> {
    let mut statement = transaction.prepare_cached(&format!("SELECT {OUTLINE} FROM documents WHERE doc = ?1"))?;
    Ok(statement.query_one([doc.0.as_bytes()], Outline::read).optional()?)
}

fn outlines(transaction: &Transaction<'_>, sql: &str, params: impl Params) -> Result<Vec<Outline>, StoreError> {
    let mut statement = transaction.prepare_cached(sql)?;
    let outlines = statement.query_map(params, Outline::read)?.collect::<Result<_, _>>()?;
    Ok(outlines)
}

fn read(transaction: &Transaction<'_>, outline: &Outline) -> Result<StoredDocument, StoreError> {
    if outline.dead {
        return Ok(StoredDocument { doc: outline.doc, dead: true, snapshot: None, tail: Vec::new() });
    }
    let key = outline.doc.0.as_bytes();
    let mut snapshot = transaction.prepare_cached("SELECT bytes, summary FROM snapshots WHERE doc = ?1")?;
    let snapshot =
        snapshot.query_one([key], |row| Ok(Snapshot { bytes: row.get(0)?, summary: row.get(1)? })).optional()?;
    let mut tail = transaction
        .prepare_cached("SELECT bytes FROM entries WHERE doc = ?1 AND seq > ?2 AND hash IS NOT NULL ORDER BY seq")?;
    let tail = tail.query_map(params![key, outline.snapshot_through], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(StoredDocument { doc: outline.doc, dead: false, snapshot, tail })
}
