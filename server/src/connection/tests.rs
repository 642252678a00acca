use futures_util::{SinkExt, StreamExt};
use madobe_shared::codes::{self, Profession};
use madobe_shared::ids::{Epoch, SessionId};
use madobe_shared::protocol::{ClientMessage, Hello, Position, decode};
use tokio::io::{DuplexStream, duplex};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::Role;

use super::*;
use crate::config::Config;
use crate::platform::Clock;
use crate::store::accounts::{Account, AccountChange};
use crate::store::audit::Hand;
use crate::store::sessions::NewSession;
use crate::store::{Accounts, MemoryStore, Sessions};

const SATO: UserId = UserId(7);

type Client = WebSocketStream<DuplexStream>;

fn office() -> (Arc<Office>, Token) {
    let store = Arc::new(MemoryStore::default());
    let account = Account {
        user: SATO,
        login: "sato".into(),
        name: "佐藤".into(),
        profession: Profession::SocialWorker,
        active: true,
        role: codes::Role::Consultant,
        contractor: false,
        expires_on: None,
        password_hash: String::new(),
    };
    store.create_user(Hand::of_the_office(0), &account).unwrap();
    let token = Token::draw();
    let session = NewSession { token: token.hash(), id: SessionId(1), user: SATO, device: None };
    store.begin_session(&session, Clock::System.now_ms()).unwrap();
    let office = Office::open(store, Config::default(), Clock::System, true).unwrap();
    (Arc::new(office), token)
}

/// Both ends of a line that holds so many bytes.
async fn line(bytes: usize) -> (Socket<DuplexStream>, Client) {
    let (server, client) = duplex(bytes);
    (Socket::new(server).await, WebSocketStream::from_raw_socket(client, Role::Client, None).await)
}

async fn connection(bytes: usize) -> (Connection<DuplexStream>, Client) {
    let (office, token) = office();
    let (socket, client) = line(bytes).await;
    let session = ServerSession::new(SATO, Epoch(1), 0, Arc::default());
    let listener = office.hub.listen();
    (Connection::new(socket, office, listener, session, SATO, token), client)
}

async fn hear(client: &mut Client) -> Option<ServerMessage> {
    loop {
        match client.next().await? {
            Ok(Message::Binary(frame)) => return (0..99).find_map(|number| decode(&frame, number).ok()),
            Ok(_) => {}
            Err(_) => return None,
        }
    }
}

async fn greet(client: &mut Client) {
    let today = jiff::civil::date(2026, 11, 23);
    let hello = Hello {
        device: DeviceId(1),
        position: Position::default(),
        staff_version: 0,
        today,
        push: vec![],
        looking: vec![],
    };
    client.send(Message::binary(encode(&ClientMessage::Hello(hello), 0))).await.unwrap();
    assert!(matches!(hear(client).await, Some(ServerMessage::Welcome(_))));
    assert!(matches!(hear(client).await, Some(ServerMessage::Batch(_))));
}

#[tokio::test]
async fn a_parser_that_panics_ends_one_connection_and_its_frame_is_kept() {
    for length in [10, INLINE_FRAME_BYTES_MAX + 1] {
        let (mut connection, mut client) = connection(1 << 20).await;
        let frame = Bytes::from(vec![PROTOCOL_VERSION; length]);
        connection.take_frame_by(frame, |_, _| panic!("as a parser might")).await.unwrap();
        assert!(connection.is_closing);
        assert_eq!(hear(&mut client).await, Some(ServerMessage::Goodbye(Goodbye::Malformed)));
        assert_eq!(connection.office.store.counts().unwrap().quarantined, 1);
    }
}

#[tokio::test]
async fn of_what_one_connection_has_refused_so_much_is_kept_and_no_more() {
    let (mut connection, _client) = connection(1 << 20).await;
    let keep = |pieces| move |_: &mut ServerSession| vec![ServerAction::Keep(vec![1], "malformed_change"); pieces];
    connection.drive(false, keep(3)).await.unwrap();
    assert_eq!(connection.office.store.counts().unwrap().quarantined, 3);
    for _ in 0..QUARANTINED_PER_CONNECTION_MAX {
        connection.drive(false, keep(8)).await.unwrap();
    }
    let kept = connection.office.store.counts().unwrap().quarantined;
    assert_eq!(kept, QUARANTINED_PER_CONNECTION_MAX as u64);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_takes_nothing_is_given_up() {
    let (mut connection, client) = connection(1 << 10).await;
    assert_eq!(connection.put(vec![0; 512]).await, Ok(()));
    assert_eq!(connection.put(vec![0; 100_000]).await, Err(Gone));
    drop(client);
}

#[tokio::test(start_paused = true)]
async fn a_silent_client_is_given_up_and_one_that_answers_is_not() {
    let (office, token) = office();
    let (socket, silent) = line(1 << 16).await;
    serve(socket, Arc::clone(&office), SATO, token.clone(), None).await;
    drop(silent);

    let (socket, mut client) = line(1 << 16).await;
    let serving = tokio::spawn(serve(socket, office, SATO, token, None));
    greet(&mut client).await;
    for _ in 0..20 {
        assert_eq!(hear(&mut client).await, Some(ServerMessage::Alive));
    }
    client.close(None).await.unwrap();
    serving.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_session_that_was_ended_elsewhere_is_noticed() {
    // As another process does that changes a password or a term.
    let another_password = |office: &Office| {
        assert!(office.store.set_password(Hand::of_the_office(0), SATO, "another", None).unwrap().is_some())
    };
    let term_over = |office: &Office| {
        let expires_on = Some(Some(jiff::civil::date(2020, 3, 31)));
        let change = AccountChange { expires_on, ..AccountChange::default() };
        assert!(
            office.store.change_user(Hand::of_the_office(office.clock.now_ms()), "sato", &change).unwrap().is_some()
        );
    };
    for end in [another_password, term_over] as [fn(&Office); 2] {
        let (office, token) = office();
        let (socket, mut client) = line(1 << 16).await;
        let serving = tokio::spawn(serve(socket, Arc::clone(&office), SATO, token, None));
        greet(&mut client).await;
        end(&office);
        loop {
            match hear(&mut client).await.expect("a farewell") {
                ServerMessage::Goodbye(Goodbye::SignedOut) => break serving.await.unwrap(),
                message => assert_eq!(message, ServerMessage::Alive),
            }
        }
    }
}
