//! Tabs at work: they open, run, ask for things, and die.

use std::collections::BTreeSet;
use std::rc::Rc;

use futures_executor::LocalPool;
use madobe_client::platform::{PageEvent, Visitor};
use madobe_client::repo::{NewFile, Repo};
use madobe_client::storage::Database;
use madobe_shared::blob::BlobKey;
use madobe_shared::codes::{Profession, Role};
use madobe_shared::edit::Edit;
use madobe_shared::ids::{ChangeHash, DocId, EntryId};
use madobe_shared::protocol::{ChangeKey, StaffMember};
use madobe_shared::storage::{Table, change_chunk_key, outbox_key};

use super::{Answer, Hands, Tab, is_quarantined};
use crate::disk::vault;
use crate::sim::agenda::{Happening, TabKey};
use crate::sim::machine::{DiskAccess, Machine, Request};
use crate::sim::reference::TELLING_MS_MAX;
use crate::sim::world::World;
use crate::sim::{BrokenRule, Checked, Violation};

impl World {
    /// Something happens to a tab, if it is still there; then it runs until it waits, and what it asks for is noted.
    pub(in crate::sim) fn tab(&mut self, at: usize, key: TabKey, happens: impl FnOnce(&mut Tab)) -> Checked {
        let now_ms = self.tablets[at].clock_ms(self.agenda.now_ms);
        let Some(tab) = self.tablets[at].tabs.get_mut(&key) else {
            return Ok(());
        };
        tab.machine.set_time(now_ms, self.agenda.now_ms);
        happens(tab);
        tab.tasks.run_until_stalled();
        while let Some(request) = self.tablets[at].tabs.get(&key).and_then(|tab| tab.machine.next_request()) {
            self.carry_out(at, key, request)?;
        }
        self.watch(at, key)
    }

    fn carry_out(&mut self, at: usize, key: TabKey, request: Request) -> Checked {
        match request {
            Request::Timer(ticket, delay_ms) => {
                self.agenda.after(delay_ms, Happening::Timer(at, key, ticket));
            }
            Request::Write(ticket, transaction, only_if) => {
                return self.queue_write(at, key, (ticket, transaction, only_if));
            }
            Request::Read(ticket, reading) => self.queue_read(at, key, ticket, reading),
            Request::Tell(words) => self.tell_tabs(at, key, &words),
            Request::QueueForLock => self.queue_for_line(at, key),
            Request::TakeLock => self.take_line(at, key),
            Request::LeaveLock => self.leave_line_queue(at, key),
            Request::Connect(number) => {
                let delay_ms = self.chance.spread(1, 300);
                self.network.connect(&mut self.agenda, delay_ms, (at, key, number));
            }
            Request::Send(number, frame) => {
                if let Some(line) = self.network.find(key, number) {
                    self.send_up(line, frame);
                    if self.plan.broken == Some(BrokenRule::OutboxClearedOnSend) {
                        self.clear_outbox(at);
                    }
                }
            }
            Request::HangUp(number) => {
                if let Some(line) = self.network.find(key, number) {
                    self.close_at_tablet(line);
                }
            }
            Request::Upload(ticket, blob, bytes) => self.file_sets_out(at, key, ticket, (blob, bytes)),
            Request::Download(ticket, blob) => self.wish_for_file_sets_out(at, key, ticket, blob),
            Request::Visitor(ticket) => {
                let can_ask = self.office.is_up && self.tablets[at].is_online;
                let user = self.tablets[at].author.user;
                let visitor = if can_ask { Visitor::Member(user) } else { Visitor::Unknown };
                let delay_ms = self.chance.spread(1, 300);
                self.agenda.after(delay_ms, Happening::Visited(at, key, ticket, visitor));
            }
        }
        Ok(())
    }

    fn tell_tabs(&mut self, at: usize, from: TabKey, words: &[u8]) {
        let tablet = &mut self.tablets[at];
        for (key, tab) in tablet.tabs.iter_mut().filter(|(key, _)| **key != from) {
            let delay_ms = self.chance.spread(1, TELLING_MS_MAX);
            tab.told_ms = tab.told_ms.max(self.agenda.now_ms + delay_ms);
            self.agenda.at(tab.told_ms, Happening::Told(at, *key, words.to_vec()));
        }
    }

