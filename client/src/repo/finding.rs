//! Searching the cases of the device: for words, and for somebody who may be in one already.

use std::collections::BTreeSet;
use std::rc::Rc;

use madobe_shared::ids::DocId;
use madobe_shared::order;
use madobe_shared::search::{Known, Likeness, Query, Rank, Sought, snippet};
use madobe_shared::summary::CaseSummary;

use super::cache::Entry;
use super::core::Core;

/// A case that a search found.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchHit {
    /// The case.
    pub summary: Rc<CaseSummary>,
    /// Words before the hit, the hit, and words after it, where it is not in the name.
    pub snippet: Option<(String, String, String)>,
}

/// What the latest search found. While someone types on, only that need be looked at.
#[derive(Debug, Default)]
pub(super) struct Findings {
    latest: Option<(Query, BTreeSet<DocId>)>,
}

/// How many hits get a snippet: as many as a screen shows, and a few more.
const SNIPPETS_MAX: usize = 30;

impl Findings {
    /// The cases have changed.
    pub(super) fn forget(&mut self) {
        self.latest = None;
    }
}

impl Core {
    /// The cases that contain every term, best fit first and then as in the list.
    pub(super) fn search(&self, input: &str) -> Vec<SearchHit> {
        let query = Query::parse(input);
        let list = self.cache.borrow_mut().list();
        let cache = self.cache.borrow();
        let mut findings = self.findings.borrow_mut();
        let among = findings.latest.take().filter(|(earlier, _)| query.narrows(earlier)).map(|(_, found)| found);
        let mut found: Vec<(Rank, Rc<CaseSummary>)> = Vec::new();
        for summary in list.iter().filter(|summary| among.as_ref().is_none_or(|among| among.contains(&summary.id))) {
            let Some((entry, text)) = cache.searchable(summary.id) else {
                continue;
            };
            if let Some(rank) = query.rank(&entry.folded_name, &entry.folded_kana, text) {
                found.push((rank, summary.clone()));
            }
        }
        // A stable sort: cases of equal rank stay in the order of the list.
        order::sort_by_key(&mut found, |(rank, _)| *rank);
        let ids = found.iter().map(|(_, summary)| summary.id).collect();
        findings.latest = Some((query.clone(), ids));
        let hits = found.into_iter().enumerate().map(|(place, (_, summary))| {
            let shown = (place < SNIPPETS_MAX).then(|| cache.searchable(summary.id)).flatten();
            let snippet = shown.and_then(|(entry, text)| words_around(entry, text, &query));
            SearchHit { snippet, summary }
        });
        hits.collect()
    }
}

impl Core {
    /// The cases that may be of somebody, the surest first and then as in the list.
    pub(super) fn known_already(&self, sought: &Sought) -> Vec<(Rc<CaseSummary>, Likeness)> {
        let list = self.cache.borrow_mut().list();
        let cache = self.cache.borrow();
        let like = |summary: &Rc<CaseSummary>| {
            let (entry, text) = cache.searchable(summary.id)?;
            let birth = summary.birth.as_deref();
            let known = Known { name: &entry.folded_name, kana: &entry.folded_kana, birth, text };
            Some((summary.clone(), sought.likeness(known)?))
        };
        let mut known: Vec<_> = list.iter().filter_map(like).collect();
        order::sort_by_key(&mut known, |(_, likeness)| *likeness);
        known
    }
}

/// The words around the hit: as they were written where the list has them, and otherwise as the search text does.
fn words_around(entry: &Entry, text: &str, query: &Query) -> Option<(String, String, String)> {
    if query.is_empty() || query.touches(&entry.folded_name) || query.touches(&entry.folded_kana) {
        return None;
    }
    let summary = &entry.summary;
    let latest = summary.latest.as_ref().map(|latest| latest.words.as_str());
    let alerts = summary.alerts.iter().map(|(_, words)| words.as_str());
    let originals = latest.into_iter().chain(alerts);
    // Cutting a snippet folds its line, which takes far longer than looking through one that is folded already: a word that stands in
    // the last of twenty notes would have twenty folded for each case on the screen.
    let lines = text.lines().filter(|line| query.touches(line));
    let hit = originals.chain(lines).find_map(|line| snippet(line, query))?;
    let cut = |cut: bool| if cut { "…" } else { "" };
    Some((
        format!("{}{}", cut(hit.cut_before), hit.before),
        hit.hit.to_owned(),
        format!("{}{}", hit.after, cut(hit.cut_after)),
    ))
}
