//! From parts to site: which file gets which name, and who must know it.
//!
//! Placeholders like `{{app.js}}` in `static/` are replaced by hashed names, from the leaves to the root: snippets, styles and words,
//! then the client's script, `boot.js`, `index.html`, and at last `sw.js`, which lists all of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::Program;
use super::scripts::bare;
use super::site::{Site, files_below, url_path};
use super::split::LOADER;

/// Puts the site together from the folder `static` and the compiled client.
pub fn assemble(source: &Path, program: &Program) -> Result<Site> {
    let mut site = Site::default();
    let folder = add_program(&mut site, program);
    let (script, wasm) = (format!("{folder}/app.js"), format!("{folder}/app.wasm"));
    let loader = format!("{folder}/{LOADER}");
    let styles = site.add_hashed("app", "css", bundle_styles(source)?);
    let icons = source.join("icons");
    for file in files_below(&icons)? {
        site.add(&format!("icons/{}", url_path(&icons, &file)?), fs::read(&file)?);
    }
    site.add("manifest.webmanifest", read(source, "manifest.webmanifest")?);
    let english =
        site.add_hashed("en", "json", words(&read(source, "locales/ja.json")?, &read(source, "locales/en.json")?)?);

    let names = [
        ("app.js", script.as_str()),
        ("parts.js", loader.as_str()),
        ("app.wasm", wasm.as_str()),
        ("app.css", styles.as_str()),
        ("en.json", english.as_str()),
    ];
    let boot = bare(&fill(&read(source, "boot.js")?, &names)?)?;
    let boot = site.add_hashed("boot", "js", boot);

    // The version covers the page and the worker as they are before the version is written into them.
    let (page, worker) = (read(source, "index.html")?, bare(&read(source, "sw.js")?)?);
    site.add("index.html", page.clone());
    site.add("sw.js", worker.clone());
    let version = site.version();

    let page_names = [&names[..], &[("boot.js", &boot), ("version", &version)]].concat();
    site.add("index.html", fill(&page, &page_names)?);
    // The worker asks for the page as `/`, the address under which people open it.
    let precache: Vec<String> = site
        .paths()
        .filter(|path| *path != "sw.js")
        .map(|path| if path == "index.html" { "/".to_owned() } else { format!("/{path}") })
        .collect();
    let precache = serde_json::to_string(&precache)?;
    // The list takes the place of the quotes as well: the unfilled file is valid JavaScript, and so is the filled one.
    let worker = worker.replace("\"{{precache}}\"", &precache);
    site.add("sw.js", fill(&worker, &[("version", &version)])?);
    Ok(site)
}

/// The program goes into a folder of its own, named by all of its content: its files ask for each other by their plain names.
fn add_program(site: &mut Site, program: &Program) -> String {
    let own = [("app.js", program.script.as_bytes()), ("app.wasm", &program.wasm)];
    let beside = program.beside.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice()));
    let mut all = Site::default();
    own.into_iter().chain(beside).for_each(|(path, bytes)| all.add(path, bytes));
    let folder = format!("app-{}", all.version());
    site.add_all(&folder, all);
    folder
}

/// The strings of a catalogue as a list, in the order of the keys that the Japanese one has: the client's places. Empty where there is none.
fn words(japanese: &str, other: &str) -> Result<String> {
    let japanese: BTreeMap<String, String> = serde_json::from_str(japanese)?;
    let mut other: BTreeMap<String, String> = serde_json::from_str(other)?;
    let words: Vec<String> = japanese.keys().map(|key| other.remove(key).unwrap_or_default()).collect();
    Ok(serde_json::to_string(&words)?)
}

/// All styles as one file: those of the loading page first, then `static/styles` in order of name (`00-tokens.css`, `10-…`).
fn bundle_styles(source: &Path) -> Result<String> {
    let mut bundle = read(source, "boot.css")?;
    for file in files_below(&source.join("styles"))? {
        if file.extension().is_some_and(|extension| extension == "css") {
            bundle.push('\n');
            bundle.push_str(&fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?);
        }
    }
    Ok(bundle)
}

/// Replaces `{{name}}` by its value; a placeholder left over is an error, for the browser would ask for it.
fn fill(template: &str, values: &[(&str, &str)]) -> Result<String> {
    let filled =
        values.iter().fold(template.to_owned(), |text, (name, value)| text.replace(&format!("{{{{{name}}}}}"), value));
    if let Some(position) = filled.find("{{") {
        let rest: String = filled[position..].chars().take(40).collect();
        bail!("nothing is known to fill this placeholder with: {rest}");
    }
    Ok(filled)
}

fn read(source: &Path, name: &str) -> Result<String> {
    let file = source.join(name);
    fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled_and_unknown_ones_refused() {
        assert_eq!(fill("<{{app.js}}>", &[("app.js", "app-1.js")]).unwrap(), "<app-1.js>");
        assert!(fill("<{{app.mjs}}>", &[("app.js", "app-1.js")]).is_err());
    }

    #[test]
    fn a_changed_part_changes_the_name_of_the_program_that_asks_for_it() {
        let name = |text: &str| {
            let program = Program {
                script: "import './parts.js';".into(),
                wasm: Vec::new(),
                beside: vec![("parts.js".into(), text.into())],
            };
            add_program(&mut Site::default(), &program)
        };
        assert_ne!(name("export const a = 1;"), name("export const a = 2;"));
    }

    #[test]
    fn words_stand_in_the_order_of_the_japanese_keys() {
        let (japanese, english) =
            (r#"{"b": "い", "a": "あ", "c": "う"}"#, r#"{"c": "see", "a": "ay", "d": "of no use"}"#);
        assert_eq!(words(japanese, english).unwrap(), r#"["ay","","see"]"#);
        assert!(words(japanese, "[]").is_err());
    }
}
