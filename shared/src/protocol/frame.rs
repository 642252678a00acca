//! Messages as versioned, bounded frames of CBOR.
//!
//! A frame is `[version][flags][check][body]`. The body is one [`ClientMessage`] or [`ServerMessage`] in CBOR, deflated where bit 0 of the
//! flags is set. The check is the CRC-32 of the frame's number on its connection and of everything else in the frame: a flipped bit in
//! a document's id or a place in the log would read as another id or place, and be believed; and a frame that was lost, doubled or
//! overtaken on its way would leave a hole in what the place in the log says is there. Nothing here interprets a message.

use std::io::Read;

use flate2::read::{DeflateDecoder, DeflateEncoder};
use flate2::{Compression, Crc};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{ClientMessage, PROTOCOL_VERSION, ServerMessage};
use crate::cbor;
use crate::limits::{
    CLIENT_FRAME_BYTES_MAX, CLIENT_FRAME_INFLATED_BYTES_MAX, SERVER_FRAME_BYTES_MAX, SERVER_FRAME_INFLATED_BYTES_MAX,
};

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
    use crate::ids::DocId;
    use crate::protocol::{Batch, Bytes, Entry};

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
