//! 履歴: how one place or all of an entry came to read as it does, and how what stood there comes back, as an edit like any other.

use jiff::civil::Date;
use madobe_shared::document::history::Version;
use madobe_shared::edit::{Edit, EditError};
use madobe_shared::form::{Entry, Place, Sort};
use madobe_shared::order;
use madobe_shared::text::difference;
use yew::prelude::*;

use super::dialog::Dialog;
use super::fields::{field_label, members_words, text_words, value_words};
use super::remove::Remove;
use crate::hooks::{use_now, use_repo, use_ui};
use crate::i18n::{edit_error, moment_of_s, short_id};
use crate::repo::{OpenCase, Repo};
use crate::t;

/// So many versions are shown, the latest.
const SHOWN_MAX: usize = 50;

/// Properties of [`PastVersions`].
#[derive(PartialEq, Properties)]
pub struct PastVersionsProps {
    /// The case.
    pub case: OpenCase,
    /// Whose history.
    pub places: Vec<Place>,
    /// What they are called together.
    pub title: AttrValue,
}

/// The button, and the dialog behind it.
#[component]
pub fn PastVersions(props: &PastVersionsProps) -> Html {
    let versions = use_state_eq(|| None::<Vec<Version>>);
    let read = {
        let (case, places, versions) = (props.case.clone(), props.places.clone(), versions.clone());
        Callback::from(move |()| versions.set(Some(case.history(&places))))
    };
    let open = read.reform(|_: MouseEvent| ());
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
                    <VersionList case={props.case.clone()} named={props.places.len() > 1} {versions} {read} {close} />
                </Dialog>
            }
        </>
    }
}

/// The heading of a card, with the history of what stands in it.
pub fn head_with_history(open: &OpenCase, id: &'static str, title: AttrValue, places: Vec<Place>) -> Html {
    html! {
        <div class="section-head">
            <h2 {id}>{ title.clone() }</h2>
            <PastVersions case={open.clone()} {places} {title} />
        </div>
    }
}

