//! The minutes of a conference in a document of their own.

use super::*;
use crate::summary::{CaseSummary, search_text};

#[test]
fn two_attendees_begin_the_same_minutes_out_of_reach_of_each_other() {
    let id = DocId::minutes_of(entry_id(1));
    let mut sato = CaseDocument::create_by_id(id, SATO, OpeningTag(7));
    let mut tanaka = CaseDocument::create_by_id(id, TANAKA, OpeningTag(7));
    let hers = append(&sato, TextRef::AttendeesMinutes, "父の借金のこと。");
    edit(&mut sato, 1, &[hers]);
    let his = append(&tanaka, TextRef::AttendeesMinutes, "弟の通院のこと。");
    edit(&mut tanaka, 2, &[his]);
    meet(&mut sato, &mut tanaka);
    let minutes = sato.view().attendees_minutes;
    assert!(minutes.contains("父の借金のこと。") && minutes.contains("弟の通院のこと。"), "{minutes}");
    assert_eq!(sato.view(), tanaka.view());
    assert_eq!((sato.kind(), sato.view().conflicts.len()), (Some(Kind::Minutes), 0));
}

/// Lists, the search and the office's summaries have none of their words, whatever asks for them.
#[test]
fn no_summary_and_no_search_text_holds_a_word_of_minutes() {
    let id = DocId::minutes_of(entry_id(1));
    let mut document = CaseDocument::create_by_id(id, SATO, OpeningTag(7));
    let words = append(&document, TextRef::AttendeesMinutes, "父の借金のこと。");
    edit(&mut document, 1, &[words]);
    let view = document.view();
    assert!(!search_text(&view).contains("借金"));
    assert!(!format!("{:?}", CaseSummary::of(&view)).contains("借金"));
    let changes: Vec<Vec<u8>> = document.take_new_changes().into_iter().map(|change| change.bytes).collect();
    let compacted = compact::compact(id, None, &changes).expect("it can be compacted");
    assert_eq!((compacted.summary, compacted.needed_on, compacted.closed_on), (None, None, None));
    // The words have no place in a case, and those of a case none here.
    let splice = |text| Edit::Splice { text, splice: TextSplice { at: 0, delete: 0, insert: "言葉".to_owned() } };
    let refused = created(SATO).apply(&splice(TextRef::AttendeesMinutes), Stamp { time_s: 2 });
    assert_eq!(refused, Err(EditError::NoSuchEntry));
    assert_eq!(document.apply(&splice(TextRef::Goal), Stamp { time_s: 2 }), Err(EditError::NoSuchEntry));
}
