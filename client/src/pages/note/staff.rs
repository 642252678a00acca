//! 一緒に行った人: oneself, and whoever came along.

use madobe_shared::edit::Edit;
use madobe_shared::form::SetRef;
use madobe_shared::ids::UserId;
use yew::prelude::*;

use super::{RowProps, note_row};
use crate::components::chips::{Opener, toggle_chip};
use crate::components::icon::Glyph;
use crate::hooks::use_repo;
use crate::t;

/// The row.
#[component]
pub fn StaffRow(props: &RowProps) -> Html {
    let repo = use_repo();
    let all = use_state_eq(|| false);
    let contact = &props.contact;
    let entry = contact.id;
    let me = repo.me().user;
    let mut offered = vec![me];
    offered.extend(contact.staff.iter().copied().filter(|user| *user != me));
    if *all {
        let staff = repo.staff();
        let others = staff.members.iter().filter(|member| member.active).map(|member| member.user);
        offered.extend(others.filter(|user| *user != me && !contact.staff.contains(user)));
    }
    let chip = |user: UserId| {
        let pressed = contact.staff.contains(&user);
        let words = if user == me { t!("note.staff.me") } else { AttrValue::from(repo.staff_name(user)) };
        let onclick = props.edit.reform(move |()| vec![Edit::member(SetRef::Staff(entry), &user, !pressed)]);
        toggle_chip(pressed, &words, &onclick)
    };
    let toggle = {
        let all = all.clone();
        Callback::from(move |()| all.set(!*all))
    };
    let add = Opener {
        open: *all,
        glyph: Some(Glyph::Plus),
        words: t!("note.staff.add"),
        label: Some(t!("note.staff.add_label")),
        ..Opener::default()
    }
    .chip(&toggle);
    let choices = html! {
        <div class="choices" role="group" aria-labelledby="note-staff">
            { for offered.into_iter().map(chip) }
            { add }
        </div>
    };
    note_row("note-staff", t!("note.staff"), choices)
}
