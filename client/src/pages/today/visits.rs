//! Today's visits: the next one large, with what to remember before ringing the bell.

use jiff::civil::Time;
use madobe_shared::codes::AlertLevel;
use madobe_shared::summary::CaseSummary;
use yew::prelude::*;

use super::agenda::{Agenda, Visit};
use crate::components::chips::{ChipTone, chip};
use crate::components::empty::empty;
use crate::components::icon::{Glyph, icon};
use crate::components::link::RouteLink;
use crate::components::write_note::WriteNote;
use crate::hooks::use_now;
use crate::i18n::{addressed, day, label, summary_age_and_sex, time_of_day};
use crate::routes::Route;
use crate::t;

/// Properties of [`Visits`].
#[derive(PartialEq, Properties)]
pub struct VisitsProps {
    /// The day.
    pub agenda: Agenda,
    /// The time of day.
    pub now: Time,
}

/// The visits of the day.
#[component]
pub fn Visits(props: &VisitsProps) -> Html {
    let agenda = &props.agenda;
    let visit = |(at, visit): (usize, &Visit)| {
        let is_next = agenda.next == Some(at);
        html! { <VisitCard key={visit.summary.id.to_string()} visit={visit.clone()} {is_next} now={props.now} /> }
    };
    html! {
        <section aria-labelledby="visits-title">
            <div class="section-head"><h2 id="visits-title">{ t!("today.visits_title") }</h2></div>
            if agenda.visits.is_empty() {
                { empty(t!("today.no_visits.title"), what_to_do()) }
            } else {
                <ul class="visits">{ for agenda.visits.iter().enumerate().map(visit) }</ul>
            }
        </section>
    }
}

fn what_to_do() -> Html {
    html! {
        <>
            <p>{ t!("today.no_visits.what_to_do") }</p>
            <RouteLink to={Route::Cases} class={classes!("button", "button-outline")}>{ t!("today.open_cases") }</RouteLink>
        </>
    }
}

#[derive(PartialEq, Properties)]
struct VisitCardProps {
    visit: Visit,
    is_next: bool,
    now: Time,
}

#[component]
fn VisitCard(props: &VisitCardProps) -> Html {
    let today = use_now().date();
    let visit = &props.visit;
    let summary = &visit.summary;
    let time = visit.time.map_or_else(|| t!("today.no_time"), |time| AttrValue::from(time_of_day(time)));
    let chip = if visit.recorded {
        chip(ChipTone::Green, html! { <>{ icon(Glyph::Check) }{ t!("today.recorded") }</> })
    } else if props.is_next {
        chip(ChipTone::Green, t!("today.next_visit"))
    } else {
        icon(Glyph::Onwards)
    };
    let person = format!("{} {}", summary_age_and_sex(summary, today), label(&visit.method));
    html! {
        <li class={classes!("visit", props.is_next.then_some("visit-next"), visit.recorded.then_some("visit-recorded"))}>
            <RouteLink to={Route::Case { id: summary.id }} class={classes!("visit-link")}>
                <span class="visit-time">{ time }</span>
                <span class="visit-words">
                    <span class="visit-name"><strong>{ addressed(&summary.name) }</strong>{ " " }<small>{ person }</small></span>
                    { remember(summary, today, props.is_next) }
                </span>
                <span class="visit-mark">{ chip }</span>
            </RouteLink>
            if props.is_next {
                <WriteNote case={summary.id} class={classes!("button-main", "button-large", "button-full")} />
            }
        </li>
    }
}

/// What to remember at the door: the alerts, gravest first, and how it was last time.
fn remember(summary: &CaseSummary, today: jiff::civil::Date, in_full: bool) -> Html {
    let alert = |(level, text): &(AlertLevel, String)| {
        let tone = match level {
            AlertLevel::Note => ChipTone::Plain,
            _ => ChipTone::Persimmon,
        };
        chip(tone, text)
    };
    let latest = summary.latest.as_ref().filter(|latest| !latest.words.is_empty() && latest.date != today);
    html! {
        <>
            if !summary.alerts.is_empty() {
                <span class="visit-alerts">{ for summary.alerts.iter().map(alert) }</span>
            }
            if let Some(latest) = latest {
                <span class={if in_full { "visit-last" } else { "visit-last visit-last-short" }}>
                    { t!("today.last_time", day = day(latest.date, today), words = latest.words) }
                </span>
            }
        </>
    }
}
