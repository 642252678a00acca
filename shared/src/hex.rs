//! Bytes as hexadecimal digits: how keys, tokens and hashes are written where only letters can stand.

/// Two digits in lower case for each byte.
#[must_use]
pub fn write(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |half: u8| char::from(DIGITS[usize::from(half)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 0x0f)]).collect()
}

/// The 32 bytes that 64 digits in either case stand for; `None` for anything else.
#[must_use]
pub fn read(digits: &str) -> Option<[u8; 32]> {
    // A sign would pass for a digit below.
    if digits.len() != 64 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let mut bytes = [0; 32];
    for (byte, at) in bytes.iter_mut().zip((0..64).step_by(2)) {
        *byte = u8::from_str_radix(&digits[at..at + 2], 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_nothing_else_is() {
        let mut bytes = [0; 32];
        (bytes[0], bytes[31]) = (0x0a, 0xff);
        assert_eq!(write(&bytes), format!("0a{}ff", "00".repeat(30)));
        assert_eq!(read(&write(&bytes)), Some(bytes));
        assert_eq!(read(&write(&bytes).to_uppercase()), Some(bytes));
        for wrong in ["", "00", &"0f".repeat(33), &"0g".repeat(32), &"+f".repeat(32), &"é".repeat(32)] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
