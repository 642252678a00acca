//! Who can read the minutes of a conference: those who were there, and for whom of them the office opens them. The office does it, so it
//! needs a connection.

use madobe_shared::codes::Role;
use madobe_shared::ids::{DocId, EntryId, UserId};
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::access::{Access, AccessError, Change, change, may_change};
use crate::account::AccountError;
use crate::components::chips::{ChipTone, chip};
use crate::components::dialog::Dialog;
use crate::hooks::{use_access, use_repo, use_ui};
use crate::i18n::{access_error, addressed};
use crate::repo::{OpenCase, Repo};
use crate::t;

/// Properties of [`Readers`].
#[derive(PartialEq, Properties)]
pub struct ReadersProps {
    /// The minutes.
    pub open: OpenCase,
    /// Their conference.
    pub conference: EntryId,
    /// The staff who were there.
    pub attendees: Vec<UserId>,
}

/// The list, asked for anew once the office has what was written here: before, it knows of no minutes.
#[component]
pub fn Readers(props: &ReadersProps) -> Html {
    let received = use_state_eq(|| props.open.received());
    use_effect_with(props.open.clone(), {
        let received = received.clone();
        move |open| {
            received.set(open.received());
            let following = open.clone();
            let subscription = open.subscribe(Callback::from(move |()| received.set(following.received())));
            move || drop(subscription)
        }
    });
    let minutes = DocId::minutes_of(props.conference);
    html! { <Listing key={received.to_string()} {minutes} attendees={props.attendees.clone()} /> }
}

#[derive(PartialEq, Properties)]
struct ListingProps {
    minutes: DocId,
    attendees: Vec<UserId>,
}

#[component]
fn Listing(props: &ListingProps) -> Html {
    let (repo, ui) = (use_repo(), use_ui());
    let minutes = props.minutes;
    let (seen, on_change) = use_access(minutes);
    let busy = use_state_eq(|| false);
    let error = use_state_eq(|| None::<AttrValue>);
    let taking_out = use_state_eq(|| None::<UserId>);
    let act = {
        let (busy, error, taking_out) = (busy.clone(), error.clone(), taking_out.clone());
        Callback::from(move |(wanted, done): (Vec<Change>, AttrValue)| {
            if *busy {
                return;
            }
            busy.set(true);
            error.set(None);
            let (on_change, busy, error, taking_out, ui) =
                (on_change.clone(), busy.clone(), error.clone(), taking_out.clone(), ui.clone());
            spawn_local(async move {
                let mut failed = None;
                for one in wanted {
                    match change(minutes, one).await {
                        Ok(access) => on_change.emit(access),
                        Err(failure) => failed = failed.or(Some(access_error(&failure))),
                    }
                }
                if failed.is_none() {
                    ui.say(done);
                    taking_out.set(None);
                }
                error.set(failed);
                busy.set(false);
            });
        })
    };
    let offline = AccessError::Office(AccountError::Offline);
    let Some(known) = seen.known.as_ref() else {
        let words = match &seen.failed {
            None => t!("loading"),
            Some(AccessError::NotFound) => t!("minutes.readers.not_yet"),
            Some(failure) if *failure == offline => t!("minutes.readers.offline"),
            Some(failure) => access_error(failure),
        };
        return html! { <p class="quiet" role="status">{ words }</p> };
    };
    let access = &known.0;
    let is_away = !seen.connected || seen.failed.as_ref() == Some(&offline);
    let changes = !is_away && may_change(&repo.me().role);
    let waiting: Vec<UserId> = props.attendees.iter().copied().filter(|user| !reads(access, *user)).collect();
    let share = {
        let changes: Vec<Change> = waiting.iter().map(|user| Change::Share(*user, None)).collect();
        act.reform(move |_: MouseEvent| (changes.clone(), t!("minutes.shared")))
    };
    let others = access.team.iter().map(|place| place.user).filter(|user| !props.attendees.contains(user));
    let shown: Vec<UserId> = props.attendees.iter().copied().chain(others).collect();
    let take_out = {
        let taking_out = taking_out.clone();
        Callback::from(move |user: Option<UserId>| taking_out.set(user))
    };
    let is_outside = |user: &UserId| {
        repo.staff().members.iter().any(|member| member.user == *user && *member.role.acting() == Role::Coordinator)
    };
    html! {
        <>
            <ul class="team" aria-label={t!("minutes.readers")}>
                { for shown.iter().map(|user| reader(&repo, *user, props, access, changes.then_some(&take_out))) }
            </ul>
            if shown.iter().any(is_outside) { <p class="quiet">{ t!("minutes.coordinator") }</p> }
            if changes && !waiting.is_empty() {
                <div class="buttons">
                    <button type="button" class="button button-outline" disabled={*busy} onclick={share}>{ t!("minutes.share") }</button>
                </div>
            }
            if is_away { <p class="quiet" role="status">{ t!("minutes.readers.offline") }</p> }
            if let Some(user) = *taking_out {
                { asking(&repo, user, &act, &take_out, (*error).clone()) }
            } else if let Some(error) = (*error).clone() {
                <p class="field-error" role="alert">{ error }</p>
            }
        </>
    }
}

fn reads(access: &Access, user: UserId) -> bool {
    access.team.iter().any(|place| place.user == user)
}

fn reader(
    repo: &Repo,
    user: UserId,
    props: &ListingProps,
    access: &Access,
    take_out: Option<&Callback<Option<UserId>>>,
) -> Html {
    let name = repo.staff_name(user);
    let is_in = reads(access, user);
    let state = match (is_in, props.attendees.contains(&user)) {
        (true, true) => chip(ChipTone::Green, t!("minutes.reads")),
        (true, false) => chip(ChipTone::Yellow, t!("minutes.reads.absent")),
        (false, _) => chip(ChipTone::Plain, t!("minutes.waits")),
    };
    html! {
        <li key={user.to_string()} class="team-place">
            <p class="team-words"><strong>{ &name }</strong>{ state }</p>
            if let Some(take_out) = take_out.filter(|_| is_in) {
                <button type="button" class="button button-text" aria-label={t!("access.withdraw_label", name = name)}
                        onclick={take_out.reform(move |_: MouseEvent| Some(user))}>
                    { t!("access.withdraw") }
                </button>
            }
        </li>
    }
}

/// Whether someone shall be taken out, and what will happen.
fn asking(
    repo: &Repo,
    user: UserId,
    act: &Callback<(Vec<Change>, AttrValue)>,
    take_out: &Callback<Option<UserId>>,
    error: Option<AttrValue>,
) -> Html {
    let name = addressed(&repo.staff_name(user)).replace(' ', "\u{a0}");
    let done = t!("access.withdrawn", name = name);
    let yes = act.reform(move |_: MouseEvent| (vec![Change::Withdraw(user)], done.clone()));
    html! {
        <Dialog title={t!("access.withdraw.title", name = name)} on_close={take_out.reform(|()| None)}>
            <p>{ t!("minutes.withdraw.words", name = name) }</p>
            if let Some(error) = error { <p class="field-error" role="alert">{ error }</p> }
            <div class="buttons">
                <button type="button" class="button button-persimmon" onclick={yes}>{ t!("access.withdraw.yes") }</button>
                <button type="button" class="button button-quiet" onclick={take_out.reform(|_: MouseEvent| None)}>
                    { t!("cancel") }
                </button>
            </div>
        </Dialog>
    }
}
