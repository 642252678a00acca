//! Who has what open at this moment, for the connections that have something open themselves. It is in memory alone, and goes with the
//! connection; nothing of it is stored or logged.

use std::sync::{Arc, Mutex, PoisonError};

use madobe_shared::ids::{DocId, UserId};
use madobe_shared::protocol::Looked;
use madobe_shared::session::Lookers;
use tokio::sync::watch;

/// See the module. Cheap to clone; all clones are one.
#[derive(Debug, Clone)]
pub struct Presence {
    lookers: Arc<Mutex<Known>>,
    /// Counts the news.
    news: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Known {
    lookers: Lookers<u64>,
    last_number: u64,
}

/// One connection's part in it, which ends when it is dropped.
#[derive(Debug)]
pub struct Seat {
    presence: Presence,
    number: u64,
    user: UserId,
    has_open: bool,
    news: watch::Receiver<u64>,
}

impl Default for Presence {
    fn default() -> Self {
        Self { lookers: Arc::default(), news: watch::Sender::new(0) }
    }
}

impl Presence {
    /// A seat for a connection of this user, who has nothing open yet.
    #[must_use]
    pub fn seat(&self, user: UserId) -> Seat {
        let number = self.with(|known| {
            known.last_number += 1;
            known.last_number
        });
        Seat { presence: self.clone(), number, user, has_open: false, news: self.news.subscribe() }
    }

    fn with<T>(&self, work: impl FnOnce(&mut Known) -> T) -> T {
        work(&mut self.lookers.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Seat {
    /// The connection has these documents open now, and no others.
    pub fn look(&mut self, docs: &[DocId]) {
        self.has_open = !docs.is_empty();
        let (number, user) = (self.number, self.user);
        if self.presence.with(|known| known.lookers.look(number, user, docs)) {
            self.presence.news.send_modify(|news| *news += 1);
        }
    }

    /// Who else has open what this connection has open.
    #[must_use]
    pub fn others(&self) -> Vec<Looked> {
        self.presence.with(|known| known.lookers.others(self.number, self.user))
    }

    /// Waits until somebody has opened or closed something since this was asked last; for ever while the connection has nothing open.
    pub async fn news(&mut self) {
        if !self.has_open || self.news.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        if self.has_open {
            self.look(&[]);
        }
    }
}
