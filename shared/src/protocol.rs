//! What travels between a device and the server: versioned, bounded frames of CBOR.
//!
//! A frame is `[version][flags][check][body]`. The body is one [`ClientMessage`] or [`ServerMessage`] in CBOR, deflated where bit 0 of the
//! flags is set. The check is the CRC-32 of the frame's number on its connection and of everything else in the frame: a flipped bit in
//! a document's id or a place in the log would read as another id or place, and be believed; and a frame that was lost, doubled or
//! overtaken on its way would leave a hole in what the place in the log says is there. Nothing here interprets a message; that is the
//! work of [`crate::session`].

use std::io::Read;

use flate2::read::{DeflateDecoder, DeflateEncoder};
use flate2::{Compression, Crc};
use jiff::civil::Date;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::calendar::canonical;
use crate::cbor;
use crate::codes::Profession;
use crate::ids::{ChangeHash, DeviceId, DocId, Epoch, UserId};
use crate::limits::{
    CLIENT_FRAME_BYTES_MAX, CLIENT_FRAME_INFLATED_BYTES_MAX, SERVER_FRAME_BYTES_MAX, SERVER_FRAME_INFLATED_BYTES_MAX,
};

/// The version of the protocol that this code speaks.
pub const PROTOCOL_VERSION: u8 = 1;

/// A place in the office's log. The first entry has 1; 0 stands before all of them.
pub type Seq = u64;

/// One side's messages, and how large a frame of them may be.
pub trait Message: Serialize + DeserializeOwned {
    /// The largest frame.
    const FRAME_BYTES_MAX: usize;
    /// The most a frame may hold once inflated.
    const FRAME_INFLATED_BYTES_MAX: usize;
}

impl Message for ClientMessage {
    const FRAME_BYTES_MAX: usize = CLIENT_FRAME_BYTES_MAX;
    const FRAME_INFLATED_BYTES_MAX: usize = CLIENT_FRAME_INFLATED_BYTES_MAX;
}

impl Message for ServerMessage {
    const FRAME_BYTES_MAX: usize = SERVER_FRAME_BYTES_MAX;
    const FRAME_INFLATED_BYTES_MAX: usize = SERVER_FRAME_INFLATED_BYTES_MAX;
}

/// What a device says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ClientMessage {
    /// Opens the conversation.
    Hello(Hello),
    /// Changes made on this device, in an order in which each comes after those it builds on.
    Push(Vec<PushedChange>),
    /// Asks for whole documents, because a part of them is missing or damaged on the device.
    Fetch(Vec<DocId>),
}

/// What the server says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ServerMessage {
    /// Answers the [`Hello`].
    Welcome(Welcome),
    /// News for the device, to be stored as a whole.
    Batch(Batch),
    /// Nothing new, but the line is alive.
    Alive,
    /// The last words before the server closes the connection.
    Goodbye(Goodbye),
}

/// A device introduces itself and says how far it got.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hello {
    /// The device. Its user is known from the session cookie.
    pub device: DeviceId,
    /// How far the device has followed the log.
    pub position: Position,
    /// The [`StaffList::version`] the device holds, 0 for none.
    pub staff_version: u64,
    /// The day at the device. Documents needed about then come first in a first sync.
    #[serde(deserialize_with = "canonical::date")]
    pub today: Date,
    /// The first changes to push.
    pub push: Vec<PushedChange>,
}

/// How far a device has followed the log. It is stored in the same transaction as the entries it counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// The log it follows; `None` before the first sync.
    #[serde(default)]
    pub epoch: Option<Epoch>,
    /// All entries up to here are stored.
    #[serde(default)]
    pub cursor: Seq,
    /// A first sync under way.
    #[serde(default)]
    pub bootstrap: Option<Bootstrap>,
}

/// How far a first sync got, so that it can be taken up again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bootstrap {
    /// The head of the log when it began, and the device's cursor once it ends.
    pub head: Seq,
    /// All documents up to this id are stored.
    pub after: Option<DocId>,
}

/// One change as a device pushes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushedChange {
    /// The document it belongs to.
    pub doc: DocId,
    /// An uncompressed Automerge change chunk.
    #[serde(with = "serde_bytes")]
    pub bytes: Vec<u8>,
}

/// The server's answer to [`Hello`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Welcome {
    /// The life of the log. Where it differs from the device's, the device starts over and offers its own changes again.
    pub epoch: Epoch,
    /// Who is signed in.
    pub user: UserId,
    /// The staff, where the device's list is out of date.
    pub staff: Option<StaffList>,
}

/// Everyone with an account, for showing names beside what they wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffList {
    /// Changes whenever the list does; never 0.
    pub version: u64,
    /// The members, active or not.
    pub members: Vec<StaffMember>,
}

/// A member of staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffMember {
    /// Their id.
    pub user: UserId,
    /// Their name, as colleagues call them.
    pub name: String,
    /// Their profession.
    pub profession: Profession,
    /// Whether they still work here.
    pub active: bool,
}

