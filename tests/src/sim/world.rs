//! The world of one run: who and what there is, and what happens next.

use jiff::civil::Date;
use madobe_client::platform::Heard;
use madobe_server::platform::day_in_japan;
use madobe_shared::ids::{Author, DeviceId, DocId, Epoch, UserId};

use super::agenda::{Agenda, Happening, LineKey};
use super::chance::Chance;
use super::network::{Network, Way};
use super::office::Office;
use super::reference::{AccessStep, Reference};
use super::story::Story;
use super::tablet::Tablet;
use super::weather::Weather;
use super::{Account, Checked, Plan, Violation};

/// Monday 23 November 2026, in the morning.
const BEGINNING_MS: u64 = 1_795_392_000_000;

/// The end of that day in Japan.
pub(super) const MIDNIGHT_MS: u64 = BEGINNING_MS + 15 * 60 * 60_000;

/// Staff of the office. Two tablets may be of the same person.
pub(super) const USERS: u64 = 3;

/// See the module.
#[derive(Debug)]
pub(super) struct World {
    pub(super) plan: Plan,
    pub(super) chance: Chance,
    pub(super) weather: Weather,
    /// What it was before the evening.
    pub(super) weather_of_day: Weather,
    pub(super) story: Story,
    pub(super) agenda: Agenda,
    pub(super) network: Network,
    pub(super) office: Office,
    pub(super) tablets: Vec<Tablet>,
    pub(super) reference: Reference,
    /// All cases that anyone ever began, in their order.
    pub(super) docs: Vec<DocId>,
    pub(super) last_tab: u64,
    pub(super) last_device: u64,
    pub(super) crashes: u64,
    pub(super) steps_left: u32,
    /// Whether tablets were lost, so that no older copy of the server may come back.
    pub(super) conflicts: u64,
}

impl World {
    /// The world of a seed, on the morning of its day.
    pub(super) fn new(plan: Plan) -> Self {
        let mut chance = Chance::new(plan.seed);
        let weather = Weather::draw(&mut chance);
        let epoch = Epoch(chance.number());
        // Some days are lived through from shortly before their end on.
        let before_midnight_ms = chance.between(0, u64::from(plan.steps) * weather.pause_ms_max / 8);
        let begins_ms = if weather.has_last_days { MIDNIGHT_MS - before_midnight_ms } else { BEGINNING_MS };
        let staff = (1..=USERS).map(UserId);
        let mut world = Self {
            plan,
            chance,
            weather_of_day: weather.clone(),
            weather,
            story: Story::new(plan.is_told),
            agenda: Agenda::from(begins_ms),
            network: Network::default(),
            office: Office::new(epoch, USERS),
            tablets: Vec::new(),
            reference: Reference::new(day_in_japan(begins_ms), staff),
            docs: Vec::new(),
            last_tab: 0,
            last_device: 0,
            crashes: 0,
            steps_left: plan.steps,
            conflicts: 0,
        };
        if world.weather.access > 0 && world.chance.in_thousand(500) {
            world.take_access_step(AccessStep::Role(UserId(USERS), false));
        }
        let tablets = world.chance.between(2, 4);
        for _ in 0..tablets {
            let user = UserId(world.chance.between(1, USERS));
            world.new_tablet(user);
        }
        world
    }

    /// Lives through the day, and settles accounts in the evening.
    pub(super) fn run(mut self) -> Result<Account, Violation> {
        self.tell(|| "the day begins".to_owned());
        let weather = format!("{:?}", self.weather);
        self.tell(|| weather);
        self.agenda.after(1, Happening::Step);
        while self.steps_left > 0 {
            self.happen()?;
        }
        self.evening()?;
        self.story.count(self.network.frames);
        Ok(Account {
            edits: self.reference.lines().len() as u64,
            frames: self.network.frames,
            crashes: self.crashes,
            changes: self.office.store.head(),
            conflicts: self.conflicts,
            fingerprint: self.story.fingerprint(),
        })
    }

