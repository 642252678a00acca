//! The device's database in memory: rows in the order of their keys, whole transactions or nothing.
//!
//! It interprets no row. Like a browser's database it promises durability across a power cut only for transactions that carry an
//! outbox row; [`Storage::lose_power`] takes back some of the others.

use std::collections::BTreeMap;

use madobe_shared::storage::{Table, Transaction};

/// Rows by table and key. A clone is a backup of the device.
#[derive(Debug, Clone, Default)]
pub struct Storage {
    rows: BTreeMap<(Table, String), Vec<u8>>,
    /// How to take back the transactions after the last durable one, oldest first.
    volatile: Vec<Undo>,
}

/// The rows that a transaction touched, as they were before it.
type Undo = BTreeMap<(Table, String), Option<Vec<u8>>>;

/// The keys that the rows of a table with this prefix must have for a transaction to be carried out, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Precondition {
    /// The table.
    pub table: Table,
    /// What the keys begin with.
    pub prefix: String,
    /// All keys that begin so.
    pub keys: Vec<String>,
}

/// More undone steps than this are not kept: a browser writes its log to the disk after some seconds by itself.
const VOLATILE_TRANSACTIONS_MAX: usize = 32;

impl Storage {
    /// Carries a transaction out if its precondition holds; says whether.
    pub fn write(&mut self, transaction: &Transaction, only_if: Option<&Precondition>) -> bool {
        if only_if.is_some_and(|condition| !self.holds(condition)) {
            return false;
        }
        let mut undo = Undo::new();
        for (table, key) in &transaction.deletes {
            self.replace((*table, key.clone()), None, &mut undo);
        }
        for (table, prefix) in &transaction.delete_prefixes {
            for key in self.keys(*table, prefix) {
                self.replace((*table, key), None, &mut undo);
            }
        }
        for row in &transaction.puts {
            self.replace((row.table, row.key.clone()), Some(row.value.clone()), &mut undo);
        }
        if transaction.puts.iter().any(|row| row.table == Table::Outbox) {
            self.volatile.clear();
        } else {
            self.volatile.push(undo);
            if self.volatile.len() > VOLATILE_TRANSACTIONS_MAX {
                self.volatile.remove(0);
            }
        }
        true
    }

    /// The value of one row.
    #[must_use]
    pub fn get(&self, table: Table, key: &str) -> Option<&[u8]> {
        self.rows.get(&(table, key.to_owned())).map(Vec::as_slice)
    }

    /// All rows of a table whose key begins so, in order.
    pub fn rows<'a>(&'a self, table: Table, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a [u8])> {
        self.rows
            .range((table, prefix.to_owned())..)
            .take_while(move |((other, key), _)| *other == table && key.starts_with(prefix))
            .map(|((_, key), value)| (key.as_str(), value.as_slice()))
    }

    /// The keys of [`Storage::rows`].
    #[must_use]
    pub fn keys(&self, table: Table, prefix: &str) -> Vec<String> {
        self.rows(table, prefix).map(|(key, _)| key.to_owned()).collect()
    }

    /// How many bytes all rows hold.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.rows.values().map(Vec::len).sum()
    }

    /// How many transactions a power cut could take back.
    #[must_use]
    pub fn volatile(&self) -> usize {
        self.volatile.len()
    }

    /// The power goes, and with it the latest transactions that were not forced to the disk: all but `kept` of them.
    pub fn lose_power(&mut self, kept: usize) {
        while self.volatile.len() > kept {
            for (key, before) in self.volatile.pop().into_iter().flatten() {
                match before {
                    Some(value) => self.rows.insert(key, value),
                    None => self.rows.remove(&key),
                };
            }
        }
        self.volatile.clear();
    }

    /// Damages a row, as a failing flash chip does.
    pub fn damage(&mut self, table: Table, key: &str, damage: impl FnOnce(&mut Vec<u8>)) {
        if let Some(value) = self.rows.get_mut(&(table, key.to_owned())) {
            damage(value);
        }
        self.volatile.clear();
    }

    fn holds(&self, condition: &Precondition) -> bool {
        self.rows(condition.table, &condition.prefix).map(|(key, _)| key).eq(condition.keys.iter().map(String::as_str))
    }

    fn replace(&mut self, key: (Table, String), value: Option<Vec<u8>>, undo: &mut Undo) {
        let before = match value {
            Some(value) => self.rows.insert(key.clone(), value),
            None => self.rows.remove(&key),
        };
        undo.entry(key).or_insert(before);
    }
}
