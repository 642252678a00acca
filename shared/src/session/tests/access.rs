//! Documents that go out of a user's sight and come back into it, as both ends of the session see it.

use super::*;
use crate::protocol::{Bytes, Entry};
use crate::session::server::{LogEntry, Logged, StoredDocument};
use crate::storage::change_chunk_key;

fn logged(seq: u64, change: &NewChange) -> LogEntry {
    LogEntry { seq, doc: DOC, device: Some(SATO.device), what: Logged::Change(change.bytes.clone()) }
}

fn granted(seq: u64, changes: &[NewChange]) -> LogEntry {
    let tail = changes.iter().map(|change| change.bytes.clone()).collect();
    let document = StoredDocument { doc: DOC, dead: false, snapshot: None, tail };
    LogEntry { seq, doc: DOC, device: None, what: Logged::Granted(document) }
}

/// The entries of what a server says after it has read a page of the log.
fn news(server: &mut ServerSession, entries: Vec<LogEntry>) -> Vec<Entry> {
    let through = entries.last().map_or(0, |entry| entry.seq);
    only_batch(&server.page(Page::Log { entries, through, head: through })).entries
}

fn changes(changes: &[NewChange]) -> Entry {
    Entry::Changes { doc: DOC, changes: changes.iter().map(|change| Bytes(change.bytes.clone())).collect() }
}

#[test]
fn what_a_device_pushed_itself_is_told_again_once_the_document_has_left_it() {
    let own = changes_by(SATO);
    let key = ChangeKey { doc: DOC, hash: own[1].hash };
    let tombstone = LogEntry { seq: 2, doc: DOC, device: None, what: Logged::Tombstone };
    // How the device comes to drop the document: it is told to, or something of it is refused.
    let told: fn(&mut ServerSession, LogEntry, ChangeKey) = |server, tombstone, _| {
        server.grown(2);
        assert_eq!(news(server, vec![tombstone]), [Entry::Purge(DOC)]);
    };
    let refused: fn(&mut ServerSession, LogEntry, ChangeKey) = |server, _, key| {
        assert_eq!(only_batch(&server.appended(vec![(key, AppendOutcome::NoAccess)])).rejects.len(), 1);
    };
    for leaves in [told, refused] {
        let mut server = server();
        server.frame(&hello(pushed(&own)));
        server.grown(1);
        assert_eq!(news(&mut server, vec![logged(1, &own[0])]), [], "it has what it pushed");
        leaves(&mut server, tombstone.clone(), key);
        server.grown(3);
        assert_eq!(news(&mut server, vec![granted(3, &own[..1])]), [changes(&own[..1])]);
        server.grown(4);
        assert_eq!(news(&mut server, vec![logged(4, &own[1])]), [changes(&own[1..])], "which it does not have");
    }
}

#[test]
fn whoever_holds_what_is_out_of_their_sight_is_told_how_it_stands() {
    let own = changes_by(SATO);
    let key = ChangeKey { doc: DOC, hash: own[0].hash };
    let mut server = server();
    server.frame(&hello(vec![]));
    let actions = server.appended(vec![(key, AppendOutcome::OutOfSight(1))]);
    assert_eq!(only_batch(&actions), Batch { acks: vec![key], more: true, ..Batch::default() }, "it has arrived");
    assert!(actions.contains(&ServerAction::Read(ReadRequest::Fetch(vec![DOC]))));
    let hidden = StoredDocument { doc: DOC, dead: true, snapshot: None, tail: Vec::new() };
    let batch = only_batch(&server.page(Page::fetched(&[DOC], vec![hidden], &[])));
    assert_eq!(batch, Batch { entries: vec![Entry::Purge(DOC)], ..Batch::default() });
    let actions = server.appended(vec![(key, AppendOutcome::OutOfSight(1))]);
    assert_eq!(only_batch(&actions), Batch { acks: vec![key], ..Batch::default() }, "once is enough");
}

#[test]
fn whoever_asks_for_what_there_is_not_is_told_so_and_waits_no_longer() {
    let mut server = server();
    server.frame(&hello(vec![]));
    server.frame(&encode(&ClientMessage::Fetch(vec![DOC]), 1));
    server.grown(1);
    let batch = only_batch(&server.page(Page::fetched(&[DOC], Vec::new(), &[])));
    assert_eq!(batch, Batch { unknown: vec![DOC], more: true, ..Batch::default() }, "the log is still to be read");
    let batch = only_batch(&server.page(Page::Log { entries: Vec::new(), through: 1, head: 1 }));
    assert!(!batch.more);
    // What was left for another time is not unknown, and the device still waits for an end.
    assert_eq!(Page::fetched(&[DOC], Vec::new(), &[DOC]), Page::Fetched { documents: Vec::new(), unknown: Vec::new() });
    server.frame(&encode(&ClientMessage::Fetch(vec![DOC]), 2));
    assert_eq!(only_batch(&server.page(Page::fetched(&[DOC], Vec::new(), &[DOC]))), Batch::default());

    let mut client = client();
    welcomed(&mut client, EPOCH, vec![]);
    let actions = tell(&mut client, Batch { unknown: vec![DOC], ..Batch::default() });
    assert_eq!(actions.first(), Some(&Action::Unknown(vec![DOC])));
}

