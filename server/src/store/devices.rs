//! What the server asks of a database about devices: which there are, who works on them, which were lost, and which cases may be on them.
//!
//! A device is whatever signs in under an id that it drew itself: a tablet's browser, a desk's. Never asks a device anything.

use jiff::civil::Date;
use madobe_shared::ids::{DeviceId, DocId, UserId};
use madobe_shared::protocol::Seq;

use super::StoreError;
use super::audit::Hand;
use super::sessions::TokenHash;

/// The devices of the office.
pub trait Devices {
    /// A user signs in on a device, or it connects in their name, having told up to where in the log it holds everything. Where it is shut
    /// out, nothing is noted.
    ///
    /// # Errors
    ///
    /// See [`StoreError`], here and everywhere below.
    fn meet_device(&self, now_ms: u64, meeting: &Meeting) -> Result<Admission, StoreError>;

    /// Whether a device that was never met has to be enrolled before anyone signs in on it.
    fn must_enrol(&self) -> Result<bool, StoreError>;

    /// Makes that the rule, or not any more. The devices that are known stay so.
    fn set_must_enrol(&self, hand: Hand, must: bool) -> Result<(), StoreError>;

    /// Keeps a code with which one device can be enrolled until a moment. Codes whose moment has passed go.
    fn offer_enrolment(&self, hand: Hand, code: EnrolmentHash, until_ms: u64) -> Result<(), StoreError>;

    /// Enrols a device with a code, which is used up. Returns whether the code stands; a device that is known uses none up.
    fn enrol_device(&self, hand: Hand, device: DeviceId, code: EnrolmentHash) -> Result<bool, StoreError>;

    /// Notes which build of the app a device runs. One that is not known stays unknown.
    fn note_build(&self, device: DeviceId, build: &str) -> Result<(), StoreError>;

    /// A device's connection has ended, on which it was told no more than the log up to `through`.
    fn part_from_device(&self, user: UserId, device: DeviceId, through: Seq) -> Result<(), StoreError>;

    /// All devices, the one met last first.
    fn devices(&self) -> Result<Vec<KnownDevice>, StoreError>;

    /// Whether a device was reported lost.
    fn is_lost(&self, device: DeviceId) -> Result<bool, StoreError>;

    /// Gives a device a name. Returns whether it is known.
    fn name_device(&self, device: DeviceId, name: &str) -> Result<bool, StoreError>;

    /// Reports a device lost, and ends the sessions that began on it; or takes that back. Returns the sessions that ended; `None` where
    /// the device is not known.
    fn set_lost(&self, hand: Hand, device: DeviceId, lost: bool) -> Result<Option<Vec<TokenHash>>, StoreError>;

    /// A lost device says that it has destroyed what it held. Its keys are forgotten here too. Returns whether it was lost and had not said so before.
    fn note_wiped(&self, now_ms: u64, device: DeviceId) -> Result<bool, StoreError>;

    /// Which documents may be on a device: what each of its users sees, and what they saw when it was last met, as far as it was told of them.
    /// Rather one too many than one too few. In the order of their ids.
    fn holdings(&self, device: DeviceId, today: Date) -> Result<Vec<DocId>, StoreError>;
}

/// Whether someone may be at a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// They may.
    Open,
    /// It was reported lost.
    Lost,
    /// It has to be enrolled first.
    NotEnrolled,
}

/// The SHA-256 of a code for enrolling a device. The codes are random and long, so that nothing slower is needed to keep them secret.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct EnrolmentHash(pub [u8; 32]);

impl std::fmt::Debug for EnrolmentHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("EnrolmentHash(…)")
    }
}

/// A device is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meeting {
    /// Who is at it.
    pub user: UserId,
    /// Which it is.
    pub device: DeviceId,
    /// Up to where in the log it holds everything, where it connects.
    pub position: Option<Seq>,
}

/// A device that was met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownDevice {
    /// Its id.
    pub device: DeviceId,
    /// What the office calls it; empty where nobody has named it.
    pub name: String,
    /// Which build of the app it said it runs; empty where it has not said so.
    pub build: String,
    /// When it was first met, in milliseconds since 1970.
    pub first_met_ms: u64,
    /// When it was reported lost.
    pub lost_at_ms: Option<u64>,
    /// When it said that it has destroyed what it held.
    pub wiped_at_ms: Option<u64>,
    /// Who works on it, and when they were last met there, the last first.
    pub users: Vec<(UserId, u64)>,
}

impl KnownDevice {
    /// When it was last met, in milliseconds since 1970.
    #[must_use]
    pub fn last_met_ms(&self) -> u64 {
        self.users.iter().map(|(_, met_ms)| *met_ms).max().unwrap_or(self.first_met_ms)
    }
}
