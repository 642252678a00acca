//! What the server asks of a database about its audit trail (監査記録): who did what, to which case, when and on which device.
//!
//! The trail is append-only, and each entry carries the hash of all before it: whoever changes one, takes one out or slips one in has to
//! write everything after it anew, and then its end is another than the one that was noted. A deed of the office is recorded in the same
//! transaction that does it. The trail holds ids, codes and the reasons that people gave; never what a record says.

use madobe_shared::codes::Deed;
use madobe_shared::hex;
use madobe_shared::ids::{DeviceId, DocId, UserId};
use sha2::{Digest, Sha256};

use super::StoreError;

/// The audit trail.
pub trait Audit {
    /// Adds to the trail what nothing else in the store stands for: a wrong password, a look into the trail.
    ///
    /// # Errors
    ///
    /// See [`StoreError`], here and everywhere below.
    fn record(&self, event: &Event) -> Result<(), StoreError>;

    /// Adds what a device has witnessed and tells now. What it told before is passed over. Where the device or the user tells more than
    /// [`crate::limits::WITNESSED_PER_DAY_MAX`] in a day, nothing of it is taken, and the trail tells so once that day.
    fn record_witnessed(
        &self,
        now_ms: u64,
        witness: (UserId, DeviceId),
        events: &[Witnessed],
    ) -> Result<Hearing, StoreError>;

    /// What the trail tells of some matter, the latest first: at most `limit` entries that are older than the number `before`.
    fn trail(&self, about: &About, before: Option<u64>, limit: usize) -> Result<Vec<Recorded>, StoreError>;

    /// Reads the whole trail and says whether it is whole.
    fn verify_trail(&self) -> Result<Trail, StoreError>;

    /// The hash that the trail had at a number; `None` where it never came so far.
    fn trail_hash(&self, number: u64) -> Result<Option<TrailHash>, StoreError>;
}

/// Who does something to an account or to the access to a case, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hand {
    /// The user; `None` for whoever runs the server, at its command line.
    pub by: Option<UserId>,
    /// When, in milliseconds since 1970.
    pub at_ms: u64,
}

impl Hand {
    /// A user's.
    #[must_use]
    pub const fn of(user: UserId, at_ms: u64) -> Self {
        Self { by: Some(user), at_ms }
    }

    /// That of whoever runs the server.
    #[must_use]
    pub const fn of_the_office(at_ms: u64) -> Self {
        Self { by: None, at_ms }
    }
}

/// Something that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When, in milliseconds since 1970, by the clock of whoever saw it.
    pub at_ms: u64,
    /// What.
    pub deed: Deed,
    /// Who did it; `None` for the office itself, and where nobody knows.
    pub by: Option<UserId>,
    /// The device they sat at.
    pub device: Option<DeviceId>,
    /// The case that it concerns.
    pub case: Option<DocId>,
    /// The user whom it concerns, where that is not the one who did it.
    pub about: Option<UserId>,
    /// A reason that someone gave, or codes of what was changed.
    pub words: String,
}

impl Event {
    /// A deed of someone, of which nothing more is known.
    #[must_use]
    pub const fn new(hand: Hand, deed: Deed) -> Self {
        let Hand { by, at_ms } = hand;
        Self { at_ms, deed, by, device: None, case: None, about: None, words: String::new() }
    }

    /// The same, on a device.
    #[must_use]
    pub fn on(self, device: Option<DeviceId>) -> Self {
        Self { device, ..self }
    }

    /// The same, to a case.
    #[must_use]
    pub fn to(self, case: DocId) -> Self {
        Self { case: Some(case), ..self }
    }

    /// The same, about a user.
    #[must_use]
    pub fn about(self, user: UserId) -> Self {
        Self { about: Some(user), ..self }
    }

    /// The same, with words.
    #[must_use]
    pub fn saying(self, words: impl Into<String>) -> Self {
        Self { words: words.into(), ..self }
    }
}

