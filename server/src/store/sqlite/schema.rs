//! The tables, as a list of migrations. `user_version` counts how many a file has been through.
//!
//! Ids are kept as they are: documents as their 16 bytes, users and devices as the 64 bits of their number. Times are
//! milliseconds since 1970.

use rusqlite::Transaction;

use super::super::StoreError;

/// Marks a file as Madobe's: "MADO".
pub const APPLICATION_ID: i32 = 0x4d41_444f;

/// Each entry brings a file one version further. Entries never change once released; a new need is a new entry.
const MIGRATIONS: &[&str] = &[
    "
    CREATE TABLE office (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        epoch INTEGER NOT NULL,
        staff_version INTEGER NOT NULL
    ) STRICT;

    -- The log. A tombstone has no hash and no bytes.
    CREATE TABLE entries (
        seq INTEGER PRIMARY KEY,
        doc BLOB NOT NULL,
        hash BLOB,
        author_user INTEGER,
        author_device INTEGER,
        device INTEGER,
        deps BLOB NOT NULL,
        bytes BLOB NOT NULL,
        received_at_ms INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX entry_by_hash ON entries (doc, hash);
    CREATE INDEX entry_by_doc ON entries (doc, seq);

    -- What the log adds up to, without the bytes, so that pages can be cut before anything large is read.
    CREATE TABLE documents (
        doc BLOB PRIMARY KEY,
        dead_seq INTEGER,
        tail_changes INTEGER NOT NULL,
        tail_bytes INTEGER NOT NULL,
        changed_at_ms INTEGER NOT NULL,
        snapshot_through INTEGER NOT NULL DEFAULT 0,
        snapshot_bytes INTEGER NOT NULL DEFAULT 0,
        needed_on TEXT
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX document_by_need ON documents (needed_on DESC) WHERE needed_on IS NOT NULL AND dead_seq IS NULL;
    CREATE INDEX document_by_tail ON documents (tail_changes DESC) WHERE tail_changes > 0;

    CREATE TABLE snapshots (
        doc BLOB PRIMARY KEY REFERENCES documents (doc),
        bytes BLOB NOT NULL,
        summary BLOB
    ) STRICT;

    CREATE TABLE users (
        user INTEGER PRIMARY KEY,
        login TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        profession TEXT NOT NULL,
        active INTEGER NOT NULL,
        password_hash TEXT NOT NULL
    ) STRICT;

    -- By login and not by user: a login that nobody has must behave like one that somebody has.
    CREATE TABLE tries (
        login TEXT PRIMARY KEY,
        count INTEGER NOT NULL,
        last_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX try_by_time ON tries (last_ms);

    CREATE TABLE sessions (
        token BLOB PRIMARY KEY,
        user INTEGER NOT NULL REFERENCES users (user) ON DELETE CASCADE,
        began_ms INTEGER NOT NULL,
        used_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX session_by_user ON sessions (user, used_ms);

    CREATE TABLE quarantine (
        id INTEGER PRIMARY KEY,
        at_ms INTEGER NOT NULL,
        user INTEGER NOT NULL,
        device INTEGER,
        reason TEXT NOT NULL,
        bytes BLOB NOT NULL
    ) STRICT;
    CREATE INDEX quarantine_by_device ON quarantine (user, device, id);
",
    "
    ALTER TABLE sessions ADD COLUMN device INTEGER;

    CREATE TABLE device_keys (
        user INTEGER NOT NULL REFERENCES users (user) ON DELETE CASCADE,
        device INTEGER NOT NULL,
        key BLOB NOT NULL,
        created_at_ms INTEGER NOT NULL,
        last_used_at_ms INTEGER NOT NULL,
        PRIMARY KEY (user, device)
    ) STRICT, WITHOUT ROWID;
",
    "
    -- Whoever has an account by now is at work with all cases, and goes on; a manager is made by hand.
    ALTER TABLE users ADD COLUMN role TEXT NOT NULL DEFAULT 'consultant';
    ALTER TABLE users ADD COLUMN contractor INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE users ADD COLUMN expires_on TEXT;
    UPDATE office SET staff_version = staff_version + 1;
",
    "
    ALTER TABLE sessions ADD COLUMN id INTEGER NOT NULL DEFAULT 0;
    UPDATE sessions SET id = random();
    CREATE UNIQUE INDEX session_by_id ON sessions (user, id);
",
    "
    CREATE TABLE second_factors (
        user INTEGER PRIMARY KEY REFERENCES users (user) ON DELETE CASCADE,
        secret BLOB NOT NULL,
        confirmed INTEGER NOT NULL,
        used_step INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE recovery_codes (
        user INTEGER NOT NULL REFERENCES second_factors (user) ON DELETE CASCADE,
        hash BLOB NOT NULL,
        PRIMARY KEY (user, hash)
    ) STRICT, WITHOUT ROWID;
",
    "
    -- An entry with an audience says that a document came into this user's sight, or went out of it. It has no hash and no bytes.
    ALTER TABLE entries ADD COLUMN audience INTEGER;
    CREATE INDEX entry_by_audience ON entries (doc, audience, seq) WHERE audience IS NOT NULL;

    ALTER TABLE documents ADD COLUMN restricted INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX document_restricted ON documents (doc) WHERE restricted = 1;

    CREATE TABLE team (
        doc BLOB NOT NULL REFERENCES documents (doc),
        user INTEGER NOT NULL REFERENCES users (user),
        until TEXT,
        granted_by INTEGER,
        granted_at_ms INTEGER NOT NULL,
        reason TEXT,
        PRIMARY KEY (doc, user)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX place_by_end ON team (until) WHERE until IS NOT NULL;

    CREATE TABLE broken_glass (
        id INTEGER PRIMARY KEY,
        doc BLOB NOT NULL REFERENCES documents (doc),
        user INTEGER NOT NULL REFERENCES users (user),
        at_ms INTEGER NOT NULL,
        reason TEXT NOT NULL
    ) STRICT;
    CREATE INDEX broken_glass_by_time ON broken_glass (at_ms);
    CREATE INDEX broken_glass_by_doc ON broken_glass (doc);
",
    "
    -- The audit trail. It outlives the accounts and documents that it tells of, so that it refers to none.
    CREATE TABLE audit (
        number INTEGER PRIMARY KEY,
        recorded_ms INTEGER NOT NULL,
        at_ms INTEGER NOT NULL,
        deed TEXT NOT NULL,
        user INTEGER,
        device INTEGER,
        doc BLOB,
        about INTEGER,
        words TEXT NOT NULL,
        hash BLOB NOT NULL,
        witness_id INTEGER
    ) STRICT;
    CREATE INDEX audit_by_doc ON audit (doc, number) WHERE doc IS NOT NULL;
    CREATE INDEX audit_by_user ON audit (user, number) WHERE user IS NOT NULL;
    CREATE INDEX audit_by_about ON audit (about, number) WHERE about IS NOT NULL;
    CREATE INDEX audit_by_device ON audit (device, number) WHERE device IS NOT NULL;
    CREATE INDEX audit_of_writing ON audit (doc, user, device, at_ms) WHERE deed = 'wrote';
    CREATE UNIQUE INDEX audit_by_witness ON audit (user, device, witness_id) WHERE witness_id IS NOT NULL;
    CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
        BEGIN SELECT raise(ABORT, 'the audit trail is only added to'); END;
    CREATE TRIGGER audit_is_not_thinned BEFORE DELETE ON audit
        BEGIN SELECT raise(ABORT, 'the audit trail is only added to'); END;
",
    "
    CREATE TABLE devices (
        device INTEGER PRIMARY KEY,
        name TEXT NOT NULL DEFAULT '',
        first_met_ms INTEGER NOT NULL,
        lost_at_ms INTEGER,
        wiped_at_ms INTEGER
    ) STRICT;

    -- The device holds all that is for the user up to one place of the log, and was told at most up to another; while it is connected, nobody
    -- knows how far.
    CREATE TABLE device_users (
        device INTEGER NOT NULL REFERENCES devices (device),
        user INTEGER NOT NULL REFERENCES users (user) ON DELETE CASCADE,
        met_ms INTEGER NOT NULL,
        holds_through INTEGER NOT NULL,
        told_through INTEGER,
        PRIMARY KEY (device, user)
    ) STRICT, WITHOUT ROWID;

    INSERT INTO devices (device, first_met_ms) SELECT device, min(created_at_ms) FROM device_keys GROUP BY device;
    INSERT INTO device_users (device, user, met_ms, holds_through)
        SELECT device, user, last_used_at_ms, 0 FROM device_keys;
",
    "
    ALTER TABLE office ADD COLUMN must_enrol INTEGER NOT NULL DEFAULT 0;
    CREATE TABLE enrolments (
        code BLOB PRIMARY KEY,
        until_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
",
    "
    CREATE TABLE passkeys (
        id BLOB PRIMARY KEY,
        user INTEGER NOT NULL REFERENCES users (user) ON DELETE CASCADE,
        name TEXT NOT NULL,
        site TEXT NOT NULL,
        key BLOB NOT NULL,
        counter INTEGER NOT NULL,
        added_ms INTEGER NOT NULL,
        used_ms INTEGER
    ) STRICT;
    CREATE INDEX passkey_by_user ON passkeys (user, added_ms);

    -- Recovery codes stand in for any second factor, not for the app alone.
    ALTER TABLE recovery_codes RENAME TO recovery_codes_of_apps;
    CREATE TABLE recovery_codes (
        user INTEGER NOT NULL REFERENCES users (user) ON DELETE CASCADE,
        hash BLOB NOT NULL,
        PRIMARY KEY (user, hash)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO recovery_codes SELECT user, hash FROM recovery_codes_of_apps;
    DROP TABLE recovery_codes_of_apps;
",
    "
    ALTER TABLE office ADD COLUMN retention_years INTEGER NOT NULL DEFAULT 5;
    ALTER TABLE documents ADD COLUMN closed_on TEXT;
    CREATE INDEX document_by_closure ON documents (closed_on) WHERE closed_on IS NOT NULL AND dead_seq IS NULL;

    CREATE TABLE holds (
        doc BLOB PRIMARY KEY REFERENCES documents (doc),
        held_by INTEGER,
        held_at_ms INTEGER NOT NULL,
        reason TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE disposals (
        doc BLOB PRIMARY KEY REFERENCES documents (doc),
        proposed_by INTEGER,
        proposed_at_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
",
    "
    CREATE INDEX audit_witnessed_on ON audit (device, recorded_ms) WHERE witness_id IS NOT NULL;
    CREATE INDEX audit_witnessed_of ON audit (user, recorded_ms) WHERE witness_id IS NOT NULL;
    CREATE INDEX audit_of_too_much ON audit (recorded_ms) WHERE deed = 'told_too_much';
",
    "
    ALTER TABLE devices ADD COLUMN build TEXT NOT NULL DEFAULT '';
",
    "
    -- The book of who has which device. It outlives the accounts that it tells of.
    CREATE TABLE check_outs (
        number INTEGER PRIMARY KEY,
        device INTEGER NOT NULL REFERENCES devices (device),
        user INTEGER NOT NULL,
        purpose TEXT NOT NULL,
        out_ms INTEGER NOT NULL,
        due_ms INTEGER NOT NULL,
        out_by INTEGER,
        returned_ms INTEGER,
        returned_by INTEGER
    ) STRICT;
    CREATE UNIQUE INDEX check_out_open ON check_outs (device) WHERE returned_ms IS NULL;
",
    "
    -- The files of cases. The bytes stand last: what is asked of the others reads none of them.
    CREATE TABLE blobs (
        doc BLOB NOT NULL REFERENCES documents (doc),
        hash BLOB NOT NULL,
        kind TEXT NOT NULL,
        size INTEGER NOT NULL,
        received_at_ms INTEGER NOT NULL,
        bytes BLOB NOT NULL,
        PRIMARY KEY (doc, hash)
    ) STRICT;
    CREATE INDEX blob_by_size ON blobs (doc, size);
",
];

/// The version that this program writes.
pub fn version() -> usize {
    MIGRATIONS.len()
}

/// Brings a file from one version to the current. A new file is at 0.
pub fn migrate(transaction: &Transaction<'_>, from: usize, epoch: i64) -> Result<(), StoreError> {
    bring_to(transaction, from, version(), epoch)
}

/// Brings a file from one version to another. Only tests stop before the current one: they need files that an older Madobe left.
pub(super) fn bring_to(transaction: &Transaction<'_>, from: usize, to: usize, epoch: i64) -> Result<(), StoreError> {
    for migration in MIGRATIONS.iter().take(to).skip(from) {
        transaction.execute_batch(migration)?;
    }
    if from == 0 {
        transaction.execute("INSERT INTO office (id, epoch, staff_version) VALUES (1, ?1, 1)", [epoch])?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    }
    transaction.pragma_update(None, "user_version", i64::try_from(to).unwrap_or(i64::MAX))?;
    Ok(())
}
