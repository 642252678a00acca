//! What a tab holds of its machine: its disk, its part among the tabs, its place in the queue for the line, its connections.

use std::rc::{Rc, Weak};

use futures_util::future::FutureExt;
use madobe_client::platform::{Channel, Lock, Pending, Socket};
use madobe_client::storage::{Precondition, Reading, RowStore, SealedRows, StorageError};
use madobe_shared::storage::Transaction;
use tokio::sync::oneshot;

use super::{Machine, Request, Ticket};

/// The tab's disk, as the tab sees it.
#[derive(Debug)]
pub(in crate::sim) struct DiskAccess(pub(in crate::sim) Rc<Machine>);

impl RowStore for DiskAccess {
    fn write(&self, transaction: Transaction, only_if: Option<Precondition>) -> Pending<Result<bool, StorageError>> {
        let ticket = self.0.ticket();
        let (sender, answer) = oneshot::channel();
        self.0.waiting.borrow_mut().writes.insert(ticket, sender);
        self.0.ask(Request::Write(ticket, transaction, only_if));
        async move { answer.await.unwrap_or(Err(StorageError::Blocked)) }.boxed_local()
    }

    fn read(&self, reading: Reading) -> Pending<Result<SealedRows, StorageError>> {
        let ticket = self.0.ticket();
        let (sender, answer) = oneshot::channel();
        self.0.waiting.borrow_mut().reads.insert(ticket, sender);
        self.0.ask(Request::Read(ticket, reading));
        async move { answer.await.unwrap_or(Err(StorageError::Blocked)) }.boxed_local()
    }
}

/// This tab's part among the tabs.
#[derive(Debug)]
pub(super) struct Part(pub(super) Weak<Machine>);

impl Channel for Part {
    fn post(&self, message: Vec<u8>) {
        if let Some(machine) = self.0.upgrade() {
            machine.ask(Request::Tell(message));
        }
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if let Some(machine) = self.0.upgrade() {
            let left = machine.waiting.borrow_mut().tabs.take();
            drop(left);
        }
    }
}

/// This tab's place in the queue for the line.
#[derive(Debug)]
pub(super) struct Place(pub(super) Weak<Machine>);

impl Lock for Place {
    fn is_mine(&self) -> bool {
        self.0.upgrade().is_some_and(|machine| machine.holds_lock.get())
    }

    fn take(&self) {
        if let Some(machine) = self.0.upgrade() {
            machine.ask(Request::TakeLock);
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(machine) = self.0.upgrade() {
            machine.holds_lock.set(false);
            machine.ask(Request::LeaveLock);
        }
    }
}

/// One connection.
#[derive(Debug)]
pub(super) struct Line(pub(super) Weak<Machine>, pub(super) Ticket);

impl Socket for Line {
    fn send(&self, frame: &[u8]) {
        if let Some(machine) = self.0.upgrade() {
            machine.ask(Request::Send(self.1, frame.to_vec()));
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        if let Some(machine) = self.0.upgrade() {
            let hung_up = machine.waiting.borrow_mut().lines.remove(&self.1);
            drop(hung_up);
            machine.ask(Request::HangUp(self.1));
        }
    }
}
