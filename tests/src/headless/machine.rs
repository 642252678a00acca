//! The machine under a headless device: this machine's clock and timers, a disk in memory that answers at once, real sockets.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use futures_util::future::{FutureExt, ready};
use futures_util::{SinkExt, StreamExt};
use jiff::ToSpan;
use jiff::civil::{DateTime, date};
use madobe_client::platform::{
    Channel, ConnectError, Guard, Heard, Leadership, Lock, PageEvent, Pending, Platform, Socket, Untransferred, Visitor,
};
use madobe_client::storage::{Precondition, Reading, RowStore, SealedRows, StorageError, StorageInfo};
use madobe_shared::blob::BlobKey;
use madobe_shared::ids::UserId;
use madobe_shared::limits::SERVER_FRAME_BYTES_MAX;
use madobe_shared::storage::Transaction;
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::task::{AbortHandle, spawn_local};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Bytes, Message};

use super::{LineError, SignedIn};
use crate::disk::Disk;

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

/// Whoever wants to be told.
type Hear<T> = Rc<dyn Fn(T)>;

/// See the module.
pub(super) struct Machine {
    session: SignedIn,
    started: Instant,
    disk: RefCell<Disk>,
    traffic: Cell<Traffic>,
    spoke_last: Cell<bool>,
    is_plugged: Cell<bool>,
    /// The task of the connection.
    line: RefCell<Option<(AbortHandle, Hear<Heard>)>>,
    pages: RefCell<Vec<Hear<PageEvent>>>,
    myself: Weak<Machine>,
}

impl std::fmt::Debug for Machine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Machine").field("session", &self.session.member.user).finish_non_exhaustive()
    }
}

/// The time by this machine's clock, in milliseconds since 1970.
#[must_use]
pub fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

impl Machine {
    pub(super) fn new(session: SignedIn, disk: Disk) -> Rc<Self> {
        Rc::new_cyclic(|myself| Self {
            session,
            started: Instant::now(),
            disk: RefCell::new(disk),
            traffic: Cell::default(),
            spoke_last: Cell::new(false),
            is_plugged: Cell::new(true),
            line: RefCell::default(),
            pages: RefCell::default(),
            myself: myself.clone(),
        })
    }

    pub(super) fn disk(&self) -> &RefCell<Disk> {
        &self.disk
    }

    pub(super) fn take_traffic(&self) -> Traffic {
        self.traffic.take()
    }

    pub(super) fn unplug(&self) {
        self.is_plugged.set(false);
        self.spoke_last.set(false);
        if let Some((task, hear)) = self.line.take() {
            task.abort();
            hear(Heard::Closed);
        }
    }

    pub(super) fn plug_in(&self) {
        self.is_plugged.set(true);
        let pages = self.pages.borrow().clone();
        for hear in pages {
            hear(PageEvent::Online);
        }
    }

    fn count(&self, change: impl FnOnce(&mut Traffic)) {
        let mut traffic = self.traffic.get();
        change(&mut traffic);
        self.traffic.set(traffic);
    }

    /// Keeps one connection, from its opening to its end.
    async fn keep_line(&self, mut frames: mpsc::UnboundedReceiver<Vec<u8>>, hear: &dyn Fn(Heard)) {
        let mut socket = match self.open_socket().await {
            Ok(socket) if self.is_plugged.get() => socket,
            _ => return hear(Heard::Refused),
        };
        hear(Heard::Opened);
        loop {
            tokio::select! {
                frame = frames.recv() => {
                    let Some(frame) = frame else { return };
                    self.count(|traffic| {
                        traffic.up_bytes += frame.len() as u64;
                        traffic.round_trips += u64::from(!self.spoke_last.replace(true));
                    });
                    // Where it fails, the next read says so.
                    let _ = socket.send(Message::Binary(Bytes::from(frame))).await;
                }
                message = socket.next() => match message {
                    Some(Ok(Message::Binary(frame))) => {
                        self.count(|traffic| traffic.down_bytes += frame.len() as u64);
                        self.spoke_last.set(false);
                        hear(Heard::Frame(frame.to_vec()));
                    }
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return hear(Heard::Closed),
                    Some(Ok(_)) => {}
                },
            }
        }
    }