#[test]
fn what_a_device_pushed_on_another_connection_is_told_to_it() {
    let own = changes_by(SATO);
    let mut server = server();
    server.frame(&hello(vec![]));
    server.frame(&encode(&ClientMessage::Push(pushed(&own[1..])), 1));
    // It may have been set back to an older copy of itself between the two.
    server.grown(2);
    assert_eq!(news(&mut server, vec![logged(1, &own[0]), logged(2, &own[1])]), [changes(&own[..1])]);
    let key = ChangeKey { doc: DOC, hash: own[1].hash };
    server.appended(vec![(key, AppendOutcome::Appended(2))]);
    server.grown(3);
    assert_eq!(
        news(&mut server, vec![logged(3, &own[1])]),
        [changes(&own[1..])],
        "it is remembered until it is passed"
    );
}

fn chunk(change: &NewChange) -> Row {
    Row { table: Table::Chunks, key: change_chunk_key(DOC, change.hash), value: change.bytes.clone() }
}

#[test]
fn what_waits_of_a_document_comes_back_with_it() {
    let own = changes_by(SATO);
    let mut client = client();
    welcomed(&mut client, EPOCH, pending(&own[1..]));
    let actions = tell(&mut client, Batch { entries: vec![changes(&own[..1])], ..Batch::default() });
    let store = only_store(&actions);
    assert!(store.whole.contains(&DOC));
    // Its chunk left the device with the document, and its row in the outbox stayed.
    assert!(store.transaction.puts.contains(&chunk(&own[1])));
    assert!(!store.transaction.puts.iter().any(|row| row.table == Table::Outbox), "it waits already");
}

#[test]
fn a_document_that_comes_and_goes_in_one_batch_has_gone() {
    let own = changes_by(SATO);
    let mut client = client();
    welcomed(&mut client, EPOCH, pending(&own[1..]));
    let entries = vec![changes(&own[..1]), Entry::Purge(DOC)];
    let actions = tell(&mut client, Batch { entries, ..Batch::default() });
    let store = only_store(&actions);
    assert_eq!((store.whole.is_empty(), store.purged.as_slice()), (true, [DOC].as_slice()));
    let tables: Vec<Table> = store.transaction.puts.iter().map(|row| row.table).collect();
    assert_eq!(tables, [Table::Quarantine], "only what was written here stays, aside");
}

#[test]
fn what_arrived_while_its_document_left_does_not_count_as_refused() {
    let own = changes_by(SATO);
    let key = ChangeKey { doc: DOC, hash: own[1].hash };
    let aside = (Table::Quarantine, outbox_key(key));
    let mut client = client();
    welcomed(&mut client, EPOCH, pending(&own));
    let token = store_token(&tell(&mut client, Batch { entries: vec![Entry::Purge(DOC)], ..Batch::default() }));
    client.stored(3, token.expect("a store"));
    let actions = tell(&mut client, Batch { acks: vec![key], ..Batch::default() });
    assert!(only_store(&actions).transaction.deletes.contains(&aside));
    // What lies aside for another reason is not touched by an acknowledgement.
    let mut client = super::client();
    welcomed(&mut client, EPOCH, pending(&own));
    let actions = tell(&mut client, Batch { acks: vec![key], ..Batch::default() });
    assert!(!only_store(&actions).transaction.deletes.contains(&aside));
}

#[test]
fn what_comes_back_goes_out_in_one_frame_with_its_causes_first() {
    let own = changes_by(SATO);
    let mut client = client();
    welcomed(&mut client, EPOCH, vec![]);
    // While a connection opens, one change may be told more than once.
    let actions = client.local(3, pending(&[own[1].clone(), own[0].clone(), own[1].clone(), own[0].clone()]));
    let pushes: Vec<_> = actions
        .iter()
        .filter_map(|action| match action {
            Action::Send(frame) => decode::<ClientMessage>(frame, 1).ok(),
            _ => None,
        })
        .collect();
    assert_eq!(pushes, [ClientMessage::Push(pushed(&own))]);
}
