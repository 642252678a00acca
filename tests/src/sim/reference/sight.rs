//! Who may see which document, in the plainest words: the desk sees every case that is not restricted, and whoever is in the team of a case
//! sees it through their last day. Minutes are for their team alone. The office's own documents are for everyone to read, and for the desk to
//! write in.
//!
//! It never looks at the office's store, which has to come to the same.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use madobe_shared::ids::{DocId, UserId};

/// Something that changes who sees what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::sim) enum AccessStep {
    /// Someone joins the team of a case, for good or through a last day.
    Grant(DocId, UserId, Option<Date>),
    /// Someone leaves it.
    Revoke(DocId, UserId),
    /// A case is for its team alone from now on, or for the desk again.
    Restrict(DocId, bool),
    /// Someone works at the desk from now on, or for another department.
    Role(UserId, bool),
    /// The office notices whose last day is over.
    EndWhatIsOver,
}

/// See the module. A clone is what a backup of the office remembers.
#[derive(Debug, Clone)]
pub(in crate::sim) struct Sight {
    today: Date,
    users: BTreeSet<UserId>,
    desk: BTreeSet<UserId>,
    known: BTreeSet<DocId>,
    restricted: BTreeSet<DocId>,
    teams: BTreeMap<(DocId, UserId), Option<Date>>,
}

impl Sight {
    /// An office without cases, with this staff, all of them at the desk.
    pub(in crate::sim) fn new(today: Date, users: impl IntoIterator<Item = UserId>) -> Self {
        let users: BTreeSet<UserId> = users.into_iter().collect();
        Self {
            today,
            desk: users.clone(),
            users,
            known: BTreeSet::new(),
            restricted: BTreeSet::new(),
            teams: BTreeMap::new(),
        }
    }

    /// Whether someone may see a document. One that the office does not know yet is with whoever writes it.
    pub(in crate::sim) fn sees(&self, user: UserId, doc: DocId) -> bool {
        let place = self.teams.get(&(doc, user));
        let holds_place = place.is_some_and(|last| last.is_none_or(|last| self.today <= last));
        let is_open = !self.restricted.contains(&doc) && !doc.is_minutes();
        let is_for_everyone = doc.is_of_the_office() || !self.known.contains(&doc);
        is_for_everyone || holds_place || (is_open && self.is_at_desk(user))
    }

    /// Whether someone may write in a document.
    pub(in crate::sim) fn writes(&self, user: UserId, doc: DocId) -> bool {
        if doc.is_of_the_office() { self.is_at_desk(user) } else { self.sees(user, doc) }
    }

    pub(in crate::sim) fn is_at_desk(&self, user: UserId) -> bool {
        self.desk.contains(&user)
    }

    pub(in crate::sim) fn knows(&self, doc: DocId) -> bool {
        self.known.contains(&doc)
    }

    /// The documents that the office knows, except its own.
    pub(in crate::sim) fn known(&self) -> impl Iterator<Item = DocId> + '_ {
        self.known.iter().copied()
    }

    /// Who may not write in what.
    pub(super) fn barred(&self) -> impl Iterator<Item = (UserId, DocId)> + '_ {
        let docs = || self.known().chain(DocId::OF_THE_OFFICE);
        let all = self.users.iter().flat_map(move |user| docs().map(move |doc| (*user, doc)));
        all.filter(|(user, doc)| !self.writes(*user, *doc))
    }

    /// It is this day. Says whether it is another than before.
    pub(super) fn is_day(&mut self, today: Date) -> bool {
        std::mem::replace(&mut self.today, today) != today
    }

    /// The first of a document arrives at the office.
    pub(super) fn begun(&mut self, doc: DocId, by: UserId) {
        if !doc.is_of_the_office() && self.known.insert(doc) {
            self.teams.insert((doc, by), None);
        }
    }

    /// A case was deleted for good.
    pub(super) fn buried(&mut self, doc: DocId) {
        self.known.remove(&doc);
        self.restricted.remove(&doc);
        self.teams.retain(|(of, _), _| *of != doc);
    }

    pub(in crate::sim) fn take(&mut self, step: &AccessStep) {
        match step {
            AccessStep::Grant(doc, user, last) => _ = self.teams.insert((*doc, *user), *last),
            AccessStep::Revoke(doc, user) => _ = self.teams.remove(&(*doc, *user)),
            AccessStep::Restrict(doc, true) => _ = self.restricted.insert(*doc),
            AccessStep::Restrict(doc, false) => _ = self.restricted.remove(doc),
            AccessStep::Role(user, true) => _ = self.desk.insert(*user),
            AccessStep::Role(user, false) => _ = self.desk.remove(user),
            // Whether anyone has noticed makes no difference to what may be seen.
            AccessStep::EndWhatIsOver => {}
        }
    }
}
