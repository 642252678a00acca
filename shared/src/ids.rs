//! Names of things that never change once given. Every id is a newtype, so that one cannot stand in for another.
//!
//! Nothing here draws an id: the random bytes are arguments.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// An id was not written in the form that its type prints.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a {expected}: {given:?}")]
pub struct IdError {
    expected: &'static str,
    given: String,
}

macro_rules! number_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        ///
        /// Printed as 16 hexadecimal digits.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:016x}", self.0)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(given: &str) -> Result<Self, IdError> {
                let error = || IdError { expected: stringify!($name), given: given.chars().take(40).collect() };
                if given.len() != 16 {
                    return Err(error());
                }
                u64::from_str_radix(given, 16).map(Self).map_err(|_| error())
            }
        }
    };
}

number_id! {
    /// A member of staff with an account.
    UserId
}
number_id! {
    /// A browser profile or headless client; drawn once, when its storage is created.
    DeviceId
}
number_id! {
    /// A session at the server, for naming it to its user. It opens nothing.
    SessionId
}
number_id! {
    /// One opening of one document. Drawn afresh each time, never restored from storage: a device that was rolled back and
    /// reused a tag would number its changes twice and be rejected for ever.
    OpeningTag
}
number_id! {
    /// The life of a server's log. It changes when the server is restored from a backup, and devices then offer all they have.
    Epoch
}

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        ///
        /// A UUIDv7: ids sort by the time they were drawn.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// Makes an id from the time of drawing, in milliseconds since 1970, and ten random bytes.
            #[must_use]
            pub fn from_parts(now_ms: u64, random: [u8; 10]) -> Self {
                Self(uuid::Builder::from_unix_timestamp_millis(now_ms, &random).into_uuid())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.simple().fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(given: &str) -> Result<Self, IdError> {
                Uuid::try_parse(given)
                    .map(Self)
                    .map_err(|_| IdError { expected: stringify!($name), given: given.chars().take(40).collect() })
            }
        }
    };
}

uuid_id! {
    /// A document: a case, minutes that are for the attendees of a conference alone, or one of the office's own.
    DocId
}
uuid_id! {
    /// An entry within a document: a consultation, a family member, an alert.
    EntryId
}

impl EntryId {
    /// The id of no entry, where only the shape of one counts.
    pub const NIL: Self = Self(Uuid::nil());
}

/// The version in the UUID of minutes. Those that are drawn by the clock have 7.
const MINUTES_VERSION: u8 = 8;

impl DocId {
    /// The office's directory of desks and partners. Its id is fixed, so that no two devices can create two of them.
    pub const DIRECTORY: Self = Self(Uuid::from_u128(0x0064_6972_6563_7400_8000_0000_0000_0001));

    /// What else the office keeps for everyone, such as its templates of notes. Its id is fixed for the same reason.
    pub const OFFICE: Self = Self(Uuid::from_u128(0x006f_6666_6963_6500_8000_0000_0000_0001));

    /// The office's own documents, which are about nobody.
    pub const OF_THE_OFFICE: [Self; 2] = [Self::DIRECTORY, Self::OFFICE];

    /// The minutes of a conference that are for its attendees alone: the conference's id, under the version of UUIDs that are made of something
    /// else. Two devices that begin them out of reach of each other begin the same document, nothing has to name it, and its id alone says what
    /// it is.
    #[must_use]
    pub fn minutes_of(conference: EntryId) -> Self {
        let mut bytes = conference.0.into_bytes();
        bytes[6] = bytes[6] & 0x0f | MINUTES_VERSION << 4;
        Self(Uuid::from_bytes(bytes))
    }

    /// Whether these are minutes of [`DocId::minutes_of`].
    #[must_use]
    pub fn is_minutes(self) -> bool {
        self.0.as_bytes()[6] >> 4 == MINUTES_VERSION
    }

    /// Whether this is one of the office's own documents, and no case.
    #[must_use]
    pub fn is_of_the_office(self) -> bool {
        Self::OF_THE_OFFICE.contains(&self)
    }

