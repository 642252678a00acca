//! Documents: snapshots, pages, the hurry list, compaction, quarantine.

use madobe_shared::ids::{DeviceId, UserId};
use madobe_shared::limits::TAIL_CHANGES_MAX;
use madobe_shared::session::server::{Snapshot, StoredDocument};

use super::super::{CompactionInput, PageLimits, RejectedBytes, Store, Viewer};
use super::{Checked, change, date, doc, snapshot};
use crate::limits::{QUARANTINE_BYTES_MAX, QUARANTINE_BYTES_PER_DEVICE_MAX, QUARANTINED_ROW_BYTES};

pub fn snapshot_and_tail<S: Store>(store: &S) -> Checked {
    store.append(1, &[change(1, 1, &[]), change(2, 1, &[]), change(1, 2, &[1])])?;
    let fetch = || Ok::<_, super::StoreError>(store.fetch(Viewer::Office, &[doc(1)], PageLimits::BATCH)?.0);
    let plain = StoredDocument { doc: doc(1), dead: false, snapshot: None, tail: vec![vec![1; 10], vec![2; 10]] };
    assert_eq!(fetch()?, [plain]);

    let input = CompactionInput { snapshot: None, tail: vec![vec![1; 10], vec![2; 10]], through: 3 };
    assert_eq!(store.compaction_input(doc(1))?, Some(input));
    // A change that arrives while the snapshot is being made stays in the tail.
    store.append(2, &[change(1, 3, &[2])])?;
    assert!(store.put_snapshot(doc(1), 3, &snapshot(b"words", None))?);
    let stored = Snapshot { bytes: b"words".to_vec(), summary: Some(b"summary".to_vec()) };
    let compacted = StoredDocument { doc: doc(1), dead: false, snapshot: Some(stored), tail: vec![vec![3; 10]] };
    assert_eq!(fetch()?, [compacted]);
    let input = CompactionInput { snapshot: Some(b"words".to_vec()), tail: vec![vec![3; 10]], through: 4 };
    assert_eq!(store.compaction_input(doc(1))?, Some(input));
    assert!(store.put_snapshot(doc(1), 4, &snapshot(b"more words", None))?);
    assert_eq!(store.compaction_input(doc(1))?, None, "nothing is left to compact");
    assert_eq!(store.compaction_input(doc(7))?, None);

    assert_eq!(store.head()?, 4, "a snapshot is no entry");
    assert_eq!(store.log_after(Viewer::Office, 0, PageLimits::BATCH)?.entries.len(), 4, "the log keeps its entries");
    Ok(())
}

pub fn older_snapshots<S: Store>(store: &S) -> Checked {
    store.append(1, &[change(1, 1, &[]), change(1, 2, &[1])])?;
    assert!(store.put_snapshot(doc(1), 2, &snapshot(b"new", None))?);
    assert!(!store.put_snapshot(doc(1), 2, &snapshot(b"same age", None))?);
    assert!(!store.put_snapshot(doc(1), 1, &snapshot(b"old", None))?);
    assert!(!store.put_snapshot(doc(2), 1, &snapshot(b"of nothing", None))?);
    let (found, _) = store.fetch(Viewer::Office, &[doc(1), doc(2)], PageLimits::BATCH)?;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].snapshot.as_ref().map(|snapshot| snapshot.bytes.as_slice()), Some(&b"new"[..]));
    Ok(())
}

pub fn pages_of_documents<S: Store>(store: &S) -> Checked {
    for number in [5, 1, 4, 2, 3] {
        store.append(1, &[change(number, 1, &[])])?;
    }
    store.bury(2, doc(4))?;
    let pages = |limits| {
        let (mut after, mut sizes, mut docs) = (None, Vec::new(), Vec::new());
        loop {
            let page = store.documents(Viewer::Office, after, limits)?;
            assert_eq!(page.total, 5);
            sizes.push(page.documents.len());
            docs.extend(page.documents.iter().map(|document| document.doc));
            assert!(page.next.is_none() || page.next == docs.last().copied(), "the next page begins after this one");
            after = page.next;
            if after.is_none() {
                return Ok::<_, super::StoreError>((sizes, docs));
            }
        }
    };
    let all = vec![doc(1), doc(2), doc(3), doc(4), doc(5)];
    assert_eq!(pages(PageLimits { entries: 2, bytes: 1_000 })?, (vec![2, 2, 1], all.clone()));
    assert_eq!(pages(PageLimits { entries: 5, bytes: 1_000 })?, (vec![5], all.clone()), "no empty page at the end");
    assert_eq!(pages(PageLimits { entries: 100, bytes: 20 })?, (vec![2, 3], all.clone()), "the dead weigh nothing");
    assert_eq!(pages(PageLimits { entries: 100, bytes: 1 })?.1, all, "one document fits always");
    Ok(())
}

