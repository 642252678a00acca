//! One step of the story: people work, and things go wrong.

use madobe_client::platform::PageEvent;
use madobe_shared::ids::{Epoch, UserId};
use madobe_shared::protocol::{Reject, RejectReason};
use madobe_shared::storage::{Table, doc_of_key};

use super::Checked;
use super::agenda::{Happening, LineKey};
use super::office::OfficeStore;
use super::world::World;
use crate::disk::Disk;

/// The weight of people's work, with which the weights of the weather compare.
const WORK: u64 = 100;

/// Something that can happen at a step.
type Deed = fn(&mut World) -> Checked;

impl World {
    /// The next step, and a note for the one after it.
    pub(super) fn step(&mut self) -> Checked {
        self.steps_left = self.steps_left.saturating_sub(1);
        if self.steps_left > 0 {
            let pause_ms = self.chance.spread(1, self.weather.pause_ms_max);
            self.agenda.after(pause_ms, Happening::Step);
        }
        let weather = &self.weather;
        let deeds: [(u64, Deed); 17] = [
            (WORK, Self::someone_works),
            (weather.drops, |world| world.drop_line(false)),
            (weather.silences, |world| world.drop_line(true)),
            (weather.partitions, Self::lose_network),
            (weather.tab_crashes, Self::some_tab_dies),
            (weather.power_cuts, Self::some_battery_dies),
            (weather.full_tablets, Self::some_tablet_is_full),
            (weather.office_crashes, Self::office_crashes_now),
            (weather.full_office, Self::office_is_full),
            (weather.tabs, Self::tabs_come_and_go),
            (weather.clock_jumps, Self::some_clock_jumps),
            (weather.burials, Self::some_case_is_deleted),
            (weather.compactions, Self::office_compacts),
            (weather.restores, Self::office_is_restored),
            (weather.replacements, Self::some_tablet_is_replaced),
            (weather.rollbacks + weather.damages, Self::some_tablet_suffers),
            (weather.access, Self::access_changes),
        ];
        let all: u64 = deeds.iter().map(|(weight, _)| weight).sum();
        let mut drawn = self.chance.between(0, all - 1);
        for (weight, deed) in deeds {
            if drawn < weight {
                return deed(self);
            }
            drawn -= weight;
        }
        Ok(())
    }

    /// Whether the office has a reason to refuse a change of this user for good. A case that goes out of sight leaves a device like one that
    /// died.
    pub(super) fn may_be_refused(&self, user: UserId, reject: &Reject) -> bool {
        let doc = reject.change.doc;
        let was_barred = self.reference.was_barred(user, doc);
        match reject.reason {
            RejectReason::DeadDocument => was_barred || self.reference.dead().contains(&doc),
            RejectReason::NoAccess => was_barred,
            _ => false,
        }
    }

    fn some_tablet(&mut self) -> usize {
        self.chance.below(self.tablets.len())
    }

    fn drop_line(&mut self, is_silent: bool) -> Checked {
        let open: Vec<LineKey> =
            self.network.lines.iter().filter(|(_, line)| line.is_open_at_tablet).map(|(key, _)| *key).collect();
        let Some(&key) = self.chance.pick(&open) else {
            return Ok(());
        };
        self.tell(|| format!("line {key} {}", if is_silent { "goes silent" } else { "drops" }));
        self.cut_line(key, is_silent);
        Ok(())
    }

    /// A line breaks. What is under way is lost; each end learns of it in its own time, or never where the line goes silent.
    pub(super) fn cut_line(&mut self, key: LineKey, is_silent: bool) {
        let Some(line) = self.network.lines.get_mut(&key) else {
            return;
        };
        line.is_silent = true;
        if is_silent {
            return;
        }
        let (first_ms, second_ms) = (self.chance.spread(1, 2_000), self.chance.spread(1, 2_000));
        self.agenda.after(first_ms, Happening::ClosedAtTablet(key));
        self.agenda.after(second_ms, Happening::ClosedAtOffice(key));
    }

