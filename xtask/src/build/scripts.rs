//! Scripts as they travel: without the comments and the indentation that are for whoever reads the sources.

use anyhow::{Result, bail};

/// The script without comments that have their lines to themselves, and with nothing before what is left of a line.
pub fn bare(script: &str) -> Result<String> {
    let mut bare = String::with_capacity(script.len());
    let mut is_comment = false;
    for line in script.lines().map(str::trim) {
        is_comment |= line.starts_with("/*");
        if is_comment || line.is_empty() || line.starts_with("//") {
            is_comment &= !line.ends_with("*/");
            continue;
        }
        // What stands before the lines of such a text is a part of it.
        if line.matches('`').count() % 2 == 1 {
            bail!("a text over several lines: {line}");
        }
        bare += line;
        bare.push('\n');
    }
    Ok(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_indentation_stay_behind_and_texts_stay_whole() {
        let script = "// First.\nlet a = 1; // kept\n\n/** Says\n * what. */\n  /* b */\n  let c = `${a} // d`;\n";
        assert_eq!(bare(script).unwrap(), "let a = 1; // kept\nlet c = `${a} // d`;\n");
        assert!(bare("let a = `one\n  two`;").is_err());
    }
}
