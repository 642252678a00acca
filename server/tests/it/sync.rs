//! Devices on the line, told as stories.

use std::sync::Arc;
use std::time::Duration;

use hyper::StatusCode;
use madobe_server::Config;
use madobe_server::store::{PageLimits, SqliteStore, Store, Viewer};
use madobe_shared::document::NewChange;
use madobe_shared::ids::{DeviceId, UserId};
use madobe_shared::limits::{CHANGE_BYTES_MAX, CLIENT_FRAME_BYTES_MAX, TEXT_BYTES_MAX};
use madobe_shared::protocol::{
    ClientMessage, Entry, Goodbye, PROTOCOL_VERSION, Position, RejectReason, ServerMessage, encode,
};
use serde_json::json;
use tokio::time::timeout;

use crate::device::{Device, case, connect, words_of};
use crate::world::{PASSWORD, Server, add_user, credentials};

const SATO: UserId = UserId(7);

#[tokio::test]
async fn only_signed_in_pages_of_this_server_get_through() {
    let server = Server::start().await;
    let cookie = server.sign_in().await;
    let own = format!("http://{}", server.address);
    let stranger = format!("madobe_session={}", "0".repeat(64));
    assert_eq!(connect(&server, None, &own).await.err(), Some(StatusCode::UNAUTHORIZED));
    assert_eq!(connect(&server, Some(&stranger), &own).await.err(), Some(StatusCode::UNAUTHORIZED));
    assert_eq!(connect(&server, Some(&cookie), "http://evil.example").await.err(), Some(StatusCode::FORBIDDEN));
    assert!(connect(&server, Some(&cookie), &own).await.is_ok());
    let plain = server.get("/api/sync").header("origin", &own).cookie(&cookie).send().await;
    assert_eq!(plain.status, StatusCode::UPGRADE_REQUIRED);
    server.stop().await;
}

#[tokio::test]
async fn a_note_is_acknowledged_when_durable_and_reaches_the_desk() {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(SqliteStore::open(folder.path()).unwrap());
    let server = Server::start_with(store.clone(), Config::default()).await;
    let cookie = server.sign_in().await;
    let (mut desk, nothing) = Device::greet(&server, &cookie, 2).await;
    assert!(nothing.is_empty());
    let (mut tablet, _) = Device::greet(&server, &cookie, 1).await;

    let (doc, changes) = case(SATO, DeviceId(1), 1, "朝、散歩がしたい");
    tablet.push(doc, &changes).await;
    let acked = tablet.batch().await;
    assert_eq!(acked.acks.iter().map(|key| key.hash).collect::<Vec<_>>(), [changes[0].hash, changes[1].hash]);
    let behind = SqliteStore::open_beside(folder.path()).unwrap();
    assert_eq!(
        behind.log_after(Viewer::Office, 0, PageLimits::BATCH).unwrap().entries.len(),
        2,
        "another process sees it on the disk"
    );

    let news = desk.batch().await;
    assert_eq!(news.entries.iter().map(words_of).collect::<Vec<_>>(), ["朝、散歩がしたい"]);
    assert_eq!(news.position.unwrap().cursor, 2);
    let own = tablet.batch().await;
    assert_eq!((own.entries, own.position.unwrap().cursor), (vec![], 2), "its own words do not come back to it");

    // The answer was lost on the way: the device pushes again.
    tablet.push(doc, &changes).await;
    assert_eq!(tablet.batch().await.acks.len(), 2);
    assert_eq!(store.head().unwrap(), 2, "and nothing is there twice");
    server.stop().await;
}

