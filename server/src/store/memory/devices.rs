//! Devices in memory.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use madobe_shared::codes::Deed;
use madobe_shared::ids::{DeviceId, DocId, UserId};
use madobe_shared::protocol::Seq;

use super::super::access::Viewer;
use super::super::audit::{Event, Hand};
use super::super::devices::{Admission, Devices, EnrolmentHash, KnownDevice, Meeting};
use super::super::sessions::TokenHash;
use super::state::{Kept, State};
use super::{MemoryStore, StoreError, device_keys, sessions};

pub type ById = BTreeMap<DeviceId, Known>;

/// Whether devices have to be enrolled, and the codes for that with the moment until which each stands.
#[derive(Debug, Default)]
pub struct Enrolment {
    is_required: bool,
    codes: BTreeMap<EnrolmentHash, u64>,
}

#[derive(Debug, Default)]
pub struct Known {
    name: String,
    build: String,
    first_met_ms: u64,
    lost_at_ms: Option<u64>,
    wiped_at_ms: Option<u64>,
    users: BTreeMap<UserId, Met>,
}

#[derive(Debug, Default)]
struct Met {
    at_ms: u64,
    holds_through: Seq,
    told_through: Option<Seq>,
}

impl Known {
    pub fn is_lost(&self) -> bool {
        self.lost_at_ms.is_some()
    }
}

impl Devices for MemoryStore {
    fn meet_device(&self, now_ms: u64, meeting: &Meeting) -> Result<Admission, StoreError> {
        let Meeting { user, device, position } = *meeting;
        let state = &mut *self.state();
        let devices = &mut state.devices;
        if state.enrolment.is_required && !devices.contains_key(&device) {
            return Ok(Admission::NotEnrolled);
        }
        let known = devices.entry(device).or_insert_with(|| Known { first_met_ms: now_ms, ..Known::default() });
        if known.lost_at_ms.is_some() {
            return Ok(Admission::Lost);
        }
        let met = known.users.entry(user).or_insert_with(|| Met { told_through: Some(0), ..Met::default() });
        met.at_ms = now_ms;
        if let Some(position) = position {
            (met.holds_through, met.told_through) = (position, None);
        }
        Ok(Admission::Open)
    }

    fn must_enrol(&self) -> Result<bool, StoreError> {
        Ok(self.state().enrolment.is_required)
    }

    fn set_must_enrol(&self, hand: Hand, must: bool) -> Result<(), StoreError> {
        let state = &mut *self.state();
        if std::mem::replace(&mut state.enrolment.is_required, must) != must {
            let ruled = Event::new(hand, Deed::EnrolmentRuled).saying(format!("required={must}"));
            state.audit.record(hand.at_ms, ruled);
        }
        Ok(())
    }

    fn offer_enrolment(&self, hand: Hand, code: EnrolmentHash, until_ms: u64) -> Result<(), StoreError> {
        let codes = &mut self.state().enrolment.codes;
        codes.retain(|_, until_ms| *until_ms >= hand.at_ms);
        codes.insert(code, until_ms);
        Ok(())
    }

    fn enrol_device(&self, hand: Hand, device: DeviceId, code: EnrolmentHash) -> Result<bool, StoreError> {
        let state = &mut *self.state();
        if state.devices.contains_key(&device) {
            return Ok(true);
        }
        let codes = &mut state.enrolment.codes;
        if codes.get(&code).is_none_or(|until_ms| *until_ms < hand.at_ms) {
            return Ok(false);
        }
        codes.remove(&code);
        state.devices.insert(device, Known { first_met_ms: hand.at_ms, ..Known::default() });
        state.audit.record(hand.at_ms, Event::new(hand, Deed::DeviceEnrolled).on(Some(device)));
        Ok(true)
    }

    fn note_build(&self, device: DeviceId, build: &str) -> Result<(), StoreError> {
        if let Some(known) = self.state().devices.get_mut(&device) {
            build.clone_into(&mut known.build);
        }
        Ok(())
    }

    fn part_from_device(&self, user: UserId, device: DeviceId, through: Seq) -> Result<(), StoreError> {
        if let Some(met) = self.state().devices.get_mut(&device).and_then(|known| known.users.get_mut(&user)) {
            met.told_through = Some(through);
        }
        Ok(())
    }

