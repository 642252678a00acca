//! What is kept per case to be searched.

use serde::{Deserialize, Serialize};

use super::fold;

/// The folded text of one case. Kept beside the case and as secret as the case
/// itself: folding hides nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchIndexText {
    /// The person's name, folded.
    #[serde(default)]
    pub name: String,
    /// The name in kana, folded.
    #[serde(default)]
    pub kana: String,
    /// All other words, folded, one source a line.
    #[serde(default)]
    pub text: String,
}

impl SearchIndexText {
    /// From the name, its kana and all other sources (notes, telephone numbers,
    /// addresses), unfolded. A term is never found across two sources.
    pub fn new<'text>(name: &str, kana: &str, sources: impl IntoIterator<Item = &'text str>) -> Self {
        let mut text = String::new();
        for source in sources {
            let folded = fold(source);
            if folded.is_empty() {
                continue;
            }
            if !text.is_empty() {
                // Folding drops line ends, so none can be part of a term.
                text.push('\n');
            }
            text.push_str(&folded);
        }
        Self { name: fold(name), kana: fold(kana), text }
    }
}
