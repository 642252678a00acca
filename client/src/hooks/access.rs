//! Following who sees a case, as far as the office can be asked.

use yew::platform::spawn_local;
use yew::prelude::*;

use madobe_shared::ids::DocId;

use super::{use_repo, use_window_event};
use crate::access::{Access, AccessError, Opened, look};

/// What the office said about who sees a case.
#[derive(Clone, PartialEq)]
pub struct Seen {
    /// Who sees it, and who let themselves in lately; `None` until the office has answered.
    pub known: UseStateHandle<Option<(Access, Vec<Opened>)>>,
    /// Why it did not answer the last time.
    pub failed: UseStateHandle<Option<AccessError>>,
    /// Whether it is within reach, as far as the line knows.
    pub connected: bool,
}

/// Asks when the case opens, when the office comes within reach, and when someone comes back to the window. Between that the answer
/// may grow old: the office judges every change by how things stand, whatever a screen shows.
#[hook]
pub fn use_access(case: DocId) -> Seen {
    let repo = use_repo();
    let known = use_state_eq(|| None);
    let failed = use_state_eq(|| None);
    let connected = use_state_eq(|| repo.is_connected());
    let asked = use_mut_ref(|| 0_u32);
    let ask = {
        let (known, failed) = (known.clone(), failed.clone());
        use_callback(case, move |_: Option<web_sys::Event>, case| {
            let (known, failed, asked, case) = (known.clone(), failed.clone(), asked.clone(), *case);
            *asked.borrow_mut() += 1;
            let turn = *asked.borrow();
            spawn_local(async move {
                let answer = look(case).await;
                // A question that was asked later may have been answered before.
                if *asked.borrow() == turn {
                    failed.set(answer.as_ref().err().cloned());
                    if let Ok(answer) = answer {
                        known.set(Some(answer));
                    }
                }
            });
        })
    };
    let on_focus = use_callback(ask.clone(), |event, ask| ask.emit(Some(event)));
    use_window_event("focus", on_focus);
    use_effect_with((ask, *connected), |(ask, _)| ask.emit(None));
    use_effect_with(repo, {
        let connected = connected.clone();
        move |repo| {
            let followed = repo.clone();
            let follow = move |_| connected.set(followed.is_connected());
            let subscription = repo.subscribe(Callback::from(follow));
            move || drop(subscription)
        }
    });
    Seen { known, failed, connected: *connected }
}
