//! What the device's end asks its shell to do.

use std::collections::BTreeSet;

use super::super::status::LinkState;
use crate::ids::DocId;
use crate::protocol::{ChangeKey, Looked, Position, Reject};
use crate::storage::Transaction;

/// What the shell does next, in this order.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Open a connection; then call [`super::ClientSession::opened`] or [`super::ClientSession::closed`].
    Connect,
    /// Send a frame.
    Send(Vec<u8>),
    /// Close the connection. [`super::ClientSession::closed`] may follow and does no harm.
    Disconnect,
    /// Store all of this in one transaction, then call [`super::ClientSession::stored`] or [`super::ClientSession::store_failed`].
    Store(Box<Store>),
    /// Put all own changes of all documents into the outbox again, with [`super::ClientSession::local`], because the server's log began
    /// anew; then call [`super::ClientSession::stored`].
    OfferEverything {
        /// To be handed back.
        token: u64,
    },
    /// Put all own changes of this document into the outbox again, with [`super::ClientSession::local`].
    OfferHistory(DocId),
    /// The office has not got these documents that were asked for.
    Unknown(Vec<DocId>),
    /// Who else has open what this device has open; whatever is not named nobody has.
    Others(Vec<Looked>),
    /// The state of the line has changed.
    LinkChanged(LinkState),
}

/// Rows to store together, and what they mean for those who watch.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Store {
    /// To be handed back.
    pub token: u64,
    /// The rows.
    pub transaction: Transaction,
    /// Documents that came from their beginning on.
    pub whole: BTreeSet<DocId>,
    /// Changes that are durable at the office.
    pub acks: Vec<ChangeKey>,
    /// Changes that the office refused for good; they are in quarantine.
    pub refused: Vec<Reject>,
    /// Documents that leave the device.
    pub purged: Vec<DocId>,
    /// The place in the log once this is stored.
    pub(super) position: Option<Position>,
}

/// A step that must be durable before the next one begins.
#[derive(Debug)]
pub(super) enum Step {
    Store(Box<Store>),
    OfferEverything { token: u64 },
}

impl Step {
    pub(super) fn token(&self) -> u64 {
        match self {
            Self::Store(store) => store.token,
            Self::OfferEverything { token } => *token,
        }
    }

    pub(super) fn action(&self) -> Action {
        match self {
            Self::Store(store) => Action::Store(store.clone()),
            Self::OfferEverything { token } => Action::OfferEverything { token: *token },
        }
    }
}
