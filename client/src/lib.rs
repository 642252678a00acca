//! The client: a page that records visits where there is no network, and hands them over where there is one.
//!
//! Two halves. What a tab decides (the cases it holds, what it saves when, the line to the office) is [`repo`] with its line and the
//! other tabs, over [`storage`] and [`platform`]: it knows no browser, so that the simulator and the benchmark run the very same code. What
//! is seen is `pages`, `components` and `hooks`, with the words of `i18n`; `account` knows who is there, `access` asks who sees
//! a case, and `managing` what managers look after; `browser` is the platform of a real page.

mod i18n;
mod link;

mod access;
mod account;
mod app;
mod browser;
mod check_outs;
mod components;
mod hooks;
mod managing;
mod office;
mod pages;
mod parts;
pub mod platform;
pub mod repo;
mod retention;
mod routes;
mod said;
pub mod storage;
mod tabs;
pub mod vault;

/// Shows the app in the page it was loaded by.
pub fn run() {
    // The page has a place for the app; the rest of it belongs to the page's first script.
    match gloo::utils::document().get_element_by_id("app") {
        Some(place) => yew::Renderer::<app::App>::with_root(place).render(),
        None => yew::Renderer::<app::App>::new().render(),
    };
}
