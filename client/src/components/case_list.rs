//! ケース: the list of all cases on the device, with search and filters.

mod filter;
mod naming;
mod row;
mod window;

use std::rc::Rc;

use madobe_shared::ids::DocId;
use madobe_shared::summary::CaseSummary;
use yew::prelude::*;

use super::break_glass::BreakGlass;
use super::empty::empty;
use super::icon::{Glyph, icon};
use super::link::RouteLink;
use super::search_line::SearchLine;
use crate::access::may_change;
use crate::hooks::{use_now, use_repo, use_repo_events, use_ui};
use crate::repo::RepoEvent;
use crate::routes::Route;
use crate::t;
pub use filter::{Filter, Narrowing, is_overdue};
pub use naming::{case_of, document_words};
use row::{Row, RowData};
use window::Windowed;

/// Properties of [`CaseList`].
#[derive(PartialEq, Properties)]
pub struct CaseListProps {
    /// The case that is open beside the list.
    #[prop_or_default]
    pub current: Option<DocId>,
}

/// The list.
#[component]
pub fn CaseList(props: &CaseListProps) -> Html {
    let ui = use_ui();
    let repo = use_repo();
    use_repo_events(|event| matches!(event, RepoEvent::Summaries | RepoEvent::Status | RepoEvent::Staff));
    let summaries = repo.summaries();
    let unsent = repo.unsent();
    let today = use_now().date();
    let query = use_state_eq(|| ui.memory().query.borrow().clone());
    let narrowing = Narrowing { me: repo.me().user, today, unsent: unsent.clone() };
    let chosen = use_state_eq(|| ui.memory().filter.get());
    // One's own cases first, for those who have any.
    let has_own = summaries.iter().any(|summary| narrowing.keeps(Filter::Mine, summary));
    let filter = chosen.unwrap_or(if has_own { Filter::Mine } else { Filter::All });

    let hits = use_memo(((*query).clone(), ByAddress(summaries.clone())), {
        let repo = repo.clone();
        move |(query, _)| {
            if query.trim().is_empty() { Vec::new() } else { repo.search(query) }
        }
    });
    let is_searching = !query.trim().is_empty();
    let rows: Vec<RowData> = if is_searching {
        hits.iter().map(|hit| RowData { summary: hit.summary.clone(), snippet: hit.snippet.clone() }).collect()
    } else {
        let kept = summaries.iter().filter(|summary| narrowing.keeps(filter, summary));
        kept.map(|summary| RowData { summary: summary.clone(), snippet: None }).collect()
    };

    let on_query = {
        let (query, ui) = (query.clone(), ui.clone());
        Callback::from(move |typed: String| {
            ui.memory().query.replace(typed.clone());
            ui.memory().list_scroll_px.set(0);
            query.set(typed);
        })
    };
    let on_filter = {
        let (chosen, ui) = (chosen.clone(), ui.clone());
        Callback::from(move |filter| {
            ui.memory().filter.set(Some(filter));
            ui.memory().list_scroll_px.set(0);
            chosen.set(Some(filter));
        })
    };
    let count = rows.len();
    let render = {
        let (unsent, current) = (unsent, props.current);
        let rows = rows.clone();
        let render: Rc<dyn Fn(usize) -> Html> = Rc::new(move |at: usize| {
            let Some(row) = rows.get(at) else {
                return Html::default();
            };
            let id = row.summary.id;
            html! {
                <Row key={id.to_string()} row={row.clone()} {today} unsent={unsent.contains(&id)}
                     is_current={current == Some(id)} position={at + 1} {count} />
            }
        });
        render
    };
    html! {
        <section class="case-list" aria-label={t!("cases.list")}>
            <div class="case-list-head">
                <SearchLine label={t!("cases.search")} placeholder={t!("cases.search.placeholder")} initial={(*query).clone()} {on_query} />
                if is_searching {
                    <p class={classes!("case-list-count", (count == 0).then_some("visually-hidden"))} role="status">{ t!("cases.found", count = count) }</p>
                } else {
                    { filters(filter, &narrowing, &summaries, &on_filter) }
                }
            </div>
            if rows.is_empty() {
                { nothing(&query, !summaries.is_empty(), may_change(&repo.me().role)) }
            } else {
                <Windowed {count} {render} reset={format!("{}/{filter:?}", *query)} />
            }
            <div class="case-list-foot">
                <RouteLink to={Route::NewCase} class={classes!("button", "button-outline", "button-full")}>
                    { icon(Glyph::Plus) }{ t!("new_case.button") }
                </RouteLink>
            </div>
        </section>
    }
}

/// Compares by address: the repository gives a new list whenever anything in it changed.
#[derive(Clone)]
struct ByAddress(Rc<Vec<Rc<CaseSummary>>>);

impl PartialEq for ByAddress {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

fn nothing(query: &str, has_cases: bool, is_of_the_desk: bool) -> Html {
    let named = query.trim();
    let is_searching = !named.is_empty();
    let (title, what_to_do) = match (is_searching, has_cases, is_of_the_desk) {
        (true, ..) => (t!("cases.none_found"), t!("cases.none_found.what_to_do")),
        (false, true, _) => (t!("cases.none_here"), t!("cases.none_here.what_to_do")),
        (false, false, true) => (t!("cases.none_at_all"), t!("cases.none_at_all.what_to_do")),
        (false, false, false) => (t!("cases.none_shared"), t!("cases.none_shared.what_to_do")),
    };
    let what_to_do = html! { <><p>{ what_to_do }</p>if is_searching { <BreakGlass named={named.to_owned()} /> }</> };
    html! { <div class="case-rows-frame">{ empty(title, what_to_do) }</div> }
}

fn filters(chosen: Filter, narrowing: &Narrowing, summaries: &[Rc<CaseSummary>], on_filter: &Callback<Filter>) -> Html {
    let chip = |filter: &Filter| {
        let filter = *filter;
        let count = summaries.iter().filter(|summary| narrowing.keeps(filter, summary)).count();
        let onclick = on_filter.reform(move |_: MouseEvent| filter);
        html! {
            <button type="button" class="filter" aria-pressed={(chosen == filter).to_string()} {onclick}>
                { filter.words() }{ " " }<span class="filter-count">{ count }</span>
            </button>
        }
    };
    html! {
        <div class="filters" role="group" aria-label={t!("cases.filters")}>
            { for Filter::ALL.iter().map(chip) }
        </div>
    }
}
