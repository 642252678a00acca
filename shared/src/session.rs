//! The conversation between a device and the server, both ends as state machines without IO.
//!
//! A shell hands each end what happened (a frame came in, a transaction is durable, time has passed) and carries out the actions it
//! answers with. Neither end holds a document: what is told is what changed.
//!
//! The device says [`Hello`](crate::protocol::Hello) with its place in the log and its first changes; the server answers with
//! [`Welcome`](crate::protocol::Welcome), acknowledgements, and everything after that place; from then on each side says what is
//! new. Acknowledgements, not sends, clear the outbox. The place moves in the same transaction that stores what it counts. Every
//! step may be repeated: changes are addressed by their hash.

pub mod client;
mod lookers;
mod outgoing;
pub mod server;
mod status;

pub use client::{Action, ClientSession};
pub use lookers::Lookers;
pub use outgoing::PendingChange;
pub use server::{ServerAction, ServerSession};
pub use status::{LinkState, Saving, SyncStatus};

#[cfg(test)]
mod tests;
