//! From "the field now reads so" to "these characters changed there", and where a caret goes when others write.
//!
//! Positions count Unicode scalar values. A browser counts UTF-16 units: it converts with [`utf16_to_chars`] and
//! [`chars_to_utf16`] at its edge, so that no character is ever cut in half.

use crate::edit::TextSplice;

/// The smallest single replacement that turns `before` into `after`, or `None` where they are equal.
///
/// `caret` is where the caret stands in `after`. It settles where a repeated character was typed: in `ああ|あ` the new one is the one
/// before the caret.
#[must_use]
pub fn difference(before: &str, after: &str, caret: Option<usize>) -> Option<TextSplice> {
    if before == after {
        return None;
    }
    let before: Vec<char> = before.chars().collect();
    let after: Vec<char> = after.chars().collect();
    let shorter = before.len().min(after.len());
    // What lies behind the caret cannot have been typed just now, so the common end is taken first, but not past the caret.
    let tail_max = caret.map_or(shorter, |caret| after.len().saturating_sub(caret).min(shorter));
    let tail = common(before.iter().rev(), after.iter().rev(), tail_max);
    let head = common(before.iter(), after.iter(), shorter - tail);
    // Without the caret's limit more of the end may be common, as after a deletion behind the caret.
    let tail = tail
        + common(
            before[head..before.len() - tail].iter().rev(),
            after[head..after.len() - tail].iter().rev(),
            usize::MAX,
        );
    Some(TextSplice {
        at: head,
        delete: before.len() - head - tail,
        insert: after[head..after.len() - tail].iter().collect(),
    })
}

fn common<'a>(a: impl Iterator<Item = &'a char>, b: impl Iterator<Item = &'a char>, most: usize) -> usize {
    a.zip(b).take(most).take_while(|(a, b)| a == b).count()
}

/// Where a caret at `caret` in `before` belongs once the text reads `after`: it stays with the characters around it.
#[must_use]
pub fn caret_after(before: &str, after: &str, caret: usize) -> usize {
    let Some(splice) = difference(before, after, None) else {
        return caret;
    };
    let inserted = splice.insert.chars().count();
    if caret <= splice.at {
        caret
    } else if caret >= splice.at + splice.delete {
        caret - splice.delete + inserted
    } else {
        splice.at + inserted
    }
}

/// A position in UTF-16 units as one in characters; a position inside a surrogate pair counts as before it.
#[must_use]
pub fn utf16_to_chars(text: &str, units: usize) -> usize {
    let mut seen = 0;
    text.chars()
        .take_while(|character| {
            seen += character.len_utf16();
            seen <= units
        })
        .count()
}

/// A position in characters as one in UTF-16 units.
#[must_use]
pub fn chars_to_utf16(text: &str, chars: usize) -> usize {
    text.chars().take(chars).map(char::len_utf16).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_difference_is_small_and_turns_one_text_into_the_other() {
        let cases = [
            ("", "あ", None, (0, 0, "あ")),
            ("あ", "", None, (0, 1, "")),
            ("ああ", "あああ", Some(1), (0, 0, "あ")),
            ("ああ", "あああ", Some(2), (1, 0, "あ")),
            ("あああ", "ああ", Some(1), (1, 1, "")),
            ("玄関で話す", "玄関先で話す", Some(3), (2, 0, "先")),
            ("𠮷田", "𠮶田", Some(1), (0, 1, "𠮶")),
            ("abc", "xyz", Some(3), (0, 3, "xyz")),
            ("きょうはいい", "今日はいい", Some(2), (0, 3, "今日")),
        ];
        for (before, after, caret, (at, delete, insert)) in cases {
            let splice = difference(before, after, caret);
            assert_eq!(splice, Some(TextSplice { at, delete, insert: insert.to_owned() }), "{before} → {after}");
        }
        assert_eq!(difference("同じ", "同じ", Some(1)), None);
    }

    #[test]
    fn every_difference_applies() {
        let texts = ["", "a", "aa", "aaa", "aba", "ab", "ba", "baab", "𠮷a", "a𠮷"];
        for before in texts {
            for after in texts {
                for caret in (0..=after.chars().count()).map(Some).chain([None]) {
                    let made = match difference(before, after, caret) {
                        None => before.to_owned(),
                        Some(splice) => {
                            let mut chars: Vec<char> = before.chars().collect();
                            chars.splice(splice.at..splice.at + splice.delete, splice.insert.chars());
                            chars.into_iter().collect()
                        }
                    };
                    assert_eq!(made, after, "{before:?} → {after:?} with the caret at {caret:?}");
                }
            }
        }
    }

    #[test]
    fn a_caret_stays_with_its_characters() {
        assert_eq!(caret_after("前後", "前、後", 2), 3);
        assert_eq!(caret_after("前後", "前後、追記", 1), 1);
        assert_eq!(caret_after("消える所", "所", 2), 0);
    }

    #[test]
    fn positions_convert_without_cutting_a_pair() {
        let text = "𠮷a𠮷";
        assert_eq!([0, 1, 2, 3, 4, 5].map(|units| utf16_to_chars(text, units)), [0, 0, 1, 2, 2, 3]);
        assert_eq!([0, 1, 2, 3].map(|chars| chars_to_utf16(text, chars)), [0, 2, 3, 5]);
    }
}
