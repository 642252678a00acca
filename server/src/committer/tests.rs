use madobe_shared::ids::{ChangeHash, DeviceId, DocId};

use super::*;
use crate::store::{MemoryStore, PageLimits, Viewer};

fn change(number: usize) -> CheckedChange {
    let mut hash = [0; 32];
    hash[..8].copy_from_slice(&number.to_be_bytes());
    CheckedChange {
        key: ChangeKey { doc: DocId::DIRECTORY, hash: ChangeHash(hash) },
        deps: vec![],
        author: None,
        user: None,
        device: DeviceId(1),
        bytes: vec![1; 10],
    }
}

fn start() -> (Committer, Arc<dyn Store>, Hub) {
    let (store, hub) = (Arc::new(MemoryStore::default()), Hub::new(0));
    let committer =
        Committer::start(Arc::clone(&store) as _, None, hub.clone(), Clock::System, Arc::default()).unwrap();
    (committer, store, hub)
}

#[tokio::test]
async fn everyone_is_answered_about_their_own_and_the_hub_hears_of_it() {
    let (committer, store, hub) = start();
    let mut listener = hub.listen();
    let appends = (0..50).map(|number| {
        let committer = committer.clone();
        tokio::spawn(async move { committer.append(vec![change(2 * number), change(2 * number + 1)]).await.unwrap() })
    });
    for (number, appended) in futures_util::future::join_all(appends).await.into_iter().enumerate() {
        let keys: Vec<_> = appended.unwrap().into_iter().map(|(key, _)| key).collect();
        assert_eq!(keys, [change(2 * number).key, change(2 * number + 1).key]);
    }
    assert_eq!(store.head().unwrap(), 100);
    listener.head.wait_for(|head| *head == 100).await.unwrap();
}

#[tokio::test]
async fn what_was_handed_over_before_the_stop_is_committed() {
    let (committer, store, _) = start();
    let appending = committer.append(vec![change(1)]);
    let (appended, ()) = tokio::join!(appending, committer.stop());
    assert_eq!(appended.unwrap().len(), 1);
    assert_eq!(store.log_after(Viewer::Office, 0, PageLimits::BATCH).unwrap().entries.len(), 1);
    let refused = committer.append(vec![change(2)]).await.unwrap_err();
    assert_eq!(refused.changes, [change(2)], "they come back to be offered elsewhere");
}
