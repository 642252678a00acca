//! Dialogs, for the few things that cannot stand on the page itself.

use web_sys::HtmlDialogElement;
use yew::prelude::*;

use super::icon::{Glyph, icon};
use crate::t;

/// Properties of [`Dialog`].
#[derive(PartialEq, Properties)]
pub struct DialogProps {
    /// The heading, and the accessible name.
    pub title: AttrValue,
    /// Called when the user closes it.
    pub on_close: Callback<()>,
    /// Further classes.
    #[prop_or_default]
    pub class: Classes,
    /// What it holds.
    pub children: Html,
}

/// A modal dialog, open as long as it is rendered. The browser's own element keeps the focus inside and closes on Escape.
#[component]
pub fn Dialog(props: &DialogProps) -> Html {
    let dialog = use_node_ref();
    let on_close = use_mut_ref(|| props.on_close.clone());
    *on_close.borrow_mut() = props.on_close.clone();
    use_effect_with((), {
        let dialog = dialog.clone();
        let on_close = on_close.clone();
        move |()| {
            let listening = dialog.cast::<HtmlDialogElement>().map(|element| {
                let listener = gloo::events::EventListener::new(&element, "close", move |_| on_close.borrow().emit(()));
                // A dialog that the browser refuses to show as modal is better shown than not.
                if element.show_modal().is_err() {
                    element.set_open(true);
                }
                listener
            });
            move || drop(listening)
        }
    });
    let close = {
        let dialog = dialog.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(element) = dialog.cast::<HtmlDialogElement>() {
                element.close();
            }
        })
    };
    html! {
        <dialog class={classes!("dialog", props.class.clone())} ref={dialog} aria-labelledby="dialog-title">
            <div class="dialog-head">
                <h2 id="dialog-title">{ props.title.clone() }</h2>
                <button type="button" class="button button-quiet button-icon" aria-label={t!("close")} onclick={close}>
                    { icon(Glyph::Cross) }
                </button>
            </div>
            { props.children.clone() }
        </dialog>
    }
}
