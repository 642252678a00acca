//! The audit trail.

use std::ops::Range;

use madobe_shared::codes::{Deed, Role};
use madobe_shared::ids::{DeviceId, UserId};
use madobe_shared::session::server::CheckedChange;

use super::super::access::TeamPlace;
use super::super::accounts::AccountChange;
use super::super::audit::Hearing::{Taken, TooMuch};
use super::super::audit::{About, Event, Hand, Recorded, TrailHash, Witnessed};
use super::super::{Store, StoreError};
use super::sessions::{begin, token};
use super::{Checked, accounts, change, date, device, doc};
use crate::limits::{WITNESSED_PER_DAY_MAX, WRITING_TOLD_MS};

const SATO: UserId = UserId(u64::MAX - 1);
const TANAKA: UserId = UserId(2);
const NOON_MS: u64 = 1_795_402_800_000;

/// The deeds of the trail, the first one first.
fn deeds(store: &impl Store, about: &About) -> Result<Vec<Deed>, StoreError> {
    let mut trail = store.trail(about, None, 100)?;
    trail.reverse();
    Ok(trail.into_iter().map(|Recorded { event, .. }| event.deed).collect())
}

fn open(store: &impl Store) -> Checked {
    accounts::add(store, SATO.0, "sato")?;
    accounts::add(store, TANAKA.0, "tanaka")?;
    let role = AccountChange { role: Some(Role::Consultant), ..AccountChange::default() };
    for login in ["sato", "tanaka"] {
        store.change_user(Hand::of_the_office(NOON_MS), login, &role)?;
    }
    Ok(())
}

fn written_by(user: UserId, number: u8) -> CheckedChange {
    CheckedChange { user: Some(user), ..change(1, number, &[]) }
}

pub fn it_tells_what_was_done<S: Store>(store: &S) -> Checked {
    open(store)?;
    let hand = Hand::of(SATO, NOON_MS);
    begin(store, 2, SATO, NOON_MS)?;
    store.append(NOON_MS, &[written_by(SATO, 1), written_by(SATO, 2)])?;
    store.append(NOON_MS + WRITING_TOLD_MS, &[written_by(SATO, 3)])?;
    store.append(NOON_MS + WRITING_TOLD_MS + 1, &[written_by(SATO, 4), change(1, 5, &[])])?;
    let reason = Some("母親から緊急の電話".to_owned());
    let shared =
        TeamPlace { user: TANAKA, until: Some(date(30)), granted_by: Some(SATO), granted_at_ms: NOON_MS, reason: None };
    store.grant(NOON_MS, doc(1), &shared)?;
    store.restrict(hand, doc(1), true)?;
    store.revoke(hand, doc(1), TANAKA)?;
    store.revoke(hand, doc(1), TANAKA)?;
    store.grant(NOON_MS, doc(1), &TeamPlace { until: Some(date(23)), granted_by: None, reason, ..shared })?;
    store.end_what_is_over(NOON_MS + 24 * 60 * 60_000)?;
    store.restrict(hand, doc(1), false)?;
    store.set_password(hand, SATO, "hash", None)?;
    store.bury(NOON_MS, doc(1))?;
    store.bury(NOON_MS, doc(1))?;
    store.end_session(token(2), NOON_MS)?;
    use Deed::{
        AccountAdded, AccountChanged, BrokeGlass, Deleted, Opened, PasswordChanged, Restricted, ShareEnded, Shared,
        SignedIn, Withdrew, Wrote,
    };
    let expected = vec![
        AccountAdded,
        AccountAdded,
        AccountChanged,
        AccountChanged,
        SignedIn,
        Wrote,
        Wrote,
        Shared,
        Restricted,
        Withdrew,
        BrokeGlass,
        ShareEnded,
        Opened,
        PasswordChanged,
        Deleted,
    ];
    assert_eq!(deeds(store, &About::default())?, expected, "each once, and what did not happen not at all");

    let trail = store.trail(&About::default(), None, 100)?;
    let told = |deed: &Deed| trail.iter().find(|entry| entry.event.deed == *deed).map(|entry| entry.event.clone());
    let by_sato = |deed| Event::new(hand, deed).to(doc(1));
    assert_eq!(told(&Shared), Some(by_sato(Shared).about(TANAKA).saying("until 2026-11-30")));
    assert_eq!(told(&Withdrew), Some(by_sato(Withdrew).about(TANAKA)));
    let opened_for = Event::new(Hand::of(TANAKA, NOON_MS), BrokeGlass).to(doc(1)).saying("母親から緊急の電話");
    assert_eq!(told(&BrokeGlass), Some(opened_for));
    assert_eq!(told(&SignedIn), Some(Event::new(hand, SignedIn).on(Some(device()))));
    let changed = Event::new(Hand::of_the_office(NOON_MS), AccountChanged).about(TANAKA).saying("role=consultant");
    assert_eq!(told(&AccountChanged), Some(changed));
    Ok(())
}

