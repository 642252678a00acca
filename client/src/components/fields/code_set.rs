//! A set of codes as chips, each put in or taken out with one tap.

use madobe_shared::codes::CodeList;
use madobe_shared::edit::Edit;
use madobe_shared::form::{SetMember, SetRef};
use yew::prelude::*;

use super::words::members_words;
use crate::components::chips::toggle_chip;
use crate::i18n::label;
use crate::repo::OpenCase;

/// The chips under their label. `is_offered` leaves out what need not be asked; what stands in the set is always shown, and what an office's own
/// list has as long as it stands.
pub fn code_set<C: CodeList + SetMember>(open: &OpenCase, set: SetRef, is_offered: impl Fn(&C) -> bool) -> Html {
    let standing: Vec<C> = open.view().members_of(set).iter().filter_map(|member| C::read_member(member)).collect();
    let chip = |one: &C| {
        let (open, member) = (open.clone(), one.clone());
        let onclick = Callback::from(move |()| {
            // Two taps before the screen has followed take back each other.
            let is_in = open.view().members_of(set).contains(&member.write_member());
            // Refused only for codes far longer than any.
            let _ = open.edit([Edit::member(set, &member, !is_in)]);
        });
        toggle_chip(standing.contains(one), &label(one), &onclick)
    };
    let known = C::ALL.iter().chain(standing.iter().filter(|one| !one.is_known()));
    let shown = known.filter(|one| standing.contains(one) || is_offered(one));
    let id = match set.entry() {
        None => format!("set-{}", set.key()),
        Some(entry) => format!("set-{}-{}", entry.id, set.key()),
    };
    html! {
        <div class="field" role="group" aria-labelledby={id.clone()}>
            <p class="field-label" {id}>{ members_words(set, &[], &|_| String::new()).0 }</p>
            <div class="choices">{ for shown.map(chip) }</div>
        </div>
    }
}
