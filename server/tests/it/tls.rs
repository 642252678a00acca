//! The server behind its own certificate: what a browser sees, and what happens to the certificate while it runs.

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use hyper::{Request, StatusCode};
use madobe_server::Config;
use madobe_server::limits::TLS_HANDSHAKE_MS_MAX;
use madobe_server::store::MemoryStore;
use madobe_server::tls::{Look, Tls, TlsFiles};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use crate::authority::{Authority, NAME};
use crate::world::{PASSWORD, Server, credentials};

/// A server with a certificate that is good for a long time.
struct Encrypted {
    authority: Authority,
    folder: TempDir,
    files: TlsFiles,
    tls: Arc<Tls>,
    server: Server,
}

impl Encrypted {
    async fn start() -> Self {
        let (authority, folder) = (Authority::new(), tempfile::tempdir().unwrap());
        let files = authority.issue(folder.path(), 2100);
        let tls = Arc::new(Tls::open(files.clone()).unwrap());
        let config = Config { tls: Some(Arc::clone(&tls)), ..Config::default() };
        let server = Server::start_with(Arc::new(MemoryStore::default()), config).await;
        Self { authority, folder, files, tls, server }
    }
}

#[tokio::test]
async fn a_browser_signs_in_and_syncs_encrypted() {
    let office = Encrypted::start().await;
    let address = &office.server.address;
    let mut browser = office.authority.browse(address).await.unwrap();
    let sign_in = || Request::post("/api/sign-in").header("host", NAME).header("content-type", "application/json");
    let body = credentials("sato", PASSWORD);

    let unencrypted = browser.ask(sign_in().header("origin", format!("http://{NAME}")), &body).await;
    assert_eq!(unencrypted.status(), StatusCode::FORBIDDEN, "a page of the same name that came unencrypted");
    let answer = browser.ask(sign_in().header("origin", format!("https://{NAME}")), &body).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()["strict-transport-security"], "max-age=31536000");
    let set_cookie = answer.headers()["set-cookie"].to_str().unwrap();
    assert!(set_cookie.ends_with("; HttpOnly; SameSite=Strict; Secure"), "{set_cookie}");

    let mut sync = format!("wss://{NAME}/api/sync").into_client_request().unwrap();
    sync.headers_mut().insert("origin", format!("https://{NAME}").parse().unwrap());
    sync.headers_mut().insert("cookie", set_cookie.split(';').next().unwrap().parse().unwrap());
    let stream = office.authority.connect(address, &["http/1.1"]).await.unwrap();
    let (_, answer) = tokio_tungstenite::client_async(sync, stream).await.unwrap();
    assert_eq!(answer.status(), StatusCode::SWITCHING_PROTOCOLS);
    office.server.stop().await;
}

#[tokio::test]
async fn http_1_is_all_that_is_agreed_on() {
    let office = Encrypted::start().await;
    let address = &office.server.address;
    let stream = office.authority.connect(address, &["h2", "http/1.1"]).await.unwrap();
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"http/1.1"[..]));
    assert!(office.authority.connect(address, &["h2"]).await.is_err(), "there is no HTTP/2 here");
    assert!(Authority::new().connect(address, &[]).await.is_err(), "a browser that does not know the authority");
    office.server.stop().await;
}

#[tokio::test]
async fn a_new_certificate_is_shown_while_old_connections_live_on() {
    let office = Encrypted::start().await;
    let address = &office.server.address;
    let mut before = office.authority.browse(address).await.unwrap();
    assert!(matches!(office.tls.look_again(), Look::Same));
    office.authority.issue(office.folder.path(), 2100);
    assert!(matches!(office.tls.look_again(), Look::Renewed));
    let after = office.authority.browse(address).await.unwrap();
    assert_ne!(after.shown, before.shown);
    let answer = before.ask(Request::get("/healthz").header("host", NAME), "").await;
    assert_eq!(answer.status(), StatusCode::OK, "the connection from before still serves");
    office.server.stop().await;
}

