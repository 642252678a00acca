//! What a case has any number of, edited in place: alerts, the family, consents, conferences, advice.

mod listed;
mod minutes;
mod other_case;

use madobe_shared::edit::Edit;
use madobe_shared::form::{Entry, FieldRef};
use madobe_shared::ids::EntryId;
use web_sys::HtmlElement;
use yew::prelude::*;

use crate::components::fields::field;
use crate::components::icon::{Glyph, icon};
use crate::components::versions::entry_foot;
use crate::hooks::{use_case, use_now, use_repo};
use crate::i18n::edit_error;
use crate::pages::case::family_map::FamilyMap;
use crate::repo::OpenCase;
pub use listed::Listed;
use listed::More;
use other_case::OtherCase;
pub use other_case::RelativeOf;

/// Properties of [`Entries`].
#[derive(PartialEq, Properties)]
pub struct EntriesProps {
    /// The case.
    pub open: OpenCase,
    /// Which of its entries.
    pub listed: Listed,
}

/// All entries of one kind, and the button that adds one.
#[component]
pub fn Entries(props: &EntriesProps) -> Html {
    let repo = use_repo();
    let today = use_now().date();
    let case = use_case(&props.open);
    let error = use_state_eq(|| None::<AttrValue>);
    let added = use_state_eq(|| None::<EntryId>);
    let listed = props.listed;
    let kind = listed.kind();
    let mut entries: Vec<Entry> =
        case.recorded().into_iter().map(|one| one.entry()).filter(|entry| entry.kind == kind).collect();
    if listed.is_latest_first() {
        entries.reverse();
    }
    // Whoever adds something goes on to fill it in, as soon as it is on the screen.
    use_effect_with((*added).filter(|id| entries.iter().any(|entry| entry.id == *id)), |shown| {
        if let Some(id) = shown {
            focus_first_of(*id);
        }
    });
    let add = {
        let (open, repo, error, added) = (props.open.clone(), repo.clone(), error.clone(), added.clone());
        Callback::from(move |_: MouseEvent| {
            let id = repo.new_entry_id();
            let mut edits = vec![Edit::Add(kind.entry(id))];
            edits.extend(listed.begun(id, repo.now_local().date()));
            match open.edit(edits) {
                Ok(()) => added.set(Some(id)),
                Err(failure) => error.set(Some(edit_error(&failure))),
            }
        })
    };
    let words = listed.words();
    let title = format!("{}-title", kind.code());
    let one = |entry: Entry| {
        let who = listed.called(&case, entry.id);
        let fields = html! {
            <div class="field-grid">
                { for FieldRef::of(entry).into_iter().map(|one| field(&repo, &props.open, one)) }
            </div>
        };
        let foot = entry_foot(&props.open, entry, who.clone());
        let id = AttrValue::from(entry.id.to_string());
        match listed.summary(&case, entry.id, who.clone(), today) {
            None => html! {
                <li class="entry" id={id.clone()} key={id.to_string()} aria-label={who}>
                    { fields }
                    if listed == Listed::Family { <OtherCase open={props.open.clone()} id={entry.id} /> }
                    { foot }
                </li>
            },
            Some(summary) => html! {
                <li id={id.clone()} key={id.to_string()} aria-label={who}>
                    <details class="entry-folded" open={*added == Some(entry.id)}>
                        <summary>{ summary }</summary>
                        <div class="entry-open">
                            { fields }
                            <More open={props.open.clone()} {listed} id={entry.id} />
                            { foot }
                        </div>
                    </details>
                </li>
            },
        }
    };
    html! {
        <section class="card" aria-labelledby={title.clone()}>
            <h2 id={title}>{ words.title }</h2>
            if listed == Listed::Family { <FamilyMap open={props.open.clone()} /> }
            if entries.is_empty() { <p class="quiet">{ words.none }</p> }
            <ul class="entries">{ for entries.iter().map(|entry| one(*entry)) }</ul>
            <button type="button" class="button button-outline" onclick={add}>{ icon(Glyph::Plus) }{ words.add }</button>
            if let Some(error) = (*error).clone() { <p class="field-error" role="alert">{ error }</p> }
        </section>
    }
}

/// Goes on to the first field of an entry.
pub fn focus_first_of(id: EntryId) {
    let first = gloo::utils::document().query_selector(&format!("[id=\"{id}\"] :is(input, select)"));
    if let Some(first) = first.ok().flatten() {
        let _ = wasm_bindgen::JsCast::unchecked_into::<HtmlElement>(first).focus();
    }
}
