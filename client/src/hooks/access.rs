//! Following who sees a case, as far as the office can be asked.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo::events::EventListener;
use madobe_shared::ids::DocId;
use yew::platform::spawn_local;
use yew::prelude::*;

use super::use_repo;
use crate::access::{Access, AccessError, Opened, look};
use crate::repo::Repo;

/// What the office said about who sees a case.
#[derive(Clone, PartialEq)]
pub struct Seen {
    /// Who sees it, and who let themselves in lately; `None` until the office has answered.
    pub known: Option<Rc<(Access, Vec<Opened>)>>,
    /// Why it did not answer the last time.
    pub failed: Option<AccessError>,
    /// Whether it is within reach, as far as the line knows.
    pub connected: bool,
}

struct Watch {
    case: DocId,
    repo: Repo,
    seen: RefCell<Seen>,
    /// How often the office was asked.
    asked: Cell<u32>,
    again: UseForceUpdateHandle,
}

impl Watch {
    fn ask(self: &Rc<Self>) {
        let turn = self.asked.get() + 1;
        self.asked.set(turn);
        let watch = self.clone();
        spawn_local(async move {
            let answer = look(watch.case).await;
            // A question that was asked later may have been answered before.
            if watch.asked.get() == turn {
                watch.change(|seen| match answer {
                    Ok(known) => (seen.known, seen.failed) = (Some(Rc::new(known)), None),
                    Err(failure) => seen.failed = Some(failure),
                });
            }
        });
    }

    fn follow_line(self: &Rc<Self>) {
        let connected = self.repo.is_connected();
        if connected != self.seen.borrow().connected {
            self.change(|seen| seen.connected = connected);
            self.ask();
        }
    }

    fn change(&self, change: impl FnOnce(&mut Seen)) {
        change(&mut self.seen.borrow_mut());
        self.again.force_update();
    }
}

/// Asks when the case opens, when the office comes within reach, and when someone comes back to the window. Between that the answer
/// may grow old: the office judges every change by how things stand, whatever a screen shows. The callback takes what it answered to a
/// change. One component shows one case only.
#[hook]
pub fn use_access(case: DocId) -> (Seen, Callback<Access>) {
    let repo = use_repo();
    let again = use_force_update();
    let kept = use_memo((), move |()| {
        let seen = Seen { known: None, failed: None, connected: repo.is_connected() };
        let watch = Rc::new(Watch { case, repo, seen: RefCell::new(seen), asked: Cell::default(), again });
        let changed = watch.clone();
        let on_change = Callback::from(move |access: Access| {
            changed.change(|seen| {
                let opened = seen.known.as_ref().map(|known| known.1.clone()).unwrap_or_default();
                seen.known = Some(Rc::new((access, opened)));
            });
        });
        (watch, on_change)
    });
    use_effect_with((), {
        let watch = kept.0.clone();
        move |()| {
            watch.ask();
            let line = watch.clone();
            let subscription = watch.repo.subscribe(Callback::from(move |_| line.follow_line()));
            let back = EventListener::new(&gloo::utils::window(), "focus", move |_| watch.ask());
            move || drop((subscription, back))
        }
    });
    let seen = kept.0.seen.borrow().clone();
    (seen, kept.1.clone())
}
