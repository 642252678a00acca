//! Who has what open, as both ends of the session tell each other.

use super::*;
use crate::limits::LOOKED_AT_DOCS_MAX;
use crate::protocol::Looked;
use crate::session::server::{LogEntry, Logged};

fn colleague() -> Vec<Looked> {
    vec![Looked { doc: DOC, users: vec![UserId(2)] }]
}

fn looking(server: &mut ServerSession, number: u64, docs: Vec<DocId>) -> Vec<ServerAction> {
    server.frame(&encode(&ClientMessage::Looking(docs), number))
}

fn heard(actions: &[Action], number: u64) -> Vec<ClientMessage> {
    let sent = actions.iter().filter_map(|action| match action {
        Action::Send(frame) => Some(decode(frame, number).expect("a clear frame")),
        _ => None,
    });
    sent.collect()
}

#[test]
fn what_is_open_is_said_with_the_hello_and_then_when_it_changes() {
    let mut client = client();
    assert_eq!(heard(&client.look(0, vec![DOC]), 0), [], "there is no line");
    client.tick(0);
    let hello = client.opened(0, date(2026, 11, 23), 1, vec![]);
    assert!(matches!(&heard(&hello, 0)[..], [ClientMessage::Hello(hello)] if hello.looking == [DOC]));
    let welcome = Welcome { epoch: EPOCH, user: SATO.user, staff: None, hears_looking: true };
    assert_eq!(heard(&client.frame(1, &encode(&ServerMessage::Welcome(welcome), 0)), 1), []);
    assert_eq!(client.look(2, vec![DOC]), [], "it is known");
    assert_eq!(heard(&client.look(3, vec![]), 1), [ClientMessage::Looking(vec![])]);
    let many = vec![DOC; LOOKED_AT_DOCS_MAX + 1];
    assert_eq!(heard(&client.look(4, many.clone()), 2), [ClientMessage::Looking(many[1..].to_vec())]);
}

#[test]
fn others_are_forgotten_with_the_connection() {
    let mut client = client();
    welcomed(&mut client, EPOCH, vec![]);
    let number = client.numbering().next_heard();
    let frame = encode(&ServerMessage::Looking(colleague()), number);
    assert_eq!(client.frame(2, &frame), [Action::Others(colleague())]);
    assert!(client.closed(3, false).contains(&Action::Others(vec![])));
    assert!(!client.closed(4, false).contains(&Action::Others(vec![])));
}

#[test]
fn a_server_that_does_not_listen_is_told_nothing_it_would_not_understand() {
    let mut client = client();
    client.tick(0);
    client.opened(0, date(2026, 11, 23), 1, vec![]);
    let welcome = Welcome { epoch: EPOCH, user: SATO.user, staff: None, hears_looking: false };
    client.frame(1, &encode(&ServerMessage::Welcome(welcome), 0));
    assert_eq!(client.look(2, vec![DOC]), []);
}

#[test]
fn only_a_device_that_said_what_it_has_open_is_told_of_others_and_each_thing_once() {
    let mut older = server();
    older.frame(&hello(vec![]));
    assert_eq!(older.others(vec![]), []);

    let mut server = server();
    server.frame(&hello(vec![]));
    assert_eq!(looking(&mut server, 1, vec![DOC]), [ServerAction::Look(vec![DOC])]);
    assert_eq!(said(&server.others(colleague())), [ServerMessage::Looking(colleague())]);
    assert_eq!(server.others(colleague()), []);
    assert_eq!(said(&server.others(vec![])), [ServerMessage::Looking(vec![])]);
    let many = vec![DOC; LOOKED_AT_DOCS_MAX + 1];
    assert_eq!(goodbye(&looking(&mut server, 2, many)), Some(Goodbye::OutOfTurn));
}

#[test]
fn whoever_loses_sight_of_a_document_does_not_look_at_it_any_more() {
    let other = DocId::from_parts(1, [1; 10]);
    let tombstone = LogEntry { seq: 1, doc: DOC, device: None, what: Logged::Tombstone };
    let refused = ChangeKey { doc: DOC, hash: changes_by(SATO)[0].hash };
    let told = |server: &mut ServerSession| {
        server.grown(1);
        server.page(Page::Log { entries: vec![tombstone.clone()], through: 1, head: 1 })
    };
    let refuses = |server: &mut ServerSession| server.appended(vec![(refused, AppendOutcome::NoAccess)]);
    for is_told in [true, false] {
        let mut server = server();
        server.frame(&hello(vec![]));
        looking(&mut server, 1, vec![DOC, other]);
        assert_eq!(
            if is_told { told(&mut server) } else { refuses(&mut server) }.last(),
            Some(&ServerAction::Look(vec![other]))
        );
    }
}
