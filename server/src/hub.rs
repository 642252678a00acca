//! Tells connections what concerns them all: the log has grown, a session has ended, the server stops. Carries no content; whoever is
//! told looks it up.

use madobe_shared::protocol::Seq;
use tokio::sync::{broadcast, watch};

use crate::store::sessions::TokenHash;

/// How many ended sessions may wait for a slow listener. One that missed some asks the store instead.
const ENDED_WAITING_MAX: usize = 64;

/// See the module. Cheap to clone; all clones are one hub.
#[derive(Debug, Clone)]
pub struct Hub {
    head: watch::Sender<Seq>,
    ended: broadcast::Sender<TokenHash>,
    stopping: watch::Sender<bool>,
}

/// What one connection hears.
#[derive(Debug)]
pub struct Listener {
    /// The head of the log. Growth while nobody looks is told once.
    pub head: watch::Receiver<Seq>,
    /// Sessions that have ended.
    pub ended: broadcast::Receiver<TokenHash>,
    /// Whether the server stops.
    pub stopping: watch::Receiver<bool>,
}

impl Hub {
    /// A hub over a log of this length.
    #[must_use]
    pub fn new(head: Seq) -> Self {
        Self {
            head: watch::Sender::new(head),
            ended: broadcast::Sender::new(ENDED_WAITING_MAX),
            stopping: watch::Sender::new(false),
        }
    }

    /// Begins to listen. What was told before is not told again.
    #[must_use]
    pub fn listen(&self) -> Listener {
        Listener { head: self.head.subscribe(), ended: self.ended.subscribe(), stopping: self.stopping.subscribe() }
    }

    /// The log has this length now.
    pub fn grown(&self, head: Seq) {
        self.head.send_if_modified(|known| std::mem::replace(known, head.max(*known)) < head);
    }

    /// This session has ended.
    pub fn session_ended(&self, token: TokenHash) {
        // Nobody listening is no error: there is no connection to close then.
        let _ = self.ended.send(token);
    }

    /// The server stops.
    pub fn stop(&self) {
        self.stopping.send_replace(true);
    }

    /// Whether the server stops.
    #[must_use]
    pub fn stopping(&self) -> watch::Receiver<bool> {
        self.stopping.subscribe()
    }
}
