//! The device's database in memory: sealed rows in the order of their keys, whole transactions or nothing.
//!
//! It interprets no row. Like a browser's database it promises durability across a power cut only for transactions that ask for it, those
//! with someone's own words; [`Disk::lose_power`] takes back some of the others.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::rc::Rc;

use madobe_client::storage::{Precondition, Reading, SealedRows};
use madobe_client::vault::{DataKey, Vault};
use madobe_shared::storage::{Table, Transaction};

/// The vault of every device that lies in memory: all have one key, so that a test can take them apart.
#[must_use]
pub fn vault() -> Vault {
    let drawn = Cell::new(0_u64);
    let draw = move |bytes: &mut [u8]| {
        drawn.set(drawn.get() + 1);
        bytes.fill(0);
        bytes[..8].copy_from_slice(&drawn.get().to_be_bytes());
    };
    Vault::sealed(&DataKey::from_bytes([0x5a; 32]), Rc::new(draw))
}

thread_local! {
    static READER: Vault = vault();
}

/// What was sealed for this place; `None` where it is damaged.
pub(crate) fn open(table: Table, key: &str, sealed: &[u8]) -> Option<Vec<u8>> {
    READER.with(|vault| vault.open(table.name(), key, sealed)).ok()
}

/// Rows by table and key. A clone is a backup of the device.
#[derive(Debug, Clone, Default)]
pub struct Disk {
    rows: BTreeMap<(Table, String), Vec<u8>>,
    /// How to take back the transactions after the last durable one, oldest first.
    volatile: Vec<Undo>,
}

/// The rows that a transaction touched, as they were before it.
type Undo = BTreeMap<(Table, String), Option<Vec<u8>>>;

/// More undone steps than this are not kept: a browser writes its log to the disk after some seconds by itself.
const VOLATILE_TRANSACTIONS_MAX: usize = 32;

impl Disk {
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
        if transaction.holds_own_words() {
            self.volatile.clear();
        } else {
            self.volatile.push(undo);
            if self.volatile.len() > VOLATILE_TRANSACTIONS_MAX {
                self.volatile.remove(0);
            }
        }
        true
    }

    /// Answers a read, in the order of the keys.
    #[must_use]
    pub fn read(&self, reading: &Reading) -> SealedRows {
        let owned = |(key, value): (&str, &[u8])| (key.to_owned(), value.to_vec());
        match reading {
            Reading::Prefix(table, prefix) => self.sealed(*table, prefix).map(owned).collect(),
            Reading::Page(table, after, limit) => {
                let limit = usize::try_from(*limit).unwrap_or(usize::MAX);
                let comes_after = |(key, _): &(&str, &[u8])| after.as_deref().is_none_or(|after| *key > after);
                self.sealed(*table, "").filter(comes_after).take(limit).map(owned).collect()
            }
            Reading::Keys(table) => self.keys(*table, "").into_iter().map(|key| (key, Vec::new())).collect(),
            Reading::At(table, keys) => {
                let row = |key: &String| Some((key.clone(), self.rows.get(&(*table, key.clone()))?.clone()));
                keys.iter().filter_map(row).collect()
            }
        }
    }

    /// The value of one row; `None` where it is not there or damaged.
    #[must_use]
    pub fn get(&self, table: Table, key: &str) -> Option<Vec<u8>> {
        open(table, key, self.rows.get(&(table, key.to_owned()))?)
    }

    /// All undamaged rows of a table whose key begins so, in order.
    pub fn rows<'a>(&'a self, table: Table, prefix: &'a str) -> impl Iterator<Item = (&'a str, Vec<u8>)> {
        let open = move |(key, sealed)| Some((key, open(table, key, sealed)?));
        self.sealed(table, prefix).filter_map(open)
    }

    fn sealed<'a>(&'a self, table: Table, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a [u8])> {
        self.rows
            .range((table, prefix.to_owned())..)
            .take_while(move |((other, key), _)| *other == table && key.starts_with(prefix))
            .map(|((_, key), value)| (key.as_str(), value.as_slice()))
    }

    /// The keys of a table that begin so, damaged rows among them.
    #[must_use]
    pub fn keys(&self, table: Table, prefix: &str) -> Vec<String> {
        self.sealed(table, prefix).map(|(key, _)| key.to_owned()).collect()
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

    /// Copies a row from another disk as it lies there, if it is there.
    pub fn copy_row(&mut self, from: &Disk, table: Table, key: &str) {
        if let Some(value) = from.rows.get(&(table, key.to_owned())) {
            self.rows.insert((table, key.to_owned()), value.clone());
        }
    }

    /// Damages a row, as a failing flash chip does.
    pub fn damage(&mut self, table: Table, key: &str, damage: impl FnOnce(&mut Vec<u8>)) {
        if let Some(value) = self.rows.get_mut(&(table, key.to_owned())) {
            damage(value);
        }
        self.volatile.clear();
    }

    fn holds(&self, condition: &Precondition) -> bool {
        self.sealed(condition.table, &condition.prefix)
            .map(|(key, _)| key)
            .eq(condition.keys.iter().map(String::as_str))
    }

    fn replace(&mut self, key: (Table, String), value: Option<Vec<u8>>, undo: &mut Undo) {
        let before = match value {
            Some(value) => self.rows.insert(key.clone(), value),
            None => self.rows.remove(&key),
        };
        undo.entry(key).or_insert(before);
    }
}
