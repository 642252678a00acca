//! The line to the office: a WebSocket around [`ClientSession`], in the one tab that leads.
//!
//! The session decides; this carries its actions out and tells it what came of them. It never interprets a frame.

mod outbox;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::{Rc, Weak};

use madobe_shared::ids::DocId;
use madobe_shared::protocol::Position;
use madobe_shared::session::client::Store;
use madobe_shared::session::{Action, ClientSession, LinkState, PendingChange};

use crate::platform::{Guard, Heard, PageEvent, Platform, Socket, Visitor};
use crate::repo::{Core, Origin};
use crate::storage::StorageError;
use crate::tabs::Message;

/// The line. Clones are handles to the same; with the last one it ends.
#[derive(Debug, Clone)]
pub(crate) struct Link(Rc<Line>);

#[derive(Debug)]
struct Line {
    core: Weak<Core>,
    platform: Rc<dyn Platform>,
    session: RefCell<ClientSession>,
    socket: RefCell<Option<Box<dyn Socket>>>,
    /// Counts connections, so that nothing of an older one is taken for the present one's.
    connection: Cell<u32>,
    /// While the outbox is being read for a connection that has just opened: what became durable meanwhile.
    greeting: RefCell<Option<Vec<PendingChange>>>,
    /// Documents to ask for.
    wanted: RefCell<BTreeSet<DocId>>,
    /// Documents asked for on this connection.
    asked: RefCell<BTreeMap<DocId, Asked>>,
    timer: RefCell<Option<Guard>>,
    page_watch: RefCell<Option<Guard>>,
}

/// How often a document was asked for on this connection, and whether it is still on its way.
#[derive(Debug, Default)]
struct Asked {
    times: u32,
    waiting: bool,
}

/// A document is asked for this often on one connection: what comes damaged would be asked for without end.
const ASKS_MAX: u32 = 3;

impl Link {
    /// Begins to keep the line, from a stored place in the log.
    pub(crate) fn start(core: &Rc<Core>, position: Position) -> Self {
        let session = ClientSession::new(core.author.device, position, core.platform.random_u64());
        let line = Rc::new(Line {
            core: Rc::downgrade(core),
            platform: core.platform.clone(),
            session: RefCell::new(session),
            socket: RefCell::default(),
            connection: Cell::new(0),
            greeting: RefCell::default(),
            wanted: RefCell::default(),
            asked: RefCell::default(),
            timer: RefCell::default(),
            page_watch: RefCell::default(),
        });
        line.watch_page();
        line.act(ClientSession::tick);
        Self(line)
    }

    /// Changes of this device are durable in the outbox.
    pub(crate) fn local(&self, changes: Vec<PendingChange>) {
        if let Some(greeting) = &mut *self.0.greeting.borrow_mut() {
            return greeting.extend(changes);
        }
        self.0.act(|session, now_ms| session.local(now_ms, changes));
    }

    /// Asks for whole documents as soon as the line is open.
    pub(crate) fn fetch(&self, docs: Vec<DocId>) {
        self.0.wanted.borrow_mut().extend(docs);
        self.0.ask_for_wanted();
    }

    /// The device has these documents open now, and no others.
    pub(crate) fn look(&self, docs: Vec<DocId>) {
        self.0.act(|session, now_ms| session.look(now_ms, docs));
    }

    /// Tries now.
    pub(crate) fn wake(&self) {
        self.0.wake();
    }
}

impl Line {
    /// Lets the session decide, and carries out what it says.
    fn act(self: &Rc<Self>, decide: impl FnOnce(&mut ClientSession, u64) -> Vec<Action>) {
        let actions = decide(&mut self.session.borrow_mut(), self.platform.now_ms());
        for action in actions {
            self.carry_out(action);
        }
        self.set_timer();
    }

