//! Short names for what the two halves of the program call each other by. wasm-bindgen names each with a hash of 16 digits, which no
//! compression makes smaller, once in the wasm and once in the script: a hundredth of the download.

use std::collections::BTreeMap;

use anyhow::{Result, bail};

/// What each name is called instead.
#[derive(Default)]
pub struct ShortNames {
    short: BTreeMap<String, String>,
}

impl ShortNames {
    /// Shortens a name that ends in a hash; others stay as they are.
    pub fn shorten(&mut self, name: &mut String) {
        if ends_in_hash(name) {
            let next = format!("_{:x}", self.short.len());
            *name = self.short.entry(name.clone()).or_insert(next).clone();
        }
    }

    /// The script that calls everything by its short name.
    pub fn apply(&self, script: &str) -> Result<String> {
        let mut short = String::with_capacity(script.len());
        for word in words(script) {
            if self.short.values().any(|taken| taken == word) {
                bail!("the script has a name of its own that is as short as ours: {word}");
            }
            short.push_str(self.short.get(word).map_or(word, String::as_str));
        }
        Ok(short)
    }
}

/// `…_0123456789abcdef` or `…_h0123456789abcdef`; where several would be called so, a number follows.
fn ends_in_hash(name: &str) -> bool {
    let is_hash = |part: &str| part.len() == 16 && part.bytes().all(|digit| digit.is_ascii_hexdigit());
    let mut parts =
        name.rsplit('_').skip_while(|part| part.len() < 16 && part.bytes().all(|digit| digit.is_ascii_digit()));
    parts.next().is_some_and(|part| is_hash(part.strip_prefix('h').unwrap_or(part)))
}

/// The names in a script and, between them, everything else.
fn words(script: &str) -> impl Iterator<Item = &str> {
    let is_of_name = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '$';
    let mut rest = script;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let end = rest.find(|letter| is_of_name(letter) != is_of_name(first)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        rest = after;
        Some(word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_a_hash_are_short_in_both_halves_and_others_stay() {
        let mut names = ShortNames::default();
        let shortened = [
            ("__wbg_body_5f971cbc6950ca4f", "_0"),
            ("wasm_bindgen__convert__closures_____invoke__h34abb46df31d847a", "_1"),
            ("wasm_bindgen__convert__closures_____invoke__h34abb46df31d847a_4", "_2"),
            ("__wbg_body_5f971cbc6950ca4f", "_0"),
            ("__wbindgen_malloc", "__wbindgen_malloc"),
            ("memory", "memory"),
        ];
        for (name, expected) in shortened {
            let mut name = name.to_owned();
            names.shorten(&mut name);
            assert_eq!(name, expected);
        }
        let script = "wasm.memory; __wbg_body_5f971cbc6950ca4f: f(a1), __wbg_body_5f971cbc6950ca4f2";
        assert_eq!(names.apply(script).unwrap(), "wasm.memory; _0: f(a1), __wbg_body_5f971cbc6950ca4f2");
        assert!(names.apply("let _1 = 1;").is_err());
    }
}