    /// A tab is opened, and the app starts in it.
    pub(in crate::sim) fn open_tab(&mut self, at: usize) -> Checked {
        if !self.tablets[at].is_on {
            return Ok(());
        }
        self.last_tab += 1;
        let key = self.last_tab;
        self.tell(|| format!("tablet {at}: tab {key} opens"));
        let author = self.tablets[at].author;
        let tasks = LocalPool::new();
        // A tablet that merges wrongly is to merge often.
        let merges_wrongly = self.plan.broken == Some(BrokenRule::CompactionDropsAll);
        let chunks_per_doc_max = if merges_wrongly { 2 } else { self.weather.chunks_per_doc_max };
        let machine = Machine::new(tasks.spawner(), chunks_per_doc_max, self.chance.number());
        let hands = Rc::new(Hands::default());
        let starting = {
            let (machine, hands) = (machine.clone(), hands.clone());
            let me = StaffMember {
                user: author.user,
                name: format!("職員{}", author.user.0),
                profession: Profession::from_code("psw"),
                active: true,
                role: Role::OutreachWorker,
                contractor: false,
                expires_on: None,
            };
            let database = Database::new(Box::new(DiskAccess(machine.clone())), vault());
            async move {
                match Repo::open(me, author.device, database, machine).await {
                    Ok(repo) => _ = hands.repo.replace(Some(repo)),
                    Err(error) => hands.answers.borrow_mut().push(Answer::NotStarted(error)),
                }
            }
        };
        let tab = Tab { machine, tasks, hands, said: None, told_ms: 0, creating: None, composing: BTreeSet::new() };
        self.tablets[at].tabs.insert(key, tab);
        self.tab(at, key, |tab| tab.spawn(starting))
    }

    pub(super) fn crash_somehow(&mut self, at: usize) -> Checked {
        let tabs: Vec<TabKey> = self.tablets[at].tabs.keys().copied().collect();
        match self.chance.pick(&tabs).copied() {
            Some(tab) if self.chance.in_thousand(600) => self.crash_tab(at, tab),
            _ => self.cut_power(at),
        }
    }

    /// A tab is closed: it is told, and may still ask for something, but will not hear of it.
    pub(in crate::sim) fn close_tab(&mut self, at: usize, key: TabKey) -> Checked {
        self.tab(at, key, |tab| tab.machine.page(PageEvent::Hidden))?;
        self.crash_tab(at, key)
    }

    /// A tab dies. Of what it has asked the disk for, the first some is still done, but it will not hear of it.
    pub(in crate::sim) fn crash_tab(&mut self, at: usize, key: TabKey) -> Checked {
        let Some(tab) = self.tablets[at].tabs.remove(&key) else {
            return Ok(());
        };
        self.crashes += 1;
        self.tell(|| format!("tablet {at}: tab {key} dies"));
        tab.machine.die();
        drop(tab);
        self.forget_some_work_of(at, key);
        let lines: Vec<_> =
            self.network.lines.iter().filter(|(_, line)| line.tab == key).map(|(line, _)| *line).collect();
        for line in lines {
            self.close_at_tablet(line);
        }
        self.leave_line_queue(at, key);
        if self.tablets[at].tabs.is_empty() {
            let delay_ms = self.chance.spread(100, 30_000);
            self.agenda.after(delay_ms, Happening::TabOpens(at));
        }
        self.check_promises(at)
    }

    /// The battery dies: all tabs with it, the writes under way, and what the disk had not been forced to keep.
    pub(in crate::sim) fn cut_power(&mut self, at: usize) -> Checked {
        self.tell(|| format!("tablet {at}: the power goes"));
        let tabs: Vec<TabKey> = self.tablets[at].tabs.keys().copied().collect();
        self.tablets[at].queue.clear();
        self.tablets[at].is_on = false;
        for tab in tabs {
            self.crash_tab(at, tab)?;
        }
        let volatile = self.tablets[at].disk.volatile();
        let kept = self.chance.below(volatile + 1);
        self.tablets[at].disk.lose_power(kept);
        let delay_ms = self.chance.spread(500, 60_000);
        self.agenda.after(delay_ms, Happening::TabletStarts(at));
        self.check_promises(at)
    }

    pub(in crate::sim) fn start_tablet(&mut self, at: usize) -> Checked {
        if self.tablets[at].is_on {
            return Ok(());
        }
        self.tell(|| format!("tablet {at} starts as {}", self.tablets[at].author.device));
        self.tablets[at].is_on = true;
        self.open_tab(at)
    }

    pub(in crate::sim) fn network_returns(&mut self, at: usize) -> Checked {
        self.tell(|| format!("tablet {at} has a network again"));
        self.tablets[at].is_online = true;
        // The browser tells, most of the time.
        if self.chance.in_thousand(700) {
            for key in self.tablets[at].tabs.keys().copied().collect::<Vec<_>>() {
                self.tab(at, key, |tab| tab.machine.page(PageEvent::Online))?;
            }
        }
        Ok(())
    }

