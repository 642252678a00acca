//! A user's entry in this device's keyring: the wrapped key, how often a wrong passphrase was tried, and when the office was last met.
//!
//! It decides and never stores: whoever counts a try must have made it durable before the passphrase is looked at.

use madobe_shared::ids::{DeviceId, UserId};
use serde::{Deserialize, Serialize};

use crate::vault::{DataKey, KeyCheck, KeyUnderPasskey, WrappedKey};

/// Wrong passphrases in a row before the wrapped key is destroyed. The key itself is kept at the office: a sign-in there brings it back, and
/// nothing on the device is lost.
const WRONG_TRIES_MAX: u32 = 10;

/// A device that has not met the office for this long opens only with it: whoever left may have been told so there.
const AWAY_MS_MAX: u64 = 30 * 24 * 60 * 60 * 1_000;

/// One user's entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct KeyEntry {
    pub(super) user: UserId,
    pub(super) login: String,
    wrapped: Option<WrappedKey>,
    check: KeyCheck,
    wrong_tries: u32,
    met_office_ms: u64,
    /// The latest that this device's clock has ever shown: setting it back gains nobody a day.
    latest_ms: u64,
    /// Tries that failed and that the user's own database has yet to hear of: it is shut meanwhile.
    #[serde(default)]
    pub(super) failed: Vec<FailedTry>,
    /// The key under a passkey besides, where the user has set that up.
    #[serde(default)]
    pub(super) passkey: Option<KeyUnderPasskey>,
}

/// A passphrase that was wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FailedTry {
    /// Drawn for it, so that it is told once.
    pub(super) number: u64,
    /// When, by the device's clock.
    pub(super) at_ms: u64,
    /// Whether it destroyed the key.
    pub(super) was_last: bool,
}

/// Whether a passphrase opens the records here and now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It does.
    Opens {
        /// Wrong ones that are left before the key is destroyed.
        tries_left: u32,
    },
    /// Too many were wrong: the office has to give the key again.
    Destroyed,
    /// The office was not met for too long.
    LongAway,
}

impl KeyEntry {
    /// An entry for a key that the office gave just now; `None` where the device has no memory for wrapping it.
    pub(super) fn new(
        (user, login): (UserId, &str),
        (key, passphrase): (&DataKey, &str),
        device: DeviceId,
        draw: &dyn Fn(&mut [u8]),
        now_ms: u64,
    ) -> Option<Self> {
        let wrapped = Some(key.wrap(passphrase, (user, device), draw)?);
        let login = login.to_owned();
        Some(Self {
            user,
            login,
            wrapped,
            check: key.check(),
            wrong_tries: 0,
            met_office_ms: now_ms,
            latest_ms: now_ms,
            failed: Vec::new(),
            passkey: None,
        })
    }

    /// Whether a passphrase can be tried.
    pub(super) fn standing(&self, now_ms: u64) -> Standing {
        let away_ms = self.latest_ms.max(now_ms).saturating_sub(self.met_office_ms);
        match WRONG_TRIES_MAX.saturating_sub(self.wrong_tries) {
            0 => Standing::Destroyed,
            _ if self.wrapped.is_none() => Standing::Destroyed,
            _ if away_ms > AWAY_MS_MAX => Standing::LongAway,
            tries_left => Standing::Opens { tries_left },
        }
    }

    /// Counts a try, which may be the last. The wrapped key, where one may try.
    pub(super) fn begin_try(&mut self, now_ms: u64) -> Option<WrappedKey> {
        self.latest_ms = self.latest_ms.max(now_ms);
        let Standing::Opens { .. } = self.standing(now_ms) else { return None };
        self.wrong_tries += 1;
        self.wrapped.clone()
    }

    /// The passphrase was right.
    pub(super) fn opened(&mut self) {
        self.wrong_tries = 0;
    }

