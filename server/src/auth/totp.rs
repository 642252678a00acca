//! One-time codes by time (RFC 6238, over RFC 4226): six digits, thirty seconds, HMAC-SHA-1, which is what every authenticator app
//! does without being asked.
//!
//! Pure: the time is an argument, and which codes were used is the store's to know.

use sha1::{Digest, Sha1};

use crate::platform;
use crate::store::second_factors::TotpSecret;

/// How long a code is shown, in milliseconds.
const STEP_MS: u64 = 30_000;

/// A code is accepted this many steps early or late: clocks of phones go wrong, and typing takes a while. RFC 6238 (5.2) recommends
/// one at the most.
const DRIFT_STEPS: u64 = 1;

/// Digits of a code.
pub const DIGITS: usize = 6;

impl TotpSecret {
    /// A secret that nobody had before.
    #[must_use]
    pub fn draw() -> Self {
        Self(platform::random_bytes())
    }

    /// The secret in Base32 (RFC 4648), in groups of four as one types them.
    #[must_use]
    pub fn in_groups(&self) -> String {
        let letters = self.base32();
        let groups: Vec<&str> = (0..letters.len()).step_by(4).map(|at| &letters[at..at + 4]).collect();
        groups.join(" ")
    }

    /// The address that an authenticator app reads from a QR code. The login is one of ours, whose letters need no escaping.
    #[must_use]
    pub fn uri(&self, login: &str) -> String {
        format!("otpauth://totp/Madobe:{login}?secret={}&issuer=Madobe", self.base32())
    }

    /// Which step's code this is, at a time in milliseconds since 1970; `None` where it is none of the steps that are accepted then.
    #[must_use]
    pub fn step_of(&self, code: &str, now_ms: u64) -> Option<u64> {
        let now = now_ms / STEP_MS;
        let accepted = now.saturating_sub(DRIFT_STEPS)..=now + DRIFT_STEPS;
        let mut accepted = accepted.filter(|&step| self.code(step) == code);
        accepted.next_back()
    }

    /// The code that an app shows at a time in milliseconds since 1970.
    #[must_use]
    pub fn code_at(&self, now_ms: u64) -> String {
        self.code(now_ms / STEP_MS)
    }

    /// The code of a step.
    fn code(&self, step: u64) -> String {
        let hash = hmac_sha1(&self.0, &step.to_be_bytes());
        let at = usize::from(hash[19] & 0x0f);
        let number = hash[at..at + 4].iter().fold(0_u32, |number, &byte| number << 8 | u32::from(byte));
        format!("{:06}", (number & 0x7fff_ffff) % 1_000_000)
    }

    /// Twenty bytes are thirty-two letters, without padding.
    fn base32(&self) -> String {
        const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        let letter = |bits: u64| char::from(LETTERS[usize::from((bits & 31) as u8)]);
        let group = |five: &[u8]| {
            let bits = five.iter().fold(0_u64, |bits, &byte| bits << 8 | u64::from(byte));
            (0..8).rev().map(move |at| letter(bits >> (5 * at)))
        };
        self.0.chunks(5).flat_map(group).collect()
    }
}

/// HMAC (RFC 2104) with a key that is no longer than a block of the hash.
fn hmac_sha1(key: &[u8; 20], message: &[u8]) -> [u8; 20] {
    let padded = |with: u8| {
        let mut block = [with; 64];
        block.iter_mut().zip(key).for_each(|(byte, key)| *byte ^= key);
        block
    };
    let inner = Sha1::new().chain_update(padded(0x36)).chain_update(message).finalize();
    Sha1::new().chain_update(padded(0x5c)).chain_update(inner).finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of the test vectors in RFC 6238, appendix B, and of those in RFC 4226, appendix D.
    const OF_THE_RFC: TotpSecret = TotpSecret(*b"12345678901234567890");

    #[test]
    fn codes_are_those_of_the_standards() {
        let counted =
            ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"];
        for (step, code) in (0..).zip(counted) {
            assert_eq!(OF_THE_RFC.code(step), code, "RFC 4226, {step}");
        }
        // The last six of the eight digits that the appendix prints.
        let timed = [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ];
        for (now_s, code) in timed {
            assert_eq!(OF_THE_RFC.code_at(now_s * 1_000), code);
            assert_eq!(OF_THE_RFC.step_of(code, now_s * 1_000), Some(now_s / 30), "RFC 6238, {now_s}");
        }
    }

    #[test]
    fn a_code_is_accepted_one_step_early_or_late() {
        let code = OF_THE_RFC.code(100);
        let accepted = [98, 99, 100, 101, 102].map(|step| OF_THE_RFC.step_of(&code, step * STEP_MS));
        assert_eq!(accepted, [None, Some(100), Some(100), Some(100), None]);
        assert_eq!(OF_THE_RFC.step_of(&OF_THE_RFC.code(0), 0), Some(0), "at the beginning of time");
        for wrong in ["", "1", "-755224", "7552240", "abcdef"] {
            assert_eq!(OF_THE_RFC.step_of(wrong, 0), None, "{wrong}");
        }
    }

    #[test]
    fn the_secret_is_written_for_people_and_for_apps() {
        assert_eq!(OF_THE_RFC.in_groups(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        let uri = "otpauth://totp/Madobe:sato?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Madobe";
        assert_eq!(OF_THE_RFC.uri("sato"), uri);
        assert_eq!(format!("{OF_THE_RFC:?}"), "TotpSecret(…)");
        assert!(TotpSecret::draw() != TotpSecret::draw());
    }
}