    async fn open_socket(&self) -> Result<WebSocketStream<TcpStream>, LineError> {
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

/// Ends a task when it is dropped.
struct Ends(AbortHandle);

impl Drop for Ends {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Platform for Machine {
    fn now_ms(&self) -> u64 {
        now_ms()
    }

    fn now_local(&self) -> DateTime {
        date(1970, 1, 1).at(0, 0, 0, 0).saturating_add(i64::try_from(now_ms()).unwrap_or_default().milliseconds())
    }

    fn elapsed_ms(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn fill_random(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("this machine has random bytes");
    }

    fn spawn(&self, task: Pending<()>) {
        spawn_local(task);
    }

    fn timer(&self, delay_ms: u64, ring: Box<dyn FnOnce()>) -> Guard {
        let task = spawn_local(async move {
            tokio::time::sleep(Duration::from_millis(delay_ms)).await;
            ring();
        });
        Box::new(Ends(task.abort_handle()))
    }

    fn idle(&self) -> Pending<()> {
        tokio::task::yield_now().boxed_local()
    }

    fn is_visible(&self) -> bool {
        true
    }

    fn watch_page(&self, hear: Rc<dyn Fn(PageEvent)>) -> Guard {
        self.pages.borrow_mut().push(hear);
        Box::new(())
    }

    fn join_tabs(&self, _: &str, _: Box<dyn Fn(Vec<u8>)>) -> Option<Box<dyn Channel>> {
        Some(Box::new(Alone))
    }

    fn queue_for_lock(&self, _: &str, hear: Rc<dyn Fn(Leadership)>) -> Box<dyn Lock> {
        spawn_local(async move { hear(Leadership::Gained) });
        Box::new(Alone)
    }

    fn connect(&self, _: UserId, hear: Box<dyn Fn(Heard)>) -> Result<Box<dyn Socket>, ConnectError> {
        let machine = self.myself.upgrade().ok_or(ConnectError)?;
        let hear: Rc<dyn Fn(Heard)> = Rc::from(hear);
        let (frames, waiting) = mpsc::unbounded_channel();
        let task = {
            let hear = hear.clone();
            spawn_local(async move { machine.keep_line(waiting, &*hear).await })
        };
        self.line.replace(Some((task.abort_handle(), hear)));
        Ok(Box::new(Line { frames, _task: Ends(task.abort_handle()) }))
    }

    fn visitor(&self) -> Pending<Visitor> {
        ready(Visitor::Unknown).boxed_local()
    }

    fn upload(&self, _: BlobKey, _: &[u8]) -> Pending<Result<(), Untransferred>> {
        ready(Err(Untransferred::NotReached)).boxed_local()
    }

    fn download(&self, _: BlobKey) -> Pending<Result<Vec<u8>, Untransferred>> {
        ready(Err(Untransferred::NotReached)).boxed_local()
    }

    fn storage_info(&self) -> Pending<StorageInfo> {
        ready(StorageInfo { persisted: Some(true), ..StorageInfo::default() }).boxed_local()
    }

    fn ask_to_persist(&self) -> Pending<()> {
        ready(()).boxed_local()
    }
}

/// The only tab of its device.
#[derive(Debug)]
struct Alone;

impl Channel for Alone {
    fn post(&self, _: Vec<u8>) {}
}

impl Lock for Alone {
    fn is_mine(&self) -> bool {
        true
    }

    fn take(&self) {}
}

struct Line {
    frames: mpsc::UnboundedSender<Vec<u8>>,
    _task: Ends,
}

impl std::fmt::Debug for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Line")
    }
}

impl Socket for Line {
    fn send(&self, frame: &[u8]) {
        // It fails only where the connection is about to say that it is gone.
        let _ = self.frames.send(frame.to_vec());
    }
}

/// The device's disk.
#[derive(Debug)]
pub(super) struct DiskAccess(pub(super) Rc<Machine>);

impl RowStore for DiskAccess {
    fn write(&self, transaction: Transaction, only_if: Option<Precondition>) -> Pending<Result<bool, StorageError>> {
        ready(Ok(self.0.disk.borrow_mut().write(&transaction, only_if.as_ref()))).boxed_local()
    }

    fn read(&self, reading: Reading) -> Pending<Result<SealedRows, StorageError>> {
        ready(Ok(self.0.disk.borrow().read(&reading))).boxed_local()
    }
}
