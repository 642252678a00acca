//! Copies of a database: made beside a running server, looked through, and brought to life again.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use madobe_shared::codes::Deed;
use madobe_shared::document::check::{Envelope, check};
use madobe_shared::ids::ChangeHash;
use madobe_shared::protocol::Seq;
use rusqlite::{Connection, OpenFlags, params};

use super::super::audit::{Event, Hand, Trail};
use super::open::{self, OpenError};
use super::{SqliteStore, StoreError, audit, blobs};
use crate::platform;

/// What a database holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Contents {
    /// Accounts.
    pub users: u64,
    /// Documents, dead ones included.
    pub documents: u64,
    /// Entries of the log, tombstones included.
    pub entries: u64,
    /// The number of the last entry.
    pub head: Seq,
    /// Changes that cannot be read, are not what their hash says, or build on changes that are not there.
    pub unsound: u64,
    /// The first entry with such a change.
    pub first_unsound: Option<Seq>,
    /// Files of cases.
    pub blobs: u64,
    /// Files that are not what their hash says.
    pub unsound_blobs: u64,
    /// The audit trail.
    pub trail: Trail,
}

impl SqliteStore {
    /// Where the database of a folder is.
    #[must_use]
    pub fn file_in(folder: &Path) -> PathBuf {
        folder.join(open::FILE_NAME)
    }

    /// Whether there is a database in a folder, or a part of one.
    #[must_use]
    pub fn is_in(folder: &Path) -> bool {
        let file = Self::file_in(folder);
        [file.clone(), open::beside(&file, "-wal"), open::beside(&file, "-shm")].iter().any(|file| file.exists())
    }

    /// Copies the database of a folder into an empty file, as it is at one moment. Writers are not held up, and what was deleted does not
    /// come along.
    ///
    /// # Errors
    ///
    /// See [`OpenError`].
    pub fn copy(folder: &Path, into: &Path) -> Result<(), OpenError> {
        let file = Self::file_in(folder);
        let name = into
            .to_str()
            .ok_or_else(|| OpenError::Failed { file: into.to_owned(), reason: "its path is not in UTF-8".into() })?;
        let copied = (|| {
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            let connection = Connection::open_with_flags(&file, flags)?;
            open::configure(&connection)?;
            connection.execute("VACUUM INTO ?1", [name])?;
            Ok::<_, rusqlite::Error>(())
        })();
        copied.map_err(|error| open::refusal(&file, error.into()))?;
        open::inspect(into)
    }

    /// Looks through a whole database without changing it: its structure, and every change of the log.
    ///
    /// # Errors
    ///
    /// See [`OpenError`]. A change that cannot be read is none: it is counted.
    pub fn examine(file: &Path) -> Result<Contents, OpenError> {
        open::inspect(file)?;
        examine(file).map_err(|error| open::refusal(file, error))
    }

    /// Draws a new epoch for a copy that nobody serves yet, ends its sessions, and tells the audit trail.
    ///
    /// # Errors
    ///
    /// See [`OpenError`].
    pub fn begin_new_life(file: &Path, now_ms: u64) -> Result<(), OpenError> {
        let renewed = (|| {
            let mut connection = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
            open::configure(&connection)?;
            // The journal stays in memory: whoever is interrupted here throws the copy away.
            connection.pragma_update(None, "journal_mode", "memory")?;
            connection.pragma_update(None, "secure_delete", true)?;
            let epoch = u64::from_be_bytes(platform::random_bytes()).cast_signed();
            let transaction = connection.transaction()?;
            transaction.execute("UPDATE office SET epoch = ?1", [epoch])?;
            transaction.execute("DELETE FROM sessions", [])?;
            if audit::is_kept(&transaction)? {
                audit::record(&transaction, now_ms, &Event::new(Hand::of_the_office(now_ms), Deed::Restored))?;
            }
            Ok::<_, StoreError>(transaction.commit()?)
        })();
        renewed.map_err(|error| open::refusal(file, error))
    }
}

fn examine(file: &Path) -> Result<Contents, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    open::configure(&connection)?;
    let verdict: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if verdict != "ok" {
        return Err(StoreError::Corrupt(verdict));
    }
    let count = |sql| connection.query_row(sql, [], |row| row.get(0));
    let (blobs, unsound_blobs) = blobs::examine(&connection)?;
    let mut contents = Contents {
        users: count("SELECT count(*) FROM users")?,
        documents: count("SELECT count(*) FROM documents")?,
        entries: count("SELECT count(*) FROM entries")?,
        head: count("SELECT coalesce(max(seq), 0) FROM entries")?,
        blobs,
        unsound_blobs,
        trail: audit::verify(&connection)?,
        ..Contents::default()
    };
    let mut earlier = connection.prepare("SELECT 1 FROM entries WHERE doc = ?1 AND hash = ?2 AND seq < ?3")?;
    let mut entries =
        connection.prepare("SELECT seq, doc, hash, bytes FROM entries WHERE hash IS NOT NULL ORDER BY seq")?;
    let mut rows = entries.query([])?;
    while let Some(row) = rows.next()? {
        let (seq, doc, hash): (Seq, [u8; 16], [u8; 32]) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let bytes = row.get_ref(3)?.as_blob().unwrap_or_default();
        // A parser may panic on foreign bytes; here they come from the disk, which is no better.
        let envelope = catch_unwind(AssertUnwindSafe(|| check(bytes))).ok().and_then(Result::ok);
        let envelope = envelope.filter(|envelope| envelope.hash == ChangeHash(hash));
        let mut is_sound = envelope.is_some();
        for dep in envelope.into_iter().flat_map(|Envelope { deps, .. }| deps) {
            is_sound &= earlier.exists(params![doc, dep.0, seq])?;
        }
        if !is_sound {
            contents.unsound += 1;
            contents.first_unsound = contents.first_unsound.or(Some(seq));
        }
    }
    Ok(contents)
}