/// News for a device. The device stores all of it in one transaction and only then believes it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Batch {
    /// Pushed changes that are durable now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub acks: Vec<ChangeKey>,
    /// Pushed changes that were refused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rejects: Vec<Reject>,
    /// What others did, in the order of the log.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entries: Vec<Entry>,
    /// The device's new position, where it moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// Whether more follows at once.
    #[serde(default)]
    pub more: bool,
    /// Documents sent and documents in all, while a first sync runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub progress: Option<(u64, u64)>,
}

/// The address of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ChangeKey {
    /// The document.
    pub doc: DocId,
    /// The change within it.
    pub hash: ChangeHash,
}

/// A change the server refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reject {
    /// Which one; the hash is of the change's bytes as they were sent where they could not be read.
    pub change: ChangeKey,
    /// Why.
    pub reason: RejectReason,
}

/// Why a change was refused, and so what becomes of it on the device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum RejectReason {
    /// It builds on changes the server does not have. It stays in the outbox, and the device offers its history of the document.
    MissingDependencies,
    /// It is not a change, or larger than the limit. It is quarantined on the device and reported.
    Malformed,
    /// Its actor is not of the session's user and device. It is quarantined on the device and reported.
    ForeignAuthor,
    /// The document was deleted. The change is quarantined on the device; the document goes.
    DeadDocument,
}

/// One step of the log, or a document as a whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Entry {
    /// Changes of one document, as Automerge change chunks.
    Changes {
        /// The document.
        doc: DocId,
        /// The changes.
        changes: Vec<Bytes>,
    },
    /// A document as a whole, followed by the changes after it.
    Snapshot {
        /// The document.
        doc: DocId,
        /// An Automerge document chunk.
        #[serde(with = "serde_bytes")]
        bytes: Vec<u8>,
        /// The [`crate::summary::CaseSummary`] of exactly this snapshot in CBOR, where it is a case.
        summary: Option<Bytes>,
        /// The changes that came after the snapshot.
        changes: Vec<Bytes>,
    },
    /// The document is gone, or no longer this user's to see: the device removes it.
    Purge(DocId),
}

/// A byte string; plain `Vec<u8>` would travel as a list of numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Bytes(#[serde(with = "serde_bytes")] pub Vec<u8>);

/// Why the server ends the conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Goodbye {
    /// The device speaks another version; it should fetch the newer app, or wait for the server's update.
    UnsupportedVersion {
        /// What the server speaks.
        server: u8,
    },
    /// A frame could not be read. The device says so and tries again later.
    Malformed,
    /// A message came out of turn.
    OutOfTurn,
    /// The server stops, and will be back.
    ShuttingDown,
    /// The store failed; nothing was acknowledged that is not durable.
    StoreFailed,
    /// The session has ended; the user signs in again.
    SignedOut,
}

/// Why a frame could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// Longer than [`Message::FRAME_BYTES_MAX`].
    #[error("the frame is larger than allowed")]
    TooLarge,
    /// It inflates to more than [`Message::FRAME_INFLATED_BYTES_MAX`].
    #[error("the frame inflates to more than allowed")]
    TooLargeInflated,
    /// Another version of the protocol.
    #[error("the frame is of protocol version {0}, this is version {PROTOCOL_VERSION}")]
    Version(u8),
    /// Not a frame.
    #[error("the frame cannot be read")]
    Malformed,
}

const FLAG_DEFLATED: u8 = 1;

/// Version, flags and check.
const HEADER_BYTES: usize = 6;

/// Below this a frame is sent as it is: deflating saves nothing.
const DEFLATE_BYTES_MIN: usize = 128;

/// Counts the frames of one connection at one end, each way for itself.
#[derive(Debug, Default)]
pub struct Numbering {
    sent: u64,
    heard: u64,
}

impl Numbering {
    /// The number of the next frame that comes in.
    #[cfg(test)]
    pub(crate) fn next_heard(&self) -> u64 {
        self.heard
    }

    /// Writes the next frame to send.
    #[must_use]
    pub fn encode<M: Message>(&mut self, message: &M) -> Vec<u8> {
        self.sent += 1;
        encode(message, self.sent - 1)
    }

    /// Reads the next frame that came in.
    ///
    /// # Errors
    ///
    /// See [`decode`]. The connection is then no longer of any use.
    pub fn decode<M: Message>(&mut self, frame: &[u8]) -> Result<M, FrameError> {
        self.heard += 1;
        decode(frame, self.heard - 1)
    }
}

