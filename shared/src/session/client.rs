//! The device's end of the conversation.
//!
//! It never believes what is not stored: one [`Action::Store`] is under way at a time, and the place in the log that it carries counts
//! only after [`ClientSession::stored`]. It never clears what is not acknowledged.

mod action;
mod batch;
mod looking;

pub use action::{Action, Store};

use std::collections::{BTreeSet, VecDeque};

use jiff::civil::Date;

use super::outgoing::{Outgoing, PendingChange};
use super::status::LinkState;
use crate::ids::{DeviceId, DocId, Epoch};
use crate::limits::{FETCH_DOCS_MAX, RETRY_DELAY_MS_MAX, RETRY_DELAY_MS_MIN, SILENCE_MS_MAX};
use crate::order;
use crate::protocol::{ChangeKey, ClientMessage, Goodbye, Hello, Numbering, Position, ServerMessage, Welcome};
use action::Step;
use looking::Looking;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line {
    /// No connection; the next try is due at this moment.
    Down { retry_at_ms: u64 },
    /// The shell is opening one.
    Connecting,
    /// Open, and the server has not answered yet.
    Greeting,
    /// Open, and the server has answered.
    Open,
    /// The server wants a new sign-in. Only [`ClientSession::wake`] tries again.
    SignedOut,
    /// The server speaks another version. Tries go on, slowly: the server may be about to be updated.
    Mismatch { retry_at_ms: u64 },
}

/// See the module.
#[derive(Debug)]
pub struct ClientSession {
    device: DeviceId,
    position: Position,
    line: Line,
    /// The life of the log that the server has told of.
    epoch: Option<Epoch>,
    numbering: Numbering,
    outgoing: Outgoing,
    stores: VecDeque<Step>,
    next_token: u64,
    /// Whether the server has said that more follows at once.
    more: bool,
    progress: Option<(u64, u64)>,
    offered: BTreeSet<DocId>,
    looking: Looking,
    /// What was under way on this connection when its document left the device, and lies in quarantine.
    set_aside: BTreeSet<ChangeKey>,
    offline_since_ms: Option<u64>,
    heard_at_ms: u64,
    attempts: u32,
    jitter: u64,
    said: Option<LinkState>,
}

/// Whether a moment has come that was at most `most_ms` away when it was set. One that is further away now was set before the clock was
/// set back, and nobody knows how long ago: it has come.
fn has_come(now_ms: u64, at_ms: u64, most_ms: u64) -> bool {
    now_ms >= at_ms || at_ms - now_ms > most_ms
}

impl ClientSession {
    /// A session that goes on from a stored position. `jitter_seed` is any random number; it spreads the tries of many devices.
    #[must_use]
    pub fn new(device: DeviceId, position: Position, jitter_seed: u64) -> Self {
        Self {
            device,
            position,
            line: Line::Down { retry_at_ms: 0 },
            epoch: None,
            numbering: Numbering::default(),
            outgoing: Outgoing::default(),
            stores: VecDeque::new(),
            next_token: 1,
            more: false,
            progress: None,
            offered: BTreeSet::new(),
            looking: Looking::default(),
            set_aside: BTreeSet::new(),
            offline_since_ms: None,
            heard_at_ms: 0,
            attempts: 0,
            jitter: jitter_seed | 1,
            said: None,
        }
    }

    /// The connection is open. `outbox` is all of it, as stored, in any order.
    pub fn opened(&mut self, now_ms: u64, today: Date, staff_version: u64, outbox: Vec<PendingChange>) -> Vec<Action> {
        let mut actions = Vec::new();
        self.line = Line::Greeting;
        self.numbering = Numbering::default();
        self.heard_at_ms = now_ms;
        self.offered.clear();
        self.set_aside.clear();
        self.more = false;
        self.progress = None;
        self.outgoing.restart(outbox);
        let push = self.outgoing.next_frame();
        let looking = self.looking.greet();
        let hello = Hello { device: self.device, position: self.position, staff_version, today, push, looking };
        actions.push(self.send(&ClientMessage::Hello(hello)));
        self.push(&mut actions);
        self.done(now_ms, actions)
    }