#[tokio::test]
async fn a_new_device_gets_everything_and_takes_up_where_it_was() {
    let server = Server::start().await;
    let cookie = server.sign_in().await;
    let (mut tablet, _) = Device::greet(&server, &cookie, 1).await;
    for number in 1..=5 {
        let (doc, changes) = case(SATO, DeviceId(1), number, &format!("{number}番目の目標"));
        tablet.push(doc, &changes).await;
    }
    tablet.follow(|batch| batch.position.is_some_and(|position| position.cursor == 10)).await;
    server.store.bury(1, case(SATO, DeviceId(1), 3, "").0).unwrap();

    let mut desk = Device::connect(&server, &cookie, 2).await;
    desk.say(&desk.hello(Position::default())).await;
    let ServerMessage::Welcome(welcome) = desk.hear().await else { panic!("no welcome") };
    assert_eq!((welcome.user, welcome.epoch), (SATO, server.store.epoch()));
    assert_eq!(welcome.staff.unwrap().members.len(), 1);
    let (mut words, mut position) = (Vec::new(), None);
    while position.is_none_or(|position: Position| position.bootstrap.is_some()) {
        let batch = desk.batch().await;
        words.extend(batch.entries.iter().map(words_of));
        position = batch.position.or(position);
    }
    assert_eq!(words, ["1番目の目標", "2番目の目標", "purged", "4番目の目標", "5番目の目標"]);

    drop(desk);
    let (doc, changes) = case(SATO, DeviceId(1), 6, "6番目の目標");
    tablet.push(doc, &changes).await;
    tablet.follow(|batch| !batch.acks.is_empty()).await;
    let mut desk = Device::connect(&server, &cookie, 2).await;
    desk.say(&desk.hello(position.unwrap())).await;
    assert!(matches!(desk.hear().await, ServerMessage::Welcome(_)));
    assert_eq!(desk.batch().await.entries.iter().map(words_of).collect::<Vec<_>>(), ["6番目の目標"]);
    server.stop().await;
}

#[tokio::test]
async fn what_cannot_be_accepted_is_refused_with_its_reason() {
    let server = Server::start().await;
    let cookie = server.sign_in().await;
    let (mut tablet, _) = Device::greet(&server, &cookie, 1).await;
    let (doc, changes) = case(SATO, DeviceId(1), 1, "本人の目標");
    let (foreign_doc, foreign) = case(UserId(8), DeviceId(1), 2, "他人の名で");
    let (dead_doc, dead) = case(SATO, DeviceId(1), 3, "消えた記録");
    server.store.bury(1, dead_doc).unwrap();
    let garbage = NewChange { bytes: b"not a change".to_vec(), ..changes[0].clone() };

    let mut refusals = Vec::new();
    for (doc, pushed) in [(doc, &changes[1..]), (foreign_doc, &foreign[1..]), (dead_doc, &dead[..1]), (doc, &[garbage])]
    {
        tablet.push(doc, pushed).await;
        let batch = loop {
            let batch = tablet.batch().await;
            if !batch.rejects.is_empty() {
                break batch;
            }
        };
        refusals.extend(batch.rejects.iter().map(|reject| reject.reason));
    }
    use RejectReason::{DeadDocument, ForeignAuthor, Malformed, MissingDependencies};
    assert_eq!(refusals, [MissingDependencies, ForeignAuthor, DeadDocument, Malformed]);
    tablet.push(doc, &changes).await;
    assert_eq!(tablet.batch().await.acks.len(), 2, "and the line is as good as before");
    server.stop().await;
}

