//! How much a change claims to hold, read from its columns without building anything.
//!
//! The operations of a change stand in columns, one for each property, and a column says "the same value, so many times". Automerge believes
//! these counts: it would go round a loop 2^60 times, or ask for the memory of as many references at once. They are therefore
//! added up here before it sees them. Column numbers and encodings are those of
//! <https://automerge.org/automerge-binary-format-spec/>. Never decides whether a change makes sense.

use crate::limits::{CHANGE_BYTES_MAX, CHANGE_DEPS_MAX, CHANGE_OPS_MAX};

/// Magic bytes, checksum and type of a chunk.
const CHUNK_HEAD_BYTES: usize = 9;
const HASH_BYTES: u64 = 32;

/// How a column is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    /// Runs of unsigned numbers.
    Numbers,
    /// Runs of signed numbers.
    Deltas,
    /// Runs of strings.
    Strings,
    /// Lengths of runs of `false` and `true`, in turn.
    Booleans,
    /// Runs of numbers that say how many rows of the next two columns belong to one operation.
    Groups,
    /// Bytes whose lengths stand in another column.
    Raw,
}

/// The columns of a change, by their number and type. One that a newer Automerge adds has to be understood before it can be stored.
const COLUMNS: [(u64, Encoding); 14] = [
    (0x01, Encoding::Numbers),  // object: actor
    (0x02, Encoding::Numbers),  // object: counter
    (0x11, Encoding::Numbers),  // element: actor
    (0x13, Encoding::Deltas),   // element: counter
    (0x15, Encoding::Strings),  // key
    (0x34, Encoding::Booleans), // insert
    (0x42, Encoding::Numbers),  // action
    (0x56, Encoding::Numbers),  // value: type and length
    (0x57, Encoding::Raw),      // value: bytes
    (0x70, Encoding::Groups),   // predecessors: how many
    (0x71, Encoding::Numbers),  // predecessors: actor
    (0x73, Encoding::Deltas),   // predecessors: counter
    (0x94, Encoding::Booleans), // mark: expand
    (0xa5, Encoding::Strings),  // mark: name
];

/// Whether a change chunk holds no more than a change may: operations, references, dependencies, and bytes of repeated strings.
pub(super) fn is_bounded(chunk: &[u8]) -> bool {
    read(chunk).is_some()
}

fn read(chunk: &[u8]) -> Option<()> {
    let mut reader = Reader(chunk.get(CHUNK_HEAD_BYTES..)?);
    reader.number()?; // the length of what follows
    let deps = reader.number().filter(|deps| *deps <= CHANGE_DEPS_MAX)?;
    reader.take(deps * HASH_BYTES)?;
    reader.bytes()?; // actor
    reader.number()?; // its changes up to this one
    reader.number()?; // number of the first operation
    reader.signed()?; // time
    reader.bytes()?; // message
    for _ in 0..reader.number()? {
        reader.bytes()?; // another actor
    }
    let mut columns = Vec::new();
    for _ in 0..reader.number()? {
        let (spec, length) = (reader.number()?, reader.number()?);
        let &(_, encoding) = COLUMNS.iter().find(|(known, _)| *known == spec)?;
        // In order, and so none of them twice.
        if columns.last().is_some_and(|&(before, _, _)| before >= spec) {
            return None;
        }
        columns.push((spec, encoding, length));
    }
    for (_, encoding, length) in columns {
        column(Reader(reader.take(length)?), encoding)?;
    }
    Some(())
}

/// Adds up what a column claims.
fn column(mut reader: Reader<'_>, encoding: Encoding) -> Option<()> {
    let mut rows = Sum::up_to(CHANGE_OPS_MAX);
    let mut grouped = Sum::up_to(CHANGE_OPS_MAX);
    let mut string_bytes = Sum::up_to(CHANGE_BYTES_MAX as u64);
    match encoding {
        Encoding::Raw => return Some(()),
        Encoding::Booleans => {
            while !reader.is_empty() {
                rows.add(reader.number()?, 1)?;
            }
            return Some(());
        }
        Encoding::Numbers | Encoding::Deltas | Encoding::Strings | Encoding::Groups => {}
    }
    while !reader.is_empty() {
        let run = reader.signed()?;
        let (values, times) = match run {
            // So many rows without a value.
            0 => (0, 0),
            1.. => (1, run.unsigned_abs()),
            // So many rows, each with a value of its own.
            ..0 => (run.unsigned_abs(), 1),
        };
        if run == 0 {
            rows.add(reader.number()?, 1)?;
        }
        rows.add(values, times)?;
        for _ in 0..values {
            match encoding {
                Encoding::Deltas => {
                    reader.signed()?;
                }
                Encoding::Strings => string_bytes.add(reader.bytes()?.len() as u64, times)?,
                Encoding::Groups => grouped.add(reader.number()?, times)?,
                Encoding::Numbers | Encoding::Booleans | Encoding::Raw => {
                    reader.number()?;
                }
            }
        }
    }
    Some(())
}

