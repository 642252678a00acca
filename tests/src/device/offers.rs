//! Own changes go into the outbox once more, document by document, because the server lacks them.

use std::collections::BTreeSet;

use madobe_shared::document::NewChange;
use madobe_shared::document::check::check;
use madobe_shared::ids::DocId;
use madobe_shared::protocol::ChangeKey;
use madobe_shared::session::PendingChange;
use madobe_shared::storage::{Table, Transaction, doc_prefix, outbox_key};

use super::loading::load;
use super::{Device, Purpose, Turn, Written};

/// Documents whose history is to be offered.
#[derive(Debug)]
pub(super) struct Offer {
    /// The session's step to be ended with it, if it is one.
    pub(super) token: Option<u64>,
    /// What is left to do.
    pub(super) docs: BTreeSet<DocId>,
}

impl Device {
    /// Goes on with the offers, one document at a time.
    pub(super) fn offer_on(&mut self, turn: &mut Turn<'_>) {
        if self.writes.values().any(|purpose| matches!(purpose, Purpose::Offer(_))) {
            return;
        }
        while let Some(offer) = self.offers.front_mut() {
            let Some(doc) = offer.docs.pop_first() else {
                let token = offer.token;
                self.offers.pop_front();
                if let Some(token) = token {
                    self.with_session(turn, |session, now_ms| session.stored(now_ms, token));
                }
                continue;
            };
            let changes = self.own_changes(turn, doc);
            if changes.is_empty() {
                continue;
            }
            let pending: Vec<_> = changes
                .into_iter()
                .map(|change| PendingChange { key: ChangeKey { doc, hash: change.hash }, bytes: change.bytes })
                .collect();
            let mut transaction = Transaction::default();
            for change in &pending {
                transaction.put(Table::Outbox, outbox_key(change.key), change.bytes.clone());
            }
            self.write(turn, transaction, Purpose::Offer(pending));
            return;
        }
    }

    pub(super) fn offer_written(&mut self, turn: &mut Turn<'_>, pending: Vec<PendingChange>, written: Written) {
        if written == Written::Done {
            self.local(turn, pending);
        } else if let Some(Offer { token: Some(token), .. }) = self.offers.pop_front() {
            self.with_session(turn, |session, now_ms| session.store_failed(now_ms, token));
        }
    }

    /// Own changes of a document. Where it cannot be opened, those among its chunks that can be read.
    fn own_changes(&mut self, turn: &mut Turn<'_>, doc: DocId) -> Vec<NewChange> {
        let tag = self.tag();
        if let Ok(mut loaded) = load(turn.storage, doc, self.author, tag) {
            return loaded.document.own_changes();
        }
        let chunks =
            turn.storage.rows(Table::Chunks, &doc_prefix(doc)).map(|(_, bytes)| bytes.to_vec()).collect::<Vec<_>>();
        let own = chunks.into_iter().filter_map(|bytes| {
            let envelope = check(&bytes).ok()?;
            let is_own = envelope.author.is_none_or(|author| author == self.author);
            is_own.then_some(NewChange { hash: envelope.hash, bytes })
        });
        own.collect()
    }
}
