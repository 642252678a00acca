//! The office: the server's sessions over its store, in a shell that waits for a made-up disk.
//!
//! It follows the real server's: one committer joins what all connections append, one append of a connection is under way at a time, reads
//! go on meanwhile, and whoever finds no room offers again later.

mod committing;
mod looking;
mod store;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use madobe_server::platform::day_in_japan;
use madobe_server::store::Viewer;
use madobe_shared::codes::{Profession, Role};
use madobe_shared::ids::{DocId, Epoch, UserId};
use madobe_shared::limits::{HEARTBEAT_INTERVAL_MS, SILENCE_MS_MAX};
use madobe_shared::protocol::{Goodbye, ServerMessage, StaffList, StaffMember, decode};
use madobe_shared::session::server::{AppendOutcome, CheckedChange, Logged, Page, ReadRequest, ServerAction};
use madobe_shared::session::{Lookers, ServerSession};

use super::agenda::{Happening, LineKey};
use super::network::Way;
use super::reference::Sight;
use super::world::World;
use super::{BrokenRule, Checked, Violation};

pub(super) use store::{Backup, OfficeStore};

/// See the module.
#[derive(Debug)]
pub(super) struct Office {
    pub(super) store: OfficeStore,
    pub(super) is_up: bool,
    /// How often the server was started.
    pub(super) life: u64,
    /// The store takes nothing new.
    pub(super) is_full: bool,
    pub(super) sessions: BTreeMap<LineKey, Served>,
    queue: VecDeque<(LineKey, Vec<CheckedChange>)>,
    is_committing: bool,
    lookers: Lookers<LineKey>,
    pub(super) staff: Arc<StaffList>,
    /// Older copies of the store, each with who could see what then.
    pub(super) backups: Vec<(Backup, Sight)>,
}

/// One connection as the server sees it.
#[derive(Debug)]
pub(super) struct Served {
    user: UserId,
    session: ServerSession,
    waiting: Vec<CheckedChange>,
    is_appending: bool,
    /// What the device has open, where not all of it is here yet.
    early: Option<Vec<DocId>>,
    sent: u64,
    has_spoken: bool,
    heard_ms: u64,
    grown_ms: u64,
}

impl Office {
    pub(super) fn new(epoch: Epoch, users: u64) -> Self {
        let member = |user: u64| StaffMember {
            user: UserId(user),
            name: format!("職員{user}"),
            profession: Profession::from_code("psw"),
            active: true,
            role: Role::OutreachWorker,
            contractor: false,
            expires_on: None,
        };
        let staff = StaffList { version: 1, members: (1..=users).map(member).collect() };
        Self {
            store: OfficeStore::new(epoch, &staff),
            is_up: true,
            life: 1,
            is_full: false,
            sessions: BTreeMap::new(),
            queue: VecDeque::new(),
            is_committing: false,
            lookers: Lookers::default(),
            staff: Arc::new(staff),
            backups: Vec::new(),
        }
    }

    /// Whether nothing waits for the disk.
    pub(super) fn is_idle(&self) -> bool {
        self.queue.is_empty() && self.sessions.values().all(|served| served.waiting.is_empty() && !served.is_appending)
    }
}

impl World {
    /// A connection came in.
    pub(super) fn office_accepts(&mut self, key: LineKey, user: UserId) {
        let (epoch, head) = (self.office.store.epoch(), self.office.store.head());
        let session = ServerSession::new(user, epoch, head, Arc::clone(&self.office.staff));
        let served = Served {
            user,
            session,
            waiting: Vec::new(),
            is_appending: false,
            early: None,
            sent: 0,
            has_spoken: false,
            heard_ms: self.agenda.now_ms,
            grown_ms: 0,
        };
        self.office.sessions.insert(key, served);
        self.agenda.after(HEARTBEAT_INTERVAL_MS, Happening::Pulse(key));
    }

    /// Lets a connection's session decide, and carries out what it asks for.
    pub(super) fn office_decides(
        &mut self,
        key: LineKey,
        decide: impl FnOnce(&mut ServerSession) -> Vec<ServerAction>,
    ) -> Checked {
        let Some(served) = self.office.sessions.get_mut(&key) else {
            return Ok(());
        };
        for action in decide(&mut served.session) {
            match action {
                ServerAction::Send(frame) => self.office_sends(key, frame)?,
                ServerAction::Append(changes) => {
                    if self.plan.broken == Some(BrokenRule::AckBeforeDurable) {
                        let outcome = |change: &CheckedChange| (change.key, AppendOutcome::Appended(0));
                        let outcomes = changes.iter().map(outcome).collect();
                        self.agenda.after(1, Happening::Appended(key, outcomes));
                    }
                    if let Some(served) = self.office.sessions.get_mut(&key) {
                        served.waiting.extend(changes);
                    }
                    self.append_waiting(key);
                }
                ServerAction::Read(request) => {
                    let delay_ms = self.office_delay_ms();
                    self.agenda.after(delay_ms, Happening::Read(key, request));
                }
                ServerAction::Look(docs) => self.office_looks(key, docs),
                // Nobody looks into it here.
                ServerAction::Keep(..) => {}
                ServerAction::Close => self.office_closes(key),
            }
        }
        Ok(())
    }