/// A sum with a bound.
struct Sum {
    sum: u64,
    max: u64,
}

impl Sum {
    const fn up_to(max: u64) -> Self {
        Self { sum: 0, max }
    }

    fn add(&mut self, value: u64, times: u64) -> Option<()> {
        self.sum = value.checked_mul(times)?.checked_add(self.sum)?;
        (self.sum <= self.max).then_some(())
    }
}

/// What is left to read.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn take(&mut self, length: u64) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(usize::try_from(length).ok()?)?;
        self.0 = rest;
        Some(taken)
    }

    /// Bytes after their length.
    fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = self.number()?;
        self.take(length)
    }

    /// An unsigned number, in LEB128.
    fn number(&mut self) -> Option<u64> {
        u64::try_from(self.leb128()?.0).ok()
    }

    /// A signed number, in LEB128.
    fn signed(&mut self) -> Option<i64> {
        let (value, bits, last) = self.leb128()?;
        let value = value.cast_signed();
        let is_negative = last & 0x40 != 0;
        i64::try_from(if is_negative { value - (1 << bits) } else { value }).ok()
    }

    /// The number's bits, how many these are, and the last byte. At most ten bytes make a number.
    fn leb128(&mut self) -> Option<(u128, u32, u8)> {
        let (mut value, mut bits) = (0, 0);
        for _ in 0..10 {
            let &[byte] = self.take(1)?.first_chunk()?;
            value |= u128::from(byte & 0x7f) << bits;
            bits += 7;
            if byte & 0x80 == 0 {
                return Some((value, bits, byte));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed(bytes: &[u8]) -> Option<i64> {
        Reader(bytes).signed()
    }

    #[test]
    fn numbers_read_as_automerge_reads_them() {
        let cases: [(&[u8], Option<i64>); 8] = [
            (&[0x02], Some(2)),
            (&[0x7f], Some(-1)),
            (&[0x80, 0x01], Some(128)),
            (&[0x80, 0x7f], Some(-128)),
            (&[0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f], Some(i64::MIN)),
            (&[0xff; 11], None),
            (&[0x80], None),
            (&[], None),
        ];
        for (bytes, expected) in cases {
            assert_eq!(signed(bytes), expected, "{bytes:02x?}");
        }
        assert_eq!(Reader(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]).number(), Some(u64::MAX));
        assert_eq!(Reader(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02]).number(), None);
    }

    #[test]
    fn a_column_may_hold_as_much_as_a_change_and_no_more() {
        let max = |more: i64| i64::try_from(CHANGE_OPS_MAX).unwrap() + more;
        let number = |value: i64| {
            let mut bytes = Vec::new();
            let mut rest = value;
            while !(-64..64).contains(&rest) {
                bytes.push(u8::try_from(rest & 0x7f).unwrap() | 0x80);
                rest >>= 7;
            }
            bytes.push(u8::try_from(rest & 0x7f).unwrap());
            bytes
        };
        let run = |times: i64, value: &[u8]| [number(times).as_slice(), value].concat();
        let string = [&[0x80, 0x80, 0x04][..], &[b'k'; 0x1_0000]].concat();
        let cases = [
            (Encoding::Numbers, run(max(0), &[1]), true),
            (Encoding::Numbers, run(max(1), &[1]), false),
            (Encoding::Numbers, [run(max(0), &[1]), run(1, &[2])].concat(), false),
            (Encoding::Numbers, run(0, &[0x80, 0x80, 0x04]), true),
            (Encoding::Numbers, run(0, &[0x81, 0x80, 0x04]), false),
            (Encoding::Numbers, run(-2, &[1, 2]), true),
            (Encoding::Numbers, run(-3, &[1, 2]), false),
            (Encoding::Deltas, run(i64::MAX, &[0x7f]), false),
            (Encoding::Deltas, run(i64::MIN, &[0x7f]), false),
            (Encoding::Groups, run(1, &[0x80, 0x80, 0x04]), true),
            (Encoding::Groups, run(2, &[0x80, 0x80, 0x04]), false),
            (Encoding::Groups, run(1, &[0xff; 9]), false),
            (Encoding::Strings, run(32, &string), true),
            (Encoding::Strings, run(33, &string), false),
            (Encoding::Booleans, vec![0x80, 0x80, 0x04], true),
            (Encoding::Booleans, vec![0x80, 0x80, 0x04, 1], false),
        ];
        for (encoding, bytes, expected) in cases {
            assert_eq!(
                column(Reader(&bytes), encoding).is_some(),
                expected,
                "{encoding:?} {:02x?}",
                &bytes[..4.min(bytes.len())]
            );
        }
    }
}