    fn carry_out(self: &Rc<Self>, action: Action) {
        match action {
            Action::Connect => self.connect(),
            Action::Send(frame) => {
                // Where sending fails, the connection is about to say that it closed.
                if let Some(socket) = &*self.socket.borrow() {
                    socket.send(&frame);
                }
            }
            Action::Disconnect => self.disconnect(),
            Action::Store(store) => self.spawn(async move |line, core| line.store(&core, *store).await),
            Action::OfferEverything { token } => {
                self.spawn(async move |line, core| {
                    let offered = outbox::offer_everything(&core).await;
                    line.settle(token, &offered);
                });
            }
            Action::OfferHistory(doc) => self.spawn(async move |line, core| {
                // Where it fails, the server refuses the same changes again on the next connection, and they are offered then.
                if outbox::offer_what_lacks(&core, doc).await.is_err() {
                    line.hang_up();
                }
            }),
            Action::Unknown(docs) => self.answered(docs.iter()),
            Action::Others(others) => {
                if let Some(core) = self.core.upgrade() {
                    core.set_others(others);
                }
            }
            Action::LinkChanged(state) => self.link_changed(state),
        }
    }

    /// The session has one store under way at a time, so they are done one after another.
    async fn store(self: &Rc<Self>, core: &Rc<Core>, store: Store) {
        let connection = self.connection.get();
        let mut written = core.store(store.transaction, Origin::Office).await;
        if written.is_ok() && self.connection.get() == connection {
            self.answered(store.whole.iter().chain(&store.purged));
        }
        if written.is_ok() {
            self.ask_again(store.refused.iter().map(|reject| reject.change.doc));
        }
        // What had been refused of a document that comes back belongs to it; nothing counts as told before it is there.
        if written.is_ok() && !store.whole.is_empty() {
            written = core.take_back(|doc| store.whole.contains(&doc)).await;
        }
        self.settle(store.token, &written);
    }

    fn settle(self: &Rc<Self>, token: u64, written: &Result<(), StorageError>) {
        match written {
            Ok(()) => self.act(|session, now_ms| session.stored(now_ms, token)),
            Err(_) => self.act(|session, now_ms| session.store_failed(now_ms, token)),
        }
    }

    fn link_changed(self: &Rc<Self>, state: LinkState) {
        if let Some(core) = self.core.upgrade() {
            if state == LinkState::Live {
                // Whatever came in and found no room has come again, and is stored. What is typed here speaks for itself.
                core.note_write(None);
            }
            core.set_link_state(state);
            core.tabs.post(&Message::Line(state.into()));
        }
        if matches!(state, LinkState::Live | LinkState::Syncing { .. }) && !self.wanted.borrow().is_empty() {
            // Not within the session's own actions, which are still being carried out.
            self.spawn(async |line, _| line.ask_for_wanted());
        }
    }

    fn connect(self: &Rc<Self>) {
        self.disconnect();
        let connection = self.connection.get();
        let Some(core) = self.core.upgrade() else { return };
        let line = Rc::downgrade(self);
        let hear = move |heard| {
            let Some(line) = line.upgrade() else { return };
            if line.connection.get() == connection {
                line.hear(heard);
            }
        };
        match self.platform.connect(core.author.user, Box::new(hear)) {
            Ok(socket) => _ = self.socket.replace(Some(socket)),
            Err(_) => self.spawn(async |line, _| line.hear(Heard::Refused)),
        }
    }

    fn disconnect(&self) {
        self.connection.set(self.connection.get() + 1);
        self.greeting.take();
        self.socket.take();
    }

    /// Gives the connection up on this side.
    fn hang_up(self: &Rc<Self>) {
        self.disconnect();
        self.act(|session, now_ms| session.closed(now_ms, false));
    }

    fn hear(self: &Rc<Self>, heard: Heard) {
        match heard {
            Heard::Opened => self.greet(),
            Heard::Frame(bytes) => self.act(|session, now_ms| session.frame(now_ms, &bytes)),
            Heard::Closed => self.hang_up(),
            // A browser does not say why a connection was refused, so the server is asked in a way that it may answer.
            Heard::Refused => {
                let connection = self.connection.get();
                self.spawn(async move |line, core| {
                    let signed_out = match core.platform.visitor().await {
                        Visitor::Nobody => true,
                        Visitor::Member(user) => user != core.author.user,
                        Visitor::Unknown => false,
                    };
                    if line.connection.get() == connection {
                        line.disconnect();
                        line.act(|session, now_ms| session.closed(now_ms, signed_out));
                    }
                });
            }
        }
    }

