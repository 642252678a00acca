//! Passkeys.

use madobe_shared::ids::UserId;

use super::super::Store;
use super::super::audit::{About, Hand};
use super::super::passkeys::{Added, NewPasskey, Passkey, PasskeyId};
use super::super::second_factors::{RecoveryHash, TotpSecret};
use super::{Checked, accounts};
use crate::limits::PASSKEYS_PER_USER_MAX;

const SATO: UserId = UserId(u64::MAX);
const TANAKA: UserId = UserId(2);
const CODES: [RecoveryHash; 2] = [RecoveryHash([1; 32]), RecoveryHash([2; 32])];

fn passkey(number: u8) -> NewPasskey {
    let (id, key) = (PasskeyId(vec![number; 20]), vec![number; 77]);
    NewPasskey { id, name: format!("鍵 {number}"), site: "localhost".into(), key, counter: u32::from(number) }
}

fn deeds<S: Store>(store: &S) -> Result<Vec<&'static str>, super::super::StoreError> {
    let trail = store.trail(&About { user: Some(SATO), ..About::default() }, None, 100)?;
    let told = ["passkey_added", "passkey_removed", "second_factor_removed"];
    let deeds = trail.iter().rev().filter_map(|entry| told.into_iter().find(|code| *code == entry.event.deed.code()));
    Ok(deeds.collect())
}

pub fn they_are_kept_counted_and_taken_away<S: Store>(store: &S) -> Checked {
    for (user, login) in [(SATO, "sato"), (TANAKA, "tanaka")] {
        accounts::add(store, user.0, login)?;
    }
    assert_eq!(store.passkeys(SATO)?, []);
    assert_eq!(store.add_passkey(10, SATO, &passkey(0), &CODES)?, Added::WithRecoveryCodes);
    assert_eq!(store.add_passkey(20, SATO, &passkey(9), &CODES)?, Added::Alone);
    for user in [SATO, TANAKA] {
        assert_eq!(store.add_passkey(30, user, &passkey(9), &[])?, Added::Not, "it is someone's already");
    }
    let kept = |number, added_ms, used_ms| Passkey { made: passkey(number), added_ms, used_ms };
    assert_eq!(store.passkeys(SATO)?, [kept(0, 10, None), kept(9, 20, None)]);
    assert_eq!(store.passkeys(TANAKA)?, []);

    let id = |number| passkey(number).id;
    assert!(!store.use_passkey(40, TANAKA, &id(9), 50)?, "another's");
    assert!(!store.use_passkey(40, SATO, &id(8), 50)?, "not there");
    let used = [9, 8, 0, 12, 12, 11, u32::MAX].map(|counter| store.use_passkey(40, SATO, &id(9), counter).ok());
    let [no, yes] = [Some(false), Some(true)];
    assert_eq!(used, [no, no, no, yes, no, no, yes], "a counter goes on");
    let used = [0, 0, 3, 0].map(|counter| store.use_passkey(50, SATO, &id(0), counter).ok());
    assert_eq!(used, [yes, yes, yes, no], "one that does not count yet may begin to");
    let [first, second] = &store.passkeys(SATO)?[..] else { panic!("two passkeys") };
    assert_eq!((first.made.counter, first.used_ms), (3, Some(50)));
    assert_eq!((second.made.counter, second.used_ms), (u32::MAX, Some(40)));

    let hand = Hand::of(SATO, 60);
    assert!(!store.remove_passkey(hand, TANAKA, &id(9))?, "another's");
    assert!(store.remove_passkey(hand, SATO, &id(9))? && !store.remove_passkey(hand, SATO, &id(9))?);
    assert!(!store.use_passkey(70, SATO, &id(9), u32::MAX)?);
    assert_eq!(deeds(store)?, ["passkey_added", "passkey_added", "passkey_removed"]);
    for number in 1..100 {
        let room = usize::from(number) < PASSKEYS_PER_USER_MAX;
        let added = store.add_passkey(80, SATO, &passkey(number + 100), &CODES)?;
        assert_eq!(added, if room { Added::Alone } else { Added::Not }, "{number}");
    }
    Ok(())
}

pub fn recovery_codes_stand_in_for_any<S: Store>(store: &S) -> Checked {
    let hand = Hand::of_the_office(0);
    let app = TotpSecret([1; 20]);
    let set_up = |codes: &[RecoveryHash]| {
        Ok::<_, super::super::StoreError>(
            store.offer_second_factor(SATO, app)? && store.confirm_second_factor(0, SATO, app, 5, codes)?,
        )
    };
    accounts::add(store, SATO.0, "sato")?;
    assert!(store.offer_second_factor(SATO, app)?);
    store.add_passkey(1, SATO, &passkey(1), &CODES)?;
    assert!(!store.confirm_second_factor(1, SATO, app, 5, &CODES)?, "it was drawn before there was a passkey");
    assert!(store.use_recovery_code(2, SATO, CODES[0])? && !store.use_recovery_code(2, SATO, CODES[0])?);
    assert!(set_up(&[RecoveryHash([3; 32])])?);
    assert!(!store.use_recovery_code(3, SATO, CODES[1])?, "those of the app take their place");

    assert!(store.remove_second_factor(hand, SATO)?);
    assert!(store.use_recovery_code(4, SATO, RecoveryHash([3; 32]))?, "the passkey is still there");
    assert!(set_up(&CODES)? && store.remove_passkey(hand, SATO, &passkey(1).id)?);
    assert!(store.use_recovery_code(5, SATO, CODES[0])?, "the app is still there");
    assert!(store.remove_second_factor(hand, SATO)?);
    assert!(!store.use_recovery_code(6, SATO, CODES[1])?, "with the last one they go");

    assert!(!store.reset_second_factors(hand, SATO)?, "there is nothing to reset");
    store.add_passkey(7, SATO, &passkey(1), &CODES)?;
    assert!(set_up(&CODES)? && store.reset_second_factors(hand, SATO)?);
    assert_eq!((store.passkeys(SATO)?, store.second_factor(SATO)?), (vec![], None));
    assert!(!store.use_recovery_code(8, SATO, CODES[1])?);
    assert_eq!(deeds(store)?.last(), Some(&"second_factor_removed"));
    Ok(())
}
