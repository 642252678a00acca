//! What each end answers to frames that are wrong, and what it never does before something is durable. Whole conversations, with
//! everything that can go wrong between, are the simulator's work.

mod access;
mod looking;

use std::sync::Arc;

use jiff::civil::date;

use super::client::Action;
use super::server::{AppendOutcome, Page, ReadRequest, ServerAction};
use super::*;
use crate::document::{CaseDocument, NewChange, Stamp};
use crate::edit::{Edit, TextSplice};
use crate::form::TextRef;
use crate::ids::{Author, DeviceId, DocId, Epoch, OpeningTag, UserId};
use crate::limits::{
    CLIENT_FRAME_BYTES_MAX, REFUSED_KEPT_PER_FRAME_MAX, RETRY_DELAY_MS_MAX, SERVER_FRAME_BYTES_MAX, SILENCE_MS_MAX,
};
use crate::protocol::{
    Batch, ChangeKey, ClientMessage, Goodbye, Hello, PROTOCOL_VERSION, Position, PushedChange, Reject, RejectReason,
    ServerMessage, StaffList, Welcome, decode, encode,
};
use crate::storage::{Quarantined, Row, Table, encode_row, outbox_key};

const SATO: Author = Author { user: UserId(1), device: DeviceId(11) };
const DOC: DocId = DocId::DIRECTORY;
const EPOCH: Epoch = Epoch(5);

fn changes_by(author: Author) -> Vec<NewChange> {
    let mut document = CaseDocument::create(DOC, author, OpeningTag(1));
    let splice = TextSplice { at: 0, delete: 0, insert: "散歩".to_owned() };
    document.apply(&Edit::Splice { text: TextRef::Goal, splice }, Stamp { time_s: 1 }).expect("applies");
    document.take_new_changes()
}

fn pushed(changes: &[NewChange]) -> Vec<PushedChange> {
    changes.iter().map(|change| PushedChange { doc: DOC, bytes: change.bytes.clone() }).collect()
}

fn pending(changes: &[NewChange]) -> Vec<PendingChange> {
    let pending = |change: &NewChange| PendingChange {
        key: ChangeKey { doc: DOC, hash: change.hash },
        bytes: change.bytes.clone(),
    };
    changes.iter().map(pending).collect()
}

fn hello(push: Vec<PushedChange>) -> Vec<u8> {
    let position = Position { epoch: Some(EPOCH), cursor: 0, bootstrap: None };
    let hello =
        Hello { device: SATO.device, position, staff_version: 0, today: date(2026, 11, 23), push, looking: vec![] };
    encode(&ClientMessage::Hello(hello), 0)
}

fn server() -> ServerSession {
    let staff = StaffList { version: 1, members: Vec::new() };
    ServerSession::new(SATO.user, EPOCH, 0, Arc::new(staff))
}

fn client() -> ClientSession {
    ClientSession::new(SATO.device, Position::default(), 42)
}

/// The messages among the server's actions.
fn said(actions: &[ServerAction]) -> Vec<ServerMessage> {
    let frames = actions.iter().filter_map(|action| match action {
        // Which of its frames it is, is for whoever counts.
        ServerAction::Send(frame) => {
            Some((0..99).find_map(|number| decode(frame, number).ok()).expect("a clear frame"))
        }
        _ => None,
    });
    frames.collect()
}

fn only_batch(actions: &[ServerAction]) -> Batch {
    match said(actions).as_slice() {
        [ServerMessage::Batch(batch)] => batch.clone(),
        other => panic!("one batch was expected: {other:?}"),
    }
}

fn goodbye(actions: &[ServerAction]) -> Option<Goodbye> {
    match (said(actions).last(), actions.last()) {
        (Some(ServerMessage::Goodbye(why)), Some(ServerAction::Close)) => Some(*why),
        _ => None,
    }
}

