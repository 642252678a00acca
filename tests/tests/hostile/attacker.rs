//! Someone with an account and all knowledge of the protocol.

use std::collections::BTreeSet;
use std::io::Read;
use std::time::Duration;

use flate2::Compression;
use flate2::read::DeflateEncoder;
use futures_util::{SinkExt, StreamExt};
use madobe_shared::document::check::check;
use madobe_shared::document::{CaseDocument, Kind, Stamp, genesis};
use madobe_shared::edit::{Edit, TextSplice};
use madobe_shared::form::TextRef;
use madobe_shared::ids::{Author, DeviceId, DocId, OpeningTag, UserId};
use madobe_shared::limits::{CLIENT_FRAME_BYTES_MAX, CLIENT_FRAME_INFLATED_BYTES_MAX};
use madobe_shared::protocol::{ChangeKey, ClientMessage, Hello, Position, PushedChange, ServerMessage, decode, encode};
use madobe_tests::fuzz::{forge, mutated};
use madobe_tests::headless::SignedIn;
use madobe_tests::sim::Chance;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

/// How many frames go over one connection, unless the server hangs up.
const FRAMES_PER_CONNECTION: u64 = 60;
/// How long an answer is waited for: it is heard with the next frame's if it comes later.
const ANSWER_PATIENCE: Duration = Duration::from_millis(50);

pub struct Attacker {
    session: SignedIn,
    victim: DocId,
    chance: Chance,
    sent: u64,
    connections: u64,
    refused: u64,
    acked: BTreeSet<ChangeKey>,
}

struct Line {
    device: DeviceId,
    socket: WebSocketStream<TcpStream>,
    sent: u64,
    heard: u64,
}

impl Attacker {
    pub fn new(session: SignedIn, victim: DocId, seed: u64) -> Self {
        let chance = Chance::new(seed);
        Self { session, victim, chance, sent: 0, connections: 0, refused: 0, acked: BTreeSet::new() }
    }

    pub fn sent(&self) -> u64 {
        self.sent
    }

    pub fn refused(&self) -> u64 {
        self.refused
    }

    pub fn acked(&self) -> &BTreeSet<ChangeKey> {
        &self.acked
    }

    /// How many devices it pretended to be.
    pub fn devices(&self) -> u64 {
        self.connections
    }

    /// Sends over one connection until it has had enough, or the server has.
    pub async fn strike(&mut self) {
        self.connections += 1;
        let mut line = self.connect(DeviceId(1_000 + self.connections)).await;
        for _ in 0..FRAMES_PER_CONNECTION {
            let frame = self.hostile_frame(&line);
            self.sent += 1;
            line.sent += 1;
            if line.socket.send(Message::binary(frame)).await.is_err() || !self.listen(&mut line).await {
                return;
            }
        }
    }

    async fn connect(&mut self, device: DeviceId) -> Line {
        let mut request = format!("ws://{}/api/sync?v=1", self.session.host).into_client_request().expect("an address");
        let headers = request.headers_mut();
        headers.insert("origin", format!("http://{}", self.session.host).parse().expect("a header"));
        headers.insert("cookie", self.session.cookie.parse().expect("a header"));
        let stream = TcpStream::connect(&self.session.host).await.expect("the server lives");
        let (socket, _) = tokio_tungstenite::client_async(request, stream).await.expect("the server lives");
        let mut line = Line { device, socket, sent: 1, heard: 0 };
        let today = jiff::civil::date(2026, 11, 23);
        let hello = Hello {
            device,
            position: Position::default(),
            staff_version: 0,
            today,
            push: Vec::new(),
            looking: Vec::new(),
        };
        line.socket.send(Message::binary(encode(&ClientMessage::Hello(hello), 0))).await.expect("the server lives");
        line
    }

