//! A headless device: everything of the app but its screens, over a disk in memory, on a real line to a running server.
//!
//! It counts what travels. The benchmark and the fleet are made of these; it never stands in for a browser.

mod machine;
mod sign_in;

use std::collections::BTreeSet;
use std::rc::Rc;
use std::time::Duration;

use madobe_client::platform::Platform;
use madobe_client::repo::Repo;
use madobe_client::storage::Database;
use madobe_shared::case::Case;
use madobe_shared::edit::Edit;
use madobe_shared::ids::{DeviceId, DocId};
use madobe_shared::session::SyncStatus;
use madobe_shared::storage::{Table, doc_of_key};
use tokio::time::Instant;

use crate::disk::{Disk, vault};
use machine::{DiskAccess, Machine};
pub use machine::{Traffic, now_ms};
pub use sign_in::{SignedIn, sign_in};

/// Something the office's server did not do.
pub type LineError = Box<dyn std::error::Error + Send + Sync>;

/// How often a device is looked at while it is waited for.
const LOOK_EVERY: Duration = Duration::from_millis(2);

/// See the module. It lives inside a [`tokio::task::LocalSet`].
pub struct HeadlessDevice {
    machine: Rc<Machine>,
    repo: Repo,
}

impl HeadlessDevice {
    /// A device of this user, with this disk: an empty one for a new device.
    ///
    /// # Errors
    ///
    /// Where the app does not start.
    pub async fn start(session: &SignedIn, device: DeviceId, disk: Disk) -> Result<Self, LineError> {
        let machine = Machine::new(session.clone(), disk);
        let database = Database::new(Box::new(DiskAccess(machine.clone())), vault());
        let platform: Rc<dyn Platform> = machine.clone();
        let repo = Repo::open(session.member.clone(), device, database, platform).await?;
        Ok(Self { machine, repo })
    }

    /// Begins a case with these edits.
    ///
    /// # Errors
    ///
    /// Where it cannot be saved.
    pub async fn create(&self, edits: Vec<Edit>) -> Result<DocId, LineError> {
        Ok(self.repo.create_case(edits).await?)
    }

    /// Makes edits in a case, and waits until they are on the disk.
    ///
    /// # Errors
    ///
    /// Where the case cannot be opened, edited or saved.
    pub async fn write(&self, case: DocId, edits: Vec<Edit>) -> Result<(), LineError> {
        let open = self.repo.open_case(case).await?;
        open.edit(edits)?;
        Ok(open.flush().await?)
    }

    /// What a case says on this device.
    ///
    /// # Errors
    ///
    /// Where it cannot be opened.
    pub async fn read(&self, case: DocId) -> Result<Rc<Case>, LineError> {
        Ok(self.repo.open_case(case).await?.view())
    }

    /// The cases on the device, in the order of their ids.
    #[must_use]
    pub fn cases(&self) -> BTreeSet<DocId> {
        self.machine.disk().borrow().keys(Table::Chunks, "").iter().filter_map(|key| doc_of_key(key)).collect()
    }

    /// The bytes of all changes that lie loose on the disk.
    #[must_use]
    pub fn loose_changes(&self) -> BTreeSet<Vec<u8>> {
        let disk = self.machine.disk().borrow();
        let loose = disk.rows(Table::Chunks, "").filter(|(key, _)| key.contains("/1")).map(|(_, bytes)| bytes);
        loose.collect()
    }

    /// A disk with nothing on it but how far this device has got.
    #[must_use]
    pub fn disk_without_cases(&self) -> Disk {
        let mut bare = Disk::default();
        let disk = self.machine.disk().borrow();
        for key in disk.keys(Table::Meta, "") {
            bare.copy_row(&disk, Table::Meta, &key);
        }
        bare
    }

    /// What travelled since the last time this was asked.
    #[must_use]
    pub fn take_traffic(&self) -> Traffic {
        self.machine.take_traffic()
    }

    /// The network goes.
    pub fn unplug(&self) {
        self.machine.unplug();
    }

    /// The network is back.
    pub fn plug_in(&self) {
        self.machine.plug_in();
    }

    /// Waits until everything is acknowledged and everything told is stored.
    ///
    /// # Errors
    ///
    /// Where that takes longer than `patience`.
    pub async fn all_received(&self, patience: Duration) -> Result<(), LineError> {
        let deadline = Instant::now() + patience;
        while self.repo.status() != SyncStatus::AllReceived {
            if Instant::now() >= deadline {
                return Err(format!("still {:?} after {patience:?}", self.repo.status()).into());
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
        Ok(())
    }
}
