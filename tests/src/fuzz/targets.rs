//! What is fuzzed: every reader of bytes from elsewhere, and what holds whatever it reads.

use hyper::header::{HeaderName, HeaderValue};
use madobe_client::vault::Vault;
use madobe_server::auth::session::Token;
use madobe_server::auth::{canonical_login, is_valid_login};
use madobe_server::gate::told_address;
use madobe_server::store::second_factors::TotpSecret;
use madobe_shared::calendar::{parse_date, parse_full_date};
use madobe_shared::case::CaseField;
use madobe_shared::document::check::check;
use madobe_shared::document::compact::compact;
use madobe_shared::document::trial::Trial;
use madobe_shared::document::{CaseDocument, Kind, Stamp};
use madobe_shared::edit::{Edit, TextSplice};
use madobe_shared::form::{EntryKind, FieldRef, TextRef};
use madobe_shared::ids::{Author, DeviceId, DocId, EntryId, OpeningTag, UserId};
use madobe_shared::protocol::{
    Batch, Bytes, ClientMessage, Entry, Hello, Looked, Message, Position, PushedChange, ServerMessage, StaffList,
    decode, encode,
};
use madobe_shared::search::{Query, fold, snippet};
use madobe_shared::storage::{Quarantined, decode_row, doc_of_key, encode_row, parse_outbox_key};
use madobe_shared::summary::{CaseSummary, search_text};

use super::{Target, forge, passkey};
use crate::disk::vault;

/// All targets.
pub const TARGETS: &[Target] = &[
    Target { name: "client-frame", seeds: client_frames, run: |bytes| frame::<ClientMessage>(bytes) },
    Target { name: "server-frame", seeds: server_frames, run: |bytes| frame::<ServerMessage>(bytes) },
    Target { name: "rows", seeds: rows, run: read_rows },
    Target { name: "change", seeds: changes, run: try_change },
    Target { name: "document", seeds: documents, run: read_document },
    Target { name: "sealed-row", seeds: sealed_rows, run: open_row },
    Target {
        name: "dates",
        seeds: || words(&["令和8年11月23日", "R8.11.23", "平成元年", "昭和64.1.7", "2026-11-23", "２０２６年１１月"]),
        run: read_dates,
    },
    Target {
        name: "query",
        seeds: || words(&["佐藤 由佳", "ｻﾄｳ", "\"玄関先\" -母", "㍿①ﾊﾟ", "さとう　ゆか"]),
        run: search,
    },
    Target {
        name: "login",
        seeds: || words(&["sato", "Ｓａｔｏ", " yamada.t ", "İpek", "ﬁ-1", "sato_2"]),
        run: sign_in,
    },
    Target {
        name: "address",
        seeds: || words(&["203.0.113.9", "10.0.0.1, 2001:db8::1", "[2001:db8::1]:443", "1.2.3.4:80"]),
        run: read_address,
    },
    Target { name: "keys", seeds: keys, run: read_keys },
    Target { name: "passkey", seeds: passkey::seeds, run: passkey::run },
];

const AUTHOR: Author = Author { user: UserId(7), device: DeviceId(1) };

fn words(words: &[&str]) -> Vec<Vec<u8>> {
    words.iter().map(|word| word.as_bytes().to_vec()).collect()
}

/// The changes of a case that was written in for a while.
fn case_changes() -> Vec<Vec<u8>> {
    let mut case = CaseDocument::create(DocId::DIRECTORY, AUTHOR, OpeningTag(1));
    let entry = EntryId(DocId::DIRECTORY.0);
    let mut write = |edit: &Edit| {
        case.apply(edit, Stamp { time_s: 1_760_000_000 }).expect("an honest edit applies");
        case.commit();
    };
    write(&Edit::Set { field: FieldRef::Case(CaseField::PersonName), value: Some("佐藤 由佳".into()) });
    write(&Edit::Add(EntryKind::Consultation.entry(entry)));
    for at in 0..3 {
        let splice = TextSplice { at: 0, delete: at, insert: "玄関先で本人と話す。".into() };
        write(&Edit::Splice { text: TextRef::Goal, splice });
    }
    write(&Edit::Set { field: FieldRef::Case(CaseField::PersonName), value: None });
    case.take_new_changes().into_iter().map(|change| change.bytes).collect()
}

