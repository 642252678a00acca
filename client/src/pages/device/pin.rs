//! PIN: a short way back through the lock, for this shift.

use yew::platform::spawn_local;
use yew::prelude::*;

use crate::account::{AccountError, forget_pin, has_pin, set_pin};
use crate::components::ask_form::{AskForm, Asked, Kind, Line};
use crate::hooks::{Ui, use_repo, use_ui};
use crate::i18n::account_error;
use crate::t;

/// Properties of [`PinForm`].
#[derive(PartialEq, Properties)]
pub struct PinFormProps {
    /// Called once it is set or forgotten.
    pub on_done: Callback<()>,
}

/// Sets the PIN, or forgets it.
#[component]
pub fn PinForm(props: &PinFormProps) -> Html {
    let (repo, ui) = (use_repo(), use_ui());
    let on_done = props.on_done.clone();
    if has_pin(repo.me().user) {
        let forget = Callback::from(move |_: MouseEvent| {
            forget_pin();
            ui.say(t!("pin.forgotten"));
            on_done.emit(());
        });
        return html! {
            <>
                <p>{ t!("pin.is_set") }</p>
                <button type="button" class="button button-outline" onclick={forget}>{ t!("pin.forget") }</button>
            </>
        };
    }
    let lines = vec![
        Line::new("new-pin", Kind::Pin, t!("pin.new")).with_hint(t!("pin.new.hint")),
        Line::new("new-pin-again", Kind::Pin, t!("pin.again")),
    ];
    let on_submit = Callback::from(move |asked: Asked| submit(asked, &ui, &on_done));
    html! {
        <AskForm {lines} {on_submit} button={t!("pin.button")}><p class="quiet">{ t!("pin.set.lead") }</p></AskForm>
    }
}

fn submit(asked: Asked, ui: &Ui, on_done: &Callback<()>) {
    let [new, again] = &asked.values[..] else { return };
    if new != again {
        return asked.wrong(1, t!("pin.not_same"));
    }
    let (new, ui, on_done) = (new.clone(), ui.clone(), on_done.clone());
    spawn_local(async move {
        match set_pin(&new).await {
            Ok(()) => {
                asked.done();
                ui.say(t!("pin.was_set"));
                on_done.emit(());
            }
            Err(error @ AccountError::BadPin) => asked.wrong(0, account_error(&error)),
            Err(error) => asked.failed(account_error(&error)),
        }
    });
}
