//! The form that asks who is there.

use web_sys::HtmlInputElement;
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::account::sign_in;
use crate::i18n::sign_in_error;
use crate::t;

/// Properties of [`SignInForm`].
#[derive(PartialEq, Properties)]
pub struct SignInFormProps {
    /// The login to begin with.
    #[prop_or_default]
    pub login: Option<String>,
    /// Whether this login is behind the lock: then only the passphrase is asked for.
    #[prop_or_default]
    pub is_unlock: bool,
    /// Called once signed in.
    #[prop_or_default]
    pub on_done: Callback<()>,
}

/// Login, password, and what went wrong.
#[component]
pub fn SignInForm(props: &SignInFormProps) -> Html {
    let login = use_node_ref();
    let password = use_node_ref();
    let busy = use_state_eq(|| false);
    let error = use_state_eq(|| None::<AttrValue>);
    use_effect_with((), {
        let (login, password, known) = (login.clone(), password.clone(), props.login.clone());
        move |()| {
            let first_empty = if known.is_some() { password } else { login.clone() };
            if let (Some(known), Some(input)) = (known, login.cast::<HtmlInputElement>()) {
                input.set_value(&known);
            }
            if let Some(input) = first_empty.cast::<HtmlInputElement>() {
                let _ = input.focus();
            }
        }
    });
    let onsubmit = {
        let (login, password) = (login.clone(), password.clone());
        let (busy, error, on_done) = (busy.clone(), error.clone(), props.on_done.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let text =
                |input: &NodeRef| input.cast::<HtmlInputElement>().map(|input| input.value()).unwrap_or_default();
            let (given_login, given_password) = (text(&login).trim().to_owned(), text(&password));
            if given_login.is_empty() || given_password.is_empty() {
                error.set(Some(t!("sign_in.both_needed")));
                return;
            }
            if *busy {
                return;
            }
            busy.set(true);
            error.set(None);
            let (busy, error, on_done, password) = (busy.clone(), error.clone(), on_done.clone(), password.clone());
            spawn_local(async move {
                let outcome = sign_in(&given_login, &given_password).await;
                busy.set(false);
                match outcome {
                    Ok(()) => on_done.emit(()),
                    Err(failure) => {
                        error.set(Some(sign_in_error(&failure)));
                        if let Some(input) = password.cast::<HtmlInputElement>() {
                            input.select();
                            let _ = input.focus();
                        }
                    }
                }
            });
        })
    };
    html! {
        <form class="sign-in-form" {onsubmit} novalidate=true>
            <div class="field" hidden={props.is_unlock}>
                <label class="field-label" for="login">{ t!("sign_in.login") }</label>
                <input ref={login} class="input input-large" id="login" name="username" type="text"
                       autocomplete="username" autocapitalize="none" spellcheck="false" />
            </div>
            if props.is_unlock {
                <p class="sign-in-who">{ t!("lock.who", login = props.login.clone().unwrap_or_default()) }</p>
            }
            <div class="field">
                <label class="field-label" for="password">{ t!("sign_in.password") }</label>
                <input ref={password} class="input input-large" id="password" name="password" type="password"
                       autocomplete="current-password" />
            </div>
            if let Some(error) = (*error).clone() {
                <p class="field-error" role="alert">{ error }</p>
            }
            <button type="submit" class="button button-main button-large" aria-disabled={busy.to_string()}>
                { match (*busy, props.is_unlock) {
                    (true, _) => t!("sign_in.busy"),
                    (false, true) => t!("lock.open"),
                    (false, false) => t!("sign_in.button"),
                } }
            </button>
        </form>
    }
}
