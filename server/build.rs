//! Puts the finished site into the server: writes the table that `src/assets.rs` includes.
//!
//! The site is what `cargo xtask build` left in `target/client`, or in `MADOBE_CLIENT_DIR`. Where there is none the table is empty,
//! so that the server compiles, and its tests run, without the client. Never builds the client itself.

use std::env;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let site = match env::var_os("MADOBE_CLIENT_DIR") {
        Some(folder) => PathBuf::from(folder),
        None => Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../target/client"),
    };
    println!("cargo::rerun-if-env-changed=MADOBE_CLIENT_DIR");
    println!("cargo::rerun-if-changed=build.rs");
    // Cargo reruns this script as long as a path it names does not exist: until there is a site, and not a build longer.
    println!("cargo::rerun-if-changed={}", site.display());

    let mut table = String::from("&[\n");
    if site.is_dir() {
        for file in files_below(&site)? {
            println!("cargo::rerun-if-changed={}", file.display());
            if !is_compressed(&file) {
                write_entry(&mut table, &site, &file)?;
            }
        }
    }
    table.push_str("]\n");
    fs::write(Path::new(&env::var("OUT_DIR")?).join("assets.rs"), table)?;
    Ok(())
}

fn write_entry(table: &mut String, site: &Path, file: &Path) -> Result<(), Box<dyn Error>> {
    let name = file.strip_prefix(site)?.to_str().ok_or("a file name that is not UTF-8")?.replace('\\', "/");
    let bytes =
        |path: &Path| -> Result<String, Box<dyn Error>> { Ok(format!("include_bytes!({:?})", path.canonicalize()?)) };
    let compressed = |extension: &str| -> Result<String, Box<dyn Error>> {
        let beside = PathBuf::from(format!("{}.{extension}", file.display()));
        Ok(if beside.is_file() { format!("Some({})", bytes(&beside)?) } else { "None".to_owned() })
    };
    writeln!(
        table,
        "    Asset {{ path: {:?}, content_type: {:?}, immutable: {}, identity: {}, brotli: {}, gzip: {} }},",
        format!("/{name}"),
        content_type(&name),
        has_content_hash(&name),
        bytes(file)?,
        compressed("br")?,
        compressed("gz")?,
    )?;
    Ok(())
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        _ => "application/octet-stream",
    }
}

/// `app-0123456789abcdef.js`, or a folder named that way: 16 hex digits after a hyphen, ending at a dot or a slash.
fn has_content_hash(name: &str) -> bool {
    name.split(['/', '.']).filter_map(|part| part.rsplit_once('-')).any(|(_, hash)| {
        hash.len() == 16 && hash.bytes().all(|digit| digit.is_ascii_digit() || (b'a'..=b'f').contains(&digit))
    })
}

fn is_compressed(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension == "br" || extension == "gz")
}

fn files_below(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(files_below(&path)?);
        } else {
            files.push(path);
        }
    }
    // Folders list their entries in any order; the same site must give the same program.
    files.sort();
    Ok(files)
}
