//! The devices of an office over real connections: who looks after them, and what becomes of a lost one.

use hyper::StatusCode;
use madobe_server::store::accounts::AccountChange;
use madobe_server::store::audit::Hand;
use madobe_shared::codes::Role;
use madobe_shared::ids::{DeviceId, UserId};
use madobe_shared::protocol::{ClientMessage, Goodbye, Hello, Position, PushedChange};
use serde_json::{Value, json};

use crate::device::{Device, case};
use crate::world::{Answer, Call, PASSWORD, Server, add_user, sign_in_as};

const SATO: UserId = UserId(7);
const MORI: UserId = UserId(8);
const TABLET: DeviceId = DeviceId(1);

async fn office() -> (Server, String) {
    let server = Server::start().await;
    add_user(&*server.store, MORI.0, "mori");
    let manager = AccountChange { role: Some(Role::Manager), ..AccountChange::default() };
    server.store.change_user(Hand::of_the_office(0), "mori", &manager).unwrap().unwrap();
    let mori = sign_in_as(&server, "mori").await;
    (server, mori)
}

async fn sign_in_on(server: &Server, device: DeviceId) -> Answer {
    let body = json!({ "login": "sato", "password": PASSWORD, "device": device.to_string() });
    server.post("/api/sign-in", &body.to_string()).send().await
}

async fn put(server: &Server, cookie: &str, device: DeviceId, body: &Value) -> Answer {
    let call = Call::new(server, "PUT", &format!("/api/devices/{device}"), body.to_string()).cookie(cookie);
    call.header("origin", &format!("http://{}", server.address)).send().await
}

async fn get(server: &Server, cookie: &str, path: &str) -> Value {
    let answer = server.get(path).cookie(cookie).send().await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    answer.json()
}

async fn is_lost(server: &Server, device: DeviceId) -> Value {
    server.get(&format!("/api/devices/{device}/standing")).send().await.json()["lost"].clone()
}

#[tokio::test]
async fn a_lost_tablet_is_shut_out_and_what_is_on_it_is_known() {
    let (server, mori) = office().await;
    let sato = sign_in_on(&server, TABLET).await.cookie().unwrap();
    let (mut tablet, _) = Device::greet(&server, &sato, TABLET.0).await;
    let (doc, changes) = case(SATO, TABLET, 1, "朝、散歩がしたい");
    tablet.push(doc, &changes).await;
    tablet.batch().await;

    let listed = get(&server, &mori, "/api/devices").await;
    assert_eq!(listed["devices"][0]["device"], json!(TABLET.to_string()));
    assert_eq!(listed["devices"][0]["users"][0]["user"], json!(SATO.to_string()));
    let named = put(&server, &mori, TABLET, &json!({ "name": " 訪問用 3号機 " })).await;
    assert_eq!((named.status, &named.json()["devices"][0]["name"]), (StatusCode::OK, &json!("訪問用 3号機")));
    let held = get(&server, &mori, &format!("/api/devices/{TABLET}/holdings")).await;
    assert_eq!(held["cases"][0], json!(doc.to_string()));

    assert_eq!(is_lost(&server, TABLET).await, json!(false));
    let lost = put(&server, &mori, TABLET, &json!({ "lost": true })).await;
    assert!(lost.json()["devices"][0]["lost_at_ms"].is_u64());
    assert_eq!(is_lost(&server, TABLET).await, json!(true));
    assert_eq!(tablet.last_word().await, Goodbye::SignedOut);
    assert_eq!(server.get("/api/me").cookie(&sato).send().await.status, StatusCode::UNAUTHORIZED);
    let refused = sign_in_on(&server, TABLET).await;
    assert_eq!((refused.status, &refused.json()["error"]), (StatusCode::FORBIDDEN, &json!("device_lost")));
    assert_eq!(refused.json().get("device_key"), None);
    assert_eq!(sign_in_on(&server, DeviceId(2)).await.status, StatusCode::OK, "their other device is not lost");
    let held = get(&server, &mori, &format!("/api/devices/{TABLET}/holdings")).await;
    assert_eq!(held["cases"][0], json!(doc.to_string()), "what it had, for the report");

    for _ in 0..2 {
        let wiped = server.post(&format!("/api/devices/{TABLET}/wiped"), "").send().await;
        assert_eq!(wiped.status, StatusCode::OK);
    }
    let listed = get(&server, &mori, "/api/devices").await;
    let of_tablet = listed["devices"].as_array().unwrap().iter().find(|it| it["device"] == json!(TABLET.to_string()));
    assert!(of_tablet.unwrap()["wiped_at_ms"].is_u64());
    server.stop().await;
}

