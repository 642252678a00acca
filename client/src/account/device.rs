//! What the device itself remembers, beside the users' databases: its id, who was here last, and its keyring. Nothing of it says
//! anything of a case, since all of it can be read by whoever holds the device.

use std::collections::BTreeSet;
use std::rc::Rc;

use madobe_shared::ids::{DeviceId, DocId, UserId};
use madobe_shared::order;
use madobe_shared::protocol::StaffMember;
use madobe_shared::search::fold;
use madobe_shared::storage::{MetaKey, Table, Transaction, decode_row, doc_of_key, encode_row};
use serde::{Deserialize, Serialize};

use super::AccountError;
use super::keyring::KeyEntry;
use crate::browser::{Browser, new_device_id, open_database};
use crate::platform::Platform;
use crate::storage::{Database, StorageError};
use crate::vault::{DataKey, Vault};

const DEVICE_KEY: &str = "device";
const PROFILE_KEY: &str = "profile";
const KEYRING_PREFIX: &str = "key/";
const WIPED_KEY: &str = "wiped";

/// The device's own small database.
#[derive(Debug)]
pub(super) struct Device {
    database: Database,
    pub(super) id: DeviceId,
}

/// Who was here last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Profile {
    pub(super) user: UserId,
    pub(super) login: String,
    /// Whether they still are, as far as this device is concerned; perhaps behind a lock.
    pub(super) signed_in: bool,
    /// Whether the server has yet to hear that they signed out.
    pub(super) sign_out_owed: bool,
}

impl Device {
    /// Opens what the device remembers; the first time, draws its id.
    pub(super) async fn open() -> Result<Self, StorageError> {
        let database = open_database("madobe-device", &[Table::Meta], Vault::open_book()).await?;
        loop {
            if let Some(id) = read(&database, DEVICE_KEY).await? {
                return Ok(Self { database, id });
            }
            let mut transaction = Transaction::default();
            transaction.put(Table::Meta, DEVICE_KEY, encode_row(&new_device_id()));
            // Two tabs may both find none; the first to write decides, and both read what it wrote.
            let keys = database.keys(Table::Meta).await?;
            let here: Vec<String> = keys.into_iter().filter(|key| key == DEVICE_KEY).collect();
            if here.is_empty() {
                database.write_if((Table::Meta, DEVICE_KEY, &here), &transaction).await?;
            } else {
                // It is there and cannot be read: another id is drawn, and the changes of the old one stay what they are.
                database.write(&transaction).await?;
            }
        }
    }

    pub(super) async fn profile(&self) -> Result<Option<Profile>, StorageError> {
        read(&self.database, PROFILE_KEY).await
    }

    pub(super) async fn keep_profile(&self, profile: &Profile) -> Result<(), StorageError> {
        let mut transaction =
            Transaction { deletes: vec![(Table::Meta, WIPED_KEY.to_owned())], ..Transaction::default() };
        transaction.put(Table::Meta, PROFILE_KEY, encode_row(profile));
        self.database.write(&transaction).await
    }

    /// The entry of a user in the keyring.
    pub(super) async fn key_entry(&self, user: UserId) -> Result<Option<KeyEntry>, StorageError> {
        read(&self.database, &entry_key(user)).await
    }

    /// The entry of whoever signs in so, in whatever width and case it was typed.
    pub(super) async fn key_entry_of(&self, login: &str) -> Result<Option<KeyEntry>, StorageError> {
        let rows = self.database.rows(Table::Meta, KEYRING_PREFIX).await?;
        let mut entries = rows.good.iter().filter_map(|(_, bytes)| decode_row::<KeyEntry>(bytes));
        Ok(entries.find(|entry| fold(entry.login.trim()) == fold(login.trim())))
    }

    /// Stores an entry, whether or not there was one: for whoever the office has just let in.
    pub(super) async fn keep_key_entry(&self, entry: &KeyEntry) -> Result<(), StorageError> {
        self.keep(&entry_key(entry.user), entry).await
    }

