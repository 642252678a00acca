//! The address bar: which screen is open, and the ways to another. Never decides what a screen shows.

use gloo::utils::window;
use wasm_bindgen::JsValue;
use web_sys::{Event, History};
use yew::prelude::*;

use super::use_window_event;
use crate::routes::Route;

/// What this module tells the window; browsers speak up (`popstate`) only where the user goes back or forth.
const MOVED: &str = "madobe-moved";

/// The screen that is open.
#[hook]
pub fn use_route() -> Route {
    let here = use_state_eq(route);
    let look = {
        let here = here.clone();
        use_callback((), move |_: Event, ()| here.set(route()))
    };
    use_window_event("popstate", look.clone());
    use_window_event(MOVED, look);
    *here
}

fn route() -> Route {
    window().location().pathname().map_or(Route::NotFound, |path| Route::of_path(&path))
}

/// Opens a screen.
pub fn go_to(route: Route) {
    move_by(|history| history.push_state_with_url(&JsValue::NULL, "", Some(&route.to_path())));
}

/// Opens a screen in the place of the present one, which "back" then passes over.
pub fn go_to_instead(route: Route) {
    move_by(|history| history.replace_state_with_url(&JsValue::NULL, "", Some(&route.to_path())));
}

/// Goes back to the screen before.
pub fn go_back() {
    // The browser tells of it by itself, and refuses only where there is no page any more.
    let _ = window().history().and_then(|history| history.back());
}

fn move_by(way: impl FnOnce(&History) -> Result<(), JsValue>) {
    // Browsers refuse a script that changes the address hundreds of times in a few seconds; the screen then stays.
    if window().history().and_then(|history| way(&history)).is_ok()
        && let Ok(moved) = Event::new(MOVED)
    {
        let _ = window().dispatch_event(&moved);
    }
}
