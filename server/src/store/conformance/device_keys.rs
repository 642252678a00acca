//! The keys of devices.

use madobe_shared::ids::{DeviceId, UserId};

use super::super::Store;
use super::super::device_keys::DeviceKey;
use super::{Checked, accounts, device};
use crate::limits::DEVICES_PER_USER_MAX;

const SATO: UserId = UserId(u64::MAX);
const TANAKA: UserId = UserId(2);

fn key(number: u8) -> DeviceKey {
    DeviceKey([number; 32])
}

pub fn the_first_is_kept<S: Store>(store: &S) -> Checked {
    accounts::add(store, SATO.0, "sato")?;
    accounts::add(store, TANAKA.0, "tanaka")?;
    assert_eq!(store.device_key(SATO, device(), key(1), 10)?, key(1));
    assert_eq!(store.device_key(SATO, device(), key(2), 20)?, key(1), "the first is kept");
    assert_eq!(store.device_key(SATO, DeviceId(3), key(3), 30)?, key(3), "each device has its own");
    assert_eq!(store.device_key(TANAKA, device(), key(4), 40)?, key(4), "each user has their own");

    assert!(store.forget_device_key(SATO, device())?);
    assert!(!store.forget_device_key(SATO, device())?, "it is gone");
    assert_eq!(store.device_key(SATO, device(), key(5), 50)?, key(5), "a new one is kept");
    assert_eq!(store.device_key(SATO, DeviceId(3), key(6), 60)?, key(3));
    assert_eq!(store.device_key(TANAKA, device(), key(7), 70)?, key(4));
    Ok(())
}

pub fn of_a_user_are_bounded<S: Store>(store: &S) -> Checked {
    accounts::add(store, SATO.0, "sato")?;
    accounts::add(store, TANAKA.0, "tanaka")?;
    store.device_key(TANAKA, DeviceId(1), key(1), 0)?;
    let most = DEVICES_PER_USER_MAX as u64;
    for number in 1..=most {
        store.device_key(SATO, DeviceId(number), key(1), number)?;
    }
    store.device_key(SATO, DeviceId(1), key(2), most + 1)?;
    store.device_key(SATO, DeviceId(most + 1), key(1), most + 2)?;
    assert_eq!(store.device_key(SATO, DeviceId(1), key(2), most + 3)?, key(1), "it is the oldest, but was used");
    assert_eq!(store.device_key(SATO, DeviceId(3), key(2), most + 4)?, key(1));
    assert_eq!(store.device_key(TANAKA, DeviceId(1), key(2), most + 5)?, key(1), "others' keys stay");
    assert_eq!(store.device_key(SATO, DeviceId(2), key(2), most + 6)?, key(2), "the one unused for longest had gone");
    Ok(())
}
