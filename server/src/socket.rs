//! One WebSocket, kept small: an idle connection holds a few kilobytes, whatever it carried before.
//!
//! Large messages leave in fragments, so that the write buffer never grows; the read buffer is given back after a large message.
//! Knows nothing of what the messages say.

use std::time::Duration;

use futures_util::{FutureExt, SinkExt, StreamExt};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, BufReader};
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{CloseCode, Data, OpCode};
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Bytes, Error, Message};

use madobe_shared::limits::CLIENT_FRAME_BYTES_MAX;

use crate::limits::{SEND_STALL_MS_MAX, SOCKET_FRAGMENT_BYTES, SOCKET_READ_BUFFER_BYTES};

/// A WebSocket after its handshake.
#[derive(Debug)]
pub struct Socket<S> {
    stream: WebSocketStream<BufReader<S>>,
    /// What arrived while the read buffer was given back.
    early: Option<Option<Result<Message, Error>>>,
}

/// What came in.
#[derive(Debug)]
pub enum Incoming {
    /// A message.
    Message(Bytes),
    /// A sign of life without content.
    Alive,
    /// A message beyond the limit. Nothing more can be read.
    TooLarge,
    /// The other end is gone, or speaks no WebSocket.
    Gone,
}

/// The other end is gone, or takes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gone;

/// How much the WebSocket takes at a time from the buffer below it: the longest head of a frame, and so hardly anything of what
/// follows. Only then does its own buffer hold exactly one message, and can be given back with it (see [`Socket::release`]).
const READ_BYTES: usize = 14;

/// How long the last words may take to arrive.
const CLOSE_MS_MAX: u64 = 1_000;

/// How much of a message that was too large is read and thrown away so that the last words arrive.
const DRAINED_BYTES_MAX: u64 = 8 * CLIENT_FRAME_BYTES_MAX as u64;

impl<S: AsyncRead + AsyncWrite + Unpin> Socket<S> {
    /// Takes over a connection on which the handshake is done.
    pub async fn new(connection: S) -> Self {
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_BYTES)
            // Zero: each fragment goes to the operating system at once.
            .write_buffer_size(0)
            .max_message_size(Some(CLIENT_FRAME_BYTES_MAX))
            .max_frame_size(Some(CLIENT_FRAME_BYTES_MAX));
        let buffered = BufReader::with_capacity(SOCKET_READ_BUFFER_BYTES, connection);
        let stream = WebSocketStream::from_raw_socket(buffered, Role::Server, Some(config)).await;
        Self { stream, early: None }
    }

    /// Waits for what comes in. Nothing is lost where the wait is given up.
    pub async fn receive(&mut self) -> Incoming {
        let received = match self.early.take() {
            Some(early) => early,
            None => self.stream.next().await,
        };
        match received {
            Some(Ok(Message::Binary(bytes))) => Incoming::Message(bytes),
            Some(Ok(Message::Text(text))) => Incoming::Message(text.into()),
            Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => Incoming::Alive,
            Some(Err(Error::Capacity(_))) => Incoming::TooLarge,
            Some(Ok(Message::Close(_)) | Err(_)) | None => Incoming::Gone,
        }
    }

    /// Lets go of a message that was worked on. Its memory is that of the WebSocket's buffer, which is full with it: going on to read before
    /// the message is gone makes it take a new, small one. It would keep the large one otherwise, for as long as the device is connected.
    pub fn release(&mut self, message: Bytes) {
        if message.len() > SOCKET_READ_BUFFER_BYTES && self.early.is_none() {
            self.early = self.stream.next().now_or_never();
        }
        drop(message);
    }

    /// Sends a message.
    ///
    /// # Errors
    ///
    /// [`Gone`] also where the other end takes nothing for [`SEND_STALL_MS_MAX`].
    pub async fn send(&mut self, message: Vec<u8>) -> Result<(), Gone> {
        let message = Bytes::from(message);
        let mut at = 0;
        loop {
            let end = message.len().min(at + SOCKET_FRAGMENT_BYTES);
            let kind = if at == 0 { Data::Binary } else { Data::Continue };
            let is_last = end == message.len();
            let frame = Frame::message(message.slice(at..end), OpCode::Data(kind), is_last);
            self.put(Message::Frame(frame)).await?;
            if is_last {
                return Ok(());
            }
            at = end;
        }
    }

    /// Asks for a sign of life.
    ///
    /// # Errors
    ///
    /// See [`Self::send`].
    pub async fn ping(&mut self) -> Result<(), Gone> {
        self.put(Message::Ping(Bytes::new())).await
    }

    async fn put(&mut self, message: Message) -> Result<(), Gone> {
        match timeout(Duration::from_millis(SEND_STALL_MS_MAX), self.stream.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(Gone),
        }
    }

    /// Ends the connection so that everything sent before still arrives.
    pub async fn close(mut self) {
        let farewell = async {
            let frame = CloseFrame { code: CloseCode::Normal, reason: "".into() };
            // Refused where the other end has closed first; what is left is to answer that.
            let _ = self.stream.send(Message::Close(Some(frame))).await;
            while let Some(Ok(_)) = self.stream.next().await {}
            // A connection that is closed with bytes unread is reset, and the other end loses what it was just told. Unread are the rest of
            // a message that was too large, which its sender goes on sending.
            let mut unread = self.stream.get_mut().take(DRAINED_BYTES_MAX);
            let mut buffer = [0; SOCKET_READ_BUFFER_BYTES];
            while let Ok(1..) = unread.read(&mut buffer).await {}
        };
        // Whoever does not listen misses it.
        let _ = timeout(Duration::from_millis(CLOSE_MS_MAX), farewell).await;
    }
}
