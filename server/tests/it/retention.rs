//! How records go over real connections: two managers agree, and the case leaves the devices too.

use hyper::StatusCode;
use madobe_server::compactor::{Done, compact_document};
use madobe_server::store::accounts::AccountChange;
use madobe_server::store::audit::Hand;
use madobe_shared::case::{CaseField, Closure};
use madobe_shared::codes::{CaseStatus, ClosureReason, Role};
use madobe_shared::document::{CaseDocument, NewChange, Stamp};
use madobe_shared::edit::Edit;
use madobe_shared::form::FieldRef;
use madobe_shared::ids::{Author, DeviceId, DocId, OpeningTag, UserId};
use madobe_shared::protocol::{Entry, RejectReason};
use serde_json::{Value, json};

use crate::device::{Device, written_on};
use crate::world::{Answer, Call, Server, add_user, sign_in_as};

const SATO: UserId = UserId(7);
const TABLET: DeviceId = DeviceId(1);

async fn office() -> (Server, [String; 2]) {
    let server = Server::start().await;
    let manager = AccountChange { role: Some(Role::Manager), ..AccountChange::default() };
    for (user, login) in [(8, "mori"), (9, "abe")] {
        add_user(&*server.store, user, login);
        server.store.change_user(Hand::of_the_office(0), login, &manager).unwrap().unwrap();
    }
    let managers = [sign_in_as(&server, "mori").await, sign_in_as(&server, "abe").await];
    (server, managers)
}

/// A case that was closed years ago.
fn closed_case() -> (DocId, Vec<NewChange>) {
    let id = DocId::from_parts(1_400_000_000_000, [7; 10]);
    let mut document = CaseDocument::create(id, Author { user: SATO, device: TABLET }, OpeningTag(1));
    let closure = Closure { date: jiff::civil::date(2015, 4, 1), reason: ClosureReason::SituationStable };
    for (field, value) in [
        (CaseField::PersonName, "山田 光".to_owned()),
        (CaseField::Status, CaseStatus::Closed.to_string()),
        (CaseField::Closure, closure.to_value()),
    ] {
        let edit = Edit::Set { field: FieldRef::Case(field), value: Some(value) };
        document.apply(&edit, Stamp { time_s: 1_400_000_000 }).unwrap();
    }
    (id, document.take_new_changes())
}

async fn ask(server: &Server, cookie: &str, (method, path): (&str, &str), body: &Value) -> Answer {
    let call = Call::new(server, method, &format!("/api/retention{path}"), body.to_string()).cookie(cookie);
    call.header("origin", &format!("http://{}", server.address)).send().await
}

async fn list(server: &Server, cookie: &str) -> Value {
    let answer = server.get("/api/retention").cookie(cookie).send().await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    answer.json()
}

#[tokio::test]
async fn what_two_managers_let_go_of_is_gone_everywhere() {
    let (server, [mori, abe]) = office().await;
    let sato = server.sign_in().await;
    let (mut tablet, _) = Device::greet(&server, &sato, TABLET.0).await;
    let (doc, changes) = closed_case();
    tablet.push(doc, &changes).await;
    tablet.batch().await;
    assert_eq!(list(&server, &mori).await["cases"], json!([]), "nobody has read yet that it is closed");
    assert_eq!(compact_document(&*server.store, doc, None).unwrap(), Done::Compacted);

    let due = list(&server, &mori).await;
    let bare = json!({ "case": doc, "closed_on": "2015-04-01", "held": null, "proposed": null });
    assert_eq!(due, json!({ "years": 5, "cases": [bare] }));
    let cases = json!({ "cases": [doc] });
    let refused = ask(&server, &abe, ("POST", "/disposals"), &cases).await;
    assert_eq!(refused.json()["disposed"], json!([]), "nobody has proposed it");

    let proposal = json!({ "cases": [doc], "proposed": true });
    let proposed = ask(&server, &mori, ("POST", "/proposals"), &proposal).await.json();
    assert_eq!(proposed["cases"][0]["proposed"]["by"], json!(UserId(8).to_string()));
    let alone = ask(&server, &mori, ("POST", "/disposals"), &cases).await;
    assert_eq!(alone.json()["disposed"], json!([]), "whoever proposed it does not decide as well");
    let disposed = ask(&server, &abe, ("POST", "/disposals"), &cases).await.json();
    assert_eq!((&disposed["disposed"], &disposed["cases"]), (&json!([doc]), &json!([])));

    let told = tablet.follow(|batch| batch.entries.contains(&Entry::Purge(doc))).await;
    assert!(told.contains(&Entry::Purge(doc)), "{told:?}");
    let late = written_on(doc, SATO, TABLET, &changes, "あとから");
    tablet.push(doc, &late).await;
    let batch = tablet.batch().await;
    assert_eq!(batch.rejects.iter().map(|reject| reject.reason).collect::<Vec<_>>(), [RejectReason::DeadDocument]);
    server.stop().await;
}

