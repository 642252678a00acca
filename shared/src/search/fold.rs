//! Folding: many ways to write a word, one form to compare.

use std::ops::Range;

use super::variants::representative;
use crate::unicode::{is_mark, nfkc};

/// Folds text to the form in which it is searched.
///
/// Width and compatibility forms by NFKC; letters to lower case; katakana to
/// hiragana, half width and ヴ included, with small kana and ー kept, but ヶ as け;
/// variant kanji to one representative, 々 to the kanji it repeats; variation
/// selectors, invisible characters and all white space dropped; hyphens, dots and
/// brackets dropped between digits, so that 03-1234-5678 is 0312345678.
///
/// The result is for comparing only; it is never shown.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_each(text, Edge::Text, |c, _| folded.push(c));
    folded
}

/// Folds a term of a query.
pub(super) fn fold_term(term: &str) -> String {
    let mut folded = String::with_capacity(term.len());
    fold_each(term, Edge::Term, |c, _| folded.push(c));
    folded
}

/// Folded text in which each character knows where it came from.
pub(crate) struct MappedFold {
    /// What [`fold`] gives.
    pub folded: String,
    /// For each character of `folded`: its byte offset there, and its bytes in the original.
    origins: Vec<(usize, Range<usize>)>,
}

impl MappedFold {
    pub fn of(text: &str) -> Self {
        let mut mapped = Self { folded: String::with_capacity(text.len()), origins: Vec::new() };
        fold_each(text, Edge::Text, |c, origin| {
            mapped.origins.push((mapped.folded.len(), origin));
            mapped.folded.push(c);
        });
        mapped
    }

    /// The bytes of the original that a stretch of folded bytes came from.
    pub fn origin(&self, folded: Range<usize>) -> Range<usize> {
        let first = self.origins.partition_point(|(offset, _)| *offset < folded.start);
        let behind = self.origins.partition_point(|(offset, _)| *offset < folded.end);
        match self.origins.get(first..behind) {
            Some([one]) => one.1.clone(),
            Some([first, .., last]) => first.1.start..last.1.end,
            _ => 0..0,
        }
    }
}

/// What a piece of text is bounded by.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Edge {
    /// Its true beginning and end.
    Text,
    /// An arbitrary cut, since a query is a part of what it looks for: the hyphen
    /// of `03-` or `-5678` stands between digits in the text to be found.
    Term,
}

/// Gives each folded character with the bytes of `text` it came from.
fn fold_each(text: &str, edge: Edge, emit: impl FnMut(char, Range<usize>)) {
    let mut joiner = Joiner { emit, edge, last: None, held: Vec::new() };
    let mut rest = text.char_indices().peekable();
    while let Some((start, first)) = rest.next() {
        // A base character and the marks that may combine with it are normalised together.
        let mut end = start + first.len_utf8();
        while let Some((_, mark)) = rest.next_if(|(_, c)| combines(*c)) {
            end += mark.len_utf8();
        }
        let origin = start..end;
        let alone = (end == start + first.len_utf8()).then(|| nfkc_of_common(first)).flatten();
        if let Some(c) = alone {
            fold_char(c, &origin, &mut joiner);
        } else {
            let cluster: String = text[origin.clone()].chars().map(combining_sound_mark).collect();
            nfkc(&cluster).chars().for_each(|c| fold_char(c, &origin, &mut joiner));
        }
    }
    joiner.finish();
}

fn fold_char<E: FnMut(char, Range<usize>)>(c: char, origin: &Range<usize>, joiner: &mut Joiner<E>) {
    if is_kanji(c) {
        joiner.push(representative(c), origin);
    } else {
        c.to_lowercase().map(hiragana).for_each(|c| joiner.push(c, origin));
    }
}

/// What NFKC makes of a common character that stands alone; spares most of them the normaliser.
fn nfkc_of_common(c: char) -> Option<char> {
    match c {
        '\u{0}'..='\u{7f}' | '、'..='〩' | 'ぁ'..='ゖ' | 'ァ'..='ー' => Some(c),
        // The full-width forms of ASCII lie 0xfee0 apart from it.
        '！'..='～' => char::from_u32(c as u32 - 0xfee0),
        _ => is_plain_kanji(c).then_some(c),
    }
}

/// The block that holds nearly all kanji in use, without a decomposition in it.
fn is_plain_kanji(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// Also the extension blocks, where 𠮷 lives, and the twelve kanji, 﨑 among them,
/// that stand among the compatibility ideographs without being any.
fn is_kanji(c: char) -> bool {
    is_plain_kanji(c) || matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{fa0e}'..='\u{fa29}' | '\u{20000}'..='\u{3ffff}')
}

/// Whether the character may change the one before it: marks (variation selectors
/// are marks), half-width and spacing sound marks, conjoining Hangul.
fn combines(c: char) -> bool {
    match c {
        'ﾞ' | 'ﾟ' | '゛' | '゜' | '\u{1160}'..='\u{11ff}' => true,
        _ => is_mark(c),
    }
}

/// A spacing sound mark, typed after its kana, means the combining one.
fn combining_sound_mark(c: char) -> char {
    match c {
        '゛' => '\u{3099}',
        '゜' => '\u{309a}',
        _ => c,
    }
}

fn hiragana(c: char) -> char {
    match c {
        // 霞ヶ関 is also written 霞ケ関.
        'ヶ' | 'ゖ' => 'け',
        'ヵ' | 'ゕ' => 'か',
        // The blocks lie 0x60 apart, letter by letter.
        'ァ'..='ヴ' | 'ヽ' | 'ヾ' => char::from_u32(c as u32 - 0x60).unwrap_or(c),
        _ => c,
    }
}

/// Drops what is invisible, joins digit runs, repeats 々.
struct Joiner<E> {
    emit: E,
    edge: Edge,
    last: Option<char>,
    /// Punctuation that goes if a digit follows, with its origin.
    held: Vec<(char, Range<usize>)>,
}

/// More punctuation than this in a row separates numbers rather than joining one.
const HELD_CHARS_MAX: usize = 3;

impl<E: FnMut(char, Range<usize>)> Joiner<E> {
    fn push(&mut self, c: char, origin: &Range<usize>) {
        if c.is_whitespace() || is_invisible(c) {
            return;
        }
        if joins_digits(c) && self.may_hold(c) {
            self.held.push((c, origin.clone()));
            return;
        }
        if c.is_ascii_digit() {
            self.held.clear();
        } else {
            self.release();
        }
        let c = match (c, self.last) {
            ('々', Some(kanji)) if is_kanji(kanji) => kanji,
            _ => c,
        };
        self.last = Some(c);
        (self.emit)(c, origin.clone());
    }

    fn may_hold(&self, c: char) -> bool {
        if !self.held.is_empty() {
            return self.held.len() < HELD_CHARS_MAX;
        }
        match self.last {
            Some(last) => c == '(' || last.is_ascii_digit(),
            None => c == '(' || self.edge == Edge::Term,
        }
    }

    fn release(&mut self) {
        for (c, origin) in self.held.drain(..) {
            self.last = Some(c);
            (self.emit)(c, origin);
        }
    }

    fn finish(mut self) {
        if self.edge == Edge::Text {
            self.release();
        }
    }
}

/// The punctuation of telephone numbers and dates, the prolonged sound mark that an
/// input method leaves for a hyphen included.
fn joins_digits(c: char) -> bool {
    matches!(c, '-' | '.' | '(' | ')' | 'ー' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// Controls, joiners, marks of direction, variation selectors: nothing one could type to search.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{e0000}'..='\u{e0fff}')
}
