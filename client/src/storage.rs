//! The device's storage: IndexedDB as tables of sealed rows.
//!
//! A [`Database`] carries out [`madobe_shared::storage::Transaction`]s and reads rows; all bytes pass the vault on the way. It never
//! interprets a row.

mod connection;
mod database;
mod quota;
mod writer;

pub use database::{DamagedRow, Database, Rows};
pub use quota::{StorageInfo, ask_to_persist, estimate};

use wasm_bindgen::JsValue;

/// Why the device did not store, or not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StorageError {
    /// The device, or the browser's share of it, is full.
    #[error("the device is full: free some space; what is not saved yet stays in this tab meanwhile")]
    Full,
    /// The browser offers no storage here, as in a private window.
    #[error("this window may not store anything: leave the private window, or allow storage for this site")]
    Refused,
    /// Another tab with another version of the app holds the database.
    #[error("another tab holds the storage: close the other tabs of this app")]
    Blocked,
    /// Anything else, in the browser's words.
    #[error("the browser's storage failed: {0}")]
    Failed(String),
}

impl StorageError {
    /// What an exception of IndexedDB means, by the name that the standard gives it.
    fn of_exception(name: &str, message: &str) -> Self {
        match name {
            "QuotaExceededError" => Self::Full,
            // Chromium's words where the disk itself is full and not only this site's share of it.
            "UnknownError" if message.contains("NO_SPACE") => Self::Full,
            // Chromium's words where the owner of the device forbade sites to keep anything.
            "UnknownError" if message.contains("denied permission") => Self::Refused,
            "SecurityError" | "NotAllowedError" => Self::Refused,
            _ => Self::Failed(format!("{name}: {message}")),
        }
    }

    /// The same for anything that was thrown.
    fn of_thrown(thrown: &JsValue) -> Self {
        let text =
            |property: &str| js_sys::Reflect::get(thrown, &property.into()).ok().and_then(|text| text.as_string());
        Self::of_exception(&text("name").unwrap_or_default(), &text("message").unwrap_or_default())
    }

    /// The same for an error of `rexie`, which says the exception's name only within its words.
    fn of_rexie(error: &rexie::Error) -> Self {
        let source = std::error::Error::source(error).map(ToString::to_string);
        let words = source.unwrap_or_else(|| error.to_string());
        let names = ["QuotaExceededError", "UnknownError", "SecurityError", "NotAllowedError"];
        match names.iter().find(|name| words.contains(*name)) {
            Some(name) => Self::of_exception(name, &words),
            // Not even the entry point to IndexedDB is there.
            None if words.starts_with("indexed db not found") => Self::Refused,
            None => Self::Failed(words),
        }
    }
}