pub fn fetching<S: Store>(store: &S) -> Checked {
    store.append(1, &[change(1, 1, &[]), change(2, 1, &[]), change(3, 1, &[])])?;
    let limits = PageLimits { entries: 2, bytes: 1_000 };
    let (found, rest) = store.fetch(Viewer::Office, &[doc(3), doc(9), doc(1), doc(2), doc(8)], limits)?;
    assert_eq!(found.iter().map(|document| document.doc).collect::<Vec<_>>(), [doc(3), doc(1)]);
    assert_eq!(rest, [doc(2), doc(8)]);
    Ok(())
}

pub fn the_hurry_list<S: Store>(store: &S) -> Checked {
    let needs = [(1, Some(date(20))), (2, Some(date(23))), (3, None), (4, Some(date(24))), (5, Some(date(1)))];
    for (number, needed_on) in needs {
        store.append(1, &[change(number, 1, &[])])?;
        let through = store.head()?;
        store.put_snapshot(doc(number), through, &snapshot(b"words", needed_on))?;
    }
    store.append(1, &[change(6, 1, &[])])?;
    let urgent = |entries| {
        let found = store.urgent(Viewer::Office, date(23), PageLimits { entries, bytes: 1_000 })?;
        Ok::<_, super::StoreError>(found.iter().map(|document| document.doc).collect::<Vec<_>>())
    };
    assert_eq!(urgent(10)?, [doc(2), doc(1), doc(5)], "today first, then what is overdue");
    assert_eq!(urgent(2)?, [doc(2), doc(1)]);
    store.bury(2, doc(2))?;
    assert_eq!(urgent(10)?, [doc(1), doc(5)]);
    Ok(())
}

pub fn worth_compacting<S: Store>(store: &S) -> Checked {
    let long = u8::try_from(TAIL_CHANGES_MAX + 1).unwrap_or(u8::MAX);
    for number in 1..=long {
        store.append(5_000, &[change(1, number, &[])])?;
    }
    store.append(1_000, &[change(2, 1, &[])])?;
    store.append(5_000, &[change(3, 1, &[])])?;
    store.append(1_000, &[change(4, 1, &[])])?;
    store.bury(1_000, doc(4))?;
    assert_eq!(store.documents_to_compact(1_000, 10)?, [doc(1)], "the long tail does not wait");
    assert_eq!(store.documents_to_compact(1_001, 10)?, [doc(1), doc(2)], "the quiet one follows");
    assert_eq!(store.documents_to_compact(9_000, 2)?.len(), 2);
    store.put_snapshot(doc(1), u64::from(long), &snapshot(b"words", None))?;
    assert_eq!(store.documents_to_compact(9_000, 10)?, [doc(2), doc(3)]);
    Ok(())
}

pub fn the_quarantine<S: Store>(store: &S) -> Checked {
    let rejected = |device, weight: u64| RejectedBytes {
        at_ms: 1,
        user: UserId(u64::MAX),
        device,
        reason: "malformed",
        bytes: vec![7; usize::try_from(weight - QUARANTINED_ROW_BYTES).unwrap_or(usize::MAX)],
    };
    let count = || Ok::<_, super::StoreError>(store.counts()?.quarantined);
    store.quarantine(&[rejected(None, QUARANTINED_ROW_BYTES)])?;
    let device = Some(DeviceId(u64::MAX));
    store.quarantine(&[(); 3].map(|()| rejected(device, QUARANTINE_BYTES_PER_DEVICE_MAX / 2)))?;
    assert_eq!(count()?, 3, "one device keeps to its share and leaves what others left");
    let tiny = vec![rejected(device, QUARANTINED_ROW_BYTES + 1); 3_000];
    store.quarantine(&tiny)?;
    let (room, each) = (QUARANTINE_BYTES_PER_DEVICE_MAX, QUARANTINED_ROW_BYTES + 1);
    assert_eq!(count()?, 1 + room / each, "tiny ones meet the bound too");
    for number in 0..QUARANTINE_BYTES_MAX / QUARANTINE_BYTES_PER_DEVICE_MAX {
        store.quarantine(&[rejected(Some(DeviceId(number)), QUARANTINE_BYTES_PER_DEVICE_MAX)])?;
    }
    assert_eq!(count()?, QUARANTINE_BYTES_MAX / QUARANTINE_BYTES_PER_DEVICE_MAX, "the newest of all stay");
    Ok(())
}
