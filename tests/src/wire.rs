//! A headless device on a real WebSocket: [`Device`] over [`Storage`] in memory, signed in to a running server.
//!
//! It counts what travels. The benchmark and the fleet are made of these; it never stands in for a browser.

use std::collections::{BTreeSet, VecDeque};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use futures_util::{SinkExt, StreamExt};
use madobe_shared::ids::{Author, DeviceId};
use madobe_shared::limits::SERVER_FRAME_BYTES_MAX;
use madobe_shared::protocol::StaffMember;
use madobe_shared::session::{LinkState, SyncStatus};
use madobe_shared::storage::{Table, doc_of_key};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Bytes, Message};

use crate::device::{Device, DeviceEvent, DeviceOutput, Habits, Line, Storage, Written};

/// What travelled on a device's connections. Bytes are those of frames, without WebSocket's and TCP's own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Bytes the device sent.
    pub up_bytes: u64,
    /// Bytes the device received.
    pub down_bytes: u64,
    /// How often the device, having heard something, had to say something and wait again; the first time included.
    pub round_trips: u64,
}

/// A session with a running server: where it is, and the cookie that says who.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Host and port.
    pub host: String,
    /// The session cookie, as `name=value`.
    pub cookie: String,
    /// Who is signed in.
    pub member: StaffMember,
}

/// See the module.
pub struct WireDevice {
    session: SignedIn,
    device: Device,
    /// The device's database.
    pub storage: Storage,
    socket: Option<(Line, WebSocketStream<TcpStream>)>,
    pending: VecDeque<DeviceOutput>,
    traffic: Traffic,
    spoke_last: bool,
}

/// Something the office's server did not do.
pub type WireError = Box<dyn std::error::Error + Send + Sync>;

