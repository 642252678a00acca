use std::fs;
use std::path::PathBuf;

use madobe_shared::ids::{ChangeHash, DeviceId, DocId};
use madobe_shared::protocol::ChangeKey;
use madobe_shared::session::server::CheckedChange;
use tempfile::TempDir;

use super::head::HEAD_BYTES;
use super::*;
use crate::limits::BACKUP_CHUNK_BYTES;
use crate::platform::{Clock, random_bytes};
use crate::store::{PageLimits, SqliteStore, Store, Viewer};

const SEALED_BYTES: usize = BACKUP_CHUNK_BYTES + 16;

/// An office with a backup of three chunks, and a key.
struct World {
    folder: TempDir,
    key: Key,
}

impl World {
    fn new() -> Self {
        let world = Self { folder: tempfile::tempdir().unwrap(), key: Key::draw() };
        let store = SqliteStore::open(&world.path("office")).unwrap();
        // Noise, which no compression makes smaller.
        let noise = random_bytes::<{ 2 * BACKUP_CHUNK_BYTES }>();
        store.append(1, &[change(1, &noise)]).unwrap();
        // The server still runs while the backup is made.
        make(&world.path("office"), &world.path("backup"), &world.key, &clock()).unwrap();
        drop(store);
        world
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Neither verifying nor restoring accepts the file, and nothing comes of it.
    fn refused(&self, name: &str, key: &Key, why: &str) -> BackupError {
        let verified = verify(&self.path(name), key).expect_err(why);
        let restored = restore(&self.path(name), key, &self.path("new"), &Clock::System).expect_err(why);
        assert_eq!(verified.to_string(), restored.to_string(), "{why}");
        let left: Vec<_> =
            fs::read_dir(self.path("new")).into_iter().flatten().map(|it| it.unwrap().file_name()).collect();
        assert!(left.iter().all(|name| name == "madobe.lock"), "{why}: {left:?}");
        restored
    }
}

fn change(number: u8, bytes: &[u8]) -> CheckedChange {
    CheckedChange {
        key: ChangeKey { doc: DocId::DIRECTORY, hash: ChangeHash([number; 32]) },
        deps: vec![],
        author: None,
        user: None,
        device: DeviceId(1),
        bytes: bytes.to_vec(),
    }
}

fn clock() -> Clock {
    Clock::Set(std::sync::Arc::new(1_760_000_000_000.into()))
}

#[test]
fn an_office_comes_back_with_another_life() {
    let world = World::new();
    let (head, contents) =
        restore(&world.path("backup"), &world.key, &world.path("new/folder"), &Clock::System).unwrap();
    assert_eq!((head.made_at_ms, head.key), (1_760_000_000_000, world.key.id()));
    assert_eq!((contents.entries, contents.head, contents.documents), (1, 1, 1));
    let open = |name: &str| SqliteStore::open(&world.path(name)).unwrap();
    let (before, after) = (open("office"), open("new/folder"));
    let log = |store: &SqliteStore| store.log_after(Viewer::Office, 0, PageLimits::BATCH).unwrap();
    assert_eq!(log(&before), log(&after));
    assert_ne!(before.epoch(), after.epoch());
    let again = restore(&world.path("backup"), &world.key, &world.path("third"), &Clock::System).unwrap();
    assert_eq!(again.1, contents, "a backup can be used more than once");
    assert_ne!(open("third").epoch(), after.epoch(), "and each time is a new life");
}

#[test]
fn what_was_changed_or_cut_off_is_not_accepted() {
    let world = World::new();
    let whole = fs::read(world.path("backup")).unwrap();
    assert!((HEAD_BYTES + 2 * SEALED_BYTES..HEAD_BYTES + 3 * SEALED_BYTES).contains(&whole.len()), "three chunks");
    let try_with = |why: &str, bytes: &[u8]| {
        fs::write(world.path("bad"), bytes).unwrap();
        world.refused("bad", &world.key, why)
    };
    for length in
        [HEAD_BYTES, HEAD_BYTES + 1, HEAD_BYTES + SEALED_BYTES, HEAD_BYTES + 2 * SEALED_BYTES, whole.len() - 1]
    {
        let error = try_with("cut off", &whole[..length]);
        assert!(matches!(error, BackupError::Damaged { .. }), "{length}: {error}");
    }
    let places = [
        (25, "the nonce"),
        (44, "the time"),
        (52, "the size"),
        (HEAD_BYTES, "the first chunk"),
        (HEAD_BYTES + SEALED_BYTES + 9, "the second"),
        (whole.len() - 1, "the last byte"),
    ];
    for (at, what) in places {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        let error = try_with(what, &bytes);
        assert!(matches!(error, BackupError::Damaged { .. }), "{what}: {error}");
    }
    let (head, chunks) = whole.split_at(HEAD_BYTES);
    let swapped = [head, &chunks[SEALED_BYTES..2 * SEALED_BYTES], &chunks[..SEALED_BYTES], &chunks[2 * SEALED_BYTES..]];
    assert!(matches!(try_with("swapped", &swapped.concat()), BackupError::Damaged { .. }));
    assert!(matches!(try_with("longer", &[&whole[..], b"x"].concat()), BackupError::Damaged { .. }));
    let newer = [&whole[..14], &[0, 2], &whole[16..]].concat();
    assert!(matches!(try_with("newer", &newer), BackupError::Newer { .. }));
    for no_backup in [&b""[..], b"PK\x03\x04", &whole[..HEAD_BYTES - 1], &whole[1..]] {
        assert!(matches!(try_with("another file", no_backup), BackupError::NotABackup { .. }));
    }
}

#[test]
fn another_key_is_told_from_damage() {
    let world = World::new();
    let other = Key::draw();
    let error = world.refused("backup", &other, "another key");
    let said = error.to_string();
    assert!(said.contains(&world.key.id().to_string()) && said.contains(&other.id().to_string()), "{said}");
}

#[test]
fn nothing_in_it_can_be_read_without_its_key() {
    let world = World::new();
    let is_in = |name: &str| {
        let bytes = fs::read(world.path(name)).unwrap();
        bytes.windows(12).any(|part| part == b"CREATE TABLE")
    };
    assert!(is_in("office/madobe.sqlite3") && !is_in("backup"));
}

#[test]
fn a_file_or_an_office_that_is_there_stays_as_it_is() {
    let world = World::new();
    let before = fs::read(world.path("backup")).unwrap();
    let made = make(&world.path("office"), &world.path("backup"), &world.key, &clock());
    assert!(matches!(made, Err(BackupError::Exists { .. })), "{made:?}");
    assert!(fs::read(world.path("backup")).unwrap() == before);

    let database = world.path("office/madobe.sqlite3");
    let office = fs::read(&database).unwrap();
    let restored = restore(&world.path("backup"), &world.key, &world.path("office"), &Clock::System);
    assert!(matches!(restored, Err(BackupError::Occupied { .. })), "{restored:?}");
    assert!(fs::read(&database).unwrap() == office);
    // A write-ahead log without its database still holds what was acknowledged last.
    fs::rename(&database, world.path("office/madobe.sqlite3-wal")).unwrap();
    let restored = restore(&world.path("backup"), &world.key, &world.path("office"), &Clock::System);
    assert!(matches!(restored, Err(BackupError::Occupied { .. })), "{restored:?}");
}

#[test]
fn a_backup_that_cannot_be_made_leaves_nothing_behind() {
    let world = World::new();
    let nowhere = make(&world.path("nothing"), &world.path("second"), &world.key, &clock());
    assert!(matches!(nowhere, Err(BackupError::NoOffice { .. })), "{nowhere:?}");
    assert!(!world.path("nothing").exists(), "and no folder was made");
    let no_folder = make(&world.path("office"), &world.path("no/folder/second"), &world.key, &clock());
    assert!(matches!(no_folder, Err(BackupError::File { .. })), "{no_folder:?}");
    fs::write(world.path("office/madobe.sqlite3"), vec![0x5a; 10_000]).unwrap();
    let damaged = make(&world.path("office"), &world.path("second"), &world.key, &clock());
    assert!(matches!(damaged, Err(BackupError::Store(_))), "{damaged:?}");
    let names = |folder: &str| {
        let files = fs::read_dir(world.path(folder)).unwrap();
        files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect::<Vec<_>>()
    };
    assert!(!names("").iter().chain(&names("office")).any(|name| name.contains("second") || name.ends_with(".tmp")));
    let full = BackupError::of_file(&world.path("second"), &io::ErrorKind::StorageFull.into());
    assert!(full.to_string().contains("there is no room for"), "{full}");
}
