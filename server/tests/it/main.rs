//! The server as its clients see it: over real connections, and as a program.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod access;
mod audit;
mod authority;
mod backup;
mod check_outs;
mod device;
mod device_keys;
mod devices;
mod files;
mod gate;
mod http;
mod minutes;
mod passkeys;
mod program;
mod program_tls;
mod retention;
mod second_factor;
mod sessions;
mod setup;
mod sync;
mod tls;
mod world;
