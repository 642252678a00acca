//! Tries a change on the document it belongs to, before anyone else gets to see it.
//!
//! Automerge takes the operations of a change at their word: it panics over an object that does not exist, and drops a reference to a value
//! that does not, after which no snapshot of the document can be read again. A browser cannot catch a panic, so a change that got into the
//! log would end every tab that opens the document. A change fits when applying it succeeds and the document gives back exactly its bytes.
//! Never changes what is stored.

use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::ReadDoc;

use super::check::read_change;
use super::genesis::{Kind, genesis};
use super::replica::{LoadError, Replica};
use crate::ids::{Author, ChangeHash, DeviceId, OpeningTag, UserId};
use crate::limits::DOCUMENT_OPS_MAX;

/// A document on which changes are tried. It holds those that fitted.
#[derive(Debug)]
pub struct Trial {
    kind: Kind,
    replica: Replica,
    ops: u64,
}

/// The change does not fit the document. Whatever the trial held is lost with it, because Automerge may have stopped halfway.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the change does not fit its document")]
pub struct Unfit;

/// Nothing is written under this name; opening needs some author.
const READER: (Author, OpeningTag) = (Author { user: UserId(0), device: DeviceId(0) }, OpeningTag(0));

impl Trial {
    /// A document of this kind that does not exist yet.
    #[must_use]
    pub fn begin(kind: Kind) -> Self {
        let (author, tag) = READER;
        Self { kind, replica: Replica::empty(author, tag), ops: 0 }
    }

    /// A document of this kind as it is stored.
    ///
    /// # Errors
    ///
    /// [`LoadError`] where any part of it cannot be read: nothing can be tried on it then.
    pub fn open(kind: Kind, snapshot: Option<&[u8]>, changes: &[Vec<u8>]) -> Result<Self, LoadError> {
        let unreadable = LoadError::Unreadable { bad_chunks: Vec::new() };
        let chunks = snapshot.into_iter().chain(changes.iter().map(Vec::as_slice));
        let chunks = chunks.map(|bytes| (String::new(), bytes.to_vec()));
        let (author, tag) = READER;
        let loaded = catch_unwind(AssertUnwindSafe(|| Replica::load(chunks, author, tag)));
        let mut loaded = loaded.map_err(|_| unreadable.clone())??;
        if !loaded.bad_chunks.is_empty() || loaded.missing_dependencies {
            return Err(unreadable);
        }
        let ops = ops(&mut loaded.document);
        Ok(Self { kind, replica: loaded.document, ops })
    }

    /// Whether the document has all these changes.
    pub fn holds(&mut self, hashes: &[ChangeHash]) -> bool {
        hashes.iter().all(|hash| max_op(&mut self.replica, *hash).is_some())
    }

    /// How many operations the document has; its memory grows with them.
    #[must_use]
    pub fn ops(&self) -> u64 {
        self.ops
    }

    /// Applies a change whose dependencies are all here.
    ///
    /// # Errors
    ///
    /// [`Unfit`]
    pub fn take(self, bytes: &[u8]) -> Result<Self, Unfit> {
        catch_unwind(AssertUnwindSafe(|| self.try_take(bytes))).unwrap_or(Err(Unfit))
    }

    fn try_take(mut self, bytes: &[u8]) -> Result<Self, Unfit> {
        let change = read_change(bytes).ok_or(Unfit)?;
        let hash = ChangeHash::from(change.hash());
        if change.deps().is_empty() {
            // Another beginning than that of its kind, or one beside the one there is, would turn a case into something else.
            if genesis(self.kind).hash != hash || self.ops > 0 {
                return Err(Unfit);
            }
        }
        // Operations are numbered on from those they build on. A leap would use up the numbers that others have yet to give.
        let mut before = 0;
        for dep in change.deps() {
            before = before.max(max_op(&mut self.replica, (*dep).into()).ok_or(Unfit)?);
        }
        self.ops += change.len() as u64;
        if change.start_op().get() != before + 1 || self.ops > DOCUMENT_OPS_MAX {
            return Err(Unfit);
        }
        self.replica.receive([bytes]).map_err(|_| Unfit)?;
        let given_back = self.replica.committed().get_change_by_hash(&hash.into());
        if given_back.is_some_and(|change| change.raw_bytes() == bytes) { Ok(self) } else { Err(Unfit) }
    }
}

/// The number of the last operation of a change; `None` where the change is not here.
fn max_op(replica: &mut Replica, hash: ChangeHash) -> Option<u64> {
    replica.committed().get_change_meta_by_hash(&hash.into()).map(|change| change.max_op)
}

/// How many operations there are in all changes.
fn ops(replica: &mut Replica) -> u64 {
    replica.committed().get_changes_meta(&[]).iter().map(|change| change.max_op + 1 - change.start_op).sum()
}

