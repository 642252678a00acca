//! A query: terms that must all be found, and how well they were found.

use memchr::memmem::{Finder, FinderBuilder};

use super::SearchIndexText;
use super::fold::fold_term;

/// How many terms of a query count; those behind are ignored. Each term costs a scan
/// of every text, and nobody remembers more of a case.
pub const QUERY_TERMS_MAX: usize = 8;

/// How many bytes of a folded term count. Longer input is a note pasted by mistake.
pub const TERM_BYTES_MAX: usize = 256;

/// What was typed into the search box, ready to be looked for.
#[derive(Clone, Debug, Default)]
pub struct Query {
    terms: Vec<Term>,
}

#[derive(Clone, Debug)]
struct Term {
    folded: String,
    finder: Finder<'static>,
}

/// Where a term was found, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The name begins with it.
    NamePrefix,
    /// The name contains it.
    NameContains,
    /// The name in kana begins with it.
    KanaPrefix,
    /// The name in kana contains it.
    KanaContains,
    /// It is elsewhere in the case.
    Text,
}

/// How well a case fits a query; smaller is better. Cases of equal rank are for the
/// caller to order, by latest contact for example.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rank {
    /// The places of all terms added up, so that a second term in the name counts too.
    places_sum: u16,
    best: Option<Place>,
}

impl Rank {
    /// The best place of a term; none for an empty query.
    #[must_use]
    pub const fn best(self) -> Option<Place> {
        self.best
    }
}

impl Query {
    /// Splits at spaces, of either width, into folded terms.
    #[must_use]
    pub fn parse(input: &str) -> Self {
        let folded = input.split_whitespace().map(fold_term).filter(|term| !term.is_empty());
        let terms = folded.take(QUERY_TERMS_MAX).map(|mut folded| {
            folded.truncate(folded.floor_char_boundary(TERM_BYTES_MAX));
            Term { finder: FinderBuilder::new().build_forward(&folded).into_owned(), folded }
        });
        Self { terms: terms.collect() }
    }

    /// Whether nothing is looked for, so that every case fits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// The folded terms, as typed.
    pub fn terms(&self) -> impl Iterator<Item = &str> {
        self.terms.iter().map(|term| term.folded.as_str())
    }

    /// Whether text folded by [`super::fold()`] contains every term.
    #[must_use]
    pub fn matches(&self, folded: &str) -> bool {
        self.terms.iter().all(|term| term.is_in(folded))
    }

    /// Whether text folded by [`super::fold()`] contains one of the terms, and so whether [`super::snippet()`] finds words there.
    #[must_use]
    pub fn touches(&self, folded: &str) -> bool {
        self.first_hit(folded).is_some()
    }

    /// How well a case fits, from its folded name, kana and text; none if a term is
    /// in none of them. Does not allocate.
    #[must_use]
    pub fn rank(&self, name: &str, kana: &str, text: &str) -> Option<Rank> {
        let mut rank = Rank::default();
        for term in &self.terms {
            let place = term.place(name, kana, text)?;
            rank.places_sum += place as u16;
            rank.best = Some(rank.best.map_or(place, |best| best.min(place)));
        }
        Some(rank)
    }

    /// [`Query::rank`] of a case's index text.
    #[must_use]
    pub fn rank_index(&self, index: &SearchIndexText) -> Option<Rank> {
        self.rank(&index.name, &index.kana, &index.text)
    }

    /// Whether everything this query finds, `earlier` found too. Then, while someone
    /// types on, only the cases found so far need be looked at.
    #[must_use]
    pub fn narrows(&self, earlier: &Self) -> bool {
        earlier.terms().all(|old| self.terms().any(|new| new.contains(old)))
    }

    /// The first term found in folded text, as its bytes there.
    pub(super) fn first_hit(&self, folded: &str) -> Option<std::ops::Range<usize>> {
        let hit = |term: &Term| term.finder.find(folded.as_bytes()).map(|start| start..start + term.folded.len());
        self.terms.iter().find_map(hit)
    }
}

impl Term {
    /// UTF-8 is self-synchronising: bytes of whole characters are found at whole characters only.
    fn is_in(&self, folded: &str) -> bool {
        self.finder.find(folded.as_bytes()).is_some()
    }

    fn place(&self, name: &str, kana: &str, text: &str) -> Option<Place> {
        let places = [
            (Place::NamePrefix, name.starts_with(&self.folded)),
            (Place::NameContains, name.contains(&self.folded)),
            (Place::KanaPrefix, kana.starts_with(&self.folded)),
            (Place::KanaContains, kana.contains(&self.folded)),
        ];
        let in_name = places.into_iter().find_map(|(place, found)| found.then_some(place));
        in_name.or_else(|| self.is_in(text).then_some(Place::Text))
    }
}
