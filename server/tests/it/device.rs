//! A device that speaks the protocol itself, so that a test can also make it speak badly.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use hyper::StatusCode;
use madobe_shared::document::{CaseDocument, NewChange, Stamp};
use madobe_shared::edit::{Edit, TextSplice};
use madobe_shared::form::TextRef;
use madobe_shared::ids::{Author, DeviceId, DocId, OpeningTag, UserId};
use madobe_shared::protocol::{
    Batch, ClientMessage, Entry, Goodbye, Hello, Numbering, Position, PushedChange, ServerMessage,
};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};

use crate::world::Reachable;

/// A device on the line.
pub struct Device {
    id: DeviceId,
    numbering: Numbering,
    socket: WebSocketStream<TcpStream>,
}

pub async fn connect(
    server: &impl Reachable,
    cookie: Option<&str>,
    origin: &str,
) -> Result<WebSocketStream<TcpStream>, StatusCode> {
    connect_to(server, "/api/sync?v=1", cookie, origin).await
}

async fn connect_to(
    server: &impl Reachable,
    path: &str,
    cookie: Option<&str>,
    origin: &str,
) -> Result<WebSocketStream<TcpStream>, StatusCode> {
    let mut request = format!("ws://{}{path}", server.address()).into_client_request().unwrap();
    request.headers_mut().insert("origin", origin.parse().unwrap());
    if let Some(cookie) = cookie {
        request.headers_mut().insert("cookie", cookie.parse().unwrap());
    }
    let stream = TcpStream::connect(server.address()).await.unwrap();
    match tokio_tungstenite::client_async(request, stream).await {
        Ok((socket, _)) => Ok(socket),
        Err(Error::Http(response)) => Err(response.status()),
        Err(other) => panic!("{other}"),
    }
}

impl Device {
    pub async fn connect(server: &impl Reachable, cookie: &str, id: u64) -> Self {
        let origin = format!("http://{}", server.address());
        Self {
            id: DeviceId(id),
            numbering: Numbering::default(),
            socket: connect(server, Some(cookie), &origin).await.unwrap(),
        }
    }

    /// Connects and says that it runs this build.
    pub async fn connect_with(server: &impl Reachable, cookie: &str, id: u64, build: &str) -> Self {
        let origin = format!("http://{}", server.address());
        let socket = connect_to(server, &format!("/api/sync?build={build}"), Some(cookie), &origin).await.unwrap();
        Self { id: DeviceId(id), numbering: Numbering::default(), socket }
    }

    /// Connects, introduces itself as new and takes in what there is.
    pub async fn greet(server: &impl Reachable, cookie: &str, id: u64) -> (Self, Vec<Entry>) {
        Self::connect(server, cookie, id).await.greeted().await
    }

    /// Introduces itself as new and takes in what there is.
    pub async fn greeted(self) -> (Self, Vec<Entry>) {
        let mut device = self;
        device.say(&device.hello(Position::default())).await;
        assert!(matches!(device.hear().await, ServerMessage::Welcome(_)));
        let entries = device.follow(|batch| !batch.more).await;
        (device, entries)
    }

    pub fn hello(&self, position: Position) -> ClientMessage {
        let today = jiff::civil::date(2026, 11, 23);
        ClientMessage::Hello(Hello {
            device: self.id,
            position,
            staff_version: 0,
            today,
            push: vec![],
            looking: vec![],
        })
    }

    pub async fn say(&mut self, message: &ClientMessage) {
        let frame = self.numbering.encode(message);
        self.send(frame).await;
    }

    pub async fn send(&mut self, frame: Vec<u8>) {
        self.socket.send(Message::binary(frame)).await.unwrap();
    }

    pub async fn push(&mut self, doc: DocId, changes: &[NewChange]) {
        let changes = changes.iter().map(|change| PushedChange { doc, bytes: change.bytes.clone() });
        self.say(&ClientMessage::Push(changes.collect())).await;
    }

    pub async fn hear(&mut self) -> ServerMessage {
        loop {
            match timeout(Duration::from_secs(60), self.socket.next()).await.expect("the server says something") {
                Some(Ok(Message::Binary(frame))) => return self.numbering.decode(&frame).unwrap(),
                Some(Ok(_)) => {}
                other => panic!("the line ended: {other:?}"),
            }
        }
    }

    pub async fn batch(&mut self) -> Batch {
        match self.hear().await {
            ServerMessage::Batch(batch) => batch,
            other => panic!("no batch: {other:?}"),
        }
    }

    /// Takes in batches up to one, and returns all their entries.
    pub async fn follow(&mut self, is_last: impl Fn(&Batch) -> bool) -> Vec<Entry> {
        let mut entries = Vec::new();
        loop {
            let batch = self.batch().await;
            let done = is_last(&batch);
            entries.extend(batch.entries);
            if done {
                return entries;
            }
        }
    }

    /// The server's last word, after which it hangs up.
    pub async fn last_word(mut self) -> Goodbye {
        loop {
            if let ServerMessage::Goodbye(why) = self.hear().await {
                while let Some(Ok(message)) = self.socket.next().await {
                    assert!(message.is_close(), "nothing follows the last word: {message:?}");
                }
                return why;
            }
        }
    }
}

/// A case in which someone has written a goal: its id and its two changes.
pub fn case(user: UserId, device: DeviceId, number: u8, words: &str) -> (DocId, Vec<NewChange>) {
    let id = DocId::from_parts(1_760_000_000_000 + u64::from(number), [number; 10]);
    let mut document = CaseDocument::create(id, Author { user, device }, OpeningTag(1));
    let splice = TextSplice { at: 0, delete: 0, insert: words.to_owned() };
    document.apply(&Edit::Splice { text: TextRef::Goal, splice }, Stamp { time_s: 1_760_000_000 }).unwrap();
    (id, document.take_new_changes())
}

/// What someone else writes into a case on their device: their change.
pub fn written_on(doc: DocId, user: UserId, device: DeviceId, known: &[NewChange], words: &str) -> Vec<NewChange> {
    let chunks = known.iter().map(|change| (change.hash.to_string(), change.bytes.clone()));
    let tag = OpeningTag(words.bytes().map(u64::from).sum());
    let mut document = CaseDocument::load(doc, chunks, Author { user, device }, tag).unwrap().document;
    let splice = TextSplice { at: 0, delete: 0, insert: words.to_owned() };
    document.apply(&Edit::Splice { text: TextRef::Goal, splice }, Stamp { time_s: 1_760_000_001 }).unwrap();
    document.take_new_changes()
}

pub fn words_of(entry: &Entry) -> String {
    let chunks: Vec<Vec<u8>> = match entry {
        Entry::Changes { changes, .. } => changes.iter().map(|change| change.0.clone()).collect(),
        Entry::Snapshot { bytes, changes, .. } => {
            std::iter::once(bytes.clone()).chain(changes.iter().map(|change| change.0.clone())).collect()
        }
        Entry::Purge(_) => return "purged".into(),
    };
    let chunks = chunks.into_iter().enumerate().map(|(at, bytes)| (at.to_string(), bytes));
    let reader = Author { user: UserId(0), device: DeviceId(0) };
    let loaded = CaseDocument::load(DocId::DIRECTORY, chunks, reader, OpeningTag(9)).unwrap();
    let texts = [TextRef::Goal, TextRef::AttendeesMinutes];
    texts.into_iter().find_map(|text| loaded.document.text(text)).unwrap()
}
