//! A file that an older Madobe left is brought up to date, with everyone and everything in it.

use madobe_shared::codes::Role;
use madobe_shared::ids::{DeviceId, SessionId, UserId};
use rusqlite::Connection;

use super::super::super::accounts::Accounts;
use super::super::super::device_keys::{DeviceKey, DeviceKeys};
use super::super::super::sessions::{NewSession, Sessions, TokenHash};
use super::super::schema::{self, bring_to};
use super::super::{SqliteStore, Store};
use super::{change, file};

/// A folder with the file of that version, in which 佐藤 has an account and has been signed in since 1,000.
fn left_by(version: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut connection = Connection::open(file(&folder)).unwrap();
    let transaction = connection.transaction().unwrap();
    bring_to(&transaction, 0, version, 77).unwrap();
    transaction
        .execute_batch(
            "INSERT INTO users (user, login, name, profession, active, password_hash)
                 VALUES (7, 'sato', '佐藤 由佳', 'social_worker', 1, '$argon2id$…');
             INSERT INTO tries (login, count, last_ms) VALUES ('sato', 2, 900);",
        )
        .unwrap();
    transaction
        .execute("INSERT INTO sessions (token, user, began_ms, used_ms) VALUES (?1, 7, 1000, 1000)", [[1_u8; 32]])
        .unwrap();
    transaction.commit().unwrap();
    folder
}

#[test]
fn whoever_was_there_before_is_there_afterwards() {
    for version in 1..schema::version() {
        let folder = left_by(version);
        let store = SqliteStore::open(folder.path()).unwrap();
        assert_eq!(store.epoch().0, 77, "it is the same log");
        let sato = store.user_by_login("sato").unwrap().unwrap();
        assert_eq!((sato.user, sato.name.as_str(), sato.active), (UserId(7), "佐藤 由佳", true));
        assert_eq!((&sato.role, sato.contractor, sato.expires_on), (&Role::Consultant, false, None));
        let knew_roles = version >= 3;
        assert!(store.staff().unwrap().version > 1 || knew_roles, "devices fetch the staff again");
        let member = store.session(TokenHash([1; 32]), 2_000).unwrap();
        assert_eq!(member, Some(sato), "and nobody was signed out");
        let [session] = store.sessions_of(UserId(7), 2_000).unwrap()[..] else { panic!("one session") };
        let had_ids = version >= 4;
        assert!((session.id.0 != 0 || had_ids) && session.device.is_none());

        store.append(1, &[change(1, 10)]).unwrap();
        let key = DeviceKey([9; 32]);
        assert_eq!(store.device_key(UserId(7), DeviceId(1), key, 1).unwrap(), key);
        let (token, id, device) = (TokenHash([2; 32]), SessionId(2), Some(DeviceId(1)));
        store.begin_session(&NewSession { token, id, user: UserId(7), device }, 2_000).unwrap();
        drop(store);
        assert_eq!(SqliteStore::open(folder.path()).unwrap().head().unwrap(), 1, "it opens again as it is now");
    }
}
