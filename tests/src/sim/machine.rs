//! The machine under one simulated tab: whatever the tab asks for is noted, and answered when the world gets to it.
//!
//! The tab above it is the product's own code. Time stands still while it runs; between two runs the world says what time it is.

mod parts;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::rc::{Rc, Weak};

use futures_executor::LocalSpawner;
use futures_util::future::{FutureExt, ready};
use futures_util::task::LocalSpawnExt;
use jiff::ToSpan;
use jiff::civil::{DateTime, date};
use madobe_client::platform::{
    Channel, ConnectError, Guard, Heard, Leadership, Lock, PageEvent, Pending, Platform, Socket, Untransferred, Visitor,
};
use madobe_client::storage::{Precondition, Reading, SealedRows, StorageError, StorageInfo};
use madobe_shared::blob::BlobKey;
use madobe_shared::ids::UserId;
use madobe_shared::storage::Transaction;
use tokio::sync::oneshot;

use super::chance::Chance;
pub(super) use parts::DiskAccess;
use parts::{Line, Part, Place};

/// The number of something that a tab waits for.
pub(super) type Ticket = u64;

/// What a tab asks of its machine.
#[derive(Debug)]
pub(super) enum Request {
    /// To be rung after so many milliseconds.
    Timer(Ticket, u64),
    /// Rows to be written.
    Write(Ticket, Transaction, Option<Precondition>),
    /// Rows to be read.
    Read(Ticket, Reading),
    /// Words to the other tabs.
    Tell(Vec<u8>),
    /// A place in the queue for the line.
    QueueForLock,
    /// The line, whoever keeps it.
    TakeLock,
    /// No place in the queue any more.
    LeaveLock,
    /// A connection.
    Connect(Ticket),
    /// A frame on a connection.
    Send(Ticket, Vec<u8>),
    /// The end of a connection.
    HangUp(Ticket),
    /// Whose session the server knows.
    Visitor(Ticket),
    /// A file to be handed over.
    Upload(Ticket, BlobKey, Vec<u8>),
    /// A file from the office.
    Download(Ticket, BlobKey),
}

/// See the module.
#[derive(Debug)]
pub(super) struct Machine {
    spawner: LocalSpawner,
    now_ms: Cell<u64>,
    elapsed_ms: Cell<u64>,
    is_visible: Cell<bool>,
    /// The tab is gone: nothing it still says counts.
    is_dead: Cell<bool>,
    chunks_per_doc_max: usize,
    chance: RefCell<Chance>,
    requests: RefCell<VecDeque<Request>>,
    last_ticket: Cell<Ticket>,
    waiting: RefCell<Waiting>,
    holds_lock: Cell<bool>,
    myself: Weak<Machine>,
}

/// What the tab waits for.
#[derive(Default)]
struct Waiting {
    timers: BTreeMap<Ticket, Box<dyn FnOnce()>>,
    writes: BTreeMap<Ticket, oneshot::Sender<Result<bool, StorageError>>>,
    reads: BTreeMap<Ticket, oneshot::Sender<Result<SealedRows, StorageError>>>,
    visitors: BTreeMap<Ticket, oneshot::Sender<Visitor>>,
    uploads: BTreeMap<Ticket, oneshot::Sender<Result<(), Untransferred>>>,
    downloads: BTreeMap<Ticket, oneshot::Sender<Result<Vec<u8>, Untransferred>>>,
    lines: BTreeMap<Ticket, Rc<dyn Fn(Heard)>>,
    tabs: Option<Rc<dyn Fn(Vec<u8>)>>,
    lock: Option<Rc<dyn Fn(Leadership)>>,
    pages: BTreeMap<Ticket, Rc<dyn Fn(PageEvent)>>,
}

impl std::fmt::Debug for Waiting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Waiting").field("timers", &self.timers.len()).finish_non_exhaustive()
    }
}

impl Machine {
    /// A machine whose randomness follows from a number.
    pub(super) fn new(spawner: LocalSpawner, chunks_per_doc_max: usize, randomness: u64) -> Rc<Self> {
        Rc::new_cyclic(|myself| Self {
            spawner,
            now_ms: Cell::new(0),
            elapsed_ms: Cell::new(0),
            is_visible: Cell::new(true),
            is_dead: Cell::new(false),
            chunks_per_doc_max,
            chance: RefCell::new(Chance::new(randomness)),
            requests: RefCell::default(),
            last_ticket: Cell::new(0),
            waiting: RefCell::default(),
            holds_lock: Cell::new(false),
            myself: myself.clone(),
        })
    }