#[tokio::test]
async fn bad_frames_end_one_connection_and_are_kept_for_a_look() {
    let server = Server::start().await;
    let cookie = server.sign_in().await;
    let (mut bystander, _) = Device::greet(&server, &cookie, 9).await;
    let mut hello = encode(&Device::connect(&server, &cookie, 1).await.hello(Position::default()), 0);
    hello.truncate(hello.len() - 3);
    let newer = Goodbye::UnsupportedVersion { server: PROTOCOL_VERSION };
    let frames = [
        (vec![PROTOCOL_VERSION, 0, 0xff], Goodbye::Malformed),
        (vec![PROTOCOL_VERSION, 77], Goodbye::Malformed),
        (hello, Goodbye::Malformed),
        (vec![PROTOCOL_VERSION + 1, 0, 0], newer),
        (encode(&ClientMessage::Push(vec![]), 0), Goodbye::OutOfTurn),
        (vec![0; CLIENT_FRAME_BYTES_MAX + 1], Goodbye::Malformed),
        (vec![PROTOCOL_VERSION; CLIENT_FRAME_BYTES_MAX], Goodbye::Malformed),
    ];
    for (frame, expected) in frames {
        let (start, length) = (frame.iter().take(4).copied().collect::<Vec<_>>(), frame.len());
        let mut device = Device::connect(&server, &cookie, 1).await;
        device.send(frame).await;
        assert_eq!(device.last_word().await, expected, "{length} bytes, {start:02x?}…");
    }
    let kept = server.store.counts().unwrap().quarantined;
    assert_eq!(kept, 5, "those of this version, but not what was too large to be read");
    let (doc, changes) = case(SATO, DeviceId(9), 1, "無事");
    bystander.push(doc, &changes).await;
    assert_eq!(bystander.batch().await.acks.len(), 2);
    server.stop().await;
}

#[tokio::test]
async fn whoever_signs_out_is_off_the_line_at_once() {
    let server = Server::start().await;
    add_user(&*server.store, 8, "tanaka");
    let (cookie, other) = (server.sign_in().await, server.sign_in().await);
    let (tablet, _) = Device::greet(&server, &cookie, 1).await;
    let (mut desk, _) = Device::greet(&server, &other, 2).await;
    server.post("/api/sign-out", "").cookie(&cookie).send().await;
    assert_eq!(tablet.last_word().await, Goodbye::SignedOut);
    let (doc, changes) = case(SATO, DeviceId(2), 1, "別の机で");
    desk.push(doc, &changes).await;
    assert_eq!(desk.batch().await.acks.len(), 2, "the user's other session stands");
    server.stop().await;
}

#[tokio::test]
async fn a_server_that_stops_says_so_to_everyone() {
    let server = Server::start().await;
    let cookie = server.sign_in().await;
    let mut devices = Vec::new();
    for id in 0..20 {
        devices.push(Device::greet(&server, &cookie, id).await.0);
    }
    let hearing = futures_util::future::join_all(devices.into_iter().map(Device::last_word));
    let (words, stopped) = tokio::join!(hearing, timeout(Duration::from_secs(5), server.stop()));
    assert!(stopped.is_ok(), "within five seconds");
    assert_eq!(words, vec![Goodbye::ShuttingDown; 20]);
}

#[tokio::test]
async fn while_the_disk_is_full_nothing_is_acknowledged_and_reading_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(SqliteStore::open(folder.path()).unwrap());
    let server = Server::start_with(store.clone(), Config::default()).await;
    let cookie = server.sign_in().await;
    let (mut tablet, _) = Device::greet(&server, &cookie, 1).await;
    let (doc, changes) = case(SATO, DeviceId(1), 1, "まだ場所がある");
    tablet.push(doc, &changes).await;
    tablet.follow(|batch| !batch.acks.is_empty()).await;
    tablet.batch().await;
    let beside = server.sign_in().await;

    store.pretend_disk_of(4096).unwrap();
    let (large_doc, large) = case(SATO, DeviceId(1), 2, &"満杯".repeat(50_000));
    tablet.push(large_doc, &large).await;
    assert!(timeout(Duration::from_secs(1), tablet.hear()).await.is_err(), "no acknowledgement, and no farewell");
    let metrics = server.get("/metrics").send().await;
    let counted = String::from_utf8(metrics.body.to_vec()).unwrap();
    assert!(!counted.contains("\nmadobe_commits_failed_total 0\n"), "whoever watches the server can see it");
    let (_, entries) = Device::greet(&server, &beside, 2).await;
    assert_eq!(entries.iter().map(words_of).collect::<Vec<_>>(), ["まだ場所がある"], "others read on");

    store.pretend_disk_of(1 << 30).unwrap();
    assert_eq!(tablet.batch().await.acks.len(), large.len(), "by itself, once there is room");
    server.stop().await;
}

