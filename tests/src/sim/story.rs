//! What happened, told line by line where someone listens, and always counted into a fingerprint.

/// The story of one run.
#[derive(Debug)]
pub(super) struct Story {
    is_told: bool,
    fingerprint: u64,
}

impl Story {
    pub(super) fn new(is_told: bool) -> Self {
        Self { is_told, fingerprint: 0xcbf2_9ce4_8422_2325 }
    }

    /// Tells one line, if someone listens. The words are made only then.
    #[allow(clippy::print_stdout, reason = "whoever replays a seed wants to read it")]
    pub(super) fn tell(&self, at_ms: u64, words: impl FnOnce() -> String) {
        if self.is_told {
            println!("{:>9.3}  {}", at_ms as f64 / 1_000.0, words());
        }
    }

    /// Counts a number that must be the same when the seed is run again (FNV-1a).
    pub(super) fn count(&mut self, number: u64) {
        for byte in number.to_le_bytes() {
            self.fingerprint = (self.fingerprint ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    pub(super) fn fingerprint(&self) -> u64 {
        self.fingerprint
    }
}
