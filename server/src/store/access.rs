//! What the server asks of a database about who may see which document.
//!
//! A case is for the whole desk unless it is restricted; then it is for its team alone. Coordinators of other departments see the cases they
//! are in the team of, and nothing else. The office's own documents (the directory, the templates) are for everyone to read, and for the desk
//! to write. The minutes of a 支援会議 are for their team alone, whatever anybody's role, and nothing opens them to others. Whoever begins a document
//! is in its team.
//!
//! Access is decided where documents are read and written, in the same transaction, by what the database says at that moment; nobody's
//! session is believed about it. A change of what a user may see is an entry of the log, so that each of their devices hears of it in its
//! turn: what came into sight is given as a whole, what went out of sight is purged. Never looks into a document.

use jiff::civil::Date;
use madobe_shared::codes::{Deed, Role};
use madobe_shared::ids::{DocId, UserId};
use madobe_shared::protocol::Seq;

use super::StoreError;
use super::audit::{Event, Hand};

/// For whom a store is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Viewer {
    /// The office itself, which keeps everything: backups, snapshots, trials.
    Office,
    /// A user, on a day in Japan.
    Member {
        /// Who.
        user: UserId,
        /// The day: what was shared until the day before is out of sight.
        today: Date,
    },
}

/// Who may see which document.
pub trait Access {
    /// Who may see a document; `None` where it is unknown or dead.
    ///
    /// # Errors
    ///
    /// See [`StoreError`], here and everywhere below.
    fn access(&self, doc: DocId) -> Result<Option<DocumentAccess>, StoreError>;

    /// Whether a viewer may see a document. Nobody sees one that is unknown or dead.
    fn may_see(&self, viewer: Viewer, doc: DocId) -> Result<bool, StoreError>;

    /// Takes a user into the team of a document, or changes how long they are in it. Where they let themselves in, that is kept for
    /// [`Access::broken_glass`]. Returns the head of the log afterwards; `None` where the
    /// document is unknown or dead, or the team is full.
    fn grant(&self, now_ms: u64, doc: DocId, place: &TeamPlace) -> Result<Option<Seq>, StoreError>;

    /// Takes a user out of the team of a document. Returns the head of the log afterwards; `None` where they were not in it.
    fn revoke(&self, hand: Hand, doc: DocId, user: UserId) -> Result<Option<Seq>, StoreError>;

    /// Restricts a document to its team, or opens it to the desk again. Returns the head of the log afterwards; `None` where the document is
    /// unknown or dead, or minutes, which are never for anyone but their team.
    fn restrict(&self, hand: Hand, doc: DocId, restricted: bool) -> Result<Option<Seq>, StoreError>;

    /// Takes out of all teams whose last day is over. Returns the head of the log afterwards.
    fn end_what_is_over(&self, now_ms: u64) -> Result<Seq, StoreError>;

    /// Who let themselves into which document since a moment, the latest first.
    fn broken_glass(&self, since_ms: u64) -> Result<Vec<BrokenGlass>, StoreError>;

    /// The restricted documents, which only a reason and a notice open to someone who is not in their team.
    fn restricted(&self) -> Result<Vec<DocId>, StoreError>;
}

/// Who may see a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocumentAccess {
    /// Whether only its team may.
    pub restricted: bool,
    /// The team, in the order of their ids; those whose last day is over are left out once that was noticed.
    pub team: Vec<TeamPlace>,
}

/// A user in the team of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamPlace {
    /// Who.
    pub user: UserId,
    /// Their last day in the team, in Japan; `None` where nobody has set an end.
    pub until: Option<Date>,
    /// Who took them in; `None` where they began the document themselves.
    pub granted_by: Option<UserId>,
    /// When, in milliseconds since 1970.
    pub granted_at_ms: u64,
    /// Why they let themselves in, where nobody else did (break-glass).
    pub reason: Option<String>,
}

/// Someone let themselves into a restricted document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrokenGlass {
    /// Which.
    pub doc: DocId,
    /// Who.
    pub user: UserId,
    /// When, in milliseconds since 1970.
    pub at_ms: u64,
    /// Why, in their words.
    pub reason: String,
}