    fn office_sends(&mut self, key: LineKey, frame: Vec<u8>) -> Checked {
        let number = self.office.sessions.get(&key).map_or(0, |served| served.sent);
        let message = decode(&frame, number).unwrap_or(ServerMessage::Alive);
        self.check_news(key, &message)?;
        if let ServerMessage::Batch(batch) = message {
            for change in batch.acks {
                // It may have died between becoming durable and being acknowledged.
                if self.reference.dead().contains(&change.doc) {
                    continue;
                }
                if !self.office.store.holds(change) {
                    return Err(Violation(format!("a change of {} is acknowledged and not durable", change.doc)));
                }
                self.reference.acknowledge(change);
            }
        }
        if let Some(served) = self.office.sessions.get_mut(&key) {
            served.has_spoken = true;
            served.sent += 1;
        }
        self.network.send(&mut self.agenda, &mut self.chance, &self.weather, (key, Way::Down), frame);
        Ok(())
    }

    pub(super) fn office_hears(&mut self, key: LineKey, frame: &[u8]) -> Checked {
        let now_ms = self.agenda.now_ms;
        if let Some(served) = self.office.sessions.get_mut(&key) {
            served.heard_ms = now_ms;
        }
        self.office_decides(key, |session| session.frame(frame))
    }

    /// The server ends a connection.
    pub(super) fn office_closes(&mut self, key: LineKey) {
        self.office_looks_away(key);
        if let Some(line) = self.network.lines.get_mut(&key) {
            line.is_open_at_office = false;
            let arrives_ms = line.last_down_ms().max(self.agenda.now_ms);
            if !line.is_silent {
                self.agenda.at(arrives_ms, Happening::ClosedAtTablet(key));
            }
        }
        self.network.forget_if_closed(key);
    }

    /// Every connection is told that the log has grown, and looks when it gets to it.
    pub(super) fn office_has_grown(&mut self) {
        let keys: Vec<LineKey> = self.office.sessions.keys().copied().collect();
        for key in keys {
            if self.plan.broken == Some(BrokenRule::GrowthUntold) && self.chance.in_thousand(300) {
                continue;
            }
            let at_ms = self.agenda.now_ms + self.chance.between(1, 4);
            let Some(served) = self.office.sessions.get_mut(&key) else {
                continue;
            };
            // Growth that nobody has looked at yet is told once.
            if served.grown_ms <= self.agenda.now_ms {
                served.grown_ms = at_ms;
                self.agenda.at(at_ms, Happening::Grown(key));
            }
        }
    }

    pub(super) fn office_grown(&mut self, key: LineKey) -> Checked {
        let head = self.office.store.head();
        self.office_decides(key, |session| session.grown(head))
    }

    pub(super) fn office_reads(&mut self, key: LineKey, request: ReadRequest) -> Checked {
        let Some(user) = self.office.sessions.get(&key).map(|served| served.user) else {
            return Ok(());
        };
        if self.chance.in_thousand(self.weather.failing_office) {
            self.tell(|| "the office's disk fails a read".to_owned());
            return self.office_decides(key, |session| session.end(Goodbye::StoreFailed));
        }
        let mut viewer = Viewer::Member { user, today: day_in_japan(self.agenda.now_ms) };
        if self.plan.broken == Some(BrokenRule::HiddenShown) && !matches!(request, ReadRequest::Log { .. }) {
            viewer = Viewer::Office;
        }
        let mut page: Page = self.office.store.read(viewer, request, self.weather.page);
        if let (Some(BrokenRule::LossUntold), Page::Log { entries, .. }) = (self.plan.broken, &mut page) {
            entries.retain(|entry| entry.what != Logged::Tombstone || self.reference.dead().contains(&entry.doc));
        }
        self.office_decides(key, |session| session.page(page))
    }

    pub(super) fn office_pulse(&mut self, key: LineKey) -> Checked {
        let now_ms = self.agenda.now_ms;
        let Some(served) = self.office.sessions.get_mut(&key) else {
            return Ok(());
        };
        // A browser answers pings by itself as long as its connection stands.
        let answers = self.network.lines.get(&key).is_some_and(|line| line.is_open_at_tablet && !line.is_silent);
        if answers {
            served.heard_ms = now_ms;
        }
        if now_ms - served.heard_ms > SILENCE_MS_MAX {
            self.office_closes(key);
            return Ok(());
        }
        self.agenda.after(HEARTBEAT_INTERVAL_MS, Happening::Pulse(key));
        if std::mem::take(&mut served.has_spoken) {
            return Ok(());
        }
        self.office_decides(key, ServerSession::heartbeat)
    }

    /// The server dies: what it had in memory is gone, what is in the store stays.
    pub(super) fn office_crashes(&mut self) -> Checked {
        self.crashes += 1;
        self.office.is_up = false;
        self.office.life += 1;
        self.office.is_committing = false;
        self.office.queue.clear();
        let keys: Vec<LineKey> = self.office.sessions.keys().copied().collect();
        for key in keys {
            self.office_closes(key);
        }
        let lost = self.reference.acknowledged().iter().find(|change| !self.office.store.holds(**change));
        if let Some(change) = lost {
            return Err(Violation(format!(
                "an acknowledged change of {} did not survive the server's crash",
                change.doc
            )));
        }
        let delay_ms = self.chance.spread(50, 20_000);
        self.agenda.after(delay_ms, Happening::OfficeStarts);
        Ok(())
    }

    fn office_delay_ms(&mut self) -> u64 {
        self.chance.spread(1, self.weather.office_ms_max)
    }
}
