//! How long records are kept, and how they go.

use jiff::civil::Date;
use madobe_shared::codes::Deed;
use madobe_shared::document::{CaseDocument, Stamp};
use madobe_shared::edit::Edit;
use madobe_shared::form::EntryKind;
use madobe_shared::ids::{Author, DeviceId, DocId, EntryId, OpeningTag, UserId};
use madobe_shared::protocol::ChangeKey;
use madobe_shared::retention::YEARS;
use madobe_shared::session::server::{AppendOutcome, CheckedChange};

use super::super::audit::{About, Hand};
use super::super::retention::{Held, Proposed, Retained};
use super::super::{NewSnapshot, Store, StoreError};
use super::{Checked, change, date, doc, snapshot};

const SATO: Hand = Hand::of(UserId(u64::MAX - 1), 1_000);
const MORI: Hand = Hand::of(UserId(2), 2_000);
const LIMIT: usize = 100;

/// A case of one change that was closed on a day of November.
fn closed(store: &impl Store, number: u8, day: Option<i8>) -> Checked {
    store.append(1, &[change(number, 1, &[])])?;
    settle(store, number, day)
}

fn settle(store: &impl Store, number: u8, day: Option<i8>) -> Checked {
    let snapshot = NewSnapshot { closed_on: day.map(date), ..snapshot(b"words", None) };
    store.put_snapshot(doc(number), store.head()?, &snapshot)?;
    Ok(())
}

fn due(store: &impl Store, through: Date) -> Result<Vec<DocId>, StoreError> {
    Ok(store.retained(through, LIMIT)?.into_iter().map(|one| one.doc).collect())
}

fn deeds(store: &impl Store, case: u8) -> Result<Vec<Deed>, StoreError> {
    let about = About { case: Some(doc(case)), ..About::default() };
    Ok(store.trail(&about, None, LIMIT)?.into_iter().rev().map(|recorded| recorded.event.deed).collect())
}

pub fn they_are_due_by_their_closing<S: Store>(store: &S) -> Checked {
    assert_eq!(store.retention_years()?, YEARS);
    store.set_retention_years(SATO, 10)?;
    store.set_retention_years(SATO, 10)?;
    assert_eq!(store.retention_years()?, 10);
    let ruled = store.trail(&About::default(), None, LIMIT)?;
    assert_eq!(
        ruled.iter().map(|one| (&one.event.deed, one.event.words.as_str())).collect::<Vec<_>>(),
        [(&Deed::RetentionRuled, "years=10")]
    );

    for (number, day) in [(1, Some(9)), (2, Some(3)), (3, None), (4, Some(20))] {
        closed(store, number, day)?;
    }
    assert_eq!(due(store, date(9))?, [doc(2), doc(1)], "in the order of their closing, the day itself included");
    assert_eq!(due(store, date(2))?, []);
    assert_eq!(store.retained(date(9), 1)?.len(), 1);

    // Somebody writes into it: it is not settled any more that it is closed, until a snapshot says so again.
    store.append(2, &[change(2, 2, &[1])])?;
    assert_eq!(due(store, date(9))?, [doc(1)]);
    settle(store, 2, Some(3))?;
    assert_eq!(due(store, date(9))?, [doc(2), doc(1)]);
    store.append(3, &[change(2, 3, &[2])])?;
    settle(store, 2, None)?;
    assert_eq!(due(store, date(9))?, [doc(1)], "it was opened again");
    store.bury(4, doc(1))?;
    assert_eq!(due(store, date(9))?, []);
    Ok(())
}

pub fn what_is_held_stays<S: Store>(store: &S) -> Checked {
    closed(store, 1, Some(3))?;
    closed(store, 2, None)?;
    store.propose_disposal(SATO, &[doc(1)], date(9), true)?;
    assert!(!store.hold(MORI, doc(9), Some("訴訟"))?, "there is no such case");
    assert!(store.hold(MORI, doc(1), Some("訴訟"))?);
    assert!(store.hold(MORI, doc(2), Some("調査"))?);
    let held = |reason: &str| Some(Held { by: MORI.by, at_ms: MORI.at_ms, reason: reason.to_owned() });
    let first = Retained { doc: doc(1), closed_on: Some(date(3)), held: held("訴訟"), proposed: None };
    let second = Retained { doc: doc(2), closed_on: None, held: held("調査"), proposed: None };
    assert_eq!(
        store.retained(date(9), LIMIT)?,
        [first, second],
        "its proposal is void; what is not due is listed last"
    );

    store.propose_disposal(SATO, &[doc(1)], date(9), true)?;
    assert_eq!(store.dispose(MORI, &[doc(1)], date(9))?, []);
    assert!(store.hold(MORI, doc(2), None)? && store.hold(MORI, doc(1), None)? && store.hold(MORI, doc(1), None)?);
    assert_eq!(
        store.retained(date(9), LIMIT)?,
        [Retained { doc: doc(1), closed_on: Some(date(3)), held: None, proposed: None }]
    );
    assert_eq!(deeds(store, 1)?, [Deed::DisposalProposed, Deed::Held, Deed::HoldEnded]);
    store.bury(4, doc(1))?;
    assert!(!store.hold(MORI, doc(1), Some("訴訟"))?, "what is gone cannot be held");
    Ok(())
}

