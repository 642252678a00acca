//! The log: order, idempotence, dependencies, death, pages.

use std::sync::atomic::{AtomicBool, Ordering};

use madobe_shared::session::server::AppendOutcome::{AlreadyThere, Appended, DeadDocument, MissingDependencies};
use madobe_shared::session::server::{LogEntry, Logged};

use super::super::{LogPage, PageLimits, Store, Viewer};
use super::{Checked, appended, change, doc, entry, snapshot};

pub fn an_empty_store<S: Store>(store: &S) -> Checked {
    assert_eq!(store.head()?, 0);
    let nothing = LogPage { entries: vec![], through: 0, head: 0 };
    assert_eq!(store.log_after(Viewer::Office, 0, PageLimits::BATCH)?, nothing);
    assert_eq!(
        store.log_after(Viewer::Office, u64::MAX, PageLimits::BATCH)?,
        nothing,
        "a cursor beyond the end is the end"
    );
    assert_eq!(store.append(1, &[])?, []);
    let page = store.documents(Viewer::Office, None, PageLimits::BATCH)?;
    assert_eq!((page.documents.len(), page.next, page.total), (0, None, 0));
    Ok(())
}

pub fn appends_are_numbered<S: Store>(store: &S) -> Checked {
    let outcomes = store.append(1, &[change(1, 1, &[]), change(1, 2, &[1]), change(2, 1, &[])])?;
    assert_eq!(outcomes, [Appended(1), Appended(2), Appended(3)]);
    assert_eq!(store.append(2, &[change(2, 2, &[1])])?, [Appended(4)]);
    assert_eq!(store.head()?, 4);
    let page = store.log_after(Viewer::Office, 0, PageLimits::BATCH)?;
    assert_eq!(page.entries, [entry(1, 1, 1), entry(2, 1, 2), entry(3, 2, 1), entry(4, 2, 2)]);
    assert_eq!((page.through, page.head), (4, 4));
    assert_eq!(store.log_after(Viewer::Office, 3, PageLimits::BATCH)?.entries, [entry(4, 2, 2)]);
    Ok(())
}

pub fn a_repeat_keeps_its_place<S: Store>(store: &S) -> Checked {
    store.append(1, &[change(1, 1, &[])])?;
    let outcomes = store.append(2, &[change(1, 2, &[1]), change(1, 1, &[]), change(1, 2, &[1])])?;
    assert_eq!(outcomes, [Appended(2), AlreadyThere(1), AlreadyThere(2)]);
    assert_eq!(store.head()?, 2);
    Ok(())
}

pub fn hashes_belong_to_documents<S: Store>(store: &S) -> Checked {
    assert_eq!(store.append(1, &[change(1, 1, &[]), change(2, 1, &[])])?, [Appended(1), Appended(2)]);
    assert_eq!(store.append(1, &[change(3, 2, &[1])])?, [MissingDependencies]);
    Ok(())
}

pub fn missing_dependencies<S: Store>(store: &S) -> Checked {
    let outcomes =
        store.append(1, &[change(1, 3, &[2]), change(1, 1, &[]), change(1, 2, &[1]), change(1, 4, &[2, 9])])?;
    assert_eq!(outcomes, [MissingDependencies, Appended(1), Appended(2), MissingDependencies]);
    assert_eq!(store.append(1, &[change(2, 5, &[9])])?, [MissingDependencies]);
    let page = store.documents(Viewer::Office, None, PageLimits::BATCH)?;
    assert_eq!(page.total, 1, "a refused change makes no document");
    assert_eq!(store.append(1, &[change(1, 3, &[2])])?, [Appended(3)], "it is welcome once they are there");
    Ok(())
}