    fn lose_network(&mut self) -> Checked {
        let at = self.some_tablet();
        self.tell(|| format!("tablet {at} loses the network"));
        self.tablets[at].is_online = false;
        let lines: Vec<LineKey> =
            self.network.lines.iter().filter(|(_, line)| line.tablet == at).map(|(key, _)| *key).collect();
        for key in lines {
            let is_silent = self.chance.in_thousand(400);
            self.cut_line(key, is_silent);
        }
        let delay_ms = self.chance.spread(1_000, 200_000);
        self.agenda.after(delay_ms, Happening::NetworkReturns(at));
        Ok(())
    }

    fn some_tab_dies(&mut self) -> Checked {
        let at = self.some_tablet();
        let tabs: Vec<_> = self.tablets[at].tabs.keys().copied().collect();
        match self.chance.pick(&tabs) {
            Some(&tab) if self.chance.in_thousand(300) => self.close_tab(at, tab),
            Some(&tab) => self.crash_tab(at, tab),
            None => Ok(()),
        }
    }

    fn some_battery_dies(&mut self) -> Checked {
        let at = self.some_tablet();
        if self.tablets[at].is_on { self.cut_power(at) } else { Ok(()) }
    }

    fn some_tablet_is_full(&mut self) -> Checked {
        let at = self.some_tablet();
        self.tell(|| format!("tablet {at} is full"));
        self.tablets[at].is_full = true;
        let delay_ms = self.chance.spread(500, 60_000);
        self.agenda.after(delay_ms, Happening::RoomReturns(at));
        Ok(())
    }

    fn office_crashes_now(&mut self) -> Checked {
        if !self.office.is_up {
            return Ok(());
        }
        self.tell(|| "the server dies".to_owned());
        self.office_crashes()
    }

    fn office_is_full(&mut self) -> Checked {
        self.tell(|| "the office's disk is full".to_owned());
        self.office.is_full = true;
        let delay_ms = self.chance.spread(1_000, 60_000);
        self.agenda.after(delay_ms, Happening::OfficeRoomReturns);
        Ok(())
    }

    fn tabs_come_and_go(&mut self) -> Checked {
        let at = self.some_tablet();
        let tabs: Vec<_> = self.tablets[at].tabs.keys().copied().collect();
        match self.chance.pick(&tabs) {
            // Someone looks at a tab again that was behind another.
            Some(&tab) if self.chance.in_thousand(300) => {
                self.tab(at, tab, |tab| tab.machine.page(PageEvent::Hidden))?;
                self.tab(at, tab, |tab| tab.machine.page(PageEvent::Shown))
            }
            Some(_) if tabs.len() > 1 => self.some_tab_dies(),
            _ => self.open_tab(at),
        }
    }

    fn some_clock_jumps(&mut self) -> Checked {
        let at = self.some_tablet();
        let jump_ms = i64::try_from(self.chance.spread(1_000, 100_000_000)).unwrap_or_default();
        let jump_ms = if self.chance.in_thousand(600) { -jump_ms } else { jump_ms };
        self.tell(|| format!("the clock of tablet {at} jumps by {jump_ms} ms"));
        self.tablets[at].clock_skew_ms += jump_ms;
        Ok(())
    }

    fn some_case_is_deleted(&mut self) -> Checked {
        let living: Vec<_> = self.docs.iter().copied().filter(|doc| !self.reference.dead().contains(doc)).collect();
        let Some(&doc) = self.chance.pick(&living) else {
            return Ok(());
        };
        if !self.office.is_up || living.len() < 2 {
            return Ok(());
        }
        self.tell(|| format!("{doc} is deleted for good"));
        for doc in self.office.store.minutes_of(doc).into_iter().chain([doc]) {
            self.office.store.bury(self.agenda.now_ms, doc);
            self.reference.buried(doc);
        }
        // A server restored to before this moment would not know of it, nor would devices that have forgotten the case.
        self.office.backups.clear();
        self.office_has_grown();
        Ok(())
    }