fn client_frames() -> Vec<Vec<u8>> {
    let push = |bytes| PushedChange { doc: DocId::DIRECTORY, bytes };
    let push: Vec<_> = case_changes().into_iter().map(push).collect();
    let today = jiff::civil::date(2026, 11, 23);
    let hello = |push| Hello {
        device: DeviceId(1),
        position: Position::default(),
        staff_version: 1,
        today,
        push,
        looking: vec![],
    };
    let messages = [
        ClientMessage::Hello(hello(Vec::new())),
        ClientMessage::Hello(hello(push.clone())),
        ClientMessage::Push(push),
        ClientMessage::Fetch(vec![DocId::DIRECTORY; 3]),
        ClientMessage::Looking(vec![DocId::DIRECTORY; 2]),
    ];
    messages.iter().flat_map(bodies).collect()
}

fn server_frames() -> Vec<Vec<u8>> {
    let changes: Vec<_> = case_changes().into_iter().map(Bytes).collect();
    let entries = vec![Entry::Changes { doc: DocId::DIRECTORY, changes }, Entry::Purge(DocId::DIRECTORY)];
    let looked = Looked { doc: DocId::DIRECTORY, users: vec![UserId(1)] };
    let batch = Batch { entries, more: true, ..Batch::default() };
    [ServerMessage::Batch(batch), ServerMessage::Alive, ServerMessage::Looking(vec![looked])]
        .iter()
        .flat_map(bodies)
        .collect()
}

/// A message's flags and body, deflated and not: what is behind the check of a frame.
fn bodies<M: Message>(message: &M) -> Vec<Vec<u8>> {
    let frame = encode(message, 0);
    let as_sent = [&frame[1..2], &frame[6..]].concat();
    vec![as_sent, [&[0][..], &encode_row(message)].concat()]
}

fn frame<M: Message + std::fmt::Debug + PartialEq>(bytes: &[u8]) {
    drop(decode::<M>(bytes, 0));
    let Some((flags, body)) = bytes.split_first() else { return };
    if let Ok(message) = decode::<M>(&forge::frame(0, *flags, body), 0) {
        assert_eq!(decode(&encode(&message, 1), 1), Ok(message), "what was read can be written");
    }
}

fn rows() -> Vec<Vec<u8>> {
    let (case, _) = opened(&case_changes());
    vec![encode_row(&CaseSummary::of(&case)), encode_row(&Position::default()), encode_row(&StaffList::default())]
}

fn read_rows(bytes: &[u8]) {
    drop(decode_row::<CaseSummary>(bytes));
    drop(decode_row::<Quarantined>(bytes));
    drop(decode_row::<StaffList>(bytes));
    let _ = decode_row::<Position>(bytes);
}

/// The contents of honest changes, and of some that claim what no memory holds.
fn changes() -> Vec<Vec<u8>> {
    let bombs = forge::bombs(AUTHOR, 1 << 40).into_iter().map(|(_, chunk)| chunk);
    case_changes().into_iter().chain(bombs).map(|chunk| forge::content(&chunk).to_vec()).collect()
}

/// What passes the check and fits its document can be read by everyone, and compacted.
fn try_change(bytes: &[u8]) {
    drop(check(bytes));
    let forged = forge::chunk(1, bytes);
    if check(&forged).is_err() {
        return;
    }
    // Upon every beginning of the case that it may have been meant for.
    let honest = case_changes();
    for length in 0..=honest.len() {
        let trial = Trial::open(Kind::Case, None, &honest[..length]).unwrap_or_else(|_| Trial::begin(Kind::Case));
        if trial.take(&forged).is_ok() {
            let with_it = [&honest[..length], std::slice::from_ref(&forged)].concat();
            opened(&with_it);
            compact(DocId::DIRECTORY, None, &with_it).expect("what fits can be compacted");
        }
    }
}

