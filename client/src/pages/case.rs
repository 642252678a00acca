//! A case: the person, what must be remembered, what was said, what comes next.

mod access;
mod basics;
mod checklist;
mod closing;
pub(super) mod entries;
mod family_map;
mod files;
mod header;
mod person;
mod sheet;
mod side;
mod stages;
mod support;
mod tabs;
mod tasks;
mod unseen;

use madobe_shared::ids::DocId;
use yew::prelude::*;

use crate::components::conflicts::Conflicts;
use crate::components::empty::{empty, loading};
use crate::components::link::RouteLink;
use crate::components::timeline::Timeline;
use crate::hooks::{
    Opening, use_access, use_case, use_media, use_now, use_open_case, use_repo, use_side_panel_fits, use_unseen,
};
use crate::i18n::open_error;
use crate::repo::{OpenCase, OpenError};
use crate::routes::Route;
use crate::t;
use access::{AccessCard, opened_notice};
use basics::basics;
use header::Header;
use sheet::CaseSheet;
use side::{Next, goal};
use support::support;
use tabs::{Tab, Tabs};
use tasks::Tasks;
use unseen::UnseenCard;

/// Properties of [`CasePane`].
#[derive(PartialEq, Properties)]
pub struct CasePaneProps {
    /// The case.
    pub id: DocId,
    /// Which of its tabs.
    pub route: Route,
}

/// The case, once it is open.
#[component]
pub fn CasePane(props: &CasePaneProps) -> Html {
    match use_open_case(props.id) {
        Opening::Loading => html! { <div class="page">{ loading() }</div> },
        Opening::Failed(error) => not_open(&error),
        Opening::Open(open) => html! { <CaseScreen {open} route={props.route} /> },
    }
}

/// What stands in the place of a case that could not be opened.
pub fn not_open(error: &OpenError) -> Html {
    let what_to_do = html! {
        <>
            <p>{ open_error(error) }</p>
            <RouteLink to={Route::Cases} class={classes!("button", "button-outline")}>{ t!("case.to_list") }</RouteLink>
        </>
    };
    html! { <div class="page">{ empty(t!("case.not_open"), what_to_do) }</div> }
}

#[derive(PartialEq, Properties)]
struct CaseScreenProps {
    open: OpenCase,
    route: Route,
}

#[component]
fn CaseScreen(props: &CaseScreenProps) -> Html {
    let open = &props.open;
    let case = use_case(open);
    let id = open.id();
    let today = use_now().date();
    let side_panel_fits = use_side_panel_fits();
    // A telephone shows the timeline sooner than the goal; anything wider has room for the goal beside what comes next.
    let goal_is_first = use_media("(min-width: 48rem)");
    let tabs = [
        Tab {
            route: Route::Case { id },
            key: "progress",
            words: t!("case.tab.progress"),
            count: Some(case.consultations.len()),
        },
        Tab { route: Route::Sheet { id }, key: "sheet", words: t!("case.tab.sheet"), count: None },
        Tab { route: Route::Support { id }, key: "support", words: t!("case.tab.support"), count: None },
        Tab { route: Route::Basics { id }, key: "basics", words: t!("case.tab.basics"), count: None },
    ];
    let (seen, on_change) = use_access(id);
    let opened = opened_notice(&use_repo(), &seen);
    let has_consent = case.has_consent(today);
    let access = html! { <AccessCard case={id} {has_consent} {seen} {on_change} /> };
    let panel = match props.route {
        Route::Sheet { .. } => html! { <CaseSheet open={open.clone()} /> },
        Route::Support { .. } => support(open),
        Route::Basics { .. } => basics(open, if side_panel_fits { Html::default() } else { access.clone() }),
        _ => html! { <Timeline case={case.clone()} /> },
    };
    let (away, on_read) = use_unseen(open);
    let while_away = html! { <UnseenCard {away} {on_read} /> };
    let conflicts = html! { <Conflicts case={open.clone()} /> };
    let (next, tasks) = (html! { <Next open={open.clone()} /> }, html! { <Tasks open={open.clone()} /> });
    let goal = goal(open);
    html! {
        <div class={classes!("case", side_panel_fits.then_some("case-with-side"))}>
            <div class="case-main">
                <Header open={open.clone()} />
                // What waits to be settled or done stands before the long timeline where there is no panel beside it.
                if !side_panel_fits {
                    <div class="case-first">
                        { while_away.clone() }{ opened.clone() }{ conflicts.clone() }{ next.clone() }
                        if goal_is_first { { goal.clone() } }
                        { tasks.clone() }
                    </div>
                }
                <Tabs tabs={tabs.to_vec()} current={props.route} {panel} />
                if !side_panel_fits && !goal_is_first { { goal.clone() } }
            </div>
            if side_panel_fits {
                <aside class="case-side" aria-label={t!("case.side")}>
                    { while_away }{ opened }{ conflicts }{ next }{ tasks }{ goal }{ access }
                </aside>
            }
        </div>
    }
}
