//! The catalogues and the code must agree: a missing key would show the key to an outreach worker at a door.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::*;

fn catalogue(language: &str) -> BTreeMap<String, String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../static/locales/{language}.json"));
    serde_json::from_str(&fs::read_to_string(file).expect("the catalogue is there"))
        .expect("one flat object of strings")
}

fn slots(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|part| part.split(['}', '|']).next()).collect()
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the sources can be read") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("i18n.rs") {
            found.push(path);
        }
    }
}

/// Every `t!("key"` in the sources.
fn keys_used() -> BTreeSet<String> {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let mut keys = BTreeSet::new();
    for file in files.iter().filter(|file| !file.ends_with("i18n/tests.rs")) {
        let source = fs::read_to_string(file).expect("a source file");
        let parts: Vec<&str> = source.split("t!(").collect();
        for pair in parts.windows(2) {
            // `format!(` ends in `t!(` as well.
            let is_own_macro = !pair[0].ends_with(|before: char| before.is_alphanumeric() || before == '_');
            let part = if is_own_macro { pair[1] } else { "" };
            if let Some(key) = part.trim_start().strip_prefix('"').and_then(|key| key.split('"').next()) {
                keys.insert(key.to_owned());
            }
        }
    }
    keys
}

#[test]
fn both_languages_have_the_same_keys_and_slots() {
    let (ja, en) = (catalogue("ja"), catalogue("en"));
    assert_eq!(ja.keys().collect::<Vec<_>>(), en.keys().collect::<Vec<_>>());
    for (key, text) in &ja {
        assert_eq!(slots(text), slots(&en[key]), "{key}");
    }
}

#[test]
fn every_key_in_the_code_is_in_the_catalogues_and_none_is_idle() {
    let ja = catalogue("ja");
    let used = keys_used();
    let missing: Vec<_> = used.iter().filter(|key| !ja.contains_key(*key)).collect();
    let idle: Vec<_> = ja.keys().filter(|key| !used.contains(*key)).collect();
    assert!(missing.is_empty(), "not in the catalogues: {missing:?}");
    assert!(idle.is_empty(), "in the catalogues but never shown: {idle:?}");
}

#[test]
fn slots_are_filled() {
    assert_eq!(fill("今日の訪問は{count}件です", &[("count", &3)]), "今日の訪問は3件です");
    assert_eq!(fill("{count} {count|visit|visits}", &[("count", &1)]), "1 visit");
    assert_eq!(fill("{count} {count|visit|visits}", &[("count", &2)]), "2 visits");
    assert_eq!(fill("波括弧 { のまま", &[]), "波括弧  のまま");
}

#[test]
fn every_key_leads_to_its_string_in_either_language() {
    assert!(!knows(Language::English));
    learn_english(vec!["of another build".to_owned()]);
    assert!(!knows(Language::English));
    learn_english(catalogue("en").into_values().collect());
    assert!(knows(Language::English));
    for (language, strings) in [(Language::Japanese, catalogue("ja")), (Language::English, catalogue("en"))] {
        set_language(language);
        for (key, string) in strings {
            assert_eq!(lookup(Place::of(&key)), string, "{key}");
        }
    }
}

#[test]
fn sizes_are_rounded_for_people() {
    assert_eq!([0, 1, 1 << 20, 300 << 20, 10 << 30].map(size_words), ["0 KB", "1 KB", "1 MB", "300 MB", "10 GB"]);
}
