//! 支援会議の記録: the minutes of a conference that are for its attendees alone, written in place, and who of them can read it.
//!
//! They stand in a document of their own, so that whoever does not have it is shown nothing of it, not even whether there is any.

mod readers;

use madobe_shared::codes::{ConferenceKind, Deed};
use madobe_shared::form::TextRef;
use madobe_shared::ids::{DocId, EntryId};
use yew::prelude::*;

use crate::components::icon::{Glyph, icon};
use crate::components::prose::Prose;
use crate::hooks::{Minutes, use_case, use_minutes, use_repo};
use crate::i18n::open_error;
use crate::repo::OpenCase;
use crate::t;
use readers::Readers;

/// Properties of [`AttendeesMinutes`].
#[derive(PartialEq, Properties)]
pub struct AttendeesMinutesProps {
    /// The case.
    pub open: OpenCase,
    /// The conference.
    pub conference: EntryId,
}

/// The minutes, behind a button; nothing for a conference of another kind of which none are here.
#[component]
pub fn AttendeesMinutes(props: &AttendeesMinutesProps) -> Html {
    let repo = use_repo();
    let case = use_case(&props.open);
    let id = props.conference;
    let (minutes, begin) = use_minutes(id);
    let shown = use_state_eq(|| false);
    let Some(conference) = case.conferences.iter().find(|one| one.id == id) else { return Html::default() };
    let is_statutory = conference.kind == Some(ConferenceKind::StatutoryCaseConference);
    if !is_statutory && matches!(minutes, Minutes::Loading | Minutes::Absent) {
        return Html::default();
    }
    let was_there = conference.attendees.contains(&repo.me().user);
    let write = {
        let shown = shown.clone();
        begin.reform(move |_: MouseEvent| shown.set(true))
    };
    let read = {
        let (repo, shown) = (repo.clone(), shown.clone());
        Callback::from(move |_: MouseEvent| {
            repo.witness(Deed::Read, Some(DocId::minutes_of(id)));
            shown.set(true);
        })
    };
    let button = |words: AttrValue, onclick: Callback<MouseEvent>| {
        html! {
            <button type="button" class="button button-outline" {onclick}>{ icon(Glyph::Pencil) }{ words }</button>
        }
    };
    let inside = match &minutes {
        Minutes::Loading => Html::default(),
        Minutes::Failed(error) => html! { <p class="field-error" role="alert">{ open_error(error) }</p> },
        Minutes::Left => html! { <p class="notice notice-persimmon" role="status">{ t!("minutes.left") }</p> },
        Minutes::Absent if was_there => html! {
            <>
                <p class="quiet">{ t!("minutes.begin.hint") }</p>
                <div class="buttons">{ button(t!("minutes.write"), write) }</div>
            </>
        },
        Minutes::Absent => html! { <p class="quiet">{ t!("minutes.absent") }</p> },
        Minutes::Here(_) if !*shown => html! { <div class="buttons">{ button(t!("minutes.open"), read) }</div> },
        Minutes::Here(minutes) => html! {
            <>
                <Prose case={minutes.clone()} text={TextRef::AttendeesMinutes} id={format!("minutes-{id}")}
                       label={t!("minutes.title")} class={classes!("prose-goal")}
                       placeholder={t!("conference.minutes.placeholder")} />
                <Readers open={minutes.clone()} conference={id} attendees={conference.attendees.clone()} />
            </>
        },
    };
    let title = format!("minutes-{id}-title");
    html! {
        <section class="attendees-minutes" aria-labelledby={title.clone()}>
            <h3 id={title}>{ t!("minutes.heading") }</h3>
            if !is_statutory && matches!(minutes, Minutes::Here(_)) {
                <p class="notice notice-indigo">{ t!("minutes.other_kind") }</p>
            }
            { inside }
        </section>
    }
}
