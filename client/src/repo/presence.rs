//! Who has which case open now: this tab, the others of its user, and colleagues as the office tells. It is in memory alone.
//!
//! The leading tab tells the office what all tabs show. What another tab shows is said again now and then, and forgotten where it is not: tabs
//! may end without a word.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::{Rc, Weak};

use madobe_shared::ids::{DocId, UserId};
use madobe_shared::order;
use madobe_shared::protocol::Looked;

use super::Repo;
use super::core::Core;
use super::error::RepoEvent;
use crate::tabs::Message;

/// What another tab shows is forgotten after so many recounts in which it did not say so.
const RECOUNTS_MAX: u32 = 2;

/// A case counts as shown for so long after its screen has gone: the next may be one of the same case, as its note.
const LEAVING_MS: u64 = 500;

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Presence {
    /// This tab's number among the others.
    pub(super) tab: Cell<u64>,
    /// How many screens of this tab show a case.
    shown: RefCell<BTreeMap<DocId, usize>>,
    /// What the other tabs show, each with the number of recounts since it said so.
    elsewhere: RefCell<BTreeMap<u64, (u32, Vec<DocId>)>>,
    others: RefCell<Vec<Looked>>,
}

/// A screen that shows a case; dropping it says that it does no more.
#[derive(Debug)]
#[must_use = "dropping it says that the case is not shown"]
pub struct Looking {
    core: Weak<Core>,
    doc: DocId,
}

impl Repo {
    /// A screen shows this case from now on.
    pub fn look_at(&self, doc: DocId) -> Looking {
        *self.0.presence.shown.borrow_mut().entry(doc).or_default() += 1;
        self.0.tell_looking();
        Looking { core: Rc::downgrade(&self.0), doc }
    }

    /// Which colleagues have a case open now, as far as the office tells.
    #[must_use]
    pub fn others_at(&self, doc: DocId) -> Vec<UserId> {
        let others = self.0.presence.others.borrow();
        others.iter().find(|looked| looked.doc == doc).map(|looked| looked.users.clone()).unwrap_or_default()
    }
}

impl Drop for Looking {
    fn drop(&mut self) {
        let Some(core) = self.core.upgrade() else { return };
        {
            let mut shown = core.presence.shown.borrow_mut();
            match shown.get_mut(&self.doc) {
                Some(screens) if *screens > 1 => *screens -= 1,
                _ => _ = shown.remove(&self.doc),
            }
        }
        let pause = core.platform.sleep(LEAVING_MS);
        let weak = self.core.clone();
        core.spawn(async move {
            pause.await;
            if let Some(core) = weak.upgrade() {
                core.tell_looking();
            }
        });
    }
}

impl Core {
    /// Says what this tab shows, to the office or to the tab that keeps the line.
    pub(super) fn tell_looking(&self) {
        let shown: Vec<DocId> = self.presence.shown.borrow().keys().copied().collect();
        let link = self.link.borrow().clone();
        match link {
            None => self.tabs.post(&Message::Looking(self.presence.tab.get(), shown)),
            Some(link) => {
                let elsewhere = self.presence.elsewhere.borrow();
                let elsewhere = elsewhere.values().flat_map(|(_, docs)| docs.iter().copied());
                link.look(order::set(shown.into_iter().chain(elsewhere)).into_iter().collect());
            }
        }
    }

    /// Another tab says what it shows.
    pub(super) fn hear_looking(&self, tab: u64, docs: Vec<DocId>) {
        self.presence.elsewhere.borrow_mut().insert(tab, (0, docs));
        if self.link.borrow().is_some() {
            self.tell_looking();
        }
    }

    /// Says again what is shown here, and forgets what other tabs no longer say.
    pub(super) fn recount_looking(&self) {
        self.presence.elsewhere.borrow_mut().retain(|_, (recounts, _)| {
            *recounts += 1;
            *recounts <= RECOUNTS_MAX
        });
        self.tell_looking();
    }

    /// Who else has open what this device has open. The leading tab tells the others.
    pub(crate) fn set_others(&self, others: Vec<Looked>) {
        if self.leads() {
            self.tabs.post(&Message::Others(others.clone()));
        }
        if self.presence.others.replace(others.clone()) != others {
            self.emit(RepoEvent::Others);
        }
    }

    /// Says to a tab that has just come what the others know.
    pub(super) fn tell_others(&self) {
        self.tabs.post(&Message::Others(self.presence.others.borrow().clone()));
    }
}
