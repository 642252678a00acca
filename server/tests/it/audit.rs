//! The audit trail, from the deeds of an office to the manager who reads them, and to whoever runs the server.

use std::fs;

use hyper::StatusCode;
use madobe_server::limits::{WITNESSED_AT_ONCE_MAX, WITNESSED_PER_DAY_MAX};
use madobe_server::store::accounts::AccountChange;
use madobe_server::store::audit::Hand;
use madobe_shared::codes::Role;
use madobe_shared::ids::{DeviceId, UserId};
use serde_json::{Value, json};

use crate::device::{Device, case};
use crate::program::{Running, answer, refusal};
use crate::world::{Call, PASSWORD, Server, add_user, credentials, sign_in_as, sign_in_on};

const SATO: UserId = UserId(7);
const MORI: UserId = UserId(8);
const SATOS_TABLET: DeviceId = DeviceId(1);
const SEEN_MS: u64 = 1_700_000_000_000;

async fn office() -> (Server, String, String) {
    let server = Server::start().await;
    add_user(&*server.store, MORI.0, "mori");
    let manager = AccountChange { role: Some(Role::Manager), ..AccountChange::default() };
    server.store.change_user(Hand::of_the_office(0), "mori", &manager).unwrap().unwrap();
    let sato = sign_in_on(&server, "sato", SATOS_TABLET).await;
    let mori = sign_in_as(&server, "mori").await;
    (server, sato, mori)
}

async fn entries(server: &Server, cookie: &str, question: &str) -> Vec<Value> {
    let answer = server.get(&format!("/api/audit{question}")).cookie(cookie).send().await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    answer.json()["entries"].as_array().unwrap().clone()
}

fn deeds(entries: &[Value]) -> Vec<&str> {
    entries.iter().map(|entry| entry["deed"].as_str().unwrap()).collect()
}

async fn tell(server: &Server, cookie: &str, report: &Value) -> (StatusCode, Value) {
    let answer = server.post("/api/witnessed", &report.to_string()).cookie(cookie).send().await;
    (answer.status, answer.json())
}

#[tokio::test]
async fn a_manager_reads_who_did_what_and_is_seen_reading() {
    let (server, sato, mori) = office().await;
    let (mut tablet, _) = Device::greet(&server, &sato, SATOS_TABLET.0).await;
    let (doc, changes) = case(SATO, SATOS_TABLET, 1, "朝、散歩がしたい");
    tablet.push(doc, &changes).await;
    tablet.batch().await;
    let wrong = Call::new(&server, "POST", "/api/sign-in", credentials("sato", "wrong password"));
    wrong.header("origin", &format!("http://{}", server.address)).send().await;

    let told = entries(&server, &mori, &format!("?case={doc}")).await;
    assert_eq!(deeds(&told), ["wrote"]);
    assert_eq!(told[0]["by"], json!(SATO.to_string()));
    assert_eq!(told[0]["device"], json!(SATOS_TABLET.to_string()));
    let told = entries(&server, &mori, &format!("?user={SATO}")).await;
    assert_eq!(deeds(&told), ["sign_in_failed", "wrote", "signed_in", "account_added"]);
    assert_eq!(
        (&told[0]["by"], &told[0]["about"]),
        (&Value::Null, &json!(SATO.to_string())),
        "nobody knows who it was"
    );
    let told = entries(&server, &mori, &format!("?user={MORI}")).await;
    let looked = ["trail_read", "trail_read", "signed_in", "account_changed", "account_added"];
    assert_eq!(deeds(&told), looked, "each look before this one");
    assert!(!told.iter().any(|entry| entry.to_string().contains(PASSWORD)));

    let refused = server.get("/api/audit").cookie(&sato).send().await;
    assert_eq!((refused.status, &refused.json()["error"]), (StatusCode::FORBIDDEN, &json!("not_for_you")));
    assert_eq!(server.get("/api/audit").send().await.status, StatusCode::UNAUTHORIZED);
    let nonsense = server.get("/api/audit?case=1%27%20OR%201").cookie(&mori).send().await;
    assert_eq!(nonsense.status, StatusCode::BAD_REQUEST);
    server.stop().await;
}

