//! The seam between what a tab decides and the machine it runs on: clock, randomness, timers, storage, the other tabs, the line.
//!
//! In a page that machine is [`crate::browser::Browser`]; the simulator puts a made-up one under the same tab, the benchmark a headless
//! one. Nothing on this side of the seam reads a clock, draws a random number or waits for anything in any other way, so that a failing
//! run of the simulator is a failing run of the product, and replays.

use std::any::Any;
use std::fmt;
use std::rc::Rc;

use futures_channel::oneshot;
use futures_util::future::LocalBoxFuture;
use jiff::civil::{Date, DateTime};
use madobe_shared::blob::BlobKey;
use madobe_shared::document::Stamp;
use madobe_shared::ids::{DocId, EntryId, OpeningTag, UserId};
use madobe_shared::limits::CHUNKS_PER_DOC_MAX;

use crate::storage::StorageInfo;

/// Something that comes to an end later.
pub type Pending<T> = LocalBoxFuture<'static, T>;

/// Keeps something going until it is dropped.
pub type Guard = Box<dyn Any>;

/// The machine under a tab.
pub trait Platform: fmt::Debug {
    /// Milliseconds since 1970, by a clock that may be wrong.
    fn now_ms(&self) -> u64;

    /// Date and time on the wall, to the second.
    fn now_local(&self) -> DateTime;

    /// Milliseconds since some moment, by a clock that nobody can set: what is waited for is measured by it.
    fn elapsed_ms(&self) -> u64;

    /// Fills this with random bytes.
    fn fill_random(&self, bytes: &mut [u8]);

    /// Runs a task of this tab. It ends with the tab at the latest.
    fn spawn(&self, task: Pending<()>);

    /// Rings once, after this many milliseconds, unless the guard is dropped before.
    fn timer(&self, delay_ms: u64, ring: Box<dyn FnOnce()>) -> Guard;

    /// Resolves when the page has nothing better to do, or has been busy for a while.
    fn idle(&self) -> Pending<()>;

    /// Whether the page can be seen now.
    fn is_visible(&self) -> bool;

    /// Tells of the page's life until the guard is dropped.
    fn watch_page(&self, hear: Rc<dyn Fn(PageEvent)>) -> Guard;

    /// Joins the tabs of this name; what they say goes to `hear`, never during this call. `None` where tabs cannot hear each other.
    fn join_tabs(&self, name: &str, hear: Box<dyn Fn(Vec<u8>)>) -> Option<Box<dyn Channel>>;

    /// Queues for a lock that one tab at a time holds. `hear` is never called during this call.
    fn queue_for_lock(&self, name: &str, hear: Rc<dyn Fn(Leadership)>) -> Box<dyn Lock>;

    /// Begins to open a connection for this user. `hear` is never called during this call.
    fn connect(&self, user: UserId, hear: Box<dyn Fn(Heard)>) -> Result<Box<dyn Socket>, ConnectError>;

    /// Asks the server whose session this device has.
    fn visitor(&self) -> Pending<Visitor>;

    /// Hands a file over to the office, which has it durably once this resolves.
    fn upload(&self, key: BlobKey, bytes: &[u8]) -> Pending<Result<(), Untransferred>>;

    /// Asks the office for a file.
    fn download(&self, key: BlobKey) -> Pending<Result<Vec<u8>, Untransferred>>;

    /// How the device's storage stands.
    fn storage_info(&self) -> Pending<StorageInfo>;

    /// Asks the device to keep the storage even when it runs short.
    fn ask_to_persist(&self) -> Pending<()>;

    /// How many chunks of a document lie on this machine before they are merged into one.
    fn chunks_per_doc_max(&self) -> usize {
        CHUNKS_PER_DOC_MAX
    }
}

/// What happens to a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageEvent {
    /// It can be seen now.
    Shown,
    /// It cannot be seen any more, and may be about to go.
    Hidden,
    /// The network may be back.
    Online,
}

/// A way to the other tabs. Dropping it leaves them.
pub trait Channel: fmt::Debug {
    /// Tells all others.
    fn post(&self, message: Vec<u8>);
}

/// News about a lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leadership {
    /// This tab holds it from now on.
    Gained,
    /// Another tab took it, because this one seemed asleep. This tab queues again by itself.
    Lost,
}

/// A place in the queue for a lock, or the lock itself. Dropping it gives both up.
pub trait Lock: fmt::Debug {
    /// Whether this tab holds it.
    fn is_mine(&self) -> bool;

    /// Takes it from a tab that does not answer.
    fn take(&self);
}

/// A connection to the server. Dropping it closes it, and it says nothing more.
pub trait Socket: fmt::Debug {
    /// Sends a frame, if the connection is open. Where that fails, the connection is about to say that it closed.
    fn send(&self, frame: &[u8]);
}

/// What a connection says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// It is open.
    Opened,
    /// A frame came in.
    Frame(Vec<u8>),
    /// It was open and is no more.
    Closed,
    /// It never opened.
    Refused,
}

/// A connection could not even be begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConnectError;

/// Whom the server knows behind this device's session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visitor {
    /// A member of staff.
    Member(UserId),
    /// Nobody: a new sign-in is needed.
    Nobody,
    /// The server cannot be reached, or failed.
    Unknown,
}

/// Why a file did not pass between the device and the office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Untransferred {
    /// The office was not reached, or cannot do it now.
    #[error("the office is not within reach")]
    NotReached,
    /// The office has no such case for this user, or no such file.
    #[error("the office does not have it")]
    NotThere,
    /// The case has as much as it may.
    #[error("the case has as many files as it may")]
    CaseFull,
    /// The office has as much as it may, or its disk is full.
    #[error("the office has no room for it")]
    OfficeFull,
    /// The office does not take such a file.
    #[error("the office does not take such a file")]
    Unfit,
}

/// What follows from [`Platform`] alone.
impl dyn Platform {
    /// The moment that a change made now carries.
    #[must_use]
    pub fn stamp(&self) -> Stamp {
        Stamp { time_s: i64::try_from(self.now_ms() / 1_000).unwrap_or(i64::MAX) }
    }

    /// The day on the wall.
    #[must_use]
    pub fn today(&self) -> Date {
        self.now_local().date()
    }

    /// A random number.
    #[must_use]
    pub fn random_u64(&self) -> u64 {
        u64::from_be_bytes(self.random_bytes())
    }

    /// The tag of one opening of a document.
    #[must_use]
    pub fn new_opening_tag(&self) -> OpeningTag {
        OpeningTag(self.random_u64())
    }

    /// The id of a document that is about to exist.
    #[must_use]
    pub fn new_doc_id(&self) -> DocId {
        DocId::from_parts(self.now_ms(), self.random_bytes())
    }

    /// The id of an entry that is about to exist.
    #[must_use]
    pub fn new_entry_id(&self) -> EntryId {
        EntryId::from_parts(self.now_ms(), self.random_bytes())
    }

    /// Resolves after this many milliseconds; dropping it before ends the wait.
    pub fn sleep(&self, delay_ms: u64) -> impl Future<Output = ()> + use<> {
        let (sender, rung) = oneshot::channel();
        let guard = self.timer(delay_ms, Box::new(move || _ = sender.send(())));
        async move {
            // It is never answered only where the tab has ended, and then nobody waits.
            let _ = rung.await;
            drop(guard);
        }
    }

    fn random_bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill_random(&mut bytes);
        bytes
    }
}