    /// The time is this now, by the clock of the tablet and in truth.
    pub(super) fn set_time(&self, now_ms: u64, elapsed_ms: u64) {
        self.now_ms.set(now_ms);
        self.elapsed_ms.set(elapsed_ms);
    }

    /// The tab is gone.
    pub(super) fn die(&self) {
        self.is_dead.set(true);
        self.requests.borrow_mut().clear();
    }

    /// The next thing the tab has asked for.
    pub(super) fn next_request(&self) -> Option<Request> {
        self.requests.borrow_mut().pop_front()
    }

    /// A timer rings, if it was not stopped.
    pub(super) fn ring(&self, ticket: Ticket) {
        let ring = self.waiting.borrow_mut().timers.remove(&ticket);
        if let Some(ring) = ring {
            ring();
        }
    }

    /// Whether a timer still runs.
    pub(super) fn waits_for(&self, ticket: Ticket) -> bool {
        self.waiting.borrow().timers.contains_key(&ticket)
    }

    /// A write has come to its end.
    pub(super) fn written(&self, ticket: Ticket, written: Result<bool, StorageError>) {
        // Nobody listens where the task that wrote has ended.
        let _ = self.waiting.borrow_mut().writes.remove(&ticket).map(|answer| answer.send(written));
    }

    /// A read has come to its end.
    pub(super) fn read(&self, ticket: Ticket, rows: Result<SealedRows, StorageError>) {
        let _ = self.waiting.borrow_mut().reads.remove(&ticket).map(|answer| answer.send(rows));
    }

    /// Whose session the server knows.
    pub(super) fn visited(&self, ticket: Ticket, visitor: Visitor) {
        let _ = self.waiting.borrow_mut().visitors.remove(&ticket).map(|answer| answer.send(visitor));
    }

    /// A file was taken, or not.
    pub(super) fn answered(&self, ticket: Ticket, answer: Result<(), Untransferred>) {
        let _ = self.waiting.borrow_mut().uploads.remove(&ticket).map(|waits| waits.send(answer));
    }

    /// A file was given, or not.
    pub(super) fn given(&self, ticket: Ticket, answer: Result<Vec<u8>, Untransferred>) {
        let _ = self.waiting.borrow_mut().downloads.remove(&ticket).map(|waits| waits.send(answer));
    }

    /// Another tab said something.
    pub(super) fn told(&self, words: Vec<u8>) {
        let hear = self.waiting.borrow().tabs.clone();
        if let Some(hear) = hear {
            hear(words);
        }
    }

    /// The lock changes hands.
    pub(super) fn lead(&self, leadership: Leadership) {
        self.holds_lock.set(leadership == Leadership::Gained);
        let hear = self.waiting.borrow().lock.clone();
        if let Some(hear) = hear {
            hear(leadership);
        }
    }

    /// A connection says something.
    pub(super) fn heard(&self, line: Ticket, heard: Heard) {
        let hear = self.waiting.borrow().lines.get(&line).cloned();
        if let Some(hear) = hear {
            hear(heard);
        }
    }

    /// Something happens to the page.
    pub(super) fn page(&self, event: PageEvent) {
        match event {
            PageEvent::Shown => self.is_visible.set(true),
            PageEvent::Hidden => self.is_visible.set(false),
            PageEvent::Online => {}
        }
        let all: Vec<_> = self.waiting.borrow().pages.values().cloned().collect();
        for hear in all {
            hear(event);
        }
    }

    fn ask(&self, request: Request) {
        if !self.is_dead.get() {
            self.requests.borrow_mut().push_back(request);
        }
    }

    fn ticket(&self) -> Ticket {
        self.last_ticket.set(self.last_ticket.get() + 1);
        self.last_ticket.get()
    }

    fn me(&self) -> Weak<Self> {
        self.myself.clone()
    }
}

/// Undoes something when it is dropped.
struct Undo<F: FnMut()>(F);

impl<F: FnMut()> Drop for Undo<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

fn guard(machine: Weak<Machine>, undo: impl Fn(&Machine) + 'static) -> Guard {
    Box::new(Undo(move || {
        if let Some(machine) = machine.upgrade() {
            undo(&machine);
        }
    }))
}

