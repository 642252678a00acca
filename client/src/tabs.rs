//! Several tabs of one user: what they tell each other, and which of them keeps the line to the server.
//!
//! Every tab writes its own edits itself; no tab ever waits for another. Messages name rows and carry no content.

mod lead;
mod message;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo::events::EventListener;
use js_sys::Uint8Array;
use madobe_shared::ids::UserId;
use madobe_shared::storage::{decode_row, encode_row};
use wasm_bindgen::JsCast;
use web_sys::{BroadcastChannel, MessageEvent};

pub(crate) use lead::{Lead, Leadership};
pub(crate) use message::{Message, Stored};

/// This tab among the others of the same user.
#[derive(Debug)]
pub(crate) struct Tabs {
    name: String,
    /// `None` where the browser has no channels.
    channel: Option<BroadcastChannel>,
    heard: Rc<Cell<bool>>,
    listener: RefCell<Option<EventListener>>,
}

impl Tabs {
    /// Joins the tabs of a user. Messages go to `hear` until [`Tabs::leave`].
    pub(crate) fn join(user: UserId, hear: impl Fn(Message) + 'static) -> Self {
        let name = format!("madobe-{user}");
        let channel = BroadcastChannel::new(&name).ok();
        let heard = Rc::new(Cell::new(false));
        let listener = channel.as_ref().map(|channel| {
            let heard = heard.clone();
            EventListener::new(channel, "message", move |event| {
                heard.set(true);
                if let Some(message) = read(event) {
                    hear(message);
                }
            })
        });
        let tabs = Self { name, channel, heard, listener: RefCell::new(listener) };
        tabs.post(&Message::Hello);
        tabs
    }

    /// Tells the other tabs.
    pub(crate) fn post(&self, message: &Message) {
        if let Some(channel) = &self.channel {
            // It fails only on a channel that was closed, and then there is nobody to tell.
            let _ = channel.post_message(&Uint8Array::from(encode_row(message).as_slice()));
        }
    }

    /// Whether no other tab was ever heard of. `false` where tabs cannot hear each other.
    pub(crate) fn is_alone(&self) -> bool {
        self.channel.is_some() && !self.heard.get()
    }

    /// The lock that the tab with the line to the server holds.
    pub(crate) fn lock_name(&self) -> String {
        self.name.replacen("madobe-", "madobe-sync-", 1)
    }

    /// Hears and says nothing any more.
    pub(crate) fn leave(&self) {
        self.listener.borrow_mut().take();
        if let Some(channel) = &self.channel {
            channel.close();
        }
    }
}

/// A message from a tab with another version of the app may be unreadable; it is passed over.
fn read(event: &web_sys::Event) -> Option<Message> {
    let data = event.dyn_ref::<MessageEvent>()?.data();
    decode_row(&data.dyn_into::<Uint8Array>().ok()?.to_vec())
}
