//! One database of the device: rows in, rows out, sealed on the way.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures_util::future::{Either, join, join_all, select};
use gloo::timers::future::TimeoutFuture;
use js_sys::Uint8Array;
use madobe_shared::storage::{Table, Transaction};
use rexie::{KeyRange, Store, TransactionMode};
use wasm_bindgen::{JsCast, JsValue};

use super::StorageError;
use super::connection::Connection;
use super::writer::{self, Outcome, Precondition};
use crate::vault::Vault;

/// A write that got no answer for this long is said to have failed. It is repeated, which does no harm where it had succeeded.
const WRITE_MS_MAX: u32 = 20_000;

/// A database.
#[derive(Debug)]
pub struct Database {
    name: String,
    tables: &'static [Table],
    vault: Vault,
    /// `None` while a lost connection waits to be opened again.
    connection: RefCell<Option<Rc<Connection>>>,
    /// Whether the device was full at the latest write. A browser then closes the connection and, until there is room, refuses the
    /// next without saying why.
    full: Cell<bool>,
}

/// Rows in the order of their keys.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rows {
    /// Keys and bytes, opened by the vault.
    pub good: Vec<(String, Vec<u8>)>,
    /// Rows that the vault could not open.
    pub damaged: Vec<DamagedRow>,
}

/// A row that is not what was stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DamagedRow {
    /// Its table.
    pub table: Table,
    /// Its key.
    pub key: String,
    /// Its bytes as they lie there.
    pub sealed: Vec<u8>,
}

impl Database {
    /// Opens a database, creating it where it is missing.
    ///
    /// # Errors
    ///
    /// See [`StorageError`].
    pub async fn open(name: &str, tables: &'static [Table], vault: Vault) -> Result<Self, StorageError> {
        let connection = Rc::new(Connection::open(name, tables).await?);
        Ok(Self {
            name: name.to_owned(),
            tables,
            vault,
            connection: RefCell::new(Some(connection)),
            full: Cell::new(false),
        })
    }

    /// Carries a transaction out. Once this returns without an error, all of it is durable.
    ///
    /// # Errors
    ///
    /// See [`StorageError`]; nothing is then written.
    pub async fn write(&self, transaction: &Transaction) -> Result<(), StorageError> {
        self.write_checked(transaction, None).await.map(|_| ())
    }

    /// Carries a transaction out if the rows of `table` that begin with `prefix` still have exactly these keys, in order. Says whether.
    ///
    /// # Errors
    ///
    /// See [`StorageError`]; nothing is then written.
    pub async fn write_if(
        &self,
        (table, prefix, keys): (Table, &str, &[String]),
        transaction: &Transaction,
    ) -> Result<bool, StorageError> {
        let precondition = Precondition { table, prefix: prefix.to_owned(), keys: keys.to_vec() };
        self.write_checked(transaction, Some(precondition)).await
    }