    /// A frame came in.
    pub fn frame(&mut self, now_ms: u64, bytes: &[u8]) -> Vec<Action> {
        if !matches!(self.line, Line::Greeting | Line::Open) {
            return Vec::new();
        }
        self.heard_at_ms = now_ms;
        let mut actions = Vec::new();
        match (self.line, self.numbering.decode::<ServerMessage>(bytes)) {
            (Line::Greeting, Ok(ServerMessage::Welcome(welcome))) => self.welcomed(welcome, &mut actions),
            (Line::Open, Ok(ServerMessage::Batch(batch))) => self.take_batch(batch, &mut actions),
            (Line::Open, Ok(ServerMessage::Looking(others))) => {
                actions.push(self.looking.hear(others));
            }
            (_, Ok(ServerMessage::Alive)) => {}
            (_, Ok(ServerMessage::Goodbye(why))) => self.dismissed(now_ms, why, &mut actions),
            (_, Err(crate::protocol::FrameError::Version(server))) => {
                self.dismissed(now_ms, Goodbye::UnsupportedVersion { server }, &mut actions);
            }
            _ => {
                actions.push(Action::Disconnect);
                self.down(now_ms);
            }
        }
        self.done(now_ms, actions)
    }

    /// The connection is gone, or could not be made. `signed_out` says that the server asks for a new sign-in.
    pub fn closed(&mut self, now_ms: u64, signed_out: bool) -> Vec<Action> {
        if signed_out {
            self.line = Line::SignedOut;
        } else if matches!(self.line, Line::Connecting | Line::Greeting | Line::Open) {
            self.down(now_ms);
        }
        self.done(now_ms, Vec::new())
    }

    /// Changes made on this device are durable in the outbox. They go out in an order in which each comes after those it builds on.
    pub fn local(&mut self, now_ms: u64, changes: Vec<PendingChange>) -> Vec<Action> {
        // While there is no connection, the stored outbox is all that counts; it is read when one opens.
        if !matches!(self.line, Line::Greeting | Line::Open) {
            return Vec::new();
        }
        let docs: BTreeSet<DocId> = order::set(changes.iter().map(|change| change.key.doc));
        self.outgoing.extend(changes);
        for doc in docs.intersection(&self.offered) {
            self.outgoing.retry(*doc);
        }
        let mut actions = Vec::new();
        self.push(&mut actions);
        self.done(now_ms, actions)
    }

    /// The step with this token is durable.
    pub fn stored(&mut self, now_ms: u64, token: u64) -> Vec<Action> {
        let mut actions = Vec::new();
        if self.stores.front().map(Step::token) == Some(token) {
            if let Some(Step::Store(store)) = self.stores.pop_front()
                && let Some(position) = store.position
            {
                self.position = position;
            }
            actions.extend(self.stores.front().map(Step::action));
        }
        self.done(now_ms, actions)
    }

    /// The step with this token could not be stored. The session forgets it and all after it and begins again from what is stored.
    pub fn store_failed(&mut self, now_ms: u64, token: u64) -> Vec<Action> {
        if self.stores.front().map(Step::token) != Some(token) {
            return Vec::new();
        }
        self.stores.clear();
        self.down(now_ms);
        self.done(now_ms, vec![Action::Disconnect])
    }

    /// Asks for whole documents, because parts of them are damaged or missing here. Without a connection nothing is asked.
    pub fn fetch(&mut self, now_ms: u64, docs: &[DocId]) -> Vec<Action> {
        if self.line != Line::Open {
            return Vec::new();
        }
        let asks = docs.chunks(FETCH_DOCS_MAX).map(|docs| ClientMessage::Fetch(docs.to_vec()));
        let actions = asks.map(|ask| self.send(&ask)).collect();
        self.done(now_ms, actions)
    }

    /// Time has passed.
    pub fn tick(&mut self, now_ms: u64) -> Vec<Action> {
        let mut actions = Vec::new();
        match self.line {
            Line::Down { retry_at_ms } | Line::Mismatch { retry_at_ms }
                if has_come(now_ms, retry_at_ms, RETRY_DELAY_MS_MAX) =>
            {
                self.connect(now_ms, &mut actions);
            }
            Line::Connecting | Line::Greeting | Line::Open
                if has_come(now_ms, self.heard_at_ms + SILENCE_MS_MAX, SILENCE_MS_MAX) =>
            {
                actions.push(Action::Disconnect);
                self.down(now_ms);
            }
            _ => {}
        }
        self.done(now_ms, actions)
    }

    /// Try now: the network came back, the user asks, or signed in again.
    pub fn wake(&mut self, now_ms: u64) -> Vec<Action> {
        let mut actions = Vec::new();
        if matches!(self.line, Line::Down { .. } | Line::Mismatch { .. } | Line::SignedOut) {
            self.attempts = 0;
            self.connect(now_ms, &mut actions);
        }
        self.done(now_ms, actions)
    }

    /// In how many milliseconds [`ClientSession::tick`] wants to be called next.
    #[must_use]
    pub fn next_tick_in_ms(&self, now_ms: u64) -> Option<u64> {
        let (at_ms, most_ms) = match self.line {
            Line::Down { retry_at_ms } | Line::Mismatch { retry_at_ms } => (retry_at_ms, RETRY_DELAY_MS_MAX),
            Line::Connecting | Line::Greeting | Line::Open => (self.heard_at_ms + SILENCE_MS_MAX, SILENCE_MS_MAX),
            Line::SignedOut => return None,
        };
        Some(if has_come(now_ms, at_ms, most_ms) { 0 } else { at_ms - now_ms })
    }

