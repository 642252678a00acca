//! How a prose or a value came to read as it does: version by version, each with who wrote it and when.
//!
//! A version is what somebody left behind, not each keystroke: what one person wrote on one device without a long pause is one. Clocks may be
//! wrong, so versions stand in the order in which the changes build on each other; the moment is told, and decides nothing but where a pause was.

use std::collections::BTreeSet;

use automerge::{Automerge, ReadDoc};

use super::read;
use super::replica::Replica;
use crate::form::{FieldRef, TextRef};
use crate::ids::Author;
use crate::order;

/// A pause longer than this ends a version.
const PAUSE_S: i64 = 30 * 60;

/// What stood somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The words, or the value in canonical form.
    pub words: String,
    /// Who left it so.
    pub author: Option<Author>,
    /// When, by the clock of that device, in seconds since 1970.
    pub at_s: i64,
}

/// The versions of a prose, the oldest first; none where its entry is not here.
pub(super) fn of_text(replica: &mut Replica, text: TextRef) -> Vec<Version> {
    let doc = replica.committed();
    let Some(object) = read::text_object(doc, text) else { return Vec::new() };
    versions(doc, |heads| doc.text_at(&object, heads).unwrap_or_default())
}

/// The versions of a single value, the oldest first.
pub(super) fn of_value(replica: &mut Replica, field: FieldRef) -> Vec<Version> {
    let doc = replica.committed();
    let Some((object, key)) = read::field(doc, field) else { return Vec::new() };
    versions(doc, |heads| {
        let value = doc.get_at(&object, key, heads).ok().flatten();
        value.and_then(|(value, _)| value.as_str().map(str::to_owned)).unwrap_or_default()
    })
}

fn versions(doc: &Automerge, words_at: impl Fn(&[automerge::ChangeHash]) -> String) -> Vec<Version> {
    let changes = doc.get_changes_meta(&[]);
    let mut heads: BTreeSet<automerge::ChangeHash> = BTreeSet::new();
    let mut versions: Vec<Version> = Vec::new();
    let mut changes = changes.iter().peekable();
    while let Some(change) = changes.next() {
        heads = order::set(heads.into_iter().filter(|head| !change.deps.contains(head)));
        heads.insert(change.hash);
        let goes_on = changes
            .peek()
            .is_some_and(|next| next.actor == change.actor && (next.timestamp - change.timestamp).abs() <= PAUSE_S);
        if goes_on {
            continue;
        }
        let heads: Vec<_> = heads.iter().copied().collect();
        let words = words_at(&heads);
        if versions.last().map_or("", |last| &last.words) != words {
            versions.push(Version { words, author: Author::of_actor(&change.actor), at_s: change.timestamp });
        }
    }
    versions
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::CaseField;
    use crate::document::{CaseDocument, Stamp};
    use crate::edit::{Edit, TextSplice};
    use crate::ids::{DeviceId, DocId, OpeningTag, UserId};

    const SATO: Author = Author { user: UserId(1), device: DeviceId(1) };
    const SUZUKI: Author = Author { user: UserId(2), device: DeviceId(2) };
    const GOAL: TextRef = TextRef::Goal;
    const PHONE: FieldRef = FieldRef::Case(CaseField::PersonPhone);

    fn write(document: &mut CaseDocument, time_s: i64, at: usize, delete: usize, words: &str) {
        let splice = TextSplice { at, delete, insert: words.to_owned() };
        document.apply(&Edit::Splice { text: GOAL, splice }, Stamp { time_s }).expect("applies");
        document.commit();
    }

    fn told(versions: Vec<Version>) -> Vec<(String, Option<u64>, i64)> {
        versions.into_iter().map(|one| (one.words, one.author.map(|author| author.user.0), one.at_s)).collect()
    }

    #[test]
    fn what_somebody_left_behind_is_a_version() {
        let mut hers = CaseDocument::create(DocId::DIRECTORY, SATO, OpeningTag(0));
        assert_eq!(told(hers.history_of_text(GOAL)), []);
        write(&mut hers, 100, 0, 0, "外に");
        write(&mut hers, 160, 2, 0, "出たい");
        hers.apply(&Edit::set(PHONE, "03-1111"), Stamp { time_s: 170 }).expect("applies");
        hers.commit();
        // After a pause it is another.
        write(&mut hers, 170 + PAUSE_S + 1, 5, 0, "。");

        let chunks = [("0".to_owned(), hers.snapshot())];
        let mut his = CaseDocument::load(DocId::DIRECTORY, chunks, SUZUKI, OpeningTag(1)).expect("loads").document;
        write(&mut his, 9_000, 0, 6, "");
        his.apply(&Edit::set(PHONE, ""), Stamp { time_s: 9_001 }).expect("applies");
        let texts = [
            ("外に出たい".to_owned(), Some(1), 170),
            ("外に出たい。".to_owned(), Some(1), 171 + PAUSE_S),
            (String::new(), Some(2), 9_001),
        ];
        assert_eq!(told(his.history_of_text(GOAL)), texts);
        let values = [("03-1111".to_owned(), Some(1), 170), (String::new(), Some(2), 9_001)];
        assert_eq!(told(his.history_of_value(PHONE)), values);
    }

    #[test]
    fn what_was_written_apart_comes_together() {
        let mut hers = CaseDocument::create(DocId::DIRECTORY, SATO, OpeningTag(0));
        write(&mut hers, 100, 0, 0, "外に");
        let chunks = [("0".to_owned(), hers.snapshot())];
        let mut his = CaseDocument::load(DocId::DIRECTORY, chunks, SUZUKI, OpeningTag(1)).expect("loads").document;
        write(&mut hers, 9_000, 2, 0, "出たい");
        write(&mut his, 8_000, 0, 0, "春に");
        let news: Vec<_> = his.take_new_changes().into_iter().map(|change| change.bytes).collect();
        hers.receive(news).expect("receives");
        let versions = told(hers.history_of_text(GOAL));
        assert_eq!(versions.last().map(|(words, ..)| words.as_str()), Some("春に外に出たい"));
        assert_eq!(versions.len(), 3);
    }
}
