//! ケース: the list, and beside it, where the screen is wide enough, the case that is open.

use yew::prelude::*;

use crate::components::case_list::CaseList;
use crate::components::empty::empty;
use crate::components::shell::PAGE_TITLE_ID;
use crate::components::status::StatusBadge;
use crate::hooks::use_media;
use crate::parts::Later;
use crate::routes::Route;
use crate::t;

/// Properties of [`CasesPage`].
#[derive(PartialEq, Properties)]
pub struct CasesPageProps {
    /// Which of its addresses is open.
    pub route: Route,
}

/// List and case.
#[component]
pub fn CasesPage(props: &CasesPageProps) -> Html {
    let side_by_side = use_media("(min-width: 62.5rem)");
    let route = props.route;
    let only_list = route == Route::Cases;
    html! {
        <div class={classes!("split", side_by_side.then_some("split-two"))}>
            if side_by_side || only_list {
                <div class="split-list">
                    if !side_by_side {
                        <header class="bar">
                            <h1 id={PAGE_TITLE_ID} tabindex="-1">{ t!("nav.cases") }</h1>
                            <StatusBadge />
                        </header>
                    }
                    <CaseList current={route.case()} />
                </div>
            }
            if side_by_side || !only_list {
                <div class="split-pane">
                    if only_list {
                        <h1 id={PAGE_TITLE_ID} class="visually-hidden" tabindex="-1">{ t!("nav.cases") }</h1>
                    }
                    { pane(route) }
                </div>
            }
        </div>
    }
}

fn pane(route: Route) -> Html {
    if route == Route::Cases {
        return html! {
            <div class="page">
                <div class="pane-status"><StatusBadge /></div>
                { empty(t!("cases.choose"), t!("cases.choose.what_to_do")) }
            </div>
        };
    }
    html! { <Later {route} /> }
}
