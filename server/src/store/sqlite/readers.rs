//! A few read-only connections, lent to one reader at a time. Readers of a write-ahead log see one moment each and hold up nobody.

use std::path::PathBuf;
use std::sync::{Condvar, Mutex, PoisonError};

use rusqlite::{Connection, OpenFlags, Transaction};

use super::{StoreError, open};
use crate::limits::STORE_READERS;

/// The connections of the readers, opened when first needed.
#[derive(Debug)]
pub struct Readers {
    file: PathBuf,
    state: Mutex<State>,
    returned: Condvar,
}

#[derive(Debug, Default)]
struct State {
    idle: Vec<Connection>,
    lent: usize,
}

impl Readers {
    /// Readers of a file.
    pub fn new(file: PathBuf) -> Self {
        Self { file, state: Mutex::default(), returned: Condvar::new() }
    }

    /// Reads within one transaction. Waits while all connections are lent.
    pub fn read<T>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut lent = Lent { readers: self, connection: self.borrow() };
        let connection = match &mut lent.connection {
            Some(connection) => connection,
            none => none.insert(self.connect()?),
        };
        let transaction = connection.transaction()?;
        work(&transaction)
    }

    /// An idle connection, or the right to open one.
    fn borrow(&self) -> Option<Connection> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        while state.lent >= STORE_READERS {
            state = self.returned.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.lent += 1;
        state.idle.pop()
    }

    fn connect(&self) -> Result<Connection, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.file, flags)?;
        open::configure(&connection)?;
        Ok(connection)
    }
}

/// Returns its connection on every way out, a panic included.
struct Lent<'a> {
    readers: &'a Readers,
    connection: Option<Connection>,
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let mut state = self.readers.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.lent -= 1;
        state.idle.extend(self.connection.take());
        self.readers.returned.notify_one();
    }
}
