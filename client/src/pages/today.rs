//! 今日: what the day asks of me, in the order in which I will need it.

mod agenda;
mod visits;

use jiff::civil::Date;
use madobe_shared::ids::DocId;
use madobe_shared::summary::{CaseSummary, OpenTask, TaskOrigin};
use std::rc::Rc;
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::access::may_change;
use crate::components::case_list::is_overdue;
use crate::components::chips::{ChipTone, chip};
use crate::components::icon::{Glyph, icon, method_glyph};
use crate::components::link::RouteLink;
use crate::components::shell::PAGE_TITLE_ID;
use crate::components::status::StatusBadge;
use crate::hooks::{go_to, use_now, use_repo, use_repo_events, use_summaries};
use crate::i18n::{addressed, day, first_words, full_day, label, named, summary_age_and_sex, time_of_day};
use crate::repo::RepoEvent;
use crate::routes::Route;
use crate::t;
use agenda::{Agenda, is_of};
use visits::visits;

/// So many cases changed by others are shown: those with most of it.
const CHANGED_MAX: usize = 10;

/// The screen the day begins with.
#[component]
pub fn TodayPage() -> Html {
    let repo = use_repo();
    let now = use_now();
    let summaries = use_summaries();
    use_repo_events(|event| matches!(event, RepoEvent::Status));
    let unsent = repo.unsent();
    let agenda = Agenda::of(&summaries, repo.me().user, now);
    let sentence = match agenda.visits_ahead() {
        0 if agenda.visits.is_empty() => t!("today.no_visits"),
        0 => t!("today.visits_done"),
        left if left < agenda.visits.len() => t!("today.visits_left", count = agenda.visits.len(), left = left),
        count => t!("today.visits", count = count),
    };
    let me = repo.me().user;
    let changed = repo.changed_while_away();
    let changed: Vec<_> = changed.into_iter().filter(|(summary, _)| is_of(summary, me)).take(CHANGED_MAX).collect();
    let nothing_shared = summaries.is_empty() && !may_change(&repo.me().role);
    let waiting: Vec<_> = summaries.iter().filter(|summary| unsent.contains(&summary.id)).cloned().collect();
    html! {
        <div class="page today">
            <header class="today-head">
                <div class="today-line">
                    <span class="today-date">{ full_day(now.date()) }</span>
                    <StatusBadge />
                </div>
                <h1 id={PAGE_TITLE_ID} tabindex="-1">{ sentence }</h1>
            </header>
            <div class="today-columns">
                <div class="today-column">{ visits(&agenda, now, nothing_shared) }</div>
                <div class="today-column">
                    { due(&agenda.due, now.date()) }
                    { tasks(&agenda.tasks, now.date()) }
                    { changed_while_away(&changed) }
                    { unfinished(&agenda.unfinished, now.date()) }
                    { waiting_here(&waiting) }
                    <RouteLink to={Route::Schedule} class={classes!("button", "button-outline")}>{ t!("schedule.open") }</RouteLink>
                </div>
            </div>
        </div>
    }
}

/// 今日まで.
fn due(cases: &[Rc<CaseSummary>], today: Date) -> Html {
    let row = |summary: &Rc<CaseSummary>| {
        let Some(next) = &summary.next_contact else {
            return Html::default();
        };
        let since = if next.date < today {
            t!("due.since", day = day(next.date, today))
        } else {
            next.time.map_or_else(|| day(next.date, today), |time| AttrValue::from(time_of_day(time)))
        };
        html! {
            <li key={summary.id.to_string()}>
                <RouteLink to={Route::Case { id: summary.id }} class={classes!("row-card")}>
                    { icon(method_glyph(&next.method)) }
                    <span class="row-card-words">
                        <strong>{ t!("due.what", method = label(&next.method), name = addressed(&summary.name)) }</strong>
                        <span class="row-card-more">{ since }</span>
                    </span>
                    { row_end(is_overdue(summary, today)) }
                </RouteLink>
            </li>
        }
    };
    let inside = match cases {
        [] => html! { <p class="quiet">{ t!("today.due.none") }</p> },
        cases => rows(cases.iter().map(row)),
    };
    section("due", t!("today.due"), cases.len(), inside)
}

/// やること.
fn tasks(tasks: &[(Rc<CaseSummary>, OpenTask)], today: Date) -> Html {
    if tasks.is_empty() {
        return Html::default();
    }
    let row = |(summary, task): &(Rc<CaseSummary>, OpenTask)| {
        let (to, what) = task_link(summary.id, task);
        html! {
            <li>
                <RouteLink {to} class={classes!("row-card")}>
                    { icon(Glyph::Check) }
                    <span class="row-card-words">
                        <strong>{ what }</strong>
                        <span class="row-card-more">
                            { addressed(&summary.name) }
                            if let Some(due) = task.due { { " " }{ t!("tasks.until", day = day(due, today)) } }
                        </span>
                    </span>
                    { row_end(task.due.is_some_and(|due| due < today)) }
                </RouteLink>
            </li>
        }
    };
    section("my-tasks", t!("tasks.title"), tasks.len(), rows(tasks.iter().map(row)))
}

