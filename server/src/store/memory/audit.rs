//! The audit trail in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use madobe_shared::codes::Deed;
use madobe_shared::ids::{DeviceId, DocId, UserId};

use super::super::audit::{About, Audit, Event, Hand, Hearing, Recorded, Trail, TrailHash, Witnessed, told_too_much};
use super::{MemoryStore, StoreError};
use crate::limits::{WITNESSED_PER_DAY_MAX, WRITING_TOLD_MS};
use crate::platform::hours_of_day_in_japan;

#[derive(Debug, Default)]
pub struct Book {
    entries: Vec<(Recorded, TrailHash)>,
    /// When what was witnessed was told.
    witnessed: BTreeMap<(UserId, DeviceId, u64), u64>,
}

impl Book {
    pub fn record(&mut self, recorded_ms: u64, event: Event) {
        let hash = self.entries.last().map_or(TrailHash::NOTHING, |(_, hash)| *hash);
        let entry = Recorded { number: self.entries.len() as u64 + 1, recorded_ms, event };
        let hash = entry.hash(hash);
        self.entries.push((entry, hash));
    }

    /// How much was told on a day, on the device or by the user, whichever is more.
    fn told_on(&self, day: &RangeInclusive<u64>, (user, device): (UserId, DeviceId)) -> usize {
        let told = || self.witnessed.iter().filter(|(_, at_ms)| day.contains(at_ms)).map(|(whose, _)| whose);
        let on_device = told().filter(|(_, on, _)| *on == device).count();
        on_device.max(told().filter(|(by, ..)| *by == user).count())
    }

    /// Tells that someone writes into a case, unless that was told of this device a little while ago.
    pub fn record_writing(&mut self, now_ms: u64, (user, device, doc): (UserId, DeviceId, DocId)) {
        let event = Event::new(Hand::of(user, now_ms), Deed::Wrote).on(Some(device)).to(doc);
        let lately = now_ms.saturating_sub(WRITING_TOLD_MS)..=now_ms;
        let was_told = self.entries.iter().rev().any(|(told, _)| {
            lately.contains(&told.event.at_ms) && Event { at_ms: now_ms, ..told.event.clone() } == event
        });
        if !was_told {
            self.record(now_ms, event);
        }
    }
}

impl Audit for MemoryStore {
    fn record(&self, event: &Event) -> Result<(), StoreError> {
        self.state().audit.record(event.at_ms, event.clone());
        Ok(())
    }

    fn record_witnessed(
        &self,
        now_ms: u64,
        witness: (UserId, DeviceId),
        events: &[Witnessed],
    ) -> Result<Hearing, StoreError> {
        let (user, device) = witness;
        let book = &mut self.state().audit;
        let mut ids = BTreeSet::new();
        let is_new = |it: &&Witnessed| ids.insert(it.id) && !book.witnessed.contains_key(&(user, device, it.id));
        let new: Vec<_> = events.iter().filter(is_new).collect();
        let day = hours_of_day_in_japan(now_ms);
        if !new.is_empty() && book.told_on(&day, witness) + new.len() > WITNESSED_PER_DAY_MAX {
            let is_told = |event: &Event| event.device == Some(device) || event.by == Some(user);
            let mut told = book.entries.iter().filter(|(told, _)| day.contains(&told.recorded_ms));
            if !told.any(|(told, _)| told.event.deed == Deed::ToldTooMuch && is_told(&told.event)) {
                book.record(now_ms, told_too_much(now_ms, witness));
            }
            return Ok(Hearing::TooMuch { until_ms: *day.end() });
        }
        for witnessed in &new {
            book.witnessed.insert((user, device, witnessed.id), now_ms);
            book.record(now_ms, witnessed.event(user, device));
        }
        Ok(Hearing::Taken(new.len()))
    }

    fn trail(&self, about: &About, before: Option<u64>, limit: usize) -> Result<Vec<Recorded>, StoreError> {
        let is_asked = |Recorded { number, event, .. }: &&Recorded| {
            before.is_none_or(|before| *number < before)
                && about.case.is_none_or(|case| event.case == Some(case))
                && about.user.is_none_or(|user| event.by == Some(user) || event.about == Some(user))
                && about.device.is_none_or(|device| event.device == Some(device))
        };
        let state = self.state();
        Ok(state.audit.entries.iter().rev().map(|(entry, _)| entry).filter(is_asked).take(limit).cloned().collect())
    }

    fn verify_trail(&self) -> Result<Trail, StoreError> {
        let mut trail = Trail::default();
        self.state().audit.entries.iter().for_each(|(entry, hash)| trail.read(entry, *hash));
        Ok(trail)
    }

    fn trail_hash(&self, number: u64) -> Result<Option<TrailHash>, StoreError> {
        let at = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
        Ok(at.and_then(|at| self.state().audit.entries.get(at).map(|(_, hash)| *hash)))
    }
}
