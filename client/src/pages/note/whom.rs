//! 会えた人. Nobody met is an answer too, not an empty field.

use madobe_shared::case::{ConsultationField, FamilyMember};
use madobe_shared::codes::{Counterpart, Relationship};
use madobe_shared::edit::Edit;
use madobe_shared::form::SetRef;
use yew::prelude::*;

use super::{RowProps, note_row, set};
use crate::components::chips::{Opener, toggle_chip};
use crate::hooks::use_case;
use crate::i18n::label;
use crate::t;

/// The row.
#[component]
pub fn WhomRow(props: &RowProps) -> Html {
    let all = use_state_eq(|| false);
    let case = use_case(&props.open);
    let contact = &props.contact;
    let entry = contact.id;
    let mut offered = expected(&case.family);
    offered.extend(contact.counterparts.iter().filter(|one| !offered.contains(one)).cloned().collect::<Vec<_>>());
    if *all {
        offered.extend(Counterpart::ALL.iter().filter(|one| !offered.contains(one)).cloned().collect::<Vec<_>>());
    }
    let chip = |counterpart: Counterpart| {
        let pressed = contact.counterparts.contains(&counterpart);
        let words = label(&counterpart);
        let onclick = props.edit.reform(move |()| {
            vec![
                set(entry, ConsultationField::Met, "true"),
                Edit::member(SetRef::Counterparts(entry), &counterpart, !pressed),
            ]
        });
        toggle_chip(pressed, &words, &onclick)
    };
    let nobody = !contact.met;
    let on_nobody = {
        let present = contact.counterparts.clone();
        props.edit.reform(move |()| {
            let mut edits = vec![set(entry, ConsultationField::Met, if nobody { "true" } else { "false" })];
            // Whoever was chosen before was not met after all.
            edits.extend(present.iter().map(|one| Edit::member(SetRef::Counterparts(entry), one, false)));
            edits
        })
    };
    let toggle = {
        let all = all.clone();
        Callback::from(move |()| all.set(!*all))
    };
    let others = Opener { open: *all, words: t!("other"), label: Some(t!("note.whom.other")), ..Opener::default() }
        .chip(&toggle);
    let choices = html! {
        <div class="choices" role="group" aria-labelledby="note-whom">
            { for offered.into_iter().map(chip) }
            { others }
            { toggle_chip(nobody, &t!("note.nobody_met"), &on_nobody) }
        </div>
    };
    note_row("note-whom", t!("note.whom"), choices)
}

/// Whom one may expect to meet: the person, then the family as it stands in the case.
fn expected(family: &[FamilyMember]) -> Vec<Counterpart> {
    let mut expected = vec![Counterpart::Person];
    for relationship in family.iter().filter_map(|member| member.relationship.as_ref()) {
        let counterpart = counterpart_of(relationship);
        if !expected.contains(&counterpart) {
            expected.push(counterpart);
        }
    }
    expected
}

fn counterpart_of(relationship: &Relationship) -> Counterpart {
    match relationship {
        Relationship::Father => Counterpart::Father,
        Relationship::Mother => Counterpart::Mother,
        Relationship::Sibling => Counterpart::Sibling,
        Relationship::Spouse => Counterpart::Spouse,
        Relationship::Child => Counterpart::Child,
        _ => Counterpart::OtherRelative,
    }
}

#[cfg(test)]
mod tests {
    use madobe_shared::ids::EntryId;

    use super::*;

    #[test]
    fn the_family_is_offered_once_each_after_the_person() {
        let member = |relationship| FamilyMember {
            id: EntryId::from_parts(1, [0; 10]),
            author: None,
            name: String::new(),
            relationship,
            other_case: None,
            lives_together: true,
            phone: String::new(),
        };
        let family = [
            member(Some(Relationship::Mother)),
            member(Some(Relationship::Sibling)),
            member(Some(Relationship::Sibling)),
            member(Some(Relationship::Grandparent)),
            member(None),
        ];
        let offered = [Counterpart::Person, Counterpart::Mother, Counterpart::Sibling, Counterpart::OtherRelative];
        assert_eq!(expected(&family), offered);
    }
}
