//! One device that is connected: carries frames to its session, and carries out what the session asks for.
//!
//! The session decides, this shell waits: for the socket, the disk, the hub and the clock. It never looks into a message. What the device
//! pushes is appended in its order, one request at a time; while that waits for the disk, reads go on.

mod appending;
mod arrival;
mod looking;
mod reader;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use madobe_shared::ids::{DeviceId, UserId};
use madobe_shared::limits::{HEARTBEAT_INTERVAL_MS, SILENCE_MS_MAX};
use madobe_shared::protocol::{Goodbye, PROTOCOL_VERSION, Seq, ServerMessage, encode};
use madobe_shared::session::server::{Page, ServerAction, ServerSession};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::task::JoinHandle;
use tokio::time::{Interval, MissedTickBehavior, interval, timeout};
use tokio_tungstenite::tungstenite::Bytes;

use crate::auth::session::Token;
use crate::committer::Outcomes;
use crate::hub::Listener;
use crate::limits::{
    INLINE_FRAME_BYTES_MAX, QUARANTINED_PER_CONNECTION_MAX, SESSION_CHECK_INTERVAL_MS, SHUTDOWN_MS_MAX,
};
use crate::office::Office;
use crate::platform::day_in_japan;
use crate::socket::{Gone, Incoming, Socket};
use crate::store::devices::Meeting;
use crate::store::sessions::TokenHash;
use crate::store::{RejectedBytes, StoreError, Viewer};
use appending::Appending;
use looking::{Look, Looking};

/// Serves a device until either end has enough.
pub async fn serve<S>(mut socket: Socket<S>, office: Arc<Office>, user: UserId, token: Token, build: Option<String>)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    // Listening begins before the head is read, so that no growth falls in between.
    let listener = office.hub.listen();
    let opening = office.on_store(|office| Ok((office.store.head()?, office.staff()?))).await;
    let (head, staff) = match opening {
        Ok(opening) => opening,
        Err(error) => {
            tracing::error!(%user, %error, "the store failed a connection");
            // Whether it arrives makes no difference: the device comes back later in any case.
            let _ = socket.send(encode(&ServerMessage::Goodbye(Goodbye::StoreFailed), 0)).await;
            socket.close().await;
            return;
        }
    };
    let session = ServerSession::new(user, office.store.epoch(), head, staff);
    let metrics = Arc::clone(&office.metrics);
    let _connected = metrics.connected();
    let mut connection = Connection::new(socket, office, listener, session, user, token);
    connection.build = build;
    // Gone is gone: the device offers again whatever was not acknowledged.
    let _ = connection.run().await;
    tracing::debug!(%user, "a device has left");
    connection.looking.end();
    connection.part().await;
    connection.socket.close().await;
}

struct Connection<S> {
    office: Arc<Office>,
    user: UserId,
    token: Token,
    token_hash: TokenHash,
    socket: Socket<S>,
    /// `None` while a thread works with it, and for good after a panic there.
    session: Option<ServerSession>,
    listener: Listener,
    appending: Appending,
    looking: Looking,
    read: Option<JoinHandle<Result<Page, StoreError>>>,
    pulse: Interval,
    pulses: u64,
    heard_at_pulse: u64,
    /// Frames sent so far.
    sent: u64,
    /// Whether anything was sent since the last pulse.
    has_spoken: bool,
    is_closing: bool,
    /// Refused pieces that were kept so far.
    quarantined: usize,
    /// The device, once it was met.
    met: Option<DeviceId>,
    /// Which build of the app it runs, where it said so.
    build: Option<String>,
}

