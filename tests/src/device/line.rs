//! The session of the tab that keeps the line, and what its actions mean for rows and documents.

use madobe_shared::document::check::check;
use madobe_shared::protocol::{Position, StaffList};
use madobe_shared::session::client::{Action, Store};
use madobe_shared::session::{ClientSession, PendingChange};
use madobe_shared::storage::{
    MetaKey, Table, Transaction, change_chunk_key, decode_row, doc_of_key, outbox_key, parse_outbox_key,
};

use super::offers::Offer;
use super::{BrokenRule, Device, DeviceOutput, Line, Purpose, TabMessage, Turn, Written, today};

impl Device {
    pub(super) fn lead(&mut self, turn: &mut Turn<'_>) {
        let position = turn.storage.get(Table::Meta, MetaKey::Position.name()).and_then(decode_row::<Position>);
        let jitter_seed = self.draw();
        let session = ClientSession::new(self.author.device, position.unwrap_or_default(), jitter_seed);
        self.session = Some(session);
        // The tab that kept the line before may have died between a transaction and telling of it.
        for doc in self.documents.keys().copied().collect::<Vec<_>>() {
            self.catch_up(turn, doc);
        }
        self.count_unsent(turn);
        self.with_session(turn, ClientSession::tick);
    }

    /// Lets the session decide and carries its actions out. In a tab without the line nothing happens.
    pub(super) fn with_session(
        &mut self,
        turn: &mut Turn<'_>,
        decide: impl FnOnce(&mut ClientSession, u64) -> Vec<Action>,
    ) {
        let Some(session) = &mut self.session else { return };
        let actions = decide(session, turn.now_ms);
        self.perform(turn, actions);
    }

    pub(super) fn opened(&mut self, turn: &mut Turn<'_>, line: Line) {
        if line != self.line {
            return;
        }
        let staff = turn.storage.get(Table::Meta, MetaKey::Staff.name()).and_then(decode_row::<StaffList>);
        let staff_version = staff.map_or(0, |staff| staff.version);
        let outbox = outbox(turn);
        self.with_session(turn, |session, now_ms| session.opened(now_ms, today(now_ms), staff_version, outbox));
    }

    /// The session hears of changes that are durable in the outbox.
    pub(super) fn local(&mut self, turn: &mut Turn<'_>, changes: Vec<PendingChange>) {
        for change in changes {
            self.with_session(turn, |session, now_ms| session.local(now_ms, change));
        }
    }

    fn perform(&mut self, turn: &mut Turn<'_>, actions: Vec<Action>) {
        for action in actions {
            match action {
                Action::Connect => {
                    self.line += 1;
                    turn.outputs.push(DeviceOutput::Connect(self.line));
                }
                Action::Send(frame) => {
                    turn.outputs.push(DeviceOutput::Send(self.line, frame));
                    if self.habits.broken == Some(BrokenRule::OutboxClearedOnSend) {
                        let sent = turn.storage.keys(Table::Outbox, "").into_iter().map(|key| (Table::Outbox, key));
                        let transaction = Transaction { deletes: sent.collect(), ..Transaction::default() };
                        self.write(turn, transaction, Purpose::Plain);
                    }
                }
                Action::Disconnect => turn.outputs.push(DeviceOutput::Disconnect(self.line)),
                Action::Store(store) => self.store_news(turn, store),
                Action::OfferEverything { token } => {
                    let docs = turn.storage.rows(Table::Chunks, "").filter_map(|(key, _)| doc_of_key(key)).collect();
                    self.offers.push_back(Offer { token: Some(token), docs });
                }
                Action::OfferHistory(doc) => {
                    self.offers.push_back(Offer { token: None, docs: [doc].into() });
                }
                Action::LinkChanged(link) => {
                    self.link = link;
                    turn.outputs.push(DeviceOutput::Tell(TabMessage::Link(link)));
                }
            }
        }
    }

    fn store_news(&mut self, turn: &mut Turn<'_>, store: Box<Store>) {
        let mut transaction = store.transaction.clone();
        if self.habits.broken == Some(BrokenRule::PlaceBeforeEntries) {
            let (place, rest) = transaction.puts.into_iter().partition(|row| row.table == Table::Meta);
            transaction.puts = rest;
            self.write(turn, Transaction { puts: place, ..Transaction::default() }, Purpose::Plain);
        }
        self.write(turn, transaction, Purpose::News(store));
    }

    /// What the server sent is durable: open documents take it, other tabs hear of it, and only then the session goes on.
    pub(super) fn news_written(&mut self, turn: &mut Turn<'_>, store: Store, written: Written) {
        let token = store.token;
        if written != Written::Done {
            self.with_session(turn, |session, now_ms| session.store_failed(now_ms, token));
            return;
        }
        for &doc in &store.purged {
            self.leave_device(turn, doc);
        }
        let docs = store.news.iter().map(|(doc, _)| *doc).collect();
        for (doc, chunks) in store.news {
            self.take_news(turn, doc, &chunks, &store.transaction);
        }
        turn.outputs.push(DeviceOutput::Tell(TabMessage::Stored { docs, outbox: Vec::new(), purged: store.purged }));
        if !store.acks.is_empty() {
            turn.outputs.push(DeviceOutput::Received(store.acks));
        }
        if !store.refused.is_empty() {
            turn.outputs.push(DeviceOutput::Refused(store.refused));
        }
        self.with_session(turn, |session, now_ms| session.stored(now_ms, token));
    }

    /// Whether news from the server is on its way into the storage.
    pub(super) fn news_is_arriving(&self) -> bool {
        self.writes.values().any(|purpose| matches!(purpose, Purpose::News(_)))
    }
}

/// All of the outbox. A damaged row is read from the chunk that holds the same change.
fn outbox(turn: &Turn<'_>) -> Vec<PendingChange> {
    let rows = turn.storage.rows(Table::Outbox, "").filter_map(|(row, bytes)| {
        let key = parse_outbox_key(row)?;
        let is_good = |bytes: &&[u8]| check(bytes).is_ok_and(|envelope| envelope.hash == key.hash);
        let chunk = || turn.storage.get(Table::Chunks, &change_chunk_key(key.doc, key.hash)).filter(is_good);
        let bytes = Some(bytes).filter(is_good).or_else(chunk).unwrap_or(bytes);
        debug_assert_eq!(outbox_key(key), row);
        Some(PendingChange { key, bytes: bytes.to_vec() })
    });
    rows.collect()
}
