//! Passkeys over HTTP: where they are offered, who may ask, and what a page is told. What an authenticator may say is tried beside the code.

use hyper::StatusCode;
use serde_json::{Value, json};

use crate::world::{PASSWORD, Server};

const PATHS: [&str; 3] = ["/api/passkeys", "/api/passkeys/confirm", "/api/passkeys/remove"];

impl Server {
    /// Asks as a page does that was opened under this host name.
    async fn ask_at(&self, host: &str, path: &str, cookie: &str, body: &Value) -> (StatusCode, Value) {
        let call = self.post(path, &body.to_string()).header("host", host).header("origin", &format!("http://{host}"));
        let answer = call.cookie(cookie).send().await;
        (answer.status, answer.json())
    }
}

#[tokio::test]
async fn they_are_offered_at_a_name_and_at_no_number() {
    let server = Server::start().await;
    let cookie = server.sign_in().await;
    let body = json!({ "password": PASSWORD });
    let (status, options) = server.ask_at("localhost:8787", PATHS[0], &cookie, &body).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(options["rp"]["id"], "localhost", "without the port");
    assert_eq!(options["challenge"].as_str().map(str::len), Some(43), "32 bytes");
    assert_eq!(options["user"]["name"], "sato");
    for host in ["127.0.0.1:8787", "[::1]:8787"] {
        let (status, answer) = server.ask_at(host, PATHS[0], &cookie, &body).await;
        assert_eq!((status, answer["error"].as_str()), (StatusCode::NOT_FOUND, Some("not_found")), "{host}");
    }
    let listed = server.get(PATHS[0]).header("host", "localhost:8787").cookie(&cookie).send().await;
    assert_eq!(listed.json(), json!({ "passkeys": [] }));
    server.stop().await;
}

#[tokio::test]
async fn only_pages_of_the_office_ask_and_only_for_who_has_the_password() {
    let server = Server::start().await;
    let cookie = server.sign_in().await;
    let body = json!({ "password": "wrong", "name": "机", "passkey": "{}", "id": "AAAA" });
    let at = async |path, cookie| server.ask_at("localhost:8787", path, cookie, &body).await;
    for path in PATHS {
        assert_eq!(at(path, "").await.0, StatusCode::UNAUTHORIZED, "{path}");
        let call = server.post(path, &body.to_string()).header("host", "localhost:8787").cookie(&cookie);
        let foreign = call.header("origin", "http://evil.example").send().await;
        assert_eq!(foreign.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(at(PATHS[0], &cookie).await.1, json!({ "error": "wrong_password", "tries_left": 4 }));
    assert_eq!(at(PATHS[2], &cookie).await.1, json!({ "error": "wrong_password", "tries_left": 3 }));
    assert_eq!(at(PATHS[1], &cookie).await, (StatusCode::UNPROCESSABLE_ENTITY, json!({ "error": "bad_passkey" })));
    let gone = json!({ "password": PASSWORD, "id": "AAAA" });
    assert_eq!(server.ask_at("localhost:8787", PATHS[2], &cookie, &gone).await.0, StatusCode::NOT_FOUND);
    server.stop().await;
}
