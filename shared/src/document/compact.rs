//! One snapshot in place of many changes, and the summary that belongs to exactly that snapshot.

use jiff::civil::Date;

use super::genesis::Kind;
use super::read;
use super::replica::{LoadError, Replica};
use crate::calendar::day_in_japan;
use crate::case::{Case, CaseField};
use crate::codes::CaseStatus;
use crate::form::FieldRef;
use crate::ids::{Author, DeviceId, DocId, OpeningTag, UserId};
use crate::storage::encode_row;
use crate::summary::CaseSummary;

/// A compacted document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compacted {
    /// One Automerge document chunk.
    pub bytes: Vec<u8>,
    /// Its [`CaseSummary`] in CBOR, where it is a case.
    pub summary: Option<Vec<u8>>,
    /// The day of the next contact: documents needed soon come first in a first sync.
    pub needed_on: Option<Date>,
    /// The day on which the case was closed, where that is settled: from then on it is counted how long it has to be kept.
    pub closed_on: Option<Date>,
}

/// Makes one snapshot of an older snapshot and the changes after it.
///
/// # Errors
///
/// [`LoadError`] where any part cannot be read or a dependency is missing: a snapshot that lacks something must never replace it.
pub fn compact(doc: DocId, snapshot: Option<&[u8]>, changes: &[Vec<u8>]) -> Result<Compacted, LoadError> {
    // Nothing is written under this name; reading needs some author.
    let reader = Author { user: UserId(0), device: DeviceId(0) };
    let chunks = snapshot.into_iter().chain(changes.iter().map(Vec::as_slice));
    let chunks = chunks.enumerate().map(|(at, bytes)| (at.to_string(), bytes.to_vec()));
    let mut loaded = Replica::load(chunks, reader, OpeningTag(0))?;
    if !loaded.bad_chunks.is_empty() || loaded.missing_dependencies {
        return Err(LoadError::Unreadable { bad_chunks: loaded.bad_chunks });
    }
    let replica = &mut loaded.document;
    let bytes = replica.snapshot();
    // Automerge writes snapshots that it cannot read, where a change was odd enough.
    let mut again = Replica::load([(String::new(), bytes.clone())], reader, OpeningTag(0))?;
    if !again.bad_chunks.is_empty() || again.document.heads() != replica.heads() {
        return Err(LoadError::Unreadable { bad_chunks: Vec::new() });
    }
    if replica.kind() != Some(Kind::Case) {
        return Ok(Compacted { bytes, summary: None, needed_on: None, closed_on: None });
    }
    let case = read::case(doc, replica);
    let summary = CaseSummary::of(&case);
    Ok(Compacted {
        bytes,
        closed_on: closed_on(&case, day_in_japan(replica.changed_at_ms())),
        needed_on: summary.next_contact.as_ref().map(|next| next.date),
        summary: Some(encode_row(&summary)),
    })
}

/// The day from which it is counted how long a case has to be kept, of a case that is closed.
fn closed_on(case: &Case, changed_on: Date) -> Option<Date> {
    // A case of which two people say different things is not closed for as long as they do.
    let is_disputed =
        [CaseField::Status, CaseField::Closure].iter().any(|field| case.conflict(FieldRef::Case(*field)).is_some());
    if is_disputed || case.status != CaseStatus::Closed {
        return None;
    }
    // Where nobody wrote down the day, it was none after the last on which anything was written.
    let closed_on = case.closed().map_or(changed_on, |closure| closure.date);
    // Whoever was in touch later, without opening the case again, is a reason to keep it longer.
    Some(case.consultations.first().map_or(closed_on, |latest| latest.date.max(closed_on)))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::case::{Closure, ConsultationField};
    use crate::codes::ClosureReason;
    use crate::document::{CaseDocument, Stamp};
    use crate::edit::Edit;
    use crate::form::EntryKind;
    use crate::ids::EntryId;

    /// 2 April 2018 at one o'clock in Japan, when it was still the first elsewhere.
    const WRITTEN_S: i64 = 1_522_598_400;

    #[test]
    fn it_is_kept_from_its_closing_or_from_a_contact_after_it() {
        let author = Author { user: UserId(1), device: DeviceId(2) };
        let (doc, entry) = (DocId::from_parts(1, [1; 10]), EntryId::from_parts(1, [2; 10]));
        let mut document = CaseDocument::create(doc, author, OpeningTag(1));
        let mut changes = Vec::new();
        let mut closed_on_after = |edits: &[Edit]| {
            for edit in edits {
                document.apply(edit, Stamp { time_s: WRITTEN_S }).expect("it can be carried out");
            }
            changes.extend(document.take_new_changes().into_iter().map(|change| change.bytes));
            compact(doc, None, &changes).expect("it can be compacted").closed_on
        };
        let set = |field, value: String| Edit::Set { field, value: Some(value) };
        let closure = Closure { date: date(2019, 3, 31), reason: ClosureReason::SituationStable };
        let status = |status: CaseStatus| set(FieldRef::Case(CaseField::Status), status.to_string());
        assert_eq!(closed_on_after(&[status(CaseStatus::Closed)]), Some(date(2018, 4, 2)), "nobody wrote down when");
        assert_eq!(closed_on_after(&[status(CaseStatus::Active)]), None);
        let closing = set(FieldRef::Case(CaseField::Closure), closure.to_value());
        assert_eq!(closed_on_after(&[closing]), None, "it is not closed yet");
        assert_eq!(closed_on_after(&[status(CaseStatus::Closed)]), Some(date(2019, 3, 31)));
        let later = set(FieldRef::Consultation(entry, ConsultationField::Date), "2024-02-01".to_owned());
        assert_eq!(closed_on_after(&[Edit::Add(EntryKind::Consultation.entry(entry)), later]), Some(date(2024, 2, 1)));
    }
}