pub fn a_buried_document<S: Store>(store: &S) -> Checked {
    store.append(1, &[change(1, 1, &[]), change(2, 1, &[]), change(1, 2, &[1])])?;
    store.put_snapshot(doc(1), 3, &snapshot(b"words", None))?;
    assert_eq!(store.bury(2, doc(1))?, 4);
    assert_eq!(store.bury(3, doc(1))?, 4, "the dead stay as they are");
    assert_eq!(store.bury(3, doc(9))?, 5, "a document that was never seen can be refused too");
    let tombstone = |seq, document| LogEntry { seq, doc: doc(document), device: None, what: Logged::Tombstone };
    let page = store.log_after(Viewer::Office, 0, PageLimits::BATCH)?;
    assert_eq!(page.entries, [entry(2, 2, 1), tombstone(4, 1), tombstone(5, 9)]);
    assert_eq!((page.through, page.head), (5, 5));
    let outcomes = store.append(4, &[change(1, 1, &[]), change(1, 7, &[]), change(9, 1, &[]), change(2, 2, &[1])])?;
    assert_eq!(outcomes, [DeadDocument, DeadDocument, DeadDocument, Appended(6)]);
    let (found, _) = store.fetch(Viewer::Office, &[doc(1)], PageLimits::BATCH)?;
    assert!(found.iter().all(|document| document.dead && document.snapshot.is_none() && document.tail.is_empty()));
    assert_eq!(found.len(), 1, "that it is dead can be told");
    assert!(!store.put_snapshot(doc(1), 9, &snapshot(b"late", None))?, "a compaction under way comes too late");
    assert_eq!(store.compaction_input(doc(1))?, None);
    Ok(())
}

pub fn pages_of_the_log<S: Store>(store: &S) -> Checked {
    for number in 1..=7 {
        store.append(1, &[change(number, number, &[])])?;
    }
    store.bury(2, doc(3))?;
    let pages = |limits| {
        let (mut after, mut sizes, mut seqs) = (0, Vec::new(), Vec::new());
        loop {
            let page = store.log_after(Viewer::Office, after, limits)?;
            assert!(page.through > after || page.through == page.head, "a page moves on");
            sizes.push(page.entries.len());
            seqs.extend(page.entries.iter().map(|entry| entry.seq));
            after = page.through;
            if after == page.head {
                return Ok::<_, super::StoreError>((sizes, seqs));
            }
        }
    };
    let all = vec![1, 2, 4, 5, 6, 7, 8];
    assert_eq!(pages(PageLimits { entries: 3, bytes: 1_000 })?, (vec![3, 3, 1], all.clone()));
    assert_eq!(pages(PageLimits { entries: 100, bytes: 25 })?, (vec![2, 2, 3], all.clone()));
    assert_eq!(pages(PageLimits { entries: 100, bytes: 1 })?.1, all, "one entry fits always");
    Ok(())
}

pub fn concurrent_appends<S: Store>(store: &S) -> Checked {
    const WRITERS: u8 = 4;
    const EACH: u8 = 25;
    let done = AtomicBool::new(false);
    let (seqs, seen) = std::thread::scope(|scope| {
        let write = |writer: u8| {
            let mut seqs = Vec::new();
            for number in 1..=EACH {
                let deps = if number == 1 { vec![] } else { vec![number - 1] };
                seqs.extend(appended(&store.append(1, &[change(writer, number, &deps)])?));
            }
            Ok::<_, super::StoreError>(seqs)
        };
        let writers: Vec<_> = (1..=WRITERS).map(|writer| scope.spawn(move || write(writer))).collect();
        let reader = scope.spawn(|| {
            let (mut after, mut seen) = (0, Vec::new());
            loop {
                // Asked before reading: what was written before "done" must be in this last look.
                let last = done.load(Ordering::SeqCst);
                let page = store.log_after(Viewer::Office, after, PageLimits { entries: 3, bytes: 1_000 })?;
                seen.extend(page.entries.iter().map(|entry| entry.seq));
                after = page.through;
                if last && after == page.head {
                    return Ok::<_, super::StoreError>(seen);
                }
            }
        });
        let seqs: Vec<_> = writers.into_iter().map(std::thread::ScopedJoinHandle::join).collect();
        done.store(true, Ordering::SeqCst);
        (seqs, reader.join())
    });
    let mut numbers = Vec::new();
    for of_writer in seqs {
        let of_writer = of_writer.map_err(|_| super::StoreError::Failed("a writer panicked".into()))??;
        assert!(of_writer.is_sorted(), "each writer's changes stand in its order");
        numbers.extend(of_writer);
    }
    numbers.sort_unstable();
    let all: Vec<u64> = (1..=u64::from(WRITERS) * u64::from(EACH)).collect();
    assert_eq!(numbers, all.iter().copied().map(Some).collect::<Vec<_>>());
    let seen = seen.map_err(|_| super::StoreError::Failed("the reader panicked".into()))??;
    assert_eq!(seen, all, "the reader skipped nothing and saw nothing twice");
    Ok(())
}
