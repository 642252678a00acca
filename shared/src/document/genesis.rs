//! The first change of every document: the same bytes on every device, so that no two devices can race on the initial structure.

use std::sync::LazyLock;

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ActorId, AutoCommit, AutomergeError, ObjType, ROOT, TextEncoding};

use super::NewChange;
use crate::form::{EntryKind, TextRef};
use crate::ids::DocId;

/// What a document holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A case.
    Case,
    /// The office's directory of desks and partners.
    Directory,
    /// What else the office keeps for everyone.
    Office,
    /// The minutes of a 支援会議, which are for its attendees alone.
    Minutes,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Case, Self::Directory, Self::Office, Self::Minutes];

    /// The kind's name, under the key [`super::read::KIND`].
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Case => "case",
            Self::Directory => "directory",
            Self::Office => "office",
            Self::Minutes => "minutes",
        }
    }

    /// Whether a document of this kind has such entries.
    #[must_use]
    pub const fn has(self, entries: EntryKind) -> bool {
        match entries {
            EntryKind::Agency => matches!(self, Self::Directory),
            EntryKind::NoteTemplate | EntryKind::Gathering => matches!(self, Self::Office),
            _ => matches!(self, Self::Case),
        }
    }

    /// What the document with this id holds.
    #[must_use]
    pub fn of(id: DocId) -> Self {
        match id {
            DocId::DIRECTORY => Self::Directory,
            DocId::OFFICE => Self::Office,
            minutes if minutes.is_minutes() => Self::Minutes,
            _ => Self::Case,
        }
    }

    /// The prose of such a document itself, which is there from its beginning.
    #[must_use]
    pub fn texts(self) -> Vec<TextRef> {
        match self {
            Self::Case => TextRef::of_case(),
            Self::Directory | Self::Office => Vec::new(),
            Self::Minutes => vec![TextRef::AttendeesMinutes],
        }
    }
}

/// The encoding in which all replicas count characters. It is pinned: an index of one encoding means another place in another.
pub(super) const TEXT_ENCODING: TextEncoding = TextEncoding::UnicodeCodePoint;

/// The first change of a document of this kind. It is made once and kept: every change that comes in is held against it.
#[must_use]
pub fn genesis(kind: Kind) -> &'static NewChange {
    static CASE: LazyLock<NewChange> = LazyLock::new(|| make(Kind::Case));
    static DIRECTORY: LazyLock<NewChange> = LazyLock::new(|| make(Kind::Directory));
    static OFFICE: LazyLock<NewChange> = LazyLock::new(|| make(Kind::Office));
    static MINUTES: LazyLock<NewChange> = LazyLock::new(|| make(Kind::Minutes));
    match kind {
        Kind::Case => &CASE,
        Kind::Directory => &DIRECTORY,
        Kind::Office => &OFFICE,
        Kind::Minutes => &MINUTES,
    }
}

fn make(kind: Kind) -> NewChange {
    let actor = ActorId::from(format!("madobe-{}-1", kind.name()).as_bytes());
    let mut doc = AutoCommit::new_with_encoding(TEXT_ENCODING).with_actor(actor);
    #[expect(clippy::expect_used, reason = "an empty document takes these keys; a test builds every kind")]
    structure(&mut doc, kind).expect("the structure is fixed");
    doc.commit_with(CommitOptions::default().with_time(0));
    #[expect(clippy::expect_used, reason = "the change was committed the line above")]
    let change = doc.get_last_local_change().expect("a change was committed");
    NewChange { hash: change.hash().into(), bytes: change.raw_bytes().to_vec() }
}

fn structure(doc: &mut AutoCommit, kind: Kind) -> Result<(), AutomergeError> {
    doc.put(ROOT, "kind", kind.name())?;
    match kind {
        Kind::Case | Kind::Minutes => {
            for map in ["fields", "entries"] {
                doc.put_object(ROOT, map, ObjType::Map)?;
            }
            let texts = doc.put_object(ROOT, "texts", ObjType::Map)?;
            for text in kind.texts() {
                doc.put_object(&texts, text.key(), ObjType::Text)?;
            }
        }
        Kind::Directory => {
            doc.put_object(ROOT, "agencies", ObjType::Map)?;
        }
        Kind::Office => {
            for map in ["fields", "entries"] {
                doc.put_object(ROOT, map, ObjType::Map)?;
            }
        }
    }
    Ok(())
}
