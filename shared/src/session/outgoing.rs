//! The changes a device has not had acknowledged, in an order in which each comes after those it builds on.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use crate::document::check::check;
use crate::ids::{ChangeHash, DocId};
use crate::limits::{PUSH_FRAME_BYTES, PUSH_WINDOW_BYTES};
use crate::order;
use crate::protocol::{ChangeKey, PushedChange};

/// A change in the device's outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingChange {
    /// Its address.
    pub key: ChangeKey,
    /// The change chunk.
    pub bytes: Vec<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// To be sent when there is room in the window.
    Waiting,
    /// Sent on this connection and not answered yet.
    Sent,
    /// Refused because it builds on changes the server lacks; tried again when those were offered, or on the next connection.
    Held,
}

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Outgoing {
    queue: BTreeMap<u64, (PendingChange, State)>,
    place: BTreeMap<ChangeKey, u64>,
    next_place: u64,
    sent_bytes: usize,
}

impl Outgoing {
    /// Starts over with what the outbox holds, in whatever order it was stored.
    pub(super) fn restart(&mut self, outbox: Vec<PendingChange>) {
        *self = Self::default();
        self.extend(outbox);
    }

    /// Adds changes, in whatever order and as often as they are told, none of which those that are here build on.
    pub(super) fn extend(&mut self, mut changes: Vec<PendingChange>) {
        let mut told = BTreeSet::new();
        changes.retain(|change| !self.place.contains_key(&change.key) && told.insert(change.key));
        for change in in_causal_order(changes) {
            self.add(change);
        }
    }

    /// Adds a change that was made after all that are here, unless it is here already.
    fn add(&mut self, change: PendingChange) {
        if self.place.contains_key(&change.key) {
            return;
        }
        self.place.insert(change.key, self.next_place);
        self.queue.insert(self.next_place, (change, State::Waiting));
        self.next_place += 1;
    }

    /// What to push next: one frame of waiting changes, empty where nothing waits or the window is full.
    pub(super) fn next_frame(&mut self) -> Vec<PushedChange> {
        let mut frame = Vec::new();
        let mut frame_bytes = 0;
        for (change, state) in self.queue.values_mut().filter(|(_, state)| *state == State::Waiting) {
            let bytes = change.bytes.len();
            // A change larger than the window must pass too, alone.
            if (frame_bytes > 0 && frame_bytes + bytes > PUSH_FRAME_BYTES)
                || (self.sent_bytes > 0 && self.sent_bytes + bytes > PUSH_WINDOW_BYTES)
            {
                break;
            }
            *state = State::Sent;
            frame_bytes += bytes;
            self.sent_bytes += bytes;
            frame.push(PushedChange { doc: change.key.doc, bytes: change.bytes.clone() });
        }
        frame
    }

    /// Takes a change out, because it was acknowledged or will never be accepted.
    pub(super) fn remove(&mut self, key: ChangeKey) -> Option<PendingChange> {
        let place = self.place.remove(&key)?;
        let (change, state) = self.queue.remove(&place)?;
        if state == State::Sent {
            self.sent_bytes -= change.bytes.len();
        }
        Some(change)
    }

    /// Holds a change back, with all later ones of its document: they build on it.
    pub(super) fn hold(&mut self, key: ChangeKey) {
        let Some(&place) = self.place.get(&key) else { return };
        for (change, state) in self.queue.range_mut(place..).map(|(_, entry)| entry) {
            if change.key.doc == key.doc {
                if *state == State::Sent {
                    self.sent_bytes -= change.bytes.len();
                }
                *state = State::Held;
            }
        }
    }

    /// Changes of this document were offered or came in: those held back may be sent once more, in causal order.
    pub(super) fn retry(&mut self, doc: DocId) {
        let held = self.queue.values().filter(|(change, state)| change.key.doc == doc && *state == State::Held);
        let keys: Vec<ChangeKey> = held.map(|(change, _)| change.key).collect();
        let changes = keys.into_iter().filter_map(|key| self.remove(key)).collect();
        self.extend(changes);
    }

    /// Takes out all changes of a document that is gone.
    pub(super) fn remove_doc(&mut self, doc: DocId) -> Vec<PendingChange> {
        let keys: Vec<ChangeKey> = self.place.keys().filter(|key| key.doc == doc).copied().collect();
        keys.into_iter().filter_map(|key| self.remove(key)).collect()
    }

