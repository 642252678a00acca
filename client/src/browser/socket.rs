//! One WebSocket, from its opening to its end.

use std::cell::Cell;
use std::rc::Rc;

use gloo::events::EventListener;
use js_sys::{ArrayBuffer, Uint8Array};
use madobe_shared::ids::UserId;
use wasm_bindgen::JsCast;
use web_sys::{BinaryType, MessageEvent, WebSocket};

use super::page::program_build;
use crate::platform::{ConnectError, Heard, Socket};

#[derive(Debug)]
struct Line {
    socket: WebSocket,
    _listeners: [EventListener; 3],
}

/// Begins to open a connection for this user.
///
/// The cookie is the browser's and may be a colleague's by now. With the user in the address the server can refuse: nobody's notes may
/// go out under another's name.
pub(super) fn open(user: UserId, hear: Box<dyn Fn(Heard)>) -> Result<Box<dyn Socket>, ConnectError> {
    let socket = WebSocket::new(&address(user)).map_err(|_| ConnectError)?;
    socket.set_binary_type(BinaryType::Arraybuffer);
    let hear = Rc::new(hear);
    let opened = Rc::new(Cell::new(false));
    let on_open = {
        let (hear, opened) = (hear.clone(), opened.clone());
        EventListener::new(&socket, "open", move |_| {
            opened.set(true);
            hear(Heard::Opened);
        })
    };
    let on_message = {
        let hear = hear.clone();
        EventListener::new(&socket, "message", move |event| hear(Heard::Frame(bytes_of(event))))
    };
    // An error is always followed by a close.
    let on_close = EventListener::new(&socket, "close", move |_| {
        hear(if opened.get() { Heard::Closed } else { Heard::Refused });
    });
    Ok(Box::new(Line { socket, _listeners: [on_open, on_message, on_close] }))
}

impl Socket for Line {
    fn send(&self, frame: &[u8]) {
        // It throws only while the socket is still opening, and then the session has nothing to send.
        let _ = self.socket.send_with_u8_array(frame);
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        let _ = self.socket.close();
    }
}

/// The address of the sync endpoint, on the host that the page came from.
fn address(user: UserId) -> String {
    let location = gloo::utils::window().location();
    let scheme = if location.protocol().is_ok_and(|protocol| protocol == "https:") { "wss" } else { "ws" };
    // Hexadecimal digits both: nothing needs escaping.
    format!("{scheme}://{}/api/sync?user={user}&build={}", location.host().unwrap_or_default(), program_build())
}

/// The protocol has no frames of text: one becomes a frame of nothing, which the session refuses.
fn bytes_of(event: &web_sys::Event) -> Vec<u8> {
    let data = event.dyn_ref::<MessageEvent>().map(MessageEvent::data);
    data.and_then(|data| data.dyn_into::<ArrayBuffer>().ok())
        .map_or_else(Vec::new, |buffer| Uint8Array::new(&buffer).to_vec())
}
