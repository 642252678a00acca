//! Rules about single files: length, unfinished work, inline styles, paths of one machine.

use super::{File, Findings};

/// Beyond this a file is worth a thought; beyond [`LINES_MAX`] it is about two things.
const LINES_NOTED: usize = 300;
const LINES_MAX: usize = 400;

/// Put together here so that this file does not find itself.
const UNFINISHED: &[&str] =
    &[concat!("to", "do!("), concat!("unimple", "mented!("), concat!("db", "g!("), concat!("#[ig", "nore")];
const MACHINE_PATHS: &[&str] = &[concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/ho", "me/")];

/// Checks one file.
pub fn check(file: &File, findings: &mut Findings) {
    let extension = file.path.rsplit_once('.').map_or("", |(_, extension)| extension);
    if ["rs", "js", "css", "html"].contains(&extension) {
        let lines = file.text.lines().count();
        if lines > LINES_MAX {
            findings.problem(&file.path, format!("{lines} lines; {LINES_MAX} is the most a reader can be asked for"));
        } else if lines > LINES_NOTED {
            findings.note(&file.path, format!("{lines} lines; is it about one thing?"));
        }
    }
    let draws_the_page = file.path.starts_with("client/src/") || extension == "html";
    for (index, line) in file.text.lines().enumerate() {
        let place = format_args!("{}:{}", file.path, index + 1);
        if extension == "rs"
            && let Some(word) = UNFINISHED.iter().find(|word| contains_word(line, word))
        {
            findings.problem(place, format!("`{word}` is unfinished work"));
        }
        if draws_the_page && contains_word(line, "style=") {
            findings
                .problem(place, "an inline style; the content security policy forbids them, and CSS has its own files");
        }
        if let Some(path) = MACHINE_PATHS.iter().find(|path| contains_absolute(line, path)) {
            findings.problem(place, format!("`{path}` is a path of one machine"));
        }
    }
}

/// Whether the word stands there on its own: not as the end of a longer name.
fn contains_word(line: &str, word: &str) -> bool {
    let joins = |before: char| before.is_alphanumeric() || before == '_' || before == '-';
    line.match_indices(word).any(|(at, _)| !line[..at].ends_with(joins))
}

/// Whether the path starts there: not in the middle of a relative path or of an address.
fn contains_absolute(line: &str, path: &str) -> bool {
    let joins = |before: char| before.is_alphanumeric() || "_-.}~*".contains(before);
    line.match_indices(path).any(|(at, _)| !line[..at].ends_with(joins))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(path: &str, text: &str) -> usize {
        let mut findings = Findings::default();
        check(&File { path: path.to_owned(), text: text.to_owned() }, &mut findings);
        findings.problems.len()
    }

    #[test]
    fn each_rule_finds_its_offence_and_spares_the_look_alikes() {
        let unfinished = format!("fn later() {{ {}) }}", UNFINISHED[0]);
        let machine = format!("let file = \"{}x\";", MACHINE_PATHS[0]);
        let relative = format!("let file = \"paper{}x\";", MACHINE_PATHS[0]);
        let cases = [
            ("shared/src/a.rs", unfinished.as_str(), 1),
            ("README.md", unfinished.as_str(), 0),
            ("client/src/a.rs", "<p style=\"color:red\">", 1),
            ("client/src/a.rs", "<p data-style=\"1\">", 0),
            ("server/src/a.rs", "let style=1;", 0),
            ("a.toml", machine.as_str(), 1),
            ("a.toml", relative.as_str(), 0),
        ];
        for (path, text, expected) in cases {
            assert_eq!(problems(path, text), expected, "{path}: {text}");
        }
        assert_eq!(problems("shared/src/long.rs", &"\n".repeat(LINES_MAX + 1)), 1);
    }
}
