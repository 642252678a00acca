//! The server's end of the conversation, one for each connection.
//!
//! It loads no document: it checks envelopes, asks its shell to append and to read, and says what came of it. It acknowledges only
//! what the shell has reported as appended, which means durable.

mod action;
mod looking;
mod read;

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use jiff::civil::Date;

use super::outgoing::digest;
use crate::document::check::check;
use crate::ids::{Author, DeviceId, DocId, Epoch, UserId};
use crate::limits::{FETCH_DOCS_MAX, FETCHES_WAITING_MAX, LOOKED_AT_DOCS_MAX, REFUSED_KEPT_PER_FRAME_MAX};
use crate::order;
use crate::protocol::{
    Batch, ChangeKey, ClientMessage, FrameError, Goodbye, Hello, Looked, Numbering, PROTOCOL_VERSION, Position,
    PushedChange, Reject, RejectReason, Seq, ServerMessage, StaffList, Welcome,
};

pub use action::{
    AppendOutcome, CheckedChange, LogEntry, Logged, Page, ReadRequest, ServerAction, Snapshot, StoredDocument,
};

#[derive(Debug)]
enum Stage {
    /// Nothing was said yet.
    Greeting,
    /// The device has introduced itself.
    Serving(Box<Serving>),
    /// The last words are said.
    Ended,
}

#[derive(Debug)]
struct Serving {
    device: DeviceId,
    position: Position,
    today: Date,
    /// The read that is under way.
    reading: Option<ReadRequest>,
    fetches: VecDeque<Vec<DocId>>,
    /// Documents of a first sync that were sent ahead of their turn.
    urgent: BTreeSet<DocId>,
    sent_documents: u64,
    /// Documents that the device was told to drop on this connection: at most as many as the office has.
    left_device: BTreeSet<DocId>,
    /// What the device pushed on this connection and the log has not come to yet.
    pushed: BTreeSet<ChangeKey>,
    /// What the device has open, as far as it did not have to leave it.
    looking: Vec<DocId>,
    /// Who else has that open, as the device was told.
    others: Vec<Looked>,
}

/// See the module.
#[derive(Debug)]
pub struct ServerSession {
    user: UserId,
    epoch: Epoch,
    head: Seq,
    staff: Arc<StaffList>,
    stage: Stage,
    /// Who said hello, and up to where in this log it had everything.
    introduced: Option<(DeviceId, Seq)>,
    numbering: Numbering,
}

impl ServerSession {
    /// A session of this user, on a log of this life and length.
    #[must_use]
    pub fn new(user: UserId, epoch: Epoch, head: Seq, staff: Arc<StaffList>) -> Self {
        Self { user, epoch, head, staff, stage: Stage::Greeting, introduced: None, numbering: Numbering::default() }
    }

    /// A frame came in.
    pub fn frame(&mut self, bytes: &[u8]) -> Vec<ServerAction> {
        match (&self.stage, self.numbering.decode::<ClientMessage>(bytes)) {
            (Stage::Ended, _) => Vec::new(),
            (_, Err(FrameError::Version(_))) => self.end(Goodbye::UnsupportedVersion { server: PROTOCOL_VERSION }),
            (_, Err(_)) => self.end(Goodbye::Malformed),
            (Stage::Greeting, Ok(ClientMessage::Hello(hello))) => self.greet(hello),
            (Stage::Serving(_), Ok(ClientMessage::Push(changes))) => self.push(changes),
            (Stage::Serving(_), Ok(ClientMessage::Looking(docs))) if docs.len() <= LOOKED_AT_DOCS_MAX => {
                self.look(docs)
            }
            (Stage::Serving(serving), Ok(ClientMessage::Fetch(docs)))
                if docs.len() <= FETCH_DOCS_MAX && serving.fetches.len() < FETCHES_WAITING_MAX =>
            {
                let Stage::Serving(serving) = &mut self.stage else {
                    return Vec::new();
                };
                serving.fetches.push_back(docs);
                self.read_on()
            }
            _ => self.end(Goodbye::OutOfTurn),
        }
    }

    fn push(&mut self, changes: Vec<PushedChange>) -> Vec<ServerAction> {
        let Stage::Serving(serving) = &mut self.stage else {
            return Vec::new();
        };
        let mut actions = Vec::new();
        take_push(self.user, serving.device, changes, &mut self.numbering, &mut actions);
        for action in &actions {
            if let ServerAction::Append(changes) = action {
                serving.pushed.extend(changes.iter().map(|change| change.key));
            }
        }
        actions
    }

