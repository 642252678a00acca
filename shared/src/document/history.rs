//! How a place came to read as it does: version by version, each with who wrote it and when.
//!
//! A version is what somebody left behind, not each keystroke: what one person wrote on one device without a long pause is one. Clocks may be
//! wrong, so versions stand in the order in which the changes build on each other; the moment is told, and decides nothing but where a pause was.

use std::collections::BTreeSet;

use automerge::{Automerge, ChangeMetadata, ObjId, ReadDoc};

use super::read;
use super::replica::Replica;
use crate::form::Place;
use crate::ids::Author;
use crate::order;

/// A pause longer than this ends a version.
const PAUSE_S: i64 = 30 * 60;

/// What somebody left behind in one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Where.
    pub place: Place,
    /// What stood there before: the words, the value in canonical form, or the members of a set, each on a line.
    pub before: String,
    /// What stands there since.
    pub words: String,
    /// Who left it so.
    pub author: Option<Author>,
    /// When, by the clock of that device, in seconds since 1970.
    pub at_s: i64,
}

/// The versions of these places, the oldest first; none of those whose entry is not here.
pub(super) fn of_places(replica: &mut Replica, places: &[Place]) -> Vec<Version> {
    let doc = replica.committed();
    let mut spots: Vec<Spot> = places.iter().filter_map(|place| Spot::find(doc, *place)).collect();
    let changes = doc.get_changes_meta(&[]);
    // In what came before its entry was begun there is nothing to read.
    let begun = spots.iter().filter_map(|spot| changes.iter().position(|change| has_made(change, &spot.object))).min();
    let mut heads: BTreeSet<automerge::ChangeHash> = BTreeSet::new();
    let mut versions: Vec<Version> = Vec::new();
    let mut from_op = None;
    for (at, change) in changes.iter().enumerate() {
        let first_op = *from_op.get_or_insert(change.start_op);
        heads = order::set(heads.into_iter().filter(|head| !change.deps.contains(head)));
        heads.insert(change.hash);
        let goes_on = changes
            .get(at + 1)
            .is_some_and(|next| next.actor == change.actor && (next.timestamp - change.timestamp).abs() <= PAUSE_S);
        if goes_on || begun.is_some_and(|begun| at < begun) {
            continue;
        }
        from_op = None;
        let heads: Vec<_> = heads.iter().copied().collect();
        let (author, at_s) = (Author::of_actor(&change.actor), change.timestamp);
        for spot in &mut spots {
            let words = spot.words_at(doc, &heads);
            if words != spot.words {
                let before = std::mem::replace(&mut spot.words, words.clone());
                versions.push(Version { place: spot.place, before, words, author, at_s });
            }
            // Of two values that were set apart one is shown. The other was set all the same.
            if let Some(words) = spot.set_beside(doc, &heads, change, first_op) {
                versions.push(Version { place: spot.place, before: spot.words.clone(), words, author, at_s });
            }
        }
    }
    versions
}

/// A place in the document, and what stood there last.
struct Spot {
    place: Place,
    object: ObjId,
    words: String,
}

impl Spot {
    fn find(doc: &Automerge, place: Place) -> Option<Self> {
        let object = match place {
            Place::Value(field) => read::home(doc, field.entry())?,
            Place::Members(set) => read::home(doc, set.entry())?,
            Place::Text(text) => read::text_object(doc, text)?,
        };
        Some(Self { place, object, words: String::new() })
    }

    fn words_at(&self, doc: &Automerge, heads: &[automerge::ChangeHash]) -> String {
        match self.place {
            Place::Text(_) => doc.text_at(&self.object, heads).unwrap_or_default(),
            Place::Value(field) => {
                let value = doc.get_at(&self.object, field.key(), heads).ok().flatten();
                value.and_then(|(value, _)| value.as_str().map(str::to_owned)).unwrap_or_default()
            }
            Place::Members(set) => {
                let keys = doc.keys_at(&self.object, heads);
                let members = keys.filter_map(|key| Some(key.strip_prefix(set.key())?.strip_prefix('/')?.to_owned()));
                members.collect::<Vec<_>>().join("\n")
            }
        }
    }

    /// What somebody put there from this operation on, where it stands beside the value that is shown.
    fn set_beside(
        &self,
        doc: &Automerge,
        heads: &[automerge::ChangeHash],
        change: &ChangeMetadata<'_>,
        first_op: u64,
    ) -> Option<String> {
        let Place::Value(field) = self.place else { return None };
        let all = doc.get_all_at(&self.object, field.key(), heads).ok()?;
        let theirs = all.into_iter().find(|(_, id)| match id {
            ObjId::Id(counter, actor, _) => *change.actor == *actor && (first_op..=change.max_op).contains(counter),
            ObjId::Root => false,
        });
        let words = theirs?.0.as_str()?.to_owned();
        (words != self.words).then_some(words)
    }
}

