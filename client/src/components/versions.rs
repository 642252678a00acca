//! 履歴: how a prose came to read as it does, and how an older wording comes back, as an edit like any other.

use madobe_shared::document::history::Version;
use madobe_shared::form::TextRef;
use madobe_shared::text::difference;
use yew::prelude::*;

use super::dialog::Dialog;
use crate::hooks::{use_now, use_repo, use_ui};
use crate::i18n::{edit_error, moment_of_s};
use crate::repo::OpenCase;
use crate::t;

/// So many versions are shown, the latest.
const SHOWN_MAX: usize = 50;

/// Properties of [`PastVersions`].
#[derive(PartialEq, Properties)]
pub struct PastVersionsProps {
    /// The case.
    pub case: OpenCase,
    /// Which prose.
    pub text: TextRef,
    /// What it is called.
    pub title: AttrValue,
}

/// The button, and the dialog behind it.
#[component]
pub fn PastVersions(props: &PastVersionsProps) -> Html {
    let versions = use_state_eq(|| None::<Vec<Version>>);
    let open = {
        let (case, text, versions) = (props.case.clone(), props.text, versions.clone());
        Callback::from(move |_: MouseEvent| versions.set(Some(case.history(text))))
    };
    let close = {
        let versions = versions.clone();
        Callback::from(move |()| versions.set(None))
    };
    html! {
        <>
            <button type="button" class="button button-text history-open" onclick={open}
                    aria-label={t!("versions.open_label", what = props.title.clone())}>
                { t!("versions.open") }
            </button>
            if let Some(versions) = (*versions).clone() {
                <Dialog title={t!("versions.open_label", what = props.title.clone())} on_close={close.clone()}>
                    <VersionList case={props.case.clone()} text={props.text} {versions} {close} />
                </Dialog>
            }
        </>
    }
}

#[derive(PartialEq, Properties)]
struct VersionListProps {
    case: OpenCase,
    text: TextRef,
    versions: Vec<Version>,
    close: Callback<()>,
}

#[component]
fn VersionList(props: &VersionListProps) -> Html {
    let (repo, ui) = (use_repo(), use_ui());
    let today = use_now().date();
    let error = use_state_eq(|| None::<AttrValue>);
    let now = props.case.text(props.text);
    let restore = |words: &str| {
        let (case, text, words) = (props.case.clone(), props.text, words.to_owned());
        let (ui, close, error) = (ui.clone(), props.close.clone(), error.clone());
        Callback::from(move |_: MouseEvent| {
            let standing = case.text(text);
            match case.type_text(text, &standing, &words, words.chars().count()) {
                Ok(()) => {
                    ui.say(t!("versions.restored"));
                    close.emit(());
                }
                Err(failure) => error.set(Some(edit_error(&failure))),
            }
        })
    };
    let one = |(at, version): (usize, &Version)| {
        let before = at.checked_sub(1).map_or("", |before| &props.versions[before].words);
        let who = version.author.map(|author| repo.staff_name(author.user)).unwrap_or_default();
        html! {
            <li class="history-version">
                <p class="history-by">
                    <strong>{ who }</strong>{ " " }{ moment_of_s(version.at_s, today) }
                </p>
                if version.words.is_empty() {
                    <p class="quiet">{ t!("versions.empty") }</p>
                } else {
                    <p class="history-words">{ marked(before, &version.words) }</p>
                }
                if version.words == now {
                    <p class="quiet">{ t!("versions.now") }</p>
                } else {
                    <button type="button" class="button button-outline" onclick={restore(&version.words)}>{ t!("versions.restore") }</button>
                }
            </li>
        }
    };
    html! {
        <>
            if props.versions.is_empty() { <p class="quiet">{ t!("versions.none") }</p> }
            if let Some(error) = (*error).clone() { <p class="field-error" role="alert">{ error }</p> }
            <ul class="history">{ for props.versions.iter().enumerate().rev().take(SHOWN_MAX).map(one) }</ul>
        </>
    }
}

/// The words, with what the version before did not have.
fn marked(before: &str, words: &str) -> Html {
    let Some(splice) = difference(before, words, None) else { return html! { { words } } };
    let letters: Vec<char> = words.chars().collect();
    let end = splice.at + splice.insert.chars().count();
    let part = |from: usize, to: usize| letters.get(from..to).unwrap_or_default().iter().collect::<String>();
    html! { <>{ part(0, splice.at) }<ins>{ splice.insert }</ins>{ part(end, letters.len()) }</> }
}
