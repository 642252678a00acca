//! はじめの設定: the first manager's account of an empty office, made by whoever started its server.

use yew::platform::spawn_local;
use yew::prelude::*;

use crate::account::{AccountError, Codes, set_up, sign_in};
use crate::components::ask_form::{AskForm, Asked, Kind, Line};
use crate::i18n::account_error;
use crate::pages::device::new_password_lines;
use crate::t;

/// Properties of [`SetUpForm`].
#[derive(PartialEq, Properties)]
pub struct SetUpFormProps {
    /// Called where there is nothing to set up any more, and nobody is signed in.
    pub on_over: Callback<()>,
}

/// Makes the account and signs in with it.
#[component]
pub fn SetUpForm(props: &SetUpFormProps) -> Html {
    let [password, again] = new_password_lines();
    let lines = vec![
        Line::new("set-up-code", Kind::Letters, t!("set_up.code")).with_hint(t!("set_up.code.hint")),
        Line::new("name", Kind::Name, t!("set_up.name")).with_hint(t!("set_up.name.hint")),
        Line::new("login", Kind::Login, t!("sign_in.login")).with_hint(t!("set_up.login.hint")),
        Line { label: t!("sign_in.password"), ..password },
        Line { label: t!("set_up.password_again"), ..again },
    ];
    let on_over = props.on_over.clone();
    let on_submit = Callback::from(move |asked: Asked| {
        let [code, name, login, password, again] = asked.values.clone().try_into().unwrap_or_default();
        if password != again {
            return asked.wrong(4, t!("password.not_same"));
        }
        let on_over = on_over.clone();
        spawn_local(async move {
            let error = match set_up(&code, &login, &name, &password).await {
                Ok(()) => match sign_in(&login, &password, Codes::default()).await {
                    Ok(()) => return,
                    Err(_) => return on_over.emit(()),
                },
                Err(AccountError::Changed) => return on_over.emit(()),
                Err(error) => error,
            };
            let words = account_error(&error);
            match error {
                AccountError::WrongSetupCode { .. } => asked.wrong(0, words),
                AccountError::BadName => asked.wrong(1, words),
                AccountError::BadLogin => asked.wrong(2, words),
                AccountError::PasswordTooShort { .. } | AccountError::PasswordTooLong => asked.wrong(3, words),
                _ => asked.failed(words),
            }
        });
    });
    html! {
        <AskForm {lines} {on_submit} button={t!("set_up.button")}>
            <h2>{ t!("set_up.title") }</h2>
            <p>{ t!("set_up.lead") }</p>
        </AskForm>
    }
}