/// Whether an object came with this change.
fn has_made(change: &ChangeMetadata<'_>, object: &ObjId) -> bool {
    match object {
        ObjId::Root => false,
        ObjId::Id(counter, actor, _) => *change.actor == *actor && (change.start_op..=change.max_op).contains(counter),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::CaseField;
    use crate::document::{CaseDocument, Stamp};
    use crate::edit::{Edit, TextSplice};
    use crate::form::{EntryKind, FieldRef, SetRef, TextRef};
    use crate::ids::{DeviceId, DocId, EntryId, OpeningTag, UserId};

    const SATO: Author = Author { user: UserId(1), device: DeviceId(1) };
    const SUZUKI: Author = Author { user: UserId(2), device: DeviceId(2) };
    const GOAL: TextRef = TextRef::Goal;
    const PHONE: FieldRef = FieldRef::Case(CaseField::PersonPhone);

    fn write(document: &mut CaseDocument, time_s: i64, at: usize, delete: usize, words: &str) {
        let splice = TextSplice { at, delete, insert: words.to_owned() };
        document.apply(&Edit::Splice { text: GOAL, splice }, Stamp { time_s }).expect("applies");
        document.commit();
    }

    fn history(document: &mut CaseDocument, place: Place) -> Vec<(String, Option<u64>, i64)> {
        told(document.history(&[place]))
    }

    fn told(versions: Vec<Version>) -> Vec<(String, Option<u64>, i64)> {
        versions.into_iter().map(|one| (one.words, one.author.map(|author| author.user.0), one.at_s)).collect()
    }

    #[test]
    fn what_somebody_left_behind_is_a_version() {
        let mut hers = CaseDocument::create(DocId::DIRECTORY, SATO, OpeningTag(0));
        assert_eq!(history(&mut hers, Place::Text(GOAL)), []);
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
        assert_eq!(history(&mut his, Place::Text(GOAL)), texts);
        let values = [("03-1111".to_owned(), Some(1), 170), (String::new(), Some(2), 9_001)];
        assert_eq!(history(&mut his, Place::Value(PHONE)), values);
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
        let versions = history(&mut hers, Place::Text(GOAL));
        assert_eq!(versions.last().map(|(words, ..)| words.as_str()), Some("春に外に出たい"));
        assert_eq!(versions.len(), 3);
    }

    #[test]
    fn of_two_values_that_were_set_apart_both_are_told() {
        let mut hers = CaseDocument::create(DocId::DIRECTORY, SATO, OpeningTag(0));
        let chunks = [("0".to_owned(), hers.snapshot())];
        let mut his = CaseDocument::load(DocId::DIRECTORY, chunks, SUZUKI, OpeningTag(1)).expect("loads").document;
        let set = |document: &mut CaseDocument, time_s, phone: &str| {
            document.apply(&Edit::set(PHONE, phone), Stamp { time_s }).expect("applies");
            document.commit();
        };
        set(&mut hers, 100, "03-1111");
        set(&mut his, 200, "03-2222");
        let (hers_new, his_new) = (hers.take_new_changes(), his.take_new_changes());
        hers.receive(his_new.into_iter().map(|change| change.bytes)).expect("receives");
        his.receive(hers_new.into_iter().map(|change| change.bytes)).expect("receives");
        set(&mut his, 300, "03-3333");
        for document in [&mut hers, &mut his] {
            let told = history(document, Place::Value(PHONE));
            for phone in [("03-1111", 1, 100), ("03-2222", 2, 200)] {
                let phone = (phone.0.to_owned(), Some(phone.1), phone.2);
                assert_eq!(told.iter().filter(|one| **one == phone).count(), 1, "{phone:?} in {told:?}");
            }
        }
    }

    #[test]
    fn an_entry_tells_of_all_its_places_in_the_order_of_what_was_done() {
        let visit = EntryKind::Consultation.entry(EntryId::from_parts(1, [1; 10]));
        let (note, with) = (TextRef::Note(visit.id), SetRef::Counterparts(visit.id));
        let method = FieldRef::of(visit).into_iter().find(|field| field.key() == "method").expect("a method");
        let mut hers = CaseDocument::create(DocId::DIRECTORY, SATO, OpeningTag(0));
        write(&mut hers, 100, 0, 0, "外に");
        assert_eq!(hers.history(&Place::of(visit)), [], "it is not begun yet");
        let member = |member: &str, present| Edit::Member { set: with, member: member.to_owned(), present };
        let splice = TextSplice { at: 0, delete: 0, insert: "会えた".to_owned() };
        let edits = [Edit::Add(visit), Edit::set(method, "home_visit"), Edit::Splice { text: note, splice }];
        edits.iter().for_each(|edit| hers.apply(edit, Stamp { time_s: 200 }).expect("applies"));
        hers.apply(&member("person", true), Stamp { time_s: 200 }).expect("applies");
        hers.commit();
        let later = Stamp { time_s: 200 + 2 * PAUSE_S };
        hers.apply(&Edit::set(method, "phone"), later).expect("applies");
        hers.apply(&member("mother", true), later).expect("applies");
        let changed = |place, before: &str, words: &str, at_s| Version {
            place,
            before: before.to_owned(),
            words: words.to_owned(),
            author: Some(SATO),
            at_s,
        };
        let expected = [
            changed(Place::Value(method), "", "home_visit", 200),
            changed(Place::Members(with), "", "person", 200),
            changed(Place::Text(note), "", "会えた", 200),
            changed(Place::Value(method), "home_visit", "phone", later.time_s),
            changed(Place::Members(with), "person", "mother\nperson", later.time_s),
        ];
        assert_eq!(hers.history(&Place::of(visit)), expected);
        hers.apply(&Edit::Remove(visit), later).expect("applies");
        assert_eq!(hers.history(&Place::of(visit)).len(), 5, "what is out of sight keeps its history");
    }
}
