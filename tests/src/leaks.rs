//! Looking for words in everything that a browser has left on its disk, as someone would who found the tablet in a train.

use std::fs;
use std::path::Path;

/// Firefox keeps its windows and what was typed into them in files of this kind.
const MOZILLA_LZ4: &[u8] = b"mozLz40\0";

/// Where any of these words lie in the files below a folder: `file: word`, whichever encoding the browser chose.
#[must_use]
pub fn search(folder: &Path, words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            // What a link points to lies elsewhere; sockets and pipes hold nothing.
            let Ok(kind) = entry.file_type() else { continue };
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file() {
                let Ok(bytes) = fs::read(&path) else { continue };
                let bytes = inflated(&bytes).unwrap_or(bytes);
                let hits = words.iter().filter(|word| holds(&bytes, word));
                found.extend(hits.map(|word| format!("{}: {word}", path.display())));
            }
        }
    }
    found
}

fn inflated(bytes: &[u8]) -> Option<Vec<u8>> {
    lz4_flex::block::decompress_size_prepended(bytes.strip_prefix(MOZILLA_LZ4)?).ok()
}

fn holds(bytes: &[u8], word: &str) -> bool {
    let units = || word.encode_utf16();
    let encodings = [
        word.as_bytes().to_vec(),
        units().flat_map(u16::to_le_bytes).collect(),
        units().flat_map(u16::to_be_bytes).collect(),
        // As JSON may write it, and as addresses do.
        units().map(|unit| format!("\\u{unit:04x}")).collect::<String>().into_bytes(),
        word.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>().into_bytes(),
    ];
    encodings.iter().any(|encoded| memchr::memmem::find(bytes, encoded).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_every_encoding_and_in_compressed_files() {
        let folder = tempfile::tempdir().expect("a folder");
        let below = folder.path().join("a/b");
        fs::create_dir_all(&below).expect("made");
        assert!(search(folder.path(), &["玄関"]).is_empty());
        let utf16: Vec<u8> = "x玄関".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let packed = lz4_flex::block::compress_prepend_size("窓に玄関、玄関に窓".as_bytes());
        let files = [
            ("utf8", "の玄関先".as_bytes().to_vec()),
            ("utf16", utf16),
            ("json", br#"{"q":"\u7384\u95a2"}"#.to_vec()),
            ("address", b"/search?q=%E7%8E%84%E9%96%A2".to_vec()),
            ("session.jsonlz4", [MOZILLA_LZ4, &packed].concat()),
        ];
        for (name, bytes) in files {
            fs::write(below.join(name), bytes).expect("written");
            let found = search(folder.path(), &["玄関", "縁側"]);
            assert!(found.len() == 1 && found[0].contains(name), "{name}: {found:?}");
            fs::remove_file(below.join(name)).expect("removed");
        }
    }
}
