//! Message catalogues: every key the client uses exists in every language, every key that exists is used, and a message takes the
//! same arguments in every language.

use std::collections::{BTreeMap, BTreeSet};

use super::{File, Findings};

/// One flat JSON object a language: `ja.json`, `en.json`.
const FOLDER: &str = "static/locales/";

/// How the client asks for a message: one of these, then the key as a literal.
const CALLS: &[&str] = &["t!(", "tr("];

/// Beginnings of keys that are put together at run time (`code.` + the code's identifier).
const DYNAMIC_PREFIXES: &[&str] = &["code."];

type Catalogue = BTreeMap<String, String>;

/// Compares the catalogues with one another and with the client's sources.
pub fn check(files: &[File], findings: &mut Findings) {
    let mut catalogues = BTreeMap::new();
    for file in files.iter().filter(|file| file.path.starts_with(FOLDER) && file.path.ends_with(".json")) {
        match serde_json::from_str::<Catalogue>(&file.text) {
            Ok(catalogue) => drop(catalogues.insert(file.path.as_str(), catalogue)),
            Err(error) => findings.problem(&file.path, format!("not a flat JSON object of texts: {error}")),
        }
    }
    let mut used = BTreeMap::new();
    // Tests ask for messages that do not exist, and say so.
    let asks = |file: &&File| {
        file.path.starts_with("client/src/") && file.path.ends_with(".rs") && !file.path.ends_with("/tests.rs")
    };
    for file in files.iter().filter(asks) {
        for (line, key) in keys_used(&file.text) {
            used.entry(key).or_insert_with(|| format!("{}:{line}", file.path));
        }
    }
    if catalogues.is_empty() {
        if let Some((key, place)) = used.first_key_value() {
            findings.problem(place, format!("`{key}` is used, but there is no catalogue in {FOLDER}"));
        }
        return;
    }
    for (path, catalogue) in &catalogues {
        check_one(path, catalogue, &used, findings);
    }
    check_arguments(&catalogues, findings);
}

fn check_one(path: &str, catalogue: &Catalogue, used: &BTreeMap<String, String>, findings: &mut Findings) {
    for (key, place) in used.iter().filter(|(key, _)| !catalogue.contains_key(*key)) {
        findings.problem(place, format!("`{key}` is missing in {path}"));
    }
    let is_dynamic = |key: &str| DYNAMIC_PREFIXES.iter().any(|prefix| key.starts_with(prefix));
    for key in catalogue.keys().filter(|key| !used.contains_key(*key) && !is_dynamic(key)) {
        findings.problem(path, format!("`{key}` is used nowhere"));
    }
}

/// A key must exist in every language, with the same `{arguments}`: one forgotten in a translation would swallow a name or a date.
fn check_arguments(catalogues: &BTreeMap<&str, Catalogue>, findings: &mut Findings) {
    let Some((first_path, first)) = catalogues.first_key_value() else {
        return;
    };
    for (path, catalogue) in catalogues.iter().skip(1) {
        for key in first.keys().filter(|key| !catalogue.contains_key(*key)) {
            findings.problem(path, format!("`{key}` of {first_path} is missing"));
        }
        for (key, text) in catalogue {
            match first.get(key) {
                None => findings.problem(first_path, format!("`{key}` of {path} is missing")),
                Some(other) if arguments(other) != arguments(text) => {
                    findings.problem(path, format!("`{key}` takes other arguments than in {first_path}"));
                }
                Some(_) => {}
            }
        }
    }
}

/// The names in braces of a message: `{count}`, or `{count|visit|visits}` where a language has a plural.
fn arguments(message: &str) -> BTreeSet<&str> {
    let inside = message.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
    inside.map(|(name, _)| name.split('|').next().unwrap_or(name)).collect()
}

/// Line number and key of every message asked for with a literal.
fn keys_used(source: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for call in CALLS {
        for (at, _) in source.match_indices(call) {
            // `format!(` ends in the same letters as `t!(`.
            if source[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_') {
                continue;
            }
            let argument = source[at + call.len()..].trim_start();
            if let Some((key, _)) = argument.strip_prefix('"').and_then(|rest| rest.split_once('"')) {
                found.push((source[..at].lines().count().max(1), key.to_owned()));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(client: &str, ja: &str, en: &str) -> Vec<String> {
        let file = |path: &str, text: &str| File { path: path.to_owned(), text: text.to_owned() };
        let files =
            [file("client/src/a.rs", client), file("static/locales/ja.json", ja), file("static/locales/en.json", en)];
        let mut findings = Findings::default();
        check(&files, &mut findings);
        findings.problems
    }

    #[test]
    fn catalogues_and_sources_must_agree() {
        let both = r#"{"today.title": "{name}", "code.phone": ""}"#;
        assert!(problems("t!(\n  \"today.title\", name) format!(\"x\")", both, both).is_empty());
        assert_eq!(problems("", both, both).len(), 2, "unused in both languages");
        assert_eq!(problems("tr(\"today.title\") tr(\"a.b\")", both, both).len(), 2, "missing in both languages");
        assert_eq!(problems("t!(\"a\")", r#"{"a": "{name}"}"#, r#"{"a": "{nmae}"}"#).len(), 1, "another argument");
        assert!(problems("t!(\"a\")", r#"{"a": "{n}件"}"#, r#"{"a": "{n} {n|visit|visits}"}"#).is_empty(), "a plural");
        assert_eq!(problems("t!(\"a\")", r#"{"a": {}}"#, r#"{"a": ""}"#).len(), 1, "not flat");
    }
}
