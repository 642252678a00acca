//! What the interface remembers while it runs: where the user came from, how the list stood, what was just confirmed.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;

use madobe_shared::ids::EntryId;
use yew::prelude::*;

use super::{go_back, go_to_instead};
use crate::components::case_list::Filter;
use crate::routes::Route;

/// Remembered between screens, forgotten when the page is closed. Nothing of it is needed to find one's work again.
#[derive(Default)]
pub struct UiMemory {
    /// The screen before this one, if it belongs to this run of the app.
    pub previous: Cell<Option<Route>>,
    /// Notes begun in this run and not yet touched: leaving one removes it.
    pub untouched_notes: RefCell<BTreeSet<EntryId>>,
    /// What the user narrowed the case list to.
    pub filter: Cell<Option<Filter>>,
    /// What the case list was searched for.
    pub query: RefCell<String>,
    /// How far the case list is scrolled, in pixels.
    pub list_scroll_px: Cell<i32>,
}

/// The interface's memory, with the means to say something in passing.
#[derive(Clone)]
pub struct Ui {
    memory: Rc<UiMemory>,
    say: Callback<AttrValue>,
}

impl PartialEq for Ui {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.memory, &other.memory)
    }
}

impl Ui {
    /// With an empty memory; `say` shows a quiet confirmation.
    #[must_use]
    pub fn new(say: Callback<AttrValue>) -> Self {
        Self { memory: Rc::default(), say }
    }

    /// What is remembered.
    #[must_use]
    pub fn memory(&self) -> &UiMemory {
        &self.memory
    }

    /// Says something in passing.
    pub fn say(&self, words: AttrValue) {
        self.say.emit(words);
    }
}

/// The interface's memory.
///
/// # Panics
/// Outside the signed-in screens.
#[hook]
pub fn use_ui() -> Ui {
    use_context::<Ui>().expect("the signed-in screens stand below the interface's context")
}

/// Goes back to where the user came from, or to the given screen where they came from nowhere: or from the form of a new case, which is filled in
/// once and has given its place up.
#[hook]
pub fn use_go_back(otherwise: Route) -> Callback<()> {
    let ui = use_ui();
    Callback::from(move |()| match ui.memory().previous.get() {
        None | Some(Route::NewCase) => go_to_instead(otherwise),
        Some(_) => go_back(),
    })
}
