//! ほかの相談: a relative who has a case of their own. Each side is shown to those who see it, from what is on the
//! device, and nothing is written into the other.

use std::rc::Rc;

use madobe_shared::case::FamilyField;
use madobe_shared::edit::Edit;
use madobe_shared::form::FieldRef;
use madobe_shared::ids::{DocId, EntryId};
use madobe_shared::summary::CaseSummary;
use yew::prelude::*;

use crate::components::fields::disputed_mark;
use crate::components::link::RouteLink;
use crate::components::search_line::SearchLine;
use crate::hooks::{use_case, use_focus_kept, use_repo, use_summaries};
use crate::i18n::{addressed, edit_error, named};
use crate::repo::OpenCase;
use crate::routes::Route;
use crate::t;

/// So many cases are offered at once.
const SHOWN_MAX: usize = 6;

/// Properties of [`OtherCase`].
#[derive(PartialEq, Properties)]
pub struct OtherCaseProps {
    /// The case.
    pub open: OpenCase,
    /// The relative.
    pub id: EntryId,
}

/// The other case of a relative, or how one is found.
#[component]
pub fn OtherCase(props: &OtherCaseProps) -> Html {
    let repo = use_repo();
    let case = use_case(&props.open);
    let summaries = use_summaries();
    let query = use_state_eq(|| None::<String>);
    let error = use_state_eq(|| None::<AttrValue>);
    let field = FieldRef::FamilyMember(props.id, FamilyField::OtherCase);
    let other = case.family.iter().find(|member| member.id == props.id).and_then(|member| member.other_case);
    let place = use_node_ref();
    use_focus_kept(place.clone(), "a, input, button", (other, query.is_some()));
    let Some(member) = case.family.iter().find(|member| member.id == props.id) else { return Html::default() };
    let set = {
        let (open, query, error) = (props.open.clone(), query.clone(), error.clone());
        Callback::from(move |to: Option<DocId>| {
            let value = to.map(|to| to.to_string()).unwrap_or_default();
            error.set(open.edit([Edit::set(field, value)]).err().map(|failure| edit_error(&failure)));
            query.set(None);
        })
    };
    let ask = |to: Option<String>| {
        let query = query.clone();
        Callback::from(move |_: MouseEvent| query.set(to.clone()))
    };
    let shown = match (member.other_case, &*query) {
        (Some(other), _) => {
            // That there is another case is for those to know who see it.
            let Some(summary) = summaries.iter().find(|summary| summary.id == other) else { return Html::default() };
            let unlink = set.reform(|_: MouseEvent| None);
            html! {
                <p class="other-case">
                    <span class="quiet">{ t!("field.other_case") }{ disputed_mark(&props.open, field) }</span>
                    <RouteLink to={Route::Case { id: other }}>{ named(&summary.name) }{ " " }{ &summary.number }</RouteLink>
                    <button type="button" class="button button-text" onclick={unlink}>{ t!("family.unlink") }</button>
                </p>
            }
        }
        (None, None) => html! {
            <button type="button" class="button button-text" onclick={ask(Some(member.name.clone()))}>{ t!("family.link") }</button>
        },
        (None, Some(words)) => {
            let found = if words.trim().is_empty() { Vec::new() } else { repo.search(words) };
            let found = found.into_iter().map(|hit| hit.summary).filter(|summary| summary.id != case.id);
            let on_query = {
                let query = query.clone();
                Callback::from(move |typed| query.set(Some(typed)))
            };
            let row = |summary: Rc<CaseSummary>| {
                let id = summary.id;
                html! {
                    <li key={id.to_string()}>
                        <button type="button" class="finding-row" onclick={set.reform(move |_: MouseEvent| Some(id))}>
                            <strong>{ named(&summary.name) }</strong><span>{ &summary.number }</span>
                        </button>
                    </li>
                }
            };
            html! {
                <div class="finding" role="group" aria-label={t!("family.link")}>
                    <SearchLine label={t!("family.link.search")} initial={member.name.clone()} {on_query} />
                    <ul class="finding-rows">{ for found.take(SHOWN_MAX).map(row) }</ul>
                    <p class="quiet">{ t!("family.link.lead") }</p>
                    <button type="button" class="button button-quiet" onclick={ask(None)}>{ t!("cancel") }</button>
                </div>
            }
        }
    };
    html! {
        <div ref={place}>
            { shown }
            if let Some(error) = (*error).clone() { <p class="field-error" role="alert">{ error }</p> }
        </div>
    }
}

/// Properties of [`RelativeOf`].
#[derive(PartialEq, Properties)]
pub struct RelativeOfProps {
    /// The case.
    pub case: DocId,
}

/// In which cases on this device somebody has said that this one is a relative's.
#[component]
pub fn RelativeOf(props: &RelativeOfProps) -> Html {
    let summaries = use_summaries();
    let theirs = summaries.iter().filter(|summary| summary.other_cases.contains(&props.case));
    let notice = |summary: &Rc<CaseSummary>| {
        html! {
            <p class="notice notice-indigo" key={summary.id.to_string()}>
                <RouteLink to={Route::Basics { id: summary.id }}>
                    { t!("family.relative_of", name = addressed(&summary.name)) }
                </RouteLink>
            </p>
        }
    };
    html! { <>{ for theirs.map(notice) }</> }
}
