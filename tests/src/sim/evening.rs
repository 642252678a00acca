//! The evening: faults rest, everyone comes home, and accounts are settled. Then a few more things are tried that must cost little.

use std::collections::{BTreeMap, BTreeSet};

use madobe_shared::form::FieldRef;
use madobe_shared::ids::{DocId, UserId};
use madobe_shared::limits::HEARTBEAT_INTERVAL_MS;
use madobe_shared::storage::{Table, doc_of_key};

use super::agenda::{LineKey, TabKey};
use super::network::Traffic;
use super::people::standing;
use super::reference::AccessStep;
use super::tablet::Tab;
use super::world::{MIDNIGHT_MS, World};
use super::{Checked, Violation};

/// By then everyone must have met: silent lines are given up after a minute, retries come every half minute.
const EVENING_MS_MAX: u64 = 15 * 60_000;

/// More frames than this in one evening are a loop.
const EVENING_FRAMES_MAX: u64 = 4_000;

/// How long the quiet is listened to.
const QUIET_MS: u64 = 2 * 60_000;

/// An idle reconnect costs less than this in both directions together.
const IDLE_RECONNECT_BYTES_MAX: u64 = 1_000;

impl World {
    /// Lives through the evening.
    pub(super) fn evening(&mut self) -> Checked {
        self.calm_down()?;
        self.until_quiet()?;
        // Damage is found by whoever opens the document; what could not be opened was asked for, and opens the second time.
        for _ in 0..2 {
            self.open_all()?;
            self.until_quiet()?;
        }
        self.check_everything()?;
        self.give_back()?;
        self.check_everything()?;
        self.check_presence()?;
        self.listen_to_the_quiet()?;
        self.reconnect_idle()?;
        self.return_with_news()?;
        self.check_everything()?;
        self.settle_conflicts()?;
        self.newcomer()?;
        self.check_everything()
    }

    /// Nothing goes wrong any more; everything is switched on.
    fn calm_down(&mut self) -> Checked {
        self.tell(|| "the evening begins".to_owned());
        self.weather = self.weather.calm();
        self.office.is_up = true;
        self.office.is_full = false;
        for at in 0..self.tablets.len() {
            self.tablets[at].is_full = false;
            self.network_returns(at)?;
            self.start_tablet(at)?;
            self.release_all(at)?;
            if self.tablets[at].tabs.is_empty() {
                self.open_tab(at)?;
            }
        }
        if self.weather.has_last_days && self.agenda.now_ms < MIDNIGHT_MS {
            self.live_for(MIDNIGHT_MS - self.agenda.now_ms)?;
        }
        self.take_access_step(AccessStep::EndWhatIsOver);
        Ok(())
    }

    /// Whoever wrote something that lies aside may see the case again, and it arrives.
    fn give_back(&mut self) -> Checked {
        let withheld = self.reference.withheld().map(|(line, change)| (change.doc, line.user));
        let withheld: BTreeSet<(DocId, UserId)> = withheld.filter(|(doc, _)| !doc.is_of_the_office()).collect();
        if withheld.is_empty() {
            return Ok(());
        }
        for (doc, user) in withheld {
            self.take_access_step(AccessStep::Grant(doc, user, None));
        }
        self.until_quiet()
    }

    /// Time passes until nothing but pulses is left to happen.
    pub(super) fn until_quiet(&mut self) -> Checked {
        let until_ms = self.agenda.now_ms + EVENING_MS_MAX;
        let frames_max = self.network.frames + EVENING_FRAMES_MAX;
        loop {
            let unrest = self.unrest();
            let Some(unrest) = unrest else { return Ok(()) };
            if self.agenda.now_ms > until_ms {
                return Err(Violation(format!("the evening does not end: {unrest}")));
            }
            if self.network.frames > frames_max {
                return Err(Violation(format!("{EVENING_FRAMES_MAX} frames and no end: {unrest}")));
            }
            self.happen()?;
            while self.agenda.is_busy() && self.network.frames <= frames_max {
                self.happen()?;
            }
        }
    }

    /// Everyone opens everything anew, from what is on the tablets.
    fn open_all(&mut self) -> Checked {
        for at in 0..self.tablets.len() {
            for tab in self.tablets[at].tabs.keys().copied().collect::<Vec<_>>() {
                self.save_all(at, tab)?;
            }
        }
        // What a tab that died could not tell is found by the others within some twenty seconds.
        self.live_for(25_000)?;
        for at in 0..self.tablets.len() {
            let Some(tab) = self.tablets[at].leader() else { continue };
            for doc in self.docs_on(at) {
                self.open_case(at, tab, doc)?;
            }
        }
        self.until_quiet()?;
        self.check_open_documents()
    }