/// Where something is done, and what it is.
pub fn task_link(id: DocId, task: &OpenTask) -> (Route, AttrValue) {
    let support = Route::Support { id };
    match task.origin {
        TaskOrigin::Task | TaskOrigin::Unknown => (Route::Case { id }, task.what.clone().into()),
        TaskOrigin::Plan => (support, task.what.clone().into()),
        TaskOrigin::Monitoring => (support, t!("plan.monitoring_due")),
        TaskOrigin::Conference => (support, t!("conference.due")),
        TaskOrigin::Participation if task.what.is_empty() => (support, t!("participation.name")),
        TaskOrigin::Participation => (support, task.what.clone().into()),
        TaskOrigin::Advice => (support, t!("advice.asked", question = first_words(&task.what))),
    }
}

/// 留守中の変更.
fn changed_while_away(cases: &[(Rc<CaseSummary>, u32)]) -> Html {
    if cases.is_empty() {
        return Html::default();
    }
    let row = |(summary, count): &(Rc<CaseSummary>, u32)| {
        html! {
            <li key={summary.id.to_string()}>
                <RouteLink to={Route::Case { id: summary.id }} class={classes!("row-card")}>
                    { icon(Glyph::Pencil) }
                    <span class="row-card-words"><strong>{ named(&summary.name) }</strong></span>
                    { chip(ChipTone::Indigo, t!("count.items", count = count)) }
                </RouteLink>
            </li>
        }
    };
    section("while-away", t!("unseen.title"), cases.len(), rows(cases.iter().map(row)))
}

/// 書きかけの記録.
fn unfinished(cases: &[Rc<CaseSummary>], today: Date) -> Html {
    if cases.is_empty() {
        return Html::default();
    }
    let row = |summary: &Rc<CaseSummary>| {
        html! {
            <li key={summary.id.to_string()}>
                <UnfinishedLink case={summary.id}>
                    { icon(Glyph::Pencil) }
                    <span class="row-card-words">
                        <strong>{ addressed(&summary.name) }</strong>
                        <span class="row-card-more">{ summary_age_and_sex(summary, today) }</span>
                    </span>
                    { chip(ChipTone::Indigo, t!("timeline.continue")) }
                </UnfinishedLink>
            </li>
        }
    };
    section("unfinished", t!("today.unfinished"), cases.len(), rows(cases.iter().map(row)))
}

#[derive(PartialEq, Properties)]
struct UnfinishedLinkProps {
    case: DocId,
    children: Html,
}

/// Leads to the latest note of mine that is not finished, or to the case where there is none any more.
#[component]
fn UnfinishedLink(props: &UnfinishedLinkProps) -> Html {
    let repo = use_repo();
    let id = props.case;
    let onclick = Callback::from(move |event: MouseEvent| {
        event.prevent_default();
        let repo = repo.clone();
        spawn_local(async move {
            let me = repo.me().user;
            let case = repo.open_case(id).await.ok().map(|open| open.view());
            let mine = case.as_ref().and_then(|case| {
                case.consultations
                    .iter()
                    .find(|note| !note.finished && note.author.is_some_and(|author| author.user == me))
            });
            go_to(mine.map_or(Route::Case { id }, |note| Route::Note { id, entry: note.id }));
        });
    });
    html! {
        <a class="row-card" href={Route::Case { id }.to_path()} {onclick}>{ props.children.clone() }</a>
    }
}

/// 未送信.
fn waiting_here(cases: &[Rc<CaseSummary>]) -> Html {
    if cases.is_empty() {
        return Html::default();
    }
    let row = |summary: &Rc<CaseSummary>| {
        html! {
            <li key={summary.id.to_string()}>
                <RouteLink to={Route::Case { id: summary.id }} class={classes!("row-card")}>
                    { icon(Glyph::Device) }
                    <span class="row-card-words"><strong>{ named(&summary.name) }</strong></span>
                    { chip(ChipTone::Persimmon, t!("cases.unsent")) }
                </RouteLink>
            </li>
        }
    };
    let inside = html! {
        <>
            <p class="quiet">{ t!("today.unsent.safe") }</p>
            { rows(cases.iter().map(row)) }
        </>
    };
    section("unsent", t!("today.unsent"), cases.len(), inside)
}

fn section(id: &'static str, title: AttrValue, count: usize, inside: Html) -> Html {
    let id = format!("{id}-title");
    html! {
        <section aria-labelledby={id.clone()}>
            <div class="section-head">
                <h2 {id}>{ title }</h2>
                <span>{ t!("count.items", count = count) }</span>
            </div>
            { inside }
        </section>
    }
}

fn rows(rows: impl Iterator<Item = Html>) -> Html {
    html! { <ul class="row-cards">{ for rows }</ul> }
}

/// The end of a row: that it is late, or that there is more behind it.
fn row_end(is_late: bool) -> Html {
    if is_late { chip(ChipTone::Persimmon, t!("due.overdue")) } else { icon(Glyph::Onwards) }
}
