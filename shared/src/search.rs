//! Finding cases by what people remember of them: a name in any writing, its kana,
//! a telephone number, words of a note.
//!
//! Both the text of a case and the query are *folded* to one form, and a case is
//! found if it contains every term of the query. The folded text is kept beside the
//! case, so that a keystroke costs a scan of bytes and no normalisation. Nothing
//! here changes what was entered, and nothing is fuzzy: a hit can be shown in the
//! original by [`snippet`].

mod fold;
mod index;
mod known;
mod query;
mod snippet;
mod variants;

pub(crate) use fold::MappedFold;
pub use fold::fold;
pub use index::SearchIndexText;
pub use known::{Known, Likeness, Sought};
pub use query::{Place, QUERY_TERMS_MAX, Query, Rank, TERM_BYTES_MAX};
pub use snippet::{SNIPPET_CHARS_AFTER, SNIPPET_CHARS_BEFORE, Snippet, snippet};

#[cfg(test)]
mod tests;
