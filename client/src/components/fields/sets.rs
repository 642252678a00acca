//! Sets as chips, each put in or taken out with one tap.

use madobe_shared::codes::CodeList;
use madobe_shared::edit::Edit;
use madobe_shared::form::{SetMember, SetRef};
use madobe_shared::ids::UserId;
use yew::prelude::*;

use super::words::members_words;
use crate::components::chips::toggle_chip;
use crate::i18n::label;
use crate::repo::{OpenCase, Repo};

/// A set of codes under its label. `is_offered` leaves out what need not be asked; what stands in the set is always shown, and what an office's
/// own list has as long as it stands.
pub fn code_set<C: CodeList + SetMember>(open: &OpenCase, set: SetRef, is_offered: impl Fn(&C) -> bool) -> Html {
    let standing: Vec<C> = open.view().members_of(set).iter().filter_map(|member| C::read_member(member)).collect();
    let known = C::ALL.iter().chain(standing.iter().filter(|one| !one.is_known()));
    let shown = known.filter(|one| standing.contains(one) || is_offered(one));
    chips(open, set, shown.map(|one| (one.write_member(), label(one))).collect())
}

/// A set of staff under its label: all who work here now, and whoever stands in it.
pub fn staff_set(repo: &Repo, open: &OpenCase, set: SetRef) -> Html {
    let staff = repo.staff();
    let mut users: Vec<UserId> =
        staff.members.iter().filter(|member| member.active).map(|member| member.user).collect();
    let standing = open.view().members_of(set);
    let standing = standing.iter().filter_map(|member| UserId::read_member(member));
    let gone: Vec<UserId> = standing.filter(|user| !users.contains(user)).collect();
    users.extend(gone);
    chips(open, set, users.iter().map(|user| (user.write_member(), repo.staff_name(*user).into())).collect())
}

fn chips(open: &OpenCase, set: SetRef, offered: Vec<(String, AttrValue)>) -> Html {
    let standing = open.view().members_of(set);
    let chip = |(member, words): (String, AttrValue)| {
        let pressed = standing.contains(&member);
        let open = open.clone();
        let onclick = Callback::from(move |()| {
            // Two taps before the screen has followed take back each other.
            let present = !open.view().members_of(set).contains(&member);
            // Refused only for members far longer than any code or id.
            let _ = open.edit([Edit::Member { set, member: member.clone(), present }]);
        });
        toggle_chip(pressed, &words, &onclick)
    };
    let id = match set.entry() {
        None => format!("set-{}", set.key()),
        Some(entry) => format!("set-{}-{}", entry.id, set.key()),
    };
    html! {
        <div class="field" role="group" aria-labelledby={id.clone()}>
            <p class="field-label" {id}>{ members_words(set, &[], &|_| String::new()).0 }</p>
            <div class="choices">{ for offered.into_iter().map(chip) }</div>
        </div>
    }
}
