//! Who sees a case, over real connections: what is not for a user never reaches their device, and what no longer is leaves it.

use hyper::StatusCode;
use madobe_server::store::accounts::AccountChange;
use madobe_server::store::audit::Hand;
use madobe_shared::codes::Role;
use madobe_shared::document::NewChange;
use madobe_shared::ids::{DeviceId, DocId, UserId};
use madobe_shared::protocol::{ClientMessage, RejectReason};
use serde_json::{Value, json};

use crate::device::{Device, case, words_of, written_on};
use crate::world::{Call, Server, add_user, sign_in_as};

const SATO: UserId = UserId(7);
const ITO: UserId = UserId(8);
const TANAKA: UserId = UserId(9);

/// 佐藤 at work at the desk, 伊藤 a coordinator of another department, 田中 a colleague of 佐藤; and their cookies.
async fn office() -> (Server, [String; 3]) {
    let server = Server::start().await;
    add_user(&*server.store, ITO.0, "ito");
    add_user(&*server.store, TANAKA.0, "tanaka");
    role(&server, "ito", Role::Coordinator);
    let cookies = [server.sign_in().await, sign_in_as(&server, "ito").await, sign_in_as(&server, "tanaka").await];
    (server, cookies)
}

fn role(server: &Server, login: &str, role: Role) {
    let change = AccountChange { role: Some(role), ..AccountChange::default() };
    server.store.change_user(Hand::of_the_office(0), login, &change).unwrap().unwrap();
}

impl Server {
    async fn access(&self, method: &str, path: &str, cookie: &str, body: &Value) -> (StatusCode, Value) {
        let call = Call::new(self, method, path, body.to_string()).cookie(cookie);
        let answer = call.header("origin", &format!("http://{}", self.address)).send().await;
        (answer.status, answer.json())
    }

    /// 佐藤's device, and a case that it has written.
    async fn written(&self, cookie: &str, words: &str) -> (Device, DocId, Vec<NewChange>) {
        let (mut tablet, _) = Device::greet(self, cookie, 1).await;
        let (doc, changes) = case(SATO, DeviceId(1), 1, words);
        tablet.push(doc, &changes).await;
        assert_eq!(tablet.batch().await.acks.len(), 2);
        (tablet, doc, changes)
    }
}

fn words(entries: &[madobe_shared::protocol::Entry]) -> Vec<String> {
    entries.iter().map(words_of).collect()
}

#[tokio::test]
async fn a_coordinator_gets_the_case_that_is_shared_for_as_long_as_it_is() {
    let (server, [sato, ito, _]) = office().await;
    let (mut coordinator, nothing) = Device::greet(&server, &ito, 2).await;
    assert_eq!(nothing, []);
    let (mut tablet, doc, changes) = server.written(&sato, "朝、散歩がしたい").await;
    let (other, _) = case(SATO, DeviceId(1), 2, "");
    let (mut curious, _) = Device::greet(&server, &ito, 4).await;
    curious.say(&ClientMessage::Fetch(vec![doc, other])).await;
    let asked = curious.follow(|batch| !batch.entries.is_empty()).await;
    assert_eq!(
        words(&asked),
        ["purged"],
        "asked for by its id it is not there, and of what is nowhere nothing is said"
    );

    let team = format!("/api/cases/{doc}/access/team/{ITO}");
    let (status, access) = server.access("PUT", &team, &sato, &json!({ "until": "2099-03-31" })).await;
    assert_eq!(status, StatusCode::OK, "{access}");
    assert_eq!(
        (&access["team"][1]["user"], &access["team"][1]["until"]),
        (&json!(ITO.to_string()), &json!("2099-03-31"))
    );
    let shared = coordinator.follow(|batch| !batch.entries.is_empty()).await;
    assert_eq!(words(&shared), ["朝、散歩がしたい"], "at once, on the line that stands");

    let written = written_on(doc, ITO, DeviceId(2), &changes, "夕方でもよい。");
    coordinator.push(doc, &written).await;
    coordinator.follow(|batch| !batch.acks.is_empty()).await;
    tablet.follow(|batch| !batch.entries.is_empty()).await;

    let (status, access) = server.access("DELETE", &team, &sato, &Value::Null).await;
    assert_eq!((status, access["team"].as_array().unwrap().len()), (StatusCode::OK, 1));
    let secret = written_on(doc, SATO, DeviceId(1), &changes, "父には内密。");
    tablet.push(doc, &secret).await;
    tablet.follow(|batch| !batch.acks.is_empty()).await;
    let late = written_on(doc, ITO, DeviceId(2), &changes, "遅れて書いた。");
    coordinator.push(doc, &late).await;
    let mut heard = Vec::new();
    let refusal = loop {
        let batch = coordinator.batch().await;
        heard.extend(batch.entries);
        if let Some(reject) = batch.rejects.first() {
            break reject.reason;
        }
    };
    assert_eq!(refusal, RejectReason::NoAccess);
    assert_eq!(words(&heard), ["purged"]);
    let (_, everything) = Device::greet(&server, &ito, 3).await;
    assert_eq!(words(&everything), ["purged"], "nor does another device of theirs get any of it");
    server.stop().await;
}

