//! Following the repository's lists and its state. Each hook renders its component again when, and only when, what it gave has changed.

use std::cell::RefCell;
use std::rc::Rc;

use jiff::civil::DateTime;
use madobe_shared::codes::Deed;
use madobe_shared::ids::DocId;
use madobe_shared::session::SyncStatus;
use madobe_shared::summary::CaseSummary;
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::repo::{OpenCase, OpenError, Repo, RepoEvent};

/// The repository of the signed-in user.
///
/// # Panics
/// Outside the part of the screen that only a signed-in user sees.
#[hook]
pub fn use_repo() -> Repo {
    use_context::<Repo>().expect("the signed-in screens stand below the repository's context")
}

/// Renders the component again after the events that `concerns` it.
#[hook]
pub fn use_repo_events(concerns: fn(&RepoEvent) -> bool) {
    let repo = use_repo();
    let again = use_force_update();
    // While rendering and not in an effect. Between the two the browser may have its turn, and the badge would go on saying what was
    // true before it. The subscription ends with the component.
    use_memo(repo, move |repo| {
        repo.subscribe(Callback::from(move |event: RepoEvent| {
            if concerns(&event) {
                again.force_update();
            }
        }))
    });
}

/// All cases on the device, latest contact first.
#[hook]
pub fn use_summaries() -> Rc<Vec<Rc<CaseSummary>>> {
    use_repo_events(|event| matches!(event, RepoEvent::Summaries | RepoEvent::Staff));
    use_repo().summaries()
}

/// The summary of one case, once it is on the device.
#[hook]
pub fn use_summary(id: DocId) -> Option<Rc<CaseSummary>> {
    use_summaries().iter().find(|summary| summary.id == id).cloned()
}

/// What the badge says.
#[hook]
pub fn use_status() -> SyncStatus {
    use_repo_events(|event| matches!(event, RepoEvent::Status));
    use_repo().status()
}

/// A case being opened.
#[derive(Clone, PartialEq)]
pub enum Opening {
    /// It is being read.
    Loading,
    /// It is here.
    Open(OpenCase),
    /// It could not be opened.
    Failed(OpenError),
}

/// Opens a case, and opens it again when it arrives later.
#[hook]
pub fn use_open_case(id: DocId) -> Opening {
    let repo = use_repo();
    let opening = use_state(|| (id, Opening::Loading));
    let arrived = use_summary(id).is_some();
    use_effect_with((id, arrived), {
        let opening = opening.clone();
        move |_| {
            // A case that is opened after this one must not be overtaken by it.
            let current = Rc::new(RefCell::new(true));
            spawn_local({
                let current = current.clone();
                async move {
                    let result = repo.open_case(id).await;
                    if result.is_ok() && !id.is_of_the_office() {
                        repo.witness(Deed::Read, Some(id));
                    }
                    if *current.borrow() {
                        opening.set((id, result.map_or_else(Opening::Failed, Opening::Open)));
                    }
                }
            });
            move || *current.borrow_mut() = false
        }
    });
    // Until the new case is here, the old one must not be shown under its address.
    if opening.0 == id { opening.1.clone() } else { Opening::Loading }
}

/// The time at the device, to the minute: the component is rendered again as each minute begins.
#[hook]
pub fn use_now() -> DateTime {
    let repo = use_repo();
    let again = use_force_update();
    use_effect_with((), move |()| {
        let ticking = gloo::timers::callback::Interval::new(20_000, move || again.force_update());
        move || drop(ticking)
    });
    repo.now_local()
}
