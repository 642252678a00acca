//! What others changed since somebody last looked at a case: where, who, and when.
//!
//! Every operation names its change, and every change its author: what is new is what those changes did that the heads of back then do not
//! stand for. Nothing is compared that nobody touched.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use automerge::{ActorId, Automerge, ObjId, ReadDoc};

use super::read;
use super::replica::Replica;
use crate::case::{Case, CaseField};
use crate::form::{Entry, EntryKind, FieldRef, SetRef, Sort, TextRef};
use crate::ids::{Author, ChangeHash, UserId};
use crate::order;

/// Something that somebody else changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unseen {
    /// What.
    pub what: What,
    /// Who. What was cleared or taken out of a set names nobody, and may be one's own doing: `None`, unless only one person wrote at all.
    pub author: Option<Author>,
    /// When, by the clock of that device, in seconds since 1970; of what names nobody, when anything was written last.
    pub at_s: i64,
}

/// What was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// A single value, which stands in the case.
    Value {
        /// Where.
        field: FieldRef,
        /// What stood there before, in canonical form; empty where nothing did.
        before: String,
    },
    /// Somebody or something is in a set, or no more.
    Member {
        /// The set.
        set: SetRef,
        /// Who or what, in canonical form.
        member: String,
        /// Whether they are in it now.
        present: bool,
    },
    /// An entry was begun; what is in it is new as a whole.
    Added(Entry),
    /// An entry was taken out of sight.
    Removed(EntryKind),
    /// Prose.
    Written {
        /// Which.
        text: TextRef,
        /// The new stretches, in characters of the text as it stands; none where something was only taken away.
        stretches: Vec<Range<usize>>,
    },
}

/// The changes that were not there yet.
struct Fresh {
    /// By actor, the first and last operation of each change.
    changes: BTreeMap<ActorId, Vec<(u64, u64, i64)>>,
    /// Who wrote them, but for the one who looks.
    others: BTreeSet<Author>,
    me: UserId,
    last_s: i64,
}

/// A change by its operation: the author and the moment.
type By = (Author, i64);

impl Fresh {
    fn of(doc: &Automerge, seen: &[automerge::ChangeHash], me: UserId) -> Self {
        let mut fresh = Self { changes: BTreeMap::new(), others: BTreeSet::new(), me, last_s: 0 };
        for change in doc.get_changes_meta(seen) {
            let Some(author) = Author::of_actor(&change.actor) else { continue };
            if author.user != me {
                fresh.others.insert(author);
                fresh.last_s = fresh.last_s.max(change.timestamp);
            }
            let span = (change.start_op, change.max_op, change.timestamp);
            fresh.changes.entry(change.actor.into_owned()).or_default().push(span);
        }
        fresh
    }

    /// Who made an operation, and when, if it is new.
    fn by(&self, id: &ObjId) -> Option<By> {
        let ObjId::Id(counter, actor, _) = id else { return None };
        let spans = self.changes.get(actor)?;
        let (.., at_s) = spans.iter().find(|(first, last, _)| (*first..=*last).contains(counter))?;
        Some((Author::of_actor(actor)?, *at_s))
    }

    /// The same, if another made it.
    fn by_another(&self, id: &ObjId) -> Option<By> {
        self.by(id).filter(|(author, _)| author.user != self.me)
    }

    fn unseen(what: What, (author, at_s): By) -> Unseen {
        Unseen { what, author: Some(author), at_s }
    }

    /// What went leaves no operation behind that names who took it: it is told without a name, unless only one person wrote at all.
    fn gone(&self, what: What) -> Unseen {
        let users = order::set(self.changes.keys().filter_map(Author::of_actor).map(|author| author.user));
        let author = self.others.first().copied().filter(|_| users.len() == 1);
        Unseen { what, author, at_s: self.last_s }
    }
}

