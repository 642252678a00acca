//! One field of a case, asked for by what may stand there.

use madobe_shared::case::{
    AgencyField, AlertField, Case, CaseField, ConferenceField, ConsentField, GatheringField, ParticipationField,
    PlanActionField, PlanField, ReferralField, TaskField,
};
use madobe_shared::edit::Edit;
use madobe_shared::form::{FieldRef, Sort};
use madobe_shared::ids::UserId;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::code_select::{family_select, staff_select, table_select};
use super::gathering_select::gathering_select;
use super::text_field::{Reading, TextField};
use super::words::{field_label, value_words};
use super::{disputed_mark, field_id};
use crate::repo::{OpenCase, Repo};
use crate::t;

/// The field with its label. What has an editor of its own (the next contact, the closing, when a visit was), or follows from where something
/// was begun, is not asked for here.
pub fn field(repo: &Repo, open: &OpenCase, field: FieldRef) -> Html {
    let case = open.view();
    let value = case.value(field);
    let on_choose = {
        let open = open.clone();
        // Refused only for values far longer than any code or id.
        Callback::from(move |value: AttrValue| drop(open.edit([Edit::set(field, &*value)])))
    };
    let (id, label, mark) = (field_id(field), field_label(field), disputed_mark(open, field));
    let line = |kind: &'static str, reading, value: String, hint: Option<AttrValue>| {
        let wide = is_wide(field);
        let lines = matches!(
            field,
            FieldRef::Agency(_, AgencyField::Description) | FieldRef::Gathering(_, GatheringField::Description)
        );
        html! {
            <TextField key={id.clone()} case={open.clone()} {field} label={label.clone()} {value} {kind} {reading} {hint} {wide} {lines} />
        }
    };
    match field.sort() {
        // The list says it; a name of one's own is for what does not stand there.
        Sort::Words if is_named_by_the_list(&case, field) => Html::default(),
        Sort::Words => line("text", Reading::AsTyped, value, None),
        Sort::Phone => line("tel", Reading::AsTyped, value, None),
        Sort::Email => line("email", Reading::AsTyped, value, None),
        Sort::Postcode => line("text", Reading::Postcode, value, Some(t!("field.postcode.hint"))),
        Sort::Day => line("date", Reading::Day, value, None),
        Sort::PartialDate => {
            let words = value_words(&case, field, &value, jiff::civil::Date::ZERO, &|user| repo.staff_name(user));
            let shown = if value.is_empty() { value } else { words };
            line("text", Reading::Birth, shown, Some(t!("field.birth.hint")))
        }
        Sort::Code(table) => table_select(id, label, table, value, is_always_set(field), mark, on_choose),
        Sort::Staff => {
            let on_choose = on_choose
                .reform(|user: Option<UserId>| user.map(|user| AttrValue::from(user.to_string())).unwrap_or_default());
            staff_select(repo, id, label, value.parse().ok(), mark, on_choose)
        }
        Sort::Gathering => gathering_select(repo, open, field, id, label, &value),
        Sort::FamilyMember => family_select(&case, id, label, value, mark, on_choose),
        Sort::YesNo => {
            let onchange = on_choose.reform(|event: Event| {
                let is_checked = event.target_unchecked_into::<HtmlInputElement>().checked();
                AttrValue::Static(if is_checked { "true" } else { "false" })
            });
            html! {
                <label class="check" key={id.clone()}>
                    <input type="checkbox" {id} checked={value == "true"} {onchange} />
                    <span>{ label }{ mark }</span>
                </label>
            }
        }
        Sort::TimeOfDay
        | Sort::Minutes
        | Sort::Plan
        | Sort::Agency
        | Sort::Contact
        | Sort::Bytes
        | Sort::Hash
        | Sort::Case
        | Sort::NextContact
        | Sort::Closure => Html::default(),
    }
}

fn is_named_by_the_list(case: &Case, field: FieldRef) -> bool {
    let FieldRef::Participation(id, ParticipationField::Name) = field else { return false };
    !case.value(FieldRef::Participation(id, ParticipationField::Gathering)).is_empty()
}

/// Whether a field asks for a whole sentence.
fn is_wide(field: FieldRef) -> bool {
    matches!(
        field,
        FieldRef::Case(CaseField::PersonAddress | CaseField::ContactWishes)
            | FieldRef::Alert(_, AlertField::Text)
            | FieldRef::Consent(_, ConsentField::Purpose)
            | FieldRef::Task(_, TaskField::What)
            | FieldRef::PlanAction(_, PlanActionField::What | PlanActionField::Outcome)
            | FieldRef::Referral(_, ReferralField::Name)
            | FieldRef::Conference(_, ConferenceField::Others)
            | FieldRef::Agency(_, AgencyField::Name | AgencyField::Address | AgencyField::Description)
            | FieldRef::Gathering(_, GatheringField::Name | GatheringField::Place | GatheringField::Description)
            | FieldRef::Participation(_, ParticipationField::Name)
    )
}

/// Whether something always stands there, so that nothing cannot be chosen.
fn is_always_set(field: FieldRef) -> bool {
    matches!(
        field,
        FieldRef::Case(CaseField::Status)
            | FieldRef::Alert(_, AlertField::Level)
            | FieldRef::Plan(_, PlanField::Status)
            | FieldRef::Referral(_, ReferralField::Status)
            | FieldRef::Agency(_, AgencyField::Kind | AgencyField::Audience)
            | FieldRef::Gathering(_, GatheringField::Kind | GatheringField::Audience)
    )
}
