//! What a look through a database finds of the files of cases, and what is left of one that went with its case.

use madobe_shared::blob::BlobKey;
use madobe_shared::codes::MediaKind;
use madobe_shared::ids::{BlobHash, DocId, UserId};
use rusqlite::Connection;

use super::super::super::audit::Hand;
use super::super::super::blobs::{Blobs, NewBlob, Room, Whose};
use super::super::{SqliteStore, Store, Viewer};
use super::{Temporary, change, file, temporary};

const LETTER: &[u8] = b"%PDF-1.7 a letter from the school that nobody else should read";

/// A store with a case that has a letter.
fn with_a_letter() -> (Temporary, BlobKey) {
    let temporary = temporary();
    let mut first = change(1, 10);
    first.key.doc = DocId::from_parts(1, [1; 10]);
    temporary.store.append(1, &[first.clone()]).unwrap();
    let key = BlobKey { doc: first.key.doc, hash: BlobHash::of(LETTER) };
    let whose = Whose { hand: Hand::of(UserId(7), 1), viewer: Viewer::Office, device: None };
    let letter = NewBlob { key, kind: MediaKind::Pdf, bytes: LETTER.to_vec() };
    temporary.store.put_blob(whose, &letter, Room::USUAL).unwrap().unwrap();
    (temporary, key)
}

#[test]
fn a_file_that_is_not_what_was_received_is_found() {
    let (Temporary { store, folder }, _) = with_a_letter();
    drop(store);
    let contents = SqliteStore::examine(&file(&folder)).unwrap();
    assert_eq!((contents.blobs, contents.unsound_blobs), (1, 0));
    let tampering = "UPDATE blobs SET bytes = CAST('%PDF-1.7 another letter' AS BLOB)";
    Connection::open(file(&folder)).unwrap().execute_batch(tampering).unwrap();
    let contents = SqliteStore::examine(&file(&folder)).unwrap();
    assert_eq!((contents.blobs, contents.unsound_blobs), (1, 1));
}

#[test]
fn a_letter_of_a_buried_case_is_gone_from_the_files() {
    let (Temporary { store, folder }, key) = with_a_letter();
    let is_there = || {
        let files = std::fs::read_dir(folder.path()).unwrap().map(|file| std::fs::read(file.unwrap().path()).unwrap());
        files.into_iter().any(|bytes| bytes.windows(LETTER.len()).any(|window| window == LETTER))
    };
    assert!(is_there());
    store.bury(2, key.doc).unwrap();
    assert!(!is_there());
}
