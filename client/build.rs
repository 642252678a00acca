//! Writes the catalogues out in a form that the app reads without a parser for JSON, which would be a fortieth of its download.

use std::collections::BTreeMap;
use std::path::Path;
use std::{env, fs};

fn main() {
    let out = env::var_os("OUT_DIR").expect("cargo names the folder");
    for language in ["ja", "en"] {
        let catalogue = format!("../static/locales/{language}.json");
        println!("cargo::rerun-if-changed={catalogue}");
        let json = fs::read_to_string(&catalogue).expect("the catalogue is there");
        let strings: BTreeMap<String, String> =
            serde_json::from_str(&json).expect("a catalogue is one flat object of strings");
        let mut lines = String::new();
        for (key, string) in strings {
            assert!(!key.contains(['\t', '\n']) && !string.contains(['\t', '\n']), "{key}: one line, without tabs");
            lines += &format!("{key}\t{string}\n");
        }
        fs::write(Path::new(&out).join(format!("{language}.txt")), lines).expect("the folder can be written");
    }
}
