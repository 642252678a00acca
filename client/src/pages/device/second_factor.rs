//! 二段階認証: setting up an authenticator app, keeping the recovery codes, and taking it away again.

use std::rc::Rc;

use yew::platform::spawn_local;
use yew::prelude::*;

use super::security::own_error;
use crate::account::{
    AccountError, Offer, SecondFactor, begin_second_factor, confirm_second_factor, remove_second_factor, second_factor,
};
use crate::components::ask_form::{AskForm, Asked, Kind, Line};
use crate::components::qr::qr;
use crate::components::sign_in_form::code_line;
use crate::hooks::use_ui;
use crate::t;

/// How far the user is.
#[derive(Clone, PartialEq)]
enum Step {
    Asking,
    Failed(AttrValue),
    Off,
    Offered(Rc<Offer>),
    Codes(Rc<[String]>),
    On { recovery_codes_left: u32 },
}

impl Step {
    fn of(answer: Result<SecondFactor, AccountError>) -> Self {
        match answer {
            Ok(SecondFactor { enabled: true, recovery_codes_left }) => Self::On { recovery_codes_left },
            Ok(_) => Self::Off,
            Err(error) => Self::Failed(own_error(&error)),
        }
    }
}

/// Properties of [`SecondFactorSteps`].
#[derive(PartialEq, Properties)]
pub struct SecondFactorStepsProps {
    /// Called when there is nothing left to do.
    pub on_done: Callback<()>,
}

/// One step at a time, in a dialog.
#[component]
pub fn SecondFactorSteps(props: &SecondFactorStepsProps) -> Html {
    let ui = use_ui();
    let step = use_state_eq(|| Step::Asking);
    use_effect_with((), {
        let step = step.clone();
        move |()| spawn_local(async move { step.set(Step::of(second_factor().await)) })
    });
    let password = || Line::new("current-password", Kind::Password, t!("sign_in.password"));
    // The office asks for more than the password, and no passkey was shown.
    let needs_code = use_state_eq(|| false);
    match &*step {
        Step::Asking => html! { <p role="status">{ t!("loading") }</p> },
        Step::Failed(words) => html! { <p class="field-error" role="alert">{ words.clone() }</p> },
        Step::Off => {
            let on_submit = answered(&step, &needs_code, |values| async move {
                let code = values.get(1).map_or("", String::as_str);
                begin_second_factor(&values[0], code).await.map(|offer| Step::Offered(Rc::new(offer)))
            });
            let lines: Vec<_> = [password()].into_iter().chain(needs_code.then(either_line)).collect();
            html! {
                <AskForm key="begin" {lines} {on_submit} button={t!("factor.begin")}>
                    <p>{ t!("factor.off") }</p>
                </AskForm>
            }
        }
        Step::Offered(offer) => {
            let on_submit = answered(&step, &needs_code, |values| async move {
                confirm_second_factor(&values[0]).await.map(|codes| Step::Codes(codes.into()))
            });
            html! {
                <AskForm key="confirm" lines={vec![code_line()]} {on_submit} button={t!("factor.confirm")}>
                    <p>{ t!("factor.scan") }</p>
                    if let Some(drawing) = &offer.qr { { qr(drawing, t!("factor.qr")) } }
                    <p class="quiet">{ t!("factor.secret") }</p>
                    <p class="secret" role="group" aria-label={t!("factor.secret.label")}><code>{ &offer.secret }</code></p>
                </AskForm>
            }
        }
        Step::Codes(codes) => {
            let done = {
                let on_done = props.on_done.clone();
                Callback::from(move |_: MouseEvent| {
                    ui.say(t!("factor.is_on"));
                    on_done.emit(());
                })
            };
            recovery_codes(t!("factor.codes"), codes, done)
        }
        Step::On { recovery_codes_left } => {
            let on_submit = answered(&step, &needs_code, |values| async move {
                remove_second_factor(&values[0], &values[1]).await.map(|()| Step::Off)
            });
            html! {
                <AskForm key="remove" lines={vec![password(), either_line()]} {on_submit} button={t!("factor.remove")} takes_away=true>
                    <p>{ t!("factor.on", count = recovery_codes_left) }</p>
                    <p class="quiet">{ t!("factor.remove.lead") }</p>
                </AskForm>
            }
        }
    }
}

/// A code, whichever is at hand.
pub fn either_line() -> Line {
    Line::new("code", Kind::Letters, t!("factor.either")).with_hint(t!("factor.either.hint"))
}

/// Recovery codes, shown this once.
pub fn recovery_codes(words: AttrValue, codes: &[String], on_kept: Callback<MouseEvent>) -> Html {
    html! {
        <div class="ask-form">
            <p role="status">{ words }</p>
            <ol class="recovery-codes" aria-label={t!("factor.codes.label")}>
                { for codes.iter().map(|code| html! { <li key={code.clone()}><code>{ code }</code></li> }) }
            </ol>
            <p class="notice notice-persimmon">{ t!("factor.codes.once") }</p>
            <button type="button" class="button button-main button-large" onclick={on_kept}>
                { t!("factor.codes.kept") }
            </button>
        </div>
    }
}

/// What a form does: asks the office, and goes on to the next step where it agrees.
fn answered<F>(
    step: &UseStateHandle<Step>,
    needs_code: &UseStateHandle<bool>,
    ask: impl Fn(Vec<String>) -> F + 'static,
) -> Callback<Asked>
where
    F: Future<Output = Result<Step, AccountError>> + 'static,
{
    let (step, needs_code) = (step.clone(), needs_code.clone());
    Callback::from(move |asked: Asked| {
        let (step, needs_code, answer) = (step.clone(), needs_code.clone(), ask(asked.values.clone()));
        spawn_local(async move {
            match answer.await {
                Ok(next) => {
                    asked.done();
                    step.set(next);
                }
                Err(AccountError::CodeNeeded { .. }) => {
                    asked.done();
                    needs_code.set(true);
                }
                Err(error @ AccountError::WrongCode { .. }) => {
                    asked.wrong(asked.values.len() - 1, own_error(&error));
                }
                Err(error @ AccountError::WrongPassword { .. }) => asked.wrong(0, own_error(&error)),
                Err(error) => asked.failed(own_error(&error)),
            }
        });
    })
}
