//! 家族: subjects of support in their own right.

use madobe_shared::case::FamilyMember;
use madobe_shared::codes::Relationship;
use madobe_shared::edit::{Edit, Entry, FamilyField, FieldRef};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::basics::BasicsProps;
use crate::components::fields::{TextField, code_select, disputed_mark, set};
use crate::components::icon::{Glyph, icon};
use crate::components::remove::Remove;
use crate::hooks::{use_case, use_repo};
use crate::i18n::{edit_error, label, named};
use crate::repo::OpenCase;
use crate::t;

/// The family.
#[component]
pub fn Family(props: &BasicsProps) -> Html {
    let repo = use_repo();
    let case = use_case(&props.open);
    let error = use_state_eq(|| None::<AttrValue>);
    let add = {
        let (open, error) = (props.open.clone(), error.clone());
        Callback::from(move |_: MouseEvent| {
            let id = repo.new_entry_id();
            let together = set(FieldRef::Family(id, FamilyField::LivesTogether), "true");
            let added = open.edit([Edit::AddFamilyMember(id), together]);
            error.set(added.err().map(|error| edit_error(&error)));
        })
    };
    html! {
        <section class="card" aria-labelledby="family-title">
            <h2 id="family-title">{ t!("basics.family") }</h2>
            if case.family.is_empty() { <p class="quiet">{ t!("family.none") }</p> }
            <ul class="entries">
                { for case.family.iter().map(|member| html! {
                    <Member key={member.id.to_string()} open={props.open.clone()} member={member.clone()} />
                }) }
            </ul>
            <button type="button" class="button button-outline" onclick={add}>
                { icon(Glyph::Plus) }{ t!("family.add") }
            </button>
            if let Some(error) = (*error).clone() { <p class="field-error" role="alert">{ error }</p> }
        </section>
    }
}

#[derive(PartialEq, Properties)]
struct MemberProps {
    open: OpenCase,
    member: FamilyMember,
}

#[component]
fn Member(props: &MemberProps) -> Html {
    let (open, member) = (&props.open, &props.member);
    let id = member.id;
    let field = move |field| FieldRef::Family(id, field);
    let on_relationship = {
        let open = open.clone();
        Callback::from(move |relationship: Option<Relationship>| {
            let value = relationship.map(|code| code.code().to_owned()).unwrap_or_default();
            let _ = open.edit([set(field(FamilyField::Relationship), &value)]);
        })
    };
    let on_together = {
        let open = open.clone();
        Callback::from(move |event: Event| {
            let together = event.target_unchecked_into::<HtmlInputElement>().checked();
            let _ = open.edit([set(field(FamilyField::LivesTogether), if together { "true" } else { "false" })]);
        })
    };
    let who = match &member.relationship {
        Some(relationship) => label(relationship),
        None => named(&member.name),
    };
    html! {
        <li class="entry" aria-label={who.clone()}>
            <div class="field-grid">
                { code_select(format!("{id}-relationship"), t!("field.relationship"), member.relationship.as_ref(), false,
                              disputed_mark(open, field(FamilyField::Relationship)), on_relationship) }
                <TextField case={open.clone()} field={field(FamilyField::Name)} label={t!("field.name")}
                           value={member.name.clone()} />
                <TextField case={open.clone()} field={field(FamilyField::Phone)} label={t!("field.phone")} kind="tel"
                           value={member.phone.clone()} />
                <label class="check">
                    <input type="checkbox" checked={member.lives_together} onchange={on_together} />
                    <span>{ t!("field.lives_together") }</span>
                </label>
            </div>
            <Remove case={open.clone()} entry={Entry::FamilyMember(id)} label={t!("family.remove_label", who = who)} />
        </li>
    }
}