#[tokio::test]
async fn a_pair_that_cannot_be_used_keeps_the_one_before() {
    let office = Encrypted::start().await;
    let TlsFiles { cert, key } = &office.files;
    let shown = office.authority.browse(&office.server.address).await.unwrap().shown;
    let (good_cert, good_key) = (fs::read_to_string(cert).unwrap(), fs::read_to_string(key).unwrap());
    let elsewhere = tempfile::tempdir().unwrap();
    let other_key = fs::read_to_string(office.authority.issue(elsewhere.path(), 2100).key).unwrap();
    let broken = [
        (&good_cert[..good_cert.len() / 2], &good_key[..], "cert.pem holds no certificate that can be read"),
        ("", &good_key[..], "cert.pem holds no certificate that can be read"),
        (&good_cert[..], &good_key[..good_key.len() / 2], "key.pem holds no private key that can be read"),
        (&good_cert[..], &other_key[..], "cannot be used together: the key is another certificate's"),
        (&good_key[..], &good_cert[..], "cert.pem holds no certificate that can be read"),
    ];
    for (cert_text, key_text, reason) in broken {
        fs::write(cert, cert_text).unwrap();
        fs::write(key, key_text).unwrap();
        let Look::Kept(error) = office.tls.look_again() else { panic!("not refused: {reason}") };
        assert!(error.to_string().contains(reason), "{error}");
    }
    fs::remove_file(key).unwrap();
    assert!(matches!(office.tls.look_again(), Look::Kept(error) if error.to_string().contains("cannot be read")));
    assert_eq!(office.authority.browse(&office.server.address).await.unwrap().shown, shown);
    office.server.stop().await;
}

#[tokio::test]
async fn the_counters_tell_how_long_the_certificate_is_good() {
    let office = Encrypted::start().await;
    let mut browser = office.authority.browse(&office.server.address).await.unwrap();
    let year_s = 365 * 24 * 60 * 60;
    assert!(browser.metric("madobe_certificate_seconds_left").await > 10 * year_s);
    office.authority.issue(office.folder.path(), 2020);
    assert!(matches!(office.tls.look_again(), Look::Renewed));
    assert!(browser.metric("madobe_certificate_seconds_left").await < -year_s);
    assert!(office.authority.browse(&office.server.address).await.is_err(), "and no browser takes it");
    office.server.stop().await;
}

#[tokio::test]
async fn whoever_types_http_is_told_what_to_type() {
    let office = Encrypted::start().await;
    let mut stream = TcpStream::connect(&office.server.address).await.unwrap();
    stream.write_all(format!("GET / HTTP/1.1\r\nHost: {NAME}\r\n\r\n").as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 400 ") && head.contains(&format!("content-length: {}", body.len())), "{head}");
    assert_eq!(body, "This port speaks HTTPS: begin the address with https://\n");
    office.server.stop().await;
}

#[tokio::test]
async fn a_handshake_that_stalls_keeps_nobody_waiting_and_ends() {
    let office = Encrypted::start().await;
    let mut stalled = Vec::new();
    for sent in [&b""[..], &b"\x16"[..], &b"\x16\x03\x01\x02\x00\x01"[..]] {
        let mut stream = TcpStream::connect(&office.server.address).await.unwrap();
        stream.write_all(sent).await.unwrap();
        stalled.push(stream);
    }
    let mut browser = office.authority.browse(&office.server.address).await.unwrap();
    let answer = browser.ask(Request::get("/healthz").header("host", NAME), "").await;
    assert_eq!(answer.status(), StatusCode::OK);

    tokio::time::pause();
    tokio::time::advance(Duration::from_millis(TLS_HANDSHAKE_MS_MAX + 1)).await;
    tokio::time::resume();
    for mut stream in stalled {
        // Hung up on: an orderly end, or a reset where something had not been read.
        let read = tokio::time::timeout(Duration::from_secs(5), stream.read(&mut [0; 8])).await;
        assert!(matches!(read, Ok(Ok(0) | Err(_))), "{read:?}");
    }
    office.server.stop().await;
}
