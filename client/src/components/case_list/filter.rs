//! What the list can be narrowed to.

use std::collections::BTreeSet;
use std::rc::Rc;

use jiff::civil::Date;
use madobe_shared::codes::CaseStatus;
use madobe_shared::ids::{DocId, UserId};
use madobe_shared::summary::CaseSummary;
use yew::AttrValue;

use crate::t;

/// A filter of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filter {
    /// 担当: where I have the lead or the next contact.
    Mine,
    /// 期限: mine, with a contact due by today.
    Due,
    /// 未送信: with changes that the office has not received.
    Unsent,
    /// すべて.
    All,
}

impl Filter {
    /// All filters in the order of the chips.
    pub const ALL: [Self; 4] = [Self::Mine, Self::Due, Self::Unsent, Self::All];

    /// The word on the chip.
    #[must_use]
    pub fn words(self) -> AttrValue {
        match self {
            Self::Mine => t!("cases.filter.mine"),
            Self::Due => t!("cases.filter.due"),
            Self::Unsent => t!("cases.filter.unsent"),
            Self::All => t!("cases.filter.all"),
        }
    }
}

/// What the filters need to know.
#[derive(Clone, PartialEq)]
pub struct Narrowing {
    /// Who asks.
    pub me: UserId,
    /// The day.
    pub today: Date,
    /// Documents with unacknowledged changes.
    pub unsent: Rc<BTreeSet<DocId>>,
}

impl Narrowing {
    /// Whether the filter keeps this case.
    #[must_use]
    pub fn keeps(&self, filter: Filter, summary: &CaseSummary) -> bool {
        match filter {
            Filter::All => true,
            Filter::Unsent => self.unsent.contains(&summary.id),
            Filter::Mine => summary.lead == Some(self.me) || summary.next_staff() == Some(self.me),
            Filter::Due => {
                summary.next_staff() == Some(self.me)
                    && summary.status != CaseStatus::Closed
                    && summary.next_contact.as_ref().is_some_and(|next| next.date <= self.today)
            }
        }
    }
}

/// Whether the agreed contact should have taken place before today.
#[must_use]
pub fn is_overdue(summary: &CaseSummary, today: Date) -> bool {
    summary.status != CaseStatus::Closed && summary.next_contact.as_ref().is_some_and(|next| next.date < today)
}
