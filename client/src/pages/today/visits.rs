//! Today's visits: the next one large, with what to remember before ringing the bell.

use jiff::civil::{Date, DateTime};
use madobe_shared::codes::ContactMethod;
use madobe_shared::summary::CaseSummary;
use yew::prelude::*;

use super::agenda::{Agenda, Visit};
use crate::components::chips::{ChipTone, alert_chip, chip};
use crate::components::icon::{Glyph, icon};
use crate::components::link::RouteLink;
use crate::components::write_note::WriteNote;
use crate::i18n::{addressed, day, first_words, label, summary_age_and_sex, time_of_day};
use crate::routes::Route;
use crate::t;

/// The visits of the day; `nothing_shared` where the user sees only what is shared, and nothing is yet.
pub fn visits(agenda: &Agenda, now: DateTime, nothing_shared: bool) -> Html {
    let visit = |(at, visit): (usize, &Visit)| visit_card(visit, agenda.next == Some(at), now.date());
    // The sentence above the page has said already that there are none.
    if agenda.visits.is_empty() {
        return what_to_do(nothing_shared);
    }
    html! {
        <section aria-labelledby="visits-title">
            <div class="section-head"><h2 id="visits-title">{ t!("today.visits_title") }</h2></div>
            <ul class="visits">{ for agenda.visits.iter().enumerate().map(visit) }</ul>
        </section>
    }
}

fn what_to_do(nothing_shared: bool) -> Html {
    html! {
        <div class="card">
            if nothing_shared {
                <h2>{ t!("cases.none_shared") }</h2>
                <p>{ t!("cases.none_shared.what_to_do") }</p>
            } else {
                <p>{ t!("today.no_visits.what_to_do") }</p>
                <RouteLink to={Route::Cases} class={classes!("button", "button-outline")}>{ t!("today.open_cases") }</RouteLink>
            }
        </div>
    }
}

fn visit_card(visit: &Visit, is_next: bool, today: Date) -> Html {
    let summary = &visit.summary;
    let time = visit.time.map_or_else(|| t!("today.no_time"), |time| AttrValue::from(time_of_day(time)));
    let chip = if visit.recorded {
        chip(ChipTone::Green, html! { <>{ icon(Glyph::Check) }{ t!("today.recorded") }</> })
    } else if is_next {
        chip(ChipTone::Green, t!("today.next_visit"))
    } else {
        icon(Glyph::Onwards)
    };
    html! {
        <li key={summary.id.to_string()} class={classes!("visit", is_next.then_some("visit-next"), visit.recorded.then_some("visit-recorded"))}>
            <RouteLink to={Route::Case { id: summary.id }} class={classes!("visit-link")}>
                <span class="visit-time">{ time }</span>
                <span class="visit-words">
                    <span class="visit-name">
                        <strong>{ addressed(&summary.name) }</strong>{ " " }
                        <small>
                            <span class="together">{ summary_age_and_sex(summary, today) }</span>{ " " }
                            if visit.method != ContactMethod::HomeVisit {
                                <span class="together">{ label(&visit.method) }</span>
                            }
                        </small>
                    </span>
                    { remember(summary, today, is_next) }
                </span>
                <span class="visit-mark">{ chip }</span>
            </RouteLink>
            if is_next {
                <WriteNote case={summary.id} class={classes!("button-main", "button-large", "button-full")} />
            }
        </li>
    }
}

/// What to remember at the door: the alerts, gravest first, and how it was last time.
fn remember(summary: &CaseSummary, today: Date, in_full: bool) -> Html {
    let latest = summary.latest.as_ref().filter(|latest| !latest.words.is_empty() && latest.date != today);
    html! {
        <>
            if !summary.alerts.is_empty() {
                <span class="visit-alerts">{ for summary.alerts.iter().map(|(level, text)| alert_chip(level, text)) }</span>
            }
            if let Some(latest) = latest {
                <span class={if in_full { "visit-last" } else { "visit-last visit-last-short" }}>
                    { t!("today.last_time", day = day(latest.date, today), words = first_words(&latest.words)) }
                </span>
            }
        </>
    }
}
