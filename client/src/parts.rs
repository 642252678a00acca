//! The parts of the program that come after it has started. What somebody opens first, at a door and on a slow tablet, is in the program
//! itself: signing in, today, the list. The other screens are fetched while that is looked at.
//!
//! `xtask` cuts the compiled program at the two functions below; whatever only they need goes into a part. The service worker keeps all
//! parts on the device, as it does the rest of the site.

use std::cell::OnceCell;

use wasm_split_helpers::{SplitLoaderError, wasm_split};
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::components::empty::{empty, loading};
use crate::components::shell::focus_page_again;
use crate::pages;
use crate::routes::Route;
use crate::t;

/// A part, to be drawn with.
type Draw = fn(Route) -> Html;

/// The work with cases.
#[wasm_split(casework, fallible)]
fn casework() -> Result<Draw, SplitLoaderError> {
    Ok(pages::casework)
}

/// What is looked after now and then: the device, the account, the office.
#[wasm_split(settings, fallible)]
fn settings() -> Result<Draw, SplitLoaderError> {
    Ok(pages::settings)
}

thread_local! {
    static CASEWORK: OnceCell<Draw> = const { OnceCell::new() };
    static SETTINGS: OnceCell<Draw> = const { OnceCell::new() };
}

/// Which part a screen is in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Casework,
    Settings,
}

impl Part {
    const fn of(route: Route) -> Self {
        match route {
            Route::Device | Route::Devices | Route::Retention | Route::Trail { .. } | Route::Disclosure { .. } => {
                Self::Settings
            }
            _ => Self::Casework,
        }
    }

    /// The part, where it is here already.
    fn here(self) -> Option<Draw> {
        let of = |cell: &OnceCell<Draw>| cell.get().copied();
        match self {
            Self::Casework => CASEWORK.with(of),
            Self::Settings => SETTINGS.with(of),
        }
    }

    /// Fetches the part, unless it is here. A failure is forgotten: the next call tries again.
    async fn fetch(self) -> Result<(), SplitLoaderError> {
        match self {
            Self::Casework => casework().await.map(|draw| CASEWORK.with(|cell| _ = cell.set(draw))),
            Self::Settings => settings().await.map(|draw| SETTINGS.with(|cell| _ = cell.set(draw))),
        }
    }
}

/// Fetches all parts, so that each is here before somebody asks for it, and stays when this version leaves the office's server.
pub fn fetch_all() {
    spawn_local(async {
        for part in [Part::Casework, Part::Settings] {
            // Whoever opens a screen of it tries again, and is told.
            let _ = part.fetch().await;
        }
    });
}

/// Properties of [`Later`].
#[derive(PartialEq, Properties)]
pub struct LaterProps {
    /// What to show.
    pub route: Route,
}

/// A screen of another part, once that is here.
#[component]
pub fn Later(props: &LaterProps) -> Html {
    let part = Part::of(props.route);
    let again = use_force_update();
    let failed = use_state_eq(|| false);
    let is_here = part.here().is_some();
    let fetch = {
        let failed = failed.clone();
        Callback::from(move |()| {
            let (failed, again) = (failed.clone(), again.clone());
            failed.set(false);
            spawn_local(async move {
                failed.set(part.fetch().await.is_err());
                again.force_update();
            });
        })
    };
    use_effect_with(part, {
        let fetch = fetch.clone();
        move |_| {
            if !is_here {
                fetch.emit(());
            }
        }
    });
    let was_here = use_mut_ref(|| is_here);
    use_effect_with(is_here, move |&is_here| {
        if is_here && !was_here.replace(true) {
            focus_page_again();
        }
    });
    match part.here() {
        Some(draw) => draw(props.route),
        None if *failed => {
            let onclick = fetch.reform(|_: MouseEvent| ());
            let what_to_do = html! {
                <>
                    <p>{ t!("parts.what_to_do") }</p>
                    <button type="button" class="button button-outline" {onclick}>{ t!("parts.again") }</button>
                </>
            };
            html! { <div class="page">{ empty(t!("parts.failed"), what_to_do) }</div> }
        }
        None => html! { <div class="page">{ loading() }</div> },
    }
}
