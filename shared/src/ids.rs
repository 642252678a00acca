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
    /// A document: a case, or the office's directory.
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

impl DocId {
    /// The office's directory of desks and partners. Its id is fixed, so that no two devices can create two of them.
    pub const DIRECTORY: Self = Self(Uuid::from_u128(0x0064_6972_6563_7400_8000_0000_0000_0001));

    /// What else the office keeps for everyone, such as its templates of notes. Its id is fixed for the same reason.
    pub const OFFICE: Self = Self(Uuid::from_u128(0x006f_6666_6963_6500_8000_0000_0000_0001));

    /// The office's own documents, which are about nobody.
    pub const OF_THE_OFFICE: [Self; 2] = [Self::DIRECTORY, Self::OFFICE];

    /// Whether this is one of the office's own documents, and no case.
    #[must_use]
    pub fn is_of_the_office(self) -> bool {
        Self::OF_THE_OFFICE.contains(&self)
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
    fn an_actor_names_its_author() {
        let author = Author { user: UserId(u64::MAX - 1), device: DeviceId(3) };
        assert_eq!(Author::of_actor(&author.actor(OpeningTag(9))), Some(author));
        assert_eq!(Author::of_actor(&automerge::ActorId::from(vec![1, 2, 3])), None);
    }
}
