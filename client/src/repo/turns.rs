//! Writes are followed in the order in which they were asked for, whichever task wakes first once they are done.

use std::cell::RefCell;

use futures_channel::oneshot;

/// Gives out turns.
#[derive(Debug, Default)]
pub(super) struct Turns {
    latest: RefCell<Option<oneshot::Receiver<()>>>,
}

/// A place in the order. Dropping it lets the next one have its turn.
#[derive(Debug)]
pub(super) struct Turn {
    before: Option<oneshot::Receiver<()>>,
    _done: oneshot::Sender<()>,
}

impl Turns {
    /// The next turn; to be taken in the same breath in which the write is asked for.
    pub(super) fn take(&self) -> Turn {
        let (done, after) = oneshot::channel();
        Turn { before: self.latest.replace(Some(after)), _done: done }
    }
}

impl Turn {
    /// Resolves once everyone before has been followed, or has given up.
    pub(super) async fn come(&mut self) {
        if let Some(before) = self.before.take() {
            // It is never sent anything: it ends when the turn before is dropped.
            let _ = before.await;
        }
    }
}
