//! What the device itself remembers, beside the users' databases: its id, and who was here last.

use madobe_shared::ids::{DeviceId, DocId, UserId};
use madobe_shared::protocol::StaffMember;
use madobe_shared::storage::{Table, Transaction, decode_row, doc_of_key, encode_row};
use serde::{Deserialize, Serialize};

use crate::browser::{new_device_id, open_database};
use crate::storage::{Database, StorageError};

const DEVICE_KEY: &str = "device";
const PROFILE_KEY: &str = "profile";

/// The device's own small database.
#[derive(Debug)]
pub(super) struct Device {
    database: Database,
    pub(super) id: DeviceId,
}

/// Who was signed in last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Profile {
    pub(super) member: StaffMember,
    pub(super) login: String,
    /// Whether they still are, as far as this device is concerned.
    pub(super) signed_in: bool,
    /// Whether the server has yet to hear that they signed out.
    #[serde(default)]
    pub(super) sign_out_owed: bool,
}

impl Device {
    /// Opens what the device remembers; the first time, draws its id.
    pub(super) async fn open() -> Result<Self, StorageError> {
        let database = open_database("madobe-device", &[Table::Meta]).await?;
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
        let mut transaction = Transaction::default();
        transaction.put(Table::Meta, PROFILE_KEY, encode_row(profile));
        self.database.write(&transaction).await
    }
}

async fn read<T: serde::de::DeserializeOwned>(database: &Database, key: &str) -> Result<Option<T>, StorageError> {
    let rows = database.rows_at(Table::Meta, &[key.to_owned()]).await?;
    Ok(rows.good.first().and_then(|(_, bytes)| decode_row(bytes)))
}

/// Opens a user's database.
pub(super) async fn open_user(user: UserId) -> Result<Database, StorageError> {
    open_database(&format!("madobe-{user}"), &Table::ALL).await
}

/// How many of a user's documents the office has not received yet.
pub(super) async fn unsent_documents(user: UserId) -> Result<usize, StorageError> {
    let keys = open_user(user).await?.keys(Table::Outbox).await?;
    let docs: std::collections::BTreeSet<DocId> = keys.iter().filter_map(|key| doc_of_key(key)).collect();
    Ok(docs.len())
}
