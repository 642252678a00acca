//! Tablets at work: what devices ask for is carried out, and what can go wrong with it does.

use std::collections::BTreeSet;

use madobe_shared::session::SyncStatus;
use madobe_shared::storage::{Table, parse_outbox_key};

use super::{QueuedWrite, Tab};
use crate::device::{Device, DeviceEvent, DeviceOutput, Habits, TabMessage, Write, Written};
use crate::sim::agenda::{Happening, TabKey};
use crate::sim::reference::EditId;
use crate::sim::world::World;
use crate::sim::{BrokenRule, Checked, Violation};

impl World {
    /// Something happens to a tab, if it is still there.
    pub(in crate::sim) fn device(&mut self, at: usize, key: TabKey, event: DeviceEvent) -> Checked {
        let tablet = &mut self.tablets[at];
        let now_ms = tablet.clock_ms(self.agenda.now_ms);
        let Some(tab) = tablet.tabs.get_mut(&key) else {
            return Ok(());
        };
        let outputs = tab.device.handle(now_ms, &tablet.storage, event);
        for output in outputs {
            self.carry_out(at, key, output)?;
        }
        let Some(tab) = self.tablets[at].tabs.get_mut(&key) else {
            return Ok(());
        };
        if let Some(moment) = tab.tick.take() {
            self.agenda.cancel(moment);
        }
        // A browser's timers count time; they do not look at the clock again.
        tab.tick = tab
            .device
            .next_tick_ms()
            .map(|at_ms| self.agenda.after(at_ms.saturating_sub(now_ms), Happening::Tick(at, key)));
        Ok(())
    }

    fn carry_out(&mut self, at: usize, key: TabKey, output: DeviceOutput) -> Checked {
        let device = self.tablets[at].author.device;
        match output {
            DeviceOutput::Connect(number) => {
                let delay_ms = self.chance.spread(1, 300);
                self.network.connect(&mut self.agenda, delay_ms, (at, key, number));
            }
            DeviceOutput::Send(number, frame) => {
                if let Some(line) = self.network.find(key, number) {
                    self.send_up(line, frame);
                }
            }
            DeviceOutput::Disconnect(number) => {
                if let Some(line) = self.network.find(key, number) {
                    self.close_at_tablet(line);
                }
            }
            DeviceOutput::Write(write) => self.queue_write(at, key, write),
            DeviceOutput::Tell(message) => self.tell_tabs(at, key, &message),
            DeviceOutput::Saved(doc, edits) => {
                self.tell(|| format!("{device}: saved {edits} edits of {doc}"));
                self.reference.reported(key, doc, edits)?;
            }
            DeviceOutput::Received(changes) => {
                self.tell(|| format!("{device}: {} changes received by the office", changes.len()));
                if let Some(change) = changes.iter().find(|change| !self.reference.has_arrived(**change)) {
                    return Err(Violation(format!("{device} calls {change:?} received, and it never was")));
                }
            }
            DeviceOutput::Refused(rejects) => {
                self.tell(|| format!("{device}: refused {rejects:?}"));
                if let Some(reject) = rejects.iter().find(|reject| !self.may_be_refused(reject)) {
                    return Err(Violation(format!("{device}: {reject:?} without a reason")));
                }
            }
            DeviceOutput::NotEdited(doc, error) => {
                return Err(Violation(format!("{device}: an edit of {doc} was not carried out: {error}")));
            }
            DeviceOutput::NotOpened(doc) => {
                self.tell(|| format!("{device}: {doc} cannot be opened"));
                let tablet = &self.tablets[at];
                let is_expected = tablet.damaged.contains(&doc) || self.reference.dead().contains(&doc);
                if !is_expected {
                    return Err(Violation(format!("{device}: {doc} cannot be opened")));
                }
            }
            DeviceOutput::Status(status) => {
                self.tell(|| format!("{device}/{key}: {status:?}"));
                if status == SyncStatus::AllReceived {
                    self.reference.all_received(key, device)?;
                }
            }
        }
        Ok(())
    }

    fn queue_write(&mut self, at: usize, tab: TabKey, write: Write) {
        let covers = write.saves.map(|(doc, edits)| self.reference.covered(tab, doc, edits)).unwrap_or_default();
        let rows = write.transaction.puts.iter().filter(|row| matches!(row.table, Table::Outbox | Table::Quarantine));
        let hashes = rows.filter_map(|row| Some(parse_outbox_key(&row.key)?.hash)).collect();
        let tablet = &mut self.tablets[at];
        tablet.queue.push_back(QueuedWrite { tab, write, covers, hashes });
        if tablet.queue.len() == 1 {
            self.next_write(at);
        }
    }

    fn next_write(&mut self, at: usize) {
        let delay_ms = self.chance.spread(1, self.weather.write_ms_max);
        self.agenda.after(delay_ms, Happening::Write(at));
    }