    fn office_compacts(&mut self) -> Checked {
        let docs: Vec<_> = self.office.store.documents().into_iter().filter(|stored| !stored.dead).collect();
        let Some(doc) = self.chance.pick(&docs).map(|stored| stored.doc) else {
            return Ok(());
        };
        if self.office.is_up && self.office.store.compact(doc) {
            self.tell(|| format!("the office compacts {doc}"));
        }
        if self.weather.restores > 0 && self.chance.in_thousand(300) {
            self.office.backups.push((self.office.store.copy(), self.reference.sight().clone()));
        }
        Ok(())
    }

    fn office_is_restored(&mut self) -> Checked {
        self.office.backups.push((self.office.store.copy(), self.reference.sight().clone()));
        let at = self.chance.below(self.office.backups.len());
        let (copy, then) = self.office.backups[at].clone();
        let is_latest = at + 1 == self.office.backups.len();
        if !self.office.is_up || is_latest || !self.can_be_restored(&copy, &then) {
            return Ok(());
        }
        self.office_crashes()?;
        let epoch = Epoch(self.chance.number());
        self.office.store = OfficeStore::restored(&copy, epoch, &self.office.staff);
        self.reference.office_restored(self.today(), then);
        self.tell(|| format!("the server is restored to entry {}", self.office.store.head()));
        Ok(())
    }

    fn some_tablet_is_replaced(&mut self) -> Checked {
        let at = self.some_tablet();
        self.tell(|| format!("tablet {at} is lost and replaced"));
        self.cut_power(at)?;
        let device = self.new_device();
        let tablet = &mut self.tablets[at];
        self.reference.device_lost(tablet.author.device, &std::collections::BTreeSet::new());
        tablet.author.device = device;
        tablet.disk = Disk::default();
        tablet.backup = None;
        tablet.damaged.clear();
        Ok(())
    }

    fn some_tablet_suffers(&mut self) -> Checked {
        let all = self.weather.rollbacks + self.weather.damages;
        if self.chance.between(0, all - 1) < self.weather.rollbacks { self.roll_back() } else { self.damage() }
    }

    /// A tablet is set back to an older copy of itself, or one is made.
    fn roll_back(&mut self) -> Checked {
        let at = self.some_tablet();
        if let Some((disk, durable)) = self.tablets[at].backup.take() {
            self.tell(|| format!("tablet {at} is set back to an older copy"));
            self.cut_power(at)?;
            self.reference.device_lost(self.tablets[at].author.device, &durable);
            self.tablets[at].disk = disk;
            self.tablets[at].was_set_back = true;
            return Ok(());
        }
        if self.tablets[at].damaged.is_empty() {
            let durable = self.durable_on(at);
            self.tablets[at].backup = Some((self.tablets[at].disk.clone(), durable));
        }
        Ok(())
    }

    /// A chunk rots on a tablet, or a file that waits there, once in a run: two might be all copies there are.
    fn damage(&mut self) -> Checked {
        if self.tablets.iter().any(|tablet| !tablet.damaged.is_empty()) {
            return Ok(());
        }
        let at = self.some_tablet();
        let disk = &self.tablets[at].disk;
        let rows_of = |table: Table| disk.keys(table, "").into_iter().map(move |key| (table, key));
        let rows: Vec<(Table, String)> = rows_of(Table::Chunks).chain(rows_of(Table::Uploads)).collect();
        let Some((table, key)) = self.chance.pick(&rows).cloned() else {
            return Ok(());
        };
        let Some(doc) = doc_of_key(&key) else { return Ok(()) };
        self.tell(|| format!("{key} in {table:?} rots on tablet {at}"));
        let (byte, bit) = (self.chance.number(), self.chance.below(8));
        self.tablets[at].disk.damage(table, &key, |bytes| {
            let at = usize::try_from(byte % bytes.len().max(1) as u64).unwrap_or_default();
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << bit;
            }
        });
        self.tablets[at].damaged.insert(doc);
        Ok(())
    }
}
