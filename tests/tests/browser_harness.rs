//! The harness tried on itself: a tiny page with a service worker and IndexedDB, in all three engines.
//!
//! What the end-to-end stories take for granted is shown here: things are found by role and name, a page opens with the server
//! stopped, and what was stored survives a browser killed between two instructions.

#![expect(clippy::unwrap_used, reason = "a test fails where it unwraps")]

use std::net::SocketAddr;

use madobe_tests::browser::{Browser, Engine};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

const PAGE: &str = include_str!("browser_harness/page.html");
const SCRIPT: &str = include_str!("browser_harness/page.js");
const WORKER: &str = include_str!("browser_harness/sw.js");

const NOTE: &str = "玄関先で本人と15分ほど話す。先週の約束どおり、上着を着て待っていてくれた。𠮷田さん、﨑さん。";

#[tokio::test]
async fn chromium_keeps_what_was_stored_through_a_hard_kill_without_a_server() {
    a_note_survives(Engine::Chromium).await;
}

#[tokio::test]
async fn firefox_keeps_what_was_stored_through_a_hard_kill_without_a_server() {
    a_note_survives(Engine::Firefox).await;
}

#[tokio::test]
async fn webkit_keeps_what_was_stored_through_a_hard_kill_without_a_server() {
    a_note_survives(Engine::WebKit).await;
}

async fn a_note_survives(engine: Engine) {
    let server = Server::start().await;
    let folder = tempfile::tempdir().unwrap();
    let mut tablet = Browser::launch(engine, folder.path().join("tablet")).await;
    tablet.open(&server.address).await;
    tablet.wait_until("navigator.serviceWorker.controller !== null").await;

    things_are_found_as_people_find_them(&tablet).await;
    keys_and_values_reach_the_fields(&tablet).await;

    tablet.textbox("記録").fill("").await;
    tablet.textbox("記録").insert_text(NOTE).await;
    tablet.button("書き終える").click().await;
    tablet.role("status", "端末に保存").wait().await;

    let address = server.stop().await;
    tablet.reload().await;
    tablet.textbox("記録").wait_value(NOTE).await;

    tablet.kill_hard().await;
    tablet.relaunch().await;
    tablet.open(&address).await;
    tablet.textbox("記録").wait_value(NOTE).await;

    sizes_are_those_asked_for(&mut tablet, folder.path()).await;

    let server = Server::restart(&address).await;
    let desk = Browser::launch(engine, folder.path().join("desk")).await;
    desk.open(&server.address).await;
    desk.heading("訪問記録").wait().await;
    assert_eq!(desk.textbox("記録").value().await, "", "two profiles share nothing");
    assert_eq!(tablet.textbox("記録").value().await, NOTE, "and do not disturb one another");
}

async fn things_are_found_as_people_find_them(page: &Browser) {
    page.heading("訪問記録").wait().await;
    page.text("高橋 和也さん").wait().await;
    assert_eq!(page.button("開く").count().await, 2, "one button a case");
    page.role("listitem", "佐藤").button("開く").click().await;
    page.role("status", "佐藤さんを開きました").wait().await;
    page.role("tab", "経過").click().await;
    assert_eq!(page.role("tab", "経過").attribute("aria-selected").await.as_deref(), Some("true"));
    page.text("少しあとで消えます").wait_gone().await;
    page.button("少しあとで現れます").wait().await;

    assert!(!page.button("見えないボタン").is_shown().await, "hidden by CSS");
    assert!(!page.button("読まれないボタン").is_shown().await, "hidden from assistive technology");
    assert!(page.button("閉じる").is_shown().await, "named by aria-label");
    assert!(page.checkbox("母").is_shown().await, "named by the label around it");
    assert!(page.role("region", "次にすること").is_shown().await, "named by its heading");
    assert!(!page.button("削除").is_shown().await, "nobody put it there");
}

async fn keys_and_values_reach_the_fields(page: &Browser) {
    page.textbox("記録").type_text("abc").await;
    page.textbox("記録").type_text("かな").await;
    assert_eq!(page.textbox("記録").value().await, "abcかな");
    page.textbox("記録").fill("改めて").await;
    assert_eq!(page.textbox("記録").value().await, "改めて");
    page.textbox("次の訪問").set_value("2026-12-07").await;
    page.role("status", "次は2026-12-07").wait().await;
}

async fn sizes_are_those_asked_for(page: &mut Browser, folder: &std::path::Path) {
    for (width, height) in [(360, 740), (820, 1180), (1440, 900)] {
        page.set_viewport(width, height).await;
        let picture = folder.join(format!("{width}.png"));
        page.screenshot(&picture).await;
        assert_eq!(page.viewport().await, (width, height), "{}", page.engine());
        assert!(std::fs::metadata(picture).unwrap().len() > 1000, "a picture of nothing");
    }
}

/// Serves the page until it is stopped.
struct Server {
    address: String,
    task: JoinHandle<()>,
}

impl Server {
    async fn start() -> Self {
        Self::listen(TcpListener::bind(("127.0.0.1", 0)).await.unwrap())
    }

    async fn restart(address: &str) -> Self {
        let socket: SocketAddr = address.trim_start_matches("http://").trim_end_matches('/').parse().unwrap();
        Self::listen(TcpListener::bind(socket).await.unwrap())
    }

    fn listen(listener: TcpListener) -> Self {
        let address = format!("http://{}/", listener.local_addr().unwrap());
        let task = tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                tokio::spawn(answer(connection));
            }
        });
        Self { address, task }
    }

    /// Stops listening and returns the address it had.
    async fn stop(self) -> String {
        self.task.abort();
        let _ = self.task.await;
        self.address
    }
}

/// One request a connection: enough for a page of three files.
async fn answer(mut connection: TcpStream) {
    let mut request = Vec::new();
    while !request.windows(4).any(|end| end == b"\r\n\r\n") {
        let mut part = [0; 4096];
        match connection.read(&mut part).await {
            Ok(count) if count > 0 => request.extend_from_slice(&part[..count]),
            _ => return,
        }
    }
    let head = String::from_utf8_lossy(&request);
    let (status, kind, body) = match head.split(' ').nth(1) {
        Some("/") => ("200 OK", "text/html; charset=utf-8", PAGE),
        Some("/page.js") => ("200 OK", "text/javascript; charset=utf-8", SCRIPT),
        Some("/sw.js") => ("200 OK", "text/javascript; charset=utf-8", WORKER),
        _ => ("404 Not Found", "text/plain", ""),
    };
    let length = body.len();
    let response = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\nCache-Control: no-store\r\n\r\n{body}"
    );
    let _ = connection.write_all(response.as_bytes()).await;
}
