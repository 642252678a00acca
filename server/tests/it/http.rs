//! What the server says over HTTP, to a browser and to whoever pretends to be one.

use std::sync::Arc;

use hyper::StatusCode;
use madobe_server::Config;
use madobe_server::assets;
use madobe_server::store::accounts::{Accounts, TryPolicy};
use madobe_server::store::{MemoryStore, SqliteStore};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::world::{PASSWORD, Server, credentials};

#[tokio::test]
async fn signing_in_and_out() {
    let server = Server::start().await;
    let user = json!({ "id": "0000000000000007", "user": { "user": 7, "name": "佐藤 由佳", "profession": "social_worker", "active": true,
        "role": "consultant", "contractor": false } });

    let answer = server.get("/api/me").send().await;
    assert_eq!((answer.status, answer.json()), (StatusCode::UNAUTHORIZED, json!({ "error": "signed_out" })));

    let answer = server.post("/api/sign-in", &credentials("ＳＡＴＯ", PASSWORD)).send().await;
    assert_eq!((answer.status, answer.json()), (StatusCode::OK, user.clone()));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let set_cookie = answer.set_cookie().unwrap();
    assert!(set_cookie.ends_with("; Max-Age=2592000; Path=/; HttpOnly; SameSite=Strict"), "{set_cookie}");
    let cookie = answer.cookie().unwrap();
    assert!(cookie.starts_with("madobe_session=") && cookie.len() == 15 + 64);

    let answer = server.get("/api/me").cookie(&cookie).send().await;
    assert_eq!((answer.status, answer.json()), (StatusCode::OK, user));

    let answer = server.post("/api/sign-out", "").cookie(&cookie).send().await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.set_cookie().unwrap().starts_with("madobe_session=; Max-Age=0;"));
    let answer = server.get("/api/me").cookie(&cookie).send().await;
    assert_eq!(
        answer.status,
        StatusCode::UNAUTHORIZED,
        "the cookie is worth nothing any more, wherever it was copied to"
    );
    server.stop().await;
}

#[tokio::test]
async fn wrong_passwords_count_down_and_lock() {
    let server = Server::start().await;
    for login in ["sato", "nobody"] {
        for left in [4, 3, 2, 1] {
            let answer = server.post("/api/sign-in", &credentials(login, "wrong")).send().await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
            assert_eq!(answer.json(), json!({ "error": "wrong_password", "tries_left": left }), "{login}");
            assert!(answer.set_cookie().is_none());
        }
        for password in ["wrong", PASSWORD] {
            let answer = server.post("/api/sign-in", &credentials(login, password)).send().await;
            assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
            assert_eq!(answer.json(), json!({ "error": "locked", "minutes": 15 }), "{login}");
            assert_eq!(answer.header("retry-after"), Some("900"));
        }
    }
    server.stop().await;
}

#[tokio::test]
async fn behind_tls_the_cookie_is_for_tls_only() {
    let server =
        Server::start_with(Arc::new(MemoryStore::default()), Config { behind_tls_proxy: true, ..Config::default() })
            .await;
    let answer = server
        .post("/api/sign-in", &credentials("sato", PASSWORD))
        .header("host", "madobe.city.example.jp")
        .header("origin", "https://madobe.city.example.jp")
        .send()
        .await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.set_cookie().unwrap().ends_with("; Secure"));
    assert_eq!(answer.header("strict-transport-security"), Some("max-age=31536000"));
    server.stop().await;
}

#[tokio::test]
async fn requests_from_elsewhere_are_refused() {
    let server = Server::start().await;
    let cookie = server.sign_in().await;
    let port = server.address.rsplit(':').next().unwrap();
    for origin in
        ["http://evil.example", "null", "", &format!("http://localhost:{port}"), &format!("http://{}0", server.address)]
    {
        for path in ["/api/sign-in", "/api/sign-out"] {
            let call = server.post(path, &credentials("sato", PASSWORD)).cookie(&cookie).header("origin", origin);
            let answer = call.send().await;
            assert_eq!(
                (answer.status, answer.json()),
                (StatusCode::FORBIDDEN, json!({ "error": "foreign_origin" })),
                "{origin}"
            );
        }
    }
    let rebound = format!("evil.example:{port}");
    let call = server.post("/api/sign-in", &credentials("sato", PASSWORD));
    let answer = call.header("host", &rebound).header("origin", &format!("http://{rebound}")).send().await;
    assert_eq!(answer.status, StatusCode::MISDIRECTED_REQUEST, "a foreign name that points to this machine");

    assert_eq!(server.get("/api/me").cookie(&cookie).send().await.status, StatusCode::OK, "and nobody was signed out");
    server.stop().await;
}