    /// The passkey has opened.
    pub(super) fn opened_at(&mut self, now_ms: u64) {
        self.latest_ms = self.latest_ms.max(now_ms);
        self.opened();
    }

    /// The key under a passkey, where it opens here and now: no longer than a passphrase would.
    pub(super) fn passkey(&self, now_ms: u64) -> Result<KeyUnderPasskey, Standing> {
        match self.standing(now_ms) {
            Standing::Opens { .. } => self.passkey.clone().ok_or(Standing::Destroyed),
            shut => Err(shut),
        }
    }

    /// The same key under another passphrase: what was tried before is still to be told, and its passkey opens it as before.
    pub(super) fn in_place_of(self, before: Option<Self>) -> Self {
        let (failed, passkey) = before.map(|before| (before.failed, before.passkey)).unwrap_or_default();
        Self { failed, passkey, ..self }
    }

    /// The passphrase was wrong, in a try of this number. After the last try the wrapped keys go.
    pub(super) fn stayed_shut(&mut self, now_ms: u64, number: u64) {
        let was_last = self.wrong_tries >= WRONG_TRIES_MAX;
        if was_last {
            (self.wrapped, self.passkey) = (None, None);
        }
        self.failed.push(FailedTry { number, at_ms: now_ms, was_last });
    }

    /// The entry of a device that was lost: its key is gone.
    pub(super) fn without_key(self) -> Self {
        Self { wrapped: None, passkey: None, ..self }
    }

    /// A PIN was wrong, in a try of this number. It opens nothing that rests here, and is only told.
    pub(super) fn pin_was_wrong(&mut self, now_ms: u64, number: u64) {
        self.failed.push(FailedTry { number, at_ms: now_ms, was_last: false });
    }

    /// The office was met.
    pub(super) fn met_office(&mut self, now_ms: u64) {
        self.latest_ms = self.latest_ms.max(now_ms);
        self.met_office_ms = self.latest_ms;
    }

    /// Whether this key is the one that the user's rows here were sealed under.
    pub(super) fn fits(&self, key: &DataKey) -> bool {
        self.check == key.check()
    }