    /// The connection is open: the session needs the outbox as it is stored.
    fn greet(self: &Rc<Self>) {
        let connection = self.connection.get();
        *self.greeting.borrow_mut() = Some(Vec::new());
        let unanswered = self.asked.take().into_iter().filter(|(_, asked)| asked.waiting).map(|(doc, _)| doc);
        self.wanted.borrow_mut().extend(unanswered);
        self.spawn(async move |line, core| {
            let outbox = outbox::read(&core).await;
            if line.connection.get() != connection {
                return;
            }
            let meanwhile = line.greeting.take().unwrap_or_default();
            let Ok(outbox) = outbox else { return line.hang_up() };
            let (staff_version, today) = (core.staff_version(), core.platform.today());
            line.act(|session, now_ms| session.opened(now_ms, today, staff_version, outbox));
            line.act(|session, now_ms| session.local(now_ms, meanwhile));
        });
    }

    /// The office has said what it has of these documents.
    fn answered<'a>(&self, docs: impl Iterator<Item = &'a DocId>) {
        let mut asked = self.asked.borrow_mut();
        for doc in docs {
            self.wanted.borrow_mut().remove(doc);
            asked.entry(*doc).and_modify(|asked| asked.waiting = false);
        }
    }

    /// Something was refused in these documents, and they left with it. The office's own are for everyone to read, and come again without it,
    /// however often somebody writes in them who may not.
    fn ask_again(self: &Rc<Self>, refused: impl Iterator<Item = DocId>) {
        for doc in refused.filter(|doc| doc.is_of_the_office()) {
            self.asked.borrow_mut().remove(&doc);
            self.wanted.borrow_mut().insert(doc);
        }
        self.ask_for_wanted();
    }

    fn ask_for_wanted(self: &Rc<Self>) {
        let docs: Vec<DocId> = {
            let asked = self.asked.borrow();
            let may_ask = |doc: &DocId| asked.get(doc).is_none_or(|asked| !asked.waiting && asked.times < ASKS_MAX);
            self.wanted.borrow().iter().copied().filter(may_ask).collect()
        };
        if docs.is_empty() {
            return;
        }
        let mut is_sent = false;
        self.act(|session, now_ms| {
            let actions = session.fetch(now_ms, &docs);
            is_sent = !actions.is_empty();
            actions
        });
        // Where the line is not open yet, they stay wanted.
        if is_sent {
            self.wanted.borrow_mut().clear();
            let mut asked = self.asked.borrow_mut();
            for doc in docs {
                let asked = asked.entry(doc).or_default();
                asked.times += 1;
                asked.waiting = true;
            }
        }
    }

    fn wake(self: &Rc<Self>) {
        // After a sleep, first find out whether the connection has been silent for too long.
        self.act(ClientSession::tick);
        self.act(ClientSession::wake);
    }

    fn set_timer(self: &Rc<Self>) {
        let delay_ms = self.session.borrow().next_tick_in_ms(self.platform.now_ms());
        let line = Rc::downgrade(self);
        let timer = delay_ms.map(|delay_ms| {
            let ring = move || {
                if let Some(line) = line.upgrade() {
                    line.act(ClientSession::tick);
                }
            };
            self.platform.timer(delay_ms, Box::new(ring))
        });
        self.timer.replace(timer);
    }

    fn watch_page(self: &Rc<Self>) {
        let line = Rc::downgrade(self);
        let hear = move |event| {
            if let Some(line) = line.upgrade()
                && matches!(event, PageEvent::Shown | PageEvent::Online)
                && line.platform.is_visible()
            {
                line.wake();
            }
        };
        self.page_watch.replace(Some(self.platform.watch_page(Rc::new(hear))));
    }

    /// Runs a task that ends quietly where the line or the tab's core is gone.
    fn spawn(self: &Rc<Self>, task: impl AsyncFnOnce(Rc<Self>, Rc<Core>) + 'static) {
        let (line, core) = (self.clone(), self.core.clone());
        self.platform.spawn(Box::pin(async move {
            if let Some(core) = core.upgrade() {
                task(line, core).await;
            }
        }));
    }
}
