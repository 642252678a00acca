//! The first account of an empty office.

use std::sync::Arc;

use hyper::StatusCode;
use madobe_server::Config;
use madobe_server::auth::setup::SetupCode;
use madobe_server::store::MemoryStore;
use madobe_shared::codes::Role;
use serde_json::{Value, json};

use crate::world::{PASSWORD, Server, add_user, credentials};

/// The server of an empty office, and the code that it has printed.
async fn empty_office() -> (Server, String) {
    let code = SetupCode::draw();
    let printed = code.reveal().to_owned();
    let config = Config { setup_code: Some(code), ..Config::default() };
    (Server::start_with(Arc::new(MemoryStore::default()), config).await, printed)
}

fn first_manager(code: &str) -> Value {
    json!({ "code": code, "login": "Mori", "name": " 森 千尋 ", "password": PASSWORD })
}

impl Server {
    async fn set_up_with(&self, body: &Value) -> (StatusCode, Value) {
        let answer = self.post("/api/setup", &body.to_string()).send().await;
        (answer.status, answer.json())
    }

    /// What the first visitor's page asks.
    async fn is_set_up_open(&self) -> StatusCode {
        self.get("/api/setup").send().await.status
    }
}

const NOTHING: StatusCode = StatusCode::NOT_FOUND;

#[tokio::test]
async fn whoever_started_the_server_makes_the_first_manager_and_nobody_a_second() {
    let (server, code) = empty_office().await;
    assert_eq!(server.is_set_up_open().await, StatusCode::NO_CONTENT);
    let typed = first_manager(&code.to_uppercase().replace('-', " "));
    let answers = futures_util::future::join_all([server.set_up_with(&typed), server.set_up_with(&typed)]).await;
    let mut answers: Vec<_> = answers.iter().map(|(status, _)| *status).collect();
    answers.sort_unstable();
    assert_eq!(answers, [StatusCode::OK, NOTHING], "the code works once, even for two at the same moment");

    let [mori] = &server.store.list_users().unwrap()[..] else { panic!("one account") };
    assert_eq!((mori.login.as_str(), mori.name.as_str(), &mori.role), ("mori", "森 千尋", &Role::Manager));
    let answer = server.post("/api/sign-in", &credentials("mori", PASSWORD)).send().await;
    assert_eq!((answer.status, answer.json()["user"]["role"].as_str()), (StatusCode::OK, Some("manager")));
    assert_eq!(server.set_up_with(&first_manager(&code)).await.0, NOTHING);
    assert_eq!(server.is_set_up_open().await, NOTHING);
    server.stop().await;
}

#[tokio::test]
async fn the_code_cannot_be_guessed() {
    let (server, code) = empty_office().await;
    let foreign = server.post("/api/setup", &first_manager(&code).to_string()).header("origin", "http://evil.example");
    assert_eq!(foreign.send().await.status, StatusCode::FORBIDDEN);
    for left in [4, 3, 2, 1] {
        let wrong = json!({ "error": "wrong_setup_code", "tries_left": left });
        assert_eq!(server.set_up_with(&first_manager("")).await, (StatusCode::UNAUTHORIZED, wrong));
    }
    let locked = (StatusCode::TOO_MANY_REQUESTS, json!({ "error": "locked", "minutes": 15 }));
    assert_eq!(server.set_up_with(&first_manager("abcde-abcde-abcde")).await, locked);
    assert_eq!(server.set_up_with(&first_manager(&code)).await, locked);
    assert!(server.store.list_users().unwrap().is_empty());
    server.stop().await;
}

#[tokio::test]
async fn what_is_wrong_with_the_account_is_said_to_whoever_has_the_code() {
    let (server, code) = empty_office().await;
    let table = [
        ("login", "森", json!({ "error": "bad_login" })),
        ("name", " ", json!({ "error": "bad_name" })),
        ("name", "森\n千尋", json!({ "error": "bad_name" })),
        ("password", "short", json!({ "error": "password_too_short", "chars_min": 10 })),
    ];
    for _ in 0..2 {
        for (field, value, expected) in &table {
            let mut body = first_manager(&code);
            body[field] = (*value).into();
            let answer = server.set_up_with(&body).await;
            assert_eq!(answer, (StatusCode::UNPROCESSABLE_ENTITY, expected.clone()), "{field}, however often");
        }
    }
    assert_eq!(server.set_up_with(&first_manager(&code)).await.0, StatusCode::OK);
    server.stop().await;
}

#[tokio::test]
async fn an_office_with_an_account_has_no_set_up() {
    let (server, code) = empty_office().await;
    // As `user add` does beside a running server.
    add_user(&*server.store, 7, "sato");
    assert_eq!(server.is_set_up_open().await, NOTHING);
    assert_eq!(server.set_up_with(&first_manager(&code)).await, (NOTHING, json!({ "error": "not_found" })));
    server.stop().await;
    let server = Server::start().await;
    assert_eq!(server.set_up_with(&first_manager("")).await.0, NOTHING);
    server.stop().await;
}