fn documents() -> Vec<Vec<u8>> {
    vec![opened(&case_changes()).1]
}

/// A damaged snapshot is refused; the sound one is read.
fn read_document(bytes: &[u8]) {
    // The compactor catches what Automerge panics about.
    let read = std::panic::catch_unwind(|| compact(DocId::DIRECTORY, Some(bytes), &[]).is_ok());
    drop(read);
}

fn opened(changes: &[Vec<u8>]) -> (madobe_shared::case::Case, Vec<u8>) {
    let chunks = changes.iter().enumerate().map(|(at, bytes)| (at.to_string(), bytes.clone()));
    let loaded = CaseDocument::load(DocId::DIRECTORY, chunks, AUTHOR, OpeningTag(2)).expect("what fits can be opened");
    assert!(loaded.bad_chunks.is_empty() && !loaded.missing_dependencies, "{:?}", loaded.bad_chunks);
    let mut document = loaded.document;
    let case = document.view();
    drop(search_text(&case));
    let splice = TextSplice { at: 0, delete: 0, insert: "続き".into() };
    // A case that was turned inside out may refuse an edit; it may not break over it.
    drop(document.apply(&Edit::Splice { text: TextRef::Goal, splice }, Stamp { time_s: 1 }));
    document.commit();
    (case, document.snapshot())
}

fn sealed_rows() -> Vec<Vec<u8>> {
    vec![vault().seal("chunks", "a/1", b"words"), Vault::open_book().seal("chunks", "a/1", b"words")]
}

fn open_row(bytes: &[u8]) {
    for (vault, sealed) in [vault(), Vault::open_book()].iter().zip(sealed_rows()) {
        match vault.open("chunks", "a/1", bytes) {
            Ok(words) => assert!(bytes == sealed && words == b"words", "only what was sealed opens"),
            Err(_) => assert_ne!(bytes, sealed),
        }
    }
}

fn read_dates(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(date) = parse_date(&text) {
        assert!(date.first_day() <= date.last_day());
        drop((date.label_ja(), date.label_western_ja()));
    }
    drop(parse_full_date(&text));
}

fn search(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let query = Query::parse(&text);
    let note = "玄関先で本人と話す。㍿ﾊﾟﾝﾀﾞの佐藤 由佳さん。";
    for text in [note, &text] {
        let _ = query.matches(&fold(text));
        let _ = snippet(text, &query);
    }
}

fn sign_in(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let login = canonical_login(&text);
    assert!(!is_valid_login(&login) || canonical_login(&login) == login, "{login:?} is another login after all");
    let secret = TotpSecret([7; 20]);
    for now_ms in [0, 1_760_000_000_000, u64::MAX] {
        let _ = secret.step_of(&text, now_ms);
        assert!(secret.step_of(&secret.code_at(now_ms), now_ms).is_some(), "the right code is right");
    }
    drop(Token::parse(&text));
}

fn read_address(bytes: &[u8]) {
    if let Ok(value) = HeaderValue::from_bytes(bytes) {
        let headers = [(HeaderName::from_static("x-forwarded-for"), value)].into_iter().collect();
        let _ = told_address(&headers);
    }
}

fn keys() -> Vec<Vec<u8>> {
    let id = DocId::DIRECTORY.to_string();
    words(&[&id, &format!("{id}/1{}", "ab".repeat(32)), &format!("{id}/{}", "0".repeat(64))])
}

fn read_keys(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let _ = (doc_of_key(&text), parse_outbox_key(&text), text.parse::<DocId>(), text.parse::<EntryId>());
}
