//! Brings a store to life with the demo office: accounts that everyone knows, and the documents of [`crate::demo`]. It exists on the
//! loopback interface only.

use madobe_shared::blob::BlobKey;
use madobe_shared::document::check::check;
use madobe_shared::ids::BlobHash;
use madobe_shared::protocol::ChangeKey;
use madobe_shared::session::server::AppendOutcome::{AlreadyThere, Appended};
use madobe_shared::session::server::CheckedChange;

use crate::auth::password;
use crate::compactor::compact_document;
use crate::demo::{self, DemoDocument};
use crate::platform::day_in_japan;
use crate::store::access::TeamPlace;
use crate::store::accounts::{Account, AccountError};
use crate::store::audit::Hand;
use crate::store::blobs::{NewBlob, Room, Whose};
use crate::store::{Store, StoreError, Viewer};

/// The password of all demo accounts.
pub const PASSWORD: &str = "madobe-demo";

/// Fills an empty store with the demo office and returns whether it did. A store in which anything is stays as it is.
///
/// # Errors
///
/// Where the store fails. What was written until then stays.
pub fn populate(store: &dyn Store, now_ms: u64) -> Result<bool, StoreError> {
    if store.head()? > 0 || !store.list_users()?.is_empty() {
        return Ok(false);
    }
    // The documents first: an interruption leaves an office that nobody can enter and that is plainly not the demo, instead of one that
    // looks complete and is not.
    let today = day_in_japan(now_ms);
    seed(store, now_ms, demo::office(today, demo::SEED))?;
    for user in demo::ACCOUNTS {
        let account = Account {
            user: user.user,
            login: user.login.to_owned(),
            name: user.name.to_owned(),
            profession: user.profession,
            active: true,
            role: user.role,
            contractor: user.contractor,
            expires_on: None,
            password_hash: password::hash(PASSWORD).map_err(|error| StoreError::Failed(error.to_string()))?,
        };
        match store.create_user(Hand::of_the_office(now_ms), &account) {
            Ok(()) => {}
            Err(AccountError::Store(error)) => return Err(error),
            Err(other) => return Err(StoreError::Failed(other.to_string())),
        }
    }
    for team in demo::teams(today) {
        for (user, until) in team.members {
            let place = TeamPlace { user, until, granted_by: Some(demo::SATO), granted_at_ms: now_ms, reason: None };
            store.grant(now_ms, team.case, &place)?;
        }
        if team.restricted {
            store.restrict(Hand::of_the_office(now_ms), team.case, true)?;
        }
    }
    for demo::DemoFile { case, kind, bytes } in demo::files(today) {
        let key = BlobKey { doc: case, hash: BlobHash::of(bytes) };
        let office = Whose { hand: Hand::of_the_office(now_ms), viewer: Viewer::Office, device: None };
        let kept = store.put_blob(office, &NewBlob { key, kind, bytes: bytes.to_vec() }, Room::USUAL)?;
        kept.map_err(|error| StoreError::Failed(error.to_string()))?;
    }
    Ok(true)
}

/// Whether someone can sign in to a store with what everyone knows. Takes some tens of milliseconds for each account of the demo.
///
/// # Errors
///
/// Where the store fails.
pub fn is_open_to_everyone(store: &dyn Store) -> Result<bool, StoreError> {
    for user in demo::ACCOUNTS {
        let account = store.user_by_login(user.login)?;
        if account.is_some_and(|it| it.active && password::verify(PASSWORD, &it.password_hash)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Writes documents into a store and makes their snapshots, so that a first sync is as quick as in an office that has been running for
/// years. Returns how many.
///
/// # Errors
///
/// Where the store fails, or refuses a change: then the documents are not what they should be.
pub fn seed(
    store: &dyn Store,
    now_ms: u64,
    documents: impl IntoIterator<Item = DemoDocument>,
) -> Result<usize, StoreError> {
    let mut seeded = 0;
    for document in documents {
        let refused = || StoreError::Failed(format!("the demo's document {} was refused", document.id));
        let changes: Option<Vec<CheckedChange>> = document
            .changes
            .iter()
            .map(|change| {
                let envelope = check(&change.bytes).ok()?;
                Some(CheckedChange {
                    key: ChangeKey { doc: document.id, hash: envelope.hash },
                    deps: envelope.deps,
                    author: envelope.author,
                    user: None,
                    device: demo::DEVICE,
                    bytes: change.bytes.clone(),
                })
            })
            .collect();
        let outcomes = store.append(now_ms, &changes.ok_or_else(refused)?)?;
        if !outcomes.iter().all(|outcome| matches!(outcome, Appended(_) | AlreadyThere(_))) {
            return Err(refused());
        }
        compact_document(store, document.id, None)?;
        seeded += 1;
    }
    Ok(seeded)
}