    /// Whether this is a case: something to be listed, searched, counted, kept and disposed of as one.
    #[must_use]
    pub fn is_case(self) -> bool {
        !self.is_of_the_office() && !self.is_minutes()
    }
}

/// The hash that Automerge gives a change; with the document's id it addresses the change everywhere.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ChangeHash(#[serde(with = "serde_bytes")] pub [u8; 32]);

impl fmt::Display for ChangeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ChangeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().take(4).try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// The SHA-256 of a file's bytes; with the case's id it addresses the file everywhere ([`crate::blob`]).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlobHash(pub [u8; 32]);

impl From<automerge::ChangeHash> for ChangeHash {
    fn from(hash: automerge::ChangeHash) -> Self {
        Self(hash.0)
    }
}

impl From<ChangeHash> for automerge::ChangeHash {
    fn from(hash: ChangeHash) -> Self {
        Self(hash.0)
    }
}

/// Who wrote, on which device, in which opening of the document. It is the Automerge actor, so every operation says it, and
/// the server can hold each change against the session that pushes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Author {
    /// The member of staff.
    pub user: UserId,
    /// The device the words were typed on.
    pub device: DeviceId,
}

impl Author {
    /// The Automerge actor of one opening: user, device and tag, eight bytes each, big-endian.
    #[must_use]
    pub fn actor(self, tag: OpeningTag) -> automerge::ActorId {
        let mut bytes = Vec::with_capacity(24);
        for part in [self.user.0, self.device.0, tag.0] {
            bytes.extend_from_slice(&part.to_be_bytes());
        }
        automerge::ActorId::from(bytes)
    }

    /// The author that an actor names, if it is one of [`Author::actor`]'s.
    #[must_use]
    pub fn of_actor(actor: &automerge::ActorId) -> Option<Self> {
        let bytes: &[u8; 24] = actor.to_bytes().try_into().ok()?;
        let part = |at: usize| bytes[at..at + 8].iter().fold(0, |sum, &byte| sum << 8 | u64::from(byte));
        Some(Self { user: UserId(part(0)), device: DeviceId(part(8)) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_print_and_parse() {
        let user = UserId(0xab);
        assert_eq!(user.to_string(), "00000000000000ab");
        assert_eq!(user.to_string().parse(), Ok(user));
        assert!("ab".parse::<UserId>().is_err());
        let doc = DocId::from_parts(1_700_000_000_000, [7; 10]);
        assert_eq!(doc.to_string().parse(), Ok(doc));
        assert!(doc < DocId::from_parts(1_700_000_000_001, [0; 10]));
    }

    #[test]
    fn the_id_of_minutes_says_what_they_are_and_nothing_else_has_such_an_id() {
        for number in 0..=u8::MAX {
            let drawn = DocId::from_parts(u64::from(number) << 40, [number; 10]);
            let conference = EntryId::from_parts(u64::from(number) << 40, [number; 10]);
            assert!(drawn.is_case() && !drawn.is_minutes(), "{drawn}");
            let minutes = DocId::minutes_of(conference);
            assert!(minutes.is_minutes() && !minutes.is_case() && !minutes.is_of_the_office(), "{minutes}");
            assert_ne!(minutes.0, conference.0, "an entry's id can be no document's by chance");
            assert_eq!(minutes.0.as_u128() ^ conference.0.as_u128(), 0xf << 76, "it differs in its version alone");
        }
        for office in DocId::OF_THE_OFFICE {
            assert!(!office.is_minutes() && !office.is_case(), "{office}");
        }
    }

    #[test]
    fn an_actor_names_its_author() {
        let author = Author { user: UserId(u64::MAX - 1), device: DeviceId(3) };
        assert_eq!(Author::of_actor(&author.actor(OpeningTag(9))), Some(author));
        assert_eq!(Author::of_actor(&automerge::ActorId::from(vec![1, 2, 3])), None);
    }
}
