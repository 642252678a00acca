//! サインイン.

use yew::prelude::*;

use crate::components::sign_in_form::SignInForm;
use crate::hooks::{Preferences, use_title, use_window_event};
use crate::i18n::{Language, storage_error};
use crate::storage::StorageError;
use crate::t;

/// Properties of [`SignInPage`].
#[derive(PartialEq, Properties)]
pub struct SignInPageProps {
    /// Who was here last.
    pub last_login: Option<String>,
    /// How many of their documents wait on this device to be sent.
    pub unsent_waiting: usize,
    /// Why the device's storage did not open.
    pub storage_error: Option<StorageError>,
}

/// One calm card.
#[component]
pub fn SignInPage(props: &SignInPageProps) -> Html {
    use_title(t!("sign_in.title"));
    let online = use_state_eq(browser_is_online);
    let look = {
        let online = online.clone();
        use_callback((), move |_: web_sys::Event, ()| online.set(browser_is_online()))
    };
    use_window_event("online", look.clone());
    use_window_event("offline", look);
    let preferences = use_context::<Preferences>().unwrap_or_default();
    let (other, words) = match preferences.language {
        Language::Japanese => (Language::English, Language::English.own_name()),
        Language::English => (Language::Japanese, Language::Japanese.own_name()),
    };
    let switch = Callback::from(move |_: MouseEvent| preferences.set_language(other));
    html! {
        <main class="sign-in" id="main">
            <div class="sign-in-card">
                <h1 class="sign-in-brand">{ "窓辺" }</h1>
                <p class="sign-in-lead">{ t!("sign_in.lead") }</p>
                if !*online {
                    <p class="notice notice-persimmon" role="status">{ t!("sign_in.offline") }</p>
                }
                if let Some(error) = &props.storage_error {
                    <p class="notice notice-loud" role="alert">{ storage_error(error) }</p>
                }
                if props.unsent_waiting > 0 {
                    <p class="notice notice-indigo">{ t!("sign_in.unsent_waiting", count = props.unsent_waiting) }</p>
                }
                <SignInForm login={props.last_login.clone()} />
            </div>
            <button type="button" class="button button-text" lang={other.tag()} onclick={switch}>{ words }</button>
        </main>
    }
}

/// What the browser believes. A hint for the words on this page, never a reason not to try.
fn browser_is_online() -> bool {
    gloo::utils::window().navigator().on_line()
}
