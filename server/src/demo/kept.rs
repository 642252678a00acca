//! What the demo office keeps for everyone besides its directory: templates of notes, and places and events.

use jiff::civil::Date;
use madobe_shared::document::{CaseDocument, Stamp};
use madobe_shared::ids::{DocId, OpeningTag};

use super::DemoDocument;
use super::staff::{KANRI, author};
use super::{gatherings, templates};

/// The document that has it, written by the one who manages the office.
///
/// # Panics
///
/// Never: all of it is short, and a test writes it.
pub(super) fn document(today: Date) -> DemoDocument {
    let mut document = CaseDocument::create_by_id(DocId::OFFICE, author(KANRI), OpeningTag(0));
    let stamp = Stamp { time_s: templates::WRITTEN_AT_S };
    for edit in templates::edits().iter().chain(&gatherings::edits(today)) {
        #[expect(
            clippy::expect_used,
            reason = "every entry is begun before it is filled, and no text comes near its bound"
        )]
        document.apply(edit, stamp).expect("what the office keeps fits");
    }
    DemoDocument { id: DocId::OFFICE, changes: document.take_new_changes() }
}