#[tokio::test]
async fn while_another_program_holds_the_database_nothing_is_acknowledged_and_it_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(SqliteStore::open(folder.path()).unwrap());
    let server = Server::start_with(store.clone(), Config::default()).await;
    let cookie = server.sign_in().await;
    let (mut tablet, _) = Device::greet(&server, &cookie, 1).await;
    let other = rusqlite::Connection::open(folder.path().join("madobe.sqlite3")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let (doc, changes) = case(SATO, DeviceId(1), 1, "順番を待つ");
    tablet.push(doc, &changes).await;
    // One waits behind the other, and both find the database busy.
    let answer = server.post("/api/sign-in", &credentials("sato", PASSWORD)).send().await;
    assert_eq!((answer.status, answer.json()), (StatusCode::SERVICE_UNAVAILABLE, json!({ "error": "busy" })));
    assert_eq!(store.head().unwrap(), 0, "nothing was appended");
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(tablet.batch().await.acks.len(), 2, "by itself, once the database is free");
    server.stop().await;
}

#[tokio::test]
async fn a_note_of_a_megabyte_passes_and_what_is_larger_than_a_change_may_be_is_refused() {
    let server = Server::start().await;
    let cookie = server.sign_in().await;
    let (mut tablet, _) = Device::greet(&server, &cookie, 1).await;
    let (mut desk, _) = Device::greet(&server, &cookie, 2).await;
    // No two stretches of it alike, so that it does not shrink to nothing on its way.
    let words: String =
        (0_u32..).map(|at| at.wrapping_mul(2_654_435_761).to_string()).take(TEXT_BYTES_MAX / 10).collect();
    let (doc, changes) = case(SATO, DeviceId(1), 1, &words[..words.len().min(TEXT_BYTES_MAX)]);
    assert!(changes.len() > 10, "it is cut into changes of a bounded number of operations");
    tablet.push(doc, &changes).await;
    assert_eq!(tablet.batch().await.acks.len(), changes.len());
    let all = changes.len() as u64;
    let entries = desk.follow(|batch| batch.position.is_some_and(|position| position.cursor == all)).await;
    let arrived = entries.into_iter().flat_map(|entry| match entry {
        Entry::Changes { changes, .. } => changes,
        other => panic!("changes were expected: {other:?}"),
    });
    assert!(arrived.map(|change| change.0).eq(changes.iter().map(|change| change.bytes.clone())), "every byte of it");

    let huge = NewChange { bytes: vec![0; CHANGE_BYTES_MAX + 1], ..changes[1].clone() };
    tablet.push(doc, &[huge]).await;
    let refused = loop {
        let batch = tablet.batch().await;
        if let Some(reject) = batch.rejects.first() {
            break reject.reason;
        }
    };
    assert_eq!(refused, RejectReason::Malformed);
    server.stop().await;
}

#[tokio::test]
async fn a_store_that_fails_acknowledges_nothing_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(SqliteStore::open(folder.path()).unwrap());
    let server = Server::start_with(store, Config::default()).await;
    let cookie = server.sign_in().await;
    let (mut tablet, _) = Device::greet(&server, &cookie, 1).await;
    let vandal = rusqlite::Connection::open(folder.path().join("madobe.sqlite3")).unwrap();
    vandal.execute_batch("DROP TABLE entries").unwrap();
    let (doc, changes) = case(SATO, DeviceId(1), 1, "届かない");
    tablet.push(doc, &changes).await;
    assert_eq!(tablet.last_word().await, Goodbye::StoreFailed);
    assert_eq!(server.get("/healthz").send().await.status, StatusCode::INTERNAL_SERVER_ERROR);
    server.stop().await;
}