/// What others did since these were the heads of the document, in the order of the form. A document that does not hold them any more tells
/// nothing.
pub(super) fn since(case: &Case, replica: &mut Replica, seen: &BTreeSet<ChangeHash>, me: UserId) -> Vec<Unseen> {
    let doc = replica.committed();
    let seen: Vec<automerge::ChangeHash> = seen.iter().map(|hash| (*hash).into()).collect();
    if seen.is_empty() || seen.iter().any(|hash| doc.get_change_meta_by_hash(hash).is_none()) {
        return Vec::new();
    }
    let fresh = Fresh::of(doc, &seen, me);
    if fresh.others.is_empty() {
        return Vec::new();
    }
    let reader = Reader { doc, seen: &seen, fresh: &fresh };
    let mut unseen = Vec::new();
    let fields = CaseField::ALL.iter().map(|field| FieldRef::Case(*field));
    unseen.extend(fields.filter_map(|field| reader.value(field)));
    unseen.extend(SetRef::of(None).into_iter().flat_map(|set| reader.members(set)));
    unseen.extend(TextRef::of_case().into_iter().filter_map(|text| reader.text(text)));
    for one in case.recorded() {
        let entry = one.entry();
        let Some(begun) = read::entry(doc, entry) else { continue };
        match fresh.by(&begun) {
            Some(by) if by.0.user != me => unseen.push(Fresh::unseen(What::Added(entry), by)),
            Some(_) => {}
            None => {
                unseen.extend(FieldRef::of(entry).into_iter().filter_map(|field| reader.value(field)));
                unseen.extend(SetRef::of(Some(entry)).into_iter().flat_map(|set| reader.members(set)));
                unseen.extend(one.texts().into_iter().filter_map(|(text, _)| reader.text(text)));
            }
        }
    }
    unseen.extend(reader.removed());
    unseen
}

struct Reader<'r> {
    doc: &'r Automerge,
    seen: &'r [automerge::ChangeHash],
    fresh: &'r Fresh,
}

