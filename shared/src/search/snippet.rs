//! The words around a hit, in the original writing.

use super::Query;
use super::fold::MappedFold;
use crate::unicode::is_mark;

/// How many characters of text a snippet shows before the hit.
pub const SNIPPET_CHARS_BEFORE: usize = 16;

/// How many characters of text a snippet shows after the hit: with those before it
/// fills the one line a list has for it.
pub const SNIPPET_CHARS_AFTER: usize = 48;

/// A hit with the words around it, cut from the original text. May contain line ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Snippet<'text> {
    /// The words before the hit.
    pub before: &'text str,
    /// The hit as it was written.
    pub hit: &'text str,
    /// The words after the hit.
    pub after: &'text str,
    /// Whether there is more text before `before`.
    pub cut_before: bool,
    /// Whether there is more text after `after`.
    pub cut_after: bool,
}

/// Finds the first hit of the first term that `original` contains; none if it
/// contains none, or the query is empty. Folds the whole text: meant for the few
/// results on the screen, not for searching.
#[must_use]
pub fn snippet<'text>(original: &'text str, query: &Query) -> Option<Snippet<'text>> {
    let mapped = MappedFold::of(original);
    let hit = mapped.origin(query.first_hit(&mapped.folded)?);
    let (head, tail) = (&original[..hit.start], &original[hit.end..]);
    let before = last_chars(head, SNIPPET_CHARS_BEFORE);
    let after = first_chars(tail, SNIPPET_CHARS_AFTER);
    Some(Snippet {
        before,
        hit: &original[hit],
        after,
        cut_before: before.len() < head.len(),
        cut_after: after.len() < tail.len(),
    })
}

/// Marks go with the character they stand on, so they do not count and are not cut off.
fn last_chars(text: &str, count_max: usize) -> &str {
    let mut starts = text.char_indices().rev().filter(|(_, c)| !is_mark(*c)).map(|(start, _)| start);
    match starts.nth(count_max.saturating_sub(1)) {
        Some(start) => &text[start..],
        None => text,
    }
}

fn first_chars(text: &str, count_max: usize) -> &str {
    let mut starts = text.char_indices().filter(|(_, c)| !is_mark(*c)).map(|(start, _)| start);
    match starts.nth(count_max) {
        Some(end) => &text[..end],
        None => text,
    }
}
