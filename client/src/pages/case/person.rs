//! The person's details, and where the case stands.

use madobe_shared::case::CaseField;
use madobe_shared::codes::{CodeList, PresentingConcern};
use madobe_shared::edit::Edit;
use madobe_shared::form::{FieldRef, SetRef, TextRef};
use yew::prelude::*;

use super::basics::BasicsProps;
use crate::components::chips::toggle_chip;
use crate::components::fields::field;
use crate::components::prose::Prose;
use crate::hooks::{use_case, use_repo};
use crate::i18n::label;
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
            <h2 id="person-title">{ t!("basics.person") }</h2>
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
    let concern = |one: &PresentingConcern| {
        let (open, one, is_in) = (props.open.clone(), one.clone(), case.concerns.contains(one));
        let words = label(&one);
        let onclick = Callback::from(move |()| {
            // Two taps before the screen has followed take back each other.
            let is_in = open.view().concerns.contains(&one);
            // Refused only for codes far longer than any.
            let _ = open.edit([Edit::member(SetRef::Concerns, &one, !is_in)]);
        });
        toggle_chip(is_in, &words, &onclick)
    };
    // What weighs most is named already; what an office's own list has is shown as long as it stands.
    let known = PresentingConcern::ALL.iter().chain(case.concerns.iter().filter(|one| !CodeList::is_known(*one)));
    let besides = known.filter(|one| Some(*one) != case.main_concern.as_ref() || case.concerns.contains(one));
    html! {
        <section class="card" aria-labelledby="facts-title">
            <h2 id="facts-title">{ t!("basics.case") }</h2>
            <div class="field-grid">
                { for FACTS.iter().map(|one| field(&repo, &props.open, FieldRef::Case(*one))) }
            </div>
            <div class="field" role="group" aria-labelledby="concerns-label">
                <p class="field-label" id="concerns-label">{ t!("field.concerns") }</p>
                <div class="choices">{ for besides.map(concern) }</div>
            </div>
            <div class="field">
                <label class="field-label" for="history">{ t!("history.title") }</label>
                <Prose case={props.open.clone()} text={TextRef::History} id="history" class={classes!("prose-goal")}
                       placeholder={t!("history.placeholder")} />
            </div>
        </section>
    }
}
