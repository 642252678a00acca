//! What the server asks of a database about the book of devices (持出し簿): who has taken which one out of the office, until when, for what,
//! and when it came back. Never says where a device is.

use madobe_shared::codes::Deed;
use madobe_shared::ids::{DeviceId, UserId};
use madobe_shared::limits::PURPOSE_CHARS_MAX;

use super::StoreError;
use super::audit::{Event, Hand};
use crate::limits::CHECK_OUT_MS_MAX;
use crate::platform::time_in_japan;

/// The book.
pub trait CheckOuts {
    /// Someone takes a device along. Whoever had it until now has returned it by that: at a desk, tablets go from hand to hand.
    ///
    /// # Errors
    ///
    /// See [`StoreError`], here and everywhere below.
    fn check_out(&self, hand: Hand, wanted: &NewCheckOut) -> Result<Result<CheckOut, NotCheckedOut>, StoreError>;

    /// A device is back, from the check-out of this number. Returns whether it was out by it: where two say so at once, the first one counts.
    fn return_device(&self, hand: Hand, device: DeviceId, number: u64) -> Result<bool, StoreError>;

    /// The devices that are out, the one that is due first before the others.
    fn devices_out(&self) -> Result<Vec<CheckOut>, StoreError>;

    /// The book, the latest first: at most `limit` check-outs that are older than the number `before`.
    fn book(&self, before: Option<u64>, limit: usize) -> Result<Vec<CheckOut>, StoreError>;
}

/// A check-out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCheckOut {
    /// The device.
    pub device: DeviceId,
    /// Who takes it along.
    pub user: UserId,
    /// Until when, in milliseconds since 1970.
    pub due_ms: u64,
    /// For what; may be empty.
    pub purpose: String,
}

/// A check-out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckOut {
    /// Its place in the book, from 1 on.
    pub number: u64,
    /// The device.
    pub device: DeviceId,
    /// Who has it, or had it.
    pub user: UserId,
    /// For what; may be empty.
    pub purpose: String,
    /// When it was taken, in milliseconds since 1970.
    pub out_ms: u64,
    /// Until when it was to be back.
    pub due_ms: u64,
    /// Who wrote it down; `None` for whoever runs the server.
    pub out_by: Option<UserId>,
    /// When it came back, and who says so.
    pub returned: Option<(u64, Option<UserId>)>,
}

/// Why a device cannot be taken along.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotCheckedOut {
    /// The device was never met.
    #[error("there is no such device")]
    NoSuchDevice,
    /// It was reported lost.
    #[error("the device was reported lost: report it found first")]
    DeviceLost,
    /// Whoever is to have it does not work here, or not any more.
    #[error("nobody who works here has this account")]
    NoSuchMember,
    /// It would have to be back already, or in some years.
    #[error("a device is taken until some time within a year from now")]
    BadTime,
    /// That is not what a purpose looks like.
    #[error("a purpose is one line of at most {PURPOSE_CHARS_MAX} characters")]
    BadPurpose,
}

impl NewCheckOut {
    /// What can be said against it without knowing the office.
    pub(super) fn check(&self, now_ms: u64) -> Result<(), NotCheckedOut> {
        if self.due_ms <= now_ms || self.due_ms > now_ms.saturating_add(CHECK_OUT_MS_MAX) {
            return Err(NotCheckedOut::BadTime);
        }
        if self.purpose.chars().count() > PURPOSE_CHARS_MAX || self.purpose.chars().any(char::is_control) {
            return Err(NotCheckedOut::BadPurpose);
        }
        Ok(())
    }

    /// As the trail tells it: the purpose stands in the book alone.
    pub(super) fn event(&self, hand: Hand) -> Event {
        of(hand, Deed::CheckedOut, self.device, self.user).saying(format!("→ {}", time_in_japan(self.due_ms)))
    }
}

impl CheckOut {
    /// That it came back, as the trail tells it.
    pub(super) fn return_event(&self, hand: Hand) -> Event {
        of(hand, Deed::Returned, self.device, self.user)
    }
}

fn of(hand: Hand, deed: Deed, device: DeviceId, user: UserId) -> Event {
    let event = Event::new(hand, deed).on(Some(device));
    if hand.by == Some(user) { event } else { event.about(user) }
}
