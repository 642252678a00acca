//! 「パスキーで開く」: the way in for someone whose passkey opens this device.

use yew::platform::spawn_local;
use yew::prelude::*;

use crate::account::open_with_passkey;
use crate::components::ask_form::{AskForm, Asked};
use crate::i18n::account_error;
use crate::t;

/// Asks for the passkey of whoever was here last.
pub fn passkey_form(login: String) -> Html {
    let on_submit = Callback::from(move |asked: Asked| {
        let login = login.clone();
        spawn_local(async move {
            match open_with_passkey(&login).await {
                Ok(()) => asked.done(),
                Err(error) => asked.failed(account_error(&error)),
            }
        });
    });
    html! { <AskForm key="passkey" lines={vec![]} {on_submit} button={t!("lock.with_passkey")} is_second=true /> }
}
