//! One WebSocket, from its opening to its end.

use std::cell::Cell;
use std::rc::Rc;

use gloo::events::EventListener;
use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BinaryType, MessageEvent, WebSocket};

/// What a socket says.
#[derive(Debug)]
pub(super) enum Heard {
    /// It is open.
    Opened,
    /// A frame came in.
    Frame(Vec<u8>),
    /// It was open and is no more.
    Closed,
    /// It never opened.
    Refused,
}

/// A socket. Dropping it closes it, and it says nothing more.
#[derive(Debug)]
pub(super) struct Socket {
    socket: WebSocket,
    _listeners: [EventListener; 3],
}

impl Socket {
    /// Begins to open a connection; `hear` is called with what comes of it, never during this call.
    pub(super) fn open(url: &str, hear: impl Fn(Heard) + 'static) -> Result<Self, JsValue> {
        let socket = WebSocket::new(url)?;
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
        Ok(Self { socket, _listeners: [on_open, on_message, on_close] })
    }

    /// Sends a frame, if the socket is open.
    pub(super) fn send(&self, frame: &[u8]) {
        // It throws only while the socket is still opening, and then the session has nothing to send.
        let _ = self.socket.send_with_u8_array(frame);
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        let _ = self.socket.close();
    }
}

/// The protocol has no frames of text: one becomes a frame of nothing, which the session refuses.
fn bytes_of(event: &web_sys::Event) -> Vec<u8> {
    let data = event.dyn_ref::<MessageEvent>().map(MessageEvent::data);
    data.and_then(|data| data.dyn_into::<ArrayBuffer>().ok())
        .map_or_else(Vec::new, |buffer| Uint8Array::new(&buffer).to_vec())
}
