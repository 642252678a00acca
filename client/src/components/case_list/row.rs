//! One case in the list.

use std::rc::Rc;

use jiff::civil::Date;
use madobe_shared::summary::CaseSummary;
use yew::prelude::*;

use super::is_overdue;
use crate::components::chips::{ChipTone, chip};
use crate::components::link::RouteLink;
use crate::i18n::{day, label, named, plain_day, time_of_day};
use crate::routes::Route;
use crate::t;

/// What a row shows.
#[derive(Clone, PartialEq)]
pub struct RowData {
    /// The case.
    pub summary: Rc<CaseSummary>,
    /// Where the search found it: words before, the words found, words after.
    pub snippet: Option<(String, String, String)>,
}

/// Properties of [`Row`].
#[derive(PartialEq, Properties)]
pub struct RowProps {
    /// What it shows.
    pub row: RowData,
    /// The day.
    pub today: Date,
    /// Whether the office has not received all of it.
    pub unsent: bool,
    /// Whether the case is open beside the list.
    pub is_current: bool,
    /// Its place in the list, from 1.
    pub position: usize,
    /// How many rows the list has.
    pub count: usize,
}

/// One row, of always the same height.
#[component]
pub fn Row(props: &RowProps) -> Html {
    let summary = &props.row.summary;
    let to = Route::Case { id: summary.id };
    html! {
        <li class="case-row" aria-posinset={props.position.to_string()} aria-setsize={props.count.to_string()}>
            <RouteLink {to} class={classes!("case-row-link")} current={props.is_current.then_some("true")}>
                <span class="case-row-top">
                    <span class="case-row-name">{ named(&summary.name) }</span>
                    { mark(props) }
                </span>
                <span class="case-row-words">{ words(props) }</span>
            </RouteLink>
        </li>
    }
}

/// The one thing worth saying at the right of the name.
fn mark(props: &RowProps) -> Html {
    let summary = &props.row.summary;
    if summary.conflicts > 0 {
        chip(ChipTone::Yellow, t!("conflict.mark"))
    } else if props.unsent {
        chip(ChipTone::Persimmon, t!("cases.unsent"))
    } else if is_overdue(summary, props.today) {
        chip(ChipTone::Persimmon, t!("due.overdue"))
    } else if let Some(latest) = &summary.latest {
        let time = latest.time.filter(|_| latest.date == props.today);
        let time = time.map(|time| format!(" {}", time_of_day(time))).unwrap_or_default();
        html! { <span class="case-row-day">{ day(latest.date, props.today) }{ time }</span> }
    } else {
        chip(ChipTone::Plain, label(&summary.status))
    }
}

fn words(props: &RowProps) -> Html {
    if let Some((before, found, after)) = &props.row.snippet {
        return html! { <>{ before }<mark>{ found }</mark>{ after }</> };
    }
    let summary = &props.row.summary;
    match &summary.latest {
        None => html! { { t!("cases.no_contact_yet") } },
        Some(latest) => {
            let method = label(&latest.method);
            // The day stands at the right already, unless a chip took its place.
            let shows_day = summary.conflicts > 0 || props.unsent || is_overdue(summary, props.today);
            let day = if shows_day { format!("{} ", plain_day(latest.date, props.today)) } else { String::new() };
            html! { <>{ day }{ method }{ "　" }{ &latest.words }</> }
        }
    }
}
