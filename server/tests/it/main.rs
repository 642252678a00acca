//! The server as its clients see it: over real connections, and as a program.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod authority;
mod backup;
mod device;
mod gate;
mod http;
mod program;
mod program_tls;
mod sync;
mod tls;
mod world;