#[tokio::test]
async fn bodies_are_bounded_and_read_with_care() {
    let server = Server::start().await;
    let long = credentials("sato", &"x".repeat(5_000));
    assert_eq!(server.post("/api/sign-in", &long).send().await.status, StatusCode::PAYLOAD_TOO_LARGE);
    for body in ["{", "[]", "{\"login\":\"sato\"}", "{\"login\":1,\"password\":2}"] {
        let answer = server.post("/api/sign-in", body).send().await;
        assert_eq!(
            (answer.status, answer.json()),
            (StatusCode::BAD_REQUEST, json!({ "error": "bad_request" })),
            "{body}"
        );
    }
    // Without a length there is no bound to check.
    let mut stream = TcpStream::connect(&server.address).await.unwrap();
    let head = format!(
        "POST /api/sign-in HTTP/1.1\r\nHost: {0}\r\nOrigin: http://{0}\r\nTransfer-Encoding: chunked\r\n\r\n",
        server.address
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 413");
    server.stop().await;
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let server = Server::start().await;
    let answers = [
        server.get("/").header("accept", "text/html").send().await,
        server.get("/api/me").send().await,
        server.get("/nothing.js").send().await,
        server.get("/healthz").send().await,
        server.post("/api/sign-in", "{").send().await,
        server.post("/", "").send().await,
    ];
    for answer in answers {
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'self'; script-src 'self' 'wasm-unsafe-eval';"), "{policy}");
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe-inline"));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
        assert_eq!(answer.header("cross-origin-opener-policy"), Some("same-origin"));
        assert!(answer.header("permissions-policy").unwrap().contains("camera=()"));
    }
    server.stop().await;
}

#[tokio::test]
async fn the_page_answers_for_its_own_addresses_and_nothing_else() {
    let server = Server::start().await;
    let page = async |path: &str| server.get(path).header("accept", "text/html,*/*;q=0.8").send().await;
    let found = if assets::is_embedded() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    for path in ["/", "/cases", "/cases/0190/visit", "/%E4%BB%8A%E6%97%A5"] {
        assert_eq!(page(path).await.status, found, "{path}");
    }
    for path in ["/api", "/api/nothing", "/api/sync/x"] {
        assert_eq!(page(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    for path in ["/app-0000000000000000.js", "/../Cargo.toml", "/cases"] {
        assert_eq!(server.get(path).send().await.status, StatusCode::NOT_FOUND, "{path} as a file");
    }
    let answer = server.post("/cases", "").send().await;
    assert_eq!((answer.status, answer.json()), (StatusCode::METHOD_NOT_ALLOWED, json!({ "error": "wrong_method" })));
    server.stop().await;
}

#[tokio::test]
async fn files_are_compressed_and_cached_by_what_their_name_promises() {
    if !assets::is_embedded() {
        return;
    }
    let server = Server::start().await;
    let page = server.get("/").header("accept-encoding", "gzip, br").send().await;
    assert_eq!(page.header("cache-control"), Some("no-cache"));
    assert_eq!(page.header("content-encoding"), Some("br"));
    assert_eq!(page.header("vary"), Some("accept-encoding"));
    let tag = page.header("etag").unwrap();
    let again = server.get("/").header("if-none-match", tag).send().await;
    assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
    let plain = server.get("/").send().await;
    assert_eq!(plain.header("content-encoding"), None);
    let html = String::from_utf8(plain.body.to_vec()).unwrap();
    let hashed =
        html.split('"').find(|part| part.starts_with('/') && part.ends_with(".js") && part.contains('-')).unwrap();
    let script = server.get(hashed).send().await;
    assert_eq!(script.header("cache-control"), Some("public, max-age=31536000, immutable"));
    server.stop().await;
}

#[tokio::test]
async fn health_is_for_everyone_and_the_counters_are_for_this_machine() {
    let server = Server::start().await;
    let health = server.get("/healthz").send().await;
    assert_eq!((health.status, &health.body[..]), (StatusCode::OK, &b"ok\n"[..]));
    let metrics = server.get("/metrics").send().await;
    let text = String::from_utf8(metrics.body.to_vec()).unwrap();
    assert!(text.contains("\nmadobe_connections 0\n") && text.contains("\nprocess_resident_memory_bytes "), "{text}");
    for (name, value) in
        [("x-forwarded-for", "203.0.113.7"), ("forwarded", "for=203.0.113.7"), ("host", "madobe.city.example.jp")]
    {
        assert_eq!(server.get("/metrics").header(name, value).send().await.status, StatusCode::NOT_FOUND, "{name}");
    }
    server.stop().await;
}

#[tokio::test]
async fn a_full_disk_is_said_to_whoever_signs_in_and_is_no_illness() {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(SqliteStore::open(folder.path()).unwrap());
    let server = Server::start_with(store.clone(), Config::default()).await;
    let cookie = server.sign_in().await;
    store.pretend_disk_of(4096).unwrap();
    // The pages there are hold some more rows, large ones and then small ones, until none is left.
    let policy = TryPolicy { tries: 1, lockout_ms: 1 };
    for length in [900, 5] {
        let is_room = |number: &i32| store.begin_try(&format!("{number:0length$}"), 0, policy).is_ok();
        assert!((0..10_000).any(|number| !is_room(&number)), "some time it is full");
    }
    let answer = server.post("/api/sign-in", &credentials("sato", PASSWORD)).send().await;
    assert_eq!((answer.status, answer.json()), (StatusCode::INSUFFICIENT_STORAGE, json!({ "error": "store_full" })));
    assert_eq!(server.get("/api/me").cookie(&cookie).send().await.status, StatusCode::OK, "whoever is in stays in");
    assert_eq!(server.get("/healthz").send().await.status, StatusCode::OK);
    store.pretend_disk_of(1 << 30).unwrap();
    server.sign_in().await;
    server.stop().await;
}