    /// What the device called saved must be on it.
    fn check_promises(&mut self, at: usize) -> Checked {
        let tablet = &self.tablets[at];
        for (doc, hashes) in self.reference.promised_on(tablet.author.device) {
            if tablet.damaged.contains(&doc) {
                continue;
            }
            // Most of what was promised lies there as it was written; only where it does not, the document is put together.
            let is_loose = |hash: &ChangeHash| tablet.disk.get(Table::Chunks, &change_chunk_key(doc, *hash)).is_some();
            if hashes.iter().all(is_loose) {
                continue;
            }
            let held = self.hashes_on(at, doc);
            // What left the device with its case is at the office, or aside.
            let may_have_left = self.reference.was_barred(tablet.author.user, doc);
            let has_left = |hash: &ChangeHash| {
                let change = ChangeKey { doc, hash: *hash };
                let waits = tablet.disk.get(Table::Outbox, &outbox_key(change)).is_some();
                may_have_left && (waits || self.reference.has_arrived(change) || is_quarantined(&tablet.disk, change))
            };
            if let Some(lost) = hashes.iter().find(|hash| !held.contains(*hash) && !has_left(hash)) {
                let device = tablet.author.device;
                return Err(Violation(format!(
                    "{device} called change {lost:?} of {doc} saved and has lost it in a crash"
                )));
            }
        }
        Ok(())
    }

    /// The edits that are durable on a tablet.
    pub(in crate::sim) fn durable_on(&self, at: usize) -> BTreeSet<usize> {
        self.reference.durable_on(self.tablets[at].author.device)
    }

    /// Someone opens a case. It is there a little later.
    pub(in crate::sim) fn open_case(&mut self, at: usize, key: TabKey, doc: DocId) -> Checked {
        let is_open = self.tablets[at].tabs.get(&key).is_none_or(|tab| tab.case(doc).is_some());
        if is_open {
            return Ok(());
        }
        self.tab(at, key, |tab| {
            let Some(repo) = tab.hands.repo.borrow().clone() else { return };
            let hands = tab.hands.clone();
            tab.spawn(async move {
                match repo.open_case(doc).await {
                    Ok(case) => _ = hands.open.borrow_mut().insert(doc, case),
                    Err(error) => hands.answers.borrow_mut().push(Answer::NotOpened(doc, error)),
                }
            });
        })
    }

    /// Someone leaves a case.
    pub(in crate::sim) fn close_case(&mut self, at: usize, key: TabKey, doc: DocId) -> Checked {
        self.tab(at, key, |tab| {
            let left = tab.hands.open.borrow_mut().remove(&doc);
            if tab.composing.remove(&doc)
                && let Some(case) = &left
            {
                case.release();
            }
            if let Some(case) = &left {
                case.see();
            }
            drop(left);
        })
    }
}

impl Tab {
    /// Someone begins a case, unless one is being begun here.
    pub(in crate::sim) fn create_case(&mut self, value: String, edits: Vec<Edit>) {
        let Some(repo) = self.hands.repo.borrow().clone() else { return };
        if self.creating.is_some() {
            return;
        }
        self.creating = Some((value, None));
        let hands = self.hands.clone();
        self.spawn(async move {
            let created = repo.create_case(edits).await;
            hands.answers.borrow_mut().push(Answer::Created(created));
        });
    }

    /// Goes to the minutes of a conference, and begins them where they are not here.
    pub(in crate::sim) fn begin_minutes(&mut self, conference: EntryId) {
        let Some(repo) = self.hands.repo.borrow().clone() else { return };
        let hands = self.hands.clone();
        let doc = DocId::minutes_of(conference);
        self.spawn(async move {
            match repo.begin_minutes(conference).await {
                Ok(minutes) => _ = hands.open.borrow_mut().insert(doc, minutes),
                Err(error) => hands.answers.borrow_mut().push(Answer::NotOpened(doc, error)),
            }
        });
    }

    /// Adds a file to a case.
    pub(in crate::sim) fn attach(&mut self, doc: DocId, file: NewFile) {
        let Some(case) = self.case(doc) else { return };
        // Where the disk does not take it, whoever adds it is told so, and nothing was promised.
        self.spawn(async move { _ = case.attach(file).await });
    }

    /// Opens a file of a case, wherever it is.
    pub(in crate::sim) fn open_file(&mut self, key: BlobKey) {
        let Some(case) = self.case(key.doc) else { return };
        let hands = self.hands.clone();
        self.spawn(async move {
            let read = case.read_file(key.hash).await;
            hands.answers.borrow_mut().push(Answer::FileRead(key, read));
        });
    }

    /// An input method begins to compose in a case, or ends.
    pub(in crate::sim) fn compose(&mut self, doc: DocId) {
        let Some(case) = self.case(doc) else { return };
        if self.composing.remove(&doc) {
            case.release();
        } else {
            case.hold();
            self.composing.insert(doc);
        }
    }

    /// No input method composes any more.
    pub(in crate::sim) fn release_all(&mut self) {
        for doc in std::mem::take(&mut self.composing) {
            if let Some(case) = self.case(doc) {
                case.release();
            }
        }
    }

    /// Runs a task in this tab.
    pub(super) fn spawn(&self, task: impl Future<Output = ()> + 'static) {
        madobe_client::platform::Platform::spawn(&*self.machine, Box::pin(task));
    }
}
