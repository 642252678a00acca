//! 窓口: whom one can turn to, by age group.

use std::rc::Rc;

use gloo::timers::callback::Timeout;
use madobe_shared::document::directory::{Agency, AgencyKind, Audience};
use madobe_shared::search::fold;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::components::chips::{ChipTone, chip};
use crate::components::empty::empty;
use crate::components::icon::{Glyph, icon};
use crate::components::phone::phone_link;
use crate::components::shell::PAGE_TITLE_ID;
use crate::components::status::StatusBadge;
use crate::hooks::{use_repo, use_repo_events};
use crate::repo::RepoEvent;
use crate::t;

const SEARCH_PAUSE_MS: u32 = 16;

/// The directory of desks and partners.
#[component]
pub fn DirectoryPage() -> Html {
    let repo = use_repo();
    use_repo_events(|event| matches!(event, RepoEvent::Directory));
    let query = use_state_eq(String::new);
    let pending = use_mut_ref(|| None::<Timeout>);
    let oninput = {
        let query = query.clone();
        Callback::from(move |event: InputEvent| {
            let typed = event.target_unchecked_into::<HtmlInputElement>().value();
            let query = query.clone();
            pending.replace(Some(Timeout::new(SEARCH_PAUSE_MS, move || query.set(typed))));
        })
    };
    let directory = repo.directory();
    let agencies = directory.map(|directory| Rc::new(directory.agencies.clone())).unwrap_or_default();
    let wanted = fold(query.trim());
    let found: Vec<&Agency> = agencies.iter().filter(|agency| agency.is_found_by(&wanted)).collect();
    let group = |audience: Audience| {
        let members: Vec<&&Agency> = found.iter().filter(|agency| agency.audience == audience).collect();
        if members.is_empty() {
            return Html::default();
        }
        let (id, title) = match audience {
            Audience::Young => ("directory-young", t!("directory.young")),
            Audience::Anyone => ("directory-anyone", t!("directory.anyone")),
            Audience::Elderly => ("directory-elderly", t!("directory.elderly")),
        };
        html! {
            <section aria-labelledby={id}>
                <div class="section-head">
                    <h2 {id}>{ title }</h2><span>{ t!("count.items", count = members.len()) }</span>
                </div>
                <ul class="agencies">{ for members.into_iter().map(|agency| entry(agency)) }</ul>
            </section>
        }
    };
    html! {
        <div class="page">
            <header class="page-head page-head-status">
                <h1 id={PAGE_TITLE_ID} tabindex="-1">{ t!("nav.directory") }</h1>
                <StatusBadge />
            </header>
            <div class="search search-page" role="search">
                { icon(Glyph::Search) }
                <input class="search-input" type="search" aria-label={t!("directory.search")} autocomplete="off"
                       placeholder={t!("directory.search.placeholder")} {oninput} />
            </div>
            if agencies.is_empty() {
                { empty(t!("directory.empty"), t!("directory.empty.what_to_do")) }
            } else if found.is_empty() {
                { empty(t!("cases.none_found"), t!("directory.none_found")) }
            }
            { for [Audience::Young, Audience::Anyone, Audience::Elderly].into_iter().map(group) }
        </div>
    }
}

fn entry(agency: &Agency) -> Html {
    let kind = match agency.kind {
        AgencyKind::Desk => t!("directory.desk"),
        AgencyKind::Partner => t!("directory.partner"),
    };
    html! {
        <li class="agency" key={agency.id.to_string()}>
            <h3 class="agency-name">{ &agency.name }</h3>
            if !agency.description.is_empty() { <p>{ &agency.description }</p> }
            <p class="agency-facts">
                <span class="agency-line">
                    <span class="agency-phone">{ phone_link(&agency.phone) }</span>{ chip(ChipTone::Plain, kind) }
                </span>
                if !agency.hours.is_empty() { <span>{ &agency.hours }</span> }
                if !agency.address.is_empty() { <span>{ &agency.address }</span> }
            </p>
        </li>
    }
}