#[test]
fn the_server_answers_bad_frames_with_their_reason_and_closes() {
    let cases: [(&str, Vec<u8>, Goodbye); 6] = [
        ("nothing", vec![], Goodbye::Malformed),
        ("garbage", vec![PROTOCOL_VERSION, 0, 0xff, 0xff], Goodbye::Malformed),
        ("truncated", hello(vec![])[..20].to_vec(), Goodbye::Malformed),
        ("too large", vec![PROTOCOL_VERSION; CLIENT_FRAME_BYTES_MAX + 1], Goodbye::Malformed),
        ("newer version", vec![9, 0, 1], Goodbye::UnsupportedVersion { server: PROTOCOL_VERSION }),
        ("out of turn", encode(&ClientMessage::Push(vec![]), 0), Goodbye::OutOfTurn),
    ];
    for (name, frame, why) in cases {
        let mut server = server();
        assert_eq!(goodbye(&server.frame(&frame)), Some(why), "{name}");
        assert_eq!(server.frame(&hello(vec![])), [], "{name}: after the last words nothing is done");
    }
}

#[test]
fn the_server_refuses_what_is_no_change_or_another_users() {
    let own = changes_by(SATO);
    let colleague = changes_by(Author { user: UserId(2), ..SATO });
    let other_device = changes_by(Author { device: DeviceId(12), ..SATO });
    let mut broken = own[1].bytes.clone();
    broken[30] ^= 1;
    let mut push = pushed(&[own[0].clone(), colleague[1].clone(), other_device[1].clone(), own[1].clone()]);
    push.push(PushedChange { doc: DOC, bytes: broken });
    let actions = server().frame(&hello(push));
    let rejects: Vec<_> = said(&actions)
        .into_iter()
        .filter_map(|message| match message {
            ServerMessage::Batch(batch) => Some(batch.rejects),
            _ => None,
        })
        .flatten()
        .collect();
    let reasons: Vec<_> = rejects.iter().map(|reject| reject.reason).collect();
    assert_eq!(reasons, [RejectReason::ForeignAuthor, RejectReason::ForeignAuthor, RejectReason::Malformed]);
    assert_eq!(rejects[0].change.hash, colleague[1].hash);
    let kept =
        |actions: &[ServerAction]| actions.iter().filter(|action| matches!(action, ServerAction::Keep(..))).count();
    assert_eq!(kept(&actions), 3, "what was refused can be looked at");
    let many = (0..REFUSED_KEPT_PER_FRAME_MAX + 9).map(|_| PushedChange { doc: DOC, bytes: vec![1, 2, 3] });
    assert_eq!(kept(&server().frame(&hello(many.collect()))), REFUSED_KEPT_PER_FRAME_MAX, "but not without end");
    let appended = actions.iter().find_map(|action| match action {
        ServerAction::Append(changes) => Some(changes.iter().map(|change| change.key.hash).collect::<Vec<_>>()),
        _ => None,
    });
    assert_eq!(appended, Some(vec![own[0].hash, own[1].hash]), "the honest ones go through");
}

#[test]
fn the_server_acknowledges_only_what_is_durable() {
    let own = changes_by(SATO);
    let mut server = server();
    let actions = server.frame(&hello(pushed(&own)));
    for message in said(&actions) {
        assert!(!matches!(message, ServerMessage::Batch(batch) if !batch.acks.is_empty()), "too early");
    }
    let key = |at: usize| ChangeKey { doc: DOC, hash: own[at].hash };
    let outcomes = vec![(key(0), AppendOutcome::AlreadyThere(1)), (key(1), AppendOutcome::MissingDependencies)];
    let batch = only_batch(&server.appended(outcomes));
    assert_eq!(batch.acks, [key(0)]);
    assert_eq!(batch.rejects.len(), 1);
    // The log has grown by the device's own change: only the place moves.
    assert_eq!(server.grown(1), [ServerAction::Read(ReadRequest::Log { after: 0 })]);
    let page = Page::Log { entries: Vec::new(), through: 1, head: 1 };
    let batch = only_batch(&server.page(page));
    assert_eq!((batch.position.map(|position| position.cursor), batch.more), (Some(1), false));
}

#[test]
fn an_idle_reconnect_is_small() {
    let mut server = server();
    let answer: usize = server
        .frame(&hello(vec![]))
        .iter()
        .map(|action| if let ServerAction::Send(frame) = action { frame.len() } else { 0 })
        .sum();
    assert!(hello(vec![]).len() + answer < 512, "{} + {answer} bytes", hello(vec![]).len());
}

/// Opens a client up to the server's welcome.
fn welcomed(client: &mut ClientSession, epoch: Epoch, outbox: Vec<PendingChange>) -> Vec<Action> {
    assert!(client.tick(0).contains(&Action::Connect));
    client.opened(0, date(2026, 11, 23), 1, outbox);
    let welcome = Welcome { epoch, user: SATO.user, staff: None, hears_looking: true };
    client.frame(1, &encode(&ServerMessage::Welcome(welcome), 0))
}

