//! The person's details, and where the case stands.

use madobe_shared::codes::CodeList;
use madobe_shared::edit::{CaseField, FieldRef};
use madobe_shared::ids::UserId;
use yew::prelude::*;

use super::basics::BasicsProps;
use crate::components::conflicts::{birth_words, case_field_words};
use crate::components::fields::{Reading, TextField, code_select, disputed_mark, set, staff_select};
use crate::hooks::{use_case, use_repo};
use crate::repo::OpenCase;
use crate::t;

/// The person.
#[component]
pub fn PersonFields(props: &BasicsProps) -> Html {
    let case = use_case(&props.open);
    let person = &case.person;
    let text = |field: CaseField, value: &str, kind: &'static str, wide: bool| {
        html! {
            <TextField case={props.open.clone()} field={FieldRef::Case(field)} label={case_field_words(field)}
                       value={value.to_owned()} {kind} {wide} />
        }
    };
    let birth = person.birth.map(birth_words).unwrap_or_default();
    html! {
        <section class="card" aria-labelledby="person-title">
            <h2 id="person-title">{ t!("basics.person") }</h2>
            <div class="field-grid">
                { text(CaseField::PersonName, &person.name, "text", false) }
                { text(CaseField::PersonKana, &person.kana, "text", false) }
                <TextField case={props.open.clone()} field={FieldRef::Case(CaseField::PersonBirth)} value={birth}
                           label={t!("field.birth")} reading={Reading::PartialDate} hint={t!("field.birth.hint")} />
                { code(&props.open, CaseField::PersonAgeBand, person.age_band.clone(), false) }
                { code(&props.open, CaseField::PersonSex, person.sex.clone(), false) }
                { text(CaseField::PersonPhone, &person.phone, "tel", false) }
                { text(CaseField::PersonEmail, &person.email, "email", false) }
                { text(CaseField::PersonAddress, &person.address, "text", true) }
            </div>
        </section>
    }
}

/// The case as a whole.
#[component]
pub fn CaseFacts(props: &BasicsProps) -> Html {
    let repo = use_repo();
    let case = use_case(&props.open);
    let lead = FieldRef::Case(CaseField::Lead);
    let on_lead = {
        let open = props.open.clone();
        Callback::from(move |user: Option<UserId>| {
            let value = user.map(|user| user.to_string()).unwrap_or_default();
            // Refused only for values far longer than an id.
            let _ = open.edit([set(lead, &value)]);
        })
    };
    html! {
        <section class="card" aria-labelledby="facts-title">
            <h2 id="facts-title">{ t!("basics.case") }</h2>
            <div class="field-grid">
                { code(&props.open, CaseField::Status, Some(case.status.clone()), true) }
                { staff_select(&repo, "case-lead", t!("field.lead"), case.lead, disputed_mark(&props.open, lead), on_lead) }
                { code(&props.open, CaseField::MainConcern, case.main_concern.clone(), false) }
                { code(&props.open, CaseField::WithdrawalDuration, case.withdrawal_duration.clone(), false) }
                { code(&props.open, CaseField::ReferralSource, case.referral_source.clone(), false) }
            </div>
        </section>
    }
}

/// A choice from a code list, bound to a field of the case.
fn code<C: CodeList>(open: &OpenCase, field: CaseField, chosen: Option<C>, required: bool) -> Html {
    let reference = FieldRef::Case(field);
    let on_choose = {
        let open = open.clone();
        Callback::from(move |code: Option<C>| {
            let value = code.map(|code| code.code().to_owned()).unwrap_or_default();
            // Refused only for values far longer than any code.
            let _ = open.edit([set(reference, &value)]);
        })
    };
    let mark = disputed_mark(open, reference);
    code_select(format!("case-{}", field.key()), case_field_words(field), chosen.as_ref(), required, mark, on_choose)
}
