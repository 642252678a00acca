//! Photos and papers of cases over real connections: what arrives, what is refused and why, and who is given what.

use hyper::StatusCode;
use madobe_server::store::accounts::AccountChange;
use madobe_server::store::audit::{About, Hand};
use madobe_shared::codes::{Deed, Role};
use madobe_shared::ids::{BlobHash, DeviceId, DocId, UserId};
use madobe_shared::limits::BLOB_BYTES_MAX;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::device::{Device, case};
use crate::world::{Answer, Call, Server, add_user, sign_in_as, sign_in_on};

const SATO: UserId = UserId(7);
const ITO: UserId = UserId(8);
const TABLET: DeviceId = DeviceId(1);
const LETTER: &[u8] = b"%PDF-1.7 a letter from the school";

/// 佐藤 at the desk, 伊藤 a coordinator of another department, their cookies, and a case that 佐藤 has written.
async fn office() -> (Server, [String; 2], DocId) {
    let server = Server::start().await;
    add_user(&*server.store, ITO.0, "ito");
    let change = AccountChange { role: Some(Role::Coordinator), ..AccountChange::default() };
    server.store.change_user(Hand::of_the_office(0), "ito", &change).unwrap().unwrap();
    let (sato, ito) = (sign_in_on(&server, "sato", TABLET).await, sign_in_as(&server, "ito").await);
    let (mut tablet, _) = Device::greet(&server, &sato, TABLET.0).await;
    let (doc, changes) = case(SATO, TABLET, 1, "学校からの手紙");
    tablet.push(doc, &changes).await;
    assert_eq!(tablet.batch().await.acks.len(), 2);
    (server, [sato, ito], doc)
}

fn address(doc: DocId, bytes: &[u8]) -> String {
    format!("/api/cases/{doc}/blobs/{}", BlobHash::of(bytes))
}

impl Server {
    async fn file(&self, method: &str, path: &str, cookie: &str, bytes: &[u8]) -> Answer {
        let call = Call::new(self, method, path, bytes.to_vec()).cookie(cookie);
        call.header("origin", &format!("http://{}", self.address)).send().await
    }
}

fn refused(answer: &Answer) -> (StatusCode, serde_json::Value) {
    (answer.status, answer.json()["error"].clone())
}

#[tokio::test]
async fn a_file_arrives_once_and_is_given_to_whoever_sees_the_case() {
    let (server, [sato, ito], doc) = office().await;
    let path = address(doc, LETTER);
    assert_eq!(server.file("HEAD", &path, &sato, b"").await.status, StatusCode::ACCEPTED, "it may be sent");
    assert_eq!(server.file("HEAD", &path, &ito, b"").await.status, StatusCode::NOT_FOUND);
    for again in [false, true] {
        let answer = server.file("PUT", &path, &sato, LETTER).await;
        assert_eq!((answer.status, answer.json()), (StatusCode::OK, json!({})), "again: {again}");
    }
    assert_eq!(server.file("HEAD", &path, &sato, b"").await.status, StatusCode::NO_CONTENT, "it is here");

    let given = server.get(&path).cookie(&sato).send().await;
    assert_eq!((given.status, &given.body[..]), (StatusCode::OK, LETTER));
    for (name, value) in [
        ("content-type", "application/octet-stream"),
        ("content-disposition", "attachment"),
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "default-src 'none'; sandbox; frame-ancestors 'none'"),
    ] {
        assert_eq!(given.header(name), Some(value));
    }
    assert_eq!(refused(&server.get(&path).cookie(&ito).send().await), (StatusCode::NOT_FOUND, json!("not_found")));
    assert_eq!(refused(&server.get(&path).send().await), (StatusCode::UNAUTHORIZED, json!("signed_out")));

    let trail = server.store.trail(&About { case: Some(doc), ..About::default() }, None, 9).unwrap();
    let told: Vec<_> = trail.iter().map(|one| (&one.event.deed, one.event.by, one.event.device)).collect();
    let (by, on) = (Some(SATO), Some(TABLET));
    assert_eq!(told[..2], [(&Deed::Fetched, by, on), (&Deed::Attached, by, on)]);
    server.stop().await;
}