#[tokio::test]
async fn only_managers_look_after_devices() {
    let (server, mori) = office().await;
    let sato = sign_in_on(&server, TABLET).await.cookie().unwrap();
    for path in ["/api/devices".to_owned(), format!("/api/devices/{TABLET}/holdings")] {
        assert_eq!(server.get(&path).cookie(&sato).send().await.status, StatusCode::FORBIDDEN);
        assert_eq!(server.get(&path).send().await.status, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(put(&server, &sato, TABLET, &json!({ "lost": true })).await.status, StatusCode::FORBIDDEN);
    assert_eq!(put(&server, &mori, DeviceId(9), &json!({ "lost": true })).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        put(&server, &mori, TABLET, &json!({ "name": "あ".repeat(41) })).await.json()["error"],
        json!("bad_name")
    );
    let foreign = Call::new(&server, "PUT", &format!("/api/devices/{TABLET}"), r#"{"lost":true}"#.to_owned());
    let foreign = foreign.cookie(&mori).header("origin", "http://evil.example").send().await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    let forged = server.post(&format!("/api/devices/{TABLET}/wiped"), "").send().await;
    assert_eq!(forged.status, StatusCode::OK);
    assert_eq!(is_lost(&server, TABLET).await, json!(false));
    let listed = get(&server, &mori, "/api/devices").await;
    assert!(listed["devices"][0]["wiped_at_ms"].is_null(), "nobody was asked to wipe it");
    server.stop().await;
}

#[tokio::test]
async fn which_build_of_the_app_a_device_runs_is_known_and_nonsense_is_not() {
    let (server, mori) = office().await;
    let sato = sign_in_on(&server, TABLET).await.cookie().unwrap();
    let build_of = async |said: Option<&str>| {
        let device = match said {
            Some(said) => Device::connect_with(&server, &sato, TABLET.0, said).await,
            None => Device::connect(&server, &sato, TABLET.0).await,
        };
        device.greeted().await;
        get(&server, &mori, "/api/devices").await["devices"][0]["build"].clone()
    };
    assert_eq!(build_of(None).await, json!(""), "an older app says nothing");
    assert_eq!(build_of(Some("0123456789abcdef")).await, json!("0123456789abcdef"));
    for nonsense in ["", "%3Cscript%3E", "%E7%89%88", "a%00b", &"a".repeat(33)] {
        assert_eq!(
            build_of(Some(nonsense)).await,
            json!("0123456789abcdef"),
            "it is served, and its words are not kept"
        );
    }
    assert_eq!(build_of(Some("fedcba9876543210")).await, json!("fedcba9876543210"));
    server.stop().await;
}

#[tokio::test]
async fn where_devices_have_to_be_enrolled_a_code_of_a_manager_does_it_once() {
    let (server, mori) = office().await;
    let known = sign_in_on(&server, TABLET).await.cookie().unwrap();
    let rule = Call::new(&server, "PUT", "/api/devices/rule", r#"{"must_enrol":true}"#.to_owned()).cookie(&known);
    let rule = rule.header("origin", &format!("http://{}", server.address)).send().await;
    assert_eq!(rule.status, StatusCode::FORBIDDEN, "managers make rules");
    let rule = Call::new(&server, "PUT", "/api/devices/rule", r#"{"must_enrol":true}"#.to_owned()).cookie(&mori);
    let rule = rule.header("origin", &format!("http://{}", server.address)).send().await;
    assert_eq!(rule.json()["must_enrol"], json!(true));

    assert_eq!(sign_in_on(&server, TABLET).await.status, StatusCode::OK, "it is known");
    let refused = sign_in_on(&server, DeviceId(2)).await;
    assert_eq!((refused.status, &refused.json()["error"]), (StatusCode::FORBIDDEN, &json!("not_enrolled")));
    let unnamed = server.post("/api/sign-in", &crate::world::credentials("sato", PASSWORD)).send().await;
    assert_eq!(unnamed.json()["error"], json!("not_enrolled"));

    assert_eq!(server.post("/api/devices/codes", "").cookie(&known).send().await.status, StatusCode::FORBIDDEN);
    let offer = server.post("/api/devices/codes", "").cookie(&mori).send().await.json();
    let code = offer["code"].as_str().unwrap().to_uppercase().replace('-', " ");
    assert!(offer["qr"]["size"].is_u64());
    let enrol = |device: DeviceId, code: String| {
        let body = json!({ "login": "sato", "password": PASSWORD, "device": device.to_string(), "enrolment": code });
        server.post("/api/sign-in", &body.to_string()).send()
    };
    let wrong = enrol(DeviceId(2), "aaaaa-bbbbb-ccccc".to_owned()).await;
    assert_eq!((wrong.status, &wrong.json()["error"]), (StatusCode::FORBIDDEN, &json!("wrong_enrolment_code")));
    let guess = json!({ "login": "sato", "password": "wrong", "device": DeviceId(2).to_string(), "enrolment": code });
    assert_eq!(server.post("/api/sign-in", &guess.to_string()).send().await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(enrol(DeviceId(2), code.clone()).await.status, StatusCode::OK, "however it was typed");
    assert_eq!(enrol(DeviceId(3), code).await.json()["error"], json!("wrong_enrolment_code"), "a replayed code");
    assert_eq!(sign_in_on(&server, DeviceId(2)).await.status, StatusCode::OK, "enrolled once, it is known");
    server.stop().await;
}

#[tokio::test]
async fn a_cookie_that_was_carried_off_opens_nothing_on_another_device() {
    let (server, mori) = office().await;
    let sato = sign_in_on(&server, TABLET).await.cookie().unwrap();
    let (tablet, _) = Device::greet(&server, &sato, TABLET.0).await;
    let (doc, changes) = case(SATO, DeviceId(9), 1, "朝、散歩がしたい");
    let mut stranger = Device::connect(&server, &sato, 9).await;
    let push = changes.iter().map(|change| PushedChange { doc, bytes: change.bytes.clone() }).collect();
    let today = jiff::civil::date(2026, 11, 23);
    let hello =
        Hello { device: DeviceId(9), position: Position::default(), staff_version: 0, today, push, looking: vec![] };
    stranger.say(&ClientMessage::Hello(hello)).await;
    assert_eq!(stranger.last_word().await, Goodbye::SignedOut, "before a name of the staff or of a case was told");
    assert_eq!(server.store.counts().unwrap().documents, 0, "nor was anything taken from it");
    assert_eq!(server.store.counts().unwrap().quarantined, 0);

    // The session is over for both, and the trail tells of it. Whoever has the password goes on.
    assert_eq!(server.get("/api/me").cookie(&sato).send().await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(tablet.last_word().await, Goodbye::SignedOut);
    let trail = get(&server, &mori, "/api/audit?device=0000000000000009").await;
    assert_eq!(trail["entries"][0]["deed"], json!("sign_in_failed"));
    let again = sign_in_on(&server, TABLET).await.cookie().unwrap();
    Device::greet(&server, &again, TABLET.0).await;
    server.stop().await;
}
