//! What a device pushed, on its way to the disk: in its order, one request at a time, because each change may build on those before.

use std::time::Duration;

use futures_util::future::BoxFuture;
use madobe_shared::session::server::CheckedChange;
use tokio::time::sleep;

use super::reader;
use crate::committer::{Committer, NotAppended, Outcomes};
use crate::limits::{COMMIT_RETRY_MS, PENDING_APPEND_BYTES_MAX};
use crate::store::StoreError;

/// The changes of one connection that are not durable yet.
pub struct Appending {
    committer: Committer,
    waiting: Vec<CheckedChange>,
    under_way: Option<BoxFuture<'static, Result<Outcomes, StoreError>>>,
    bytes_under_way: usize,
}

impl Appending {
    /// Nothing is on its way yet.
    pub fn new(committer: Committer) -> Self {
        Self { committer, waiting: Vec::new(), under_way: None, bytes_under_way: 0 }
    }

    /// Whether more may be taken from the device.
    pub fn has_room(&self) -> bool {
        self.bytes_under_way + bytes(&self.waiting) < PENDING_APPEND_BYTES_MAX
    }

    /// Sends changes on their way, or lets them wait for those before.
    pub fn add(&mut self, changes: Vec<CheckedChange>) {
        self.waiting.extend(changes);
        self.send_waiting();
    }

    /// Waits for what is under way; for ever where nothing is. Nothing is lost where the wait is given up.
    pub async fn next(&mut self) -> Result<Outcomes, StoreError> {
        let outcomes = reader::arrival(&mut self.under_way).await;
        self.bytes_under_way = 0;
        self.send_waiting();
        outcomes
    }

    /// Waits for what is under way and sends nothing more; `None` where nothing was, or it failed.
    pub async fn finish(&mut self) -> Option<Outcomes> {
        self.waiting.clear();
        self.under_way.take()?.await.ok()
    }

    fn send_waiting(&mut self) {
        if self.under_way.is_some() || self.waiting.is_empty() {
            return;
        }
        let committer = self.committer.clone();
        let mut changes = std::mem::take(&mut self.waiting);
        self.bytes_under_way = bytes(&changes);
        self.under_way = Some(Box::pin(async move {
            loop {
                match committer.append(changes).await {
                    Ok(outcomes) => return Ok(outcomes),
                    // No room, or a database that someone else holds: the device is not told anything until there is, keeps its
                    // changes, and goes on receiving what others did.
                    Err(NotAppended { error, changes: returned }) if error.is_passing() => changes = returned,
                    Err(NotAppended { error, .. }) => return Err(error),
                }
                sleep(Duration::from_millis(COMMIT_RETRY_MS)).await;
            }
        }));
    }
}

fn bytes(changes: &[CheckedChange]) -> usize {
    changes.iter().map(|change| change.bytes.len()).sum()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use madobe_shared::ids::{ChangeHash, DeviceId, DocId};
    use madobe_shared::protocol::ChangeKey;

    use super::*;
    use crate::hub::Hub;
    use crate::platform::Clock;
    use crate::store::{MemoryStore, Store};

    fn change(number: u8, bytes: usize) -> CheckedChange {
        CheckedChange {
            key: ChangeKey { doc: DocId::DIRECTORY, hash: ChangeHash([number; 32]) },
            deps: (1..number).map(|dep| ChangeHash([dep; 32])).collect(),
            author: None,
            user: None,
            device: DeviceId(1),
            bytes: vec![number; bytes],
        }
    }

    #[tokio::test]
    async fn changes_wait_for_those_before_them_and_the_device_for_room() {
        let store = Arc::new(MemoryStore::default());
        let committer =
            Committer::start(Arc::clone(&store) as _, None, Hub::new(0), Clock::System, Arc::default()).unwrap();
        let mut appending = Appending::new(committer);
        appending.add(vec![change(1, 10)]);
        appending.add(vec![change(2, 10)]);
        assert!(appending.has_room());
        appending.add(vec![change(3, PENDING_APPEND_BYTES_MAX)]);
        assert!(!appending.has_room());
        assert_eq!(appending.next().await.unwrap().len(), 1);
        assert_eq!(appending.next().await.unwrap().len(), 2, "what waited goes together");
        assert!(appending.has_room());
        assert_eq!(store.head().unwrap(), 3);
        assert_eq!(appending.finish().await, None);
    }
}
