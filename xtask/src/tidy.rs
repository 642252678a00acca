//! `tidy`: house rules that rustfmt and clippy cannot check. Reads every tracked file once; never changes one.

mod catalogue;
mod source;

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::workspace;

/// A tracked text file: its path from the root with slashes, and its text.
struct File {
    path: String,
    text: String,
}

/// What is wrong where. A note is shown, a problem also fails the check.
#[derive(Default)]
struct Findings {
    problems: Vec<String>,
    notes: Vec<String>,
}

impl Findings {
    fn problem(&mut self, place: impl std::fmt::Display, what: impl std::fmt::Display) {
        self.problems.push(format!("{place}: {what}"));
    }

    fn note(&mut self, place: impl std::fmt::Display, what: impl std::fmt::Display) {
        self.notes.push(format!("{place}: {what}"));
    }
}

/// Checks the whole work tree and prints what it finds.
pub fn run() -> Result<()> {
    let files = text_files()?;
    let mut findings = Findings::default();
    for file in &files {
        source::check(file, &mut findings);
    }
    catalogue::check(&files, &mut findings);

    for note in &findings.notes {
        println!("note: {note}");
    }
    for problem in &findings.problems {
        eprintln!("error: {problem}");
    }
    if !findings.problems.is_empty() {
        bail!("{} problems in {} files", findings.problems.len(), files.len());
    }
    println!("{} files are tidy", files.len());
    Ok(())
}

fn text_files() -> Result<Vec<File>> {
    let read = |path: PathBuf| -> Result<Option<File>> {
        let bytes =
            fs::read(workspace::root().join(&path)).with_context(|| format!("cannot read {}", path.display()))?;
        // What is not UTF-8 is a picture or a fixture of hostile bytes.
        Ok(String::from_utf8(bytes).ok().map(|text| File { path: path.to_string_lossy().replace('\\', "/"), text }))
    };
    workspace::tracked_files()?.into_iter().filter_map(|path| read(path).transpose()).collect()
}
