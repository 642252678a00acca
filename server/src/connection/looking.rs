//! What a device has open, and who else has: each end of it only for those who may see the document, asked anew each time.

use std::collections::BTreeSet;

use madobe_shared::ids::DocId;
use madobe_shared::protocol::Looked;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::{Duration, Interval, MissedTickBehavior, interval};

use super::Connection;
use crate::limits::LOOK_INTERVAL_MS;
use crate::platform::day_in_japan;
use crate::presence::Seat;
use crate::socket::Gone;
use crate::store::Viewer;

/// One connection's part in who has what open.
pub struct Looking {
    seat: Seat,
    /// What the device has open, where that is still to be taken up. Of several the last counts.
    wanted: Option<Vec<DocId>>,
    /// What it has open of which nothing has arrived here yet, among the rest; nothing where all was taken up.
    early: Option<Vec<DocId>>,
    /// How often it is taken up.
    pause: Interval,
    /// Who else had it open when that was looked at last.
    known: Vec<Looked>,
}

/// What has changed.
pub enum Look {
    /// What this device has open.
    Here(Vec<DocId>),
    /// What others have open.
    Elsewhere,
}

impl Looking {
    pub fn new(seat: Seat) -> Self {
        let mut pause = interval(Duration::from_millis(LOOK_INTERVAL_MS));
        pause.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self { seat, wanted: None, early: None, pause, known: Vec::new() }
    }

    /// The device has these documents open now.
    pub fn want(&mut self, docs: Vec<DocId>) {
        self.wanted = Some(docs);
    }

    /// Something has arrived from the device: what was not here before may be now.
    pub fn arrived(&mut self) {
        if self.wanted.is_none() {
            self.wanted = self.early.take();
        }
    }

    /// The device is gone.
    pub fn end(&mut self) {
        self.seat.look(&[]);
    }

    /// Waits for the next thing to do. Gives nothing up when it is dropped.
    pub async fn next(&mut self) -> Look {
        if self.wanted.is_none() {
            self.seat.news().await;
            return Look::Elsewhere;
        }
        self.pause.tick().await;
        Look::Here(self.wanted.take().unwrap_or_default())
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Connection<S> {
    /// Takes up what has changed, and tells the device who else has open what it has open.
    pub(super) async fn look(&mut self, look: Look) -> Result<(), Gone> {
        if let Look::Here(docs) = look {
            let seen = self.seen(docs.clone()).await;
            self.looking.early = (seen.len() < docs.len()).then(|| docs.clone());
            let docs: Vec<DocId> = docs.into_iter().filter(|doc| seen.contains(doc)).collect();
            self.looking.seat.look(&docs);
        }
        let mut others = self.looking.seat.others();
        if self.looking.known == others {
            return Ok(());
        }
        self.looking.known.clone_from(&others);
        let seen = self.seen(others.iter().map(|looked| looked.doc).collect()).await;
        others.retain(|looked| seen.contains(&looked.doc));
        self.drive(false, move |session| session.others(others)).await
    }

    /// Which of these the user may see now. Where the store cannot be asked, none: who has what open is not worth a connection.
    async fn seen(&mut self, docs: Vec<DocId>) -> BTreeSet<DocId> {
        let user = self.user;
        let asked = self.office.on_store(move |office| {
            let viewer = Viewer::Member { user, today: day_in_japan(office.clock.now_ms()) };
            let mut seen = BTreeSet::new();
            for doc in docs {
                if office.store.may_see(viewer, doc)? {
                    seen.insert(doc);
                }
            }
            Ok(seen)
        });
        asked.await.unwrap_or_default()
    }
}
