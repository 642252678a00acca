//! What client and server agree on: the case model, its mapping to Automerge, the wire protocol and the sync session of
//! both ends.
//!
//! A tour, in the order in which one keystroke passes through:
//!
//! 1. [`text`] finds what changed in a text field; [`edit`] names it as an intent of the domain, at a place of the [`form`].
//! 2. [`document`] applies the intent to the case's Automerge document and reads the document back as a [`case::Case`].
//! 3. [`storage`] says which rows of the device's database that means, as one atomic [`storage::Transaction`].
//! 4. [`session`] holds both ends of the conversation as state machines; [`protocol`] is what travels between them.
//! 5. [`summary`] is what lists and search need without opening a document.
//!
//! Invariant: this crate never does IO, never reads a clock and never draws a random number. Time and random bytes are
//! arguments, so that the same code runs in a browser, in the server and in a simulator that can replay any failure.

pub mod blob;
pub mod calendar;
pub mod case;
mod cbor;
pub mod codes;
pub mod disclosure;
pub mod document;
pub mod edit;
pub mod figures;
pub mod form;
pub mod hex;
pub mod icalendar;
pub mod ids;
pub mod limits;
pub mod order;
pub mod postcode;
pub mod protocol;
pub mod retention;
pub mod search;
pub mod session;
pub mod storage;
pub mod summary;
pub mod text;
mod unicode;

/// The Automerge library, in the version whose types appear in this crate's interface.
pub use automerge;