    /// Hears what the server says until it is silent; `false` where it has hung up.
    async fn listen(&mut self, line: &mut Line) -> bool {
        loop {
            match timeout(ANSWER_PATIENCE, line.socket.next()).await {
                Ok(Some(Ok(Message::Binary(frame)))) => {
                    let message = decode::<ServerMessage>(&frame, line.heard).expect("the server speaks well");
                    line.heard += 1;
                    let ServerMessage::Batch(batch) = message else { continue };
                    let is_answer = !(batch.acks.is_empty() && batch.rejects.is_empty());
                    self.refused += batch.rejects.len() as u64;
                    self.acked.extend(batch.acks);
                    if is_answer && !batch.more {
                        return true;
                    }
                }
                Ok(Some(Ok(message))) if !message.is_close() => {}
                Ok(_) => return false,
                Err(_) => return true,
            }
        }
    }

    fn hostile_frame(&mut self, line: &Line) -> Vec<u8> {
        let author = Author { user: self.session.member.user, device: line.device };
        let (own, changes) = self.honest_case(author);
        let push = |doc, changes: &[Vec<u8>]| {
            ClientMessage::Push(changes.iter().map(|bytes| PushedChange { doc, bytes: bytes.clone() }).collect())
        };
        let honest = push(own, &changes);
        let message = match self.chance.below(100) {
            // Half of it is well-formed, and hostile within.
            0..5 => honest,
            5..35 => {
                let contents: Vec<_> = changes.iter().map(|chunk| forge::content(chunk).to_vec()).collect();
                let forged = forge::chunk(1, &mutated(&mut self.chance, &contents));
                push(own, &[changes[0].clone(), forged])
            }
            35..50 => {
                let times = [1 << 17, 1 << 40, i64::MAX][self.chance.below(3)];
                push(own, &forge::bombs(author, times).into_iter().map(|(_, bytes)| bytes).collect::<Vec<_>>())
            }
            50..55 => {
                let (_, foreign) = self.honest_case(Author { user: UserId(1), ..author });
                push(own, &foreign)
            }
            55..60 => push(self.victim, &[genesis(Kind::Directory).bytes.clone()]),
            60..65 => ClientMessage::Fetch(vec![self.victim; 64]),
            65..66 => push(own, &[vec![0; CLIENT_FRAME_BYTES_MAX / 2]]),
            // The rest is no message at all, or none that is due.
            66..80 => return mutated(&mut self.chance, &[encode(&honest, line.sent)]),
            80..84 => return encode(&honest, line.sent + self.chance.between(1, 5)),
            84..86 => return deflated(line.sent, CLIENT_FRAME_INFLATED_BYTES_MAX * 4),
            86..98 => {
                let body = encode(&honest, 0).split_off(6);
                let inflated = inflated(&body);
                return forge::frame(line.sent, 0, &mutated(&mut self.chance, &[inflated]));
            }
            _ => return vec![1; CLIENT_FRAME_BYTES_MAX + 1],
        };
        encode(&message, line.sent)
    }

    /// A case that mallory may well have written.
    fn honest_case(&mut self, author: Author) -> (DocId, Vec<Vec<u8>>) {
        let id = DocId::from_parts(1_760_000_000_000, self.chance.ten_bytes());
        let mut case = CaseDocument::create(id, author, OpeningTag(self.chance.number()));
        for at in 0..3 {
            let splice = TextSplice { at: 0, delete: at, insert: "散歩がしたい".to_owned() };
            case.apply(&Edit::Splice { text: TextRef::Goal, splice }, Stamp { time_s: 1 }).expect("an honest edit");
            case.commit();
        }
        let changes: Vec<_> = case.take_new_changes().into_iter().map(|change| change.bytes).collect();
        assert!(changes.iter().all(|bytes| check(bytes).is_ok()));
        (id, changes)
    }
}

/// A frame that inflates to so many zeros.
fn deflated(number: u64, bytes: usize) -> Vec<u8> {
    let mut body = Vec::new();
    let zeros = std::io::repeat(0).take(bytes as u64);
    DeflateEncoder::new(zeros, Compression::best()).read_to_end(&mut body).expect("deflates");
    forge::frame(number, 1, &body)
}

fn inflated(body: &[u8]) -> Vec<u8> {
    let mut inflated = Vec::new();
    let read = flate2::read::DeflateDecoder::new(body).read_to_end(&mut inflated);
    if read.is_ok() { inflated } else { body.to_vec() }
}
