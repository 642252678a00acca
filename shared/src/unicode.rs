//! What it takes Unicode's large tables to know. Browsers bring them along, so in a browser this asks for them (they would be a
//! tenth of the download): the only place in the core that does. Never decides what is worth normalising.

/// The text in the compatibility form NFKC: one writing for full and half width, for ㈱ and (株).
pub(crate) fn nfkc(text: &str) -> String {
    tables::nfkc(text)
}

/// Whether the character is a mark, which stands on the one before it.
pub(crate) fn is_mark(c: char) -> bool {
    match c {
        // Nearly all that is written here; the first marks come behind it, those of kana among it.
        '\u{0}'..='\u{2ff}' | '\u{3000}'..='\u{3029}' | 'ぁ'..='ゖ' | 'ァ'..='ー' => false,
        '\u{3400}'..='\u{9fff}' | '！'..='～' => false,
        _ => tables::is_mark(c),
    }
}

#[cfg(not(target_family = "wasm"))]
mod tables {
    use unicode_normalization::UnicodeNormalization;
    pub(super) use unicode_normalization::char::is_combining_mark as is_mark;

    pub(super) fn nfkc(text: &str) -> String {
        text.nfkc().collect()
    }
}

#[cfg(target_family = "wasm")]
mod tables {
    use js_sys::{JsString, RegExp};

    thread_local! {
        static MARK: RegExp = RegExp::new(r"\p{M}", "u");
    }

    pub(super) fn nfkc(text: &str) -> String {
        JsString::from(text).normalize("NFKC").into()
    }

    pub(super) fn is_mark(c: char) -> bool {
        MARK.with(|mark| mark.test(c.encode_utf8(&mut [0; 4])))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_cuts_are_those_of_the_tables() {
        for c in '\u{0}'..=char::MAX {
            assert_eq!(is_mark(c), tables::is_mark(c), "{c:?}");
        }
    }
}
