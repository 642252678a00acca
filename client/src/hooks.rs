//! How components follow what changes: the repository's data, the clock, the address, the width of the window, the page's life.

mod access;
mod address;
mod browser;
mod case;
mod data;
mod focus;
mod minutes;
mod preferences;
mod ui;
mod unseen;

pub use access::*;
pub use address::*;
pub use browser::*;
pub use case::*;
pub use data::*;
pub use focus::*;
pub use minutes::*;
pub use preferences::*;
pub use ui::*;
pub use unseen::*;
