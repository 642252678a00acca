//! Devices: who is met on them, which are lost, and what may be on them.

use madobe_shared::codes::Deed;
use madobe_shared::ids::{DeviceId, SessionId, UserId};
use madobe_shared::session::server::CheckedChange;

use super::super::Store;
use super::super::access::TeamPlace;
use super::super::accounts::AccountChange;
use super::super::audit::{About, Hand, Recorded};
use super::super::device_keys::DeviceKey;
use super::super::devices::{Admission, EnrolmentHash, KnownDevice, Meeting};
use super::super::sessions::NewSession;
use super::sessions::token;
use super::{Checked, accounts, change, date, doc};
use madobe_shared::codes::Role;

const SATO: UserId = UserId(u64::MAX - 1);
const ITO: UserId = UserId(2);
const TABLET: DeviceId = DeviceId(u64::MAX - 3);
const DESK: DeviceId = DeviceId(4);
const NOON_MS: u64 = 1_795_402_800_000;
const HAND: Hand = Hand::of_the_office(NOON_MS);

fn open(store: &impl Store) -> Checked {
    accounts::add(store, SATO.0, "sato")?;
    accounts::add(store, ITO.0, "ito")?;
    let role = |role| AccountChange { role: Some(role), ..AccountChange::default() };
    store.change_user(HAND, "sato", &role(Role::Consultant))?;
    store.change_user(HAND, "ito", &role(Role::Coordinator))?;
    Ok(())
}

fn meeting(user: UserId, device: DeviceId) -> Meeting {
    Meeting { user, device, position: None }
}

pub fn they_are_known_by_who_was_met_on_them<S: Store>(store: &S) -> Checked {
    open(store)?;
    assert_eq!(store.devices()?, []);
    assert!(
        !store.is_lost(TABLET)? && !store.name_device(TABLET, "x")? && store.set_lost(HAND, TABLET, true)?.is_none()
    );
    for (now_ms, met) in [(1, meeting(SATO, TABLET)), (2, meeting(SATO, DESK)), (3, meeting(ITO, TABLET))] {
        assert_eq!(store.meet_device(now_ms, &met)?, Admission::Open);
    }
    let connects = Meeting { position: Some(9), ..meeting(SATO, TABLET) };
    assert_eq!(store.meet_device(4, &connects)?, Admission::Open);
    assert!(store.name_device(TABLET, "訪問用 3号機")?);
    for build in ["0123456789abcdef", "fedcba9876543210"] {
        store.note_build(TABLET, build)?;
    }
    store.note_build(DeviceId(9), "0123456789abcdef")?;
    let known = |device, (name, build): (&str, &str), first_met_ms, users| KnownDevice {
        device,
        name: name.to_owned(),
        build: build.to_owned(),
        first_met_ms,
        lost_at_ms: None,
        wiped_at_ms: None,
        users,
    };
    let tablet = known(TABLET, ("訪問用 3号機", "fedcba9876543210"), 1, vec![(SATO, 4), (ITO, 3)]);
    assert_eq!(store.devices()?, [tablet, known(DESK, ("", ""), 2, vec![(SATO, 2)])], "the one met last first");
    Ok(())
}

pub fn a_lost_one_is_shut_out<S: Store>(store: &S) -> Checked {
    open(store)?;
    for (number, device) in [(1, TABLET), (2, DESK)] {
        store.meet_device(1, &meeting(SATO, device))?;
        store.device_key(SATO, device, DeviceKey([number; 32]), 1)?;
        let session =
            NewSession { token: token(number), id: SessionId(number.into()), user: SATO, device: Some(device) };
        store.begin_session(&session, NOON_MS)?;
    }
    assert!(!store.note_wiped(NOON_MS, TABLET)?, "nobody asked it to");
    assert_eq!(store.set_lost(Hand::of(ITO, NOON_MS), TABLET, true)?, Some(vec![token(1)]));
    assert_eq!(store.set_lost(Hand::of(ITO, NOON_MS), TABLET, true)?, Some(vec![]), "lost is lost");
    assert!(store.session(token(1), NOON_MS)?.is_none() && store.session(token(2), NOON_MS)?.is_some());
    assert!(store.is_lost(TABLET)? && store.meet_device(NOON_MS, &meeting(ITO, TABLET))? == Admission::Lost);
    assert_eq!(
        store.devices()?.iter().find(|it| it.device == TABLET).map(|it| it.users.len()),
        Some(1),
        "nobody was met"
    );

    assert_eq!(store.set_lost(HAND, TABLET, false)?, Some(vec![]));
    assert!(!store.is_lost(TABLET)? && store.meet_device(NOON_MS, &meeting(SATO, TABLET))? == Admission::Open);
    let drawn = DeviceKey([9; 32]);
    assert_eq!(store.device_key(SATO, TABLET, drawn, 2)?, DeviceKey([1; 32]), "found again it opens as before");

    store.set_lost(HAND, TABLET, true)?;
    assert!(store.note_wiped(NOON_MS + 1, TABLET)? && !store.note_wiped(NOON_MS + 2, TABLET)?);
    assert_eq!(store.device_key(SATO, TABLET, drawn, 3)?, drawn, "what it held never opens again");
    assert_eq!(store.device_key(SATO, DESK, drawn, 3)?, DeviceKey([2; 32]));
    assert_eq!(store.holdings(TABLET, date(23))?, []);
    let about = About { device: Some(TABLET), ..About::default() };
    let told: Vec<_> = store.trail(&about, None, 9)?.into_iter().map(|Recorded { event, .. }| event.deed).collect();
    use Deed::{DeviceFound, DeviceLost, DeviceWiped, SignedIn};
    assert_eq!(told, [DeviceWiped, DeviceLost, DeviceFound, DeviceLost, SignedIn]);
    Ok(())
}

