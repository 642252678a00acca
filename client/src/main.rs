//! The client: a page that records visits where there is no network, and hands them over where there is one.
//!
//! Where is what: [`app`] is the root; [`pages`] are the screens, [`components`] their parts, [`hooks`] how they follow data;
//! [`i18n`] has the words. [`account`] knows who is there, [`repo`] everything about cases.

mod i18n;
mod link;

mod account;
mod app;
mod components;
mod hooks;
mod pages;
mod platform;
mod repo;
mod routes;
mod storage;
mod tabs;
mod vault;

fn main() {
    // The page has a place for the app; the rest of it belongs to the page's first script.
    match gloo::utils::document().get_element_by_id("app") {
        Some(place) => yew::Renderer::<app::App>::with_root(place).render(),
        None => yew::Renderer::<app::App>::new().render(),
    };
}