#[tokio::test]
async fn only_managers_and_only_for_reasons() {
    let (server, [mori, _]) = office().await;
    let sato = server.sign_in().await;
    let (mut tablet, _) = Device::greet(&server, &sato, TABLET.0).await;
    let (doc, changes) = closed_case();
    tablet.push(doc, &changes).await;
    tablet.batch().await;

    let path = format!("/cases/{doc}");
    let asked: [((&str, &str), Value); 4] = [
        (("PUT", ""), json!({ "years": 3 })),
        (("PUT", &path), json!({ "hold": "訴訟" })),
        (("POST", "/proposals"), json!({ "cases": [doc], "proposed": true })),
        (("POST", "/disposals"), json!({ "cases": [doc] })),
    ];
    for (address, body) in &asked {
        assert_eq!(ask(&server, &sato, *address, body).await.status, StatusCode::FORBIDDEN, "{address:?}");
        let foreign = Call::new(&server, address.0, &format!("/api/retention{}", address.1), body.to_string());
        let foreign = foreign.cookie(&mori).header("origin", "http://elsewhere.example").send().await;
        assert_eq!(foreign.status, StatusCode::FORBIDDEN, "{address:?}");
    }
    assert_eq!(server.get("/api/retention").cookie(&sato).send().await.status, StatusCode::FORBIDDEN);
    assert_eq!(server.get("/api/retention").send().await.status, StatusCode::UNAUTHORIZED);

    for years in [0, 101, 70_000] {
        let answer = ask(&server, &mori, ("PUT", ""), &json!({ "years": years })).await;
        assert!(answer.status.is_client_error(), "{years}: {}", answer.status);
    }
    assert_eq!(ask(&server, &mori, ("PUT", ""), &json!({ "years": 10 })).await.json()["years"], json!(10));
    for reason in ["", "  ", &"長".repeat(401)] {
        let answer = ask(&server, &mori, ("PUT", &path), &json!({ "hold": reason })).await;
        assert_eq!(answer.json()["error"], json!("no_reason"), "{reason}");
    }
    let held = ask(&server, &mori, ("PUT", &path), &json!({ "hold": " 訴訟が続いている " })).await.json();
    assert_eq!(held["cases"][0]["held"]["reason"], json!("訴訟が続いている"));
    assert_eq!(held["cases"][0]["closed_on"], json!(null), "what is not known to be closed can be held too");
    let unknown = format!("/cases/{}", DocId::from_parts(1, [1; 10]));
    assert_eq!(ask(&server, &mori, ("PUT", &unknown), &json!({ "hold": "訴訟" })).await.status, StatusCode::NOT_FOUND);
    let released = ask(&server, &mori, ("PUT", &path), &json!({ "hold": null })).await.json();
    assert_eq!(released["cases"], json!([]));
    server.stop().await;
}
