//! IndexedDB as the place where sealed rows lie.

mod connection;
mod writer;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures_util::FutureExt;
use futures_util::future::{Either, join, join_all, select};
use gloo::timers::future::TimeoutFuture;
use js_sys::Uint8Array;
use madobe_shared::storage::{Table, Transaction};
use rexie::{KeyRange, Store, TransactionMode};
use wasm_bindgen::{JsCast, JsValue};

use self::connection::Connection;
use self::writer::Outcome;
use crate::platform::Pending;
use crate::storage::{Database, Precondition, Reading, RowStore, SealedRows, StorageError};
use crate::vault::Vault;

/// A write that got no answer for this long is said to have failed. It is repeated, which does no harm where it had succeeded.
const WRITE_MS_MAX: u32 = 20_000;

/// Opens a database, creating it where it is missing; its rows pass this vault.
///
/// # Errors
///
/// See [`StorageError`].
pub async fn open_database(name: &str, tables: &'static [Table], vault: Vault) -> Result<Database, StorageError> {
    let connection = Rc::new(Connection::open(name, tables).await?);
    let store =
        IndexedDb { name: name.to_owned(), tables, connection: RefCell::new(Some(connection)), full: Cell::new(false) };
    Ok(Database::new(Box::new(Rc::new(store)), vault))
}

#[derive(Debug)]
struct IndexedDb {
    name: String,
    tables: &'static [Table],
    /// `None` while a lost connection waits to be opened again.
    connection: RefCell<Option<Rc<Connection>>>,
    /// Whether the device was full at the latest write. A browser then closes the connection and, until there is room, refuses the
    /// next without saying why.
    full: Cell<bool>,
}

impl RowStore for Rc<IndexedDb> {
    fn write(&self, transaction: Transaction, only_if: Option<Precondition>) -> Pending<Result<bool, StorageError>> {
        let store = self.clone();
        async move { IndexedDb::write(&store, &transaction, only_if).await }.boxed_local()
    }

    fn read(&self, reading: Reading) -> Pending<Result<SealedRows, StorageError>> {
        let store = self.clone();
        async move { IndexedDb::read(&store, &reading).await }.boxed_local()
    }
}

impl IndexedDb {
    async fn write(&self, transaction: &Transaction, only_if: Option<Precondition>) -> Result<bool, StorageError> {
        let mut reopened = false;
        loop {
            let connection = self.connected().await?;
            let writing = std::pin::pin!(writer::write(&connection.writer, transaction, only_if.clone()));
            let error = match select(writing, TimeoutFuture::new(WRITE_MS_MAX)).await {
                Either::Left((Outcome::Done, _)) => {
                    self.full.set(false);
                    return Ok(true);
                }
                Either::Left((Outcome::Overtaken, _)) => return Ok(false),
                Either::Left((Outcome::Failed(thrown), _)) => of_thrown(&thrown),
                Either::Right(_) => {
                    self.forget(&connection);
                    return Err(StorageError::Failed("the browser did not answer".to_owned()));
                }
            };
            if error == StorageError::Full {
                self.full.set(true);
                self.forget(&connection);
            }
            if reopened || !is_lost(&error) {
                return Err(error);
            }
            self.forget(&connection);
            reopened = true;
        }
    }

    /// Reads, once more on a new connection where the old one turns out to be lost.
    async fn read(&self, reading: &Reading) -> Result<SealedRows, StorageError> {
        let connection = self.connected().await?;
        let error = match read_rows(&connection, reading).await {
            Ok(read) => return Ok(read),
            Err(error) => of_rexie(&error),
        };
        if !is_lost(&error) {
            return Err(error);
        }
        self.forget(&connection);
        read_rows(&*self.connected().await?, reading).await.map_err(|error| of_rexie(&error))
    }

    async fn connected(&self) -> Result<Rc<Connection>, StorageError> {
        if let Some(connection) = self.connection.borrow().clone() {
            return Ok(connection);
        }
        let opened = Connection::open(&self.name, self.tables).await;
        let connection = Rc::new(opened.map_err(|error| if self.full.get() { StorageError::Full } else { error })?);
        // Where two have waited, the later connection stays and the earlier one closes with its last user.
        *self.connection.borrow_mut() = Some(connection.clone());
        Ok(connection)
    }

