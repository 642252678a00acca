//! 訪問記録: one contact on one screen, in the order of speaking: when, how, whom, with whom, words, next.

mod finish;
mod next;
mod staff;
mod when;
mod whom;
mod words;

use madobe_shared::case::{Consultation, ConsultationField};
use madobe_shared::codes::ContactMethod;
use madobe_shared::edit::{Edit, EditError};
use madobe_shared::form::{EntryKind, FieldRef, Place};
use madobe_shared::ids::{DocId, EntryId};
use yew::prelude::*;

use crate::components::also_here::AlsoHere;
use crate::components::attachments::Attachments;
use crate::components::chips::{Choice, Opener, choice_chips};
use crate::components::empty::{empty, loading};
use crate::components::icon::{Glyph, icon, method_glyph};
use crate::components::link::RouteLink;
use crate::components::prose::Report;
use crate::components::remove::{Remove, RemoveWords};
use crate::components::shell::PAGE_TITLE_ID;
use crate::components::status::StatusBadge;
use crate::components::versions::PastVersions;
use crate::hooks::{Opening, use_case, use_go_back, use_open_case, use_ui};
use crate::i18n::{addressed, edit_error, label, open_error};
use crate::repo::OpenCase;
use crate::routes::Route;
use crate::t;
use finish::Finish;
use next::NextRow;
use staff::StaffRow;
use when::WhenRow;
use whom::WhomRow;
use words::Words;

/// Properties of [`NotePage`].
#[derive(PartialEq, Properties)]
pub struct NotePageProps {
    /// The case.
    pub id: DocId,
    /// The contact.
    pub entry: EntryId,
}

/// The editor of one contact, once its case is open.
#[component]
pub fn NotePage(props: &NotePageProps) -> Html {
    match use_open_case(props.id) {
        Opening::Loading => html! { <div class="page">{ loading() }</div> },
        Opening::Failed(error) => html! { <Missing id={props.id} words={open_error(&error)} /> },
        Opening::Open(open) if open.view().consultation(props.entry).is_none() => {
            html! { <Missing id={props.id} words={t!("note.not_here")} /> }
        }
        Opening::Open(open) => html! { <Editor {open} entry={props.entry} /> },
    }
}

#[derive(PartialEq, Properties)]
struct MissingProps {
    id: DocId,
    words: AttrValue,
}

#[component]
fn Missing(props: &MissingProps) -> Html {
    let what_to_do = html! {
        <>
            <p>{ props.words.clone() }</p>
            <RouteLink to={Route::Case { id: props.id }} class={classes!("button", "button-outline")}>
                { t!("note.to_case") }
            </RouteLink>
        </>
    };
    html! { <div class="page">{ empty(t!("case.not_open"), what_to_do) }</div> }
}

/// What every row of the editor needs.
#[derive(PartialEq, Properties)]
pub struct RowProps {
    /// The case.
    pub open: OpenCase,
    /// The contact as it reads now.
    pub contact: Consultation,
    /// Carries edits out and counts the note as touched.
    pub edit: Callback<Vec<Edit>>,
}

/// The edit that sets a field of a contact; empty clears it.
#[must_use]
fn set(entry: EntryId, field: ConsultationField, value: &str) -> Edit {
    Edit::set(FieldRef::Consultation(entry, field), value)
}

#[derive(PartialEq, Properties)]
struct EditorProps {
    open: OpenCase,
    entry: EntryId,
}