#[tokio::test]
async fn what_a_device_saw_without_a_network_is_told_later_and_once() {
    let (server, sato, mori) = office().await;
    let (doc, _) = case(SATO, SATOS_TABLET, 1, "");
    let seen = |id: &str, deed: &str, case: Value| json!({ "id": id, "at_ms": SEEN_MS, "deed": deed, "case": case });
    let read = seen("ffffffffffffffff", "read", json!(doc.to_string()));
    let report = |user: UserId, events: Vec<Value>| json!({ "user": user.to_string(), "device": SATOS_TABLET.to_string(), "events": events });

    let both = report(SATO, vec![read.clone(), seen("2", "unlock_failed", Value::Null)]);
    for _ in 0..2 {
        assert_eq!(tell(&server, &sato, &both).await, (StatusCode::OK, json!({})));
    }
    let told = entries(&server, &mori, &format!("?device={SATOS_TABLET}")).await;
    assert_eq!(deeds(&told), ["unlock_failed", "read", "signed_in"], "told twice, recorded once");
    assert_eq!((&told[1]["at_ms"], &told[1]["case"]), (&read["at_ms"], &json!(doc.to_string())));
    assert!(told[1]["recorded_ms"].as_u64() > Some(SEEN_MS), "the server has a clock of its own");

    for (cookie, report, status) in [
        (&mori, report(SATO, vec![read.clone()]), StatusCode::CONFLICT),
        (&sato, report(SATO, vec![seen("3", "signed_in", Value::Null)]), StatusCode::BAD_REQUEST),
        (&sato, report(SATO, vec![seen("x", "read", Value::Null)]), StatusCode::BAD_REQUEST),
        (&sato, report(SATO, vec![read; 501]), StatusCode::BAD_REQUEST),
        (&sato, json!({ "user": SATO.to_string() }), StatusCode::BAD_REQUEST),
    ] {
        assert_eq!(tell(&server, cookie, &report).await.0, status);
    }
    let elsewhere = sign_in_on(&server, "sato", DeviceId(9)).await;
    for cookie in [elsewhere, server.sign_in().await] {
        let (status, said) = tell(&server, &cookie, &both).await;
        assert_eq!(
            (status, &said["error"]),
            (StatusCode::CONFLICT, &json!("other_device")),
            "a session from elsewhere"
        );
    }
    let foreign = Call::new(&server, "POST", "/api/witnessed", both.to_string())
        .cookie(&sato)
        .header("origin", "http://evil.example");
    assert_eq!(foreign.send().await.status, StatusCode::FORBIDDEN);
    let after = entries(&server, &mori, &format!("?device={SATOS_TABLET}")).await;
    assert_eq!(after.len(), 4, "nothing came of any of these but the look itself");
    server.stop().await;
}

#[tokio::test]
async fn a_device_that_tells_too_much_is_put_off_until_tomorrow() {
    let (server, sato, mori) = office().await;
    let report = |from: usize, count: usize| {
        let seen = |id: usize| json!({ "id": format!("{id:x}"), "at_ms": SEEN_MS, "deed": "unlocked" });
        let events: Vec<_> = (from..from + count).map(seen).collect();
        json!({ "user": SATO.to_string(), "device": SATOS_TABLET.to_string(), "events": events })
    };
    for from in (0..WITNESSED_PER_DAY_MAX).step_by(WITNESSED_AT_ONCE_MAX) {
        assert_eq!(tell(&server, &sato, &report(from, WITNESSED_AT_ONCE_MAX)).await.0, StatusCode::OK);
    }
    for _ in 0..2 {
        let (status, said) = tell(&server, &sato, &report(WITNESSED_PER_DAY_MAX, 1)).await;
        assert_eq!((status, &said["error"]), (StatusCode::TOO_MANY_REQUESTS, &json!("told_too_much")));
        assert!((1..=24 * 60).contains(&said["minutes"].as_u64().unwrap()), "until midnight: {said}");
    }
    assert_eq!(tell(&server, &sato, &report(0, 1)).await.0, StatusCode::OK, "it may repeat itself");
    let told = entries(&server, &mori, &format!("?device={SATOS_TABLET}")).await;
    assert_eq!(deeds(&told)[..2], ["told_too_much", "unlocked"], "once");
    server.stop().await;
}

#[test]
fn whoever_runs_the_server_reads_the_trail_and_sees_whether_it_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let add = ["user", "add", "sato", "--name", "佐藤 由佳", "--profession", "social_worker", "--role", "consultant"];
    answer(&add, data, "");
    let whole = answer(&["audit", "verify"], data, "");
    let (_, noted) = whole.trim().rsplit_once(' ').unwrap();
    assert!(whole.starts_with("the audit trail is whole: 1 entries") && noted.starts_with("1:"), "{whole}");
    answer(&["user", "disable", "sato"], data, "");
    answer(&["audit", "verify", "--noted", noted], data, "");

    let running = Running::start(&[], data);
    let listed = answer(&["audit", "list", "--user", "sato"], data, "");
    drop(running);
    let listed: Vec<Vec<&str>> = listed.lines().map(|line| line.split('\t').collect()).collect();
    assert_eq!(listed.iter().map(|entry| entry[4]).collect::<Vec<_>>(), ["account_changed", "account_added"]);
    assert_eq!((listed[0][0], listed[0][3], listed[0][5], listed[0][8]), ("2", "-", "sato", "active=false"));

    assert!(refusal(&["audit", "verify", "--noted", "1"], data).contains("NUMBER:HASH"));
    let other = format!("1:{}", "0".repeat(64));
    assert!(
        refusal(&["audit", "verify", "--noted", &other], data).contains("does not go on from the end that was noted")
    );
    assert!(refusal(&["audit", "list", "--user", "nobody"], data).contains("no account"));

    let database = data.join("madobe.sqlite3");
    let mut bytes = fs::read(&database).unwrap();
    // Wherever the words stand: SQLite leaves old copies of them in the free parts of its pages.
    let places: Vec<_> = (0..bytes.len() - 12).filter(|&at| bytes[at..].starts_with(b"active=false")).collect();
    assert!(!places.is_empty(), "what the trail says is in the file");
    places.into_iter().for_each(|at| bytes[at..at + 12].copy_from_slice(b"active=true "));
    fs::write(&database, bytes).unwrap();
    // What is still on its way into the file would come back over it.
    let _ = fs::remove_file(data.join("madobe.sqlite3-wal"));
    let said = refusal(&["audit", "verify"], data);
    assert!(said.contains("not whole from its entry 2 on"), "{said}");
}
