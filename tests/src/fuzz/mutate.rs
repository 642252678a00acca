//! Damage, of the kinds that break parsers.

use crate::sim::Chance;

/// Numbers at which parsers break, as LEB128, CBOR and plain integers write them.
const ODD: [&[u8]; 12] = [
    &[0],
    &[0xff],
    &[0x7f],
    &[0x80],
    &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
    &[0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f],
    &[0x80, 0x80, 0x80, 0x80, 0x80, 0x20],
    &[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    &[0x5b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    &[0x9f],
    "㍻。\u{301}".as_bytes(),
    &[0xff, 0xff, 0xff, 0x7f],
];

/// An input may not grow beyond this.
const BYTES_MAX: usize = 1 << 16;

/// One of the honest inputs, damaged.
pub fn mutated(chance: &mut Chance, seeds: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = chance.pick(seeds).cloned().unwrap_or_default();
    for _ in 0..=chance.spread(1, 8) {
        damage(chance, &mut bytes, seeds);
    }
    bytes.truncate(BYTES_MAX);
    bytes
}

fn damage(chance: &mut Chance, bytes: &mut Vec<u8>, seeds: &[Vec<u8>]) {
    let at = chance.below(bytes.len() + 1);
    let end = (at + chance.below(16)).min(bytes.len());
    match chance.below(8) {
        0 | 1 if at < bytes.len() => bytes[at] ^= 1 << chance.below(8),
        2 if at < bytes.len() => bytes[at] = u8::try_from(chance.below(256)).unwrap_or_default(),
        3 => bytes.truncate(at),
        4 => drop(bytes.drain(at..end)),
        5 => {
            let again = bytes[at..end].to_vec();
            bytes.splice(at..at, again);
        }
        6 => {
            let odd = ODD[chance.below(ODD.len())];
            let covered = if chance.in_thousand(500) { (at + odd.len()).min(bytes.len()) } else { at };
            bytes.splice(at..covered, odd.iter().copied());
        }
        7 => {
            let other = chance.pick(seeds).map_or(&[][..], Vec::as_slice);
            let from = chance.below(other.len() + 1);
            let to = (from + chance.below(64)).min(other.len());
            bytes.splice(at..end, other[from..to].iter().copied());
        }
        _ => {}
    }
}
