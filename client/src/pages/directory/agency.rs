//! One agency: how it is reached, and its fields where somebody edits it.

use madobe_shared::case::{Agency, AgencyField};
use madobe_shared::edit::Edit;
use madobe_shared::form::{EntryKind, FieldRef, Place, Sort};
use madobe_shared::ids::EntryId;
use yew::prelude::*;

use crate::components::chips::{ChipTone, chip};
use crate::components::fields::field;
use crate::components::icon::{Glyph, icon};
use crate::components::phone::phone_link;
use crate::components::versions::PastVersions;
use crate::hooks::{use_case, use_focus_kept, use_repo};
use crate::i18n::{edit_error, label};
use crate::repo::OpenCase;
use crate::t;

/// Properties of [`AgencyEntry`].
#[derive(PartialEq, Properties)]
pub struct AgencyEntryProps {
    /// The agency.
    pub agency: Agency,
    /// The directory, where it can be edited.
    pub open: Option<OpenCase>,
    /// Whether its fields are open.
    pub is_edited: bool,
    /// Called with what is to be edited next; nothing where this is done.
    pub on_edit: Callback<Option<EntryId>>,
}

/// The entry of the list.
#[component]
pub fn AgencyEntry(props: &AgencyEntryProps) -> Html {
    let agency = &props.agency;
    let id = agency.id;
    let name = if agency.name.trim().is_empty() { t!("entry.unnamed") } else { AttrValue::from(agency.name.clone()) };
    let place = use_node_ref();
    use_focus_kept(place.clone(), ".agency-edit", props.is_edited);
    if let Some(open) = props.open.clone().filter(|_| props.is_edited) {
        return html! {
            <li class="agency agency-edited" id={id.to_string()} ref={place} aria-label={name}>
                <Editor {open} {id} on_done={props.on_edit.reform(|()| None)} />
            </li>
        };
    }
    html! {
        <li class={classes!("agency", agency.retired.then_some("agency-retired"))} id={id.to_string()} ref={place}>
            <h3 class="agency-name">{ name.clone() }</h3>
            if agency.retired { <p>{ chip(ChipTone::Yellow, t!("directory.not_now")) }</p> }
            if !agency.description.is_empty() { <p>{ &agency.description }</p> }
            <p class="agency-facts">
                <span class="agency-line">
                    <span class="agency-phone">{ phone_link(&agency.phone) }</span>{ chip(ChipTone::Plain, label(&agency.kind)) }
                </span>
                if !agency.hours.is_empty() { <span>{ &agency.hours }</span> }
                if !agency.address.is_empty() { <span>{ &agency.address }</span> }
            </p>
            if props.open.is_some() {
                <button type="button" class="button button-text agency-edit" aria-label={t!("directory.edit_label", name = name)}
                        onclick={props.on_edit.reform(move |_: MouseEvent| Some(id))}>
                    { icon(Glyph::Pencil) }{ t!("directory.edit") }
                </button>
            }
        </li>
    }
}

#[derive(PartialEq, Properties)]
struct EditorProps {
    open: OpenCase,
    id: EntryId,
    on_done: Callback<()>,
}

/// The fields, which save themselves.
#[component]
fn Editor(props: &EditorProps) -> Html {
    let repo = use_repo();
    let directory = use_case(&props.open);
    let error = use_state_eq(|| None::<AttrValue>);
    let retired = FieldRef::Agency(props.id, AgencyField::Retired);
    let is_retired = directory.value(retired) == "true";
    let turn = {
        let (open, error) = (props.open.clone(), error.clone());
        // Nothing stands where it is there, as in the oldest directories.
        let edit = Edit::set(retired, if is_retired { "" } else { "true" });
        Callback::from(move |_: MouseEvent| {
            error.set(open.edit([edit.clone()]).err().map(|failure| edit_error(&failure)))
        })
    };
    let entry = EntryKind::Agency.entry(props.id);
    let done = {
        let (open, on_done) = (props.open.clone(), props.on_done.clone());
        Callback::from(move |_: MouseEvent| {
            // What was begun and left empty was a tap too many.
            let is_typed = |one: &FieldRef| !matches!(one.sort(), Sort::Code(_) | Sort::YesNo);
            if FieldRef::of(entry).into_iter().filter(is_typed).all(|one| open.view().value(one).is_empty()) {
                // Refused only where it is gone already.
                let _ = open.edit([Edit::Remove(entry)]);
            }
            on_done.emit(());
        })
    };
    let name = AttrValue::from(directory.value(FieldRef::Agency(props.id, AgencyField::Name)));
    let fields = FieldRef::of(entry).into_iter().filter(|one| *one != retired);
    html! {
        <>
            <div class="field-grid">{ for fields.map(|one| field(&repo, &props.open, one)) }</div>
            if is_retired { <p class="notice notice-indigo">{ t!("directory.not_now.lead") }</p> }
            if let Some(error) = (*error).clone() { <p class="field-error" role="alert">{ error }</p> }
            <div class="buttons">
                <button type="button" class="button" onclick={done}>{ t!("directory.done") }</button>
                <button type="button" class="button button-quiet" onclick={turn}>
                    { if is_retired { t!("directory.put_back") } else { t!("directory.retire") } }
                </button>
                <PastVersions case={props.open.clone()} places={Place::of(entry)} title={name} />
            </div>
        </>
    }
}