#[component]
fn Editor(props: &EditorProps) -> Html {
    let ui = use_ui();
    let case = use_case(&props.open);
    let error = use_state_eq(|| None::<AttrValue>);
    let (open, entry) = (props.open.clone(), props.entry);
    let chars = use_mut_ref(|| case.consultation(entry).map_or(0, |contact| contact.note.chars().count()));
    let back = use_go_back(Route::Case { id: open.id() });

    // A note that was begun by a tap and left without a word or a choice was a tap too many.
    use_effect_with((), {
        let (open, ui, chars) = (open.clone(), ui.clone(), chars.clone());
        move |()| {
            move || {
                let untouched = ui.memory().untouched_notes.borrow_mut().remove(&entry);
                if untouched && *chars.borrow() == 0 {
                    // Refused only where the note is gone already.
                    let _ = open.edit([Edit::Remove(EntryKind::Consultation.entry(entry))]);
                }
            }
        }
    });
    let refused = use_state_eq(|| None::<EditError>);
    let on_report = {
        let (error, refused) = (error.clone(), refused.clone());
        Callback::from(move |report: Report| {
            *chars.borrow_mut() = report.chars;
            if report.refused.is_none() && refused.is_some() {
                error.set(None);
            }
            refused.set(report.refused);
        })
    };
    let edit = {
        let (open, ui, error) = (open.clone(), ui.clone(), error.clone());
        Callback::from(move |edits: Vec<Edit>| {
            ui.memory().untouched_notes.borrow_mut().remove(&entry);
            error.set(open.edit(edits).err().map(|error| edit_error(&error)));
        })
    };
    // A note with a photo is no tap too many, though it has no words.
    let on_add = {
        let ui = ui.clone();
        Callback::from(move |()| _ = ui.memory().untouched_notes.borrow_mut().remove(&entry))
    };
    let Some(contact) = case.consultation(entry).cloned() else {
        return html! { <Missing id={open.id()} words={t!("note.not_here")} /> };
    };
    let heading = match contact.method {
        ContactMethod::HomeVisit => t!("note.heading.visit"),
        _ => t!("note.heading.other", method = label(&contact.method)),
    };
    let on_removed = {
        let (back, ui) = (back.clone(), ui.clone());
        Callback::from(move |()| {
            ui.say(t!("note.removed"));
            back.emit(());
        })
    };
    let remove_words =
        RemoveWords { button: t!("note.remove"), ask: t!("note.remove.ask"), yes: t!("note.remove.yes") };
    let on_back = {
        let (error, refused) = (error.clone(), refused.clone());
        Callback::from(move |_: MouseEvent| {
            // Words that the case did not take stand on this screen and nowhere else.
            if refused.is_some() {
                error.set(Some(t!("note.not_finished")));
            } else {
                back.emit(());
            }
        })
    };
    html! {
        <div class="note">
            <header class="bar note-bar">
                <button type="button" class="button button-quiet button-icon" aria-label={t!("back")} onclick={on_back}>
                    { icon(Glyph::Back) }
                </button>
                <h1 id={PAGE_TITLE_ID} tabindex="-1">
                    <span>{ addressed(&case.person.name) }</span>{ " " }<span>{ heading.clone() }</span>
                </h1>
                <StatusBadge />
            </header>
            <div class="note-body">
                <AlsoHere case={open.id()} />
                <WhenRow open={open.clone()} contact={contact.clone()} edit={edit.clone()} />
                <MethodRow open={open.clone()} contact={contact.clone()} edit={edit.clone()} />
                <WhomRow open={open.clone()} contact={contact.clone()} edit={edit.clone()} />
                <StaffRow open={open.clone()} contact={contact.clone()} edit={edit.clone()} />
                if let Some(error) = (*error).clone() { <p class="field-error" role="alert">{ error }</p> }
                <Words open={open.clone()} {entry} method={contact.method.clone()} {on_report} />
                { note_row("note-files", t!("files.title"), html! { <Attachments open={open.clone()} contact={Some(entry)} {on_add} /> }) }
                <NextRow open={open.clone()} contact={contact.clone()} {edit} />
                <div class="note-remove entry-foot">
                    <PastVersions case={open.clone()} places={Place::of(EntryKind::Consultation.entry(entry))} title={heading.clone()} />
                    <Remove case={open.clone()} entry={EntryKind::Consultation.entry(entry)} label={t!("note.remove")}
                            words={remove_words} {on_removed} />
                </div>
            </div>
            <Finish {open} {contact} refused={(*refused).clone()} />
        </div>
    }
}

/// A row: its label at the left, or above on a telephone. The id is the label's.
fn note_row(id: &'static str, label: AttrValue, value: Html) -> Html {
    html! {
        <section class="note-row">
            <h2 class="note-label" {id}>{ label }</h2>
            <div class="note-value">{ value }</div>
        </section>
    }
}

/// The methods that a visit screen offers at once.
const USUAL_METHODS: [ContactMethod; 3] =
    [ContactMethod::HomeVisit, ContactMethod::Accompaniment, ContactMethod::Phone];

/// 方法.
#[component]
fn MethodRow(props: &RowProps) -> Html {
    let all = use_state_eq(|| false);
    let chosen = props.contact.method.clone();
    let others = ContactMethod::ALL.iter().filter(|method| !USUAL_METHODS.contains(method));
    let mut offered: Vec<ContactMethod> = USUAL_METHODS.to_vec();
    offered.extend(others.filter(|method| *all || **method == chosen).cloned());
    if !offered.contains(&chosen) {
        offered.push(chosen.clone());
    }
    let choices = offered.into_iter().map(|method| Choice {
        label: label(&method),
        glyph: Some(method_glyph(&method)),
        value: method,
    });
    let entry = props.contact.id;
    let on_choose =
        props.edit.reform(move |method: ContactMethod| vec![set(entry, ConsultationField::Method, method.code())]);
    let toggle = {
        let all = all.clone();
        Callback::from(move |()| all.set(!*all))
    };
    let others = Opener { open: *all, words: t!("other"), label: Some(t!("note.method.other")), ..Opener::default() }
        .chip(&toggle);
    let choices = choice_chips("note-method", choices, &chosen, &on_choose, others);
    note_row("note-method", t!("note.method"), choices)
}
