//! The words: the largest thing on the screen, and what they can begin with.

use std::rc::Rc;

use madobe_shared::case::{Case, NoteTemplate};
use madobe_shared::codes::ContactMethod;
use madobe_shared::edit::{Edit, TextSplice};
use madobe_shared::form::TextRef;
use madobe_shared::ids::{DocId, EntryId};
use wasm_bindgen::JsCast;
use web_sys::{HtmlDocument, HtmlTextAreaElement};
use yew::prelude::*;

use crate::components::icon::{Glyph, icon};
use crate::components::prose::{Prose, Report};
use crate::hooks::{use_now, use_repo, use_repo_events, use_save_state};
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
    /// The way of contact, which says which templates fit.
    pub method: ContactMethod,
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
            if *count == 0 { <Templates open={props.open.clone()} entry={props.entry} method={props.method.clone()} /> }
            <Prose case={props.open.clone()} text={TextRef::Note(props.entry)} id={TEXT_ID} label={t!("note.words")}
                   class={classes!("prose-note")} placeholder={t!("note.words.placeholder")} described_by="note-saved" {on_report} />
            <p class="note-saved" id="note-saved">
                <span>{ t!("note.chars", count = *count) }</span>
                <Saved open={props.open.clone()} />
            </p>
        </div>
    }
}

/// The id of the text area.
const TEXT_ID: &str = "note-text";

#[derive(PartialEq, Properties)]
struct TemplatesProps {
    open: OpenCase,
    entry: EntryId,
    method: ContactMethod,
}

/// 文例 that fit, to begin an empty note with; nothing where the office has none.
#[component]
fn Templates(props: &TemplatesProps) -> Html {
    use_repo_events(|event| matches!(event, RepoEvent::Office));
    let office: Option<Rc<Case>> = use_repo().of_the_office(DocId::OFFICE);
    let templates: &[NoteTemplate] = office.as_ref().map_or(&[], |office| &office.templates);
    let fitting: Vec<&NoteTemplate> = templates.iter().filter(|template| template.fits(&props.method)).collect();
    if fitting.is_empty() {
        return Html::default();
    }
    let one = |template: &&NoteTemplate| {
        let (open, entry, words) = (props.open.clone(), props.entry, template.words.clone());
        let onclick = Callback::from(move |_: MouseEvent| begin_with(&open, entry, &words));
        html! {
            <button key={template.id.to_string()} type="button" class="choice" {onclick}>
                { icon(Glyph::Pencil) }<span>{ t!("note.template", name = template.name) }</span>
            </button>
        }
    };
    html! {
        <div class="choices note-templates" role="group" aria-label={t!("note.templates")}>{ for fitting.iter().map(one) }</div>
    }
}

/// Puts the words at the end of the note, as if they had been typed there: what undoes typing undoes them. A browser that does not type for
/// others has them put into the case, from where they come to the screen.
fn begin_with(open: &OpenCase, entry: EntryId, words: &str) {
    let document = gloo::utils::document();
    let area = document.get_element_by_id(TEXT_ID).map(JsCast::unchecked_into::<HtmlTextAreaElement>);
    let is_typed = area.is_some_and(|area| {
        let _ = area.focus();
        let end = area.text_length();
        // Refused only for text areas without a selection, which this is not.
        let _ = area.set_selection_range(end, end);
        let typing = document.unchecked_into::<HtmlDocument>();
        typing.exec_command_with_show_ui_and_value("insertText", false, words).unwrap_or(false)
    });
    if !is_typed {
        let text = TextRef::Note(entry);
        let at = open.text(text).chars().count();
        // Refused only where the note has left, or is as long as a note can be; and it is empty.
        let _ = open.edit([Edit::Splice { text, splice: TextSplice { at, delete: 0, insert: words.to_owned() } }]);
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
