//! The form that asks who is there.

use yew::platform::spawn_local;
use yew::prelude::*;

use super::ask_form::{AskForm, Asked, Kind, Line};
use crate::account::{AccountError, Codes, answer_with_passkey, sign_in};
use crate::i18n::account_error;
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

/// What is asked for besides the password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Factor {
    None,
    Passkey,
    App,
    RecoveryCode,
}

/// What the account has besides recovery codes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Ways {
    app: bool,
    passkey: bool,
}

/// Login and password; and a passkey or a code, once the office has asked for one.
#[component]
pub fn SignInForm(props: &SignInFormProps) -> Html {
    let factor = use_state_eq(|| Factor::None);
    let ways = use_state_eq(Ways::default);
    let enrols = use_state_eq(|| false);
    let login = props.login.clone().map(AttrValue::from);
    let mut lines = vec![
        Line {
            known: login.clone(),
            is_hidden: props.is_unlock,
            ..Line::new("login", Kind::Login, t!("sign_in.login"))
        },
        Line::new("password", Kind::Password, t!("sign_in.password")),
    ];
    match *factor {
        Factor::None | Factor::Passkey => {}
        Factor::App => lines.push(code_line()),
        Factor::RecoveryCode => lines.push(recovery_line()),
    }
    if *enrols {
        let known = enrolment_code_in_address().map(AttrValue::from);
        let line = Line::new("enrolment-code", Kind::Letters, t!("enrol.code")).with_hint(t!("enrol.code.hint"));
        lines.push(Line { known, ..line });
    }
    let on_submit = {
        let (factor, ways, enrols, on_done) = (factor.clone(), ways.clone(), enrols.clone(), props.on_done.clone());
        Callback::from(move |asked: Asked| {
            let (factor, ways, enrols, on_done) = (factor.clone(), ways.clone(), enrols.clone(), on_done.clone());
            spawn_local(async move {
                let [login, password, codes @ ..] = &asked.values[..] else { return };
                let last = codes.len().wrapping_sub(1);
                let mut shown = (*factor == Factor::Passkey).then(String::new);
                let answer = loop {
                    let codes = Codes {
                        factor: codes
                            .first()
                            .filter(|_| matches!(*factor, Factor::App | Factor::RecoveryCode))
                            .map(String::as_str),
                        passkey: shown.as_deref(),
                        enrolment: codes.get(last).filter(|_| *enrols).map(String::as_str),
                    };
                    match sign_in(login.trim(), password, codes).await {
                        Err(AccountError::CodeNeeded { app, passkey: Some(question) }) => {
                            ways.set(Ways { app, passkey: true });
                            factor.set(Factor::Passkey);
                            match answer_with_passkey(&question).await {
                                Ok(answer) => shown = Some(answer),
                                Err(error) => break Err(error),
                            }
                        }
                        answer => break answer,
                    }
                };
                match answer {
                    Ok(()) => {
                        forget_code_in_address();
                        asked.done();
                        on_done.emit(());
                    }
                    Err(AccountError::NotEnrolled) if !*enrols => {
                        asked.done();
                        enrols.set(true);
                    }
                    Err(error @ (AccountError::NotEnrolled | AccountError::WrongEnrolmentCode)) => {
                        asked.wrong(asked.values.len() - 1, account_error(&error));
                    }
                    Err(AccountError::CodeNeeded { app, .. }) => {
                        asked.done();
                        ways.set(Ways { app, passkey: false });
                        factor.set(if app { Factor::App } else { Factor::RecoveryCode });
                    }
                    Err(error @ (AccountError::NoPasskey | AccountError::WrongPasskey { .. })) => {
                        asked.failed(account_error(&error));
                    }
                    Err(error) => {
                        // Whatever else it is, the password is what one types again.
                        let line = if matches!(error, AccountError::WrongCode { .. }) { 2 } else { 1 };
                        asked.wrong(line, account_error(&error));
                    }
                }
            });
        })
    };
    let way_to = |other: Factor, words: AttrValue| {
        let factor = factor.clone();
        let switch = Callback::from(move |_: MouseEvent| factor.set(other));
        html! { <button type="button" class="button button-text" onclick={switch}>{ words }</button> }
    };
    let other_code = match (*factor, ways.app) {
        (Factor::Passkey, true) => way_to(Factor::App, t!("factor.another_way")),
        (Factor::Passkey, false) => way_to(Factor::RecoveryCode, t!("factor.another_way")),
        (Factor::App, _) => way_to(Factor::RecoveryCode, t!("factor.use_recovery")),
        (Factor::RecoveryCode, true) => way_to(Factor::App, t!("factor.use_app")),
        _ => Html::default(),
    };
    html! {
        <>
            <AskForm {lines} {on_submit} button={if props.is_unlock { t!("lock.open") } else { t!("sign_in.button") }}>
                if let Some(login) = login.filter(|_| props.is_unlock) {
                    <p class="sign-in-who">{ t!("lock.who", login = login) }</p>
                }
            </AskForm>
            { other_code }
            if ways.passkey && *factor != Factor::Passkey { { way_to(Factor::Passkey, t!("factor.use_passkey")) } }
        </>
    }
}

/// The line for what an authenticator app shows.
pub fn code_line() -> Line {
    Line::new("code", Kind::Digits, t!("factor.code")).with_hint(t!("factor.code.hint"))
}

fn recovery_line() -> Line {
    Line::new("recovery-code", Kind::Letters, t!("factor.recovery_code")).with_hint(t!("factor.recovery_code.hint"))
}

/// What stands before the code that enrols a device in the address that a QR code leads to.
const ENROL: &str = "#enrol=";

fn enrolment_code_in_address() -> Option<String> {
    let hash = gloo::utils::window().location().hash().ok()?;
    hash.strip_prefix(ENROL).map(str::to_owned)
}

/// The code is used up; the address is as it was.
fn forget_code_in_address() {
    if enrolment_code_in_address().is_some()
        && let Ok(history) = gloo::utils::window().history()
    {
        let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some("/"));
    }
}
