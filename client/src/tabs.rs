//! Several tabs of one user: what they tell each other. One of them keeps the line to the server.
//!
//! Every tab writes its own edits itself; no tab ever waits for another. Messages name rows and carry no content.

mod message;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use madobe_shared::ids::UserId;
use madobe_shared::storage::{decode_row, encode_row};

pub(crate) use message::{Message, Stored};

use crate::platform::{Channel, Platform};

/// This tab among the others of the same user.
#[derive(Debug)]
pub(crate) struct Tabs {
    /// `None` where tabs cannot hear each other, and once this tab has left.
    channel: RefCell<Option<Box<dyn Channel>>>,
    has_channel: bool,
    heard: Rc<Cell<bool>>,
}

impl Tabs {
    /// Joins the tabs of a user. Messages go to `hear` until [`Tabs::leave`].
    pub(crate) fn join(platform: &dyn Platform, user: UserId, hear: impl Fn(Message) + 'static) -> Self {
        let heard = Rc::new(Cell::new(false));
        let hear = {
            let heard = heard.clone();
            move |bytes: Vec<u8>| {
                heard.set(true);
                // A message from a tab with another version of the app may be unreadable; it is passed over.
                if let Some(message) = decode_row(&bytes) {
                    hear(message);
                }
            }
        };
        let channel = platform.join_tabs(&format!("madobe-{user}"), Box::new(hear));
        let tabs = Self { has_channel: channel.is_some(), channel: RefCell::new(channel), heard };
        tabs.post(&Message::Hello);
        tabs
    }

    /// Tells the other tabs.
    pub(crate) fn post(&self, message: &Message) {
        if let Some(channel) = &*self.channel.borrow() {
            channel.post(encode_row(message));
        }
    }

    /// Whether no other tab was ever heard of. `false` where tabs cannot hear each other.
    pub(crate) fn is_alone(&self) -> bool {
        self.has_channel && !self.heard.get()
    }

    /// Hears and says nothing any more.
    pub(crate) fn leave(&self) {
        self.channel.borrow_mut().take();
    }
}

/// The lock that the tab with the line to the server holds.
pub(crate) fn lock_name(user: UserId) -> String {
    format!("madobe-sync-{user}")
}
