//! The account, for the pages.

use yew::prelude::*;

use super::Account;
use super::desk::Desk;

/// The properties of [`AccountProvider`].
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct AccountProviderProps {
    /// What may ask for the account.
    pub children: Html,
}

/// Gives [`use_account`] to everything inside.
#[component]
pub fn AccountProvider(props: &AccountProviderProps) -> Html {
    let account = use_state_eq(|| Desk::here().account());
    {
        let account = account.clone();
        use_effect_with((), move |()| {
            let desk = Desk::here();
            let changed = account.clone();
            let subscription = desk.subscribe(Callback::from(move |()| changed.set(Desk::here().account())));
            desk.start();
            // Whatever changed between drawing and subscribing.
            account.set(desk.account());
            move || drop(subscription)
        });
    }
    html! {
        <ContextProvider<Account> context={(*account).clone()}>{ props.children.clone() }</ContextProvider<Account>>
    }
}

/// Who is at the device.
#[hook]
pub fn use_account() -> Account {
    use_context().unwrap_or(Account::Loading)
}