impl Reader<'_> {
    fn value(&self, field: FieldRef) -> Option<Unseen> {
        // That somebody has another case is not for all who see this one.
        if field.sort() == Sort::Case {
            return None;
        }
        let (object, key) = read::field(self.doc, field)?;
        let now = self.doc.get(&object, key).ok()?;
        let by = match &now {
            // Nearly all that stands in a case is old, and looking back is dear.
            Some((_, id)) => Some(self.fresh.by_another(id)?),
            None => None,
        };
        let before = self.doc.get_at(&object, key, self.seen).ok()?;
        let before = before.and_then(|(value, _)| value.as_str().map(str::to_owned)).unwrap_or_default();
        // Two may have come to the same value.
        if now.and_then(|(value, _)| value.as_str().map(str::to_owned)).unwrap_or_default() == before {
            return None;
        }
        let what = What::Value { field, before };
        Some(by.map_or_else(|| self.fresh.gone(what.clone()), |by| Fresh::unseen(what.clone(), by)))
    }

    fn members(&self, set: SetRef) -> Vec<Unseen> {
        let Some(home) = read::home(self.doc, set.entry()) else { return Vec::new() };
        let member = |key: &str| Some(key.strip_prefix(set.key())?.strip_prefix('/')?.to_owned());
        let now: BTreeSet<String> = order::set(self.doc.keys(&home).filter(|key| member(key).is_some()));
        let before: BTreeSet<String> =
            order::set(self.doc.keys_at(&home, self.seen).filter(|key| member(key).is_some()));
        let changed = now.symmetric_difference(&before).filter_map(|key| {
            let what = What::Member { set, member: member(key)?, present: now.contains(key) };
            match self.doc.get(&home, key.as_str()).ok()? {
                Some((_, id)) => Some(Fresh::unseen(what, self.fresh.by_another(&id)?)),
                None => Some(self.fresh.gone(what)),
            }
        });
        changed.collect()
    }

    fn text(&self, text: TextRef) -> Option<Unseen> {
        let object = read::text_object(self.doc, text)?;
        let before = self.doc.text_at(&object, self.seen).ok()?;
        if before == self.doc.text(&object).ok()? {
            return None;
        }
        let mut stretches: Vec<Range<usize>> = Vec::new();
        let (mut latest, mut standing): (Option<By>, usize) = (None, 0);
        for item in self.doc.list_range(&object, ..) {
            let by = self.fresh.by(&item.id());
            standing += usize::from(by.is_none());
            let Some(by) = by.filter(|(author, _)| author.user != self.fresh.me) else { continue };
            latest = latest.filter(|latest| latest.1 > by.1).or(Some(by));
            match stretches.last_mut() {
                Some(last) if last.end == item.index => last.end += 1,
                _ => stretches.push(item.index..item.index + 1),
            }
        }
        match latest {
            Some(by) => Some(Fresh::unseen(What::Written { text, stretches }, by)),
            None if standing < before.chars().count() => Some(self.fresh.gone(What::Written { text, stretches })),
            None => None,
        }
    }

    /// Entries that went out of sight. What was begun and removed since is no news.
    fn removed(&self) -> Vec<Unseen> {
        let Some(map) = read::object(self.doc, &automerge::ROOT, "entries") else { return Vec::new() };
        let removed = self.doc.keys(&map).filter_map(|key| {
            let object = read::object(self.doc, &map, &key)?;
            let (_, id) = self.doc.get(&object, read::REMOVED).ok()??;
            let by = self.fresh.by_another(&id).filter(|_| self.fresh.by(&object).is_none())?;
            let (kind, _) = self.doc.get(&object, read::KIND).ok()??;
            Some(Fresh::unseen(What::Removed(EntryKind::of_code(kind.as_str()?)?), by))
        });
        removed.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::TaskField;
    use crate::document::{CaseDocument, Stamp};
    use crate::edit::{Edit, TextSplice};
    use crate::ids::{DeviceId, DocId, EntryId, OpeningTag};

    const ME: Author = Author { user: UserId(1), device: DeviceId(1) };
    const MY_OTHER_DEVICE: Author = Author { user: UserId(1), device: DeviceId(9) };
    const SUZUKI: Author = Author { user: UserId(2), device: DeviceId(2) };
    const TANAKA: Author = Author { user: UserId(3), device: DeviceId(3) };

    struct Desk {
        mine: CaseDocument,
        seen: BTreeSet<ChangeHash>,
        tag: u64,
    }

    fn set(field: FieldRef, value: &str) -> Edit {
        Edit::set(field, value)
    }

    fn insert(text: TextRef, at: usize, delete: usize, words: &str) -> Edit {
        Edit::Splice { text, splice: TextSplice { at, delete, insert: words.to_owned() } }
    }

    impl Desk {
        fn with(edits: &[Edit]) -> Self {
            let mut desk =
                Self { mine: CaseDocument::create(DocId::DIRECTORY, ME, OpeningTag(0)), seen: BTreeSet::new(), tag: 0 };
            edits.iter().for_each(|edit| desk.mine.apply(edit, Stamp { time_s: 1 }).expect("applies"));
            desk.seen = desk.mine.heads();
            desk
        }

        /// Somebody writes on what I have, and it comes to me.
        fn writes(&mut self, author: Author, time_s: i64, edits: &[Edit]) {
            self.tag += 1;
            let snapshot = [("0".to_owned(), self.mine.snapshot())];
            let loaded = CaseDocument::load(DocId::DIRECTORY, snapshot, author, OpeningTag(self.tag)).expect("loads");
            let mut theirs = loaded.document;
            edits.iter().for_each(|edit| theirs.apply(edit, Stamp { time_s }).expect("applies"));
            let changes = theirs.take_new_changes();
            self.mine.receive(changes.iter().map(|change| &change.bytes)).expect("receives");
        }

        fn unseen(&mut self) -> Vec<(What, Option<u64>, i64)> {
            let unseen = self.mine.unseen(&self.seen, ME.user);
            unseen.into_iter().map(|one| (one.what, one.author.map(|author| author.user.0), one.at_s)).collect()
        }
    }

    const PHONE: FieldRef = FieldRef::Case(CaseField::PersonPhone);
    const GOAL: TextRef = TextRef::Goal;

    #[test]
    fn what_others_did_is_told_and_what_i_did_is_not() {
        let task = EntryId::from_parts(1, [1; 10]);
        let mut desk = Desk::with(&[
            set(PHONE, "03-1111"),
            insert(GOAL, 0, 0, "外に出たい"),
            Edit::Add(EntryKind::Task.entry(task)),
            set(FieldRef::Task(task, TaskField::What), "手紙"),
        ]);
        assert_eq!(desk.unseen(), []);
        desk.writes(MY_OTHER_DEVICE, 5, &[set(FieldRef::Case(CaseField::PersonEmail), "a@example.jp")]);
        assert_eq!(desk.unseen(), [], "what I wrote elsewhere I know");

        let visit = EntryId::from_parts(2, [2; 10]);
        let added = EntryKind::Consultation.entry(visit);
        desk.writes(
            SUZUKI,
            7,
            &[
                set(PHONE, "03-2222"),
                Edit::Member { set: SetRef::Concerns, member: "health".to_owned(), present: true },
                Edit::Add(added),
                insert(TextRef::Note(visit), 0, 0, "会えた"),
                set(FieldRef::Task(task, TaskField::DoneOn), "2026-11-28"),
            ],
        );
        desk.writes(TANAKA, 8, &[insert(GOAL, 0, 0, "春に"), insert(GOAL, 7, 0, "。")]);
        let field = |field, before: &str| What::Value { field, before: before.to_owned() };
        let health = What::Member { set: SetRef::Concerns, member: "health".to_owned(), present: true };
        assert_eq!(
            desk.unseen(),
            [
                (field(PHONE, "03-1111"), Some(2), 7),
                (health, Some(2), 7),
                (What::Written { text: GOAL, stretches: vec![0..2, 7..8] }, Some(3), 8),
                (What::Added(added), Some(2), 7),
                (field(FieldRef::Task(task, TaskField::DoneOn), ""), Some(2), 7),
            ]
        );
        desk.seen = desk.mine.heads();
        assert_eq!(desk.unseen(), []);
    }

    #[test]
    fn what_went_is_told_and_names_the_only_one_who_wrote() {
        let task = EntryId::from_parts(1, [1; 10]);
        let mut desk = Desk::with(&[
            set(PHONE, "03-1111"),
            insert(GOAL, 0, 0, "外に出たい"),
            Edit::Member { set: SetRef::Concerns, member: "health".to_owned(), present: true },
            Edit::Add(EntryKind::Task.entry(task)),
        ]);
        let passing = EntryId::from_parts(3, [3; 10]);
        desk.writes(
            SUZUKI,
            7,
            &[
                set(PHONE, ""),
                insert(GOAL, 0, 2, ""),
                Edit::Member { set: SetRef::Concerns, member: "health".to_owned(), present: false },
                Edit::Remove(EntryKind::Task.entry(task)),
                Edit::Add(EntryKind::Alert.entry(passing)),
                Edit::Remove(EntryKind::Alert.entry(passing)),
            ],
        );
        let gone = [
            What::Value { field: PHONE, before: "03-1111".to_owned() },
            What::Member { set: SetRef::Concerns, member: "health".to_owned(), present: false },
            What::Written { text: GOAL, stretches: Vec::new() },
            What::Removed(EntryKind::Task),
        ];
        assert_eq!(desk.unseen(), gone.clone().map(|what| (what, Some(2), 7)));
        // With a second writer nobody can be named for what leaves no trace, and it is told all the same.
        desk.writes(TANAKA, 9, &[insert(TextRef::History, 0, 0, "話")]);
        let authors: Vec<_> = desk.unseen().into_iter().map(|(_, author, _)| author).collect();
        assert_eq!(authors, [None, None, None, Some(3), Some(2)]);
        desk.writes(MY_OTHER_DEVICE, 10, &[insert(TextRef::History, 1, 0, "。")]);
        assert_eq!(desk.unseen().len(), 5);
    }

    #[test]
    fn a_value_that_came_back_is_no_news_and_heads_that_are_not_here_tell_nothing() {
        let mut desk = Desk::with(&[set(PHONE, "03-1111")]);
        desk.writes(SUZUKI, 7, &[set(PHONE, "03-2222")]);
        desk.writes(SUZUKI, 8, &[set(PHONE, "03-1111")]);
        assert_eq!(desk.unseen(), []);
        desk.writes(SUZUKI, 9, &[set(PHONE, "03-3333")]);
        assert_eq!(desk.unseen().len(), 1);
        desk.seen.insert(ChangeHash([7; 32]));
        assert_eq!(desk.unseen(), []);
    }
}
