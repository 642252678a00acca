//! Finding the family's names and telephone numbers in what was written, in any writing of them.

use std::ops::Range;

use super::Masks;
use crate::case::{Case, FamilyField};
use crate::form::FieldRef;
use crate::search::{MappedFold, fold};

/// Fewer digits in a row are a room, a price or a day.
const PHONE_DIGITS_MIN: usize = 6;

/// A number with its area code is also written without: these are the lengths of what is left.
const LOCAL_DIGITS: [usize; 2] = [7, 8];

/// The length of the shortest number that has an area code.
const FULL_DIGITS_MIN: usize = 10;

/// What a name of one character is known by: alone, 明 is in every 説明.
const HONORIFICS: [&str; 7] = ["さん", "さま", "様", "ちゃん", "くん", "君", "氏"];

/// What third parties are called, folded, and what the person is called, which tells apart 花 and 花子.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ThirdParties {
    /// Theirs.
    pub(super) terms: Vec<String>,
    own: Vec<String>,
}

impl ThirdParties {
    /// The family of a case.
    pub(super) fn of(case: &Case) -> Self {
        let person = &case.person;
        let names = [&person.name, &person.kana];
        let mut own = phone_terms(&person.phone);
        own.extend(names.into_iter().map(|name| fold(name)));
        own.extend(names.into_iter().flat_map(|name| parts(name)));
        let mut found = Self { terms: Vec::new(), own };
        for member in &case.family {
            found.add(found.name_terms(&member.name, &person.name));
            found.add(phone_terms(&member.phone));
        }
        // The values that wait beside those shown are names too.
        for conflict in &case.conflicts {
            for value in &conflict.values {
                match conflict.field {
                    FieldRef::FamilyMember(_, FamilyField::Name) => {
                        found.add(found.name_terms(&value.value, &person.name))
                    }
                    FieldRef::FamilyMember(_, FamilyField::Phone) => found.add(phone_terms(&value.value)),
                    _ => {}
                }
            }
        }
        found
    }

    fn add(&mut self, terms: Vec<String>) {
        for term in terms {
            if !term.is_empty() && !self.own.contains(&term) && !self.terms.contains(&term) {
                self.terms.push(term);
            }
        }
    }

    /// The same without terms that were looked for before.
    pub(super) fn since(&self, before: &[String]) -> Self {
        let terms = self.terms.iter().filter(|term| !before.contains(term)).cloned().collect();
        Self { terms, own: self.own.clone() }
    }

    /// Masks wherever third parties are called by name or number. What the person is called stays, though a shorter name be in it.
    pub(super) fn masks(&self, text: &str) -> Masks {
        if self.terms.is_empty() {
            return Masks::default();
        }
        let mapped = MappedFold::of(text);
        let all_of = |terms: &[String]| -> Vec<Range<usize>> {
            terms.iter().flat_map(|term| occurrences(&mapped.folded, term)).collect()
        };
        let own = all_of(&self.own);
        let is_own = |found: &Range<usize>| own.iter().any(|own| own.start <= found.start && found.end <= own.end);
        let theirs = all_of(&self.terms).into_iter().filter(|found| !is_own(found));
        Masks::of_bytes(text, theirs.map(|found| mapped.origin(found)))
    }

    /// The whole name and its parts, where they are not the person's too.
    fn name_terms(&self, name: &str, persons_name: &str) -> Vec<String> {
        let (whole, mut parts) = (fold(name), parts(name));
        if let [undivided] = &parts[..] {
            // 斎藤花子 beside 斎藤 結, or beside 斎藤結.
            let persons = self::parts(persons_name);
            let shared = match &persons[..] {
                [family, _, ..] if undivided.starts_with(family.as_str()) => family.len(),
                _ => common_prefix(undivided, &fold(persons_name)),
            };
            let rest = undivided[shared..].to_owned();
            parts.push(rest);
        }
        let known = |part: &String| !part.is_empty() && !self.own.contains(part);
        let term = |part: String| match part.chars().count() {
            1 => HONORIFICS.iter().map(|honorific| fold(&format!("{part}{honorific}"))).collect(),
            _ => vec![part],
        };
        let mut terms: Vec<String> = parts.into_iter().filter(known).flat_map(term).collect();
        if whole.chars().count() > 1 {
            terms.push(whole);
        }
        terms
    }
}

/// A name at its spaces and brackets, folded.
fn parts(name: &str) -> Vec<String> {
    let between = |c: char| c.is_whitespace() || "()（）「」・、,／/".contains(c);
    name.split(between).map(fold).filter(|part| !part.is_empty()).collect()
}

fn common_prefix(one: &str, other: &str) -> usize {
    let same = one.chars().zip(other.chars()).take_while(|(a, b)| a == b);
    same.map(|(c, _)| c.len_utf8()).sum()
}

/// The numbers in a field for telephone numbers, which may hold several and words beside them.
fn phone_terms(field: &str) -> Vec<String> {
    let mut terms = Vec::new();
    for text in field.split_whitespace().chain([field]) {
        let folded = fold(text);
        for number in folded.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() >= PHONE_DIGITS_MIN) {
            terms.push(number.to_owned());
            if number.len() >= FULL_DIGITS_MIN {
                // Behind a country's code the first 0 goes.
                terms.extend(number.strip_prefix('0').map(str::to_owned));
                terms.extend(LOCAL_DIGITS.map(|digits| number[number.len() - digits..].to_owned()));
            }
        }
    }
    terms
}

/// Where a term stands, overlapping ones too.
fn occurrences(folded: &str, term: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    let step = term.chars().next().map_or(0, char::len_utf8);
    while let Some(at) = folded[from..].find(term).filter(|_| step > 0) {
        found.push(from + at..from + at + term.len());
        from += at + step;
    }
    found
}
