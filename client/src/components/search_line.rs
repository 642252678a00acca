//! The line that one searches in.

use gloo::timers::callback::Timeout;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::icon::{Glyph, icon};

/// The time of a frame before the search runs: the letters appear at once, the search never stands in their way.
const SEARCH_PAUSE_MS: u32 = 16;

/// Properties of [`SearchLine`].
#[derive(PartialEq, Properties)]
pub struct SearchLineProps {
    /// What it is called.
    pub label: AttrValue,
    /// What stands in it while nothing is typed; what it is called where that says enough.
    #[prop_or_default]
    pub placeholder: Option<AttrValue>,
    /// What stands in it at first.
    #[prop_or_default]
    pub initial: String,
    /// Classes besides its own.
    #[prop_or_default]
    pub class: Classes,
    /// Called with what stands in it, when that has changed.
    pub on_query: Callback<String>,
}

/// The line.
#[component]
pub fn SearchLine(props: &SearchLineProps) -> Html {
    let input = use_node_ref();
    let pending = use_mut_ref(|| None::<Timeout>);
    use_effect_with((), {
        let (input, initial) = (input.clone(), props.initial.clone());
        move |()| {
            if let Some(input) = input.cast::<HtmlInputElement>() {
                input.set_value(&initial);
            }
        }
    });
    let oninput = {
        let on_query = props.on_query.clone();
        Callback::from(move |event: InputEvent| {
            let typed = event.target_unchecked_into::<HtmlInputElement>().value();
            let on_query = on_query.clone();
            pending.replace(Some(Timeout::new(SEARCH_PAUSE_MS, move || on_query.emit(typed))));
        })
    };
    let placeholder = props.placeholder.clone().unwrap_or_else(|| props.label.clone());
    html! {
        <div class={classes!("search", props.class.clone())} role="search">
            { icon(Glyph::Search) }
            <input ref={input} class="search-input" type="search" aria-label={props.label.clone()} {placeholder}
                   autocomplete="off" spellcheck="false" {oninput} />
        </div>
    }
}
