//! What the server asks of a database about how long records are kept (保存期間) and how they go (廃棄).
//!
//! A case is due once it was closed long enough ago and nobody holds it back. Someone proposes its disposal, and someone else carries it out:
//! then it is gone, and its id alone is left, and so are the minutes of its conferences that were for their attendees alone. Whatever is written into
//! a case meanwhile makes its proposal void.

use std::collections::BTreeSet;

use jiff::civil::Date;
use madobe_shared::codes::Deed;
use madobe_shared::document::minutes::minutes_of_case;
use madobe_shared::ids::{DocId, UserId};
use madobe_shared::retention::closed_through;

use super::StoreError;
use super::audit::{Event, Hand};

/// How long the records of the office are kept.
pub trait Retention {
    /// How many years records are kept, counted from the 1 April after a case was closed.
    ///
    /// # Errors
    ///
    /// See [`StoreError`], here and everywhere below.
    fn retention_years(&self) -> Result<u16, StoreError>;

    /// Makes that the rule.
    fn set_retention_years(&self, hand: Hand, years: u16) -> Result<(), StoreError>;

    /// The last day of closing that is due on a day.
    fn due_through(&self, today: Date) -> Result<Date, StoreError> {
        Ok(closed_through(today, self.retention_years()?).unwrap_or(Date::MIN))
    }

    /// The cases that were closed on a day or before, in the order of their closing, and those that are held, whatever they are; at most
    /// `limit`, the due ones first. A case counts as closed once its snapshot says so and nothing was written since.
    fn retained(&self, closed_through: Date, limit: usize) -> Result<Vec<Retained>, StoreError>;

    /// Holds a case back from disposal for a reason, which makes its proposal void; or, for none, lets go of it. Returns whether there is such
    /// a case. Minutes of their own stay and go with their case.
    fn hold(&self, hand: Hand, doc: DocId, reason: Option<&str>) -> Result<bool, StoreError>;

    /// Proposes the disposal of cases, or takes that back. What is not due, held, or as it should be is passed over.
    fn propose_disposal(
        &self,
        hand: Hand,
        docs: &[DocId],
        closed_through: Date,
        proposed: bool,
    ) -> Result<(), StoreError>;

    /// Buries the cases that someone else has proposed and that are due still, and the minutes of their conferences, whether they were begun yet or
    /// not: somebody may have written them out of reach. Returns the cases.
    fn dispose(&self, hand: Hand, docs: &[DocId], closed_through: Date) -> Result<Vec<DocId>, StoreError>;
}

/// A case that is due, or held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retained {
    /// The case.
    pub doc: DocId,
    /// When it was closed; `None` where it is not, or was written into since.
    pub closed_on: Option<Date>,
    /// Whether someone holds it back.
    pub held: Option<Held>,
    /// Whether someone has proposed its disposal.
    pub proposed: Option<Proposed>,
}

/// A case is held back from disposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// By whom; `None` for whoever runs the server.
    pub by: Option<UserId>,
    /// Since when, in milliseconds since 1970.
    pub at_ms: u64,
    /// Why.
    pub reason: String,
}

/// The disposal of a case is proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proposed {
    /// By whom; `None` for whoever runs the server.
    pub by: Option<UserId>,
    /// When, in milliseconds since 1970.
    pub at_ms: u64,
}

/// The minutes that go with a case, by its snapshot. It was read back before it was stored: one that nobody can read has none.
pub(super) fn minutes_with(snapshot: Option<&[u8]>) -> BTreeSet<DocId> {
    snapshot.and_then(|bytes| minutes_of_case(bytes).ok()).unwrap_or_default()
}

/// A proposal is void, because something was written into its case: nobody took it back, so it is the office that says so.
pub(super) fn voided(at_ms: u64, doc: DocId) -> Event {
    Event::new(Hand::of_the_office(at_ms), Deed::DisposalWithdrawn).to(doc)
}
