//! What becomes of an audit trail that someone changes by hand.

use madobe_shared::codes::Deed;
use madobe_shared::ids::{DocId, UserId};
use rusqlite::Connection;

use super::super::super::audit::{Audit, Event, Hand, Trail};
use super::super::SqliteStore;
use super::file;

const GUARDS: &str = "DROP TRIGGER audit_is_not_changed; DROP TRIGGER audit_is_not_thinned;";

/// What the trail of five entries looks like after someone has had the file in their hands.
fn after(tampering: &str) -> Trail {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path()).unwrap();
    for user in 1..=5 {
        store.record(&Event::new(Hand::of(UserId(user), 1_000), Deed::Read).to(DocId::DIRECTORY)).unwrap();
    }
    drop(store);
    Connection::open(file(&folder)).unwrap().execute_batch(tampering).unwrap();
    SqliteStore::open(folder.path()).unwrap().verify_trail().unwrap()
}

#[test]
fn a_trail_that_was_changed_is_not_whole() {
    assert_eq!(after("").broken_at, None);
    for (tampering, broken_at) in [
        ("UPDATE audit SET user = 9 WHERE number = 2", 2),
        ("UPDATE audit SET at_ms = 999 WHERE number = 3", 3),
        ("UPDATE audit SET words = 'x' WHERE number = 1", 1),
        ("UPDATE audit SET doc = NULL WHERE number = 5", 5),
        ("UPDATE audit SET hash = zeroblob(32) WHERE number = 4", 4),
        ("DELETE FROM audit WHERE number = 3", 3),
        ("DELETE FROM audit WHERE number = 1", 1),
        ("DELETE FROM audit WHERE number = 3; UPDATE audit SET number = number - 1 WHERE number > 3", 3),
    ] {
        assert_eq!(after(&format!("{GUARDS} {tampering}")).broken_at, Some(broken_at), "{tampering}");
    }
}

#[test]
fn a_trail_that_was_cut_off_ends_elsewhere_than_was_noted() {
    let (whole, cut) = (after(""), after(&format!("{GUARDS} DELETE FROM audit WHERE number > 3")));
    assert_eq!((cut.broken_at, cut.events), (None, 3), "it looks whole by itself");
    assert_ne!(cut.head, whole.head, "which is why its end is noted elsewhere");
}

#[test]
fn the_database_refuses_to_change_the_trail() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path()).unwrap();
    store.record(&Event::new(Hand::of(UserId(1), 1_000), Deed::Read)).unwrap();
    let connection = Connection::open(file(&folder)).unwrap();
    for statement in ["UPDATE audit SET user = 2", "DELETE FROM audit", "REPLACE INTO audit SELECT * FROM audit"] {
        let refused = connection.execute(statement, []);
        let replaced = statement.starts_with("REPLACE") && refused.is_ok();
        assert!(refused.is_err() || replaced, "{statement}");
    }
    assert_eq!(store.verify_trail().unwrap().broken_at, None);
}
