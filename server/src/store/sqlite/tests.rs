use std::fs;
use std::path::Path;

use madobe_shared::ids::{ChangeHash, DeviceId, DocId};
use madobe_shared::protocol::ChangeKey;
use madobe_shared::session::server::{AppendOutcome, CheckedChange};
use rusqlite::Connection;
use tempfile::TempDir;

use super::super::{MemoryStore, PageLimits, Store, StoreError, Viewer, conformance};
use super::{OpenError, SqliteStore};

mod audit;
mod blobs;
mod migration;

/// A store in a folder that goes with it.
struct Temporary {
    store: SqliteStore,
    folder: TempDir,
}

fn temporary() -> Temporary {
    let folder = tempfile::tempdir().unwrap();
    Temporary { store: SqliteStore::open(folder.path()).unwrap(), folder }
}

fn file(folder: &TempDir) -> std::path::PathBuf {
    folder.path().join("madobe.sqlite3")
}

fn change(number: u8, bytes: usize) -> CheckedChange {
    CheckedChange {
        key: ChangeKey { doc: DocId::DIRECTORY, hash: ChangeHash([number; 32]) },
        deps: vec![],
        author: None,
        user: None,
        device: DeviceId(1),
        bytes: vec![number; bytes],
    }
}

#[test]
fn the_memory_store_keeps_the_contract() {
    conformance::run(MemoryStore::default);
}

#[test]
fn the_sqlite_store_keeps_the_contract() {
    // The folders outlive the stores, whose files must be there until the last statement.
    let folders = std::cell::RefCell::new(Vec::new());
    conformance::run(|| {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(folder.path()).unwrap();
        folders.borrow_mut().push(folder);
        store
    });
}

#[test]
fn everything_is_there_after_reopening() {
    let folder = tempfile::tempdir().unwrap();
    conformance::survives_reopening(|| SqliteStore::open(folder.path()).unwrap());
}

#[test]
fn every_commit_is_synced_to_the_disk() {
    let Temporary { store, folder: _folder } = temporary();
    let writer = store.writer.lock().unwrap();
    let setting = |name| writer.pragma_query_value::<String, _>(None, name, |row| row.get(0)).unwrap();
    assert_eq!(setting("journal_mode"), "wal");
    let synchronous: i64 = writer.pragma_query_value(None, "synchronous", |row| row.get(0)).unwrap();
    assert_eq!(synchronous, 2, "full");
}

#[test]
fn a_second_server_is_refused_and_an_account_can_be_added_beside_the_first() {
    let Temporary { store, folder } = temporary();
    let refused = SqliteStore::open(folder.path()).unwrap_err();
    assert!(matches!(refused, OpenError::InUse { .. }), "{refused}");
    let beside = SqliteStore::open_beside(folder.path()).unwrap();
    store.append(1, &[change(1, 10)]).unwrap();
    assert_eq!(beside.head().unwrap(), 1);
    drop(store);
    drop(beside);
    assert!(SqliteStore::open(folder.path()).is_ok(), "the lock goes with its holder");
}

/// Opening must fail as `expected` says, and leave the file as it was.
fn refused(folder: &Path, expected: fn(&OpenError) -> bool) {
    let file = folder.join("madobe.sqlite3");
    let before = fs::read(&file).unwrap();
    let error = SqliteStore::open(folder).unwrap_err();
    assert!(expected(&error), "{error:?}");
    assert!(error.to_string().contains("nothing was changed"), "{error}");
    assert!(fs::read(&file).unwrap() == before, "the file is as it was");
}

#[test]
fn a_file_that_is_not_a_database_is_refused_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(file(&folder), "議事録\n".repeat(500)).unwrap();
    refused(folder.path(), |error| matches!(error, OpenError::NotADatabase { .. }));
}

#[test]
fn a_damaged_database_is_refused_and_kept() {
    let Temporary { store, folder } = temporary();
    for number in 0..200 {
        store.append(1, &[change(number, 3_000)]).unwrap();
    }
    drop(store);
    let mut bytes = fs::read(file(&folder)).unwrap();
    let page = 4096;
    // Whole pages in the middle of the trees.
    for at in (20 * page..bytes.len() - page).step_by(7 * page) {
        bytes[at..at + page].fill(0xa5);
    }
    fs::write(file(&folder), &bytes).unwrap();
    refused(folder.path(), |error| matches!(error, OpenError::Corrupt { .. }));

    let half = bytes.len() / 2;
    fs::write(file(&folder), &bytes[..half]).unwrap();
    refused(folder.path(), |error| matches!(error, OpenError::Corrupt { .. }));
}

