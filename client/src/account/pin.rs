//! A PIN that opens the lock again within a shift, without the whole passphrase.
//!
//! It never rests on the device: so few digits could be guessed from a disk in seconds. What it opens is in memory alone, wrapped under it,
//! and gone with the page, the shift, the third wrong try, or whoever signs out.

use std::rc::Rc;

use madobe_shared::codes::Deed;
use madobe_shared::ids::{DeviceId, UserId};

use super::desk::Desk;
use super::entering::show_busy;
use super::idle::Idle;
use super::{Account, AccountError, Outside};
use crate::browser::Browser;
use crate::platform::Platform;
use crate::vault::{DataKey, WrappedKey};

/// Wrong ones before the passphrase is asked for.
const TRIES: u32 = 3;

/// The longest shift, and the way home.
const SHIFT_MS: u64 = 10 * 60 * 60_000;

/// How many digits it has.
const DIGITS: std::ops::RangeInclusive<usize> = 4..=8;

/// Whether a PIN opens the lock.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PinStanding {
    /// None was set, or its shift is over.
    #[default]
    None,
    /// It does.
    Opens,
    /// It was wrong too often.
    Over,
}

/// See the module.
#[derive(Debug)]
pub(super) struct Pin {
    user: UserId,
    wrapped: WrappedKey,
    tries_left: u32,
    set: Idle,
}

impl Pin {
    fn new((user, device): (UserId, DeviceId), key: &DataKey, digits: &str, draw: &dyn Fn(&mut [u8])) -> Option<Self> {
        let wrapped = key.wrap(digits, (user, device), draw)?;
        Some(Self { user, wrapped, tries_left: TRIES, set: Idle::default() })
    }

    /// The key, or how many tries are left.
    fn open(&mut self, digits: &str, device: DeviceId) -> Result<DataKey, u32> {
        self.tries_left = self.tries_left.saturating_sub(1);
        let key = self.wrapped.unwrap(digits, (self.user, device)).map_err(|_| self.tries_left)?;
        self.tries_left = TRIES;
        Ok(key)
    }
}

impl Desk {
    /// Sets the PIN of whoever is in.
    pub(super) async fn set_pin(&self, digits: &str) -> Result<(), AccountError> {
        let digits = canonical(digits).ok_or(AccountError::BadPin)?;
        let Account::SignedIn(repo) = self.account() else { return Err(AccountError::SignedOut) };
        let user = repo.me().user;
        let key = self.key_of(user).ok_or(AccountError::SignedOut)?;
        let device = self.device().await.map_err(AccountError::Storage)?;
        show_busy().await;
        let pin = Pin::new((user, device.id), &key, &digits, &|bytes| Browser.fill_random(bytes));
        let pin = pin.ok_or_else(|| AccountError::Server("out of memory".to_owned()))?;
        pin.set.touch(super::idleness::now());
        self.pin.replace(Some(pin));
        Ok(())
    }

    /// Whether the PIN of a user opens the lock.
    pub(super) fn pin_standing(&self, user: UserId) -> PinStanding {
        let pin = self.pin.borrow();
        match pin.as_ref().filter(|pin| pin.user == user && !pin.set.is_over(super::idleness::now(), SHIFT_MS)) {
            Some(pin) if pin.tries_left > 0 => PinStanding::Opens,
            Some(_) => PinStanding::Over,
            None => PinStanding::None,
        }
    }

    /// Opens the lock with the PIN.
    pub(super) async fn open_with_pin(self: &Rc<Self>, digits: &str) -> Result<(), AccountError> {
        let digits = canonical(digits).ok_or(AccountError::BadPin)?;
        let device = self.device().await.map_err(AccountError::Storage)?;
        let profile = device.profile().await.map_err(AccountError::Storage)?;
        let profile = profile.filter(|profile| profile.signed_in).ok_or(AccountError::SignedOut)?;
        show_busy().await;
        let opened = match self.pin_standing(profile.user) {
            PinStanding::Opens => {
                let mut pin = self.pin.borrow_mut();
                pin.as_mut().map_or(Err(0), |pin| pin.open(&digits, device.id))
            }
            _ => Err(0),
        };
        match opened {
            Ok(key) => {
                self.key.replace(Some((profile.user, key)));
                let repo = self.enter(&device, profile.user, &profile.login, None).await?;
                repo.witness(Deed::Unlocked, None);
                Ok(())
            }
            Err(tries_left) => {
                self.note_wrong_pin(&device, profile.user).await;
                if tries_left > 0 {
                    return Err(AccountError::WrongPin { tries_left });
                }
                if let Account::Outside(outside) = self.account() {
                    self.set(Account::Outside(Outside { pin: PinStanding::Over, ..outside }));
                }
                Err(AccountError::PinOver)
            }
        }
    }

    /// The audit trail hears of it once the user is in.
    async fn note_wrong_pin(&self, device: &super::device::Device, user: UserId) {
        if let Ok(Some(mut entry)) = device.key_entry(user).await {
            entry.pin_was_wrong(Browser.now_ms(), (&Browser as &dyn Platform).random_u64());
            // Where it cannot be kept, the lock is no weaker.
            let _ = device.renew_key_entry(&entry).await;
        }
    }
}

/// The digits in half width, however the keyboard was set; `None` where there is anything else, too few or too many.
fn canonical(digits: &str) -> Option<String> {
    let digit = |letter: char| match letter {
        '０'..='９' => char::from_digit(u32::from(letter) - u32::from('０'), 10),
        other => Some(other).filter(char::is_ascii_digit),
    };
    let digits = digits.trim().chars().map(digit).collect::<Option<String>>()?;
    DIGITS.contains(&digits.len()).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWNER: (UserId, DeviceId) = (UserId(1), DeviceId(2));

    #[test]
    fn three_wrong_ones_in_a_row_end_it() {
        let key = DataKey::from_bytes([7; 32]);
        let mut pin = Pin::new(OWNER, &key, "4711", &|bytes| bytes.fill(1)).expect("there is memory");
        assert_eq!(pin.open("4712", OWNER.1), Err(2));
        assert_eq!(pin.open("4713", OWNER.1), Err(1));
        assert_eq!(pin.open("4711", OWNER.1), Ok(key), "a right one begins anew");
        assert_eq!((1..=3).map(|_| pin.open("0000", OWNER.1).unwrap_err()).collect::<Vec<_>>(), [2, 1, 0]);
        assert_eq!(pin.tries_left, 0);
    }

    #[test]
    fn digits_in_either_width_are_a_pin() {
        for (typed, expected) in [
            ("4711", Some("4711")),
            ("４７１１", Some("4711")),
            (" 123456 ", Some("123456")),
            ("123", None),
            ("123456789", None),
            ("12a4", None),
            ("", None),
        ] {
            assert_eq!(canonical(typed).as_deref(), expected, "{typed}");
        }
    }
}