/// Writes a message as the frame of this number on its connection, the first one being 0.
///
/// # Panics
///
/// Never: messages of this module always serialize into memory.
#[must_use]
pub fn encode<M: Message>(message: &M, number: u64) -> Vec<u8> {
    let body = cbor::write(message);
    let mut frame = vec![0; HEADER_BYTES];
    let is_deflated = body.len() >= DEFLATE_BYTES_MIN && {
        let deflated = DeflateEncoder::new(body.as_slice(), Compression::default()).read_to_end(&mut frame);
        deflated.is_ok_and(|length| length < body.len())
    };
    if !is_deflated {
        frame.truncate(HEADER_BYTES);
        frame.extend_from_slice(&body);
    }
    let flags = if is_deflated { FLAG_DEFLATED } else { 0 };
    let check = check(number, flags, &frame[HEADER_BYTES..]);
    frame[..2].copy_from_slice(&[PROTOCOL_VERSION, flags]);
    frame[2..HEADER_BYTES].copy_from_slice(&check);
    frame
}

fn check(number: u64, flags: u8, body: &[u8]) -> [u8; 4] {
    let mut crc = Crc::new();
    crc.update(&number.to_le_bytes());
    crc.update(&[PROTOCOL_VERSION, flags]);
    crc.update(body);
    crc.sum().to_le_bytes()
}

/// Reads the frame of this number on its connection.
///
/// # Errors
///
/// See [`FrameError`]. Sizes are checked before anything is parsed, and inflating stops at its limit.
pub fn decode<M: Message>(frame: &[u8], number: u64) -> Result<M, FrameError> {
    if frame.len() > M::FRAME_BYTES_MAX {
        return Err(FrameError::TooLarge);
    }
    // Only the version stands where it does in every version.
    let &version = frame.first().ok_or(FrameError::Malformed)?;
    if version != PROTOCOL_VERSION {
        return Err(FrameError::Version(version));
    }
    let (&[_, flags, ref given @ ..], body) = frame.split_first_chunk::<HEADER_BYTES>().ok_or(FrameError::Malformed)?;
    if *given != check(number, flags, body) {
        return Err(FrameError::Malformed);
    }
    match flags {
        0 => cbor::read(body).ok_or(FrameError::Malformed),
        FLAG_DEFLATED => {
            let mut inflated = Vec::new();
            DeflateDecoder::new(body)
                .take(M::FRAME_INFLATED_BYTES_MAX as u64 + 1)
                .read_to_end(&mut inflated)
                .map_err(|_| FrameError::Malformed)?;
            if inflated.len() > M::FRAME_INFLATED_BYTES_MAX {
                return Err(FrameError::TooLargeInflated);
            }
            cbor::read(&inflated).ok_or(FrameError::Malformed)
        }
        _ => Err(FrameError::Malformed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batch(text: &str) -> ServerMessage {
        let entry = Entry::Changes { doc: DocId::DIRECTORY, changes: vec![Bytes(text.as_bytes().to_vec())] };
        ServerMessage::Batch(Batch { entries: vec![entry], ..Batch::default() })
    }

    #[test]
    fn messages_survive_the_wire_and_text_shrinks() {
        let message = batch(&"玄関先で本人と話す。".repeat(100));
        let frame = encode(&message, 7);
        assert!(frame.len() < 300, "{} bytes", frame.len());
        assert_eq!(decode(&frame, 7), Ok(message));
        assert_eq!(decode(&encode(&ServerMessage::Alive, 0), 0), Ok(ServerMessage::Alive));
    }

    #[test]
    fn bad_frames_are_refused_with_their_reason() {
        let good = encode(&ClientMessage::Fetch(vec![DocId::DIRECTORY]), 3);
        let bomb = {
            let mut body = Vec::new();
            let zeros = vec![0; CLIENT_FRAME_INFLATED_BYTES_MAX + 2];
            DeflateEncoder::new(zeros.as_slice(), Compression::best()).read_to_end(&mut body).expect("deflates");
            [&[PROTOCOL_VERSION, FLAG_DEFLATED], check(3, FLAG_DEFLATED, &body).as_slice(), &body].concat()
        };
        let cases: [(&[u8], FrameError); 7] = [
            (&[], FrameError::Malformed),
            (&[PROTOCOL_VERSION], FrameError::Malformed),
            (&[9, 0, 1], FrameError::Version(9)),
            (&[PROTOCOL_VERSION, 8, 1], FrameError::Malformed),
            (&good[..good.len() - 1], FrameError::Malformed),
            (&bomb, FrameError::TooLargeInflated),
            (&vec![0; CLIENT_FRAME_BYTES_MAX + 1], FrameError::TooLarge),
        ];
        for (frame, error) in cases {
            assert_eq!(decode::<ClientMessage>(frame, 3), Err(error));
        }
        assert_eq!(decode::<ClientMessage>(&good, 4), Err(FrameError::Malformed), "a frame out of its turn");
        for at in 0..good.len() * 8 {
            let mut flipped = good.clone();
            flipped[at / 8] ^= 1 << (at % 8);
            assert!(decode::<ClientMessage>(&flipped, 3).is_err(), "bit {at}");
        }
    }
}
