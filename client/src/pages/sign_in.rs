//! サインイン, and the lock behind which someone stays signed in.

mod passkey;
mod pin;
mod set_up;

use yew::platform::spawn_local;
use yew::prelude::*;

use crate::account::{Outside, PinStanding, is_set_up_open};
use crate::components::sign_in_form::SignInForm;
use crate::hooks::{Liked, Preferences, use_title, use_window_event};
use crate::i18n::{Language, storage_error};
use crate::t;
use passkey::passkey_form;
use pin::pin_form;
use set_up::SetUpForm;

/// Properties of [`SignInPage`].
#[derive(PartialEq, Properties)]
pub struct SignInPageProps {
    /// What is known of the device.
    pub outside: Outside,
}

/// One calm card.
#[component]
pub fn SignInPage(props: &SignInPageProps) -> Html {
    let Outside { last_login, is_locked, unsent_waiting, pin, passkey, is_wiped, storage_error: error } =
        props.outside.clone();
    use_title(if is_locked { t!("lock.title") } else { t!("sign_in.title") });
    let someone_else = use_state_eq(|| false);
    let with_password = use_state_eq(|| false);
    let asks_pin = pin == PinStanding::Opens && !*with_password;
    let unlocking = last_login.clone().filter(|_| is_locked && !*someone_else);
    let online = use_state_eq(browser_is_online);
    let look = {
        let online = online.clone();
        use_callback((), move |_: web_sys::Event, ()| online.set(browser_is_online()))
    };
    use_window_event("online", look.clone());
    use_window_event("offline", look);
    // An office without accounts has to be set up first. Only a device that nobody was ever at asks for that.
    let sets_up = use_state_eq(|| false);
    let asks = *online && last_login.is_none() && error.is_none();
    use_effect_with(asks, {
        let sets_up = sets_up.clone();
        move |&asks| {
            if asks {
                spawn_local(async move { sets_up.set(is_set_up_open().await) });
            }
        }
    });
    let on_set_up_over = Callback::from({
        let sets_up = sets_up.clone();
        move |()| sets_up.set(false)
    });
    let preferences = use_context::<Preferences>().unwrap_or_default();
    let (other, words) = match preferences.liked.language {
        Language::Japanese => (Language::English, Language::English.own_name()),
        Language::English => (Language::Japanese, Language::Japanese.own_name()),
    };
    let switch = Callback::from(move |_: MouseEvent| preferences.set(Liked { language: other, ..preferences.liked }));
    html! {
        <main class="sign-in" id="main">
            <div class="sign-in-card">
                <h1 class="sign-in-brand">{ "窓辺" }</h1>
                <p class="sign-in-lead">{ lead(unlocking.is_some(), pin, asks_pin) }</p>
                if !*online && unlocking.is_none() {
                    <p class="notice notice-persimmon" role="status">{ t!("sign_in.offline") }</p>
                }
                if let Some(error) = &error {
                    <p class="notice notice-loud" role="alert">{ storage_error(error) }</p>
                }
                if is_wiped {
                    <div class="notice notice-loud" role="alert"><p>{ t!("sign_in.wiped") }</p><p>{ t!("sign_in.wiped.rest") }</p></div>
                }
                if unsent_waiting > 0 {
                    <p class="notice notice-indigo">{ t!("sign_in.unsent_waiting", count = unsent_waiting) }</p>
                }
                if let Some(login) = unlocking.clone() {
                    if asks_pin {
                        { pin_form(&login) }
                        <button type="button" class="button button-text" onclick={Callback::from({
                            let with_password = with_password.clone();
                            move |_: MouseEvent| with_password.set(true)
                        })}>{ t!("pin.with_password") }</button>
                    } else {
                        <SignInForm key="unlock" login={login.clone()} is_unlock={true} />
                    }
                    if passkey { { passkey_form(login) } }
                    <button type="button" class="button button-text" onclick={Callback::from({
                        let someone_else = someone_else.clone();
                        move |_: MouseEvent| someone_else.set(true)
                    })}>{ t!("lock.someone_else") }</button>
                } else if *sets_up {
                    <SetUpForm on_over={on_set_up_over} />
                } else {
                    <SignInForm key="sign-in" login={last_login.clone().filter(|_| !*someone_else)} />
                    if let Some(login) = last_login.filter(|_| passkey && !*someone_else) { { passkey_form(login) } }
                }
            </div>
            <button type="button" class="button button-text" lang={other.tag()} onclick={switch}>{ words }</button>
        </main>
    }
}

/// What is asked for, in a sentence.
fn lead(is_unlock: bool, pin: PinStanding, asks_pin: bool) -> AttrValue {
    match (is_unlock, pin) {
        (false, _) => t!("sign_in.lead"),
        (true, _) if asks_pin => t!("pin.lead"),
        (true, PinStanding::Over) => t!("error.pin_over"),
        (true, _) => t!("lock.lead"),
    }
}

/// What the browser believes. A hint for the words on this page, never a reason not to try.
fn browser_is_online() -> bool {
    gloo::utils::window().navigator().on_line()
}