    /// Stores an entry that was read before, where there still is one: a device that was wiped meanwhile, by whichever tab, stays so.
    pub(super) async fn renew_key_entry(&self, entry: &KeyEntry) -> Result<(), StorageError> {
        let key = entry_key(entry.user);
        let mut transaction = Transaction::default();
        transaction.put(Table::Meta, key.clone(), encode_row(entry));
        self.database.write_if((Table::Meta, &key, std::slice::from_ref(&key)), &transaction).await.map(drop)
    }

    /// Destroys the wrapped keys of all users, and says whose rows now open to nobody.
    pub(super) async fn destroy_keys(&self) -> Result<Vec<UserId>, StorageError> {
        let rows = self.database.rows(Table::Meta, KEYRING_PREFIX).await?;
        let mut transaction = Transaction::default();
        let mut users = Vec::new();
        for (key, bytes) in rows.good {
            let Some(entry) = decode_row::<KeyEntry>(&bytes) else { continue };
            users.push(entry.user);
            transaction.put(Table::Meta, key, encode_row(&entry.without_key()));
        }
        self.database.write(&transaction).await?;
        Ok(users)
    }

    /// Forgets everything, but that it was wiped. The next start draws another id.
    pub(super) async fn forget_itself(&self) -> Result<(), StorageError> {
        let delete_prefixes = vec![(Table::Meta, String::new())];
        let mut transaction = Transaction { delete_prefixes, ..Transaction::default() };
        transaction.put(Table::Meta, WIPED_KEY, encode_row(&true));
        self.database.write(&transaction).await
    }

    /// Whether it was wiped, and nobody has been here since.
    pub(super) async fn is_wiped(&self) -> bool {
        read(&self.database, WIPED_KEY).await.ok().flatten().unwrap_or(false)
    }

    /// Which key a user's rows here are under, and the keyring's entry for it, after the office has let the user in and offered a key.
    ///
    /// An office that was set back to an older backup may have forgotten the key that it gave before, and offers another. What is on
    /// the device opens with the old one alone.
    pub(super) async fn settle_key(
        &self,
        (user, login): (UserId, &str),
        passphrase: &str,
        offered: DataKey,
    ) -> Result<DataKey, AccountError> {
        let before = self.key_entry(user).await.map_err(AccountError::Storage)?;
        let key = match &before {
            Some(entry) if !entry.fits(&offered) => {
                let kept = entry.wrapped().and_then(|wrapped| wrapped.unwrap(passphrase, (user, self.id)).ok());
                kept.ok_or(AccountError::OtherKey)?
            }
            _ => offered,
        };
        let entry = self.wrap((user, login), (&key, passphrase)).map_err(AccountError::Storage)?;
        self.keep_key_entry(&entry.in_place_of(before)).await.map_err(AccountError::Storage)?;
        Ok(key)
    }

    /// The keyring's entry for a key under a passphrase that the office takes. It is not stored here.
    pub(super) fn wrap(
        &self,
        user: (UserId, &str),
        key_and_passphrase: (&DataKey, &str),
    ) -> Result<KeyEntry, StorageError> {
        let entry = KeyEntry::new(user, key_and_passphrase, self.id, &draw, Browser.now_ms());
        entry.ok_or_else(|| StorageError::Failed("out of memory".to_owned()))
    }

    async fn keep<T: Serialize>(&self, key: &str, value: &T) -> Result<(), StorageError> {
        let mut transaction = Transaction::default();
        transaction.put(Table::Meta, key, encode_row(value));
        self.database.write(&transaction).await
    }
}

fn entry_key(user: UserId) -> String {
    format!("{KEYRING_PREFIX}{user}")
}

async fn read<T: serde::de::DeserializeOwned>(database: &Database, key: &str) -> Result<Option<T>, StorageError> {
    let rows = database.rows_at(Table::Meta, &[key.to_owned()]).await?;
    Ok(rows.good.first().and_then(|(_, bytes)| decode_row(bytes)))
}

/// Opens a user's database with their key.
pub(super) async fn open_user(user: UserId, key: &DataKey) -> Result<Database, StorageError> {
    open_database(&database_name(user), &Table::ALL, Vault::sealed(key, Rc::new(draw))).await
}

