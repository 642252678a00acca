//! Following one open case, without standing in the way of whoever is typing in it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use madobe_shared::case::Case;
use yew::prelude::*;

use crate::browser::now_ms;
use crate::repo::{OpenCase, SaveState};

/// A pause in typing after which the rest of the screen follows.
const TYPING_PAUSE_MS: u32 = 350;

/// However long somebody types, the rest of the screen is never older than this.
const BEHIND_MS_MAX: u64 = 2_000;

thread_local! {
    static TYPED_AT_MS: Cell<u64> = const { Cell::new(0) };
}

/// Says that a key was pressed in living prose. Reading a case with hundreds of contacts anew takes longer than a keystroke may;
/// the screen around the prose waits for a pause. The prose itself never waits.
pub fn typed_now() {
    TYPED_AT_MS.set(now_ms());
}

fn is_typing() -> bool {
    now_ms().saturating_sub(TYPED_AT_MS.get()) < u64::from(TYPING_PAUSE_MS)
}

/// What a component shows of a case, and when that was read.
struct Follower {
    case: OpenCase,
    shown: RefCell<Rc<Case>>,
    shown_at_ms: Cell<u64>,
    timer: RefCell<Option<Timeout>>,
    again: UseForceUpdateHandle,
}

impl Follower {
    fn new(case: OpenCase, again: UseForceUpdateHandle) -> Rc<Self> {
        let shown = RefCell::new(case.view());
        Rc::new(Self { case, shown, shown_at_ms: Cell::new(now_ms()), timer: RefCell::new(None), again })
    }

    /// The case may have changed: shows it now, or in a pause.
    fn notice(self: &Rc<Self>) {
        let behind_ms = now_ms().saturating_sub(self.shown_at_ms.get());
        if is_typing() && behind_ms < BEHIND_MS_MAX {
            let weak = Rc::downgrade(self);
            let timer = self.timer.take().unwrap_or_else(|| {
                Timeout::new(TYPING_PAUSE_MS, move || {
                    if let Some(follower) = weak.upgrade() {
                        follower.timer.take();
                        follower.notice();
                    }
                })
            });
            self.timer.replace(Some(timer));
            return;
        }
        self.shown_at_ms.set(now_ms());
        let view = self.case.view();
        if !Rc::ptr_eq(&*self.shown.borrow(), &view) {
            self.shown.replace(view);
            self.again.force_update();
        }
    }
}

/// What an open case says now; while somebody types here, what it said a moment ago.
#[hook]
pub fn use_case(case: &OpenCase) -> Rc<Case> {
    let again = use_force_update();
    let follower = use_memo(case.clone(), move |case| Follower::new(case.clone(), again));
    use_effect_with(case.clone(), {
        let follower = follower.clone();
        move |_| {
            let followed = (*follower).clone();
            let subscription = followed.case.subscribe(Callback::from({
                let followed = followed.clone();
                move |()| followed.notice()
            }));
            // What changed since it was rendered.
            followed.notice();
            move || drop(subscription)
        }
    });
    follower.shown.borrow().clone()
}

/// How the saving of a case stands, at once.
#[hook]
pub fn use_save_state(case: &OpenCase) -> SaveState {
    let state = use_state_eq(|| case.save_state());
    use_effect_with(case.clone(), {
        let state = state.clone();
        move |case| {
            state.set(case.save_state());
            let following = case.clone();
            let subscription = case.subscribe(Callback::from(move |()| state.set(following.save_state())));
            move || drop(subscription)
        }
    });
    (*state).clone()
}