    /// The change a refusal means: by its hash, or by the digest of its bytes where the server could not read them.
    pub(super) fn find(&self, refused: ChangeKey) -> Option<ChangeKey> {
        if self.place.contains_key(&refused) {
            return Some(refused);
        }
        let same_doc = self.queue.values().filter(|(change, _)| change.key.doc == refused.doc);
        same_doc.map(|(change, _)| change).find(|change| digest(&change.bytes) == refused.hash).map(|change| change.key)
    }

    /// The changes of this document that are here.
    pub(super) fn of_doc(&self, doc: DocId) -> impl Iterator<Item = &PendingChange> {
        let first = ChangeKey { doc, hash: ChangeHash([0; 32]) };
        let places = self.place.range(first..).take_while(move |(key, _)| key.doc == doc);
        places.filter_map(|(_, place)| self.queue.get(place)).map(|(change, _)| change)
    }

    /// Whether changes of this document are here.
    pub(super) fn holds_doc(&self, doc: DocId) -> bool {
        self.of_doc(doc).next().is_some()
    }

    /// Whether anything is under way to the server.
    pub(super) fn is_sending(&self) -> bool {
        self.sent_bytes > 0
    }
}

/// The digest under which bytes are refused that are no change.
pub(super) fn digest(bytes: &[u8]) -> ChangeHash {
    ChangeHash(Sha256::digest(bytes).into())
}

/// Sorts changes so that each comes after those of its dependencies that are among them. What cannot be read comes last.
fn in_causal_order(changes: Vec<PendingChange>) -> Vec<PendingChange> {
    let mut waiting: Vec<(PendingChange, Vec<ChangeKey>)> = Vec::new();
    let mut unreadable = Vec::new();
    for change in changes {
        match check(&change.bytes) {
            Ok(envelope) => {
                let doc = change.key.doc;
                let deps = envelope.deps.into_iter().map(|hash| ChangeKey { doc, hash });
                waiting.push((change, deps.collect()));
            }
            Err(_) => unreadable.push(change),
        }
    }
    let mut open = order::set(waiting.iter().map(|(change, _)| change.key));
    let mut followers: BTreeMap<ChangeKey, Vec<usize>> = BTreeMap::new();
    let mut missing: Vec<usize> = Vec::new();
    let mut ready = Vec::new();
    for (at, (_, deps)) in waiting.iter().enumerate() {
        let inside: Vec<_> = deps.iter().filter(|dep| open.contains(dep)).collect();
        missing.push(inside.len());
        if inside.is_empty() {
            ready.push(at);
        }
        for dep in inside {
            followers.entry(*dep).or_default().push(at);
        }
    }
    ready.reverse();
    let mut ordered = Vec::with_capacity(waiting.len());
    let mut slots: Vec<Option<PendingChange>> = waiting.into_iter().map(|(change, _)| Some(change)).collect();
    while let Some(at) = ready.pop() {
        let Some(change) = slots[at].take() else { continue };
        open.remove(&change.key);
        for &follower in followers.get(&change.key).into_iter().flatten() {
            missing[follower] -= 1;
            if missing[follower] == 0 {
                ready.push(follower);
            }
        }
        ordered.push(change);
    }
    ordered.extend(unreadable);
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{CaseDocument, Stamp};
    use crate::edit::{Edit, TextSplice};
    use crate::form::TextRef;
    use crate::ids::{Author, DeviceId, OpeningTag, UserId};

    #[test]
    fn a_stored_outbox_goes_out_in_causal_order() {
        let author = Author { user: UserId(1), device: DeviceId(1) };
        let mut document = CaseDocument::create(DocId::DIRECTORY, author, OpeningTag(1));
        let mut made = Vec::new();
        for at in 0..20 {
            let splice = TextSplice { at, delete: 0, insert: "x".to_owned() };
            document.apply(&Edit::Splice { text: TextRef::Goal, splice }, Stamp::default()).expect("applies");
            made.extend(document.take_new_changes());
        }
        let pending = |change: &crate::document::NewChange| PendingChange {
            key: ChangeKey { doc: DocId::DIRECTORY, hash: change.hash },
            bytes: change.bytes.clone(),
        };
        let mut stored: Vec<_> = made.iter().map(pending).collect();
        stored.sort_by_key(|change| change.key);
        let ordered: Vec<_> = in_causal_order(stored).into_iter().map(|change| change.key.hash).collect();
        assert_eq!(ordered, made.iter().map(|change| change.hash).collect::<Vec<_>>());
    }
}
