//! A device that was reported lost destroys what it holds, as soon as it meets the office.
//!
//! The wrapped keys go first: whatever interrupts the rest, nothing that is left opens again.

use std::rc::Rc;

use gloo::net::http::Request;
use madobe_shared::ids::UserId;
use madobe_shared::storage::{Table, Transaction};
use wasm_bindgen_futures::spawn_local;

use super::desk::Desk;
use super::device::{Device, database_name};
use super::tabs::Message;
use crate::browser::{Browser, open_database};
use crate::office::{sent, told};
use crate::platform::Platform;
use crate::storage::StorageError;
use crate::vault::Vault;

/// How often the office is asked while it knows no session of this device: it says so at every pause of somebody's typing.
const ASK_EVERY_MS: u64 = 60_000;

impl Desk {
    /// The office has ended the session: asks whether this device was lost, if that was not asked just now.
    pub(super) fn ask_whether_lost(self: &Rc<Self>) {
        let now_ms = Browser.elapsed_ms();
        if self.asked_whether_lost_ms.get().is_some_and(|asked_ms| now_ms - asked_ms < ASK_EVERY_MS) {
            return;
        }
        self.asked_whether_lost_ms.set(Some(now_ms));
        let desk = self.clone();
        spawn_local(async move { desk.wipe_if_lost().await });
    }

    /// Asks the office whether this device was reported lost, and obeys. Where it cannot be asked, everything stays as it is.
    pub(super) async fn wipe_if_lost(self: &Rc<Self>) {
        let Ok(device) = self.device().await else { return };
        let standing = sent(Request::get(&format!("/api/devices/{}/standing", device.id)).build()).await;
        let Ok(standing) = standing else { return };
        if !told(standing).await.is_ok_and(|said| said.at("lost").is_true()) {
            return;
        }
        self.forget_pin();
        self.tabs().tell(&Message::Lock);
        // Nobody comes in, and nothing that was read before is written again, while it goes.
        let turn = self.turn.lock().await;
        self.lock_here().await;
        // What fails here is tried again at the next start: the device still has its id, and is still lost.
        if wipe(&device).await.is_err() {
            return;
        }
        self.forget_device();
        drop(turn);
        // Where the office does not hear it, it goes on to call the device lost, and nothing is there to be found.
        let _ = sent(Request::post(&format!("/api/devices/{}/wiped", device.id)).build()).await;
        self.tabs().tell(&Message::ProfileChanged);
        self.follow_profile().await;
    }
}

async fn wipe(device: &Device) -> Result<(), StorageError> {
    let users = device.destroy_keys().await?;
    for user in users {
        empty(user).await?;
    }
    device.forget_itself().await
}

/// Deletes all rows of a user. Other tabs may have the database open, which a deletion of the whole would wait for.
async fn empty(user: UserId) -> Result<(), StorageError> {
    let database = open_database(&database_name(user), &Table::ALL, Vault::open_book()).await?;
    let delete_prefixes = Table::ALL.map(|table| (table, String::new())).to_vec();
    database.write(&Transaction { delete_prefixes, ..Transaction::default() }).await
}