#[test]
fn a_log_without_its_database_is_refused_and_kept() {
    let Temporary { store, folder } = temporary();
    store.append(1, &[change(1, 10)]).unwrap();
    let log = folder.path().join("madobe.sqlite3-wal");
    let acknowledged = fs::read(&log).unwrap();
    drop(store);
    for is_missing in [false, true] {
        fs::write(file(&folder), "").unwrap();
        fs::write(&log, &acknowledged).unwrap();
        if is_missing {
            fs::remove_file(file(&folder)).unwrap();
        }
        let error = SqliteStore::open(folder.path()).unwrap_err();
        assert!(matches!(error, OpenError::Corrupt { .. }), "{error:?}");
        assert!(fs::read(&log).unwrap() == acknowledged, "what was acknowledged last is still there");
        assert_eq!(file(&folder).exists(), !is_missing, "and no new office was begun beside it");
    }
}

#[test]
fn another_programs_database_is_refused_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let other = Connection::open(file(&folder)).unwrap();
    other.execute_batch("PRAGMA journal_mode = wal; CREATE TABLE theirs (id INTEGER PRIMARY KEY)").unwrap();
    drop(other);
    refused(folder.path(), |error| matches!(error, OpenError::OtherApplication { .. }));
    let other = Connection::open(file(&folder)).unwrap();
    other.execute_batch("PRAGMA application_id = 77").unwrap();
    drop(other);
    refused(folder.path(), |error| matches!(error, OpenError::OtherApplication { .. }));
}

#[test]
fn a_newer_database_is_refused_and_kept() {
    let Temporary { store, folder } = temporary();
    drop(store);
    let newer = Connection::open(file(&folder)).unwrap();
    newer.pragma_update(None, "user_version", 99).unwrap();
    drop(newer);
    refused(folder.path(), |error| matches!(error, OpenError::Newer { found: 99, .. }));
}

#[test]
fn an_interrupted_first_start_is_taken_up_again() {
    let folder = tempfile::tempdir().unwrap();
    let interrupted = Connection::open(file(&folder)).unwrap();
    interrupted.execute_batch("PRAGMA journal_mode = wal").unwrap();
    drop(interrupted);
    assert_eq!(SqliteStore::open(folder.path()).unwrap().head().unwrap(), 0);
    let empty = tempfile::tempdir().unwrap();
    fs::write(file(&empty), "").unwrap();
    assert_eq!(SqliteStore::open(empty.path()).unwrap().head().unwrap(), 0);
}

#[test]
fn a_folder_that_cannot_be_written_is_said_so() {
    let folder = tempfile::tempdir().unwrap();
    let taken = folder.path().join("a file");
    fs::write(&taken, "in the way").unwrap();
    for folder in [&taken, &taken.join("below")] {
        let error = SqliteStore::open(folder).unwrap_err();
        assert!(matches!(error, OpenError::NotWritable { .. }), "{error:?}");
    }
}

#[test]
fn a_full_disk_takes_nothing_and_reads_go_on() {
    let Temporary { store, folder: _folder } = temporary();
    store.append(1, &[change(1, 10)]).unwrap();
    store.pretend_disk_of(512 << 10).unwrap();
    let large = [change(2, 100), change(3, 1 << 20)];
    for _ in 0..2 {
        let error = store.append(1, &large).unwrap_err();
        assert!(matches!(error, StoreError::Full), "{error:?}");
    }
    assert_eq!(store.head().unwrap(), 1, "nothing of it was taken");
    assert_eq!(store.log_after(Viewer::Office, 0, PageLimits::BATCH).unwrap().entries.len(), 1);
    assert_eq!(store.append(1, &[change(2, 100)]).unwrap(), [AppendOutcome::Appended(2)], "what fits still does");

    store.pretend_disk_of(1 << 30).unwrap();
    let outcomes = store.append(1, &large).unwrap();
    assert_eq!(outcomes, [AppendOutcome::AlreadyThere(2), AppendOutcome::Appended(3)], "room again");
}

#[test]
fn a_locked_database_takes_nothing_and_reads_go_on() {
    let Temporary { store, folder } = temporary();
    store.append(1, &[change(1, 10)]).unwrap();
    store.writer.lock().unwrap().busy_timeout(std::time::Duration::from_millis(20)).unwrap();
    let other = Connection::open(file(&folder)).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let error = store.append(1, &[change(2, 10)]).unwrap_err();
    assert!(matches!(error, StoreError::Busy), "{error:?}");
    assert_eq!(store.log_after(Viewer::Office, 0, PageLimits::BATCH).unwrap().entries.len(), 1);
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(store.append(1, &[change(2, 10)]).unwrap(), [AppendOutcome::Appended(2)]);
}

#[test]
fn buried_words_are_gone_from_the_files() {
    let Temporary { store, folder } = temporary();
    let words = "秘密の相談内容".repeat(50);
    let mut secret = change(1, 0);
    secret.bytes = words.as_bytes().to_vec();
    store.append(1, &[secret]).unwrap();
    let is_anywhere = || {
        let files = fs::read_dir(folder.path()).unwrap().map(|entry| fs::read(entry.unwrap().path()).unwrap());
        files.into_iter().any(|bytes| bytes.windows(21).any(|part| part == &words.as_bytes()[..21]))
    };
    assert!(is_anywhere());
    store.bury(2, DocId::DIRECTORY).unwrap();
    assert!(!is_anywhere());
}
