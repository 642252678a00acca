//! Second factors.

use madobe_shared::ids::UserId;

use super::super::Store;
use super::super::audit::Hand;
use super::super::second_factors::{RecoveryHash, SecondFactor, TotpSecret};
use super::{Checked, accounts};

const SATO: UserId = UserId(u64::MAX);
const TANAKA: UserId = UserId(2);

fn secret(number: u8) -> TotpSecret {
    TotpSecret([number; 20])
}

fn codes(numbers: &[u8]) -> Vec<RecoveryHash> {
    numbers.iter().map(|&number| RecoveryHash([number; 32])).collect()
}

pub fn they_count_once_confirmed<S: Store>(store: &S) -> Checked {
    accounts::add(store, SATO.0, "sato")?;
    assert_eq!(store.second_factor(SATO)?, None);
    assert!(!store.confirm_second_factor(0, SATO, secret(1), 5, &[])?, "nothing was offered");

    assert!(store.offer_second_factor(SATO, secret(1))?);
    assert!(store.offer_second_factor(SATO, secret(2))?, "another takes its place");
    let offered = SecondFactor { secret: secret(2), is_confirmed: false, used_step: 0, recovery_codes_left: 0 };
    assert_eq!(store.second_factor(SATO)?, Some(offered.clone()));
    assert!(!store.use_totp_step(SATO, 5)?, "what does not count cannot be used");
    assert!(!store.confirm_second_factor(0, SATO, secret(1), 5, &codes(&[1]))?, "that one is no longer offered");
    assert_eq!(store.second_factor(SATO)?, Some(offered.clone()));

    assert!(store.confirm_second_factor(0, SATO, secret(2), 5, &codes(&[1, 2, 3]))?);
    let confirmed = SecondFactor { is_confirmed: true, used_step: 5, recovery_codes_left: 3, ..offered };
    assert_eq!(store.second_factor(SATO)?, Some(confirmed.clone()));
    assert!(!store.confirm_second_factor(0, SATO, secret(2), 6, &codes(&[4]))?);
    assert!(!store.offer_second_factor(SATO, secret(3))?, "a confirmed one stays");
    assert_eq!(store.second_factor(SATO)?, Some(confirmed));
    Ok(())
}

pub fn their_codes_are_used_once<S: Store>(store: &S) -> Checked {
    for (user, login) in [(SATO, "sato"), (TANAKA, "tanaka")] {
        accounts::add(store, user.0, login)?;
        store.offer_second_factor(user, secret(1))?;
        store.confirm_second_factor(0, user, secret(1), 5, &codes(&[1, 2]))?;
    }
    let used = [5, 4, 7, 7, 6, 8].map(|step| store.use_totp_step(SATO, step).ok());
    assert_eq!(used, [Some(false), Some(false), Some(true), Some(false), Some(false), Some(true)]);
    let used = [9, 1, 1, 2].map(|number| store.use_recovery_code(0, SATO, codes(&[number])[0]).ok());
    assert_eq!(used, [Some(false), Some(true), Some(false), Some(true)]);
    assert_eq!(store.second_factor(SATO)?.map(|it| (it.used_step, it.recovery_codes_left)), Some((8, 0)));
    assert!(store.use_totp_step(TANAKA, 6)? && store.use_recovery_code(0, TANAKA, codes(&[1])[0])?, "others' stay");

    assert!(store.remove_second_factor(Hand::of_the_office(0), TANAKA)?);
    assert!(!store.remove_second_factor(Hand::of_the_office(0), TANAKA)?);
    assert!(!store.use_recovery_code(0, TANAKA, codes(&[2])[0])?, "recovery codes go with it");
    assert_eq!(store.second_factor(TANAKA)?, None);
    assert!(store.offer_second_factor(TANAKA, secret(3))?, "and another can be set up");
    assert!(store.second_factor(SATO)?.is_some());
    Ok(())
}
