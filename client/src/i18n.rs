//! Words. Every string a person reads comes from a catalogue, `static/locales/{ja,en}.json`, by a key; the labels of the code
//! lists come from the core. This module never decides what to say, only in which language.
//!
//! Japanese is in the program. English is a file of the site, fetched where it is wanted.

mod dates;
mod errors;
mod labels;

use std::cell::{Cell, OnceCell};
use std::cmp::Ordering;
use std::fmt::Display;

use yew::AttrValue;

pub use dates::*;
pub use errors::*;
pub use labels::*;

/// The languages the interface speaks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Language {
    /// Japanese, which every string exists in.
    #[default]
    Japanese,
    /// English.
    English,
}

impl Language {
    /// The language's tag, as in `<html lang>`.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Japanese => "ja",
            Self::English => "en",
        }
    }

    /// The language of a tag such as `en-GB`; Japanese for any that is not English.
    #[must_use]
    pub fn from_tag(tag: &str) -> Self {
        if tag == "en" || tag.starts_with("en-") { Self::English } else { Self::Japanese }
    }

    /// The language's own name for itself.
    #[must_use]
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::Japanese => "日本語",
            Self::English => "English",
        }
    }
}

/// All keys, in order. The compiler alone reads them.
const KEYS: &[&str] = include!(concat!(env!("OUT_DIR"), "/keys.rs"));

const JA: &str = include_str!(concat!(env!("OUT_DIR"), "/ja.txt"));

/// Where a string stands in every catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place(usize);

impl Place {
    /// Finds the place while the app is compiled, which fails where no string has this key.
    #[must_use]
    pub const fn of(key: &str) -> Self {
        let (mut low, mut high) = (0, KEYS.len());
        while low < high {
            let middle = low.midpoint(high);
            match compare(KEYS[middle].as_bytes(), key.as_bytes()) {
                Ordering::Equal => return Self(middle),
                Ordering::Less => low = middle + 1,
                Ordering::Greater => high = middle,
            }
        }
        panic!("no string in the catalogues has this key")
    }
}

/// What `cmp` says of bytes, which the compiler cannot ask.
const fn compare(a: &[u8], b: &[u8]) -> Ordering {
    let mut at = 0;
    while at < a.len() && at < b.len() {
        if a[at] != b[at] {
            return if a[at] < b[at] { Ordering::Less } else { Ordering::Greater };
        }
        at += 1;
    }
    match (at < a.len(), at < b.len()) {
        (false, true) => Ordering::Less,
        (true, false) => Ordering::Greater,
        _ => Ordering::Equal,
    }
}

/// The strings of a language by their places. Leaked once per page: they then are `'static`, and showing one allocates nothing.
type Catalogue = &'static [&'static str];

thread_local! {
    static LANGUAGE: Cell<Language> = const { Cell::new(Language::Japanese) };
    static JAPANESE: Catalogue = JA.lines().collect::<Vec<_>>().leak();
    static ENGLISH: OnceCell<Catalogue> = const { OnceCell::new() };
}

/// Learns English: a string for every place, empty where there is none. What is anything else is not learnt.
pub fn learn_english(strings: Vec<String>) {
    if strings.len() == KEYS.len() {
        let strings: Vec<&'static str> = strings.into_iter().map(|string| &*string.leak()).collect();
        // Learnt twice, it is the same.
        let _ = ENGLISH.with(|english| english.set(strings.leak()));
    }
}

/// Whether the words of a language are here.
#[must_use]
pub fn knows(language: Language) -> bool {
    language == Language::Japanese || ENGLISH.with(|english| english.get().is_some())
}

/// Speaks this language from now on. What is on the screen must be rendered anew.
pub fn set_language(language: Language) {
    LANGUAGE.set(language);
}

/// The language spoken now.
#[must_use]
pub fn language() -> Language {
    LANGUAGE.get()
}

/// The string at this place: in the present language, else in Japanese.
#[must_use]
pub fn lookup(Place(place): Place) -> &'static str {
    let english = match language() {
        Language::Japanese => None,
        Language::English => ENGLISH.with(|english| english.get().copied()),
    };
    let string = english.map_or("", |english| english[place]);
    if string.is_empty() { JAPANESE.with(|japanese| japanese[place]) } else { string }
}

/// Fills `{name}` with a value and `{name|one|many}` with the word that fits a count.
#[must_use]
pub fn fill(template: &str, values: &[(&str, &dyn Display)]) -> AttrValue {
    let mut filled = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some((before, opened)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((slot, after)) = opened.split_once('}') else {
            rest = opened;
            break;
        };
        filled.push_str(&fill_slot(slot, values));
        rest = after;
    }
    filled.push_str(rest);
    AttrValue::from(filled)
}

fn fill_slot(slot: &str, values: &[(&str, &dyn Display)]) -> String {
    let mut parts = slot.split('|');
    let name = parts.next().unwrap_or_default();
    let value =
        values.iter().find(|(given, _)| *given == name).map_or_else(String::new, |(_, value)| value.to_string());
    match (parts.next(), parts.next()) {
        (Some(one), Some(_)) if value == "1" => one.to_owned(),
        (Some(_), Some(many)) => many.to_owned(),
        _ => value,
    }
}

/// The string with this key, with `name = value` pairs filled in: `t!("today.visits", count = 3)`.
#[macro_export]
macro_rules! t {
    ($key:literal) => {
        ::yew::AttrValue::Static($crate::i18n::lookup(const { $crate::i18n::Place::of($key) }))
    };
    ($key:literal, $($name:ident = $value:expr),+ $(,)?) => {
        $crate::i18n::fill($crate::i18n::lookup(const { $crate::i18n::Place::of($key) }), &[$((stringify!($name), &$value as &dyn ::std::fmt::Display)),+])
    };
}

#[cfg(test)]
mod tests;
