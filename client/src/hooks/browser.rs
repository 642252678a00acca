//! Following the browser: events of the window, media queries, the page's title.

use wasm_bindgen::JsCast;
use yew::prelude::*;

/// Calls back for each event of this name at the window, as long as the component stands.
#[hook]
pub fn use_window_event(name: &'static str, on_event: Callback<web_sys::Event>) {
    use_effect_with(on_event, move |on_event| {
        let on_event = on_event.clone();
        let listener = gloo::events::EventListener::new(&gloo::utils::window(), name, move |event| {
            on_event.emit(event.clone());
        });
        move || drop(listener)
    });
}

/// Whether a media query holds, now and after each change.
#[hook]
pub fn use_media(query: &'static str) -> bool {
    let list = use_memo((), move |()| gloo::utils::window().match_media(query).ok().flatten());
    let holds = use_state(|| list.as_ref().as_ref().is_some_and(web_sys::MediaQueryList::matches));
    use_effect_with((), {
        let holds = holds.clone();
        move |()| {
            let listener = list.as_ref().as_ref().map(|list| {
                let list = list.clone();
                let target: web_sys::EventTarget = list.clone().unchecked_into();
                gloo::events::EventListener::new(&target, "change", move |_| holds.set(list.matches()))
            });
            move || drop(listener)
        }
    });
    *holds
}

/// Whether the side panel has a place of its own beside the case.
#[hook]
pub fn use_side_panel_fits() -> bool {
    use_media("(min-width: 75rem)")
}

/// Sets the title of the page.
#[hook]
pub fn use_title(title: AttrValue) {
    use_effect_with(title, |title| {
        gloo::utils::document().set_title(&crate::t!("app.title", page = title));
    });
}
