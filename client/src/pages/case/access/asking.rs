//! What is asked before who sees a case changes: with whom and until when, or whether it shall be so. Each says what will happen.

use jiff::Span;
use jiff::civil::Date;
use madobe_shared::calendar::parse_full_date;
use madobe_shared::ids::UserId;
use madobe_shared::protocol::StaffMember;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::access::{Access, Change, may_change};
use crate::components::fields::staff_select;
use crate::i18n::addressed;
use crate::repo::Repo;
use crate::t;

/// A question that stands in a dialog.
#[derive(Clone, PartialEq)]
pub enum Asking {
    /// With whom the case shall be shared, and until when.
    Share {
        /// Who was chosen.
        user: Option<UserId>,
        /// The last day, as it stands in its field.
        until: String,
    },
    /// Whether someone shall be taken out of the team.
    Withdraw(UserId),
    /// Whether only the team shall see the case, or the desk again.
    Restrict(bool),
}

impl Asking {
    /// The heading of the dialog.
    pub fn title(&self, repo: &Repo) -> AttrValue {
        match self {
            Self::Share { .. } => t!("access.share.title"),
            Self::Withdraw(user) => t!("access.withdraw.title", name = name(repo, *user)),
            Self::Restrict(true) => t!("access.restrict.title"),
            Self::Restrict(false) => t!("access.open.title"),
        }
    }

    /// With whom it shall be shared, once they are chosen.
    pub fn chosen(&self) -> Option<UserId> {
        match self {
            Self::Share { user, .. } => *user,
            Self::Withdraw(_) | Self::Restrict(_) => None,
        }
    }

    /// What is to be filled in, and what will happen.
    pub fn inside(&self, repo: &Repo, access: &Access, ask: &Callback<Option<Self>>) -> Html {
        let words = match self {
            Self::Share { user, until } => return share(repo, (*user, until), access, ask),
            Self::Withdraw(user) => {
                let keeps_it = !access.restricted && member(repo, *user).is_some_and(|one| may_change(&one.role));
                let name = name(repo, *user);
                if keeps_it {
                    t!("access.withdraw.desk", name = name)
                } else {
                    t!("access.withdraw.words", name = name)
                }
            }
            Self::Restrict(true) => t!("access.restrict.words"),
            Self::Restrict(false) => t!("access.open.words"),
        };
        html! { <p>{ words }</p> }
    }

    /// The button that does it, and the one that does not.
    pub fn buttons(
        &self,
        repo: &Repo,
        act: &Callback<(Change, AttrValue)>,
        ask: &Callback<Option<Self>>,
        error: &UseStateHandle<Option<AttrValue>>,
    ) -> Html {
        let (words, tone) = match self {
            Self::Share { .. } => (t!("access.share"), "button-main"),
            Self::Withdraw(_) => (t!("access.withdraw.yes"), "button-persimmon"),
            Self::Restrict(true) => (t!("access.restrict"), "button-main"),
            Self::Restrict(false) => (t!("access.open"), "button-main"),
        };
        let (asking, repo, act, error) = (self.clone(), repo.clone(), act.clone(), error.clone());
        let onclick = Callback::from(move |_: MouseEvent| match asking.change(&repo) {
            Ok(change) => act.emit(change),
            Err(words) => error.set(Some(words)),
        });
        html! {
            <div class="buttons">
                <button type="button" class={classes!("button", tone)} {onclick}>{ words }</button>
                <button type="button" class="button button-quiet" onclick={ask.reform(|_: MouseEvent| None)}>
                    { t!("cancel") }
                </button>
            </div>
        }
    }

    /// What is to be done, and what is said once it is; or what is missing.
    fn change(&self, repo: &Repo) -> Result<(Change, AttrValue), AttrValue> {
        let name = |user| name(repo, user);
        Ok(match self {
            Self::Share { user: None, .. } => return Err(t!("form.needed", what = t!("access.share.who"))),
            Self::Share { user: Some(user), until } => {
                let until = Some(until.trim()).filter(|day| !day.is_empty()).map(parse_full_date).transpose();
                let until = until.map_err(|_| t!("error.date"))?;
                (Change::Share(*user, until), t!("access.shared", name = name(*user)))
            }
            Self::Withdraw(user) => (Change::Withdraw(*user), t!("access.withdrawn", name = name(*user))),
            Self::Restrict(true) => (Change::Restrict(true), t!("access.is_restricted")),
            Self::Restrict(false) => (Change::Restrict(false), t!("access.is_open")),
        })
    }
}

/// As people are addressed, on one line.
fn name(repo: &Repo, user: UserId) -> String {
    addressed(&repo.staff_name(user)).replace(' ', "\u{a0}")
}

fn member(repo: &Repo, user: UserId) -> Option<StaffMember> {
    repo.staff().members.iter().find(|member| member.user == user).cloned()
}

fn share(repo: &Repo, (user, until): (Option<UserId>, &str), access: &Access, ask: &Callback<Option<Asking>>) -> Html {
    let today = repo.now_local().date();
    let place = user.and_then(|user| access.team.iter().find(|place| place.user == user));
    let on_user = {
        let (repo, access) = (repo.clone(), access.clone());
        ask.reform(move |user: Option<UserId>| {
            let place = access.team.iter().find(|place| Some(place.user) == user);
            let until = match place {
                Some(place) => place.until,
                None => user.and_then(|user| usual_last_day(&repo, user, today)),
            };
            Some(Asking::Share { user, until: until.map(|day| day.to_string()).unwrap_or_default() })
        })
    };
    let on_until = ask.reform(move |event: Event| {
        let until = event.target_unchecked_into::<HtmlInputElement>().value();
        Some(Asking::Share { user, until })
    });
    html! {
        <>
            <p>{ t!("access.share.lead") }</p>
            { staff_select(repo, "share-who", t!("access.share.who"), user, Html::default(), on_user) }
            if place.is_some() { <p class="quiet" role="status">{ t!("access.share.again") }</p> }
            <div class="field">
                <label class="field-label" for="share-until">{ t!("access.share.until") }</label>
                <input class="input" id="share-until" type="date" min={today.to_string()} value={until.to_owned()}
                       onchange={on_until} aria-describedby="share-until-hint" />
                <p class="field-hint" id="share-until-hint">{ t!("access.share.until.hint") }</p>
            </div>
        </>
    }
}

/// Coordinators come and go with their posts: what is shared with them ends, unless somebody wants it otherwise.
fn usual_last_day(repo: &Repo, user: UserId, today: Date) -> Option<Date> {
    let is_of_the_desk = member(repo, user).is_some_and(|one| may_change(&one.role));
    if is_of_the_desk { None } else { today.checked_add(Span::new().try_months(3).ok()?).ok() }
}
