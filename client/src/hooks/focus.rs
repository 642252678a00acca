//! Where the focus goes when what had it is not there any more.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

/// Keeps whoever works by keyboard where they are: where `state` changes and what was pressed has gone with it, the first in `place` that
/// fits the selector takes the focus.
#[hook]
pub fn use_focus_kept<T: PartialEq + 'static>(place: NodeRef, selector: &'static str, state: T) {
    let is_first = use_mut_ref(|| true);
    use_effect_with(state, move |_| {
        if is_first.replace(false) || has_focus() {
            return;
        }
        let there = place.cast::<Element>().and_then(|place| place.query_selector(selector).ok().flatten());
        if let Some(there) = there.and_then(|there| there.dyn_into::<HtmlElement>().ok()) {
            let _ = there.focus();
        }
    });
}

/// Whether anything has the focus. Browsers give it to the page where what had it goes.
fn has_focus() -> bool {
    let document = gloo::utils::document();
    document.active_element().is_some_and(|active| Some(active.unchecked_into()) != document.body())
}