    fn devices(&self) -> Result<Vec<KnownDevice>, StoreError> {
        let told = |(device, known): (&DeviceId, &Known)| {
            let mut users: Vec<_> = known.users.iter().map(|(user, met)| (*user, met.at_ms)).collect();
            users.sort_by_key(|(user, met_ms)| (std::cmp::Reverse(*met_ms), user.0.cast_signed()));
            let Known { name, build, first_met_ms, lost_at_ms, wiped_at_ms, .. } = known;
            KnownDevice {
                device: *device,
                name: name.clone(),
                build: build.clone(),
                first_met_ms: *first_met_ms,
                lost_at_ms: *lost_at_ms,
                wiped_at_ms: *wiped_at_ms,
                users,
            }
        };
        let mut devices: Vec<_> = self.state().devices.iter().map(told).collect();
        devices.sort_by_key(|device| (std::cmp::Reverse(device.last_met_ms()), device.device));
        Ok(devices)
    }

    fn is_lost(&self, device: DeviceId) -> Result<bool, StoreError> {
        Ok(self.state().devices.get(&device).is_some_and(|known| known.lost_at_ms.is_some()))
    }

    fn name_device(&self, device: DeviceId, name: &str) -> Result<bool, StoreError> {
        let devices = &mut self.state().devices;
        Ok(devices.get_mut(&device).is_some_and(|known| {
            name.clone_into(&mut known.name);
            true
        }))
    }

    fn set_lost(&self, hand: Hand, device: DeviceId, lost: bool) -> Result<Option<Vec<TokenHash>>, StoreError> {
        let state = &mut *self.state();
        let Some(known) = state.devices.get_mut(&device) else { return Ok(None) };
        if known.lost_at_ms.is_some() == lost {
            return Ok(Some(Vec::new()));
        }
        known.lost_at_ms = lost.then_some(hand.at_ms);
        let deed = if lost { Deed::DeviceLost } else { Deed::DeviceFound };
        state.audit.record(hand.at_ms, Event::new(hand, deed).on(Some(device)));
        Ok(Some(if lost { sessions::end_on(&mut state.sessions, device) } else { Vec::new() }))
    }

    fn note_wiped(&self, now_ms: u64, device: DeviceId) -> Result<bool, StoreError> {
        let state = &mut *self.state();
        let is_due =
            |known: &&mut Known| known.lost_at_ms.is_some_and(|lost| known.wiped_at_ms.unwrap_or_default() < lost);
        let Some(known) = state.devices.get_mut(&device).filter(is_due) else { return Ok(false) };
        known.wiped_at_ms = Some(now_ms);
        known.users.clear();
        device_keys::forget(&mut state.device_keys, device);
        state.audit.record(now_ms, Event::new(Hand::of_the_office(now_ms), Deed::DeviceWiped).on(Some(device)));
        Ok(true)
    }

    fn holdings(&self, device: DeviceId, today: Date) -> Result<Vec<DocId>, StoreError> {
        let state = self.state();
        let mut held = BTreeSet::new();
        for (user, met) in state.devices.get(&device).iter().flat_map(|known| &known.users) {
            held.extend(state.documents.keys().filter(|doc| state.may_hold(*user, met, **doc, today)));
        }
        held.retain(|doc: &DocId| !doc.is_of_the_office());
        Ok(held.into_iter().collect())
    }
}

impl State {
    /// Whether a document may be on a device where a user was met so.
    fn may_hold(&self, user: UserId, met: &Met, doc: DocId, today: Date) -> bool {
        let Some(document) = self.documents.get(&doc) else { return false };
        if let Some(dead_seq) = document.dead_seq {
            return dead_seq > met.holds_through;
        }
        let of_doc = |seq: &Seq, kept: &Kept| kept.doc() == doc && *seq > 0;
        let first = self.log.iter().find(|(seq, kept)| of_doc(seq, kept)).map(|(seq, _)| *seq);
        let was_told = met.told_through.is_none_or(|told| first.is_some_and(|first| first <= told));
        let changes = self.log.range(met.holds_through + 1..).map(|(_, kept)| kept);
        let has_access_changed = changes
            .filter(|kept| matches!(kept, Kept::Access { doc: of, user: whose, .. } if (*of, *whose) == (doc, user)))
            .count()
            > 0;
        was_told && (has_access_changed || self.sees(Viewer::Member { user, today }, doc))
    }
}
