//! The files of cases.

use madobe_shared::blob::BlobKey;
use madobe_shared::codes::{Deed, MediaKind, Role};
use madobe_shared::ids::{BlobHash, DocId, UserId};

use super::super::access::TeamPlace;
use super::super::accounts::AccountChange;
use super::super::audit::{About, Hand};
use super::super::blobs::{NewBlob, NotKept, Room, Whose};
use super::super::{Store, StoreError, Viewer};
use super::{Checked, accounts, change, date, device, doc};

const SATO: UserId = UserId(u64::MAX - 1);
const ITO: UserId = UserId(8);
const ROOM: Room = Room { of_case: 100, of_office: 150 };

/// 佐藤 at the desk, 伊藤 a coordinator, and two cases.
fn open(store: &impl Store) -> Checked {
    accounts::add(store, SATO.0, "sato")?;
    accounts::add(store, ITO.0, "ito")?;
    for (login, role) in [("sato", Role::Consultant), ("ito", Role::Coordinator)] {
        let change = AccountChange { role: Some(role), ..AccountChange::default() };
        store.change_user(Hand::of_the_office(0), login, &change)?;
    }
    store.append(1, &[change(1, 1, &[]), change(2, 1, &[])])?;
    Ok(())
}

fn of(user: UserId) -> Whose {
    let viewer = Viewer::Member { user, today: date(28) };
    Whose { hand: Hand::of(user, 1_000), viewer, device: Some(device()) }
}

fn file(case: DocId, words: &str) -> NewBlob {
    let bytes = [b"%PDF-", words.as_bytes()].concat();
    NewBlob { key: BlobKey { doc: case, hash: BlobHash::of(&bytes) }, kind: MediaKind::Pdf, bytes }
}

fn told(store: &impl Store, case: DocId) -> Result<Vec<(Deed, Option<UserId>)>, StoreError> {
    let about = About { case: Some(case), ..About::default() };
    let told = store.trail(&about, None, 99)?.into_iter().rev();
    let of_files = told.filter(|one| matches!(one.event.deed, Deed::Attached | Deed::Fetched));
    Ok(of_files.map(|one| (one.event.deed, one.event.by)).collect())
}

pub fn they_are_kept_once_for_whoever_sees_the_case<S: Store>(store: &S) -> Checked {
    open(store)?;
    let letter = file(doc(1), "a letter");
    assert_eq!(store.put_blob(of(ITO), &letter, ROOM)?, Err(NotKept::NotFound), "not shared with the coordinator");
    assert_eq!(store.put_blob(of(SATO), &letter, ROOM)?, Ok(()));
    assert_eq!(store.put_blob(of(SATO), &letter, ROOM)?, Ok(()), "sent again, because the answer was lost");
    assert_eq!(store.blob(of(SATO), letter.key)?, Some(letter.bytes.clone()));
    assert_eq!(store.blob(of(ITO), letter.key)?, None);
    assert!(store.has_blob(of(SATO).viewer, letter.key)? && !store.has_blob(of(ITO).viewer, letter.key)?);
    let elsewhere = BlobKey { doc: doc(2), ..letter.key };
    assert_eq!(store.blob(of(SATO), elsewhere)?, None, "the same bytes are another case's file only if it has them");
    assert_eq!(told(store, doc(1))?, [(Deed::Attached, Some(SATO)), (Deed::Fetched, Some(SATO))]);

    let place = TeamPlace { user: ITO, until: None, granted_by: Some(SATO), granted_at_ms: 2, reason: None };
    store.grant(2, doc(1), &place)?;
    assert_eq!(store.blob(of(ITO), letter.key)?, Some(letter.bytes));
    let photo = file(doc(1), "of the garden");
    assert_eq!(store.put_blob(of(ITO), &photo, ROOM)?, Ok(()));
    store.revoke(Hand::of(SATO, 3), doc(1), ITO)?;
    assert_eq!(store.blob(of(ITO), photo.key)?, None, "their own, and not theirs to see any more");
    assert_eq!(store.put_blob(of(ITO), &photo, ROOM)?, Err(NotKept::NotFound));
    assert_eq!(told(store, doc(1))?.len(), 4, "who was refused was given nothing");
    Ok(())
}

pub fn there_is_room_for_so_many<S: Store>(store: &S) -> Checked {
    open(store)?;
    let large = |case, words: &str| file(case, &format!("{words:.>55}"));
    assert_eq!(store.put_blob(of(SATO), &large(doc(1), "a"), ROOM)?, Ok(()));
    assert_eq!(store.put_blob(of(SATO), &large(doc(1), "b"), ROOM)?, Err(NotKept::CaseFull));
    assert_eq!(store.put_blob(of(SATO), &large(doc(1), "a"), ROOM)?, Ok(()), "what is there takes no more room");
    assert_eq!(store.put_blob(of(SATO), &large(doc(2), "c"), ROOM)?, Ok(()));
    assert_eq!(store.put_blob(of(SATO), &file(doc(2), &".".repeat(30)), ROOM)?, Err(NotKept::OfficeFull));
    assert_eq!(store.put_blob(of(SATO), &file(doc(2), "small"), ROOM)?, Ok(()));
    Ok(())
}

pub fn they_go_with_their_case<S: Store>(store: &S) -> Checked {
    open(store)?;
    let (letter, other) = (file(doc(1), "a letter"), file(doc(2), "another"));
    store.put_blob(of(SATO), &letter, ROOM)?.expect("there is room");
    store.put_blob(of(SATO), &other, ROOM)?.expect("there is room");
    store.bury(9, doc(1))?;
    assert_eq!(store.blob(of(SATO), letter.key)?, None);
    assert_eq!(store.put_blob(of(SATO), &letter, ROOM)?, Err(NotKept::NotFound), "nor does it come back");
    assert_eq!(store.blob(of(SATO), other.key)?, Some(other.bytes));
    for nowhere in [doc(9), DocId::DIRECTORY] {
        assert_eq!(store.put_blob(of(SATO), &file(nowhere, "x"), ROOM)?, Err(NotKept::NotFound));
    }
    let full = Room { of_office: 18, ..ROOM };
    assert_eq!(store.put_blob(of(SATO), &file(doc(2), "b"), full)?, Ok(()), "what went made room");
    Ok(())
}