    /// The wrapped key, whatever the count says: for a user whom the office has just let in.
    pub(super) fn wrapped(&self) -> Option<&WrappedKey> {
        self.wrapped.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use madobe_shared::storage::{decode_row, encode_row};

    use super::*;
    use crate::vault::PasskeySalt;

    const DEVICE: DeviceId = DeviceId(2);
    const DAY_MS: u64 = 24 * 60 * 60 * 1_000;

    fn entry() -> KeyEntry {
        let key = DataKey::from_bytes([7; 32]);
        let entry = KeyEntry::new((UserId(1), "sato"), (&key, "himawari"), DEVICE, &|bytes| bytes.fill(1), DAY_MS);
        let mut entry = entry.expect("there is memory");
        entry.passkey = Some(passkey());
        entry
    }

    fn passkey() -> KeyUnderPasskey {
        let (key, secret) = (DataKey::from_bytes([7; 32]), DataKey::from_bytes([9; 32]));
        let salt = PasskeySalt::draw(&|bytes| bytes.fill(2));
        key.put_under_passkey("AAAA".to_owned(), (salt, &secret), (UserId(1), DEVICE), &|bytes| bytes.fill(1))
    }

    #[test]
    fn the_key_goes_with_the_tenth_wrong_try_and_a_right_one_begins_anew() {
        let mut entry = entry();
        for round in 0..2 {
            for left in (1..WRONG_TRIES_MAX).rev() {
                let wrapped = entry.begin_try(DAY_MS).expect("one may try");
                assert!(wrapped.unwrap("tsubaki", (UserId(1), DEVICE)).is_err());
                entry.stayed_shut(DAY_MS, u64::from(left));
                assert_eq!(entry.standing(DAY_MS), Standing::Opens { tries_left: left });
            }
            let wrapped = entry.begin_try(DAY_MS).expect("the last try");
            if round == 0 {
                assert_eq!(wrapped.unwrap("himawari", (UserId(1), DEVICE)), Ok(DataKey::from_bytes([7; 32])));
                entry.opened();
                assert_eq!(entry.passkey(DAY_MS), Ok(passkey()), "what nobody guessed wrong ten times is there");
            } else {
                // Whoever takes the battery out now has used this try up all the same.
                assert_eq!(entry.standing(DAY_MS), Standing::Destroyed);
                assert_eq!(entry.passkey(DAY_MS), Err(Standing::Destroyed));
                entry.stayed_shut(DAY_MS, 77);
            }
        }
        assert_eq!((entry.wrapped(), &entry.passkey), (None, &None));
        assert_eq!(entry.passkey(DAY_MS), Err(Standing::Destroyed));
        let told: Vec<_> = entry.failed.iter().filter(|failed| failed.was_last).map(|failed| failed.number).collect();
        assert_eq!(
            (entry.failed.len(), told),
            (19, vec![77]),
            "the office hears of each, and of the one that destroyed the key"
        );
        assert_eq!(entry.begin_try(DAY_MS), None);
    }

    #[test]
    fn a_device_that_was_away_too_long_opens_with_the_office_only_whatever_its_clock_says() {
        let mut entry = entry();
        assert_eq!(entry.standing(DAY_MS + AWAY_MS_MAX), Standing::Opens { tries_left: WRONG_TRIES_MAX });
        assert_eq!(entry.standing(DAY_MS + AWAY_MS_MAX + 1), Standing::LongAway);
        assert_eq!(entry.begin_try(DAY_MS + AWAY_MS_MAX + 1), None);
        assert_eq!(entry.passkey(DAY_MS + AWAY_MS_MAX + 1), Err(Standing::LongAway), "nor with a passkey");
        assert_eq!(entry.standing(0), Standing::LongAway, "the clock was set back");
        entry.met_office(DAY_MS);
        assert_eq!(entry.standing(DAY_MS), Standing::Opens { tries_left: WRONG_TRIES_MAX });
    }

    #[test]
    fn a_passkey_opens_after_a_new_password_and_not_after_a_loss() {
        let mut before = entry();
        before.stayed_shut(DAY_MS, 5);
        let new = KeyEntry { passkey: None, ..entry() };
        let kept = new.clone().in_place_of(Some(before));
        assert_eq!((kept.passkey(DAY_MS), kept.failed.len()), (Ok(passkey()), 1));
        assert_eq!(new.in_place_of(None).passkey(DAY_MS), Err(Standing::Destroyed));
        let mut kept = kept;
        kept.begin_try(DAY_MS);
        kept.opened_at(2 * DAY_MS);
        assert_eq!(kept.standing(0), Standing::Opens { tries_left: WRONG_TRIES_MAX }, "wrong passphrases are forgiven");
        assert_eq!(kept.standing(0), kept.standing(2 * DAY_MS), "and the clock has shown that day");
        assert_eq!(kept.without_key().passkey(DAY_MS), Err(Standing::Destroyed));
    }

    #[test]
    fn an_entry_of_before_there_were_passkeys_is_read() {
        #[derive(Serialize)]
        struct Before {
            user: UserId,
            login: String,
            wrapped: Option<WrappedKey>,
            check: KeyCheck,
            wrong_tries: u32,
            met_office_ms: u64,
            latest_ms: u64,
        }
        let KeyEntry { user, login, wrapped, check, wrong_tries, met_office_ms, latest_ms, .. } = entry();
        let before = Before { user, login, wrapped, check, wrong_tries, met_office_ms, latest_ms };
        let read: Option<KeyEntry> = decode_row(&encode_row(&before));
        assert_eq!(read, Some(KeyEntry { passkey: None, ..entry() }));
        assert_eq!(decode_row(&encode_row(&entry())), Some(entry()));
    }
}
