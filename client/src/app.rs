//! The root: preferences, the account, and which page stands at which address.

use yew::prelude::*;

use crate::account::{Account, AccountProvider, use_account};
use crate::components::empty::loading;
use crate::components::shell::Shell;
use crate::hooks::{Preferences, PreferencesProvider, use_route};
use crate::pages::{CasesPage, NotFoundPage, SignInPage, TodayPage};
use crate::parts::{Later, fetch_all};
use crate::repo::Repo;
use crate::routes::Route;

/// The whole app.
#[component]
pub fn App() -> Html {
    html! {
        <AccountProvider>
            <PreferencesProvider>
                <Root />
            </PreferencesProvider>
        </AccountProvider>
    }
}

#[component]
fn Root() -> Html {
    let account = use_account();
    let route = use_route();
    let preferences = use_context::<Preferences>().unwrap_or_default();
    // Words are looked up while rendering, so another language renders everything anew.
    let key = preferences.liked.language.tag();
    use_effect_with((), |()| fetch_all());
    match account {
        Account::Loading => html! { <div class="shell-starting">{ loading() }</div> },
        Account::Outside(outside) => html! { <SignInPage {key} {outside} /> },
        Account::SignedIn(repo) => html! {
            <ContextProvider<Repo> {key} context={repo}>
                <Shell {route}>{ page(route) }</Shell>
            </ContextProvider<Repo>>
        },
    }
}

fn page(route: Route) -> Html {
    match route {
        Route::Today => html! { <TodayPage /> },
        Route::Cases
        | Route::NewCase
        | Route::Case { .. }
        | Route::Sheet { .. }
        | Route::Support { .. }
        | Route::Basics { .. } => html! { <CasesPage {route} /> },
        Route::NotFound => html! { <NotFoundPage /> },
        _ => html! { <Later {route} /> },
    }
}
