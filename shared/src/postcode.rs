//! Postal codes: seven digits, written in many ways and kept in one, 170-0013. Never says where a place is.

/// Reads a postal code as people type it, in full or half width, with 〒 and hyphens or without: the canonical form, empty where nothing was
/// typed; `None` where it is none.
#[must_use]
pub fn read_postcode(typed: &str) -> Option<String> {
    let mut digits = String::new();
    for character in typed.trim().chars() {
        match character {
            '0'..='9' => digits.push(character),
            '０'..='９' => digits.extend(char::from_u32(u32::from(character) - 0xfee0)),
            '〒' | '〠' if digits.is_empty() => {}
            // Hyphens and what input methods write in their place; they part the third digit from the fourth, if anything.
            '-' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '－' | 'ー' | 'ｰ' | '─' if digits.len() == 3 =>
                {}
            ' ' | '\u{3000}' => {}
            _ => return None,
        }
    }
    match digits.len() {
        0 if typed.trim().is_empty() => Some(String::new()),
        7 => Some(format!("{}-{}", &digits[..3], &digits[3..])),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_code_in_many_writings() {
        for typed in [
            "170-0013",
            "1700013",
            "〒170-0013",
            "〒 1700013",
            "１７０－００１３",
            "〒１７０ー００１３",
            " 170−0013\u{3000}",
            "170 0013",
        ] {
            assert_eq!(read_postcode(typed).as_deref(), Some("170-0013"), "{typed}");
        }
        assert_eq!(read_postcode("　").as_deref(), Some(""), "nothing is nothing");
    }

    #[test]
    fn what_is_no_code_is_refused() {
        for typed in
            ["170-001", "170-00130", "17-00013", "-1700013", "170-0013-", "170〒0013", "〒", "豊島区", "170-OO13"]
        {
            assert_eq!(read_postcode(typed), None, "{typed}");
        }
    }
}