    /// How the line is.
    #[must_use]
    pub fn link_state(&self) -> LinkState {
        match self.line {
            Line::SignedOut => LinkState::SignedOut,
            Line::Mismatch { .. } => LinkState::VersionMismatch,
            Line::Down { .. } | Line::Connecting if self.offline_since_ms.is_some() => {
                LinkState::Offline { since_ms: self.offline_since_ms.unwrap_or_default() }
            }
            Line::Down { .. } | Line::Connecting => LinkState::Connecting,
            Line::Open if !self.more && self.stores.is_empty() && !self.outgoing.is_sending() => LinkState::Live,
            Line::Greeting | Line::Open => LinkState::Syncing { progress: self.progress },
        }
    }

    /// The place in the log up to which everything is stored.
    #[must_use]
    pub fn position(&self) -> Position {
        self.position
    }

    fn welcomed(&mut self, welcome: Welcome, actions: &mut Vec<Action>) {
        self.line = Line::Open;
        self.epoch = Some(welcome.epoch);
        self.attempts = 0;
        self.offline_since_ms = None;
        self.more = true;
        self.looking.is_heard = welcome.hears_looking;
        actions.extend(self.tell_looking());
        if self.position.epoch.is_some_and(|epoch| epoch != welcome.epoch) {
            let token = self.token();
            self.step(Step::OfferEverything { token }, actions);
        }
        if let Some(staff) = welcome.staff {
            let mut store = Store::default();
            store.transaction.put_meta(crate::storage::MetaKey::Staff, &staff);
            self.store(store, actions);
        }
    }

    fn dismissed(&mut self, now_ms: u64, why: Goodbye, actions: &mut Vec<Action>) {
        actions.push(Action::Disconnect);
        self.down(now_ms);
        match why {
            Goodbye::SignedOut => self.line = Line::SignedOut,
            Goodbye::UnsupportedVersion { .. } => {
                self.line = Line::Mismatch { retry_at_ms: now_ms + RETRY_DELAY_MS_MAX };
            }
            Goodbye::Malformed | Goodbye::OutOfTurn | Goodbye::ShuttingDown | Goodbye::StoreFailed => {}
        }
    }

    fn store(&mut self, mut store: Store, actions: &mut Vec<Action>) {
        store.token = self.token();
        self.step(Step::Store(Box::new(store)), actions);
    }

    fn step(&mut self, step: Step, actions: &mut Vec<Action>) {
        if self.stores.is_empty() {
            actions.push(step.action());
        }
        self.stores.push_back(step);
    }

    fn token(&mut self) -> u64 {
        self.next_token += 1;
        self.next_token
    }

    #[cfg(test)]
    pub(super) fn numbering(&mut self) -> &mut Numbering {
        &mut self.numbering
    }

    fn send(&mut self, message: &ClientMessage) -> Action {
        Action::Send(self.numbering.encode(message))
    }

    /// Sends what waits, as far as the window goes.
    fn push(&mut self, actions: &mut Vec<Action>) {
        loop {
            let frame = self.outgoing.next_frame();
            if frame.is_empty() {
                return;
            }
            actions.push(self.send(&ClientMessage::Push(frame)));
        }
    }

    fn connect(&mut self, now_ms: u64, actions: &mut Vec<Action>) {
        self.line = Line::Connecting;
        self.heard_at_ms = now_ms;
        actions.push(Action::Connect);
    }

    fn down(&mut self, now_ms: u64) {
        self.offline_since_ms.get_or_insert(now_ms);
        let longest = RETRY_DELAY_MS_MIN.saturating_mul(1 << self.attempts.min(16)).min(RETRY_DELAY_MS_MAX);
        self.attempts = self.attempts.saturating_add(1);
        // Anywhere in the second half of the pause.
        self.jitter ^= self.jitter << 13;
        self.jitter ^= self.jitter >> 7;
        self.jitter ^= self.jitter << 17;
        let delay_ms = longest / 2 + self.jitter % (longest / 2 + 1);
        self.line = Line::Down { retry_at_ms: now_ms + delay_ms };
        self.more = false;
        self.progress = None;
    }

    fn done(&mut self, _now_ms: u64, mut actions: Vec<Action>) -> Vec<Action> {
        if self.line != Line::Open {
            actions.extend(self.looking.end());
        }
        let state = self.link_state();
        if self.said != Some(state) {
            self.said = Some(state);
            actions.push(Action::LinkChanged(state));
        }
        actions
    }
}
