use madobe_shared::document::check::check;
use madobe_shared::document::{CaseDocument, Kind, NewChange, Stamp, genesis};
use madobe_shared::edit::{Edit, TextSplice};
use madobe_shared::form::TextRef;
use madobe_shared::ids::{Author, DeviceId, OpeningTag, UserId};
use madobe_shared::protocol::ChangeKey;

use super::*;
use crate::store::MemoryStore;

const AUTHOR: Author = Author { user: UserId(7), device: DeviceId(1) };

fn doc(number: u8) -> DocId {
    DocId::from_parts(u64::from(number), [number; 10])
}

/// A case and its changes: the first, and one for each character.
fn typed(doc: DocId, characters: usize) -> Vec<CheckedChange> {
    let mut case = CaseDocument::create(doc, AUTHOR, OpeningTag(1));
    for at in 0..characters {
        let splice = TextSplice { at, delete: 0, insert: "窓".into() };
        case.apply(&Edit::Splice { text: TextRef::Goal, splice }, Stamp { time_s: 1 }).unwrap();
        case.commit();
    }
    case.take_new_changes().iter().map(|change| checked(doc, change)).collect()
}

fn checked(doc: DocId, change: &NewChange) -> CheckedChange {
    let envelope = check(&change.bytes).unwrap();
    CheckedChange {
        key: ChangeKey { doc, hash: envelope.hash },
        deps: envelope.deps,
        author: envelope.author,
        user: None,
        device: AUTHOR.device,
        bytes: change.bytes.clone(),
    }
}

/// A second beginning, which would turn the case into a directory.
fn usurper(doc: DocId) -> CheckedChange {
    checked(doc, genesis(Kind::Directory))
}

#[test]
fn honest_changes_fit_and_what_does_not_takes_nothing_with_it() {
    let store = Arc::new(MemoryStore::default());
    let mut trials = Trials::new(Arc::clone(&store) as _);
    let (one, other) = (typed(doc(1), 3), typed(doc(2), 2));
    let pushed = [&one[..2], &[usurper(doc(1))], &other[..], &one[2..]].concat();
    let verdicts = trials.judge(&pushed).unwrap();
    use Verdict::{Fit, Unfit};
    assert_eq!(verdicts, [Fit, Fit, Unfit, Fit, Fit, Fit, Fit, Fit]);
}

#[test]
fn a_document_stays_open_and_is_opened_anew_where_another_program_wrote() {
    let store = Arc::new(MemoryStore::default());
    let mut trials = Trials::new(Arc::clone(&store) as _);
    let changes = typed(doc(1), 4);
    assert_eq!(trials.judge(&changes[..2]).unwrap(), [Verdict::Fit; 2]);
    let outcomes = store.append(1, &changes[..2]).unwrap();
    trials.appended(&changes[..2], &outcomes);
    assert_eq!(trials.open.len(), 1);
    store.append(1, &changes[2..4]).unwrap();
    assert_eq!(trials.judge(&changes[4..]).unwrap(), [Verdict::Fit]);
    trials.forget_all();
    assert_eq!(trials.judge(&changes).unwrap(), [Verdict::Fit; 5], "what is there already is no news");
}

#[test]
fn what_builds_on_the_unknown_waits_and_so_does_what_comes_with_too_much_that_does_not_fit() {
    let store = Arc::new(MemoryStore::default());
    let mut trials = Trials::new(Arc::clone(&store) as _);
    let changes = typed(doc(1), 2);
    assert_eq!(trials.judge(&changes[1..]).unwrap(), [Verdict::Later; 2]);
    let usurpers = vec![usurper(doc(1)); TRIALS_UNFIT_MAX + 1];
    let pushed = [&changes[..1], &usurpers, &changes[1..]].concat();
    let verdicts = trials.judge(&pushed).unwrap();
    assert_eq!(verdicts[pushed.len() - 2..], [Verdict::Later; 2]);
    assert_eq!(verdicts.iter().filter(|verdict| **verdict == Verdict::Unfit).count(), TRIALS_UNFIT_MAX + 1);
}

#[test]
fn the_dead_and_the_unreadable_are_left_to_the_store() {
    let store = Arc::new(MemoryStore::default());
    let mut trials = Trials::new(Arc::clone(&store) as _);
    store.bury(1, doc(1)).unwrap();
    let garbage = CheckedChange { bytes: b"from another age".to_vec(), ..typed(doc(2), 0)[0].clone() };
    store.append(1, &[garbage]).unwrap();
    assert_eq!(trials.judge(&[typed(doc(1), 1), typed(doc(2), 1)].concat()).unwrap(), [Verdict::Fit; 4]);
    assert!(trials.open.is_empty());
}

#[test]
fn few_documents_are_kept_open_and_none_that_is_large() {
    let store = Arc::new(MemoryStore::default());
    let mut trials = Trials::new(Arc::clone(&store) as _);
    for number in 0..=u8::try_from(TRIALS_OPEN_MAX).unwrap() {
        trials.judge(&typed(doc(number), 1)).unwrap();
    }
    assert_eq!(trials.open.len(), TRIALS_OPEN_MAX);
    assert!(!trials.open.contains_key(&doc(0)), "the one left alone for the longest goes");
    let mut large = CaseDocument::create(doc(200), AUTHOR, OpeningTag(1));
    let insert = "x".repeat(usize::try_from(TRIAL_KEPT_OPS_MAX).unwrap() + 1);
    let splice = TextSplice { at: 0, delete: 0, insert };
    large.apply(&Edit::Splice { text: TextRef::Goal, splice }, Stamp { time_s: 1 }).unwrap();
    let changes: Vec<_> = large.take_new_changes().iter().map(|change| checked(doc(200), change)).collect();
    assert_eq!(changes.len(), 4, "it is cut into changes that are small enough");
    assert!(trials.judge(&changes).unwrap().iter().all(|verdict| *verdict == Verdict::Fit));
    assert!(!trials.open.contains_key(&doc(200)));
}
