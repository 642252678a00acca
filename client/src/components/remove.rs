//! Taking an entry out of sight, in two steps: one tap asks, the second does it.

use madobe_shared::form::Entry;
use web_sys::HtmlElement;
use yew::prelude::*;

use crate::i18n::edit_error;
use crate::repo::OpenCase;
use crate::t;

/// The words of a removal, where 「外す」 does not fit.
#[derive(Clone, PartialEq)]
pub struct RemoveWords {
    /// On the first button.
    pub button: AttrValue,
    /// The question.
    pub ask: AttrValue,
    /// On the button that does it.
    pub yes: AttrValue,
}

/// Properties of [`Remove`].
#[derive(PartialEq, Properties)]
pub struct RemoveProps {
    /// The case.
    pub case: OpenCase,
    /// What goes.
    pub entry: Entry,
    /// The accessible name of the first button, which says what goes.
    pub label: AttrValue,
    /// What it is called.
    #[prop_or_else(|| RemoveWords { button: t!("remove.button"), ask: t!("remove.ask"), yes: t!("remove.yes") })]
    pub words: RemoveWords,
    /// Called once it is gone.
    #[prop_or_default]
    pub on_removed: Callback<()>,
}

/// The button, and the question after it.
#[component]
pub fn Remove(props: &RemoveProps) -> Html {
    let asking = use_state_eq(|| false);
    let error = use_state_eq(|| None::<AttrValue>);
    // Whichever button stands first takes the focus from the one that went, and never the one that removes.
    let safe_button = use_node_ref();
    let was_asked = use_mut_ref(|| false);
    use_effect_with(*asking, {
        let safe_button = safe_button.clone();
        move |asking| {
            let was_asked = std::mem::replace(&mut *was_asked.borrow_mut(), true);
            if let Some(button) = safe_button.cast::<HtmlElement>().filter(|_| was_asked || *asking) {
                let _ = button.focus();
            }
        }
    });
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
        Callback::from(move |_: MouseEvent| match case.edit(case.view().removal(entry)) {
            Ok(()) => on_removed.emit(()),
            Err(failure) => error.set(Some(edit_error(&failure))),
        })
    };
    html! {
        <div class="remove">
            if *asking {
                <p role="status">{ props.words.ask.clone() }</p>
                <button type="button" class="button button-persimmon" onclick={remove}>{ props.words.yes.clone() }</button>
                <button key="keep" type="button" class="button button-quiet" ref={safe_button} onclick={keep}>
                    { t!("remove.no") }
                </button>
            } else {
                <button key="ask" type="button" class="button button-text" ref={safe_button} aria-label={props.label.clone()}
                        onclick={ask}>
                    { props.words.button.clone() }
                </button>
            }
            if let Some(error) = (*error).clone() { <p class="field-error" role="alert">{ error }</p> }
        </div>
    }
}