/// Something that a device has witnessed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witnessed {
    /// The number that the device gave it. It tells an event that was told before.
    pub id: u64,
    /// When, by the device's clock, in milliseconds since 1970.
    pub at_ms: u64,
    /// What.
    pub deed: Deed,
    /// The case that it concerns.
    pub case: Option<DocId>,
}

impl Witnessed {
    /// As an entry of the trail tells it.
    pub(super) fn event(&self, user: UserId, device: DeviceId) -> Event {
        let event = Event::new(Hand::of(user, self.at_ms), self.deed.clone()).on(Some(device));
        Event { case: self.case, ..event }
    }
}

/// What becomes of what a device tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hearing {
    /// All of it is in the trail; so much was new.
    Taken(usize),
    /// It was too much for this day, and is to be told again after this moment.
    TooMuch {
        /// The day's last millisecond.
        until_ms: u64,
    },
}

/// That a device was told to wait until another day.
pub(super) fn told_too_much(now_ms: u64, (user, device): (UserId, DeviceId)) -> Event {
    Event::new(Hand::of(user, now_ms), Deed::ToldTooMuch).on(Some(device))
}

/// An entry of the trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Its place, from 1 on without gaps.
    pub number: u64,
    /// When it was recorded, by the server's clock: for what a device witnessed without a network, hours or days later.
    pub recorded_ms: u64,
    /// What was done.
    pub event: Event,
}

impl Recorded {
    /// The hash of the trail up to this entry, given the one before.
    #[must_use]
    pub fn hash(&self, before: TrailHash) -> TrailHash {
        let Self { number, recorded_ms, event } = self;
        let Event { at_ms, deed, by, device, case, about, words } = event;
        let mut digest = Sha256::new().chain_update(before.0);
        for number in [*number, *recorded_ms, *at_ms] {
            digest.update(number.to_be_bytes());
        }
        for id in [by.map(|user| user.0), device.map(|device| device.0), about.map(|user| user.0)] {
            digest.update([u8::from(id.is_some())]);
            digest.update(id.unwrap_or_default().to_be_bytes());
        }
        digest.update([u8::from(case.is_some())]);
        digest.update(case.map_or([0; 16], |case| *case.0.as_bytes()));
        for text in [deed.code(), words] {
            digest.update((text.len() as u64).to_be_bytes());
            digest.update(text);
        }
        TrailHash(digest.finalize().into())
    }
}

/// Of what the trail is asked. Whatever is `None` is not asked about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct About {
    /// A case.
    pub case: Option<DocId>,
    /// A user, who did something or to whom it was done.
    pub user: Option<UserId>,
    /// A device.
    pub device: Option<DeviceId>,
}

impl About {
    /// That someone reads what the trail tells of it, which the trail tells as well.
    #[must_use]
    pub fn look(&self, hand: Hand) -> Event {
        let Self { case, user, device } = *self;
        Event { case, about: user, ..Event::new(hand, Deed::TrailRead).on(device) }
    }
}

/// What reading the whole trail has shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trail {
    /// How many entries there are.
    pub events: u64,
    /// The hash over all of them.
    pub head: TrailHash,
    /// The first entry that is not what was recorded, or that is missing.
    pub broken_at: Option<u64>,
}

impl Default for Trail {
    fn default() -> Self {
        Self { events: 0, head: TrailHash::NOTHING, broken_at: None }
    }
}

impl Trail {
    /// Reads one more entry, which carries `hash`.
    pub(super) fn read(&mut self, entry: &Recorded, hash: TrailHash) {
        self.events += 1;
        self.head = entry.hash(self.head);
        if (entry.number, hash) != (self.events, self.head) {
            self.broken_at.get_or_insert(self.events);
        }
    }
}

/// The hash of the trail up to an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrailHash(pub [u8; 32]);

impl TrailHash {
    /// That of an empty trail.
    pub const NOTHING: Self = Self([0; 32]);
}

impl std::fmt::Display for TrailHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex::write(&self.0))
    }
}