#[cfg(test)]
mod tests {
    use automerge::legacy::{ElementId, Key, ObjectId, OpId};
    use automerge::{ActorId, Change, ExpandedChange};

    use super::*;
    use crate::case::CaseField;
    use crate::document::{CaseDocument, Stamp};
    use crate::edit::{Edit, TextSplice};
    use crate::form::{FieldRef, TextRef};
    use crate::ids::DocId;

    const AUTHOR: Author = Author { user: UserId(1), device: DeviceId(2) };

    fn case() -> Vec<Vec<u8>> {
        let mut case = CaseDocument::create(DocId::DIRECTORY, AUTHOR, OpeningTag(3));
        for at in 0..3 {
            let name = Edit::Set { field: FieldRef::Case(CaseField::PersonName), value: Some(format!("佐藤{at}")) };
            case.apply(&name, Stamp { time_s: 1 }).unwrap();
            let splice = TextSplice { at: 0, delete: at, insert: "散歩がしたい".into() };
            case.apply(&Edit::Splice { text: TextRef::Goal, splice }, Stamp { time_s: 1 }).unwrap();
            case.commit();
        }
        case.take_new_changes().into_iter().map(|change| change.bytes).collect()
    }

    /// The last change of the case, twisted.
    fn twisted(twist: impl FnOnce(&mut ExpandedChange)) -> Vec<u8> {
        let last = case().pop().unwrap();
        let mut change = Change::try_from(last.as_slice()).unwrap().decode();
        twist(&mut change);
        Change::from(change).raw_bytes().to_vec()
    }

    #[test]
    fn honest_changes_fit_one_after_the_other_and_upon_a_snapshot() {
        let changes = case();
        let fitted = changes.iter().try_fold(Trial::begin(Kind::Case), |trial, bytes| trial.take(bytes)).unwrap();
        assert_eq!(fitted.ops(), Trial::open(Kind::Case, None, &changes).unwrap().ops());
        assert_eq!(twisted(|_| ()), changes[3], "the twists below change nothing else");
        let reader = Author { user: UserId(0), device: DeviceId(0) };
        let chunks = changes[..3].iter().map(|bytes| (String::new(), bytes.clone()));
        let snapshot = CaseDocument::load(DocId::DIRECTORY, chunks, reader, OpeningTag(0)).unwrap().document.snapshot();
        assert!(Trial::open(Kind::Case, Some(&snapshot), &[]).unwrap().take(&changes[3]).is_ok());
    }

    #[test]
    fn what_would_end_a_tab_or_spoil_a_snapshot_does_not_fit() {
        let nowhere = || OpId::new(77, &ActorId::from(AUTHOR.actor(OpeningTag(3)).to_bytes()));
        let is_text = |key: &Key| matches!(key, Key::Seq(_));
        let twists: [(&str, Vec<u8>); 8] = [
            ("an object that does not exist", twisted(|it| it.operations[0].obj = ObjectId::Id(nowhere()))),
            (
                "a character that does not exist",
                twisted(|it| {
                    let at = it.operations.iter_mut().rfind(|op| is_text(&op.key)).unwrap();
                    at.key = Key::Seq(ElementId::Id(nowhere()));
                }),
            ),
            (
                "a key where characters are",
                twisted(|it| {
                    let at = it.operations.iter_mut().rfind(|op| is_text(&op.key)).unwrap();
                    (at.key, at.insert) = (Key::Map("key".into()), false);
                }),
            ),
            ("a value that does not exist", twisted(|it| it.operations[0].pred = vec![nowhere()].into())),
            ("numbers from far ahead", twisted(|it| it.start_op = 1_000_000.try_into().unwrap())),
            ("numbers up to the last there is", twisted(|it| it.start_op = u64::from(u32::MAX).try_into().unwrap())),
            ("numbers that were given", twisted(|it| it.start_op = 3.try_into().unwrap())),
            ("a gap in the actor's changes", twisted(|it| it.seq += 1)),
        ];
        for (what, bytes) in twists {
            let trial = Trial::open(Kind::Case, None, &case()[..3]).unwrap();
            assert_eq!(trial.take(&bytes).err(), Some(Unfit), "{what}");
        }
    }

    #[test]
    fn a_document_begins_once_and_as_everyone_knows() {
        let begun = || Trial::open(Kind::Case, None, &case()).unwrap();
        assert!(begun().take(&genesis(Kind::Directory).bytes).is_err());
        for kind in Kind::ALL {
            for other in Kind::ALL {
                let begins = Trial::begin(kind).take(&genesis(other).bytes).is_ok();
                assert_eq!(begins, kind == other, "{kind:?} as {other:?}: the id says what a document is");
            }
        }
        let rootless = twisted(|it| {
            it.deps.clear();
            it.start_op = 1.try_into().unwrap();
            it.operations.truncate(1);
            it.operations[0].pred = Vec::new().into();
        });
        assert!(Trial::begin(Kind::Case).take(&rootless).is_err());
    }
}