pub fn what_may_be_on_one<S: Store>(store: &S) -> Checked {
    open(store)?;
    let written = |document| CheckedChange { user: Some(SATO), ..change(document, 1, &[]) };
    store.append(NOON_MS, &[written(1), written(2), written(3)])?;
    let place = |user| TeamPlace { user, until: None, granted_by: Some(SATO), granted_at_ms: NOON_MS, reason: None };
    store.grant(NOON_MS, doc(1), &place(ITO))?;
    store.grant(NOON_MS, doc(2), &place(ITO))?;
    let may_be = |numbers: &[u8]| numbers.iter().map(|&number| doc(number)).collect::<Vec<_>>();
    let held = || store.holdings(TABLET, date(23));
    assert_eq!(held()?, [], "an unknown device");
    store.meet_device(NOON_MS, &meeting(ITO, TABLET))?;
    assert_eq!(held()?, [], "signed in, and told nothing yet");

    store.meet_device(NOON_MS, &Meeting { position: Some(0), ..meeting(ITO, TABLET) })?;
    assert_eq!(held()?, may_be(&[1, 2]), "it is being told");
    store.part_from_device(ITO, TABLET, store.head()?)?;
    let told = store.head()?;
    store.append(NOON_MS, &[written(4)])?;
    store.grant(NOON_MS, doc(4), &place(ITO))?;
    store.revoke(HAND, doc(2), ITO)?;
    assert_eq!(held()?, may_be(&[1, 2]), "what was withdrawn since is on it still, what was begun since is not");

    store.meet_device(NOON_MS, &Meeting { position: Some(told), ..meeting(ITO, TABLET) })?;
    store.part_from_device(ITO, TABLET, store.head()?)?;
    assert_eq!(held()?, may_be(&[1, 2, 4]), "nobody knows whether it took in what it was told");
    store.meet_device(NOON_MS, &Meeting { position: Some(store.head()?), ..meeting(ITO, TABLET) })?;
    assert_eq!(held()?, may_be(&[1, 4]), "now it has said so");
    store.part_from_device(ITO, TABLET, store.head()?)?;
    store.bury(NOON_MS, doc(4))?;
    assert_eq!(held()?, may_be(&[1, 4]), "a case that was deleted since is on it still");

    store.meet_device(NOON_MS, &Meeting { position: Some(0), ..meeting(SATO, TABLET) })?;
    assert_eq!(held()?, may_be(&[1, 2, 3, 4]), "whoever else works on it");
    Ok(())
}

pub fn they_are_enrolled_with_a_code<S: Store>(store: &S) -> Checked {
    open(store)?;
    let admission = |device| store.meet_device(NOON_MS, &meeting(SATO, device));
    let code = |number| EnrolmentHash([number; 32]);
    assert!(!store.must_enrol()?);
    assert_eq!(admission(DESK)?, Admission::Open);
    store.set_must_enrol(Hand::of(ITO, NOON_MS), true)?;
    store.set_must_enrol(Hand::of(ITO, NOON_MS), true)?;
    assert!(store.must_enrol()?);
    assert_eq!(
        (admission(DESK)?, admission(TABLET)?),
        (Admission::Open, Admission::NotEnrolled),
        "who is known stays so"
    );
    assert_eq!(store.devices()?.len(), 1, "nobody was met");

    let hand = Hand::of(SATO, NOON_MS);
    store.offer_enrolment(HAND, code(1), NOON_MS)?;
    store.offer_enrolment(HAND, code(2), NOON_MS - 1)?;
    assert!(!store.enrol_device(hand, TABLET, code(2))? && !store.enrol_device(hand, TABLET, code(3))?);
    assert_eq!(admission(TABLET)?, Admission::NotEnrolled);
    assert!(store.enrol_device(hand, DESK, code(1))?, "it is known, and uses none up");
    assert!(store.enrol_device(hand, TABLET, code(1))?);
    assert_eq!(admission(TABLET)?, Admission::Open);
    assert!(!store.enrol_device(hand, DeviceId(9), code(1))?, "a code enrols one device");
    let trail = store.trail(&About::default(), None, 2)?;
    let told: Vec<_> = trail.into_iter().map(|entry| (entry.event.deed, entry.event.device)).collect();
    assert_eq!(told, [(Deed::DeviceEnrolled, Some(TABLET)), (Deed::EnrolmentRuled, None)], "each once");
    store.set_must_enrol(HAND, false)?;
    assert_eq!(admission(DeviceId(9))?, Admission::Open);
    Ok(())
}
