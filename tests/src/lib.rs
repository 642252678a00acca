//! What the tests of Madobe are made of: people at real browsers, an office with a real server, headless devices, and a simulated office
//! in which everything that can go wrong does. Product code never lives here.

#[expect(clippy::disallowed_methods, reason = "works with real processes, in real time")]
pub mod bench;
#[expect(clippy::disallowed_methods, reason = "works with real processes, in real time")]
pub mod browser;
pub mod disk;
#[expect(clippy::disallowed_methods, reason = "a parser that takes too long is found by a real clock")]
pub mod fuzz;
#[expect(clippy::disallowed_methods, reason = "works with real processes, in real time")]
pub mod headless;
pub mod leaks;
#[expect(clippy::disallowed_methods, reason = "works with real processes, in real time")]
pub mod office;
pub mod sim;
