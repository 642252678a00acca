//! What a user sees and does about their own sessions and password.

use hyper::StatusCode;
use madobe_shared::protocol::Goodbye;
use serde_json::{Value, json};

use crate::device::Device;
use crate::world::{PASSWORD, Server, add_user, credentials};

const NEW: &str = "another long password";

impl Server {
    /// Signs in on a device and returns the cookie.
    async fn enter(&self, login: &str, device: &str) -> String {
        let body = json!({ "login": login, "password": PASSWORD, "device": device }).to_string();
        self.post("/api/sign-in", &body).send().await.cookie().unwrap()
    }

    async fn sessions(&self, cookie: &str) -> Vec<Value> {
        let answer = self.get("/api/sessions").cookie(cookie).send().await;
        assert_eq!(answer.status, StatusCode::OK);
        answer.json()["sessions"].as_array().unwrap().clone()
    }

    async fn is_in(&self, cookie: &str) -> bool {
        self.get("/api/me").cookie(cookie).send().await.status == StatusCode::OK
    }
}

fn id_of(sessions: &[Value], device: &str) -> String {
    let found = sessions.iter().find(|session| session["device"] == device).unwrap();
    found["id"].as_str().unwrap().to_owned()
}

fn change(current: &str, new: &str) -> String {
    json!({ "current": current, "new": new }).to_string()
}

#[tokio::test]
async fn a_session_left_open_elsewhere_is_seen_and_ended() {
    let server = Server::start().await;
    add_user(&*server.store, 8, "tanaka");
    let desk = server.enter("sato", "0000000000000001").await;
    let tablet = server.enter("sato", "00000000000000ff").await;
    let tanaka = server.enter("tanaka", "0000000000000001").await;
    let (device, _) = Device::greet(&server, &tablet, 0xff).await;

    let seen = server.sessions(&desk).await;
    assert_eq!(seen.len(), 2, "their own alone");
    for session in &seen {
        assert_eq!(session["current"], session["device"] == "0000000000000001");
        assert!(session["began_at_ms"].as_u64() > Some(1_700_000_000_000) && session["last_used_at_ms"].is_u64());
        assert!(!tablet.contains(session["id"].as_str().unwrap()), "the name of a session does not open it");
    }
    let id = id_of(&seen, "00000000000000ff");
    let path = format!("/api/sessions/{id}");
    assert_eq!(server.delete(&path).cookie(&tanaka).send().await.status, StatusCode::NOT_FOUND, "not theirs to end");
    let foreign = server.delete(&path).cookie(&desk).header("origin", "http://evil.example").send().await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    assert!(server.is_in(&tablet).await);

    let answer = server.delete(&path).cookie(&desk).send().await;
    assert_eq!((answer.status, answer.json(), answer.set_cookie()), (StatusCode::OK, json!({}), None));
    assert_eq!(device.last_word().await, Goodbye::SignedOut, "the tablet hears it at once");
    assert!(!server.is_in(&tablet).await && server.is_in(&desk).await && server.is_in(&tanaka).await);
    assert_eq!(server.delete(&path).cookie(&desk).send().await.status, StatusCode::NOT_FOUND);
    assert_eq!(server.delete("/api/sessions/first").cookie(&desk).send().await.status, StatusCode::NOT_FOUND);

    let own = id_of(&server.sessions(&desk).await, "0000000000000001");
    let answer = server.delete(&format!("/api/sessions/{own}")).cookie(&desk).send().await;
    assert!(answer.set_cookie().unwrap().starts_with("madobe_session=; Max-Age=0;"), "ending this one is signing out");
    assert_eq!(server.get("/api/sessions").cookie(&desk).send().await.status, StatusCode::UNAUTHORIZED);
    server.stop().await;
}

#[tokio::test]
async fn all_other_sessions_are_ended_at_once() {
    let server = Server::start().await;
    add_user(&*server.store, 8, "tanaka");
    let (desk, tanaka) =
        (server.enter("sato", "0000000000000001").await, server.enter("tanaka", "1".repeat(16).as_str()).await);
    let tablets = [server.sign_in().await, server.sign_in().await];
    let answer = server.delete("/api/sessions").cookie(&desk).send().await;
    assert_eq!((answer.status, answer.json()), (StatusCode::OK, json!({ "ended": 2 })));
    assert!(server.is_in(&desk).await && server.is_in(&tanaka).await);
    assert!(!server.is_in(&tablets[0]).await && !server.is_in(&tablets[1]).await);
    for path in ["/api/sessions", "/api/sessions/0000000000000001"] {
        assert_eq!(server.delete(path).send().await.status, StatusCode::UNAUTHORIZED, "{path}");
    }
    server.stop().await;
}

#[tokio::test]
async fn a_new_password_ends_all_other_sessions() {
    let server = Server::start().await;
    let (desk, tablet) = (server.sign_in().await, server.sign_in().await);
    let (device, _) = Device::greet(&server, &tablet, 2).await;
    let answer = server.post("/api/password", &change(PASSWORD, NEW)).cookie(&desk).send().await;
    assert_eq!((answer.status, answer.json()), (StatusCode::OK, json!({ "ended": 1 })));
    assert_eq!(device.last_word().await, Goodbye::SignedOut);
    assert!(server.is_in(&desk).await && !server.is_in(&tablet).await);
    let signs_in = async |password| server.post("/api/sign-in", &credentials("sato", password)).send().await.status;
    assert_eq!([signs_in(PASSWORD).await, signs_in(NEW).await], [StatusCode::UNAUTHORIZED, StatusCode::OK]);
    server.stop().await;
}

#[tokio::test]
async fn guesses_at_the_current_password_count_like_those_at_the_door() {
    let server = Server::start().await;
    let desk = server.sign_in().await;
    let call = async |body: String, cookie: &str| {
        let answer = server.post("/api/password", &body).cookie(cookie).send().await;
        (answer.status, answer.json())
    };
    let unfit = [
        ("short", json!({ "error": "password_too_short", "chars_min": 10 })),
        (&*"x".repeat(513), json!({ "error": "password_too_long", "bytes_max": 512 })),
    ];
    for (new, expected) in unfit {
        assert_eq!(
            call(change("wrong", new), &desk).await,
            (StatusCode::UNPROCESSABLE_ENTITY, expected),
            "costs no try"
        );
    }
    let signed_out = (StatusCode::UNAUTHORIZED, json!({ "error": "signed_out" }));
    assert_eq!(call(change(PASSWORD, NEW), "madobe_session=00").await, signed_out);
    for left in [4, 3] {
        let wrong = json!({ "error": "wrong_password", "tries_left": left });
        assert_eq!(call(change("wrong", NEW), &desk).await, (StatusCode::UNAUTHORIZED, wrong));
    }
    let at_the_door = server.post("/api/sign-in", &credentials("sato", "wrong")).send().await;
    assert_eq!(at_the_door.json()["tries_left"], 2);
    call(change("wrong", NEW), &desk).await;
    let locked = (StatusCode::TOO_MANY_REQUESTS, json!({ "error": "locked", "minutes": 15 }));
    for current in ["wrong", PASSWORD] {
        assert_eq!(call(change(current, NEW), &desk).await, locked);
    }
    assert!(server.is_in(&desk).await, "the session stands");
    server.stop().await;
}
