//! The files of cases.

use madobe_shared::blob::BlobKey;
use madobe_shared::codes::Deed;
use madobe_shared::ids::BlobHash;
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::super::Viewer;
use super::super::access::is_for_everyone;
use super::super::blobs::{Blobs, NewBlob, NotKept, Room, Whose};
use super::access::{self, Sight};
use super::{SqliteStore, StoreError, audit};

impl Blobs for SqliteStore {
    fn put_blob(&self, whose: Whose, blob: &NewBlob, room: Room) -> Result<Result<(), NotKept>, StoreError> {
        let NewBlob { key, kind, bytes } = blob;
        self.write(|transaction| {
            if !is_seen(transaction, whose.viewer, *key)? {
                return Ok(Err(NotKept::NotFound));
            }
            if is_kept(transaction, *key)? {
                return Ok(Ok(()));
            }
            let doc = key.doc.0.as_bytes();
            let of_case = "SELECT coalesce(sum(size), 0) FROM blobs WHERE doc = ?1";
            let of_case = transaction.prepare_cached(of_case)?.query_one([doc], |row| row.get(0))?;
            let of_office = "SELECT coalesce(sum(size), 0) FROM blobs";
            let of_office = transaction.prepare_cached(of_office)?.query_one([], |row| row.get(0))?;
            if let Err(full) = room.holds(bytes.len() as u64, of_case, of_office) {
                return Ok(Err(full));
            }
            transaction.execute(
                "INSERT INTO blobs (doc, hash, kind, size, received_at_ms, bytes) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![doc, key.hash.0, kind.code(), bytes.len(), whose.hand.at_ms, bytes],
            )?;
            audit::record(transaction, whose.hand.at_ms, &whose.event(Deed::Attached, *key))?;
            Ok(Ok(()))
        })
    }

    fn blob(&self, whose: Whose, key: BlobKey) -> Result<Option<Vec<u8>>, StoreError> {
        self.write(|transaction| {
            if !is_seen(transaction, whose.viewer, key)? {
                return Ok(None);
            }
            let mut bytes = transaction.prepare_cached("SELECT bytes FROM blobs WHERE doc = ?1 AND hash = ?2")?;
            let bytes = bytes.query_one(params![key.doc.0.as_bytes(), key.hash.0], |row| row.get(0)).optional()?;
            if bytes.is_some() {
                audit::record(transaction, whose.hand.at_ms, &whose.event(Deed::Fetched, key))?;
            }
            Ok(bytes)
        })
    }

    fn has_blob(&self, viewer: Viewer, key: BlobKey) -> Result<bool, StoreError> {
        self.read(|transaction| Ok(is_seen(transaction, viewer, key)? && is_kept(transaction, key)?))
    }
}

/// How many files a database holds, and how many of them are not what their hash says. One that an older Madobe left, and nobody has served
/// since, has no place for them yet.
pub fn examine(connection: &Connection) -> Result<(u64, u64), StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'blobs')";
    if !connection.query_row(sql, [], |row| row.get(0))? {
        return Ok((0, 0));
    }
    let (mut count, mut unsound) = (0, 0);
    let mut blobs = connection.prepare("SELECT hash, bytes FROM blobs")?;
    let mut rows = blobs.query([])?;
    while let Some(row) = rows.next()? {
        count += 1;
        let hash = BlobHash(row.get(0)?);
        unsound += u64::from(BlobHash::of(row.get_ref(1)?.as_blob().unwrap_or_default()) != hash);
    }
    Ok((count, unsound))
}

fn is_seen(transaction: &Transaction<'_>, viewer: Viewer, key: BlobKey) -> Result<bool, StoreError> {
    Ok(!is_for_everyone(key.doc)
        && access::restricted(transaction, key.doc)?.is_some()
        && Sight::of(transaction, viewer)?.sees(transaction, key.doc)?)
}

fn is_kept(transaction: &Transaction<'_>, key: BlobKey) -> Result<bool, StoreError> {
    let mut kept = transaction.prepare_cached("SELECT 1 FROM blobs WHERE doc = ?1 AND hash = ?2")?;
    Ok(kept.exists(params![key.doc.0.as_bytes(), key.hash.0])?)
}