    /// The next thing happens.
    pub(super) fn happen(&mut self) -> Checked {
        let Some(happening) = self.agenda.next() else {
            return Err(Violation("nothing will ever happen again".to_owned()));
        };
        self.story.count(self.agenda.now_ms);
        self.reference.is_day(self.today());
        match happening {
            Happening::Step => self.step(),
            Happening::Connected(key) => self.connected(key),
            Happening::FrameUp(key, frame) => {
                self.story.count(frame.len() as u64);
                if self.network.lines.get(&key).is_some_and(|line| line.is_open_at_office && !line.is_silent) {
                    return self.office_hears(key, &frame);
                }
                Ok(())
            }
            Happening::FrameDown(key, frame) => {
                self.story.count(frame.len() as u64);
                let line = self.network.lines.get(&key).filter(|line| line.is_open_at_tablet && !line.is_silent);
                match line.map(|line| (line.tablet, line.tab, line.number)) {
                    Some((tablet, tab, number)) => {
                        self.tab(tablet, tab, |tab| tab.machine.heard(number, Heard::Frame(frame)))
                    }
                    None => Ok(()),
                }
            }
            Happening::ClosedAtTablet(key) => self.closed_at_tablet(key),
            Happening::ClosedAtOffice(key) => {
                self.office_looks_away(key);
                if let Some(line) = self.network.lines.get_mut(&key) {
                    line.is_open_at_office = false;
                }
                self.network.forget_if_closed(key);
                Ok(())
            }
            Happening::Timer(tablet, tab, ticket) => {
                if self.tablets[tablet].tabs.get(&tab).is_some_and(|tab| tab.machine.waits_for(ticket)) {
                    return self.tab(tablet, tab, |tab| tab.machine.ring(ticket));
                }
                Ok(())
            }
            Happening::Disk(tablet) => self.work_on_disk(tablet),
            Happening::Written(tablet, tab, ticket, written) => {
                self.tab(tablet, tab, |tab| tab.machine.written(ticket, written))
            }
            Happening::Rows(tablet, tab, ticket, rows) => self.tab(tablet, tab, |tab| tab.machine.read(ticket, rows)),
            Happening::Visited(tablet, tab, ticket, visitor) => {
                self.tab(tablet, tab, |tab| tab.machine.visited(ticket, visitor))
            }
            Happening::FileUp(tablet, tab, ticket, key, bytes) => {
                self.file_arrives(tablet, tab, ticket, (key, bytes));
                Ok(())
            }
            Happening::FileAnswered(tablet, tab, ticket, answer) => {
                self.tab(tablet, tab, |tab| tab.machine.answered(ticket, answer))
            }
            Happening::FileAsked(tablet, tab, ticket, key) => self.file_is_asked_for(tablet, tab, ticket, key),
            Happening::FileGiven(tablet, tab, ticket, answer) => {
                self.tab(tablet, tab, |tab| tab.machine.given(ticket, answer))
            }
            Happening::Told(tablet, tab, words) => self.tab(tablet, tab, |tab| tab.machine.told(words)),
            Happening::Leads(tablet, tab, leadership) => self.leads(tablet, tab, leadership),
            Happening::TabOpens(tablet) => self.open_tab(tablet),
            Happening::TabletStarts(tablet) => self.start_tablet(tablet),
            Happening::NetworkReturns(tablet) => self.network_returns(tablet),
            Happening::RoomReturns(tablet) => {
                self.tablets[tablet].is_full = false;
                Ok(())
            }
            Happening::OfficeStarts => {
                self.tell(|| "the server starts".to_owned());
                self.office.is_up = true;
                Ok(())
            }
            Happening::OfficeRoomReturns => {
                self.office.is_full = false;
                Ok(())
            }
            Happening::Looked => self.office_tells_lookers(),
            Happening::Commit(life) => self.office_commits(life),
            Happening::Appended(key, outcomes) => self.office_appended(key, outcomes),
            Happening::AppendAgain(key) => {
                self.office_appends_again(key);
                Ok(())
            }
            Happening::Grown(key) => self.office_grown(key),
            Happening::Read(key, request) => self.office_reads(key, request),
            Happening::Pulse(key) => self.office_pulse(key),
        }
    }

    /// The day at the office.
    pub(super) fn today(&self) -> Date {
        day_in_japan(self.agenda.now_ms)
    }

    /// Tells a line of the story.
    pub(super) fn tell(&self, words: impl FnOnce() -> String) {
        self.story.tell(self.agenda.now_ms - BEGINNING_MS, words);
    }

    /// A tablet with an empty storage is handed out and switched on.
    pub(super) fn new_tablet(&mut self, user: UserId) {
        let skew_ms = match self.chance.below(4) {
            0 => 0,
            1 | 2 => i64::try_from(self.chance.below(120_000)).unwrap_or_default() - 60_000,
            _ => i64::try_from(self.chance.below(20_000_000)).unwrap_or_default() - 10_000_000,
        };
        let author = Author { user, device: self.new_device() };
        self.tablets.push(Tablet::new(author, skew_ms));
        self.agenda.after(1, Happening::TabletStarts(self.tablets.len() - 1));
    }

    pub(super) fn new_device(&mut self) -> DeviceId {
        self.last_device += 1;
        DeviceId(self.last_device)
    }

    fn connected(&mut self, key: LineKey) -> Checked {
        let is_up = self.office.is_up;
        let Some(line) = self.network.lines.get_mut(&key) else {
            return Ok(());
        };
        let (tablet, tab, number) = (line.tablet, line.tab, line.number);
        let is_possible = is_up && self.tablets[tablet].is_online && self.tablets[tablet].tabs.contains_key(&tab);
        if !is_possible {
            self.network.lines.remove(&key);
            return self.tab(tablet, tab, |tab| tab.machine.heard(number, Heard::Refused));
        }
        line.is_open_at_tablet = true;
        line.is_open_at_office = true;
        let user = self.tablets[tablet].author.user;
        self.office_accepts(key, user);
        self.tab(tablet, tab, |tab| tab.machine.heard(number, Heard::Opened))
    }

    fn closed_at_tablet(&mut self, key: LineKey) -> Checked {
        let Some(line) = self.network.lines.get_mut(&key) else {
            return Ok(());
        };
        let (tablet, tab, number) = (line.tablet, line.tab, line.number);
        let was_open = std::mem::take(&mut line.is_open_at_tablet);
        self.network.forget_if_closed(key);
        if was_open {
            return self.tab(tablet, tab, |tab| tab.machine.heard(number, Heard::Closed));
        }
        Ok(())
    }

    /// The tablet's end of a line closes; the office learns of it later, or never.
    pub(super) fn close_at_tablet(&mut self, key: LineKey) {
        let Some(line) = self.network.lines.get_mut(&key) else {
            return;
        };
        line.is_open_at_tablet = false;
        if !line.is_silent && line.is_open_at_office {
            let delay_ms = self.chance.spread(1, 500);
            self.agenda.after(delay_ms, Happening::ClosedAtOffice(key));
        }
        self.network.forget_if_closed(key);
    }

    pub(super) fn send_up(&mut self, key: LineKey, frame: Vec<u8>) {
        self.network.send(&mut self.agenda, &mut self.chance, &self.weather, (key, Way::Up), frame);
    }
}
