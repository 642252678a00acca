//! Writes the Japanese catalogue out in a form that the app reads without a parser for JSON, and without the keys: its code asks for a
//! string by its place, which the compiler finds. Both together would be a thirtieth of its download.

use std::collections::BTreeMap;
use std::path::Path;
use std::{env, fs};

const CATALOGUE: &str = "../static/locales/ja.json";

fn main() {
    if env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm") {
        // By these `xtask` cuts the program into its parts.
        println!("cargo::rustc-link-arg-bins=--emit-relocs");
    }
    println!("cargo::rerun-if-changed={CATALOGUE}");
    let json = fs::read_to_string(CATALOGUE).expect("the catalogue is there");
    let strings: BTreeMap<String, String> =
        serde_json::from_str(&json).expect("a catalogue is one flat object of strings");
    let line = |(key, string): (&String, &String)| {
        assert!(!string.contains('\n'), "{key}: one line");
        format!("{string}\n")
    };
    let out = env::var_os("OUT_DIR").expect("cargo names the folder");
    let write =
        |name: &str, text: String| fs::write(Path::new(&out).join(name), text).expect("the folder can be written");
    write("keys.rs", format!("&{:?}", strings.keys().collect::<Vec<_>>()));
    write("ja.txt", strings.iter().map(line).collect());
}
