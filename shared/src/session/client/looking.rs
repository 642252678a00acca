//! What the device has open, and who else has.

use super::{Action, ClientSession};
use crate::ids::DocId;
use crate::limits::LOOKED_AT_DOCS_MAX;
use crate::protocol::{ClientMessage, Looked};

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Looking {
    /// What is open.
    open: Vec<DocId>,
    /// What of that was said on this connection.
    told: Vec<DocId>,
    /// Whether the server on this connection listens.
    pub(super) is_heard: bool,
    /// Whether the shell knows of others.
    has_others: bool,
}

impl ClientSession {
    /// The device has these documents open now, and no others. Of more than the bound the server hears of the first.
    pub fn look(&mut self, now_ms: u64, mut docs: Vec<DocId>) -> Vec<Action> {
        docs.truncate(LOOKED_AT_DOCS_MAX);
        self.looking.open = docs;
        let actions = self.tell_looking().into_iter().collect();
        self.done(now_ms, actions)
    }

    /// Says what is open where that is not what was said last.
    pub(super) fn tell_looking(&mut self) -> Option<Action> {
        let Looking { open, told, is_heard, .. } = &mut self.looking;
        if !*is_heard || told == open {
            return None;
        }
        told.clone_from(open);
        let looking = ClientMessage::Looking(open.clone());
        Some(self.send(&looking))
    }
}

impl Looking {
    /// What stands in the hello.
    pub(super) fn greet(&mut self) -> Vec<DocId> {
        self.told.clone_from(&self.open);
        self.told.clone()
    }

    pub(super) fn hear(&mut self, others: Vec<Looked>) -> Action {
        self.has_others = !others.is_empty();
        Action::Others(others)
    }

    /// Without a connection nobody listens, and nobody is known to have anything open.
    pub(super) fn end(&mut self) -> Option<Action> {
        self.is_heard = false;
        std::mem::take(&mut self.has_others).then(|| Action::Others(Vec::new()))
    }
}
