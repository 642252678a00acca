//! The device's storage as tables of sealed rows.
//!
//! A [`Database`] carries out [`madobe_shared::storage::Transaction`]s and reads rows; all bytes pass the vault on the way. Where the rows
//! lie is [`RowStore`]'s business: IndexedDB in a page. Nothing here interprets a row.

use std::fmt;

use madobe_shared::storage::{Row, Table, Transaction};

use crate::platform::Pending;
use crate::vault::Vault;

/// Rows that lie on the device, sealed. Reads and writes are answered in the order in which they were asked for.
pub trait RowStore: fmt::Debug {
    /// Carries out all of a transaction or nothing; answered once it is durable. With a precondition that does not hold nothing is
    /// written, and the answer is `false`.
    fn write(&self, transaction: Transaction, only_if: Option<Precondition>) -> Pending<Result<bool, StorageError>>;

    /// Reads.
    fn read(&self, reading: Reading) -> Pending<Result<SealedRows, StorageError>>;
}

/// Keys and the bytes that lie there, as the vault sealed them.
pub type SealedRows = Vec<(String, Vec<u8>)>;

/// What to read of a table. Rows come in the order of their keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// All rows whose key begins so.
    Prefix(Table, String),
    /// At most so many rows, those that come after a key, or the first.
    Page(Table, Option<String>, u32),
    /// All keys, without their values.
    Keys(Table),
    /// The rows at these keys; those that are not there are left out.
    At(Table, Vec<String>),
}

/// The keys that the rows of a table with a prefix must have, in order, for a write to be carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Precondition {
    /// The table.
    pub table: Table,
    /// What the keys begin with.
    pub prefix: String,
    /// All keys that begin so.
    pub keys: Vec<String>,
}

/// A database of the device.
#[derive(Debug)]
pub struct Database {
    store: Box<dyn RowStore>,
    vault: Vault,
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

/// How the device's storage stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StorageInfo {
    /// Whether the browser promised to keep the storage until the user clears it; `None` where it does not say.
    pub persisted: Option<bool>,
    /// Bytes in use by this site, where the browser says.
    pub used_bytes: Option<u64>,
    /// Bytes this site may use, where the browser says. Browsers round and pretend here: a hint, never the truth.
    pub quota_bytes: Option<u64>,
    /// Why the latest write failed; `None` where it succeeded.
    pub last_error: Option<StorageError>,
}

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

impl Database {
    /// A database whose rows lie in this store.
    #[must_use]
    pub fn new(store: Box<dyn RowStore>, vault: Vault) -> Self {
        Self { store, vault }
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
        only_if: Option<Precondition>,
    ) -> Result<bool, StorageError> {
        if transaction.is_empty() {
            return Ok(true);
        }
        self.store.write(self.sealed(transaction), only_if).await
    }

    /// All rows of a table whose key begins so.
    ///
    /// # Errors
    ///
    /// See [`StorageError`]. A damaged row is no error: it is reported beside the others.
    pub async fn rows(&self, table: Table, prefix: &str) -> Result<Rows, StorageError> {
        self.read(table, Reading::Prefix(table, prefix.to_owned())).await
    }

    /// At most `limit` rows of a table, those that come after a key, or the first.
    ///
    /// # Errors
    ///
    /// See [`StorageError`]. A damaged row is no error: it is reported beside the others.
    pub async fn page(&self, table: Table, after: Option<&str>, limit: u32) -> Result<Rows, StorageError> {
        self.read(table, Reading::Page(table, after.map(str::to_owned), limit)).await
    }

    /// The keys of a table.
    ///
    /// # Errors
    ///
    /// See [`StorageError`].
    pub async fn keys(&self, table: Table) -> Result<Vec<String>, StorageError> {
        let rows = self.store.read(Reading::Keys(table)).await?;
        Ok(rows.into_iter().map(|(key, _)| key).collect())
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
        self.read(table, Reading::At(table, keys.to_vec())).await
    }

    async fn read(&self, table: Table, reading: Reading) -> Result<Rows, StorageError> {
        let mut opened = Rows::default();
        for (key, sealed) in self.store.read(reading).await? {
            match self.vault.open(table.name(), &key, &sealed) {
                Ok(plain) => opened.good.push((key, plain)),
                Err(_) => opened.damaged.push(DamagedRow { table, key, sealed }),
            }
        }
        Ok(opened)
    }

    fn sealed(&self, transaction: &Transaction) -> Transaction {
        let seal = |row: &Row| Row {
            table: row.table,
            key: row.key.clone(),
            value: self.vault.seal(row.table.name(), &row.key, &row.value),
        };
        Transaction {
            deletes: transaction.deletes.clone(),
            delete_prefixes: transaction.delete_prefixes.clone(),
            puts: transaction.puts.iter().map(seal).collect(),
        }
    }
}
