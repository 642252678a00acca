//! What the tabs of one device tell each other about who is there. The key passes from tab to tab in memory only, so that a second window
//! opens without a second unlock, and all lock together.

use madobe_shared::ids::UserId;
use madobe_shared::storage::{decode_row, encode_row};
use serde::{Deserialize, Serialize};

use crate::browser::Browser;
use crate::platform::{Channel, Platform};
use crate::vault::DataKey;

/// The name of the tabs' common place.
const NAME: &str = "madobe-account";

/// What one tab says to all others.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Message {
    /// The device remembers someone else, or nobody, from now on.
    ProfileChanged,
    /// A locked tab asks whether another one is open.
    WhoHasTheKey,
    /// An open tab's answer, and what one says that has just been unlocked.
    Key(UserId, #[serde(with = "serde_bytes")] [u8; 32]),
    /// Everyone locks.
    Lock,
    /// Somebody is there.
    Touched,
}

/// This tab's way to the others.
#[derive(Debug)]
pub(super) struct Tabs(Option<Box<dyn Channel>>);

impl Tabs {
    /// Joins the tabs of this device.
    pub(super) fn join(hear: impl Fn(Message) + 'static) -> Self {
        let hear = move |bytes: Vec<u8>| {
            if let Some(message) = decode_row(&bytes) {
                hear(message);
            }
        };
        Self(Browser.join_tabs(NAME, Box::new(hear)))
    }

    /// Tells all others.
    pub(super) fn tell(&self, message: &Message) {
        if let Some(channel) = &self.0 {
            channel.post(encode_row(message));
        }
    }

    /// Hands the key to those who are locked.
    pub(super) fn hand_over(&self, user: UserId, key: &DataKey) {
        self.tell(&Message::Key(user, *key.bytes()));
    }
}
