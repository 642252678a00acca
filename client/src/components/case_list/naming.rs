//! What documents are called where only their ids are known: in the trail, and in what a device holds.

use std::rc::Rc;

use madobe_shared::ids::DocId;
use madobe_shared::summary::CaseSummary;
use yew::AttrValue;

use crate::i18n::named;
use crate::t;

/// The case that a document is, or that its minutes are about; `None` where it is not on this device.
#[must_use]
pub fn case_of(summaries: &[Rc<CaseSummary>], doc: DocId) -> Option<&CaseSummary> {
    let found = summaries.iter().find(|summary| summary.id == doc || (doc.is_minutes() && summary.has_minutes(doc)));
    found.map(|summary| &**summary)
}

/// What a document is called; `None` for a case that is not on this device.
#[must_use]
pub fn document_words(summaries: &[Rc<CaseSummary>], doc: DocId) -> Option<AttrValue> {
    let case = case_of(summaries, doc).map(|summary| named(&summary.name));
    match (doc.is_minutes(), case) {
        (false, case) => case,
        (true, Some(case)) => Some(t!("minutes.of", case = case)),
        (true, None) => Some(t!("minutes.title")),
    }
}
