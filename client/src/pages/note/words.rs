//! The words: the largest thing on the screen.

use madobe_shared::form::TextRef;
use madobe_shared::ids::EntryId;
use yew::prelude::*;

use crate::components::prose::{Prose, Report};
use crate::hooks::{use_now, use_repo_events, use_save_state};
use crate::i18n::{moment, storage_error};
use crate::repo::{OpenCase, RepoEvent, SaveState};
use crate::t;

/// Properties of [`Words`].
#[derive(PartialEq, Properties)]
pub struct WordsProps {
    /// The case.
    pub open: OpenCase,
    /// The contact.
    pub entry: EntryId,
    /// Called with what is true of the words on the screen.
    pub on_report: Callback<Report>,
}

/// The note and what is said about it.
#[component]
pub fn Words(props: &WordsProps) -> Html {
    let count = use_state_eq(|| props.open.text(TextRef::Note(props.entry)).chars().count());
    let on_report = {
        let (count, on_report) = (count.clone(), props.on_report.clone());
        Callback::from(move |report: Report| {
            count.set(report.chars);
            on_report.emit(report);
        })
    };
    html! {
        <div class="note-words">
            <Prose case={props.open.clone()} text={TextRef::Note(props.entry)} id="note-text" label={t!("note.words")}
                   class={classes!("prose-note")} placeholder={t!("note.words.placeholder")} described_by="note-saved" {on_report} />
            <p class="note-saved" id="note-saved">
                <span>{ t!("note.chars", count = *count) }</span>
                <Saved open={props.open.clone()} />
            </p>
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct SavedProps {
    open: OpenCase,
}

/// Whether the words are on the device. Never says so before they are.
#[component]
fn Saved(props: &SavedProps) -> Html {
    use_repo_events(|event| matches!(event, RepoEvent::Status));
    let today = use_now().date();
    match use_save_state(&props.open) {
        SaveState::Saving => html! { <span>{ t!("note.saving") }</span> },
        SaveState::Saved { at } => html! {
            <>
                <span>{ t!("note.saved_at", time = moment(at, today)) }</span>
                if props.open.received() { <span>{ t!("note.received") }</span> }
            </>
        },
        SaveState::Failed(error) => html! {
            <strong class="field-error" role="alert">{ t!("status.not_saved") }{ " " }{ storage_error(&error) }</strong>
        },
    }
}