    /// What the lists of a tablet show, and what else lies there.
    fn docs_on(&self, at: usize) -> Vec<DocId> {
        let disk = &self.tablets[at].disk;
        let listed = disk.keys(Table::Summaries, "").into_iter().filter_map(|key| key.parse().ok());
        let docs = disk.keys(Table::Chunks, "").into_iter().filter_map(|key| doc_of_key(&key));
        docs.chain(listed).collect::<BTreeSet<DocId>>().into_iter().collect()
    }

    /// What is open shows what the office has.
    fn check_open_documents(&mut self) -> Checked {
        let truths = self.truths()?;
        for (at, tablet) in self.tablets.iter().enumerate() {
            for (key, tab) in &tablet.tabs {
                let listed: BTreeSet<DocId> = tab.listed();
                let visible = self.visible_on(at, &truths);
                let cases: BTreeSet<DocId> = visible.iter().copied().filter(|doc| doc.is_case()).collect();
                if listed != cases {
                    let words = format!("tab {key} of tablet {at} lists {listed:?}, and its user may see {cases:?}");
                    return Err(Violation(words));
                }
                for truth in truths.iter().filter(|truth| visible.contains(&truth.doc)) {
                    let Some(case) = tab.case(truth.doc) else { continue };
                    if *case.view() != truth.case && !tablet.damaged.contains(&truth.doc) {
                        return Err(Violation(format!("tab {key} of tablet {at} does not show all of {}", truth.doc)));
                    }
                }
            }
        }
        Ok(())
    }

    /// Once all is said, only pulses go over the lines.
    fn listen_to_the_quiet(&mut self) -> Checked {
        let (frames, until_ms) = (self.network.frames, self.agenda.now_ms + QUIET_MS);
        while self.agenda.next_ms().is_some_and(|next_ms| next_ms <= until_ms) {
            self.happen()?;
        }
        let pulses = self.tablets.len() as u64 * (QUIET_MS / HEARTBEAT_INTERVAL_MS + 1);
        let said = self.network.frames - frames;
        if said > pulses {
            return Err(Violation(format!("{said} frames in a quiet of {QUIET_MS} ms")));
        }
        // A pulse may be on its way just now.
        while self.agenda.is_busy() {
            self.happen()?;
        }
        match self.unrest() {
            Some(unrest) => Err(Violation(format!("the quiet does not last: {unrest}"))),
            None => Ok(()),
        }
    }

    /// A device that returns without news says one thing and hears two, and where others have open what it has open a third, and stores nothing.
    fn reconnect_idle(&mut self) -> Checked {
        // What a device still wants it asks for at the first return; whatever a tab does with that when nothing else is to be done,
        // as summing up and folding, it does before the second.
        for at in 0..self.tablets.len() {
            self.traffic_of_return(at, |_| Ok(()))?;
        }
        self.live_for(60_000)?;
        for at in 0..self.tablets.len() {
            let writes = self.tablets[at].writes;
            let traffic = self.traffic_of_return(at, |_| Ok(()))?;
            if traffic.frames_up != 1
                || !(2..=3).contains(&traffic.frames_down)
                || traffic.bytes_up + traffic.bytes_down > IDLE_RECONNECT_BYTES_MAX
                || self.tablets[at].writes != writes
            {
                let writes = self.tablets[at].writes - writes;
                return Err(Violation(format!("an idle reconnect of tablet {at}: {traffic:?}, {writes} writes")));
            }
        }
        Ok(())
    }

    /// A device that was away while words were written on both sides says one thing, hears what there is to hear, and no more bytes
    /// than that takes.
    fn return_with_news(&mut self) -> Checked {
        let at = self.chance.below(self.tablets.len());
        let other = (at + 1) % self.tablets.len();
        let before = self.office.store.head();
        let traffic = self.traffic_of_return(at, |world| {
            for at in [at, other] {
                let Some(tab) = world.tablets[at].leader() else { continue };
                for _ in 0..6 {
                    world.works_at(at, tab)?;
                    world.live_for(200)?;
                }
                world.save_all(at, tab)?;
            }
            Ok(())
        })?;
        let changes = self.office.store.head() - before;
        let bytes = self.office.store.bytes_after(before);
        let frames_max = 5 + changes;
        let bytes_max = 1_500 + 150 * changes + 3 * bytes as u64;
        if traffic.frames_up > 1
            || traffic.frames_down > frames_max
            || traffic.bytes_up + traffic.bytes_down > bytes_max
        {
            return Err(Violation(format!("a return with {changes} changes of {bytes} bytes: {traffic:?}")));
        }
        Ok(())
    }

