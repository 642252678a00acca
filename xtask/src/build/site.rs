//! The site as a table of files: names, hashes, and how it reaches the disk. Does not know what the files mean.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use super::Effort;
use super::compress::{brotli, gzip, worth_compressing};

/// The files of the site by their path below its root (`app-0123456789abcdef.js`), in order of name.
#[derive(Default)]
pub struct Site {
    files: BTreeMap<String, Vec<u8>>,
}

impl Site {
    /// Adds a file under a name that stays the same from version to version.
    pub fn add(&mut self, path: &str, bytes: impl Into<Vec<u8>>) {
        self.files.insert(path.to_owned(), bytes.into());
    }

    /// Adds a file whose name carries its content's hash, and returns the name. Such a file may be cached for ever.
    pub fn add_hashed(&mut self, stem: &str, extension: &str, bytes: impl Into<Vec<u8>>) -> String {
        let bytes = bytes.into();
        let path = format!("{stem}-{}.{extension}", content_hash(&bytes));
        self.files.insert(path.clone(), bytes);
        path
    }

    /// Adds another site's files below a folder.
    pub fn add_all(&mut self, folder: &str, other: Self) {
        self.files.extend(other.files.into_iter().map(|(path, bytes)| (format!("{folder}/{path}"), bytes)));
    }

    /// Paths of everything added so far, in order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// One hash over all names and contents.
    pub fn version(&self) -> String {
        let lines = self.files.iter().map(|(path, bytes)| format!("{path} {}\n", content_hash(bytes)));
        content_hash(lines.collect::<String>().as_bytes())
    }

    /// Makes the folder hold exactly this site, each file also compressed (`.br`, `.gz`) where that makes it smaller.
    ///
    /// Files that are right already keep their time stamps, so that the server is not compiled again for nothing.
    pub fn write(&self, folder: &Path, effort: Effort) -> Result<Sizes> {
        let mut sizes = Sizes::default();
        let mut kept = BTreeSet::new();
        for (path, bytes) in &self.files {
            let file = folder.join(path);
            let mut line = SizeLine { path: path.clone(), bytes: bytes.len(), ..SizeLine::default() };
            let unchanged = fs::read(&file).is_ok_and(|old| old == *bytes);
            if !unchanged {
                write(&file, bytes)?;
            }
            kept.insert(file.clone());
            if worth_compressing(path) {
                line.brotli = compressed(&file, "br", bytes, unchanged, &mut kept, |bytes| brotli(bytes, effort))?;
                line.gzip = compressed(&file, "gz", bytes, unchanged, &mut kept, |bytes| gzip(bytes, effort))?;
            }
            sizes.lines.push(line);
        }
        for file in files_below(folder)? {
            if !kept.contains(&file) {
                fs::remove_file(&file).with_context(|| format!("cannot remove {}", file.display()))?;
            }
        }
        Ok(sizes)
    }
}

/// Writes the compressed form beside the file, unless it stands there already or is no smaller. Returns its size in bytes.
fn compressed(
    file: &Path,
    extension: &str,
    bytes: &[u8],
    unchanged: bool,
    kept: &mut BTreeSet<PathBuf>,
    compress: impl Fn(&[u8]) -> Result<Vec<u8>>,
) -> Result<Option<usize>> {
    let mut name = file.as_os_str().to_owned();
    name.push(format!(".{extension}"));
    let beside = PathBuf::from(name);
    if unchanged && let Ok(existing) = fs::metadata(&beside) {
        kept.insert(beside);
        return Ok(Some(usize::try_from(existing.len())?));
    }
    let small = compress(bytes)?;
    if small.len() >= bytes.len() {
        return Ok(None);
    }
    write(&beside, &small)?;
    kept.insert(beside);
    Ok(Some(small.len()))
}

fn write(file: &Path, bytes: &[u8]) -> Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    }
    fs::write(file, bytes).with_context(|| format!("cannot write {}", file.display()))
}

/// The first 16 hex digits of the SHA-256: 64 bits are plenty against accidents, and nobody attacks their own build.
pub fn content_hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// All files below a folder, in order of path; none if the folder is not there.
pub fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    if !folder.is_dir() {
        return Ok(files);
    }
    for entry in fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(files_below(&path)?);
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// A file's path as the browser asks for it: relative to the folder, with slashes.
pub fn url_path(folder: &Path, file: &Path) -> Result<String> {
    let relative = file.strip_prefix(folder).context("a file outside its folder")?;
    let parts: Option<Vec<&str>> = relative.components().map(|part| part.as_os_str().to_str()).collect();
    Ok(parts.context("a file name that is not UTF-8")?.join("/"))
}

/// What each file weighs, in bytes.
#[derive(Default)]
pub struct Sizes {
    lines: Vec<SizeLine>,
}

#[derive(Default)]
struct SizeLine {
    path: String,
    bytes: usize,
    brotli: Option<usize>,
    gzip: Option<usize>,
}

impl Sizes {
    /// Prints one line a file, and what a first visit downloads.
    pub fn print(&self) {
        let kilobytes = |bytes: usize| format!("{:.1}", bytes as f64 / 1000.0);
        let optional = |bytes: Option<usize>| bytes.map_or_else(|| "-".to_owned(), kilobytes);
        println!("{:<44} {:>9} {:>9} {:>9}", "kB", "plain", "gzip", "brotli");
        for line in &self.lines {
            let (plain, gzip, brotli) = (kilobytes(line.bytes), optional(line.gzip), optional(line.brotli));
            println!("{:<44} {plain:>9} {gzip:>9} {brotli:>9}", line.path);
        }
        let smallest = |line: &SizeLine| line.brotli.unwrap_or(line.bytes);
        let all: usize = self.lines.iter().map(smallest).sum();
        // The parts of the program that come with their screens are wasm of other names.
        let is_first = |line: &&SizeLine| line.path.ends_with("app.wasm") || line.path.ends_with(".js");
        let first: usize = self.lines.iter().filter(is_first).map(smallest).sum();
        println!("{:<64} {:>9}", "wasm + js before it can start, brotli (budget 700)", kilobytes(first));
        println!("{:<64} {:>9}", "everything, brotli where it helps", kilobytes(all));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_hashed_file_follows_its_content() {
        let mut site = Site::default();
        let first = site.add_hashed("app", "css", "a{}");
        let second = site.add_hashed("app", "css", "b{}");
        assert_ne!(first, second);
        assert_eq!(first.len(), "app-0123456789abcdef.css".len());
    }

    #[test]
    fn any_change_of_any_file_is_another_version() {
        let site = |text: &str| {
            let mut site = Site::default();
            site.add("index.html", text);
            site.version()
        };
        assert_eq!(site("a"), site("a"));
        assert_ne!(site("a"), site("b"));
    }
}
