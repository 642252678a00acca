//! What is asked of a change from elsewhere before anything else is done with it. It reads the change's envelope, never a document.

mod extent;

use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::Change;

use super::genesis::{Kind, genesis};
use crate::ids::{Author, ChangeHash};
use crate::limits::CHANGE_BYTES_MAX;

/// The envelope of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// Its address.
    pub hash: ChangeHash,
    /// The changes it builds on.
    pub deps: Vec<ChangeHash>,
    /// Who wrote it; `None` for the first change of a document, which nobody wrote.
    pub author: Option<Author>,
}

/// The bytes are not a change this system accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CheckError {
    /// Larger than [`CHANGE_BYTES_MAX`].
    #[error("the change is larger than {CHANGE_BYTES_MAX} bytes")]
    TooLarge,
    /// Not one whole, uncompressed Automerge change, or one that claims more than a change may hold. Compressed chunks are refused unread:
    /// they could inflate without bound.
    #[error("not one whole, uncompressed change")]
    Malformed,
    /// The actor is not of this system's form, and the change is not a document's first.
    #[error("the change names no author")]
    NoAuthor,
}

const MAGIC_BYTES: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
const CHUNK_TYPE_CHANGE: u8 = 1;

/// One whole, uncompressed, undamaged change chunk. Its header is four magic bytes, the first four bytes of its hash, and its type.
/// Automerge reads a change without comparing that checksum, and a flipped bit would pass as another change of another hash.
pub(super) fn read_change(bytes: &[u8]) -> Option<Change> {
    if !bytes.starts_with(&MAGIC_BYTES) || bytes.get(8) != Some(&CHUNK_TYPE_CHANGE) || !extent::is_bounded(bytes) {
        return None;
    }
    let change = Change::try_from(bytes).ok()?;
    // What was not read would be stored and sent on all the same.
    let whole = change.raw_bytes() == bytes;
    (whole && bytes.get(4..8) == change.hash().0.get(..4)).then_some(change)
}

/// Reads the envelope of a change.
///
/// # Errors
///
/// See [`CheckError`].
pub fn check(bytes: &[u8]) -> Result<Envelope, CheckError> {
    if bytes.len() > CHANGE_BYTES_MAX {
        return Err(CheckError::TooLarge);
    }
    // Automerge's parser is not hardened against foreign bytes.
    let change = catch_unwind(AssertUnwindSafe(|| read_change(bytes))).ok().flatten().ok_or(CheckError::Malformed)?;
    let author = Author::of_actor(change.actor_id());
    if author.is_none() && !Kind::ALL.iter().any(|kind| genesis(*kind).bytes == bytes) {
        return Err(CheckError::NoAuthor);
    }
    let deps = change.deps().iter().copied().map(ChangeHash::from).collect();
    Ok(Envelope { hash: change.hash().into(), deps, author })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{CaseDocument, Stamp};
    use crate::edit::{Edit, TextSplice};
    use crate::form::TextRef;
    use crate::ids::{DeviceId, DocId, OpeningTag, UserId};

    #[test]
    fn an_honest_change_passes_and_anything_else_does_not() {
        let author = Author { user: UserId(1), device: DeviceId(2) };
        let mut document = CaseDocument::create(DocId::DIRECTORY, author, OpeningTag(3));
        let splice = TextSplice { at: 0, delete: 0, insert: "朝、散歩がしたい".repeat(40) };
        document.apply(&Edit::Splice { text: TextRef::Goal, splice }, Stamp { time_s: 1 }).expect("applies");
        let [first, second] = document.take_new_changes().try_into().expect("two changes");
        assert_eq!(check(&first.bytes).map(|it| (it.hash, it.author)), Ok((first.hash, None)));
        let envelope = check(&second.bytes).expect("honest");
        assert_eq!((envelope.hash, envelope.author, envelope.deps), (second.hash, Some(author), vec![first.hash]));

        let compressed = automerge::Change::try_from(second.bytes.as_slice()).expect("reads").bytes().into_owned();
        assert_eq!(check(&compressed), Err(CheckError::Malformed));
        let trailing = [second.bytes.as_slice(), b"x"].concat();
        assert_eq!(check(&trailing), Err(CheckError::Malformed));
        assert_eq!(check(&vec![0; CHANGE_BYTES_MAX + 1]), Err(CheckError::TooLarge));
        for end in 0..second.bytes.len() {
            assert_eq!(check(&second.bytes[..end]), Err(CheckError::Malformed));
        }
        for at in 0..second.bytes.len() {
            let mut flipped = second.bytes.clone();
            flipped[at] ^= 0x10;
            assert!(check(&flipped).is_err(), "byte {at}");
        }
    }
}