    /// Whoever has edits saves them by leaving the case.
    fn save_all(&mut self, at: usize, tab: TabKey) -> Checked {
        let open = self.tablets[at].tabs.get(&tab).map(Tab::open_cases).unwrap_or_default();
        open.into_iter().try_for_each(|doc| self.close_case(at, tab, doc))
    }

    /// A tablet loses its network, something happens meanwhile, and it returns. Tells what went over its new line until all was quiet.
    fn traffic_of_return(
        &mut self,
        at: usize,
        meanwhile: impl FnOnce(&mut Self) -> Checked,
    ) -> Result<Traffic, Violation> {
        self.tablets[at].is_online = false;
        let old: Vec<LineKey> =
            self.network.lines.iter().filter(|(_, line)| line.tablet == at).map(|(key, _)| *key).collect();
        for key in &old {
            self.cut_line(*key, false);
        }
        self.live_for(3_000)?;
        meanwhile(self)?;
        self.live_for(10_000)?;
        self.network_returns(at)?;
        self.until_quiet()?;
        let line = self.network.lines.values().rfind(|line| line.tablet == at);
        Ok(line.map(|line| line.traffic).unwrap_or_default())
    }

    pub(super) fn live_for(&mut self, ms: u64) -> Checked {
        let until_ms = self.agenda.now_ms + ms;
        while self.agenda.next_ms().is_some_and(|next_ms| next_ms <= until_ms) {
            self.happen()?;
        }
        self.agenda.now_ms = self.agenda.now_ms.max(until_ms);
        Ok(())
    }

    /// Someone settles every conflict for one of its values, and it is settled everywhere.
    fn settle_conflicts(&mut self) -> Checked {
        let mut settled: BTreeMap<(DocId, FieldRef), String> = BTreeMap::new();
        for truth in self.truths()? {
            let Some(at) = self.some_tablet_that_writes(truth.doc) else { continue };
            let Some(tab) = self.tablets[at].leader() else { continue };
            for conflict in truth.case.conflicts.clone() {
                self.conflicts += 1;
                self.open_case(at, tab, truth.doc)?;
                self.live_for(2_000)?;
                let values: Vec<String> = conflict.values.iter().map(|one| one.value.clone()).collect();
                let Some(value) = self.chance.pick(&values).cloned() else {
                    continue;
                };
                self.set_field_to(at, tab, &truth.case, conflict.field, value.clone())?;
                settled.insert((truth.doc, conflict.field), value);
            }
        }
        self.until_quiet()?;
        self.live_for(1_000)?;
        self.until_quiet()?;
        for truth in self.truths()? {
            if let Some(conflict) = truth.case.conflicts.first()
                && self.some_tablet_that_writes(truth.doc).is_some()
            {
                return Err(Violation(format!("{:?} of {} was settled and is not", conflict.field, truth.doc)));
            }
            for ((_, field), value) in settled.iter().filter(|((doc, _), _)| *doc == truth.doc) {
                let shown = standing(&truth.case, *field);
                if shown != [value.as_str()] {
                    return Err(Violation(format!("{field:?} was settled for {value} and shows {shown:?}")));
                }
            }
        }
        Ok(())
    }

    fn some_tablet_that_writes(&mut self, doc: DocId) -> Option<usize> {
        let sight = self.reference.sight();
        let tablets = self.tablets.iter().enumerate().filter(|(_, tablet)| sight.writes(tablet.author.user, doc));
        let tablets: Vec<usize> = tablets.map(|(at, _)| at).collect();
        self.chance.pick(&tablets).copied()
    }

    /// A new tablet joins and has everything at once.
    fn newcomer(&mut self) -> Checked {
        let frames = self.network.frames;
        self.new_tablet(UserId(1));
        self.until_quiet()?;
        let (documents, entries) = (self.office.store.documents().len() as u64, self.office.store.head());
        let said = self.network.frames - frames;
        if said > 20 + 2 * documents + entries {
            return Err(Violation(format!("a first sync of {documents} documents took {said} frames")));
        }
        Ok(())
    }
}