    fn forget(&self, lost: &Rc<Connection>) {
        let mut connection = self.connection.borrow_mut();
        if connection.as_ref().is_some_and(|current| Rc::ptr_eq(current, lost)) {
            *connection = None;
        }
    }
}

/// Whether the connection is no longer any use: closed for another version, or lost by the browser, as WebKit's are while a tablet
/// sleeps.
fn is_lost(error: &StorageError) -> bool {
    matches!(error, StorageError::Failed(words)
        if words.contains("InvalidStateError") || words.contains("server lost") || words.contains("connection is clos"))
}

async fn read_rows(connection: &Connection, reading: &Reading) -> Result<SealedRows, rexie::Error> {
    let (Reading::Prefix(table, _) | Reading::Page(table, ..) | Reading::Keys(table) | Reading::At(table, _)) = reading;
    let transaction = connection.reader.transaction(&[table.name()], TransactionMode::ReadOnly)?;
    let store = transaction.store(table.name())?;
    match reading {
        Reading::Prefix(_, prefix) => {
            let range = KeyRange::bound(&prefix.into(), &format!("{prefix}\u{ffff}").into(), None, None).ok();
            read_range(&store, range, None).await
        }
        Reading::Page(_, after, limit) => {
            let range = after.as_ref().and_then(|after| KeyRange::lower_bound(&after.into(), Some(true)).ok());
            read_range(&store, range, Some(*limit)).await
        }
        Reading::Keys(_) => {
            let keys = store.get_all_keys(None, None).await?;
            Ok(keys.iter().filter_map(JsValue::as_string).map(|key| (key, Vec::new())).collect())
        }
        Reading::At(_, keys) => {
            let values = join_all(keys.iter().map(|key| store.get(key.into()))).await;
            let mut rows = Vec::new();
            for (key, value) in keys.iter().zip(values) {
                if let Some(value) = value? {
                    rows.push((key.clone(), bytes_of(&value)));
                }
            }
            Ok(rows)
        }
    }
}

async fn read_range(store: &Store, range: Option<KeyRange>, limit: Option<u32>) -> Result<SealedRows, rexie::Error> {
    // Two requests for all rows are many times as fast as a cursor's one for each.
    let (keys, values) = join(store.get_all_keys(range.clone(), limit), store.get_all(range, limit)).await;
    let keys = keys?.into_iter().filter_map(|key| key.as_string());
    Ok(keys.zip(values?.iter().map(bytes_of)).collect())
}

/// A value that is no byte array is damaged, and as no bytes the vault will say so.
fn bytes_of(value: &JsValue) -> Vec<u8> {
    if value.is_instance_of::<Uint8Array>() { Uint8Array::new(value).to_vec() } else { Vec::new() }
}

/// What an exception of IndexedDB means, by the name that the standard gives it.
fn of_exception(name: &str, message: &str) -> StorageError {
    match name {
        "QuotaExceededError" => StorageError::Full,
        // Chromium's words where the disk itself is full and not only this site's share of it.
        "UnknownError" if message.contains("NO_SPACE") => StorageError::Full,
        // Chromium's words where the owner of the device forbade sites to keep anything.
        "UnknownError" if message.contains("denied permission") => StorageError::Refused,
        "SecurityError" | "NotAllowedError" => StorageError::Refused,
        _ => StorageError::Failed(format!("{name}: {message}")),
    }
}

/// The same for anything that was thrown.
fn of_thrown(thrown: &JsValue) -> StorageError {
    let text = |property: &str| js_sys::Reflect::get(thrown, &property.into()).ok().and_then(|text| text.as_string());
    of_exception(&text("name").unwrap_or_default(), &text("message").unwrap_or_default())
}

/// The same for an error of `rexie`, which says the exception's name only within its words.
fn of_rexie(error: &rexie::Error) -> StorageError {
    let source = std::error::Error::source(error).map(ToString::to_string);
    let words = source.unwrap_or_else(|| error.to_string());
    let names = ["QuotaExceededError", "UnknownError", "SecurityError", "NotAllowedError"];
    match names.iter().find(|name| words.contains(*name)) {
        Some(name) => of_exception(name, &words),
        // Not even the entry point to IndexedDB is there.
        None if words.starts_with("indexed db not found") => StorageError::Refused,
        None => StorageError::Failed(words),
    }
}
