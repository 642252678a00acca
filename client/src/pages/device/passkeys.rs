//! パスキー: the user's passkeys, adding one and taking one away.

use madobe_shared::ids::UserId;
use yew::platform::spawn_local;
use yew::prelude::*;

use super::second_factor::{either_line, recovery_codes};
use super::security::own_error;
use crate::account::{
    AccountError, Passkey, add_passkey, open_by_passkey_from_now_on, open_by_passkey_no_more, passkey_opens, passkeys,
    remove_passkey,
};
use crate::components::ask_form::{AskForm, Asked, Kind, Line};
use crate::hooks::{use_repo, use_ui};
use crate::i18n::moment_of;
use crate::t;

#[derive(Clone, PartialEq)]
enum Step {
    Asking,
    Failed(AttrValue),
    Listed(Vec<Passkey>, bool),
    Adding,
    Removing(Passkey),
    Codes(Vec<String>),
}

impl Step {
    /// What there is, and whether one of it opens this device for the user.
    async fn begin(user: UserId) -> Self {
        match passkeys().await {
            Ok(passkeys) if passkeys.is_empty() => Self::Adding,
            Ok(passkeys) => Self::Listed(passkeys, passkey_opens(user).await),
            Err(error) => Self::Failed(own_error(&error)),
        }
    }
}

/// Properties of [`PasskeyList`].
#[derive(PartialEq, Properties)]
pub struct PasskeyListProps {
    /// Called when there is nothing left to do.
    pub on_done: Callback<()>,
}

/// One step at a time, in a dialog.
#[component]
pub fn PasskeyList(props: &PasskeyListProps) -> Html {
    let (ui, repo) = (use_ui(), use_repo());
    let (user, today) = (repo.me().user, repo.now_local().date());
    let step = use_state(|| Step::Asking);
    use_effect_with((), {
        let step = step.clone();
        move |()| spawn_local(async move { step.set(Step::begin(user).await) })
    });
    // The office asks for more than the password, and no passkey was shown.
    let needs_code = use_state_eq(|| false);
    let proof = || {
        let password = Line::new("current-password", Kind::Password, t!("sign_in.password"));
        [password].into_iter().chain(needs_code.then(either_line))
    };
    let go = |next: Step| {
        let step = step.clone();
        Callback::from(move |_: MouseEvent| step.set(next.clone()))
    };
    let on_submit = on_submit(user, &step, &needs_code);
    match &*step {
        Step::Asking => html! { <p role="status">{ t!("loading") }</p> },
        Step::Failed(words) => html! { <p class="field-error" role="alert">{ words.clone() }</p> },
        Step::Listed(passkeys, opens) => {
            let item = |passkey: &Passkey| {
                let added = t!("passkeys.added", when = moment_of(passkey.added_at_ms, today));
                let used = passkey
                    .last_used_at_ms
                    .map_or_else(|| t!("passkeys.unused"), |used| t!("passkeys.used", when = moment_of(used, today)));
                html! {
                    <li key={passkey.id.clone()} class="session">
                        <p class="session-words">
                            <strong>{ &passkey.name }</strong>
                            <span class="quiet">{ added }</span><span class="quiet">{ used }</span>
                        </p>
                        <button type="button" class="button button-outline" onclick={go(Step::Removing(passkey.clone()))}
                                aria-label={t!("passkeys.remove_label", name = passkey.name)}>{ t!("passkeys.remove") }</button>
                    </li>
                }
            };
            let opens = *opens;
            let (words, button) = if opens {
                (t!("passkeys.opens"), t!("passkeys.opens.stop"))
            } else {
                (t!("passkeys.opens_not"), t!("passkeys.opens.begin"))
            };
            html! {
                <>
                    <p class="quiet">{ t!("passkeys.lead") }</p>
                    <ul class="sessions" aria-label={t!("passkeys.title")}>{ for passkeys.iter().map(item) }</ul>
                    <button type="button" class="button button-outline" onclick={go(Step::Adding)}>{ t!("passkeys.add") }</button>
                    <AskForm key="opens" lines={vec![]} {on_submit} {button} takes_away={opens} is_second={!opens}>
                        <h3>{ t!("sessions.here") }</h3>
                        <p class="quiet">{ words }</p>
                    </AskForm>
                </>
            }
        }
        Step::Adding => {
            let name =
                Line::new("passkey-name", Kind::Letters, t!("passkeys.name")).with_hint(t!("passkeys.name.hint"));
            html! {
                <AskForm key="add" lines={[name].into_iter().chain(proof()).collect::<Vec<_>>()} {on_submit} button={t!("passkeys.make")}>
                    <p>{ t!("passkeys.off") }</p>
                </AskForm>
            }
        }
        Step::Removing(passkey) => {
            html! {
                <AskForm key="remove" lines={proof().collect::<Vec<_>>()} {on_submit} button={t!("passkeys.remove")} takes_away=true>
                    <p>{ t!("passkeys.removing", name = passkey.name) }</p>
                </AskForm>
            }
        }
        Step::Codes(codes) => {
            let on_done = props.on_done.clone();
            recovery_codes(
                t!("passkeys.codes"),
                codes,
                Callback::from(move |_: MouseEvent| {
                    ui.say(t!("passkeys.is_on"));
                    on_done.emit(());
                }),
            )
        }
    }
}

/// What the form of a step does: it goes on to the next, or says what is wrong.
fn on_submit(user: UserId, step: &UseStateHandle<Step>, needs_code: &UseStateHandle<bool>) -> Callback<Asked> {
    let (step, needs_code) = (step.clone(), needs_code.clone());
    Callback::from(move |asked: Asked| {
        let (step, needs_code) = (step.clone(), needs_code.clone());
        spawn_local(async move {
            // The password follows the name, where one is asked for; a code follows that.
            let password = usize::from(*step == Step::Adding);
            match next(&step, user, &asked.values).await {
                Ok(next) => {
                    asked.done();
                    needs_code.set(false);
                    step.set(next);
                }
                Err(AccountError::CodeNeeded { .. }) => {
                    asked.done();
                    needs_code.set(true);
                }
                Err(error @ AccountError::WrongPassword { .. }) => asked.wrong(password, own_error(&error)),
                Err(error @ AccountError::WrongCode { .. }) => asked.wrong(password + 1, own_error(&error)),
                Err(AccountError::BadName) => asked.wrong(0, t!("passkeys.bad_name")),
                Err(error) => asked.failed(own_error(&error)),
            }
        });
    })
}

async fn next(step: &Step, user: UserId, values: &[String]) -> Result<Step, AccountError> {
    let code = |codes: &[String]| codes.first().cloned().unwrap_or_default();
    match (step, values) {
        (Step::Adding, [name, password, codes @ ..]) => {
            let codes = add_passkey(name, password, &code(codes)).await?;
            if !codes.is_empty() {
                return Ok(Step::Codes(codes));
            }
        }
        (Step::Removing(passkey), [password, codes @ ..]) => {
            remove_passkey(&passkey.id, password, &code(codes)).await?;
        }
        (Step::Listed(_, true), _) => open_by_passkey_no_more().await?,
        (Step::Listed(_, false), _) => open_by_passkey_from_now_on().await?,
        _ => {}
    }
    Ok(Step::begin(user).await)
}