/// Who the user of an opened database is, as it was last heard from the office.
pub(super) async fn read_me(database: &Database) -> Result<Option<StaffMember>, StorageError> {
    read(database, MetaKey::Me.name()).await
}

/// How many of a user's documents the office has not received yet. The keys of rows are enough for that.
pub(super) async fn unsent_documents(user: UserId) -> Result<usize, StorageError> {
    let database = open_database(&database_name(user), &Table::ALL, Vault::open_book()).await?;
    let keys = database.keys(Table::Outbox).await?;
    let docs: BTreeSet<DocId> = order::set(keys.iter().filter_map(|key| doc_of_key(key)));
    Ok(docs.len())
}

fn draw(bytes: &mut [u8]) {
    Browser.fill_random(bytes);
}

/// The database of a user.
pub(super) fn database_name(user: UserId) -> String {
    format!("madobe-{user}")
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::collections::BTreeMap;

    use futures_util::FutureExt;
    use futures_util::future::ready;

    use super::*;
    use crate::platform::Pending;
    use crate::storage::{Precondition, Reading, RowStore, SealedRows};

    /// The device's own table, in memory.
    #[derive(Debug, Default)]
    struct Book(RefCell<BTreeMap<String, Vec<u8>>>);

    impl RowStore for Book {
        fn write(
            &self,
            transaction: Transaction,
            only_if: Option<Precondition>,
        ) -> Pending<Result<bool, StorageError>> {
            let mut rows = self.0.borrow_mut();
            let holds = only_if.is_none_or(|only_if| {
                rows.keys().filter(|key| key.starts_with(&only_if.prefix)).eq(only_if.keys.iter())
            });
            if holds {
                for (_, prefix) in transaction.delete_prefixes {
                    rows.retain(|key, _| !key.starts_with(&prefix));
                }
                rows.extend(transaction.puts.into_iter().map(|row| (row.key, row.value)));
            }
            ready(Ok(holds)).boxed_local()
        }

        fn read(&self, reading: Reading) -> Pending<Result<SealedRows, StorageError>> {
            let rows = self.0.borrow();
            let is_asked_for = |key: &str| match &reading {
                Reading::Prefix(_, prefix) => key.starts_with(prefix),
                Reading::At(_, keys) => keys.iter().any(|asked| asked == key),
                Reading::Page(..) | Reading::Keys(_) => true,
            };
            let found = rows.iter().filter(|(key, _)| is_asked_for(key));
            ready(Ok(found.map(|(key, value)| (key.clone(), value.clone())).collect())).boxed_local()
        }
    }

    fn now<T>(answer: impl Future<Output = Result<T, StorageError>>) -> T {
        answer.now_or_never().expect("memory answers at once").expect("and never fails")
    }

    #[test]
    fn an_entry_that_was_read_before_the_device_was_wiped_does_not_come_back() {
        let database = Database::new(Box::new(Book::default()), Vault::open_book());
        let device = Device { database, id: DeviceId(2) };
        let key = DataKey::from_bytes([7; 32]);
        let entry = |user, login| {
            let entry = KeyEntry::new((user, login), (&key, "himawari"), device.id, &|bytes| bytes.fill(1), 86_400_000);
            entry.expect("there is memory")
        };
        let (mut sato, mori) = (entry(UserId(1), "sato"), entry(UserId(2), "mori"));
        now(device.keep_key_entry(&sato));
        now(device.keep_key_entry(&mori));
        sato.begin_try(86_400_000);
        now(device.renew_key_entry(&sato));
        assert_eq!(now(device.key_entry(UserId(1))), Some(sato.clone()), "where it still is, it is stored");
        assert_eq!(now(device.destroy_keys()), [UserId(1), UserId(2)]);
        now(device.forget_itself());
        now(device.renew_key_entry(&sato));
        assert_eq!(now(device.key_entry(UserId(1))), None);
        assert!(now(device.is_wiped().map(Ok)));
    }
}
