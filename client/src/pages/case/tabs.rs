//! Tabs as the ARIA pattern describes them: one stop for the Tab key, arrows between tabs, each tab an address of its own.

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

use crate::hooks::go_to_instead;
use crate::routes::Route;

/// One tab.
#[derive(Clone, PartialEq)]
pub struct Tab {
    /// Its address.
    pub route: Route,
    /// Its name in ids.
    pub key: &'static str,
    /// Its words.
    pub words: AttrValue,
    /// How many things it holds, where that is worth saying.
    pub count: Option<usize>,
}

/// Properties of [`Tabs`].
#[derive(PartialEq, Properties)]
pub struct TabsProps {
    /// The tabs.
    pub tabs: Vec<Tab>,
    /// The open one.
    pub current: Route,
    /// What the open one shows.
    pub panel: Html,
}

/// The tabs and the panel of the open one.
#[component]
pub fn Tabs(props: &TabsProps) -> Html {
    let list = use_node_ref();
    let at = props.tabs.iter().position(|tab| tab.route == props.current).unwrap_or(0);
    let routes: Vec<Route> = props.tabs.iter().map(|tab| tab.route).collect();
    let select = {
        let (list, routes) = (list.clone(), routes.clone());
        Callback::from(move |to: usize| {
            // Replaced, so that "back" leaves the case and does not walk through its tabs.
            if let Some(route) = routes.get(to) {
                go_to_instead(*route);
            }
            if let Some((_, tab)) = tab_at(&list, to) {
                let _ = tab.focus();
            }
        })
    };
    // Where they are wider than the screen, the open one shows. The page itself stays where it is.
    use_effect_with(at, {
        let list = list.clone();
        move |&at| {
            if let Some((list, tab)) = tab_at(&list, at) {
                let before = (list.client_width() - tab.offset_width()) / 2;
                list.set_scroll_left(tab.offset_left() - list.offset_left() - before);
            }
        }
    });
    let onkeydown = {
        let (select, count) = (select.clone(), routes.len());
        Callback::from(move |event: KeyboardEvent| {
            let to = match event.key().as_str() {
                "ArrowRight" => (at + 1) % count,
                "ArrowLeft" => (at + count - 1) % count,
                "Home" => 0,
                "End" => count - 1,
                _ => return,
            };
            event.prevent_default();
            select.emit(to);
        })
    };
    let tab = |(index, tab): (usize, &Tab)| {
        let is_open = index == at;
        let onclick = select.reform(move |_: MouseEvent| index);
        html! {
            <button type="button" role="tab" class="tab" id={format!("tab-{}", tab.key)} aria-selected={is_open.to_string()}
                    aria-controls="tab-panel" tabindex={if is_open { "0" } else { "-1" }} {onclick}>
                { tab.words.clone() }
                if let Some(count) = tab.count { <span class="tab-count" aria-hidden="true">{ count }</span> }
            </button>
        }
    };
    let open_key = props.tabs.get(at).map_or("", |tab| tab.key);
    html! {
        <>
            <div class="tabs" role="tablist" ref={list} {onkeydown}>
                { for props.tabs.iter().enumerate().map(tab) }
            </div>
            <div class="tab-panel" role="tabpanel" id="tab-panel" aria-labelledby={format!("tab-{open_key}")} key={open_key}>
                { props.panel.clone() }
            </div>
        </>
    }
}

/// The list of tabs and one of them, on the page.
fn tab_at(list: &NodeRef, at: usize) -> Option<(HtmlElement, HtmlElement)> {
    let list: HtmlElement = list.cast()?;
    let tab = list.children().item(u32::try_from(at).ok()?)?.dyn_into().ok()?;
    Some((list, tab))
}
