//! What stands where there is nothing to show, yet or at all.

use yew::prelude::*;

use crate::t;

/// An empty place that says what is not here, and what to do.
pub fn empty(title: AttrValue, what_to_do: impl Into<Html>) -> Html {
    html! {
        <div class="empty">
            <p class="empty-title">{ title }</p>
            <div class="empty-what-to-do">{ what_to_do.into() }</div>
        </div>
    }
}

/// The shape of what is being read. Shown for moments only; says so to those who do not see it.
pub fn loading() -> Html {
    html! {
        <div class="loading" role="status">
            <span class="visually-hidden">{ t!("loading") }</span>
            <div class="loading-line loading-line-title" />
            <div class="loading-line" />
            <div class="loading-block" />
            <div class="loading-block" />
        </div>
    }
}