pub fn two_people_dispose_of_one<S: Store>(store: &S) -> Checked {
    for (number, day) in [(1, Some(3)), (2, Some(4)), (3, Some(20)), (4, None), (5, Some(5)), (6, Some(6))] {
        closed(store, number, day)?;
    }
    let all: Vec<_> = (1..=9).map(doc).collect();
    assert_eq!(store.dispose(MORI, &all, date(9))?, [], "nobody has proposed it");
    store.propose_disposal(SATO, &all, date(9), true)?;
    store.propose_disposal(MORI, &all, date(9), true)?;
    let proposed = Some(Proposed { by: SATO.by, at_ms: SATO.at_ms });
    let retained = store.retained(date(9), LIMIT)?;
    assert_eq!(
        retained.iter().map(|one| (one.doc, one.proposed)).collect::<Vec<_>>(),
        [(doc(1), proposed), (doc(2), proposed), (doc(5), proposed), (doc(6), proposed)]
    );
    assert_eq!(store.dispose(SATO, &all, date(9))?, [], "whoever proposed it does not decide as well");

    // One is written into, and closed as before; one is taken back; one is not due any more by the rule of that moment.
    store.append(5, &[change(2, 2, &[1])])?;
    store.append(5, &[change(2, 3, &[2])])?;
    assert_eq!(store.dispose(MORI, &[doc(2)], date(9))?, []);
    assert_eq!(deeds(store, 2)?, [Deed::DisposalProposed, Deed::DisposalWithdrawn], "the trail says so, once");
    settle(store, 2, Some(4))?;
    store.propose_disposal(MORI, &[doc(5)], date(9), false)?;
    assert_eq!(store.dispose(MORI, &all, date(5))?, [doc(1)]);

    assert_eq!(due(store, date(9))?, [doc(2), doc(5), doc(6)]);
    let refused = store.append(6, &[change(1, 7, &[])])?;
    assert_eq!(refused, [AppendOutcome::DeadDocument]);
    assert_eq!(deeds(store, 1)?, [Deed::DisposalProposed, Deed::Deleted]);
    let about = About { case: Some(doc(1)), ..About::default() };
    assert_eq!(store.trail(&about, None, 1)?[0].event.by, MORI.by);
    assert_eq!(deeds(store, 5)?, [Deed::DisposalProposed, Deed::DisposalWithdrawn]);
    assert_eq!(store.dispose(Hand::of_the_office(7), &all, date(9))?, [doc(6)], "or whoever runs the server");
    Ok(())
}

pub fn minutes_go_with_their_case<S: Store>(store: &S) -> Checked {
    let [written, removed, never, other] = [1, 2, 3, 4].map(|number| EntryId::from_parts(number, [9; 10]));
    let author = Author { user: UserId(u64::MAX - 1), device: DeviceId(2) };
    let mut case = CaseDocument::create(doc(1), author, OpeningTag(3));
    for conference in [written, removed, never].map(|id| EntryKind::Conference.entry(id)) {
        case.apply(&Edit::Add(conference), Stamp { time_s: 1 })
            .map_err(|error| StoreError::Failed(error.to_string()))?;
    }
    let gone = Edit::Remove(EntryKind::Conference.entry(removed));
    case.apply(&gone, Stamp { time_s: 1 }).map_err(|error| StoreError::Failed(error.to_string()))?;
    let begin = |number: u8, entry| {
        let change = change(number, number, &[]);
        store.append(1, &[CheckedChange { key: ChangeKey { doc: DocId::minutes_of(entry), ..change.key }, ..change }])
    };
    for (number, entry) in [(11, written), (12, removed), (14, other)] {
        begin(number, entry)?;
    }
    closed(store, 1, Some(3))?;
    let of_case = NewSnapshot { closed_on: Some(date(3)), ..snapshot(&case.snapshot(), None) };
    store.append(1, &[change(1, 2, &[1])])?;
    store.put_snapshot(doc(1), store.head()?, &of_case)?;
    store.propose_disposal(SATO, &[doc(1)], date(9), true)?;
    assert_eq!(store.dispose(MORI, &[doc(1)], date(9))?, [doc(1)]);
    for (number, entry) in [(21, written), (22, removed), (23, never)] {
        assert_eq!(begin(number, entry)?, [AppendOutcome::DeadDocument], "not even one that was begun out of reach");
    }
    assert_eq!(begin(24, other)?.len(), 1);
    assert!(store.access(DocId::minutes_of(other))?.is_some(), "those of another case stay");
    let told = |entry| {
        let about = About { case: Some(DocId::minutes_of(entry)), ..About::default() };
        Ok::<_, StoreError>(
            store.trail(&about, None, LIMIT)?.iter().filter(|it| it.event.deed == Deed::Deleted).count(),
        )
    };
    assert_eq!((told(written)?, told(removed)?, told(never)?), (1, 1, 0), "what never was is not told of as deleted");
    Ok(())
}