    async fn write_checked(
        &self,
        transaction: &Transaction,
        precondition: Option<Precondition>,
    ) -> Result<bool, StorageError> {
        if transaction.is_empty() {
            return Ok(true);
        }
        let mut reopened = false;
        loop {
            let connection = self.connected().await?;
            let writing =
                std::pin::pin!(writer::write(&connection.writer, &self.vault, transaction, precondition.clone()));
            let error = match select(writing, TimeoutFuture::new(WRITE_MS_MAX)).await {
                Either::Left((Outcome::Done, _)) => {
                    self.full.set(false);
                    return Ok(true);
                }
                Either::Left((Outcome::Overtaken, _)) => return Ok(false),
                Either::Left((Outcome::Failed(thrown), _)) => StorageError::of_thrown(&thrown),
                Either::Right(_) => return Err(StorageError::Failed("the browser did not answer".to_owned())),
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

    /// All rows of a table whose key begins so.
    ///
    /// # Errors
    ///
    /// See [`StorageError`]. A damaged row is no error: it is reported beside the others.
    pub async fn rows(&self, table: Table, prefix: &str) -> Result<Rows, StorageError> {
        let range = || KeyRange::bound(&prefix.into(), &format!("{prefix}\u{ffff}").into(), None, None).ok();
        self.read(async |connection| read_range(&connection, table, range(), None).await)
            .await
            .map(|rows| self.open_rows(table, rows))
    }

    /// At most `limit` rows of a table, those that come after a key, or the first.
    ///
    /// # Errors
    ///
    /// See [`StorageError`]. A damaged row is no error: it is reported beside the others.
    pub async fn page(&self, table: Table, after: Option<&str>, limit: u32) -> Result<Rows, StorageError> {
        let range = || after.and_then(|after| KeyRange::lower_bound(&after.into(), Some(true)).ok());
        let rows = self.read(async |connection| read_range(&connection, table, range(), Some(limit)).await).await?;
        Ok(self.open_rows(table, rows))
    }

    /// The keys of a table.
    ///
    /// # Errors
    ///
    /// See [`StorageError`].
    pub async fn keys(&self, table: Table) -> Result<Vec<String>, StorageError> {
        self.read(async |connection| {
            let reading = connection.reader.transaction(&[table.name()], TransactionMode::ReadOnly)?;
            let keys = reading.store(table.name())?.get_all_keys(None, None).await?;
            Ok(keys.iter().filter_map(JsValue::as_string).collect())
        })
        .await
    }

    /// The rows at these keys of a table; those that are not there are left out.
    ///
    /// # Errors
    ///
    /// See [`StorageError`]. A damaged row is no error: it is reported beside the others.
    pub async fn rows_at(&self, table: Table, keys: &[String]) -> Result<Rows, StorageError> {
        if keys.is_empty() {
            return Ok(Rows::default());
        }
        let rows = self
            .read(async |connection| {
                let reading = connection.reader.transaction(&[table.name()], TransactionMode::ReadOnly)?;
                let store = reading.store(table.name())?;
                let values = join_all(keys.iter().map(|key| store.get(key.into()))).await;
                let mut rows = Vec::new();
                for (key, value) in keys.iter().zip(values) {
                    if let Some(value) = value? {
                        rows.push((key.clone(), bytes_of(&value)));
                    }
                }
                Ok(rows)
            })
            .await?;
        Ok(self.open_rows(table, rows))
    }

    fn open_rows(&self, table: Table, rows: Vec<(String, Vec<u8>)>) -> Rows {
        let mut opened = Rows::default();
        for (key, sealed) in rows {
            match self.vault.open(table.name(), &key, &sealed) {
                Ok(plain) => opened.good.push((key, plain)),
                Err(_) => opened.damaged.push(DamagedRow { table, key, sealed }),
            }
        }
        opened
    }

    /// Reads, once more on a new connection where the old one turns out to be lost.
    async fn read<T>(
        &self,
        reading: impl AsyncFn(Rc<Connection>) -> Result<T, rexie::Error>,
    ) -> Result<T, StorageError> {
        let connection = self.connected().await?;
        let error = match reading(connection.clone()).await {
            Ok(read) => return Ok(read),
            Err(error) => StorageError::of_rexie(&error),
        };
        if !is_lost(&error) {
            return Err(error);
        }
        self.forget(&connection);
        reading(self.connected().await?).await.map_err(|error| StorageError::of_rexie(&error))
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

async fn read_range(
    connection: &Connection,
    table: Table,
    range: Option<KeyRange>,
    limit: Option<u32>,
) -> Result<Vec<(String, Vec<u8>)>, rexie::Error> {
    let reading = connection.reader.transaction(&[table.name()], TransactionMode::ReadOnly)?;
    let store: Store = reading.store(table.name())?;
    // Two requests for all rows are many times as fast as a cursor's one for each.
    let (keys, values) = join(store.get_all_keys(range.clone(), limit), store.get_all(range, limit)).await;
    let keys = keys?.into_iter().filter_map(|key| key.as_string());
    Ok(keys.zip(values?.iter().map(bytes_of)).collect())
}

/// A value that is no byte array is damaged, and as no bytes the vault will say so.
fn bytes_of(value: &JsValue) -> Vec<u8> {
    if value.is_instance_of::<Uint8Array>() { Uint8Array::new(value).to_vec() } else { Vec::new() }
}
