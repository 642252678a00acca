//! Those who knock too often, and those who are too slow.

use std::sync::Arc;
use std::time::Duration;

use hyper::StatusCode;
use madobe_server::Config;
use madobe_server::limits::{REQUEST_HEAD_MS_MAX, REQUEST_MS_MAX, SIGN_IN_PATIENCE, STRANGER_PATIENCE};
use madobe_server::store::MemoryStore;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{advance, pause, resume, timeout};

use crate::world::{Call, PASSWORD, Server, credentials};

/// Tries one wrong password on one login after the other until the server has had enough.
async fn guess(call: impl Fn(&str) -> Call) -> u64 {
    for tries in 0..2 * SIGN_IN_PATIENCE.knocks {
        let answer = call(&credentials(&format!("login{tries}"), "winter2026")).send().await;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            assert_eq!(answer.json()["error"], "too_many_tries");
            assert!(answer.header("content-security-policy").is_some(), "this answer is like any other");
            let wait_s: u64 = answer.header("retry-after").unwrap().parse().unwrap();
            assert!((1..=SIGN_IN_PATIENCE.recovery_ms / 1_000).contains(&wait_s), "{wait_s}");
            return tries;
        }
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    }
    panic!("nobody minds");
}

#[tokio::test]
async fn whoever_guesses_on_many_logins_is_not_listened_to_while_the_others_work_on() {
    let server = Server::start().await;
    let cookie = server.sign_in().await;
    for _ in 0..3 {
        server.sign_in().await;
    }
    assert!(
        guess(|body| server.post("/api/sign-in", body)).await >= SIGN_IN_PATIENCE.knocks,
        "the right ones are free"
    );
    let right = server.post("/api/sign-in", &credentials("sato", PASSWORD)).send().await;
    assert_eq!(right.status, StatusCode::TOO_MANY_REQUESTS, "from this address nobody signs in for a while");
    assert_eq!(server.get("/api/me").cookie(&cookie).send().await.status, StatusCode::OK, "whoever is in works on");
    // Without a declared proxy the header is anyone's word.
    let disguised =
        server.post("/api/sign-in", &credentials("sato", PASSWORD)).header("x-forwarded-for", "203.0.113.9");
    assert_eq!(disguised.send().await.status, StatusCode::TOO_MANY_REQUESTS);
    server.stop().await;
}

#[tokio::test]
async fn behind_a_proxy_its_own_word_counts_and_not_what_it_was_told() {
    let config = Config { behind_tls_proxy: true, ..Config::default() };
    let server = Server::start_with(Arc::new(MemoryStore::default()), config).await;
    let from = |forwarded: &str, body: &str| {
        let call = server.post("/api/sign-in", body).header("host", "madobe.example");
        call.header("origin", "https://madobe.example").header("x-forwarded-for", forwarded)
    };
    let made_up = std::cell::Cell::new(0_u8);
    guess(|body| {
        made_up.set(made_up.get() + 1);
        from(&format!("198.51.100.{}, 203.0.113.7", made_up.get()), body)
    })
    .await;
    let right = credentials("sato", PASSWORD);
    assert_eq!(from("203.0.113.7", &right).send().await.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(from("203.0.113.7, 203.0.113.8", &right).send().await.status, StatusCode::OK, "a neighbour is welcome");
    server.stop().await;
}

#[tokio::test]
async fn made_up_sessions_come_to_an_end() {
    let server = Server::start().await;
    let stranger = format!("madobe_session={}", "0".repeat(64));
    let mut tries = 0;
    while server.get("/api/me").cookie(&stranger).send().await.status == StatusCode::UNAUTHORIZED {
        tries += 1;
        assert!(tries < 10 * STRANGER_PATIENCE.knocks, "nobody minds");
    }
    assert!(tries >= STRANGER_PATIENCE.knocks);
    assert_ne!(server.get("/").send().await.status, StatusCode::TOO_MANY_REQUESTS, "the site is for everyone");
    let counters = String::from_utf8(server.get("/metrics").send().await.body.to_vec()).unwrap();
    assert!(counters.contains("\nmadobe_requests_limited_total 1\n"), "{counters}");
    server.stop().await;
}

#[tokio::test]
async fn connections_on_which_nothing_comes_are_closed() {
    let server = Server::start().await;
    let request = format!("GET /healthz HTTP/1.1\r\nHost: {}\r\n", server.address);
    let body_to_come =
        format!("POST /api/sign-in HTTP/1.1\r\nHost: {0}\r\nContent-Length: 9\r\n\r\n{{", server.address);
    let cases = [
        (String::new(), REQUEST_HEAD_MS_MAX, "a connection without a request"),
        (request.clone(), REQUEST_HEAD_MS_MAX, "half a head"),
        (format!("{request}\r\n"), REQUEST_HEAD_MS_MAX, "a pause after a request"),
        (body_to_come, REQUEST_MS_MAX, "half a body"),
    ];
    for (sent, ms_max, what) in cases {
        let mut stream = TcpStream::connect(&server.address).await.unwrap();
        stream.write_all(sent.as_bytes()).await.unwrap();
        // Until the server has read it.
        server.get("/healthz").send().await;
        pause();
        advance(Duration::from_millis(ms_max + 1)).await;
        resume();
        let mut said = Vec::new();
        let ended = timeout(Duration::from_secs(5), stream.read_to_end(&mut said)).await;
        assert!(ended.is_ok(), "{what}: still open after {said:?}");
    }
    server.stop().await;
}
