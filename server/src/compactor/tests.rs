use madobe_shared::case::CaseField;
use madobe_shared::document::check::check;
use madobe_shared::document::{CaseDocument, Stamp};
use madobe_shared::edit::{Edit, TextSplice};
use madobe_shared::form::{FieldRef, TextRef};
use madobe_shared::ids::{Author, ChangeHash, DeviceId, OpeningTag, UserId};
use madobe_shared::limits::TAIL_CHANGES_MAX;
use madobe_shared::protocol::ChangeKey;
use madobe_shared::session::server::CheckedChange;
use madobe_shared::storage::decode_row;
use madobe_shared::summary::CaseSummary;

use super::*;
use crate::store::{MemoryStore, PageLimits, Viewer};

const AUTHOR: Author = Author { user: UserId(7), device: DeviceId(1) };
const NOW_MS: u64 = 1_800_000_000_000;

fn doc(number: u8) -> DocId {
    DocId::from_parts(u64::from(number), [number; 10])
}

/// A case that was typed on for so many changes, one character each.
fn typed(store: &MemoryStore, doc: DocId, changes: usize) {
    let mut case = CaseDocument::create(doc, AUTHOR, OpeningTag(1));
    let name = Edit::Set { field: FieldRef::Case(CaseField::PersonName), value: Some("𠮷田 﨑子".into()) };
    case.apply(&name, Stamp { time_s: 1 }).unwrap();
    for at in 0..changes {
        let splice = TextSplice { at, delete: 0, insert: "窓".into() };
        case.apply(&Edit::Splice { text: TextRef::Goal, splice }, Stamp { time_s: 1 }).unwrap();
        case.commit();
    }
    let checked = case.take_new_changes().into_iter().map(|change| {
        let envelope = check(&change.bytes).unwrap();
        CheckedChange {
            key: ChangeKey { doc, hash: envelope.hash },
            deps: envelope.deps,
            author: envelope.author,
            user: None,
            device: AUTHOR.device,
            bytes: change.bytes,
        }
    });
    store.append(NOW_MS, &checked.collect::<Vec<_>>()).unwrap();
}

fn unreadable(store: &MemoryStore, doc: DocId, number: u8) {
    let key = ChangeKey { doc, hash: ChangeHash([number; 32]) };
    let bytes = b"nothing that automerge reads".to_vec();
    store
        .append(NOW_MS, &[CheckedChange { key, deps: vec![], author: None, user: None, device: AUTHOR.device, bytes }])
        .unwrap();
}

#[test]
fn a_long_tail_becomes_a_snapshot_with_its_summary() {
    let store = MemoryStore::default();
    typed(&store, doc(1), usize::try_from(TAIL_CHANGES_MAX).unwrap() + 1);
    typed(&store, doc(2), 1);
    let mut compactor = Compactor::default();
    assert_eq!(compactor.round(&store, NOW_MS, &Metrics::default()).unwrap(), 1, "the short tail is not worth it yet");
    let (found, _) = store.fetch(Viewer::Office, &[doc(1)], PageLimits::BATCH).unwrap();
    assert!(found[0].tail.is_empty());
    let summary = found[0].snapshot.as_ref().and_then(|snapshot| snapshot.summary.clone()).unwrap();
    assert_eq!(decode_row::<CaseSummary>(&summary).unwrap().name, "𠮷田 﨑子");
    let later = NOW_MS + COMPACT_QUIET_MS + 1;
    assert_eq!(compactor.round(&store, later, &Metrics::default()).unwrap(), 1, "until it is left alone");
    assert_eq!(compactor.round(&store, later, &Metrics::default()).unwrap(), 0);
}

#[test]
fn what_cannot_be_read_is_left_alone_and_holds_up_nobody() {
    let store = MemoryStore::default();
    unreadable(&store, doc(1), 1);
    typed(&store, doc(2), 3);
    let later = NOW_MS + COMPACT_QUIET_MS + 1;
    let mut compactor = Compactor::default();
    assert_eq!(compactor.round(&store, later, &Metrics::default()).unwrap(), 1);
    assert_eq!(compactor.unreadable.get(&doc(1)), Some(&1));
    assert_eq!(compact_document(&store, doc(1), Some(1)).unwrap(), Done::Nothing, "it is not read again and again");
    unreadable(&store, doc(1), 2);
    let grown = store.head().unwrap();
    assert_eq!(compact_document(&store, doc(1), Some(1)).unwrap(), Done::Unreadable(grown), "until it has changed");
    let (found, _) = store.fetch(Viewer::Office, &[doc(1)], PageLimits::BATCH).unwrap();
    assert_eq!((found[0].snapshot.is_none(), found[0].tail.len()), (true, 2), "every byte is still there");
}
