//! What a manager has decided on a report so far, kept while the case goes on being written.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{Line, Masks, Report};
use crate::text::difference;

/// The lines whose masks are not those they began with. It holds words of the case: it is as secret as that.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<String>", into = "Vec<String>")]
pub struct Draft {
    /// What third parties were called when the lines were looked through.
    terms: Vec<String>,
    touched: Vec<Touched>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Touched {
    /// [`super::Place::key`].
    key: String,
    text: String,
    masks: Masks,
}

impl Draft {
    /// The same for the report as it reads now. What was masked stays masked, wherever it has moved; what came in beside it is masked
    /// with it, and so is whatever names a third party that was not known before.
    #[must_use]
    pub fn brought_to(&self, report: &Report) -> Self {
        let newcomers = report.third_parties.since(&self.terms);
        let mut touched = Vec::new();
        for line in report.lines() {
            let Some(before) = self.touched(line) else { continue };
            let mut masks = before.masks.clone();
            if let Some(splice) = difference(&before.text, &line.text, None) {
                masks = masks.carried(&splice, &line.text);
                let came_in = splice.at..splice.at + splice.insert.chars().count();
                masks.add(&line.text, &line.automatic.touching(came_in));
            }
            masks.add(&line.text, &newcomers.masks(&line.text));
            touched.push(Touched { key: before.key.clone(), text: line.text.clone(), masks });
        }
        Self { terms: report.third_parties.terms.clone(), touched }
    }

    /// The masks of a line of the report that this was brought to.
    #[must_use]
    pub fn masks<'draft>(&'draft self, line: &'draft Line) -> &'draft Masks {
        self.touched(line).map_or(&line.automatic, |touched| &touched.masks)
    }

    /// Masks a stretch of a line, or unmasks it.
    pub fn set(&mut self, line: &Line, range: Range<usize>, masked: bool) {
        let mut masks = self.masks(line).clone();
        if masked {
            masks.hide(&line.text, range);
        } else {
            masks.show(&line.text, range);
        }
        let key = line.place.key();
        self.touched.retain(|touched| touched.key != key);
        self.touched.push(Touched { key, text: line.text.clone(), masks });
    }

    fn touched(&self, line: &Line) -> Option<&Touched> {
        if self.touched.is_empty() {
            return None;
        }
        let key = line.place.key();
        self.touched.iter().find(|touched| touched.key == key)
    }
}

/// Kept as one list, which costs the download least: how many terms there are, the terms, and of each line its key, masks and text.
impl From<Draft> for Vec<String> {
    fn from(draft: Draft) -> Self {
        let mut list = vec![draft.terms.len().to_string()];
        list.extend(draft.terms);
        for Touched { key, text, masks } in draft.touched {
            list.extend([key, masks.to_words(), text]);
        }
        list
    }
}

impl From<Vec<String>> for Draft {
    fn from(list: Vec<String>) -> Self {
        let mut list = list.into_iter();
        let count = list.next().and_then(|count| count.parse().ok()).unwrap_or(0);
        let terms = list.by_ref().take(count).collect();
        let mut touched = Vec::new();
        while let (Some(key), Some(masks), Some(text)) = (list.next(), list.next(), list.next()) {
            let masks = Masks::from_words(&text, &masks);
            touched.push(Touched { key, text, masks });
        }
        Self { terms, touched }
    }
}
