//! The frame around every screen: navigation, banners, the place of the page, and what is said in passing.

use gloo::timers::callback::Timeout;
use madobe_shared::codes::Deed;
use web_sys::HtmlElement;
use yew::prelude::*;

use super::banners::{SessionBanner, StorageBanner, UpdateBanner};
use super::icon::{Glyph, icon};
use super::link::RouteLink;
use crate::hooks::{Ui, use_repo, use_repo_events, use_title, use_window_event};
use crate::repo::RepoEvent;
use crate::routes::Route;
use crate::t;

/// How long a quiet confirmation stays.
const SAID_FOR_MS: u32 = 5_000;

/// The id of the heading of a screen, which takes the focus when the screen opens.
pub const PAGE_TITLE_ID: &str = "page-title";

/// Properties of [`Shell`].
#[derive(PartialEq, Properties)]
pub struct ShellProps {
    /// The screen that is open.
    pub route: Route,
    /// The page.
    pub children: Html,
}

/// The frame.
#[component]
pub fn Shell(props: &ShellProps) -> Html {
    let route = props.route;
    let said = use_state_eq(|| None::<AttrValue>);
    let ui = use_memo((), {
        let said = said.clone();
        move |()| Ui::new(Callback::from(move |words| said.set(Some(words))))
    });
    use_title(route.title());
    use_focus_on_new_screen(route, (*ui).clone());

    let repo = use_repo();
    // The paper leaves the office's sight, and the app prints nothing that it does not show.
    let deed = if matches!(route, Route::Disclosure { .. }) { Deed::Disclosed } else { Deed::Printed };
    use_window_event("beforeprint", Callback::from(move |_| repo.witness(deed.clone(), route.case())));

    let skip = Callback::from(|event: MouseEvent| {
        event.prevent_default();
        focus_page();
    });
    let writing = matches!(route, Route::Note { .. });
    html! {
        <ContextProvider<Ui> context={(*ui).clone()}>
            <div class={classes!("shell", writing.then_some("shell-writing"))}>
                <a class="skip-link" href="#main" onclick={skip}>{ t!("skip") }</a>
                <Navigation {route} />
                <div class="shell-page">
                    <StorageBanner />
                    <SessionBanner />
                    <UpdateBanner />
                    <main id="main" class="main" tabindex="-1">{ props.children.clone() }</main>
                </div>
                <Said words={(*said).clone()} on_done={Callback::from(move |()| said.set(None))} />
            </div>
        </ContextProvider<Ui>>
    }
}

/// Moves the focus to the heading of a screen that has opened, and remembers the screen before it.
#[hook]
fn use_focus_on_new_screen(route: Route, ui: Ui) {
    let last = use_mut_ref(|| None::<Route>);
    use_effect_with(route, move |&route| {
        let before = last.borrow_mut().replace(route);
        if let Some(before) = before.filter(|before| !before.is_same_screen(route)) {
            ui.memory().previous.set(Some(before));
            focus_page();
        }
    });
}

/// Moves the focus to the heading of a screen that came late, unless it has been moved elsewhere meanwhile.
pub fn focus_page_again() {
    if gloo::utils::document().active_element().is_some_and(|active| active.id() == "main") {
        focus_page();
    }
}

fn focus_page() {
    let document = gloo::utils::document();
    let target = document.get_element_by_id(PAGE_TITLE_ID).or_else(|| document.get_element_by_id("main"));
    if let Some(target) = target.and_then(|target| wasm_bindgen::JsCast::dyn_into::<HtmlElement>(target).ok()) {
        let _ = target.focus();
    }
}

#[derive(PartialEq, Properties)]
struct NavigationProps {
    route: Route,
}

#[component]
fn Navigation(props: &NavigationProps) -> Html {
    let repo = use_repo();
    use_repo_events(|event| matches!(event, RepoEvent::Staff));
    let me = repo.me();
    let here = props.route;
    let in_cases = here.has_list() || here.case().is_some();
    let item = |to: Route, glyph: Glyph, words: AttrValue, is_current: bool| {
        html! {
            <li>
                <RouteLink {to} class={classes!("nav-link")} current={is_current.then_some("page")}>
                    { icon(glyph) }<span>{ words }</span>
                </RouteLink>
            </li>
        }
    };
    let initial = me.name.chars().next().unwrap_or('・').to_string();
    html! {
        <nav class="nav" aria-label={t!("nav.label")}>
            <p class="nav-brand" aria-hidden="true">{ "窓辺" }</p>
            <ul class="nav-links">
                { item(Route::Today, Glyph::Home, t!("nav.today"), matches!(here, Route::Today | Route::Schedule)) }
                { item(Route::Cases, Glyph::People, t!("nav.cases"), in_cases) }
                { item(Route::Directory, Glyph::Book, t!("nav.directory"), here == Route::Directory) }
                <li class="nav-me">
                    <RouteLink to={Route::Device} class={classes!("nav-link")} label={t!("nav.device")}
                               current={here.is_settings().then_some("page")}>
                        <span class="avatar" aria-hidden="true">{ initial }</span><span>{ t!("nav.device") }</span>
                    </RouteLink>
                </li>
            </ul>
        </nav>
    }
}

#[derive(PartialEq, Properties)]
struct SaidProps {
    words: Option<AttrValue>,
    on_done: Callback<()>,
}

/// A quiet confirmation. Its place is always in the page, so that screen readers notice the words that come into it.
#[component]
fn Said(props: &SaidProps) -> Html {
    use_effect_with(props.words.clone(), {
        let on_done = props.on_done.clone();
        move |words| {
            let timer = words.is_some().then(|| Timeout::new(SAID_FOR_MS, move || on_done.emit(())));
            move || drop(timer)
        }
    });
    html! {
        <div class="said" role="status" aria-live="polite">
            if let Some(words) = props.words.clone() {
                <p class="said-words">{ icon(Glyph::Check) }{ words }</p>
            }
        </div>
    }
}
