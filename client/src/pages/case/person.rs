//! The person's details, and where the case stands.

use madobe_shared::case::CaseField;
use madobe_shared::codes::PresentingConcern;
use madobe_shared::form::{FieldRef, Place, SetRef, TextRef};
use yew::prelude::*;

use super::basics::BasicsProps;
use super::entries::RelativeOf;
use crate::components::fields::{code_set, field, prose_field};
use crate::components::versions::head_with_history;
use crate::hooks::{use_case, use_repo};
use crate::t;

const FACTS: [CaseField; 5] = [
    CaseField::Status,
    CaseField::Lead,
    CaseField::MainConcern,
    CaseField::WithdrawalDuration,
    CaseField::ReferralSource,
];

/// The person, and how they are reached.
#[component]
pub fn PersonFields(props: &BasicsProps) -> Html {
    let repo = use_repo();
    use_case(&props.open);
    let grid = |fields: &[CaseField]| {
        html! {
            <div class="field-grid">{ for fields.iter().map(|one| field(&repo, &props.open, FieldRef::Case(*one))) }</div>
        }
    };
    html! {
        <section class="card" aria-labelledby="person-title">
            { head_with_history(&props.open, "person-title", t!("basics.person"), values(&[&CaseField::PERSON, &CaseField::REACHED])) }
            <RelativeOf case={props.open.id()} />
            { grid(&CaseField::PERSON) }
            <h3 class="field-label">{ t!("basics.reached") }</h3>
            { grid(&CaseField::REACHED) }
        </section>
    }
}

/// The case as a whole.
#[component]
pub fn CaseFacts(props: &BasicsProps) -> Html {
    let repo = use_repo();
    let case = use_case(&props.open);
    // What weighs most is named already.
    let is_besides = |one: &PresentingConcern| Some(one) != case.main_concern.as_ref();
    let mut places = values(&[&FACTS]);
    places.extend([Place::Members(SetRef::Concerns), Place::Text(TextRef::History)]);
    html! {
        <section class="card" aria-labelledby="facts-title">
            { head_with_history(&props.open, "facts-title", t!("basics.case"), places) }
            <div class="field-grid">
                { for FACTS.iter().map(|one| field(&repo, &props.open, FieldRef::Case(*one))) }
            </div>
            { code_set(&props.open, SetRef::Concerns, is_besides) }
            { prose_field(&props.open, TextRef::History, t!("history.placeholder")) }
        </section>
    }
}

fn values(fields: &[&[CaseField]]) -> Vec<Place> {
    fields.concat().into_iter().map(|field| Place::Value(FieldRef::Case(field))).collect()
}