fn tell(client: &mut ClientSession, batch: Batch) -> Vec<Action> {
    let number = client.numbering().next_heard();
    client.frame(2, &encode(&ServerMessage::Batch(batch), number))
}

fn store_token(actions: &[Action]) -> Option<u64> {
    actions.iter().find_map(|action| match action {
        Action::Store(store) => Some(store.token),
        _ => None,
    })
}

#[test]
fn the_client_believes_a_position_only_once_it_is_stored() {
    let mut client = client();
    welcomed(&mut client, EPOCH, vec![]);
    let position = |cursor| Position { epoch: Some(EPOCH), cursor, bootstrap: None };
    let first = tell(&mut client, Batch { position: Some(position(7)), ..Batch::default() });
    let second = tell(&mut client, Batch { position: Some(position(9)), ..Batch::default() });
    let token = store_token(&first).expect("a store");
    assert_eq!((store_token(&second), client.position()), (None, Position::default()), "one store at a time");
    let next = store_token(&client.stored(3, token)).expect("the next store");
    assert_eq!(client.position(), position(7));
    assert!(matches!(client.link_state(), LinkState::Syncing { .. }));
    assert!(client.store_failed(4, next).contains(&Action::Disconnect));
    assert_eq!(client.position(), position(7), "what failed does not count");
}

#[test]
fn the_client_is_live_only_when_all_is_acknowledged_and_stored() {
    let own = changes_by(SATO);
    let mut client = client();
    welcomed(&mut client, EPOCH, pending(&own));
    tell(&mut client, Batch::default());
    assert!(matches!(client.link_state(), LinkState::Syncing { .. }), "two changes are under way");
    let acks = own.iter().map(|change| ChangeKey { doc: DOC, hash: change.hash }).collect();
    let token = store_token(&tell(&mut client, Batch { acks, ..Batch::default() })).expect("a store");
    assert!(matches!(client.link_state(), LinkState::Syncing { .. }), "the outbox rows still stand");
    client.stored(3, token);
    assert_eq!(client.link_state(), LinkState::Live);
}

#[test]
fn the_client_hangs_up_on_bad_frames_and_offers_its_outbox_again() {
    let own = changes_by(SATO);
    let whole = encode(&ServerMessage::Batch(Batch { more: true, ..Batch::default() }), 1);
    // Whether it can only be understood by another version of the app.
    let cases: [(&str, Vec<u8>, bool); 8] = [
        ("heard before", encode(&ServerMessage::Alive, 0), false),
        ("nothing", vec![], false),
        ("garbage", vec![PROTOCOL_VERSION, 0, 0xff, 0xff], false),
        ("truncated", whole[..whole.len() - 1].to_vec(), false),
        ("too large", vec![PROTOCOL_VERSION; SERVER_FRAME_BYTES_MAX + 1], false),
        (
            "out of turn",
            encode(
                &ServerMessage::Welcome(Welcome { epoch: EPOCH, user: SATO.user, staff: None, hears_looking: true }),
                1,
            ),
            false,
        ),
        ("newer version", vec![9, 0, 1], true),
        ("told of one", encode(&ServerMessage::Goodbye(Goodbye::UnsupportedVersion { server: 9 }), 1), true),
    ];
    for (name, frame, is_newer) in cases {
        let mut client = client();
        welcomed(&mut client, EPOCH, pending(&own));
        let actions = client.frame(2, &frame);
        assert!(actions.contains(&Action::Disconnect), "{name}");
        let expected = if is_newer { LinkState::VersionMismatch } else { LinkState::Offline { since_ms: 2 } };
        assert_eq!(client.link_state(), expected, "{name}");
        assert_eq!(store_token(&actions), None, "{name}: nothing of it is stored, and nothing leaves the outbox");
        let again_ms = 2 + client.next_tick_in_ms(2).expect("another try");
        assert!(client.tick(again_ms).contains(&Action::Connect), "{name}");
        let hello = client.opened(again_ms, date(2026, 11, 23), 1, pending(&own));
        assert_eq!(offered(&hello), own.iter().map(|change| change.bytes.clone()).collect::<Vec<_>>(), "{name}");
    }
}

