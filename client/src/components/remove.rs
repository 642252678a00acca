//! Taking an entry out of sight, in two steps: one tap asks, the second does it.

use madobe_shared::edit::{Edit, Entry};
use yew::prelude::*;

use crate::i18n::edit_error;
use crate::repo::OpenCase;
use crate::t;

/// Properties of [`Remove`].
#[derive(PartialEq, Properties)]
pub struct RemoveProps {
    /// The case.
    pub case: OpenCase,
    /// What goes.
    pub entry: Entry,
    /// The accessible name of the first button, which says what goes.
    pub label: AttrValue,
    /// The words on the first button, where 「外す」 does not fit.
    #[prop_or_default]
    pub words: Option<AttrValue>,
    /// Called once it is gone.
    #[prop_or_default]
    pub on_removed: Callback<()>,
}

/// The button, and the question after it.
#[component]
pub fn Remove(props: &RemoveProps) -> Html {
    let asking = use_state_eq(|| false);
    let error = use_state_eq(|| None::<AttrValue>);
    let ask = {
        let asking = asking.clone();
        Callback::from(move |_: MouseEvent| asking.set(true))
    };
    let keep = {
        let asking = asking.clone();
        Callback::from(move |_: MouseEvent| asking.set(false))
    };
    let remove = {
        let (case, entry, on_removed, error) =
            (props.case.clone(), props.entry, props.on_removed.clone(), error.clone());
        Callback::from(move |_: MouseEvent| match case.edit([Edit::Remove(entry)]) {
            Ok(()) => on_removed.emit(()),
            Err(failure) => error.set(Some(edit_error(&failure))),
        })
    };
    html! {
        <div class="remove">
            if *asking {
                <p>{ t!("remove.ask") }</p>
                <button type="button" class="button button-persimmon" onclick={remove}>{ t!("remove.yes") }</button>
                <button type="button" class="button button-quiet" onclick={keep}>{ t!("remove.no") }</button>
            } else {
                <button type="button" class="button button-text" aria-label={props.label.clone()} onclick={ask}>
                    { props.words.clone().unwrap_or_else(|| t!("remove.button")) }
                </button>
            }
            if let Some(error) = (*error).clone() { <p class="field-error" role="alert">{ error }</p> }
        </div>
    }
}
