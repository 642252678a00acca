//! Stories from end to end: a real server process, real browsers, people who find things by their names.
//!
//! Run by `cargo xtask test --only e2e`, which builds the server with the site inside and brings the browsers.

#![expect(clippy::unwrap_used, reason = "a test fails where it unwraps")]

mod access;
mod attachment;
mod away;
mod basics;
mod check_out;
mod closing;
mod conference;
mod desk;
mod directory;
mod disclosure;
mod enrolment;
mod first_manager;
mod gathering;
mod history;
mod intake;
mod language;
mod lock;
mod long_note;
mod lost_device;
mod lost_tablet;
mod minutes;
mod names;
mod no_room;
mod offline_visit;
mod parts;
mod passkey;
mod password;
mod pin;
mod plan;
mod presence;
mod refused;
mod relatives;
mod reload;
mod second_factor;
mod session;
mod sessions;
mod tasks;
mod told;
mod trail;
mod windows;
