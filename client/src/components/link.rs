//! Links within the app.

use yew::prelude::*;

use crate::hooks::go_to;
use crate::routes::Route;

/// Properties of [`RouteLink`].
#[derive(PartialEq, Properties)]
pub struct RouteLinkProps {
    /// Where it leads.
    pub to: Route,
    /// Classes.
    #[prop_or_default]
    pub class: Classes,
    /// Whether it leads to the screen that is open: `page`, or `true` for a part of it.
    #[prop_or_default]
    pub current: Option<&'static str>,
    /// The accessible name, where the content does not make a good one.
    #[prop_or_default]
    pub label: Option<AttrValue>,
    /// What it shows.
    pub children: Html,
}

/// A link to a screen, which opens without loading the page anew.
#[component]
pub fn RouteLink(props: &RouteLinkProps) -> Html {
    let to = props.to;
    let onclick = Callback::from(move |event: MouseEvent| {
        // The user who asks for another tab or window gets it from the browser.
        if event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key() {
            return;
        }
        event.prevent_default();
        go_to(to);
    });
    html! {
        <a class={props.class.clone()} href={to.to_path()} {onclick} aria-current={props.current}
           aria-label={props.label.clone()}>
            { props.children.clone() }
        </a>
    }
}