/// The changes that go out with a hello.
fn offered(actions: &[Action]) -> Vec<Vec<u8>> {
    let hello = actions.iter().find_map(|action| match action {
        Action::Send(frame) => decode::<ClientMessage>(frame, 0).ok(),
        _ => None,
    });
    match hello {
        Some(ClientMessage::Hello(hello)) => hello.push.into_iter().map(|change| change.bytes).collect(),
        other => panic!("a hello was expected: {other:?}"),
    }
}

#[test]
fn what_the_server_refuses_is_set_aside_with_its_reason_and_never_dropped() {
    let own = changes_by(SATO);
    let key = ChangeKey { doc: DOC, hash: own[1].hash };
    for reason in [RejectReason::Malformed, RejectReason::ForeignAuthor, RejectReason::DeadDocument] {
        let mut client = client();
        welcomed(&mut client, EPOCH, pending(&own));
        let rejects = vec![Reject { change: key, reason }];
        let actions = tell(&mut client, Batch { rejects: rejects.clone(), ..Batch::default() });
        let store = only_store(&actions);
        assert_eq!(store.refused, rejects);
        // Out of the outbox and into quarantine, in one transaction.
        assert!(store.transaction.deletes.contains(&(Table::Outbox, outbox_key(key))));
        assert_eq!(store.purged.contains(&DOC), reason == RejectReason::DeadDocument, "{reason:?}");
        let kept = Quarantined::refused(reason, own[1].bytes.clone());
        let row = Row { table: Table::Quarantine, key: outbox_key(key), value: encode_row(&kept) };
        assert_eq!(store.transaction.puts, [row], "{reason:?}");
    }
    // What only came too early stays where it is, and the server is offered what it lacks.
    let mut client = client();
    welcomed(&mut client, EPOCH, pending(&own));
    let rejects = vec![Reject { change: key, reason: RejectReason::MissingDependencies }];
    let actions = tell(&mut client, Batch { rejects, ..Batch::default() });
    assert!(actions.contains(&Action::OfferHistory(DOC)));
    assert_eq!(store_token(&actions), None, "nothing leaves the outbox");
}

fn only_store(actions: &[Action]) -> &super::client::Store {
    let store = actions.iter().find_map(|action| match action {
        Action::Store(store) => Some(&**store),
        _ => None,
    });
    store.expect("a store")
}

#[test]
fn a_log_that_began_anew_is_offered_everything_before_its_entries_are_stored() {
    let position = Position { epoch: Some(Epoch(4)), cursor: 100, bootstrap: None };
    let mut client = ClientSession::new(SATO.device, position, 42);
    let actions = welcomed(&mut client, EPOCH, vec![]);
    let token = actions.iter().find_map(|action| match action {
        Action::OfferEverything { token } => Some(*token),
        _ => None,
    });
    let new = Position { epoch: Some(EPOCH), cursor: 3, bootstrap: None };
    assert_eq!(store_token(&tell(&mut client, Batch { position: Some(new), ..Batch::default() })), None);
    assert!(store_token(&client.stored(3, token.expect("everything is offered"))).is_some());
}

#[test]
fn the_client_tries_again_later_and_later_and_at_once_when_woken() {
    let mut client = client();
    let mut now_ms = 0;
    for _ in 0..40 {
        assert!(client.tick(now_ms).contains(&Action::Connect));
        client.closed(now_ms, false);
        let next_ms = now_ms + client.next_tick_in_ms(now_ms).expect("another try");
        assert!(next_ms > now_ms && next_ms <= now_ms + RETRY_DELAY_MS_MAX);
        now_ms = next_ms;
    }
    assert!(client.wake(now_ms - 1).contains(&Action::Connect));
    assert_eq!(client.link_state(), LinkState::Offline { since_ms: 0 });
    client.closed(now_ms, true);
    assert_eq!((client.link_state(), client.next_tick_in_ms(1)), (LinkState::SignedOut, None));
}

#[test]
fn a_silent_line_is_given_up() {
    let mut client = client();
    welcomed(&mut client, EPOCH, vec![]);
    tell(&mut client, Batch::default());
    assert_eq!(client.link_state(), LinkState::Live);
    assert_eq!(client.tick(SILENCE_MS_MAX), []);
    assert!(client.tick(2 + SILENCE_MS_MAX).contains(&Action::Disconnect));
    assert!(matches!(client.link_state(), LinkState::Offline { .. }));
}
