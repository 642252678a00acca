//! Codes with which a new device is enrolled: a manager draws one, and whoever signs in on the device for the first time shows it besides
//! their password. Where the office does not ask for enrolment, nobody needs one.

use madobe_shared::ids::UserId;
use sha2::{Digest, Sha256};

use super::second_factor::canonical_code;
use super::{Auth, password};
use crate::limits::ENROLMENT_CODE_MS;
use crate::store::StoreError;
use crate::store::audit::Hand;
use crate::store::devices::EnrolmentHash;

/// A code that enrols one device.
pub struct EnrolmentCode {
    /// As it is typed.
    pub code: String,
    /// Until when it stands, in milliseconds since 1970.
    pub until_ms: u64,
}

impl EnrolmentCode {
    /// A code that nobody had before: about 74 bits.
    #[must_use]
    pub fn draw(now_ms: u64) -> Self {
        Self { code: password::random_groups(3), until_ms: now_ms + ENROLMENT_CODE_MS }
    }

    /// What the store knows it by.
    #[must_use]
    pub fn hash(&self) -> EnrolmentHash {
        hash(&self.code)
    }
}

impl Auth {
    /// Draws a code for a manager.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn offer_enrolment(&self, manager: UserId) -> Result<EnrolmentCode, StoreError> {
        let now_ms = self.clock.now_ms();
        let code = EnrolmentCode::draw(now_ms);
        let (hash, until_ms) = (code.hash(), code.until_ms);
        self.on_store(move |store| store.offer_enrolment(Hand::of(manager, now_ms), hash, until_ms)).await?;
        Ok(code)
    }
}

/// What the store knows a code by, however it was typed.
pub(super) fn hash(code: &str) -> EnrolmentHash {
    EnrolmentHash(Sha256::digest(canonical_code(code)).into())
}
