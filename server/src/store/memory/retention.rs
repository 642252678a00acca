//! How long records are kept, in memory.

use jiff::civil::Date;
use madobe_shared::codes::Deed;
use madobe_shared::ids::DocId;
use madobe_shared::retention::YEARS;

use super::super::StoreError;
use super::super::audit::{Event, Hand};
use super::super::retention::{Held, Proposed, Retained, Retention, minutes_with};
use super::MemoryStore;
use super::state::{Document, State};

impl Retention for MemoryStore {
    fn retention_years(&self) -> Result<u16, StoreError> {
        Ok(self.state().retention_years.unwrap_or(YEARS))
    }

    fn set_retention_years(&self, hand: Hand, years: u16) -> Result<(), StoreError> {
        let mut state = self.state();
        if state.retention_years.unwrap_or(YEARS) != years {
            state.retention_years = Some(years);
            let ruled = Event::new(hand, Deed::RetentionRuled).saying(format!("years={years}"));
            state.audit.record(hand.at_ms, ruled);
        }
        Ok(())
    }

    fn retained(&self, closed_through: Date, limit: usize) -> Result<Vec<Retained>, StoreError> {
        let state = self.state();
        let living = state.documents.iter().filter(|(_, document)| document.dead_seq.is_none());
        let wanted = living.filter(|(_, document)| document.is_due(closed_through) || document.held.is_some());
        let mut retained: Vec<_> = wanted
            .map(|(doc, document)| Retained {
                doc: *doc,
                closed_on: document.closed_on(),
                held: document.held.clone(),
                proposed: document.proposed,
            })
            .collect();
        let is_due = |one: &Retained| one.closed_on.is_some_and(|day| day <= closed_through);
        retained.sort_by_key(|one| (!is_due(one), one.closed_on, one.doc));
        retained.truncate(limit);
        Ok(retained)
    }

    fn hold(&self, hand: Hand, doc: DocId, reason: Option<&str>) -> Result<bool, StoreError> {
        let mut state = self.state();
        let alive = |document: &&mut Document| doc.is_case() && document.dead_seq.is_none();
        let document = state.documents.get_mut(&doc).filter(alive);
        let Some(document) = document else { return Ok(false) };
        let was_held = document.held.is_some();
        document.held = reason.map(|reason| Held { by: hand.by, at_ms: hand.at_ms, reason: reason.to_owned() });
        match reason {
            Some(reason) => {
                document.proposed = None;
                state.audit.record(hand.at_ms, Event::new(hand, Deed::Held).to(doc).saying(reason));
            }
            None if was_held => state.audit.record(hand.at_ms, Event::new(hand, Deed::HoldEnded).to(doc)),
            None => {}
        }
        Ok(true)
    }

    fn propose_disposal(
        &self,
        hand: Hand,
        docs: &[DocId],
        closed_through: Date,
        proposed: bool,
    ) -> Result<(), StoreError> {
        let mut state = self.state();
        for &doc in docs {
            let Some(document) = state.documents.get_mut(&doc) else { continue };
            let may = !proposed || (document.is_due(closed_through) && document.held.is_none());
            if may && document.proposed.is_some() != proposed {
                document.proposed = proposed.then_some(Proposed { by: hand.by, at_ms: hand.at_ms });
                let deed = if proposed { Deed::DisposalProposed } else { Deed::DisposalWithdrawn };
                state.audit.record(hand.at_ms, Event::new(hand, deed).to(doc));
            }
        }
        Ok(())
    }

    fn dispose(&self, hand: Hand, docs: &[DocId], closed_through: Date) -> Result<Vec<DocId>, StoreError> {
        let mut state = self.state();
        let may = |state: &State, doc: &DocId| {
            let due = state.documents.get(doc).filter(|document| document.is_due(closed_through));
            due.and_then(|document| document.proposed).is_some_and(|proposed| proposed.by != hand.by)
        };
        let mut disposed = Vec::new();
        for doc in docs {
            if may(&state, doc) {
                let snapshot = state.documents.get(doc).and_then(|document| document.snapshot.as_ref());
                for minutes in minutes_with(snapshot.map(|(_, new)| new.snapshot.bytes.as_slice())) {
                    state.bury(hand, minutes);
                }
                state.bury(hand, *doc);
                disposed.push(*doc);
            }
        }
        Ok(disposed)
    }
}

impl Document {
    /// When it was closed, unless something was written since.
    fn closed_on(&self) -> Option<Date> {
        let (_, snapshot) = self.snapshot.as_ref().filter(|_| self.tail().next().is_none())?;
        snapshot.closed_on
    }

    fn is_due(&self, closed_through: Date) -> bool {
        self.dead_seq.is_none() && self.closed_on().is_some_and(|day| day <= closed_through)
    }
}
