//! The book of who has which device, over real connections and at the command line.

use hyper::StatusCode;
use madobe_server::limits::BOOK_PAGE;
use madobe_server::platform::{Clock, day_in_japan};
use madobe_server::store::accounts::AccountChange;
use madobe_server::store::audit::Hand;
use madobe_server::store::devices::Meeting;
use madobe_server::store::{Devices, SqliteStore};
use madobe_shared::codes::Role;
use madobe_shared::ids::{DeviceId, UserId};
use serde_json::{Value, json};

use crate::program::{answer, refusal};
use crate::world::{Call, PASSWORD, Server, add_user, sign_in_on};

const SATO: UserId = UserId(7);
const MORI: UserId = UserId(8);
const TABLET: DeviceId = DeviceId(1);
const DESK: DeviceId = DeviceId(2);
const HOUR_MS: u64 = 60 * 60_000;

/// 佐藤 on the tablet and 森, a manager, at the desk.
async fn office() -> (Server, String, String) {
    let server = Server::start().await;
    add_user(&*server.store, MORI.0, "mori");
    let manager = AccountChange { role: Some(Role::Manager), ..AccountChange::default() };
    server.store.change_user(Hand::of_the_office(0), "mori", &manager).unwrap().unwrap();
    let (sato, mori) = (sign_in_on(&server, "sato", TABLET).await, sign_in_on(&server, "mori", DESK).await);
    (server, sato, mori)
}

async fn post(server: &Server, cookie: &str, path: &str, body: &Value) -> (StatusCode, Value) {
    let answer = server.post(&format!("/api/devices/{path}"), &body.to_string()).cookie(cookie).send().await;
    (answer.status, answer.json())
}

async fn get(server: &Server, cookie: &str, path: &str) -> (StatusCode, Value) {
    let answer = server.get(&format!("/api/devices{path}")).cookie(cookie).send().await;
    (answer.status, answer.json())
}

fn now_ms() -> u64 {
    Clock::System.now_ms()
}

#[tokio::test]
async fn a_worker_takes_the_tablet_along_and_a_manager_sees_who_has_it() {
    let (server, sato, mori) = office().await;
    let (at_tablet, due_ms) = (format!("{TABLET}/check-out"), now_ms() + HOUR_MS);
    assert_eq!(get(&server, &sato, &format!("/{at_tablet}")).await, (StatusCode::OK, json!({ "out": null })));
    let (status, taken) = post(&server, &sato, &at_tablet, &json!({ "due_ms": due_ms, "purpose": " 訪問2件 " })).await;
    assert_eq!((status, &taken["out"]["purpose"]), (StatusCode::OK, &json!("訪問2件")));
    assert_eq!(get(&server, &sato, &format!("/{at_tablet}")).await.1, taken);

    let listed = get(&server, &mori, "").await.1;
    let tablet = listed["devices"].as_array().unwrap().iter().find(|it| it["device"] == json!(TABLET.to_string()));
    assert_eq!(tablet.unwrap()["out"], taken["out"]);
    let lost = json!({ "lost": true }).to_string();
    let lost = Call::new(&server, "PUT", &format!("/api/devices/{DESK}"), lost).cookie(&mori);
    assert_eq!(lost.send().await.status, StatusCode::FORBIDDEN, "from nowhere");

    let number = json!({ "number": taken["out"]["number"] });
    for (cookie, by) in [(&mori, MORI), (&sato, MORI)] {
        let returned = post(&server, cookie, &format!("{TABLET}/return"), &number).await;
        assert_eq!(returned, (StatusCode::OK, json!({ "out": null })), "twice is once");
        let book = get(&server, &mori, "/book").await.1;
        assert_eq!(book["entries"][0]["returned_by"], json!(by.to_string()));
        assert_eq!((&book["entries"][0]["due_ms"], &book["next"]), (&json!(due_ms), &Value::Null));
    }
    server.stop().await;
}

