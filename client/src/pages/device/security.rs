//! パスワードとサインイン: what keeps others out of the user's account. The office decides all of it, so it needs a connection.

use madobe_shared::session::{LinkState, SyncStatus};
use yew::platform::spawn_local;
use yew::prelude::*;

use super::passkeys::PasskeyList;
use super::pin::PinForm;
use super::second_factor::SecondFactorSteps;
use super::sessions::SessionList;
use crate::account::{AccountError, change_password};
use crate::browser::has_passkeys;
use crate::components::ask_form::{AskForm, Asked, Kind, Line};
use crate::components::dialog::Dialog;
use crate::hooks::{use_status, use_ui};
use crate::i18n::account_error;
use crate::t;

/// What a dialog stands open for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Pin,
    Password,
    SecondFactor,
    Passkeys,
    Sessions,
}

impl Part {
    const ALL: [Self; 5] = [Self::Pin, Self::Password, Self::SecondFactor, Self::Passkeys, Self::Sessions];

    fn title(self) -> AttrValue {
        match self {
            Self::Pin => t!("pin.title"),
            Self::Password => t!("password.title"),
            Self::SecondFactor => t!("factor.title"),
            Self::Passkeys => t!("passkeys.title"),
            Self::Sessions => t!("sessions.title"),
        }
    }
}

/// A button for each part, and its dialog.
#[component]
pub fn SecurityCard() -> Html {
    let status = use_status();
    let open = use_state_eq(|| None::<Part>);
    let button = |part: Part| {
        if part == Part::Passkeys && !has_passkeys() {
            return Html::default();
        }
        let open = open.clone();
        let onclick = Callback::from(move |_: MouseEvent| open.set(Some(part)));
        html! { <button type="button" class="button button-outline" {onclick}>{ part.title() }</button> }
    };
    let on_close = Callback::from({
        let open = open.clone();
        move |()| open.set(None)
    });
    let inside = |part| match part {
        Part::Pin => html! { <PinForm on_done={on_close.clone()} /> },
        Part::Password => html! { <PasswordForm on_done={on_close.clone()} /> },
        Part::SecondFactor => html! { <SecondFactorSteps on_done={on_close.clone()} /> },
        Part::Passkeys => html! { <PasskeyList on_done={on_close.clone()} /> },
        Part::Sessions => html! { <SessionList /> },
    };
    html! {
        <section class="card" aria-labelledby="security-title">
            <h2 id="security-title">{ t!("security.title") }</h2>
            if is_away(status) { <p class="notice notice-persimmon" role="status">{ t!("security.offline") }</p> }
            <div class="buttons">{ for Part::ALL.map(button) }</div>
            if let Some(part) = *open {
                <Dialog title={part.title()} on_close={on_close.clone()}>{ inside(part) }</Dialog>
            }
        </section>
    }
}

/// Whether the office is out of reach. A hint for the words above the buttons, never a reason not to try.
fn is_away(status: SyncStatus) -> bool {
    matches!(
        status,
        SyncStatus::Saving { link: LinkState::Offline { .. }, .. }
            | SyncStatus::Unsent { link: LinkState::Offline { .. }, .. }
            | SyncStatus::NothingUnsent { link: LinkState::Offline { .. } }
    )
}

/// What went wrong, where the user is known and only their password can be wrong.
pub fn own_error(error: &AccountError) -> AttrValue {
    match error {
        AccountError::WrongPassword { tries_left: Some(tries) } => t!("error.wrong_own_password", tries = tries),
        other => account_error(other),
    }
}

/// The two lines for a password to be, and the hint that says what it takes.
pub fn new_password_lines() -> [Line; 2] {
    [
        Line::new("new-password", Kind::NewPassword, t!("password.new")).with_hint(t!("password.new.hint")),
        Line::new("new-password-again", Kind::NewPassword, t!("password.again")),
    ]
}

/// Properties of [`PasswordForm`].
#[derive(PartialEq, Properties)]
struct PasswordFormProps {
    on_done: Callback<()>,
}

#[component]
fn PasswordForm(props: &PasswordFormProps) -> Html {
    let ui = use_ui();
    let [new, again] = new_password_lines();
    let lines = vec![Line::new("current-password", Kind::Password, t!("password.current")), new, again];
    let on_done = props.on_done.clone();
    let on_submit = Callback::from(move |asked: Asked| {
        let [current, new, again] = &asked.values[..] else { return };
        if new != again {
            return asked.wrong(2, t!("password.not_same"));
        }
        let (current, new, on_done, ui) = (current.clone(), new.clone(), on_done.clone(), ui.clone());
        spawn_local(async move {
            match change_password(&current, &new).await {
                Ok(()) => {
                    asked.done();
                    ui.say(t!("password.changed"));
                    on_done.emit(());
                }
                Err(error @ AccountError::WrongPassword { .. }) => asked.wrong(0, own_error(&error)),
                Err(error @ (AccountError::PasswordTooShort { .. } | AccountError::PasswordTooLong)) => {
                    asked.wrong(1, own_error(&error));
                }
                Err(AccountError::Offline) => asked.failed(t!("password.offline")),
                Err(error) => asked.failed(own_error(&error)),
            }
        });
    });
    html! {
        <AskForm {lines} {on_submit} button={t!("password.button")}>
            <p class="quiet">{ t!("password.lead") }</p>
        </AskForm>
    }
}
