//! The book of who has which device.

use madobe_shared::codes::Deed;
use madobe_shared::ids::{DeviceId, UserId};
use madobe_shared::limits::PURPOSE_CHARS_MAX;

use super::super::Store;
use super::super::accounts::AccountChange;
use super::super::audit::{About, Event, Hand};
use super::super::check_outs::{CheckOut, NewCheckOut, NotCheckedOut};
use super::super::devices::Meeting;
use super::{Checked, accounts};
use crate::limits::CHECK_OUT_MS_MAX;

const SATO: UserId = UserId(u64::MAX - 1);
const MORI: UserId = UserId(2);
const TABLET: DeviceId = DeviceId(u64::MAX - 3);
const SPARE: DeviceId = DeviceId(4);
const NOON_MS: u64 = 1_795_402_800_000;
const EVENING_MS: u64 = NOON_MS + 5 * 60 * 60_000;

fn open(store: &impl Store) -> Checked {
    accounts::add(store, SATO.0, "sato")?;
    accounts::add(store, MORI.0, "mori")?;
    for device in [TABLET, SPARE] {
        store.meet_device(NOON_MS, &Meeting { user: SATO, device, position: None })?;
    }
    Ok(())
}

fn wanted(device: DeviceId, user: UserId) -> NewCheckOut {
    NewCheckOut { device, user, due_ms: EVENING_MS, purpose: "訪問".to_owned() }
}

pub fn it_tells_who_has_which_device<S: Store>(store: &S) -> Checked {
    open(store)?;
    let (by_sato, by_mori) = (Hand::of(SATO, NOON_MS), Hand::of(MORI, NOON_MS + 1));
    let taken = store.check_out(by_sato, &wanted(TABLET, SATO))?;
    let first = CheckOut {
        number: 1,
        device: TABLET,
        user: SATO,
        purpose: "訪問".to_owned(),
        out_ms: NOON_MS,
        due_ms: EVENING_MS,
        out_by: Some(SATO),
        returned: None,
    };
    assert_eq!(taken, Ok(first.clone()));
    let early = NewCheckOut { due_ms: NOON_MS + 9, purpose: String::new(), ..wanted(SPARE, SATO) };
    store.check_out(by_mori, &early)?.expect("on behalf of someone");
    let out: Vec<_> = store.devices_out()?.iter().map(|it| (it.device, it.out_by)).collect();
    assert_eq!(out, [(SPARE, Some(MORI)), (TABLET, Some(SATO))], "the one that is due first");

    assert!(!store.return_device(by_mori, TABLET, 2)?, "that was another device");
    assert!(store.return_device(by_mori, TABLET, 1)?);
    assert!(!store.return_device(by_sato, TABLET, 1)?, "whoever says so second changes nothing");
    let back = CheckOut { returned: Some((NOON_MS + 1, Some(MORI))), ..first };
    assert_eq!(store.book(None, 9)?.pop(), Some(back.clone()));
    assert_eq!((store.book(None, 1)?[0].number, store.book(Some(2), 9)?), (2, vec![back]), "page after page");
    assert_eq!(store.book(Some(1), 9)?, []);

    let trail = store.trail(&About { device: Some(TABLET), ..About::default() }, None, 9)?;
    let told: Vec<_> = trail.into_iter().map(|entry| entry.event).collect();
    let out = Event::new(by_sato, Deed::CheckedOut).on(Some(TABLET)).saying("→ 2026-11-23 17:00");
    assert_eq!(told, [Event::new(by_mori, Deed::Returned).on(Some(TABLET)).about(SATO), out], "each once");
    Ok(())
}

pub fn a_device_that_is_out_goes_from_hand_to_hand<S: Store>(store: &S) -> Checked {
    open(store)?;
    let (by_sato, by_mori) = (Hand::of(SATO, NOON_MS), Hand::of(MORI, NOON_MS + 1));
    store.check_out(by_sato, &wanted(TABLET, SATO))?.expect("it is there");
    let second = store.check_out(by_mori, &wanted(TABLET, MORI))?.expect("whoever has it in hand has it");
    assert_eq!(store.devices_out()?, [second], "one has it");
    assert_eq!(store.book(Some(2), 1)?[0].returned, Some((NOON_MS + 1, Some(MORI))), "by the same act");
    assert!(!store.return_device(by_sato, TABLET, 1)?, "an old screen returns nothing that is out anew");
    let trail = store.trail(&About { device: Some(TABLET), ..About::default() }, None, 9)?;
    let told: Vec<_> = trail.into_iter().map(|entry| entry.event.deed).collect();
    assert_eq!(told, [Deed::CheckedOut, Deed::Returned, Deed::CheckedOut]);

    store.set_lost(by_mori, TABLET, true)?;
    assert_eq!(store.devices_out()?.len(), 1, "lost, it is out still, and whoever had it is known");
    assert!(store.return_device(by_mori, TABLET, 2)?, "it was found");
    assert_eq!(store.devices_out()?, []);
    Ok(())
}

pub fn what_cannot_be_is_refused<S: Store>(store: &S) -> Checked {
    open(store)?;
    let hand = Hand::of(SATO, NOON_MS);
    let sato = wanted(TABLET, SATO);
    store.set_lost(hand, SPARE, true)?;
    let left = AccountChange { active: Some(false), ..AccountChange::default() };
    store.change_user(hand, "mori", &left)?;
    let before = store.verify_trail()?.events;
    let due = |due_ms| NewCheckOut { due_ms, ..sato.clone() };
    let purpose = |purpose: &str| NewCheckOut { purpose: purpose.to_owned(), ..sato.clone() };
    for (refused, why) in [
        (due(NOON_MS), NotCheckedOut::BadTime),
        (due(0), NotCheckedOut::BadTime),
        (due(NOON_MS + CHECK_OUT_MS_MAX + 1), NotCheckedOut::BadTime),
        (due(u64::MAX), NotCheckedOut::BadTime),
        (purpose(&"あ".repeat(PURPOSE_CHARS_MAX + 1)), NotCheckedOut::BadPurpose),
        (purpose("訪\n問"), NotCheckedOut::BadPurpose),
        (wanted(DeviceId(9), SATO), NotCheckedOut::NoSuchDevice),
        (wanted(SPARE, SATO), NotCheckedOut::DeviceLost),
        (wanted(TABLET, MORI), NotCheckedOut::NoSuchMember),
        (wanted(TABLET, UserId(9)), NotCheckedOut::NoSuchMember),
    ] {
        assert_eq!(store.check_out(hand, &refused)?, Err(why), "{refused:?}");
    }
    assert!(!store.return_device(hand, TABLET, 1)? && !store.return_device(hand, DeviceId(9), u64::MAX)?);
    assert_eq!((store.book(None, 9)?, store.verify_trail()?.events), (vec![], before), "nothing came of it");
    assert!(store.check_out(hand, &purpose(&"あ".repeat(PURPOSE_CHARS_MAX)))?.is_ok());
    Ok(())
}