/// The time by this machine's clock, in milliseconds since 1970.
#[must_use]
pub fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// Signs in at a server on loopback, such as `http://127.0.0.1:8787`.
///
/// # Errors
///
/// Where the server cannot be reached or refuses.
pub async fn sign_in(address: &str, login: &str, password: &str) -> Result<SignedIn, WireError> {
    let host = address.trim_start_matches("http://").trim_end_matches('/').to_owned();
    let body = serde_json::json!({ "login": login, "password": password }).to_string();
    let request = format!(
        "POST /api/sign-in HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(&host).await?;
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    let (head, body) = answer.split_once("\r\n\r\n").ok_or("the answer has no end of its head")?;
    let cookie =
        head.lines().find_map(|line| line.strip_prefix("set-cookie: ")).and_then(|line| line.split(';').next());
    let cookie =
        cookie.ok_or_else(|| format!("not signed in: {}", head.lines().next().unwrap_or_default()))?.to_owned();
    let me: serde_json::Value = serde_json::from_str(body)?;
    let member = serde_json::from_value(me["user"].clone())?;
    Ok(SignedIn { host, cookie, member })
}

impl WireDevice {
    /// A device of this user, with this database: an empty one for a new device.
    #[must_use]
    pub fn new(session: SignedIn, device: DeviceId, habits: Habits, storage: Storage) -> Self {
        let author = Author { user: session.member.user, device };
        let mut wire = Self {
            session,
            device: Device::new(author, habits, device.0 | 1),
            storage,
            socket: None,
            pending: VecDeque::new(),
            traffic: Traffic::default(),
            spoke_last: false,
        };
        wire.hand(DeviceEvent::Lead);
        wire
    }

    /// The device, to look at.
    pub fn device(&mut self) -> &mut Device {
        &mut self.device
    }

    /// What travelled since the last time this was asked.
    pub fn take_traffic(&mut self) -> Traffic {
        std::mem::take(&mut self.traffic)
    }

    /// Something happens at the device. What it writes is written at once; what it sends goes out in [`WireDevice::run_until`].
    pub fn hand(&mut self, event: DeviceEvent) {
        let outputs = self.device.handle(now_ms(), &self.storage, event);
        self.pending.extend(outputs);
        self.write_pending();
    }

    /// The network goes.
    pub fn unplug(&mut self) {
        if let Some((line, _)) = self.socket.take() {
            self.spoke_last = false;
            self.hand(DeviceEvent::Closed(line, false));
            // What was on its way out is lost with the connection.
            self.pending.retain(|output| !matches!(output, DeviceOutput::Send(..) | DeviceOutput::Connect(_)));
        }
    }

    /// Whether everything is acknowledged and everything told is stored.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.device.link() == LinkState::Live && self.pending.is_empty()
    }

    /// Whether every edit is in the device's database.
    #[must_use]
    pub fn saved(&self) -> bool {
        !matches!(self.device.status(), SyncStatus::Saving { .. } | SyncStatus::NotSaved)
    }

    /// How many documents are on the device.
    #[must_use]
    pub fn documents(&self) -> u64 {
        let docs: BTreeSet<_> = self.storage.rows(Table::Chunks, "").filter_map(|(key, _)| doc_of_key(key)).collect();
        docs.len() as u64
    }

    /// Runs the device until it is live.
    ///
    /// # Errors
    ///
    /// Where that takes longer than `patience`.
    pub async fn run_until_live(&mut self, patience: Duration) -> Result<(), WireError> {
        self.run_until(patience, Self::is_live).await
    }

    /// Runs the device until this holds.
    ///
    /// # Errors
    ///
    /// Where that takes longer than `patience`.
    pub async fn run_until(&mut self, patience: Duration, done: impl Fn(&Self) -> bool) -> Result<(), WireError> {
        let deadline = Instant::now() + patience;
        loop {
            self.carry_out().await;
            if done(self) {
                return Ok(());
            }
            if Instant::now() >= deadline {
                return Err(format!("still {:?} after {patience:?}", self.device.status()).into());
            }
            let next_ms = self.device.next_tick_ms().unwrap_or(u64::MAX).saturating_sub(now_ms());
            let tick = Instant::now() + Duration::from_millis(next_ms.min(1_000));
            self.hear_until(tick.min(deadline)).await;
        }
    }

    async fn hear_until(&mut self, tick: Instant) {
        let Some((line, socket)) = &mut self.socket else {
            tokio::time::sleep_until(tick).await;
            return self.hand(DeviceEvent::Tick);
        };
        let line = *line;
        match timeout_at(tick, socket.next()).await {
            Err(_) => self.hand(DeviceEvent::Tick),
            Ok(Some(Ok(Message::Binary(frame)))) => {
                self.traffic.down_bytes += frame.len() as u64;
                self.spoke_last = false;
                self.hand(DeviceEvent::Frame(line, frame.to_vec()));
            }
            Ok(Some(Ok(Message::Close(_)) | Err(_)) | None) => {
                self.socket = None;
                self.hand(DeviceEvent::Closed(line, false));
            }
            Ok(Some(Ok(_))) => {}
        }
    }

    /// Carries out what waits, in order.
    async fn carry_out(&mut self) {
        while let Some(output) = self.pending.pop_front() {
            match output {
                DeviceOutput::Connect(line) => match self.connect().await {
                    Ok(socket) => {
                        self.socket = Some((line, socket));
                        self.hand(DeviceEvent::Opened(line));
                    }
                    Err(_) => self.hand(DeviceEvent::Closed(line, false)),
                },
                DeviceOutput::Send(line, frame) => self.send(line, frame).await,
                DeviceOutput::Disconnect(_) => self.socket = None,
                _ => {}
            }
        }
    }

    async fn send(&mut self, line: Line, frame: Vec<u8>) {
        let Some((open, socket)) = &mut self.socket else { return };
        if *open != line {
            return;
        }
        self.traffic.up_bytes += frame.len() as u64;
        self.traffic.round_trips += u64::from(!self.spoke_last);
        self.spoke_last = true;
        // Where it fails, the next read says so.
        let _ = socket.send(Message::Binary(Bytes::from(frame))).await;
    }

    /// A write takes its place in the order of outputs, but memory answers at once.
    fn write_pending(&mut self) {
        while let Some(at) = self.pending.iter().position(|output| matches!(output, DeviceOutput::Write(_))) {
            let Some(DeviceOutput::Write(write)) = self.pending.remove(at) else {
                return;
            };
            let done = self.storage.write(&write.transaction, write.only_if.as_ref());
            let written = if done { Written::Done } else { Written::Overtaken };
            let outputs = self.device.handle(now_ms(), &self.storage, DeviceEvent::Written(write.ticket, written));
            self.pending.extend(outputs);
        }
    }

    async fn connect(&self) -> Result<WebSocketStream<TcpStream>, WireError> {
        let SignedIn { host, cookie, member } = &self.session;
        let mut request = format!("ws://{host}/api/sync?user={}", member.user).into_client_request()?;
        request.headers_mut().insert("origin", format!("http://{host}").parse()?);
        request.headers_mut().insert("cookie", cookie.parse()?);
        let stream = TcpStream::connect(host).await?;
        stream.set_nodelay(true)?;
        let config = WebSocketConfig::default()
            .max_message_size(Some(SERVER_FRAME_BYTES_MAX))
            .max_frame_size(Some(SERVER_FRAME_BYTES_MAX));
        let (socket, _) = tokio_tungstenite::client_async_with_config(request, stream, Some(config)).await?;
        Ok(socket)
    }
}
