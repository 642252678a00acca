//! 居場所・催し: what comes next first, then what meets regularly, and what is over behind a line; each with the cases of this device from which
//! somebody took part. The list itself holds nobody's name.

use std::rc::Rc;

use jiff::civil::Date;
use madobe_shared::case::{Case, Gathering, GatheringField, GatheringTime};
use madobe_shared::codes::Audience;
use madobe_shared::form::{EntryKind, FieldRef};
use madobe_shared::ids::{DocId, EntryId};
use madobe_shared::summary::CaseSummary;
use yew::prelude::*;

use super::editor::{Editor, edit_button, use_editing};
use crate::components::chips::{ChipTone, chip};
use crate::components::conflicts::Conflicts;
use crate::components::link::RouteLink;
use crate::hooks::{use_focus_kept, use_now, use_repo, use_repo_events, use_summaries};
use crate::i18n::{day, label, named};
use crate::repo::{OpenCase, RepoEvent};
use crate::routes::Route;
use crate::t;

/// The id of the list's title.
pub const GATHERINGS_TITLE: &str = "gatherings-title";

/// Properties of [`Gatherings`].
#[derive(PartialEq, Properties)]
pub struct GatheringsProps {
    /// The office's document, where it can be edited.
    pub open: Option<OpenCase>,
    /// What is looked for, folded.
    pub wanted: String,
}

/// The list.
#[component]
pub fn Gatherings(props: &GatheringsProps) -> Html {
    let repo = use_repo();
    use_repo_events(|event| matches!(event, RepoEvent::Office));
    let today = use_now().date();
    let editing = use_editing(props.open.clone(), EntryKind::Gathering);
    let office: Option<Rc<Case>> = repo.of_the_office(DocId::OFFICE);
    let all = office.as_ref().map(|office| office.gatherings_in_order(today)).unwrap_or_default();
    // What is being edited stays in sight, whatever is looked for and whenever it is.
    let found = all.iter().filter(|one| editing.is(one.id) || one.is_found_by(&props.wanted));
    let is_over = |one: &&&Gathering| !editing.is(one.id) && matches!(one.time(today), GatheringTime::Over(_));
    let (over, ahead): (Vec<&&Gathering>, Vec<&&Gathering>) = found.partition(is_over);
    let card = |one: &&Gathering| {
        html! {
            <GatheringCard key={one.id.to_string()} gathering={(*one).clone()} open={props.open.clone()} {today}
                           is_edited={editing.is(one.id)} on_edit={editing.on_edit.clone()} />
        }
    };
    let is_searched = !props.wanted.is_empty();
    let is_shown =
        if is_searched { !over.is_empty() || !ahead.is_empty() } else { !all.is_empty() || editing.can_add() };
    let opens_over = is_searched && ahead.is_empty();
    if !is_shown {
        return Html::default();
    }
    html! {
        <section aria-labelledby={GATHERINGS_TITLE}>
            <div class="section-head">
                <h2 id={GATHERINGS_TITLE}>{ t!("gatherings.title") }</h2><span>{ t!("count.items", count = ahead.len()) }</span>
            </div>
            if let Some(case) = props.open.clone() { <Conflicts {case} /> }
            if all.is_empty() { <p class="quiet">{ t!("gatherings.none") }</p> }
            <ul class="agencies">{ for ahead.into_iter().map(card) }</ul>
            if !over.is_empty() {
                <details class="gatherings-over" open={opens_over}>
                    <summary>{ t!("gatherings.over", count = over.len()) }</summary>
                    <ul class="agencies">{ for over.into_iter().map(card) }</ul>
                </details>
            }
            { editing.add_button(t!("gatherings.add")) }
        </section>
    }
}

#[derive(PartialEq, Properties)]
struct CardProps {
    gathering: Gathering,
    open: Option<OpenCase>,
    today: Date,
    is_edited: bool,
    on_edit: Callback<Option<EntryId>>,
}

#[component]
fn GatheringCard(props: &CardProps) -> Html {
    let place = use_node_ref();
    use_focus_kept(place.clone(), ".agency-edit", props.is_edited);
    let one = &props.gathering;
    let id = one.id;
    let name = if one.name.trim().is_empty() { t!("entry.unnamed") } else { AttrValue::from(one.name.clone()) };
    if let Some(open) = props.open.clone().filter(|_| props.is_edited) {
        return html! {
            <li class="agency agency-edited" id={id.to_string()} ref={place} aria-label={name.clone()}>
                <Editor {open} entry={EntryKind::Gathering.entry(id)} retired={FieldRef::Gathering(id, GatheringField::Retired)}
                        {name} lead={t!("gathering.not_now.lead")} on_done={props.on_edit.reform(|()| None)} />
            </li>
        };
    }
    let held_on = one.held_on.map(|held_on| day(held_on, props.today));
    let when = [held_on.map(|day| day.to_string()), Some(one.hours.clone())].into_iter().flatten();
    let when = when.filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" ");
    html! {
        <li class={classes!("agency", one.retired.then_some("agency-retired"))} id={id.to_string()} ref={place}>
            <h3 class="agency-name">{ name.clone() }</h3>
            if one.retired { <p>{ chip(ChipTone::Yellow, t!("directory.not_now")) }</p> }
            if !when.is_empty() { <p class="gathering-when">{ when }</p> }
            if !one.place.is_empty() { <p>{ &one.place }</p> }
            if !one.description.is_empty() { <p>{ &one.description }</p> }
            <p class="agency-facts">
                <span class="agency-line">
                    { chip(ChipTone::Plain, label(&one.kind)) }
                    if one.audience != Audience::Anyone { { chip(ChipTone::Plain, label(&one.audience)) } }
                </span>
                if !one.host.is_empty() { <span>{ &one.host }</span> }
            </p>
            <TookPart gathering={id} />
            if props.open.is_some() {
                { edit_button(&name, id, &props.on_edit) }
            }
        </li>
    }
}

#[derive(PartialEq, Properties)]
struct TookPartProps {
    gathering: EntryId,
}

/// The cases of this device from which somebody took part, or means to.
#[component]
fn TookPart(props: &TookPartProps) -> Html {
    let summaries = use_summaries();
    let took_part = summaries.iter().filter(|summary| summary.gatherings.contains(&props.gathering));
    let took_part: Vec<&Rc<CaseSummary>> = took_part.collect();
    if took_part.is_empty() {
        return Html::default();
    }
    let link = |summary: &&Rc<CaseSummary>| {
        html! {
            <li key={summary.id.to_string()}>
                <RouteLink to={Route::Support { id: summary.id }}>{ named(&summary.name) }</RouteLink>
            </li>
        }
    };
    html! {
        <details class="took-part">
            <summary>{ t!("gathering.took_part", count = took_part.len()) }</summary>
            <ul>{ for took_part.iter().map(link) }</ul>
        </details>
    }
}
