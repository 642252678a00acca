//! A way to the other tabs of the same site: BroadcastChannel.

use gloo::events::EventListener;
use js_sys::Uint8Array;
use wasm_bindgen::JsCast;
use web_sys::{BroadcastChannel, MessageEvent};

use crate::platform::Channel;

#[derive(Debug)]
struct Tabs {
    channel: BroadcastChannel,
    _listener: EventListener,
}

/// Joins the tabs of this name. A tab's own messages do not come back to it.
pub(super) fn join(name: &str, hear: Box<dyn Fn(Vec<u8>)>) -> Option<Box<dyn Channel>> {
    let channel = BroadcastChannel::new(name).ok()?;
    let listener = EventListener::new(&channel, "message", move |event| {
        let data = event.dyn_ref::<MessageEvent>().map(MessageEvent::data);
        if let Some(bytes) = data.and_then(|data| data.dyn_into::<Uint8Array>().ok()) {
            hear(bytes.to_vec());
        }
    });
    Some(Box::new(Tabs { channel, _listener: listener }))
}

impl Channel for Tabs {
    fn post(&self, message: Vec<u8>) {
        // It fails only on a channel that was closed, and then there is nobody to tell.
        let _ = self.channel.post_message(&Uint8Array::from(message.as_slice()));
    }
}

impl Drop for Tabs {
    fn drop(&mut self) {
        self.channel.close();
    }
}
