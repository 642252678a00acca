//! The lock, for someone who has set a PIN.

use yew::platform::spawn_local;
use yew::prelude::*;

use crate::account::open_with_pin;
use crate::components::ask_form::{AskForm, Asked, Kind, Line};
use crate::i18n::account_error;
use crate::t;

/// Asks for the PIN of whoever is behind the lock.
pub fn pin_form(login: &str) -> Html {
    let on_submit = Callback::from(|asked: Asked| {
        spawn_local(async move {
            match open_with_pin(&asked.values[0]).await {
                Ok(()) => asked.done(),
                Err(error) => asked.wrong(0, account_error(&error)),
            }
        });
    });
    html! {
        <AskForm key="pin" lines={vec![Line::new("pin", Kind::Pin, t!("pin.label"))]} {on_submit} button={t!("lock.open")}>
            <p class="sign-in-who">{ t!("lock.who", login = login) }</p>
        </AskForm>
    }
}
