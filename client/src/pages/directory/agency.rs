//! One agency: how it is reached, and its fields where somebody edits it.

use madobe_shared::case::{Agency, AgencyField};
use madobe_shared::form::{EntryKind, FieldRef};
use madobe_shared::ids::EntryId;
use yew::prelude::*;

use super::editor::{Editor, edit_button};
use crate::components::chips::{ChipTone, chip};
use crate::components::phone::phone_link;
use crate::hooks::use_focus_kept;
use crate::i18n::label;
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
            <li class="agency agency-edited" id={id.to_string()} ref={place} aria-label={name.clone()}>
                <Editor {open} entry={EntryKind::Agency.entry(id)} retired={FieldRef::Agency(id, AgencyField::Retired)} {name}
                        lead={t!("directory.not_now.lead")} on_done={props.on_edit.reform(|()| None)} />
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
                { edit_button(&name, id, &props.on_edit) }
            }
        </li>
    }
}
