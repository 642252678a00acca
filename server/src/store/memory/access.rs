//! Who may see which document, in memory.

use jiff::civil::Date;
use madobe_shared::codes::{Deed, Role};
use madobe_shared::ids::{DocId, UserId};
use madobe_shared::protocol::Seq;
use madobe_shared::session::server::{LogEntry, Logged};

use super::super::access::{self, Access, BrokenGlass, DocumentAccess, TeamPlace, Viewer, is_for_its_team_alone};
use super::super::audit::{Event, Hand};
use super::state::{Document, Kept, State};
use super::{MemoryStore, StoreError};
use crate::limits::TEAM_PLACES_MAX;
use crate::platform::day_in_japan;

impl State {
    /// Whether a viewer may see a document.
    pub fn sees(&self, viewer: Viewer, doc: DocId) -> bool {
        match viewer {
            Viewer::Office => true,
            Viewer::Member { user, today } => {
                let role = self.people.account(user).map(|account| &account.role);
                self.documents.get(&doc).is_some_and(|document| document.is_seen_by(doc, user, role, today))
            }
        }
    }

    /// How a viewer is told of a place of the log; `None` where it is not for them.
    pub fn told(&self, viewer: Viewer, kept: &Kept) -> Option<LogEntry> {
        let reader = if let Viewer::Member { user, .. } = viewer { Some(user) } else { None };
        match (kept, reader) {
            (Kept::Entry(entry), None) => Some(entry.clone()),
            (Kept::Access { .. }, None) => None,
            (Kept::Entry(entry), Some(_)) if entry.what == Logged::Tombstone => Some(entry.clone()),
            (Kept::Entry(entry), Some(user)) => {
                let is_told = self.sees(viewer, entry.doc) && entry.seq > self.seen_since(entry.doc, user);
                is_told.then(|| entry.clone())
            }
            (Kept::Access { seq, doc, user }, Some(reader)) => {
                // Only the last word counts: whoever reads it is told how things stand now.
                if *user != reader || *seq < self.seen_since(*doc, reader) {
                    return None;
                }
                let document = self.read(*doc).filter(|_| self.sees(viewer, *doc));
                let what = document.map_or(Logged::Tombstone, Logged::Granted);
                Some(LogEntry { seq: *seq, doc: *doc, device: None, what })
            }
        }
    }

    pub fn may_write(&self, user: UserId, now_ms: u64, doc: DocId) -> bool {
        let is_known = self.documents.contains_key(&doc);
        let sees = is_known.then(|| self.sees(Viewer::Member { user, today: day_in_japan(now_ms) }, doc));
        access::writes(doc, self.people.account(user).map(|account| &account.role), sees)
    }

    /// Takes whoever begins a document into its team; nothing where it is there.
    pub fn begin(&mut self, now_ms: u64, doc: DocId, user: UserId) {
        self.documents.entry(doc).or_insert_with(|| {
            let place = TeamPlace { user, until: None, granted_by: None, granted_at_ms: now_ms, reason: None };
            Document { team: [(user, place)].into(), ..Document::default() }
        });
    }

    /// A user's role is another than it was: notes for every document what that changes.
    pub fn role_changed(&mut self, now_ms: u64, user: UserId, before: &Role, after: &Role) {
        let today = day_in_japan(now_ms);
        let changed = self.documents.iter().filter(|(doc, document)| {
            let sees = |role| document.is_seen_by(**doc, user, Some(role), today);
            document.dead_seq.is_none() && sees(before) != sees(after)
        });
        let changed: Vec<DocId> = changed.map(|(doc, _)| *doc).collect();
        changed.into_iter().for_each(|doc| self.tell_of_access(doc, user));
    }

    fn tell_of_access(&mut self, doc: DocId, user: UserId) {
        self.head += 1;
        self.log.insert(self.head, Kept::Access { seq: self.head, doc, user });
    }

    /// The place that last changed whether a user sees a document.
    fn seen_since(&self, doc: DocId, user: UserId) -> Seq {
        let concerns =
            |kept: &Kept| matches!(kept, Kept::Access { doc: of, user: whose, .. } if (*of, *whose) == (doc, user));
        self.log.iter().rev().find(|(_, kept)| concerns(kept)).map_or(0, |(seq, _)| *seq)
    }

    /// Changes something about who sees a document, and notes for whom it came into sight or went out of it.
    fn changing(&mut self, now_ms: u64, doc: DocId, change: impl FnOnce(&mut Document)) -> Option<Seq> {
        let today = day_in_japan(now_ms);
        let users: Vec<UserId> = self.people.users().collect();
        let look = |state: &Self| -> Vec<bool> {
            users.iter().map(|&user| state.sees(Viewer::Member { user, today }, doc)).collect()
        };
        let before = look(self);
        change(self.documents.get_mut(&doc).filter(|document| document.dead_seq.is_none())?);
        let after = look(self);
        for ((user, before), after) in users.iter().zip(before).zip(after) {
            if before != after {
                self.tell_of_access(doc, *user);
            }
        }
        Some(self.head)
    }
}