#[tokio::test]
async fn managers_write_into_the_book_for_others_and_nobody_else_does() {
    let (server, sato, mori) = office().await;
    let due_ms = now_ms() + HOUR_MS;
    let of_sato = json!({ "due_ms": due_ms, "user": SATO.to_string() });
    let (status, taken) = post(&server, &mori, &format!("{TABLET}/check-out"), &of_sato).await;
    assert_eq!((status, &taken["out"]["out_by"]), (StatusCode::OK, &json!(MORI.to_string())));
    assert_eq!(taken["out"]["user"], json!(SATO.to_string()));

    let of_mori = json!({ "due_ms": due_ms, "user": MORI.to_string() });
    for (path, body) in [
        (format!("{DESK}/check-out"), json!({ "due_ms": due_ms })),
        (format!("{DESK}/return"), json!({ "number": 1 })),
        (format!("{TABLET}/check-out"), of_mori.clone()),
    ] {
        assert_eq!(post(&server, &sato, &path, &body).await.0, StatusCode::FORBIDDEN, "{path}");
        assert_eq!(server.post(&format!("/api/devices/{path}"), &body.to_string()).send().await.status, 401);
    }
    assert_eq!(get(&server, &sato, "/book").await.0, StatusCode::FORBIDDEN);
    assert_eq!(get(&server, &sato, &format!("/{DESK}/check-out")).await.0, StatusCode::FORBIDDEN);
    let foreign = Call::new(&server, "POST", &format!("/api/devices/{TABLET}/check-out"), of_mori.to_string());
    let foreign = foreign.cookie(&mori).header("origin", "http://evil.example").send().await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);

    let long = "あ".repeat(101);
    for (path, body, status, error) in [
        (TABLET, json!({ "due_ms": now_ms() - 1 }), StatusCode::UNPROCESSABLE_ENTITY, "bad_time"),
        (TABLET, json!({ "due_ms": due_ms, "purpose": long }), StatusCode::UNPROCESSABLE_ENTITY, "bad_purpose"),
        (TABLET, json!({ "due_ms": due_ms, "user": "0000000000000009" }), StatusCode::CONFLICT, "no_such_member"),
        (DeviceId(9), json!({ "due_ms": due_ms }), StatusCode::NOT_FOUND, "not_found"),
        (TABLET, json!({ "due_ms": -1 }), StatusCode::BAD_REQUEST, "bad_request"),
    ] {
        let (answered, said) = post(&server, &mori, &format!("{path}/check-out"), &body).await;
        assert_eq!((answered, &said["error"]), (status, &json!(error)));
    }
    server.store.set_lost(Hand::of_the_office(0), TABLET, true).unwrap();
    let (status, said) = post(&server, &mori, &format!("{TABLET}/check-out"), &of_sato).await;
    assert_eq!((status, &said["error"]), (StatusCode::CONFLICT, &json!("device_lost_before")));
    let book = get(&server, &mori, "/book").await.1;
    assert_eq!((book["entries"].as_array().unwrap().len(), &book["entries"][0]["returned_ms"]), (1, &Value::Null));
    server.stop().await;
}

#[tokio::test]
async fn the_book_is_read_page_by_page() {
    let (server, _, mori) = office().await;
    let body = json!({ "due_ms": now_ms() + HOUR_MS });
    for _ in 0..=BOOK_PAGE {
        post(&server, &mori, &format!("{TABLET}/check-out"), &body).await;
    }
    let page = get(&server, &mori, "/book").await.1;
    assert_eq!(page["entries"].as_array().unwrap().len(), BOOK_PAGE);
    let rest = get(&server, &mori, &format!("/book?before={}", page["next"])).await.1;
    assert_eq!((rest["entries"].as_array().unwrap().len(), &rest["next"]), (1, &Value::Null));
    server.stop().await;
}

#[test]
fn whoever_runs_the_server_writes_into_the_book_and_prints_it() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let add = ["user", "add", "sato", "--name", "佐藤 由佳", "--profession", "social_worker", "--password-stdin"];
    answer(&add, data, &format!("{PASSWORD}\n"));
    let store = SqliteStore::open_beside(data).unwrap();
    let user = madobe_server::store::Accounts::user_by_login(&store, "sato").unwrap().unwrap().user;
    store.meet_device(1, &Meeting { user, device: TABLET, position: None }).unwrap();
    drop(store);

    let id = TABLET.to_string();
    let until = day_in_japan(now_ms()).tomorrow().unwrap();
    let out = |id: &str, login: &str, until: &str| {
        ["device", "out", id, login, "--until", until, "--purpose", "訪問"].map(str::to_owned)
    };
    let refused = |arguments: [String; 8]| refusal(&arguments.each_ref().map(String::as_str), data);
    let due = format!("{until}T17:15");
    assert!(refused(out(&id, "tanaka", &due)).contains("no account"));
    assert!(refused(out("0000000000000009", "sato", &due)).contains("there is no such device"));
    assert!(refused(out(&id, "sato", "2020-01-01T10:00")).contains("within a year from now"));
    assert!(refusal(&["device", "returned", &id], data).contains("is not out"));

    let said = answer(&out(&id, "Sato", &due).each_ref().map(String::as_str), data, "");
    assert_eq!(said, format!("{id}: out with sato until {until} 17:15:00\n"));
    assert!(answer(&["device", "list"], data, "").contains("\tout\t"));
    assert!(answer(&["device", "lost", &id], data, "").contains("out with sato since"), "for the report");
    assert_eq!(answer(&["device", "returned", &id], data, ""), format!("{id}: returned\n"));
    let book = answer(&["device", "book"], data, "");
    let columns: Vec<_> = book.trim_end().split('\t').collect();
    assert_eq!((columns.len(), &columns[1..3]), (8, &[id.as_str(), "sato"][..]), "{book}");
    assert_eq!(&columns[6..], ["office", "訪問"]);
}
