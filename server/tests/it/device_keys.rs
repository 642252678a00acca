//! The key that a device encrypts under: the office gives it to whoever knows the password, and the same one each time.

use hyper::StatusCode;
use serde_json::{Value, json};

use crate::world::{PASSWORD, Server, add_user};

const TABLET: &str = "f0e1d2c3b4a59687";
const DESK: &str = "0000000000000001";

impl Server {
    /// What the server answers to a sign-in on a device.
    async fn sign_in_on(&self, device: Option<&str>, login: &str, password: &str) -> (StatusCode, Value) {
        let mut body = json!({ "login": login, "password": password });
        if let Some(device) = device {
            body["device"] = device.into();
        }
        let answer = self.post("/api/sign-in", &body.to_string()).send().await;
        (answer.status, answer.json())
    }

    async fn key_on(&self, device: &str, login: &str) -> String {
        let (status, body) = self.sign_in_on(Some(device), login, PASSWORD).await;
        assert_eq!(status, StatusCode::OK);
        body["device_key"].as_str().unwrap().to_owned()
    }
}

#[tokio::test]
async fn a_device_that_destroyed_its_key_gets_it_again() {
    let server = Server::start().await;
    add_user(&*server.store, 8, "tanaka");
    let key = server.key_on(TABLET, "sato").await;
    assert!(key.len() == 64 && key.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')), "64 digits");
    assert!(key == server.key_on(TABLET, "sato").await, "the same at the next sign-in");
    let others = [server.key_on(DESK, "sato").await, server.key_on(TABLET, "tanaka").await];
    assert!(!others.contains(&key) && others[0] != others[1], "another for another device or user");
    server.stop().await;
}

#[tokio::test]
async fn only_the_right_password_on_a_named_device_brings_a_key() {
    let server = Server::start().await;
    server.key_on(TABLET, "sato").await;
    let (status, body) = server.sign_in_on(Some(TABLET), "sato", "wrong").await;
    assert_eq!((status, body), (StatusCode::UNAUTHORIZED, json!({ "error": "wrong_password", "tries_left": 4 })));
    let (status, body) = server.sign_in_on(None, "sato", PASSWORD).await;
    assert_eq!((status, body.get("device_key")), (StatusCode::OK, None));
    for device in ["", "1", "zzzzzzzzzzzzzzzz", &"0".repeat(17)] {
        let (status, body) = server.sign_in_on(Some(device), "sato", PASSWORD).await;
        assert_eq!((status, body), (StatusCode::BAD_REQUEST, json!({ "error": "bad_request" })), "{device}");
    }
    let cookie = server.sign_in().await;
    let me = server.get("/api/me").cookie(&cookie).send().await;
    assert_eq!(me.json().get("device_key"), None, "a cookie alone brings none");
    server.stop().await;
}