impl Platform for Machine {
    fn now_ms(&self) -> u64 {
        self.now_ms.get()
    }

    fn now_local(&self) -> DateTime {
        let ms = i64::try_from(self.now_ms.get()).unwrap_or_default();
        date(1970, 1, 1).at(0, 0, 0, 0).saturating_add(ms.milliseconds())
    }

    fn elapsed_ms(&self) -> u64 {
        self.elapsed_ms.get()
    }

    fn fill_random(&self, bytes: &mut [u8]) {
        let mut chance = self.chance.borrow_mut();
        for part in bytes.chunks_mut(8) {
            part.copy_from_slice(&chance.number().to_be_bytes()[..part.len()]);
        }
    }

    fn spawn(&self, task: Pending<()>) {
        // It fails only where the tab has ended.
        let _ = self.spawner.spawn_local(task);
    }

    fn timer(&self, delay_ms: u64, ring: Box<dyn FnOnce()>) -> Guard {
        let ticket = self.ticket();
        self.waiting.borrow_mut().timers.insert(ticket, ring);
        self.ask(Request::Timer(ticket, delay_ms));
        guard(self.me(), move |machine| {
            let stopped = machine.waiting.borrow_mut().timers.remove(&ticket);
            drop(stopped);
        })
    }

    fn idle(&self) -> Pending<()> {
        let delay_ms = self.chance.borrow_mut().spread(1, 1_000);
        (self as &dyn Platform).sleep(delay_ms).boxed_local()
    }

    fn is_visible(&self) -> bool {
        self.is_visible.get()
    }

    fn watch_page(&self, hear: Rc<dyn Fn(PageEvent)>) -> Guard {
        let ticket = self.ticket();
        self.waiting.borrow_mut().pages.insert(ticket, hear);
        guard(self.me(), move |machine| {
            let stopped = machine.waiting.borrow_mut().pages.remove(&ticket);
            drop(stopped);
        })
    }

    fn join_tabs(&self, _: &str, hear: Box<dyn Fn(Vec<u8>)>) -> Option<Box<dyn Channel>> {
        self.waiting.borrow_mut().tabs = Some(Rc::from(hear));
        Some(Box::new(Part(self.me())))
    }

    fn queue_for_lock(&self, _: &str, hear: Rc<dyn Fn(Leadership)>) -> Box<dyn Lock> {
        self.waiting.borrow_mut().lock = Some(hear);
        self.ask(Request::QueueForLock);
        Box::new(Place(self.me()))
    }

    fn connect(&self, _: UserId, hear: Box<dyn Fn(Heard)>) -> Result<Box<dyn Socket>, ConnectError> {
        let line = self.ticket();
        self.waiting.borrow_mut().lines.insert(line, Rc::from(hear));
        self.ask(Request::Connect(line));
        Ok(Box::new(Line(self.me(), line)))
    }

    fn visitor(&self) -> Pending<Visitor> {
        let ticket = self.ticket();
        let (sender, answer) = oneshot::channel();
        self.waiting.borrow_mut().visitors.insert(ticket, sender);
        self.ask(Request::Visitor(ticket));
        async move { answer.await.unwrap_or(Visitor::Unknown) }.boxed_local()
    }

    fn upload(&self, key: BlobKey, bytes: &[u8]) -> Pending<Result<(), Untransferred>> {
        let ticket = self.ticket();
        let (sender, answer) = oneshot::channel();
        self.waiting.borrow_mut().uploads.insert(ticket, sender);
        self.ask(Request::Upload(ticket, key, bytes.to_vec()));
        async move { answer.await.unwrap_or(Err(Untransferred::NotReached)) }.boxed_local()
    }

    fn download(&self, key: BlobKey) -> Pending<Result<Vec<u8>, Untransferred>> {
        let ticket = self.ticket();
        let (sender, answer) = oneshot::channel();
        self.waiting.borrow_mut().downloads.insert(ticket, sender);
        self.ask(Request::Download(ticket, key));
        async move { answer.await.unwrap_or(Err(Untransferred::NotReached)) }.boxed_local()
    }

    fn storage_info(&self) -> Pending<StorageInfo> {
        ready(StorageInfo { persisted: Some(true), ..StorageInfo::default() }).boxed_local()
    }

    fn ask_to_persist(&self) -> Pending<()> {
        ready(()).boxed_local()
    }

    fn chunks_per_doc_max(&self) -> usize {
        self.chunks_per_doc_max
    }
}