    /// The write at the front of the queue reaches the disk, or does not.
    pub(in crate::sim) fn carry_out_write(&mut self, at: usize) -> Checked {
        if self.tablets[at].queue.is_empty() {
            return Ok(());
        }
        let crashes = self.chance.in_thousand(self.weather.crashes_at_write);
        if crashes && self.chance.in_thousand(500) {
            self.tell(|| "a crash just before a write".to_owned());
            self.next_write(at);
            return self.crash_somehow(at);
        }
        let tablet = &mut self.tablets[at];
        let Some(QueuedWrite { tab, write, covers, hashes }) = tablet.queue.pop_front() else {
            return Ok(());
        };
        let needs_room = !write.transaction.puts.is_empty();
        let fails = (tablet.is_full && needs_room) || self.chance.in_thousand(self.weather.failing_writes);
        let written = if fails {
            Written::Failed
        } else if tablet.storage.write(&write.transaction, write.only_if.as_ref()) {
            tablet.writes += 1;
            Written::Done
        } else {
            Written::Overtaken
        };
        if written == Written::Done {
            self.reference.durable(&covers, &hashes);
        }
        if !self.tablets[at].queue.is_empty() {
            self.next_write(at);
        }
        if crashes {
            self.tell(|| "a crash just after a write".to_owned());
            return self.crash_somehow(at);
        }
        let delay_ms = self.chance.between(1, 3);
        self.agenda.after(delay_ms, Happening::Written(at, tab, write.ticket, written));
        Ok(())
    }

    fn tell_tabs(&mut self, at: usize, from: TabKey, message: &TabMessage) {
        let tablet = &mut self.tablets[at];
        for (key, tab) in tablet.tabs.iter_mut().filter(|(key, _)| **key != from) {
            let delay_ms = self.chance.spread(1, 40);
            tab.told_ms = tab.told_ms.max(self.agenda.now_ms + delay_ms);
            self.agenda.at(tab.told_ms, Happening::Told(at, *key, message.clone()));
        }
    }

    /// A tab is opened. The first one keeps the line.
    pub(in crate::sim) fn open_tab(&mut self, at: usize) -> Checked {
        if !self.tablets[at].is_on {
            return Ok(());
        }
        self.last_tab += 1;
        let key = self.last_tab;
        let broken = match self.plan.broken {
            Some(BrokenRule::Device(rule)) => Some(rule),
            _ => None,
        };
        let habits = Habits { chunks_per_doc_max: self.weather.chunks_per_doc_max, broken, ..Habits::default() };
        let randomness = self.chance.number();
        let tablet = &mut self.tablets[at];
        let device = Device::new(tablet.author, habits, randomness);
        tablet.tabs.insert(key, Tab { device, tick: None, told_ms: 0 });
        self.tell(|| format!("tablet {at}: tab {key} opens"));
        self.choose_leader(at);
        Ok(())
    }

    /// The lock on the line goes to a tab that is open, a moment later.
    pub(in crate::sim) fn choose_leader(&mut self, at: usize) {
        let tablet = &mut self.tablets[at];
        if tablet.leader.is_none_or(|leader| !tablet.tabs.contains_key(&leader)) {
            tablet.leader = tablet.tabs.keys().next().copied();
            if let Some(leader) = tablet.leader {
                let delay_ms = self.chance.spread(1, 60);
                self.agenda.after(delay_ms, Happening::Leads(at, leader));
            }
        }
    }

    fn crash_somehow(&mut self, at: usize) -> Checked {
        let tabs: Vec<TabKey> = self.tablets[at].tabs.keys().copied().collect();
        match self.chance.pick(&tabs).copied() {
            Some(tab) if self.chance.in_thousand(600) => self.crash_tab(at, tab),
            _ => self.cut_power(at),
        }
    }

    /// A tab dies. Of the writes it has asked for, the first some go through, but it will not hear of them.
    pub(in crate::sim) fn crash_tab(&mut self, at: usize, key: TabKey) -> Checked {
        self.crashes += 1;
        self.tell(|| format!("tablet {at}: tab {key} dies"));
        let tablet = &mut self.tablets[at];
        let Some(tab) = tablet.tabs.remove(&key) else {
            return Ok(());
        };
        if let Some(moment) = tab.tick {
            self.agenda.cancel(moment);
        }
        let mut kept = self.chance.below(tablet.queue.iter().filter(|queued| queued.tab == key).count() + 1);
        tablet.queue.retain(|queued| {
            let is_kept = queued.tab != key || kept > 0;
            kept = kept.saturating_sub(usize::from(queued.tab == key));
            is_kept
        });
        let lines: Vec<_> =
            self.network.lines.iter().filter(|(_, line)| line.tab == key).map(|(line, _)| *line).collect();
        for line in lines {
            self.close_at_tablet(line);
        }
        self.choose_leader(at);
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
        let volatile = self.tablets[at].storage.volatile();
        let kept = self.chance.below(volatile + 1);
        self.tablets[at].storage.lose_power(kept);
        self.tablets[at].leader = None;
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
        let leader = self.tablets[at].leader;
        match leader {
            // The browser tells, most of the time.
            Some(leader) if self.chance.in_thousand(700) => self.device(at, leader, DeviceEvent::Wake),
            _ => Ok(()),
        }
    }

    /// What the device called saved must be on it.
    fn check_promises(&mut self, at: usize) -> Checked {
        let tablet = &self.tablets[at];
        for (doc, hashes) in self.reference.promised_on(tablet.author.device) {
            if tablet.damaged.contains(&doc) {
                continue;
            }
            let held = self.hashes_on(at, doc);
            if let Some(lost) = hashes.iter().find(|hash| !held.contains(*hash)) {
                let device = tablet.author.device;
                return Err(Violation(format!(
                    "{device} called change {lost:?} of {doc} saved and has lost it in a crash"
                )));
            }
        }
        Ok(())
    }

    /// The edits that are durable on a tablet.
    pub(in crate::sim) fn durable_on(&self, at: usize) -> BTreeSet<EditId> {
        self.reference.durable_on(self.tablets[at].author.device)
    }
}
