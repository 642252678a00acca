//! 予定とやること: what comes next, mine or everyone's, what is overdue first; and out of it a file for one's own calendar.

mod due;
mod export;

use jiff::civil::Date;
use madobe_shared::codes::Deed;
use yew::prelude::*;

use crate::components::chips::{ChipTone, chip, toggle_chip};
use crate::components::empty::empty;
use crate::components::icon::{Glyph, icon, method_glyph};
use crate::components::link::RouteLink;
use crate::components::shell::PAGE_TITLE_ID;
use crate::components::status::StatusBadge;
use crate::hooks::{use_now, use_repo, use_summaries, use_ui};
use crate::i18n::{addressed, day_and_weekday, time_of_day};
use crate::repo::Repo;
use crate::t;
use due::Due;
use export::save_calendar;

/// So many are shown at once; a large office has thousands.
const SHOWN_MAX: usize = 100;

/// The screen.
#[component]
pub fn SchedulePage() -> Html {
    let (repo, ui) = (use_repo(), use_ui());
    let today = use_now().date();
    let summaries = use_summaries();
    let everyone = use_state_eq(|| false);
    let of = (!*everyone).then_some(repo.me().user);
    let due = due::all(&summaries, of, today);
    let choose = |is_everyone: bool| {
        let everyone = everyone.clone();
        Callback::from(move |()| everyone.set(is_everyone))
    };
    let export = {
        let (repo, due) = (repo.clone(), due.clone());
        Callback::from(move |_: MouseEvent| match save_calendar(&due) {
            Ok(()) => repo.witness(Deed::Exported, None),
            Err(()) => ui.say(t!("schedule.not_saved")),
        })
    };
    let dated = due.iter().filter(|one| one.day.is_some()).count();
    html! {
        <div class="page">
            <header class="page-head page-head-status">
                <h1 id={PAGE_TITLE_ID} tabindex="-1">{ t!("schedule.title") }</h1>
                <StatusBadge />
            </header>
            <div class="choices" role="group" aria-label={t!("schedule.whose")}>
                { toggle_chip(!*everyone, &t!("schedule.mine"), &choose(false)) }
                { toggle_chip(*everyone, &t!("schedule.everyone"), &choose(true)) }
            </div>
            if due.is_empty() {
                { empty(t!("schedule.none"), t!("schedule.none.what_to_do")) }
            } else {
                <ul class="row-cards">{ for due.iter().take(SHOWN_MAX).map(|one| row(&repo, one, *everyone, today)) }</ul>
                if due.len() > SHOWN_MAX { <p class="quiet">{ t!("schedule.more", count = due.len() - SHOWN_MAX) }</p> }
            }
            if dated > 0 {
                <section class="card" aria-labelledby="schedule-export">
                    <h2 id="schedule-export">{ t!("schedule.export") }</h2>
                    <p class="quiet">{ t!("schedule.export.lead") }</p>
                    <button type="button" class="button button-outline" onclick={export}>
                        { t!("schedule.export.save", count = dated) }
                    </button>
                </section>
            }
        </div>
    }
}

fn row(repo: &Repo, due: &Due, with_staff: bool, today: Date) -> Html {
    let when = due.day.map_or_else(
        || t!("tasks.no_due"),
        |day| match due.time {
            Some(time) => format!("{} {}", day_and_weekday(day, today), time_of_day(time)).into(),
            None => day_and_weekday(day, today).into(),
        },
    );
    let staff = due.staff.filter(|_| with_staff).map(|staff| repo.staff_name(staff));
    html! {
        <li>
            <RouteLink to={due.to()} class={classes!("row-card")}>
                { icon(due.method().map_or(Glyph::Check, method_glyph)) }
                <span class="row-card-words">
                    <strong>{ due.what() }</strong>
                    <span class="row-card-more">
                        { when }
                        if due.method().is_none() { { " " }<span class="together">{ addressed(&due.case.name) }</span> }
                        if let Some(staff) = staff { { " " }<span class="together">{ staff }</span> }
                    </span>
                </span>
                if due.day.is_some_and(|day| day < today) {
                    { chip(ChipTone::Persimmon, t!("due.overdue")) }
                } else {
                    { icon(Glyph::Onwards) }
                }
            </RouteLink>
        </li>
    }
}
