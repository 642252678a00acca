//! Forged frames and changes: whatever an attacker who knows the formats can send. Checksums fit, so that what is behind them is reached.

use flate2::Crc;
use madobe_shared::ids::{Author, OpeningTag};
use madobe_shared::protocol::PROTOCOL_VERSION;
use sha2::{Digest, Sha256};

/// A frame of this number with any body.
#[must_use]
pub fn frame(number: u64, flags: u8, body: &[u8]) -> Vec<u8> {
    let mut crc = Crc::new();
    crc.update(&number.to_le_bytes());
    crc.update(&[PROTOCOL_VERSION, flags]);
    crc.update(body);
    [&[PROTOCOL_VERSION, flags][..], &crc.sum().to_le_bytes(), body].concat()
}

/// An Automerge chunk of this type with any content.
#[must_use]
pub fn chunk(kind: u8, content: &[u8]) -> Vec<u8> {
    let mut hashed = vec![kind];
    unsigned(&mut hashed, content.len() as u64);
    hashed.extend_from_slice(content);
    let digest = Sha256::digest(&hashed);
    [&[0x85, 0x6f, 0x4a, 0x83], &digest[..4], &hashed].concat()
}

/// The content of a chunk, without its header.
#[must_use]
pub fn content(chunk: &[u8]) -> &[u8] {
    let length_bytes = chunk.iter().skip(9).take_while(|byte| **byte & 0x80 != 0).count() + 1;
    chunk.get(9 + length_bytes..).unwrap_or_default()
}

/// A change that claims more than it holds, and the word for what it claims.
#[must_use]
pub fn bombs(author: Author, times: i64) -> Vec<(&'static str, Vec<u8>)> {
    let run = |times: i64, value: &[u8]| {
        let mut bytes = Vec::new();
        signed(&mut bytes, times);
        [bytes.as_slice(), value].concat()
    };
    let nothings = |times: i64| {
        let mut bytes = vec![0];
        unsigned(&mut bytes, times.unsigned_abs());
        bytes
    };
    let number = |number: i64| {
        let mut bytes = Vec::new();
        unsigned(&mut bytes, number.unsigned_abs());
        bytes
    };
    let long_key = [number(1_000), vec![b'k'; 1_000]].concat();
    let short_key = [1, b'k'];
    vec![
        (
            "operations",
            change(
                author,
                &[
                    (0x15, run(times, &short_key)),
                    (0x34, number(times)),
                    (0x42, run(times, &[1])),
                    (0x56, run(times, &[0])),
                ],
            ),
        ),
        (
            "rows without a value",
            change(author, &[(0x15, nothings(times)), (0x42, nothings(times)), (0x56, nothings(times))]),
        ),
        (
            "references",
            change(
                author,
                &[
                    (0x15, run(1, &short_key)),
                    (0x34, vec![1]),
                    (0x42, run(1, &[1])),
                    (0x56, run(1, &[0])),
                    (0x70, run(1, &number(times))),
                    (0x71, run(times, &[0])),
                    (0x73, run(times, &[0])),
                ],
            ),
        ),
        (
            "long keys",
            change(
                author,
                &[
                    (0x15, run(10_000, &long_key)),
                    (0x34, number(10_000)),
                    (0x42, run(10_000, &[1])),
                    (0x56, run(10_000, &[0])),
                ],
            ),
        ),
    ]
}

/// A change of these columns that builds on nothing.
fn change(author: Author, columns: &[(u64, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = vec![0];
    let actor = author.actor(OpeningTag(1));
    unsigned(&mut bytes, actor.to_bytes().len() as u64);
    bytes.extend_from_slice(actor.to_bytes());
    // First change of its actor, first operation, time, no message, no other actors.
    bytes.extend_from_slice(&[1, 1, 0, 0, 0]);
    unsigned(&mut bytes, columns.len() as u64);
    for (spec, column) in columns {
        unsigned(&mut bytes, *spec);
        unsigned(&mut bytes, column.len() as u64);
    }
    bytes.extend(columns.iter().flat_map(|(_, column)| column));
    chunk(1, &bytes)
}

fn unsigned(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push(value.to_le_bytes()[0] | 0x80);
        value >>= 7;
    }
    bytes.push(value.to_le_bytes()[0]);
}

fn signed(bytes: &mut Vec<u8>, mut value: i64) {
    while !(-64..64).contains(&value) {
        bytes.push(value.to_le_bytes()[0] | 0x80);
        value >>= 7;
    }
    bytes.push(value.to_le_bytes()[0] & 0x7f);
}