#[tokio::test]
async fn a_restricted_case_opens_for_a_reason_and_its_team_is_told() {
    let (server, [sato, ito, tanaka]) = office().await;
    let (_, doc, _) = server.written(&sato, "父には内密").await;
    let (mut desk, seen) = Device::greet(&server, &tanaka, 2).await;
    assert_eq!(words(&seen), ["父には内密"]);
    let restricted = format!("/api/cases/{doc}/access/restricted");
    let (status, _) = server.access("PUT", &restricted, &sato, &json!({ "restricted": true })).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(words(&desk.follow(|batch| !batch.entries.is_empty()).await), ["purged"]);
    let own = server.access("DELETE", &format!("/api/cases/{doc}/access/team/{SATO}"), &sato, &Value::Null).await;
    assert_eq!((own.0, own.1["error"].as_str()), (StatusCode::CONFLICT, Some("last_of_team")));

    let number = madobe_shared::case::case_number(doc, None);
    let ask = |case: &str, reason: &str| json!({ "case": case, "reason": reason });
    for (cookie, body, error) in [
        (&tanaka, ask(&number, "  "), "no_reason"),
        (&tanaka, ask("別の人", "夜間の電話"), "not_found"),
        (&tanaka, ask("", "夜間の電話"), "not_found"),
        (&ito, ask(&number, "夜間の電話"), "not_for_you"),
    ] {
        let (_, answer) = server.access("POST", "/api/break-glass", cookie, &body).await;
        assert_eq!(answer["error"], error, "{body}");
    }
    let (status, opened) = server.access("POST", "/api/break-glass", &tanaka, &ask(&number, "夜間の電話")).await;
    assert_eq!((status, &opened["opened"][0]), (StatusCode::OK, &json!(doc)));
    assert_eq!(words(&desk.follow(|batch| !batch.entries.is_empty()).await), ["父には内密"]);
    let (_, told) = server.access("GET", "/api/break-glass", &sato, &Value::Null).await;
    assert_eq!(
        (&told["opened"][0]["user"], &told["opened"][0]["reason"]),
        (&json!(TANAKA.to_string()), &json!("夜間の電話"))
    );
    let (_, access) = server.access("GET", &format!("/api/cases/{doc}/access"), &tanaka, &Value::Null).await;
    assert_eq!(access["team"][1]["reason"], "夜間の電話");
    assert_ne!(access["team"][1]["until"], Value::Null, "not for good");
    server.stop().await;
}

#[tokio::test]
async fn only_the_desk_changes_access_and_only_to_what_it_sees() {
    let (server, [sato, ito, tanaka]) = office().await;
    let (_, doc, _) = server.written(&sato, "朝、散歩がしたい").await;
    let access = format!("/api/cases/{doc}/access");
    let team = format!("{access}/team/{ITO}");
    let unknown = format!("/api/cases/{}/access", case(SATO, DeviceId(1), 2, "").0);
    let nobody = format!("{access}/team/{}", UserId(99));
    let directory = format!("/api/cases/{}/access", DocId::DIRECTORY);
    let past = json!({ "until": "2020-01-01" });
    for (method, path, cookie, body, expected) in [
        ("GET", &access, &ito, Value::Null, "not_found"),
        ("PUT", &team, &ito, json!({}), "not_found"),
        ("GET", &unknown, &sato, Value::Null, "not_found"),
        ("GET", &directory, &sato, Value::Null, "not_found"),
        ("PUT", &nobody, &tanaka, json!({}), "no_such_member"),
        ("PUT", &team, &tanaka, past, "past_day"),
        ("PUT", &team, &tanaka, json!({ "until": "soon" }), "bad_request"),
    ] {
        let (_, answer) = server.access(method, path, cookie, &body).await;
        assert_eq!(answer["error"], expected, "{method} {path}");
    }
    assert_eq!(server.access("PUT", &team, &tanaka, &json!({})).await.0, StatusCode::OK);
    let (status, answer) = server.access("DELETE", &team, &ito, &Value::Null).await;
    assert_eq!((status, answer["error"].as_str()), (StatusCode::FORBIDDEN, Some("not_for_you")));
    let foreign = Call::new(&server, "PUT", &team, "{}").cookie(&tanaka).header("origin", "http://evil.example");
    assert_eq!(foreign.send().await.status, StatusCode::FORBIDDEN);

    let (mut desk, _) = Device::greet(&server, &tanaka, 2).await;
    role(&server, "tanaka", Role::Coordinator);
    // Another program changed the role: the line hears of it with the next word that anyone writes.
    let (tablet_doc, changes) = case(SATO, DeviceId(1), 3, "次の記録");
    Device::greet(&server, &sato, 1).await.0.push(tablet_doc, &changes).await;
    assert_eq!(words(&desk.follow(|batch| !batch.entries.is_empty()).await), ["purged"]);
    server.stop().await;
}
