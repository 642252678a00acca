//! What the office keeps is edited in its place in the list: which of it is, the button that adds one, and its fields.

use madobe_shared::edit::Edit;
use madobe_shared::form::{Entry, EntryKind, FieldRef, Place, Sort};
use madobe_shared::ids::EntryId;
use yew::prelude::*;

use crate::components::fields::field;
use crate::components::icon::{Glyph, icon};
use crate::components::versions::PastVersions;
use crate::hooks::{use_case, use_repo};
use crate::i18n::edit_error;
use crate::pages::case::entries::focus_first_of;
use crate::repo::OpenCase;
use crate::t;

/// Which entry of a list is edited: one at a time.
#[derive(Clone, PartialEq)]
pub struct Editing {
    /// That one.
    pub entry: Option<EntryId>,
    /// Called to go on to another, or to none.
    pub on_edit: Callback<Option<EntryId>>,
    on_add: Option<Callback<MouseEvent>>,
    error: Option<AttrValue>,
}

impl Editing {
    /// Whether this one is.
    pub fn is(&self, id: EntryId) -> bool {
        self.entry == Some(id)
    }

    /// Whether there is a button that adds one.
    pub fn can_add(&self) -> bool {
        self.on_add.is_some()
    }

    /// The button that adds one, with these words, and beneath it why that could not be done.
    pub fn add_button(&self, words: AttrValue) -> Html {
        html! {
            <>
                if let Some(onclick) = self.on_add.clone() {
                    <div class="buttons">
                        <button type="button" class="button button-outline" {onclick}>{ icon(Glyph::Plus) }{ words }</button>
                    </div>
                }
                if let Some(error) = self.error.clone() { <p class="field-error" role="alert">{ error }</p> }
            </>
        }
    }
}

/// The editing of a list of this kind, where its document is open. Whoever adds one, or goes on to another, goes on to its first field.
#[hook]
pub fn use_editing(open: Option<OpenCase>, kind: EntryKind) -> Editing {
    let repo = use_repo();
    let entry = use_state_eq(|| None::<EntryId>);
    let error = use_state_eq(|| None::<AttrValue>);
    use_effect_with(*entry, |entry| {
        if let Some(id) = entry {
            focus_first_of(*id);
        }
    });
    let on_add = open.map(|open| {
        let (entry, error) = (entry.clone(), error.clone());
        Callback::from(move |_: MouseEvent| {
            let id = repo.new_entry_id();
            let added = open.edit([Edit::Add(kind.entry(id))]);
            if added.is_ok() {
                entry.set(Some(id));
            }
            error.set(added.err().map(|failure| edit_error(&failure)));
        })
    });
    let on_edit = {
        let entry = entry.clone();
        Callback::from(move |id| entry.set(id))
    };
    Editing { entry: *entry, on_edit, on_add, error: (*error).clone() }
}

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
