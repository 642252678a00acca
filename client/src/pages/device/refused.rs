//! 届かなかった記録: what the office refused for good, in the words it was written in, and what was damaged before the office had it.

use yew::platform::spawn_local;
use yew::prelude::*;

use madobe_shared::blob::BlobKey;
use madobe_shared::ids::DocId;
use madobe_shared::protocol::RejectReason;

use crate::components::attachments::{Picture, Shown, open_file};
use crate::hooks::{use_repo, use_status};
use crate::i18n::{named, storage_error};
use crate::repo::Refused;
use crate::t;

/// Everything that does not arrive, by case; nothing where all does.
#[component]
pub fn RefusedWork() -> Html {
    let repo = use_repo();
    let status = use_status();
    let refused = use_state_eq(Vec::<Refused>::new);
    let error = use_state_eq(|| None::<AttrValue>);
    let shown = use_state_eq(|| None::<Shown>);
    // The status changes with every change that is refused or put away.
    use_effect_with(status, {
        let (repo, refused, error) = (repo.clone(), refused.clone(), error.clone());
        move |_| {
            spawn_local(async move {
                match repo.refused().await {
                    Ok(found) => refused.set(found),
                    Err(failure) => error.set(Some(storage_error(&failure))),
                }
            });
        }
    });
    let put_away = |one: &Refused| {
        let (repo, refused, error, one) = (repo.clone(), refused.clone(), error.clone(), one.clone());
        Callback::from(move |_: MouseEvent| {
            let (repo, refused, error, one) = (repo.clone(), refused.clone(), error.clone(), one.clone());
            spawn_local(async move {
                match repo.put_away(&one).await {
                    Ok(()) => refused.set(refused.iter().filter(|other| **other != one).cloned().collect()),
                    Err(failure) => error.set(Some(storage_error(&failure))),
                }
            });
        })
    };
    let case_name = |doc: DocId| {
        let summaries = repo.summaries();
        summaries.iter().find(|summary| summary.id == doc).map_or_else(|| t!("entry.unnamed"), |case| named(&case.name))
    };
    let open = {
        let (repo, shown, error) = (repo.clone(), shown.clone(), error.clone());
        Callback::from(move |(key, name): (BlobKey, AttrValue)| {
            let (repo, shown, error) = (repo.clone(), shown.clone(), error.clone());
            spawn_local(async move {
                match repo.refused_file(key).await {
                    Ok(Some(bytes)) => match open_file(&name, key.hash, bytes) {
                        Ok(picture) => shown.set(picture),
                        Err(words) => error.set(Some(words)),
                    },
                    // It has gone from here, and the list is about to say so.
                    Ok(None) => {}
                    Err(failure) => error.set(Some(storage_error(&failure))),
                }
            });
        })
    };
    let close = {
        let shown = shown.clone();
        Callback::from(move |()| shown.set(None))
    };
    let file = |(index, key): (usize, &BlobKey)| {
        let (key, name) = (*key, t!("refused.file", number = index + 1));
        let onclick = open.reform({
            let name = name.clone();
            move |_: MouseEvent| (key, name.clone())
        });
        html! { <button type="button" class="button button-text" {onclick}>{ t!("refused.open", name = name) }</button> }
    };
    let item = |one: &Refused| {
        html! {
            <li key={one.doc.to_string()} class="refused">
                if let Some(reason) = one.reason { <p>{ reason_words(reason, one.doc) }</p> }
                { for one.words.iter().map(|words| html! { <blockquote class="refused-words">{ words }</blockquote> }) }
                if !one.files.is_empty() {
                    <p>{ t!("refused.files", count = one.files.len()) }{ for one.files.iter().enumerate().map(file) }</p>
                }
                if one.damaged_files > 0 { <p>{ t!("refused.damaged_files", case = case_name(one.doc), count = one.damaged_files) }</p> }
                <button type="button" class="button button-outline" onclick={put_away(one)}>{ t!("refused.put_away") }</button>
            </li>
        }
    };
    html! {
        <>
            if !refused.is_empty() {
                <div class="notice notice-persimmon">
                    <h3>{ t!("refused.title") }</h3>
                    <p>{ t!("refused.what_to_do") }</p>
                    <ul class="refused-list">{ for refused.iter().map(item) }</ul>
                </div>
            }
            if let Some(error) = (*error).clone() { <p class="field-error" role="alert">{ error }</p> }
            if let Some(shown) = (*shown).clone() { <Picture {shown} title={t!("files.photo")} on_close={close} /> }
        </>
    }
}

fn reason_words(reason: RejectReason, doc: DocId) -> AttrValue {
    match reason {
        RejectReason::NoAccess if doc.is_of_the_office() => t!("refused.office"),
        RejectReason::NoAccess if doc.is_minutes() => t!("refused.minutes"),
        RejectReason::DeadDocument if doc.is_minutes() => t!("refused.minutes.dead"),
        RejectReason::DeadDocument | RejectReason::NoAccess => t!("refused.dead"),
        RejectReason::MissingDependencies | RejectReason::Malformed | RejectReason::ForeignAuthor => {
            t!("refused.other")
        }
    }
}
