//! Living prose under its label, where it is one field among others.

use madobe_shared::form::TextRef;
use yew::prelude::*;

use super::words::text_words;
use crate::components::prose::Prose;
use crate::repo::OpenCase;

/// The text area with its label.
pub fn prose_field(open: &OpenCase, text: TextRef, placeholder: AttrValue) -> Html {
    let id = match text.entry() {
        None => format!("text-{}", text.key()),
        Some(entry) => format!("text-{}-{}", entry.id, text.key()),
    };
    html! {
        <div class="field">
            <label class="field-label" for={id.clone()}>{ text_words(text) }</label>
            <Prose case={open.clone()} {text} {id} class={classes!("prose-goal")} {placeholder} />
        </div>
    }
}
