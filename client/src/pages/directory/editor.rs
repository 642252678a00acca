//! The fields of something that the office keeps, open in its place in the list.

use madobe_shared::edit::Edit;
use madobe_shared::form::{Entry, FieldRef, Place, Sort};
use madobe_shared::ids::EntryId;
use yew::prelude::*;

use crate::components::fields::field;
use crate::components::icon::{Glyph, icon};
use crate::components::versions::PastVersions;
use crate::hooks::{use_case, use_repo};
use crate::i18n::edit_error;
use crate::repo::OpenCase;
use crate::t;

/// The button that opens the fields of what is called so.
pub fn edit_button(name: &str, id: EntryId, on_edit: &Callback<Option<EntryId>>) -> Html {
    html! {
        <button type="button" class="button button-text agency-edit" aria-label={t!("directory.edit_label", name = name)}
                onclick={on_edit.reform(move |_: MouseEvent| Some(id))}>
            { icon(Glyph::Pencil) }{ t!("directory.edit") }
        </button>
    }
}

/// Properties of [`Editor`].
#[derive(PartialEq, Properties)]
pub struct EditorProps {
    /// The office's document.
    pub open: OpenCase,
    /// What is edited.
    pub entry: Entry,
    /// The field that says that it is not there at present.
    pub retired: FieldRef,
    /// What it is called.
    pub name: AttrValue,
    /// What is said while it is not there.
    pub lead: AttrValue,
    /// Called when this is done.
    pub on_done: Callback<()>,
}

/// The fields, which save themselves.
#[component]
pub fn Editor(props: &EditorProps) -> Html {
    let repo = use_repo();
    let kept = use_case(&props.open);
    let error = use_state_eq(|| None::<AttrValue>);
    let (entry, retired) = (props.entry, props.retired);
    let is_retired = kept.value(retired) == "true";
    let turn = {
        let (open, error) = (props.open.clone(), error.clone());
        // Nothing stands where it is there, as in the oldest directories.
        let edit = Edit::set(retired, if is_retired { "" } else { "true" });
        Callback::from(move |_: MouseEvent| {
            error.set(open.edit([edit.clone()]).err().map(|failure| edit_error(&failure)))
        })
    };
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
    let fields = FieldRef::of(entry).into_iter().filter(|one| *one != retired);
    html! {
        <>
            <div class="field-grid">{ for fields.map(|one| field(&repo, &props.open, one)) }</div>
            if is_retired { <p class="notice notice-indigo">{ props.lead.clone() }</p> }
            if let Some(error) = (*error).clone() { <p class="field-error" role="alert">{ error }</p> }
            <div class="buttons">
                <button type="button" class="button" onclick={done}>{ t!("directory.done") }</button>
                <button type="button" class="button button-quiet" onclick={turn}>
                    { if is_retired { t!("directory.put_back") } else { t!("directory.retire") } }
                </button>
                <PastVersions case={props.open.clone()} places={Place::of(entry)} title={props.name.clone()} />
            </div>
        </>
    }
}
