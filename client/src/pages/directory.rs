//! 窓口: whom one can turn to, by age group, and beside it what else the office keeps for everyone. The desk edits both in place.

mod agency;
mod editor;
mod gatherings;

use std::rc::Rc;

use madobe_shared::case::Agency;
use madobe_shared::codes::Audience;
use madobe_shared::form::EntryKind;
use madobe_shared::ids::{DocId, EntryId};
use madobe_shared::search::fold;
use yew::prelude::*;

use self::agency::AgencyEntry;
use self::editor::use_editing;
use self::gatherings::{GATHERINGS_TITLE, Gatherings};
use crate::access::may_change;
use crate::components::conflicts::Conflicts;
use crate::components::empty::empty;
use crate::components::search_line::SearchLine;
use crate::components::shell::PAGE_TITLE_ID;
use crate::components::status::StatusBadge;
use crate::hooks::{Opening, use_open_case, use_repo, use_repo_events};
use crate::i18n::{label, open_error};
use crate::pages::case::entries::{Entries, Listed};
use crate::repo::{OpenCase, RepoEvent};
use crate::t;

/// The page: for the desk to edit, for others to read.
#[component]
pub fn DirectoryPage() -> Html {
    let repo = use_repo();
    html! {
        <div class="page">
            <header class="page-head page-head-status">
                <h1 id={PAGE_TITLE_ID} tabindex="-1">{ t!("nav.directory") }</h1>
                <StatusBadge />
            </header>
            if may_change(&repo.me().role) { <Kept /> } else { <Listing open={None::<OpenCase>} office={None::<OpenCase>} /> }
        </div>
    }
}

/// Both documents, once they are open.
#[component]
fn Kept() -> Html {
    let (directory, office) = (use_open_case(DocId::DIRECTORY), use_open_case(DocId::OFFICE));
    let failed = |opening: &Opening| match opening {
        Opening::Failed(error) => html! { <p class="notice notice-persimmon" role="alert">{ open_error(error) }</p> },
        Opening::Loading | Opening::Open(_) => Html::default(),
    };
    let opened = |opening: &Opening| match opening {
        Opening::Open(open) => Some(open.clone()),
        Opening::Loading | Opening::Failed(_) => None,
    };
    html! {
        <>
            { failed(&directory) }
            <Listing open={opened(&directory)} office={opened(&office)} />
            { failed(&office) }
            if let Some(open) = opened(&office) {
                <Entries {open} listed={Listed::Templates} />
            }
        </>
    }
}

#[derive(PartialEq, Properties)]
struct ListingProps {
    /// The directory, where it can be edited.
    open: Option<OpenCase>,
    /// What else the office keeps, where it can be edited.
    office: Option<OpenCase>,
}

/// The directory of desks and partners.
#[component]
fn Listing(props: &ListingProps) -> Html {
    let repo = use_repo();
    use_repo_events(|event| matches!(event, RepoEvent::Office));
    let query = use_state_eq(String::new);
    let editing = use_editing(props.open.clone(), EntryKind::Agency);
    let on_query = {
        let query = query.clone();
        Callback::from(move |typed| query.set(typed))
    };
    let directory = repo.of_the_office(DocId::DIRECTORY);
    let agencies: Rc<[Agency]> = directory.map(|directory| directory.agencies.clone().into()).unwrap_or_default();
    let wanted = fold(query.trim());
    // What is being edited stays where it is, whatever is looked for.
    let found: Vec<&Agency> =
        agencies.iter().filter(|agency| editing.is(agency.id) || agency.is_found_by(&wanted)).collect();
    // And where it was when somebody began, for whom it is meanwhile said to be: its fields keep the cursor.
    let begun = use_mut_ref(|| None::<(EntryId, Audience)>);
    if begun.borrow().as_ref().map(|(id, _)| *id) != editing.entry {
        let edited = found.iter().find(|agency| editing.is(agency.id));
        *begun.borrow_mut() = edited.map(|agency| (agency.id, group_of(agency)));
    }
    let place_of = |agency: &Agency| match &*begun.borrow() {
        Some((id, group)) if *id == agency.id => group.clone(),
        _ => group_of(agency),
    };
    let office = repo.of_the_office(DocId::OFFICE);
    let has_gatherings = office.is_some_and(|office| office.gatherings.iter().any(|one| one.is_found_by(&wanted)));
    let group = |audience: &Audience| {
        let members: Vec<&&Agency> = found.iter().filter(|agency| place_of(agency) == *audience).collect();
        if members.is_empty() {
            return Html::default();
        }
        let id = group_title(audience);
        html! {
            <section aria-labelledby={id.clone()}>
                <div class="section-head">
                    <h2 {id}>{ label(audience) }</h2><span>{ t!("count.items", count = members.len()) }</span>
                </div>
                <ul class="agencies">
                    { for members.into_iter().map(|agency| html! {
                        <AgencyEntry key={agency.id.to_string()} agency={(*agency).clone()} open={props.open.clone()}
                                     is_edited={editing.is(agency.id)} on_edit={editing.on_edit.clone()} />
                    }) }
                </ul>
            </section>
        }
    };
    html! {
        <>
            <SearchLine class={classes!("search-page")} label={t!("directory.search")}
                        placeholder={t!("directory.search.placeholder")} {on_query} />
            { jumps(&found, has_gatherings) }
            <Gatherings open={props.office.clone()} wanted={wanted.clone()} />
            { editing.add_button(t!("directory.add")) }
            if let Some(case) = props.open.clone() { <Conflicts {case} /> }
            if agencies.is_empty() {
                { empty(t!("directory.empty"), t!("directory.empty.what_to_do")) }
            } else if found.is_empty() && !has_gatherings {
                { empty(t!("cases.none_found"), t!("directory.none_found")) }
            }
            { for Audience::ALL.iter().map(group) }
        </>
    }
}

/// Buttons that go to the parts of the page: on a telephone it is many screens long.
fn jumps(found: &[&Agency], has_gatherings: bool) -> Html {
    let groups = Audience::ALL.iter().filter(|audience| found.iter().any(|agency| group_of(agency) == **audience));
    let groups = groups.map(|audience| (group_title(audience), label(audience)));
    let gatherings = has_gatherings.then(|| (GATHERINGS_TITLE.to_owned(), t!("gatherings.title")));
    let jump = |(id, words): (String, AttrValue)| {
        let onclick = Callback::from(move |_: MouseEvent| {
            if let Some(title) = gloo::utils::document().get_element_by_id(&id) {
                title.scroll_into_view();
            }
        });
        html! { <button type="button" class="button button-text" {onclick}>{ words }</button> }
    };
    html! { <nav class="jumps" aria-label={t!("directory.jumps")}>{ for gatherings.into_iter().chain(groups).map(jump) }</nav> }
}

/// The id of a group's title.
fn group_title(audience: &Audience) -> String {
    format!("directory-{}", audience.code())
}

/// The group an agency stands in: one for an audience of a newer version is for anyone, rather than for nobody.
fn group_of(agency: &Agency) -> Audience {
    if agency.audience.is_known() { agency.audience.clone() } else { Audience::Anyone }
}