impl TeamPlace {
    /// What the audit trail tells of a user who is taken into the team of a document: until which day, or why they let themselves in.
    pub(super) fn event(&self, doc: DocId, now_ms: u64) -> Event {
        let Self { user, until, granted_by, reason, .. } = self;
        match reason {
            Some(reason) => Event::new(Hand::of(*user, now_ms), Deed::BrokeGlass).to(doc).saying(reason),
            None => Event::new(Hand { by: *granted_by, at_ms: now_ms }, Deed::Shared)
                .to(doc)
                .about(*user)
                .saying(until.map_or_else(String::new, |last| format!("until {last}"))),
        }
    }

    /// Whether the place is held on a day.
    #[must_use]
    pub fn is_held_on(&self, today: Date) -> bool {
        self.until.is_none_or(|last| today <= last)
    }
}

/// Whether a document is for everyone in the office, whatever their role.
#[must_use]
pub fn is_for_everyone(doc: DocId) -> bool {
    doc.is_of_the_office()
}

/// Whether a document is for its team alone, for as long as it lives.
#[must_use]
pub fn is_for_its_team_alone(doc: DocId) -> bool {
    doc.is_minutes()
}

/// Whether a role works at the desk, and so with all cases that are not restricted.
#[must_use]
pub fn is_of_the_desk(role: &Role) -> bool {
    matches!(role.acting(), Role::Manager | Role::Consultant | Role::OutreachWorker)
}

/// The rule itself. `role` is `None` for a user without an account, who sees nothing.
#[must_use]
pub(super) fn sees(doc: DocId, role: Option<&Role>, restricted: bool, holds_place: bool) -> bool {
    let is_open = !restricted && !is_for_its_team_alone(doc);
    role.is_some_and(|role| is_for_everyone(doc) || holds_place || (is_open && is_of_the_desk(role)))
}

/// Whether a role may write: whoever sees a case may, and the desk alone in what is for everyone. `sees` is `None` for a document that is
/// unknown, which anyone with an account who may write in it may begin.
#[must_use]
pub(super) fn writes(doc: DocId, role: Option<&Role>, sees: Option<bool>) -> bool {
    role.is_some_and(|role| sees.unwrap_or(true) && (!is_for_everyone(doc) || is_of_the_desk(role)))
}

#[cfg(test)]
mod tests {
    use madobe_shared::ids::EntryId;

    use super::*;

    #[test]
    fn the_desk_sees_what_is_open_and_others_what_they_are_in_the_team_of() {
        let case = DocId::from_parts(1, [1; 10]);
        let unknown = Role::from_code("auditor");
        for (role, restricted, in_team, expected) in [
            (&Role::Consultant, false, false, true),
            (&Role::Manager, true, false, false),
            (&Role::OutreachWorker, true, true, true),
            (&Role::Coordinator, false, false, false),
            (&Role::Coordinator, true, true, true),
            (&unknown, false, false, false),
            (&unknown, false, true, true),
        ] {
            assert_eq!(sees(case, Some(role), restricted, in_team), expected, "{role} {restricted} {in_team}");
            assert!(sees(DocId::DIRECTORY, Some(role), true, false), "the directory is for {role}");
        }
        assert!(!sees(DocId::DIRECTORY, None, false, true), "nobody is no reader");
    }

    #[test]
    fn minutes_are_for_those_who_hold_a_place_whatever_their_role_and_whatever_is_opened() {
        let minutes = DocId::minutes_of(EntryId::from_parts(1, [1; 10]));
        let unknown = Role::from_code("auditor");
        for role in [&Role::Manager, &Role::Consultant, &Role::OutreachWorker, &Role::Coordinator, &unknown] {
            for restricted in [false, true] {
                assert!(sees(minutes, Some(role), restricted, true), "{role} was there");
                assert!(!sees(minutes, Some(role), restricted, false), "{role} was not");
            }
            assert!(writes(minutes, Some(role), None), "anyone may have been there, and the office cannot know");
            assert!(writes(minutes, Some(role), Some(true)) && !writes(minutes, Some(role), Some(false)));
        }
        assert!(!sees(minutes, None, false, true) && !writes(minutes, None, None), "nobody without an account");
    }

    #[test]
    fn a_place_is_held_through_its_last_day() {
        let date = |day| jiff::civil::date(2026, 11, day);
        let place =
            TeamPlace { user: UserId(1), until: Some(date(25)), granted_by: None, granted_at_ms: 0, reason: None };
        assert!(place.is_held_on(date(25)) && !place.is_held_on(date(26)));
        assert!(TeamPlace { until: None, ..place }.is_held_on(date(26)));
    }
}
