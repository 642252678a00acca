//! Which characters of a text are masked, and what is left of the text.

use std::ops::Range;

use crate::edit::TextSplice;
use crate::order;
use crate::unicode::is_mark;

/// What stands for masked words, however many they are.
pub const BAR: &str = "■■■■";

/// The masked stretches of one text, in characters: in order, apart, beginning and ending with something that can be seen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Masks(Vec<(usize, usize)>);

/// A stretch of a text that is masked as a whole, or not at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece<'text> {
    /// Where it begins, in characters of the text.
    pub at: usize,
    /// Its words.
    pub words: &'text str,
    /// Whether it is masked.
    pub masked: bool,
}

impl Masks {
    /// All of a text.
    #[must_use]
    pub fn all(text: &str) -> Self {
        let mut masks = Self::default();
        masks.hide(text, 0..text.chars().count());
        masks
    }

    /// These stretches, in bytes of the text.
    pub(super) fn of_bytes(text: &str, ranges: impl IntoIterator<Item = Range<usize>>) -> Self {
        let chars: Vec<char> = text.chars().collect();
        let starts = starts(text);
        let place = |byte: usize| starts.partition_point(|start| *start < byte);
        let letters = |range: Range<usize>| whole_letters(&chars, place(range.start)..place(range.end));
        let mut masks = Self(ranges.into_iter().map(letters).collect());
        masks.put_in_order(&chars);
        masks
    }

    /// Masks a stretch, in characters of the text. Marks go with the character they stand on, and what lies beyond the end is nothing.
    pub fn hide(&mut self, text: &str, range: Range<usize>) {
        let chars: Vec<char> = text.chars().collect();
        let (start, end) = whole_letters(&chars, range);
        self.0.push((start, end));
        self.put_in_order(&chars);
    }

    /// Unmasks a stretch.
    pub fn show(&mut self, text: &str, range: Range<usize>) {
        let chars: Vec<char> = text.chars().collect();
        let (start, end) = whole_letters(&chars, range);
        self.0 = self.0.iter().flat_map(|(from, to)| [(*from, start.min(*to)), (end.max(*from), *to)]).collect();
        self.put_in_order(&chars);
    }

    /// Masks what others mask too.
    pub(super) fn add(&mut self, text: &str, others: &Self) {
        self.0.extend(&others.0);
        self.put_in_order(&text.chars().collect::<Vec<_>>());
    }

    /// How many bars they make.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing of a stretch of the text can be read.
    #[must_use]
    pub fn cover(&self, text: &str, range: Range<usize>) -> bool {
        self.pieces(text, range).iter().all(|piece| piece.masked || piece.words.trim().is_empty())
    }

    /// A stretch of the text in pieces.
    #[must_use]
    pub fn pieces<'text>(&self, text: &'text str, range: Range<usize>) -> Vec<Piece<'text>> {
        let starts = starts(text);
        let byte = |place: usize| starts.get(place).copied().unwrap_or(text.len());
        let mut pieces = Vec::new();
        let mut at = range.start;
        let mut cut = |to: usize, masked: bool| {
            if at < to {
                pieces.push(Piece { at, words: &text[byte(at)..byte(to)], masked });
                at = to;
            }
        };
        for (start, end) in &self.0 {
            cut((*start).min(range.end), false);
            cut((*end).min(range.end), true);
        }
        cut(range.end, false);
        pieces
    }

    /// The text as it is given out: nothing of what is masked is in it, nor how long it was.
    #[must_use]
    pub fn disclosed(&self, text: &str) -> String {
        let pieces = self.pieces(text, 0..text.chars().count());
        pieces.into_iter().map(|piece| if piece.masked { BAR } else { piece.words }).collect()
    }

    /// The masks of the text that this splice makes of theirs, `now`. What came in beside masked words, or in their place, is masked with
    /// them.
    pub(super) fn carried(&self, splice: &TextSplice, now: &str) -> Self {
        let (at, behind, inserted) = (splice.at, splice.at + splice.delete, splice.insert.chars().count());
        let after = |place: usize| place.max(behind) - behind + at + inserted;
        let mut carried = Self::default();
        for (start, end) in &self.0 {
            carried.0.push((*start.min(&at), *end.min(&at)));
            carried.0.push((after(*start), after(*end)));
            if *start <= behind && at <= *end {
                carried.0.push((at, at + inserted));
            }
        }
        carried.put_in_order(&now.chars().collect::<Vec<_>>());
        carried
    }

    /// Their ends, for keeping.
    pub(super) fn to_words(&self) -> String {
        self.0.iter().map(|(start, end)| format!("{start} {end} ")).collect()
    }

    /// Reads [`Masks::to_words`] of masks of this text.
    pub(super) fn from_words(text: &str, words: &str) -> Self {
        let mut ends = words.split_whitespace().map_while(|end| end.parse().ok());
        let mut masks = Self::default();
        while let (Some(start), Some(end)) = (ends.next(), ends.next()) {
            masks.0.push((start, end));
        }
        masks.put_in_order(&text.chars().collect::<Vec<_>>());
        masks
    }

    /// Those of the masks that touch a stretch.
    pub(super) fn touching(&self, range: Range<usize>) -> Self {
        let touches = |(start, end): &&(usize, usize)| *start <= range.end && range.start <= *end;
        Self(self.0.iter().filter(touches).copied().collect())
    }

    /// Stretches that only white space lies between become one: two bars would tell of two words.
    fn put_in_order(&mut self, chars: &[char]) {
        let is_blank = |from: usize, to: usize| chars[from..to.max(from)].iter().all(|c| c.is_whitespace());
        order::sort_by_key(&mut self.0, |range| *range);
        let mut apart: Vec<(usize, usize)> = Vec::new();
        for (mut start, mut end) in self.0.drain(..) {
            end = end.min(chars.len());
            while start < end && chars[start].is_whitespace() {
                start += 1;
            }
            while start < end && chars[end - 1].is_whitespace() {
                end -= 1;
            }
            if start >= end {
                continue;
            }
            match apart.last_mut() {
                Some(last) if is_blank(last.1, start) => last.1 = last.1.max(end),
                _ => apart.push((start, end)),
            }
        }
        self.0 = apart;
    }
}

/// A stretch with the marks that stand on its characters, within the text.
fn whole_letters(chars: &[char], range: Range<usize>) -> (usize, usize) {
    let (mut start, mut end) = (range.start.min(chars.len()), range.end.min(chars.len()));
    while start < end && start > 0 && is_mark(chars[start]) {
        start -= 1;
    }
    while start < end && end < chars.len() && is_mark(chars[end]) {
        end += 1;
    }
    (start, end)
}

/// Where each character begins, in bytes.
fn starts(text: &str) -> Vec<usize> {
    text.char_indices().map(|(start, _)| start).collect()
}