/// What a connection waits for.
enum Event {
    Incoming(Incoming),
    Appended(Result<Outcomes, StoreError>),
    Read(Result<Page, StoreError>),
    Grown(Seq),
    Look(Look),
    SignedOut,
    Pulse,
    Stopping,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Connection<S> {
    fn new(
        socket: Socket<S>,
        office: Arc<Office>,
        listener: Listener,
        session: ServerSession,
        user: UserId,
        token: Token,
    ) -> Self {
        let mut pulse = interval(Duration::from_millis(HEARTBEAT_INTERVAL_MS));
        pulse.set_missed_tick_behavior(MissedTickBehavior::Delay);
        // An interval ticks at once; the first pulse is not due yet.
        pulse.reset();
        let committer = office.committer.clone();
        let looking = Looking::new(office.presence.seat(user));
        Self {
            office,
            user,
            token_hash: token.hash(),
            token,
            socket,
            session: Some(session),
            listener,
            appending: Appending::new(committer),
            looking,
            read: None,
            pulse,
            pulses: 0,
            heard_at_pulse: 0,
            sent: 0,
            has_spoken: false,
            is_closing: false,
            quarantined: 0,
            met: None,
            build: None,
        }
    }

    async fn run(&mut self) -> Result<(), Gone> {
        while !self.is_closing {
            match self.next_event().await {
                Event::Incoming(Incoming::Message(frame)) => self.take_frame(frame).await?,
                Event::Incoming(Incoming::Alive) => self.heard_at_pulse = self.pulses,
                Event::Incoming(Incoming::TooLarge) => {
                    self.office.metrics.malformed();
                    self.end(Goodbye::Malformed).await?;
                }
                Event::Incoming(Incoming::Gone) => return Err(Gone),
                Event::Appended(Ok(outcomes)) => self.appended(outcomes).await?,
                Event::Read(Ok(page)) => {
                    let is_heavy = reader::page_bytes(&page) > INLINE_FRAME_BYTES_MAX;
                    self.drive(is_heavy, move |session| session.page(page)).await?;
                }
                Event::Appended(Err(error)) | Event::Read(Err(error)) => {
                    tracing::error!(user = %self.user, %error, "the store failed a connection");
                    self.end(Goodbye::StoreFailed).await?;
                }
                Event::Grown(head) => self.drive(false, move |session| session.grown(head)).await?,
                Event::Look(look) => self.look(look).await?,
                Event::SignedOut => self.end(Goodbye::SignedOut).await?,
                Event::Pulse => self.pulse().await?,
                Event::Stopping => self.stop().await?,
            }
        }
        Ok(())
    }

    async fn next_event(&mut self) -> Event {
        let may_receive = self.appending.has_room();
        tokio::select! {
            biased;
            _ = self.listener.stopping.wait_for(|stopping| *stopping) => Event::Stopping,
            outcomes = self.appending.next() => Event::Appended(outcomes),
            page = reader::arrival(&mut self.read) => {
                Event::Read(page.unwrap_or_else(|_| Err(StoreError::Failed("the store panicked".into()))))
            }
            () = reader::session_ended(&mut self.listener.ended, self.token_hash) => Event::SignedOut,
            Ok(()) = self.listener.head.changed() => Event::Grown(*self.listener.head.borrow_and_update()),
            _ = self.pulse.tick() => Event::Pulse,
            look = self.looking.next() => Event::Look(look),
            incoming = self.socket.receive(), if may_receive => Event::Incoming(incoming),
        }
    }

    async fn take_frame(&mut self, frame: Bytes) -> Result<(), Gone> {
        self.heard_at_pulse = self.pulses;
        self.office.metrics.received(frame.len());
        self.take_frame_by(frame, |session, frame| session.frame(frame)).await
    }

    /// The part of [`Self::take_frame`] that does not depend on what a session makes of the frame.
    async fn take_frame_by<F>(&mut self, frame: Bytes, decide: F) -> Result<(), Gone>
    where
        F: FnOnce(&mut ServerSession, &[u8]) -> Vec<ServerAction> + Send + 'static,
    {
        let device = self.session.as_ref().and_then(ServerSession::device);
        let shared = frame.clone();
        let is_heavy = frame.len() > INLINE_FRAME_BYTES_MAX;
        let actions = self.decide(is_heavy, move |session| decide(session, &shared)).await;
        // What comes with a device's first words is taken from a device that may be here.
        if device.is_none() && !self.meet().await {
            self.socket.release(frame);
            self.say_goodbye(Goodbye::SignedOut).await;
            return Ok(());
        }
        let driven = self.carry_out(actions).await;
        let has_panicked = self.session.is_none();
        if has_panicked {
            self.say_goodbye(Goodbye::Malformed).await;
        }
        // Another version's frame is nobody's fault; one of this version that ends the conversation is worth a look.
        if self.is_closing && frame.first() == Some(&PROTOCOL_VERSION) {
            let reason = if has_panicked { "panicked" } else { "malformed" };
            tracing::warn!(user = %self.user, ?device, bytes = frame.len(), reason, "a frame was refused");
            self.office.metrics.malformed();
            self.quarantine(vec![(frame.to_vec(), reason)], device).await;
        }
        self.socket.release(frame);
        driven
    }

    /// Notes which device this is, once it has introduced itself. Returns whether it may be here.
    async fn meet(&mut self) -> bool {
        let Some((device, position)) = self.session.as_ref().and_then(ServerSession::introduced) else {
            return true;
        };
        let meeting = Meeting { user: self.user, device, position: Some(position) };
        let (token, build) = (self.token_hash, self.build.take());
        let met = self.office.on_store(move |office| arrival::admit(office, token, &meeting, build.as_deref()));
        match met.await {
            Ok(may_be_here) => {
                self.met = may_be_here.then_some(device);
                may_be_here
            }
            Err(error) => {
                tracing::warn!(user = %self.user, %error, "that a device was met could not be noted");
                true
            }
        }
    }

    /// Notes up to where a device was told, now that it is gone.
    async fn part(&mut self) {
        let (user, Some(device)) = (self.user, self.met) else { return };
        let noted =
            self.office.on_store(move |office| office.store.part_from_device(user, device, office.store.head()?));
        if let Err(error) = noted.await {
            tracing::warn!(%user, %error, "that a device has left could not be noted");
        }
    }

    async fn appended(&mut self, outcomes: Outcomes) -> Result<(), Gone> {
        self.looking.arrived();
        self.drive(false, move |session| session.appended(outcomes)).await
    }

    async fn end(&mut self, why: Goodbye) -> Result<(), Gone> {
        self.drive(false, move |session| session.end(why)).await
    }

    /// Says the last words for a session that cannot: it fell, or what it decided was not carried out.
    async fn say_goodbye(&mut self, why: Goodbye) {
        let _ = self.put(encode(&ServerMessage::Goodbye(why), self.sent)).await;
        self.is_closing = true;
    }

    async fn pulse(&mut self) -> Result<(), Gone> {
        self.pulses += 1;
        if (self.pulses - self.heard_at_pulse) * HEARTBEAT_INTERVAL_MS > SILENCE_MS_MAX {
            return Err(Gone);
        }
        if (self.pulses * HEARTBEAT_INTERVAL_MS) % SESSION_CHECK_INTERVAL_MS < HEARTBEAT_INTERVAL_MS {
            // Where the store cannot be asked the session stands: the next check is soon.
            if let Ok(None) = self.office.auth.member(&self.token).await {
                return self.end(Goodbye::SignedOut).await;
            }
        }
        if !std::mem::take(&mut self.has_spoken) {
            self.drive(false, ServerSession::heartbeat).await?;
        }
        // A browser answers this by itself; a device that does not is gone, whatever its connection pretends.
        self.socket.ping().await
    }

    /// The server stops: what is being written is still acknowledged, then it says goodbye.
    async fn stop(&mut self) -> Result<(), Gone> {
        if let Ok(Some(outcomes)) = timeout(Duration::from_millis(SHUTDOWN_MS_MAX / 2), self.appending.finish()).await {
            self.appended(outcomes).await?;
        }
        self.end(Goodbye::ShuttingDown).await
    }

    /// Lets the session decide, and carries out what it asks for.
    async fn drive<F>(&mut self, is_heavy: bool, decide: F) -> Result<(), Gone>
    where
        F: FnOnce(&mut ServerSession) -> Vec<ServerAction> + Send + 'static,
    {
        let actions = self.decide(is_heavy, decide).await;
        self.carry_out(actions).await
    }

    /// Lets the session decide. Heavy work moves to a thread that may take its time.
    async fn decide<F>(&mut self, is_heavy: bool, decide: F) -> Vec<ServerAction>
    where
        F: FnOnce(&mut ServerSession) -> Vec<ServerAction> + Send + 'static,
    {
        let Some(mut session) = self.session.take() else { return Vec::new() };
        // Foreign bytes meet parsers that may panic on them; the session is given up then, the server is not.
        let work = move || {
            let decided = catch_unwind(AssertUnwindSafe(|| decide(&mut session)));
            decided.map(|actions| (session, actions)).ok()
        };
        let done = if is_heavy { tokio::task::spawn_blocking(work).await.ok().flatten() } else { work() };
        let Some((session, actions)) = done else { return Vec::new() };
        self.session = Some(session);
        actions
    }

    async fn carry_out(&mut self, actions: Vec<ServerAction>) -> Result<(), Gone> {
        let mut refused = Vec::new();
        for action in actions {
            match action {
                ServerAction::Send(frame) => self.put(frame).await?,
                ServerAction::Append(changes) => self.appending.add(changes),
                ServerAction::Read(request) => {
                    let office = Arc::clone(&self.office);
                    let viewer = Viewer::Member { user: self.user, today: day_in_japan(office.clock.now_ms()) };
                    self.read =
                        Some(tokio::task::spawn_blocking(move || reader::read(&*office.store, viewer, request)));
                }
                ServerAction::Look(docs) => self.looking.want(docs),
                ServerAction::Keep(bytes, reason) => refused.push((bytes, reason)),
                ServerAction::Close => self.is_closing = true,
            }
        }
        if !refused.is_empty() {
            let device = self.session.as_ref().and_then(ServerSession::device);
            tracing::warn!(user = %self.user, ?device, kept = refused.len(), "changes were refused");
            self.quarantine(refused, device).await;
        }
        Ok(())
    }

    async fn put(&mut self, frame: Vec<u8>) -> Result<(), Gone> {
        self.has_spoken = true;
        self.sent += 1;
        self.office.metrics.sent(frame.len());
        self.socket.send(frame).await
    }

    /// Keeps refused bytes, each with its reason, as long as this connection has not left its share.
    async fn quarantine(&mut self, mut refused: Vec<(Vec<u8>, &'static str)>, device: Option<DeviceId>) {
        refused.truncate(QUARANTINED_PER_CONNECTION_MAX - self.quarantined);
        if refused.is_empty() {
            return;
        }
        self.quarantined += refused.len();
        let (at_ms, user) = (self.office.clock.now_ms(), self.user);
        let rejected = |(bytes, reason)| RejectedBytes { at_ms, user, device, reason, bytes };
        let rejected: Vec<_> = refused.into_iter().map(rejected).collect();
        let kept = self.office.on_store(move |office| office.store.quarantine(&rejected)).await;
        if let Err(error) = kept {
            tracing::warn!(%error, "rejected bytes could not be kept");
        }
    }
}

#[cfg(test)]
mod tests;