/// The end of an entry: its history, and how it goes.
pub fn entry_foot(open: &OpenCase, entry: Entry, who: AttrValue) -> Html {
    html! {
        <div class="entry-foot">
            <PastVersions case={open.clone()} places={Place::of(entry)} title={who.clone()} />
            <Remove case={open.clone()} {entry} label={t!("entry.remove_label", who = who)} />
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct VersionListProps {
    case: OpenCase,
    versions: Vec<Version>,
    /// Whether it is to be said which place changed.
    named: bool,
    /// Reads the versions again.
    read: Callback<()>,
    close: Callback<()>,
}

#[component]
fn VersionList(props: &VersionListProps) -> Html {
    let (repo, ui) = (use_repo(), use_ui());
    let today = use_now().date();
    let error = use_state_eq(|| None::<AttrValue>);
    let restore = |version: &Version| {
        let (case, version, shown) = (props.case.clone(), version.clone(), standing(&props.case, version.place));
        let (ui, read, close, error) = (ui.clone(), props.read.clone(), props.close.clone(), error.clone());
        Callback::from(move |_: MouseEvent| {
            // Nobody takes back what they have not seen.
            if standing(&case, version.place) != shown {
                read.emit(());
                return error.set(Some(t!("versions.moved_on")));
            }
            if matches!(version.place, Place::Value(field) if case.view().conflict(field).is_some()) {
                return error.set(Some(t!("versions.two_values")));
            }
            match bring_back(&case, &version) {
                Ok(()) => {
                    ui.say(t!("versions.restored"));
                    close.emit(());
                }
                Err(failure) => error.set(Some(edit_error(&failure))),
            }
        })
    };
    let one = |version: &Version| {
        let label = place_label(version.place);
        html! {
            <>
                if props.named { <p class="history-place">{ label.clone() }</p> }
                { change(&repo, &props.case, version, today) }
                if is_now(&props.case, version) {
                    <p class="quiet">{ t!("versions.now") }</p>
                } else {
                    <button type="button" class="button button-outline" onclick={restore(version)}
                            aria-label={props.named.then(|| t!("versions.restore_label", what = label))}>
                        { t!("versions.restore") }
                    </button>
                }
            </>
        }
    };
    // What somebody left behind in several places at one time stands under their name once.
    let done = props.versions.chunk_by(|one, next| (one.author, one.at_s) == (next.author, next.at_s));
    let done: Vec<&[Version]> = done.rev().collect();
    html! {
        <>
            if props.versions.is_empty() { <p class="quiet">{ t!("versions.none") }</p> }
            if let Some(error) = (*error).clone() { <p class="field-error" role="alert">{ error }</p> }
            <ul class="history">
                { for done.iter().take(SHOWN_MAX).map(|done| html! {
                    <li class="history-version">
                        if let Some(first) = done.first() { { by(&repo, first, today) } }
                        { for done.iter().map(one) }
                    </li>
                }) }
            </ul>
            if done.len() > SHOWN_MAX { <p class="quiet">{ t!("versions.older", count = done.len() - SHOWN_MAX) }</p> }
        </>
    }
}

/// Who, when by the clock of their device, and on which.
fn by(repo: &Repo, version: &Version, today: Date) -> Html {
    let device = version.author.map(|author| {
        if author.device == repo.device() {
            t!("versions.this_device")
        } else {
            t!("sessions.device", id = short_id(&author.device.to_string()))
        }
    });
    html! {
        <p class="history-by">
            <strong>{ version.author.map(|author| repo.staff_name(author.user)) }</strong>
            { " " }{ moment_of_s(version.at_s, today) }{ " " }{ device }
        </p>
    }
}

fn place_label(place: Place) -> AttrValue {
    match place {
        Place::Value(field) => field_label(field),
        Place::Members(set) => members_words(set, &[], &|_| String::new()).0,
        Place::Text(text) => text_words(text),
    }
}

/// What stood there and what has stood there since; of prose the words, with what the version before did not have.
fn change(repo: &Repo, case: &OpenCase, version: &Version, today: Date) -> Html {
    let name_of = |user| repo.staff_name(user);
    let words = |canonical: &str| match version.place {
        _ if canonical.is_empty() => t!("versions.empty").to_string(),
        Place::Value(field) => value_words(&case.view(), field, canonical, today, &name_of),
        Place::Members(set) => members_words(set, &canonical.lines().collect::<Vec<_>>(), &name_of).1,
        Place::Text(_) => canonical.to_owned(),
    };
    match version.place {
        Place::Text(_) if version.words.is_empty() => html! { <p class="quiet">{ t!("versions.empty") }</p> },
        Place::Text(_) => html! { <p class="history-words">{ marked(&version.before, &version.words) }</p> },
        _ => html! {
            <p class="history-words">
                if !version.before.is_empty() { <del>{ words(&version.before) }</del>{ " → " } }
                <ins>{ words(&version.words) }</ins>
            </p>
        },
    }
}

/// What stands there now, as a version says it.
fn standing(case: &OpenCase, place: Place) -> String {
    match place {
        Place::Value(field) => case.view().value(field),
        Place::Members(set) => {
            let mut members = case.view().members_of(set);
            order::sort_by_key(&mut members, Clone::clone);
            members.join("\n")
        }
        Place::Text(text) => case.text(text),
    }
}

/// Whether it reads now as it did then. Where nothing stands, neither does a yes.
fn is_now(case: &OpenCase, version: &Version) -> bool {
    let now = standing(case, version.place);
    match version.place {
        Place::Value(field) if field.sort() == Sort::YesNo => (now == "true") == (version.words == "true"),
        _ => now == version.words,
    }
}

fn bring_back(case: &OpenCase, version: &Version) -> Result<(), EditError> {
    let now = standing(case, version.place);
    let words = &version.words;
    match version.place {
        Place::Value(field) => case.edit([Edit::set(field, &**words)]),
        Place::Text(text) => case.type_text(text, &now, words, words.chars().count()),
        Place::Members(set) => {
            let member = |member: &str, present| Edit::Member { set, member: member.to_owned(), present };
            let gone = now.lines().filter(|one| words.lines().all(|other| other != *one));
            case.edit(gone.map(|one| member(one, false)).chain(words.lines().map(|one| member(one, true))))
        }
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