#[tokio::test]
async fn what_is_no_file_of_the_case_is_refused_with_a_word_for_why() {
    let (server, [sato, ito], doc) = office().await;
    let page = b"<html><script>alert(1)</script>";
    let nowhere = DocId::from_parts(9, [9; 10]);
    for (path, cookie, bytes, status, word) in [
        (address(doc, LETTER), &sato, &b"%PDF-1.7 another"[..], StatusCode::UNPROCESSABLE_ENTITY, "other_bytes"),
        (address(doc, page), &sato, page, StatusCode::UNPROCESSABLE_ENTITY, "no_known_kind"),
        (address(doc, LETTER), &ito, LETTER, StatusCode::NOT_FOUND, "not_found"),
        (address(nowhere, LETTER), &sato, LETTER, StatusCode::NOT_FOUND, "not_found"),
        (address(DocId::DIRECTORY, LETTER), &sato, LETTER, StatusCode::NOT_FOUND, "not_found"),
        (address(doc, LETTER), &String::new(), LETTER, StatusCode::UNAUTHORIZED, "signed_out"),
    ] {
        assert_eq!(refused(&server.file("PUT", &path, cookie, bytes).await), (status, json!(word)), "{word}");
    }
    let path = address(doc, LETTER);
    let elsewhere = Call::new(&server, "PUT", &path, LETTER).cookie(&sato).header("origin", "http://evil.example");
    assert_eq!(refused(&elsewhere.send().await), (StatusCode::FORBIDDEN, json!("foreign_origin")));
    assert_eq!(server.get(&path).cookie(&sato).send().await.status, StatusCode::NOT_FOUND, "nothing came of it");
    for no_hash in ["x", &"0".repeat(63), &"g".repeat(64)] {
        let path = format!("/api/cases/{doc}/blobs/{no_hash}");
        assert!(server.file("PUT", &path, &sato, LETTER).await.status.is_client_error(), "{no_hash}");
    }
    server.stop().await;
}

#[tokio::test]
async fn too_large_half_sent_and_without_a_length() {
    let (server, [sato, _], doc) = office().await;
    let path = address(doc, LETTER);
    let begin = async |header: &str| {
        let mut stream = TcpStream::connect(&server.address).await.unwrap();
        let head = format!(
            "PUT {path} HTTP/1.1\r\nHost: {0}\r\nOrigin: http://{0}\r\nCookie: {sato}\r\n{header}\r\n\r\n",
            server.address
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        stream
    };
    for header in [&format!("Content-Length: {}", BLOB_BYTES_MAX + 1), "Transfer-Encoding: chunked"] {
        let mut answer = [0; 12];
        begin(header).await.read_exact(&mut answer).await.unwrap();
        assert_eq!(&answer, b"HTTP/1.1 413", "{header}: before anything of it is read");
    }

    let mut stream = begin(&format!("Content-Length: {}", LETTER.len())).await;
    stream.write_all(&LETTER[..9]).await.unwrap();
    stream.shutdown().await.unwrap();
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest).await;
    assert!(!rest.starts_with(b"HTTP/1.1 200"), "half of it is no file");
    assert_eq!(server.get(&path).cookie(&sato).send().await.status, StatusCode::NOT_FOUND);
    assert_eq!(server.file("PUT", &path, &sato, LETTER).await.status, StatusCode::OK, "and it is simply sent again");

    let mut largest = b"%PDF-".to_vec();
    largest.resize(BLOB_BYTES_MAX, b'x');
    let path = address(doc, &largest);
    assert_eq!(server.file("PUT", &path, &sato, &largest).await.status, StatusCode::OK);
    assert_eq!(server.get(&path).cookie(&sato).send().await.body.len(), BLOB_BYTES_MAX);
    server.stop().await;
}

#[tokio::test]
async fn what_was_withdrawn_takes_its_files_along() {
    let (server, [sato, ito], doc) = office().await;
    let team = format!("/api/cases/{doc}/access/team/{ITO}");
    let share = Call::new(&server, "PUT", &team, "{}").cookie(&sato);
    let share = share.header("origin", &format!("http://{}", server.address));
    assert_eq!(share.send().await.status, StatusCode::OK);
    let path = address(doc, LETTER);
    assert_eq!(server.file("PUT", &path, &ito, LETTER).await.status, StatusCode::OK, "it is shared with them");
    assert_eq!(server.delete(&team).cookie(&sato).send().await.status, StatusCode::OK);
    assert_eq!(server.get(&path).cookie(&ito).send().await.status, StatusCode::NOT_FOUND);
    let photo = b"\xff\xd8\xff of the garden";
    let late = server.file("PUT", &address(doc, photo), &ito, photo).await;
    assert_eq!(refused(&late), (StatusCode::NOT_FOUND, json!("not_found")));
    assert_eq!(server.get(&path).cookie(&sato).send().await.status, StatusCode::OK, "what arrived stays with the case");
    server.stop().await;
}