    /// What was to be appended is durable, or was refused.
    pub fn appended(&mut self, outcomes: Vec<(ChangeKey, AppendOutcome)>) -> Vec<ServerAction> {
        let Stage::Serving(serving) = &mut self.stage else {
            return Vec::new();
        };
        let mut batch = Batch::default();
        // An office that was restored to an older copy of itself has forgotten who held what: they are told once how it stands now.
        let is_told =
            |doc: &DocId| serving.left_device.contains(doc) || serving.fetches.iter().flatten().any(|told| told == doc);
        let is_out_of_sight = |outcome: &AppendOutcome| matches!(outcome, AppendOutcome::OutOfSight(_));
        let held = outcomes.iter().filter(|(_, outcome)| is_out_of_sight(outcome)).map(|(change, _)| change.doc);
        let held: Vec<DocId> = order::set(held.filter(|doc| !is_told(doc))).into_iter().collect();
        if !held.is_empty() {
            serving.fetches.push_back(held);
        }
        // With what is refused for these reasons the document leaves the device.
        let leaves = |outcome: &AppendOutcome| matches!(outcome, AppendOutcome::DeadDocument | AppendOutcome::NoAccess);
        let left = outcomes.iter().filter(|(_, outcome)| leaves(outcome)).map(|(change, _)| change.doc);
        let gone = serving.leave(left.collect());
        for (change, outcome) in outcomes {
            if outcome.seq().is_none_or(|seq| seq <= serving.position.cursor) {
                serving.pushed.remove(&change);
            }
            match outcome {
                AppendOutcome::Appended(_) | AppendOutcome::AlreadyThere(_) | AppendOutcome::OutOfSight(_) => {
                    batch.acks.push(change);
                }
                AppendOutcome::MissingDependencies => {
                    batch.rejects.push(Reject { change, reason: RejectReason::MissingDependencies });
                }
                AppendOutcome::DeadDocument => {
                    batch.rejects.push(Reject { change, reason: RejectReason::DeadDocument });
                }
                AppendOutcome::NoAccess => batch.rejects.push(Reject { change, reason: RejectReason::NoAccess }),
                AppendOutcome::Unfit => batch.rejects.push(Reject { change, reason: RejectReason::Malformed }),
            }
        }
        let is_reading = serving.reading.is_some();
        let next = self.read_on();
        batch.more = is_reading || !next.is_empty();
        [send(&mut self.numbering, batch)].into_iter().chain(next).chain(gone).collect()
    }

    /// The log has grown.
    pub fn grown(&mut self, head: Seq) -> Vec<ServerAction> {
        self.head = self.head.max(head);
        self.read_on()
    }

    /// The line was silent for a while.
    pub fn heartbeat(&mut self) -> Vec<ServerAction> {
        match self.stage {
            Stage::Serving(_) => vec![ServerAction::Send(self.numbering.encode(&ServerMessage::Alive))],
            Stage::Greeting | Stage::Ended => Vec::new(),
        }
    }

    /// The server ends the conversation.
    pub fn end(&mut self, why: Goodbye) -> Vec<ServerAction> {
        if matches!(self.stage, Stage::Ended) {
            return Vec::new();
        }
        self.stage = Stage::Ended;
        vec![ServerAction::Send(self.numbering.encode(&ServerMessage::Goodbye(why))), ServerAction::Close]
    }

    /// The device that introduced itself, for logs.
    #[must_use]
    pub fn device(&self) -> Option<DeviceId> {
        match &self.stage {
            Stage::Serving(serving) => Some(serving.device),
            Stage::Greeting | Stage::Ended => None,
        }
    }

    /// The device that introduced itself, and up to where in this log it had everything then.
    #[must_use]
    pub const fn introduced(&self) -> Option<(DeviceId, Seq)> {
        self.introduced
    }

    fn greet(&mut self, hello: Hello) -> Vec<ServerAction> {
        let staff = (hello.staff_version != self.staff.version).then(|| StaffList::clone(&self.staff));
        let welcome = Welcome { epoch: self.epoch, user: self.user, staff, hears_looking: true };
        let mut actions = vec![ServerAction::Send(self.numbering.encode(&ServerMessage::Welcome(welcome)))];
        let is_of_this_log = hello.position.epoch == Some(self.epoch);
        self.introduced = Some((hello.device, if is_of_this_log { hello.position.cursor } else { 0 }));
        self.stage = Stage::Serving(Box::new(Serving {
            device: hello.device,
            position: hello.position,
            today: hello.today,
            reading: None,
            fetches: VecDeque::new(),
            urgent: BTreeSet::new(),
            sent_documents: 0,
            left_device: BTreeSet::new(),
            pushed: BTreeSet::new(),
            looking: Vec::new(),
            others: Vec::new(),
        }));
        if !hello.push.is_empty() {
            actions.extend(self.push(hello.push));
        }
        actions.extend(self.read_first());
        if !hello.looking.is_empty() && hello.looking.len() <= LOOKED_AT_DOCS_MAX {
            actions.extend(self.look(hello.looking));
        }
        actions
    }
}

/// Checks pushed changes; refuses what cannot be accepted, and asks to append the rest.
fn take_push(
    user: UserId,
    device: DeviceId,
    changes: Vec<PushedChange>,
    numbering: &mut Numbering,
    actions: &mut Vec<ServerAction>,
) {
    let mut accepted = Vec::with_capacity(changes.len());
    let mut rejects = Vec::new();
    let mut kept = 0;
    let mut keep = |bytes: &[u8], reason| {
        kept += 1;
        if kept <= REFUSED_KEPT_PER_FRAME_MAX {
            actions.push(ServerAction::Keep(bytes.to_vec(), reason));
        }
    };
    for PushedChange { doc, bytes } in changes {
        let refuse = |hash, reason| Reject { change: ChangeKey { doc, hash }, reason };
        match check(&bytes) {
            Err(_) => {
                keep(&bytes, "malformed_change");
                rejects.push(refuse(digest(&bytes), RejectReason::Malformed));
            }
            Ok(envelope) if envelope.author.is_some_and(|author| author != (Author { user, device })) => {
                keep(&bytes, "foreign_author");
                rejects.push(refuse(envelope.hash, RejectReason::ForeignAuthor));
            }
            Ok(envelope) => accepted.push(CheckedChange {
                key: ChangeKey { doc, hash: envelope.hash },
                deps: envelope.deps,
                author: envelope.author,
                user: Some(user),
                device,
                bytes,
            }),
        }
    }
    if !rejects.is_empty() {
        actions.push(send(numbering, Batch { rejects, more: !accepted.is_empty(), ..Batch::default() }));
    }
    if !accepted.is_empty() {
        actions.push(ServerAction::Append(accepted));
    }
}

fn send(numbering: &mut Numbering, batch: Batch) -> ServerAction {
    ServerAction::Send(numbering.encode(&ServerMessage::Batch(batch)))
}
