//! The minutes of a 支援会議 over real connections: they reach whoever holds a place in their team, and nobody else by any way of asking.

use hyper::StatusCode;
use madobe_server::store::accounts::AccountChange;
use madobe_server::store::audit::Hand;
use madobe_shared::codes::Role;
use madobe_shared::document::{CaseDocument, Kind, NewChange, Stamp, genesis};
use madobe_shared::edit::{Edit, TextSplice};
use madobe_shared::form::TextRef;
use madobe_shared::ids::{Author, DeviceId, DocId, EntryId, OpeningTag, UserId};
use madobe_shared::protocol::{ClientMessage, Entry, RejectReason};
use serde_json::{Value, json};

use crate::device::{Device, words_of};
use crate::world::{Call, Server, add_user, sign_in_as};

const SATO: UserId = UserId(7);
const ITO: UserId = UserId(8);
const TANAKA: UserId = UserId(9);
const SECRET: &str = "父の借金のこと。";

fn conference(number: u8) -> EntryId {
    EntryId::from_parts(1_760_000_000_000, [number; 10])
}

/// Minutes in which someone has written: their id and their changes.
fn minutes(user: UserId, device: u64, words: &str) -> (DocId, Vec<NewChange>) {
    let id = DocId::minutes_of(conference(1));
    let author = Author { user, device: DeviceId(device) };
    let mut document = CaseDocument::create_by_id(id, author, OpeningTag(device));
    let splice = TextSplice { at: 0, delete: 0, insert: words.to_owned() };
    document.apply(&Edit::Splice { text: TextRef::AttendeesMinutes, splice }, Stamp { time_s: 1_760_000_000 }).unwrap();
    (id, document.take_new_changes())
}

fn words(entries: &[Entry]) -> Vec<String> {
    entries.iter().map(words_of).collect()
}

async fn ask(server: &Server, (method, path): (&str, &str), cookie: &str, body: &Value) -> (StatusCode, Value) {
    let call = Call::new(server, method, path, body.to_string()).cookie(cookie);
    let answer = call.header("origin", &format!("http://{}", server.address)).send().await;
    (answer.status, answer.json())
}

#[tokio::test]
async fn minutes_reach_their_team_and_nobody_else_by_any_way_of_asking() {
    let server = Server::start().await;
    add_user(&*server.store, ITO.0, "ito");
    add_user(&*server.store, TANAKA.0, "tanaka");
    let manager = AccountChange { role: Some(Role::Manager), ..AccountChange::default() };
    server.store.change_user(Hand::of_the_office(0), "tanaka", &manager).unwrap().unwrap();
    let [sato, ito, tanaka] =
        [server.sign_in().await, sign_in_as(&server, "ito").await, sign_in_as(&server, "tanaka").await];
    let (mut colleague, _) = Device::greet(&server, &tanaka, 2).await;
    let (mut other, _) = Device::greet(&server, &ito, 4).await;
    let (mut tablet, _) = Device::greet(&server, &sato, 1).await;
    let (doc, changes) = minutes(SATO, 1, SECRET);
    tablet.push(doc, &changes).await;
    tablet.follow(|batch| !batch.acks.is_empty()).await;

    // A new device, a question for its id, and the screens' own ways: none of them gives a word to a manager of the same desk.
    let (_, first) = Device::greet(&server, &tanaka, 5).await;
    assert_eq!(words(&first), ["purged"]);
    colleague.say(&ClientMessage::Fetch(vec![doc])).await;
    assert_eq!(words(&colleague.follow(|batch| !batch.entries.is_empty()).await), ["purged"]);
    let access = format!("/api/cases/{doc}/access");
    let (own, hers) = (format!("{access}/team/{TANAKA}"), format!("{access}/team/{SATO}"));
    let restricted = format!("{access}/restricted");
    let glass = json!({ "case": doc, "reason": "確かめたい" });
    for (way, cookie, body, expected) in [
        (("GET", access.as_str()), &tanaka, Value::Null, "not_found"),
        (("PUT", &own), &tanaka, json!({}), "not_found"),
        (("PUT", &restricted), &tanaka, json!({ "restricted": false }), "not_found"),
        (("POST", "/api/break-glass"), &tanaka, glass, "not_found"),
        (("PUT", &format!("/api/retention/cases/{doc}")), &tanaka, json!({ "hold": "訴訟" }), "not_found"),
        // Nor do those who were there open them to the desk, or leave them to nobody.
        (("PUT", &restricted), &sato, json!({ "restricted": false }), "not_found"),
        (("PUT", &restricted), &sato, json!({ "restricted": true }), "not_found"),
        (("DELETE", &hers), &sato, Value::Null, "last_of_team"),
    ] {
        let (_, answer) = ask(&server, way, cookie, &body).await;
        assert_eq!(answer["error"], expected, "{way:?}");
    }

    // Whoever was there and wrote before anybody let them see it is refused, and has it all once they are let.
    let (_, late) = minutes(ITO, 4, "弟の通院のこと。");
    other.push(doc, &late).await;
    let refused = loop {
        if let Some(reject) = other.batch().await.rejects.first() {
            break reject.reason;
        }
    };
    assert_eq!(refused, RejectReason::NoAccess);
    let (status, told) = ask(&server, ("PUT", &format!("{access}/team/{ITO}")), &sato, &json!({})).await;
    assert_eq!((status, told["team"].as_array().map(Vec::len)), (StatusCode::OK, Some(2)), "{told}");
    let shared = other.follow(|batch| batch.entries.iter().any(|entry| words_of(entry) == SECRET)).await;
    assert!(!shared.is_empty());
    other.push(doc, &late).await;
    other.follow(|batch| !batch.acks.is_empty()).await;
    let both = tablet.follow(|batch| !batch.entries.is_empty()).await;
    assert_eq!(both.len(), 1, "what was offered again reaches the other attendee");

    // The id says what a document is, and nobody begins another thing under it.
    let as_case = |id, kind| (id, vec![genesis(kind).clone()]);
    let unseen = DocId::minutes_of(conference(2));
    for (doc, change) in [as_case(unseen, Kind::Case), as_case(DocId(conference(3).0), Kind::Minutes)] {
        colleague.push(doc, &change).await;
        let refused = loop {
            if let Some(reject) = colleague.batch().await.rejects.first() {
                break reject.reason;
            }
        };
        assert_eq!(refused, RejectReason::Malformed, "{doc}");
    }
    server.stop().await;
}
