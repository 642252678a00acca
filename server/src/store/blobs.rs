//! What the server asks of a database about the files of cases (写真・書類): bytes beside the log, under the case and their own hash.
//!
//! A file goes with its case and never before: what no entry names any more today, a device that was away may name again tomorrow, and whoever
//! disposes of the case disposes of all of it. Never looks into a file: what it is was checked before it came here.

use madobe_shared::blob::BlobKey;
use madobe_shared::codes::{Deed, MediaKind};
use madobe_shared::ids::DeviceId;

use super::audit::{Event, Hand};
use super::{StoreError, Viewer};

/// The files.
pub trait Blobs {
    /// Keeps a file for someone who sees its case. Kept twice it is the same, and told once.
    ///
    /// # Errors
    ///
    /// See [`StoreError`], here and everywhere below.
    fn put_blob(&self, whose: Whose, blob: &NewBlob, room: Room) -> Result<Result<(), NotKept>, StoreError>;

    /// A file, for someone who sees its case; that they were given it is told. `None` where there is none for them.
    fn blob(&self, whose: Whose, key: BlobKey) -> Result<Option<Vec<u8>>, StoreError>;

    /// Whether there is a file for whoever asks.
    fn has_blob(&self, viewer: Viewer, key: BlobKey) -> Result<bool, StoreError>;
}

/// Who hands a file over or asks for one, and through which device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whose {
    /// Who, and when.
    pub hand: Hand,
    /// What they may see.
    pub viewer: Viewer,
    /// The device that their session began on.
    pub device: Option<DeviceId>,
}

/// A file to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBlob {
    /// Its case, and its bytes' hash.
    pub key: BlobKey,
    /// What it is.
    pub kind: MediaKind,
    /// The file.
    pub bytes: Vec<u8>,
}

/// How much may be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// Of one case, in bytes.
    pub of_case: u64,
    /// Of all cases, in bytes.
    pub of_office: u64,
}

impl Room {
    /// What an office has.
    pub const USUAL: Self =
        Self { of_case: crate::limits::BLOBS_KEPT_PER_CASE_MAX, of_office: crate::limits::BLOBS_KEPT_MAX };

    /// Whether a file fits beside what is kept of its case, and of all.
    pub(super) fn holds(self, bytes: u64, of_case: u64, of_office: u64) -> Result<(), NotKept> {
        if of_case + bytes > self.of_case {
            return Err(NotKept::CaseFull);
        }
        if of_office + bytes > self.of_office { Err(NotKept::OfficeFull) } else { Ok(()) }
    }
}

/// Why a file was not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotKept {
    /// There is no such case, or not for them, or not any more.
    #[error("there is no such case for you")]
    NotFound,
    /// The case has as much as it may.
    #[error("the case has as many files as it may")]
    CaseFull,
    /// The office has as much as it may.
    #[error("the office has as many files as it may")]
    OfficeFull,
}

impl Whose {
    /// What they did with a file, as the trail tells it: the beginning of its hash tells it from others.
    pub(super) fn event(&self, deed: Deed, key: BlobKey) -> Event {
        Event::new(self.hand, deed).on(self.device).to(key.doc).saying(&key.hash.to_string()[..16])
    }
}