impl Document {
    fn is_seen_by(&self, doc: DocId, user: UserId, role: Option<&Role>, today: Date) -> bool {
        let holds_place = self.team.get(&user).is_some_and(|place| place.is_held_on(today));
        access::sees(doc, role, self.restricted, holds_place)
    }
}

impl Access for MemoryStore {
    fn access(&self, doc: DocId) -> Result<Option<DocumentAccess>, StoreError> {
        let state = self.state();
        let document = state.documents.get(&doc).filter(|document| document.dead_seq.is_none());
        Ok(document.map(|document| DocumentAccess {
            restricted: document.restricted,
            team: document.team.values().cloned().collect(),
        }))
    }

    fn may_see(&self, viewer: Viewer, doc: DocId) -> Result<bool, StoreError> {
        let state = self.state();
        let lives = state.documents.get(&doc).is_some_and(|document| document.dead_seq.is_none());
        Ok(lives && state.sees(viewer, doc))
    }

    fn grant(&self, now_ms: u64, doc: DocId, place: &TeamPlace) -> Result<Option<Seq>, StoreError> {
        let state = &mut *self.state();
        let team = state.documents.get(&doc).map(|document| &document.team);
        if team.is_some_and(|team| team.len() - usize::from(team.contains_key(&place.user)) >= TEAM_PLACES_MAX) {
            return Ok(None);
        }
        let head = state.changing(now_ms, doc, |document| _ = document.team.insert(place.user, place.clone()));
        if head.is_some() {
            state.audit.record(now_ms, place.event(doc, now_ms));
        }
        if let (Some(_), Some(reason)) = (head, &place.reason) {
            let broken = BrokenGlass { doc, user: place.user, at_ms: now_ms, reason: reason.clone() };
            state.broken_glass.insert(0, broken);
        }
        Ok(head)
    }

    fn revoke(&self, hand: Hand, doc: DocId, user: UserId) -> Result<Option<Seq>, StoreError> {
        let state = &mut *self.state();
        let today = day_in_japan(hand.at_ms);
        let team = state.documents.get(&doc).map(|document| &document.team);
        let Some(place) = team.and_then(|team| team.get(&user)) else { return Ok(None) };
        let was_over = !place.is_held_on(today);
        let head = state.changing(hand.at_ms, doc, |document| _ = document.team.remove(&user));
        // Nobody has told them yet that it was over, and with the place the last chance to notice goes.
        if was_over && !state.sees(Viewer::Member { user, today }, doc) {
            state.tell_of_access(doc, user);
        }
        state.audit.record(hand.at_ms, Event::new(hand, Deed::Withdrew).to(doc).about(user));
        Ok(head.map(|_| state.head))
    }

    fn restrict(&self, hand: Hand, doc: DocId, restrict: bool) -> Result<Option<Seq>, StoreError> {
        if is_for_its_team_alone(doc) {
            return Ok(None);
        }
        let state = &mut *self.state();
        let head = state.changing(hand.at_ms, doc, |document| document.restricted = restrict);
        if head.is_some() {
            let deed = if restrict { Deed::Restricted } else { Deed::Opened };
            state.audit.record(hand.at_ms, Event::new(hand, deed).to(doc));
        }
        Ok(head)
    }

    fn end_what_is_over(&self, now_ms: u64) -> Result<Seq, StoreError> {
        let state = &mut *self.state();
        let today = day_in_japan(now_ms);
        let mut ended = Vec::new();
        for (doc, document) in &mut state.documents {
            document.team.retain(|user, place| {
                let is_over = !place.is_held_on(today);
                ended.extend(is_over.then_some((*doc, *user)));
                !is_over
            });
        }
        for (doc, user) in ended {
            if !state.sees(Viewer::Member { user, today }, doc) {
                state.tell_of_access(doc, user);
            }
            let ended = Event::new(Hand::of_the_office(now_ms), Deed::ShareEnded).to(doc).about(user);
            state.audit.record(now_ms, ended);
        }
        Ok(state.head)
    }

    fn broken_glass(&self, since_ms: u64) -> Result<Vec<BrokenGlass>, StoreError> {
        let state = self.state();
        Ok(state.broken_glass.iter().filter(|broken| broken.at_ms >= since_ms).cloned().collect())
    }

    fn restricted(&self) -> Result<Vec<DocId>, StoreError> {
        let state = self.state();
        Ok(state.documents.iter().filter(|(_, document)| document.restricted).map(|(doc, _)| *doc).collect())
    }
}
