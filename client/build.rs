//! Writes the catalogues out in a form that the app reads without a parser for JSON, and without the keys: its code asks for a string by
//! its place, which the compiler finds. Both together would be a thirtieth of its download.

use std::collections::BTreeMap;
use std::path::Path;
use std::{env, fs};

fn main() {
    let out = env::var_os("OUT_DIR").expect("cargo names the folder");
    let out = Path::new(&out);
    let (ja, en) = (catalogue("ja"), catalogue("en"));
    let keys: Vec<&String> = ja.keys().collect();
    fs::write(out.join("keys.rs"), format!("&{keys:?}")).expect("the folder can be written");
    for (name, strings) in [("ja.txt", &ja), ("en.txt", &en)] {
        fs::write(out.join(name), lines(&keys, strings)).expect("the folder can be written");
    }
}

fn catalogue(language: &str) -> BTreeMap<String, String> {
    let catalogue = format!("../static/locales/{language}.json");
    println!("cargo::rerun-if-changed={catalogue}");
    let json = fs::read_to_string(&catalogue).expect("the catalogue is there");
    serde_json::from_str(&json).expect("a catalogue is one flat object of strings")
}

/// The strings in the order of the keys, each on a line; an empty one where there is none.
fn lines(keys: &[&String], strings: &BTreeMap<String, String>) -> String {
    let line = |key: &&String| {
        let string = strings.get(*key).map_or("", String::as_str);
        assert!(!string.contains('\n'), "{key}: one line");
        format!("{string}\n")
    };
    keys.iter().map(line).collect()
}
