//! Where nothing is.

use yew::prelude::*;

use crate::components::empty::empty;
use crate::components::link::RouteLink;
use crate::components::shell::PAGE_TITLE_ID;
use crate::routes::Route;
use crate::t;

/// Says that nothing is here, and leads home.
#[component]
pub fn NotFoundPage() -> Html {
    let what_to_do = html! {
        <>
            <p>{ t!("not_found.what_to_do") }</p>
            <RouteLink to={Route::Today} class={classes!("button", "button-outline")}>{ t!("not_found.home") }</RouteLink>
        </>
    };
    html! {
        <div class="page">
            <h1 id={PAGE_TITLE_ID} tabindex="-1">{ t!("not_found.title") }</h1>
            { empty(t!("not_found.words"), what_to_do) }
        </div>
    }
}