pub fn it_tells_of_a_matter<S: Store>(store: &S) -> Checked {
    let event = |by, deed| Event::new(Hand::of(by, NOON_MS), deed);
    for event in [
        event(SATO, Deed::Read).to(doc(1)),
        event(SATO, Deed::Shared).to(doc(2)).about(TANAKA),
        event(TANAKA, Deed::Printed).to(doc(1)).on(Some(DeviceId(5))),
        event(UserId(3), Deed::Read).to(doc(2)),
    ] {
        store.record(&event)?;
    }
    let numbers = |about: About, before| {
        let trail = store.trail(&about, before, 2)?;
        Ok::<_, StoreError>(trail.into_iter().map(|entry| entry.number).collect::<Vec<_>>())
    };
    let all = About::default();
    assert_eq!((numbers(all, None)?, numbers(all, Some(3))?, numbers(all, Some(1))?), (vec![4, 3], vec![2, 1], vec![]));
    assert_eq!(numbers(About { case: Some(doc(1)), ..all }, None)?, [3, 1]);
    assert_eq!(numbers(About { user: Some(TANAKA), ..all }, None)?, [3, 2], "what they did and what concerned them");
    assert_eq!(numbers(About { device: Some(DeviceId(5)), ..all }, None)?, [3]);
    assert_eq!(numbers(About { case: Some(doc(2)), user: Some(SATO), device: None }, None)?, [2]);
    Ok(())
}

pub fn what_was_witnessed_is_told_once<S: Store>(store: &S) -> Checked {
    let (later, witness) = (NOON_MS + 5_000_000, (SATO, device()));
    let seen = |id, at_ms| Witnessed { id, at_ms, deed: Deed::Read, case: Some(doc(1)) };
    assert_eq!(store.record_witnessed(later, witness, &[seen(u64::MAX, NOON_MS), seen(2, NOON_MS + 1)])?, Taken(2));
    assert_eq!(store.record_witnessed(later, witness, &[seen(2, NOON_MS + 1), seen(3, NOON_MS + 2)])?, Taken(1));
    assert_eq!(
        store.record_witnessed(later, (TANAKA, device()), &[seen(2, NOON_MS)])?,
        Taken(1),
        "another's is another"
    );
    assert_eq!(
        store.record_witnessed(later, (SATO, DeviceId(1)), &[seen(2, NOON_MS)])?,
        Taken(1),
        "as is another device's"
    );
    let first = store.trail(&About::default(), Some(2), 1)?;
    let event = Event::new(Hand::of(SATO, NOON_MS), Deed::Read).on(Some(device())).to(doc(1));
    assert_eq!(first, [Recorded { number: 1, recorded_ms: later, event }], "when it was, and when it was told");
    Ok(())
}

pub fn what_a_device_tells_in_a_day_is_bounded<S: Store>(store: &S) -> Checked {
    let most = WITNESSED_PER_DAY_MAX as u64;
    let tell = |now_ms, witness, ids: Range<u64>| {
        let seen = ids.map(|id| Witnessed { id, at_ms: NOON_MS, deed: Deed::Read, case: None });
        store.record_witnessed(now_ms, witness, &seen.collect::<Vec<_>>())
    };
    let (sato, midnight_ms) = ((SATO, device()), NOON_MS + 12 * 60 * 60_000);
    let refused = TooMuch { until_ms: midnight_ms - 1 };
    assert_eq!(tell(NOON_MS, sato, 0..most - 1)?, Taken(WITNESSED_PER_DAY_MAX - 1));
    assert_eq!(tell(NOON_MS, sato, most - 1..most + 1)?, refused, "all or nothing: the device keeps what it told");
    assert_eq!(tell(NOON_MS, sato, 0..most)?, Taken(1), "what was told before counts for nothing");
    assert_eq!(tell(NOON_MS, sato, 0..most)?, Taken(0));
    assert_eq!(tell(midnight_ms - 1, sato, most..most + 1)?, refused);
    assert_eq!(tell(NOON_MS, (TANAKA, device()), 0..1)?, refused, "whoever else is at the device");
    assert_eq!(tell(NOON_MS, (SATO, DeviceId(1)), 0..1)?, refused, "a device that they made up");
    assert_eq!(tell(NOON_MS, (TANAKA, DeviceId(1)), 0..1)?, Taken(1), "and nobody else");
    let told = deeds(store, &About::default())?.into_iter().filter(|deed| *deed == Deed::ToldTooMuch).count();
    assert_eq!((told, store.verify_trail()?.events), (1, most + 2), "told once that day");

    assert_eq!(tell(midnight_ms, sato, most - 1..most + 1)?, Taken(1), "nothing is lost by waiting");
    assert_eq!(tell(midnight_ms, sato, 2 * most..3 * most)?, TooMuch { until_ms: midnight_ms + 24 * 60 * 60_000 - 1 });
    let last = store.trail(&About { device: Some(device()), ..About::default() }, None, 1)?;
    let event = Event::new(Hand::of(SATO, midnight_ms), Deed::ToldTooMuch).on(Some(device()));
    assert_eq!(last.first().map(|entry| &entry.event), Some(&event), "and once on the next");
    Ok(())
}

pub fn it_is_a_chain<S: Store>(store: &S) -> Checked {
    let empty = store.verify_trail()?;
    assert_eq!((empty.events, empty.head, empty.broken_at), (0, TrailHash::NOTHING, None));
    assert_eq!(store.trail_hash(1)?, None);
    let mut heads = Vec::new();
    for at_ms in [NOON_MS, NOON_MS, NOON_MS + 1] {
        store.record(&Event::new(Hand::of(SATO, at_ms), Deed::Read).to(doc(1)))?;
        let trail = store.verify_trail()?;
        assert_eq!(trail.broken_at, None);
        assert_eq!(store.trail_hash(trail.events)?, Some(trail.head));
        heads.push(trail.head);
    }
    assert_eq!(store.trail_hash(1)?, Some(heads[0]), "what was noted once is found again");
    assert!(heads[0] != heads[1] && heads[1] != heads[2], "the same deed again is another entry");
    Ok(())
}
