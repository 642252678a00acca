//! 事例シート: four headings of living prose, and what is known domain by domain.

use madobe_shared::case::{AssessmentDomain, SheetPart};
use madobe_shared::form::{Place, TextRef};
use yew::prelude::*;

use crate::components::fields::text_words;
use crate::components::prose::Prose;
use crate::components::versions::PastVersions;
use crate::repo::OpenCase;
use crate::t;

/// Properties of [`CaseSheet`].
#[derive(PartialEq, Properties)]
pub struct CaseSheetProps {
    /// The case.
    pub open: OpenCase,
}

/// The case sheet.
#[component]
pub fn CaseSheet(props: &CaseSheetProps) -> Html {
    let part = |text: TextRef| {
        let (title, placeholder) = (text_words(text), placeholder(text));
        let id = format!("sheet-{}", text.key());
        html! {
            <section class="sheet-part" key={text.key()}>
                <div class="sheet-head">
                    <h3 class="sheet-title"><label for={id.clone()}>{ title.clone() }</label></h3>
                    <PastVersions case={props.open.clone()} places={vec![Place::Text(text)]} {title} />
                </div>
                <Prose case={props.open.clone()} {text} {id} {placeholder} class={classes!("prose-sheet")} />
            </section>
        }
    };
    html! {
        <div class="sheet">
            <p class="quiet">{ t!("sheet.saves_itself") }</p>
            { for SheetPart::ALL.iter().map(|one| part(TextRef::Sheet(*one))) }
            <h2>{ t!("assessment.title") }</h2>
            <p class="quiet">{ t!("assessment.lead") }</p>
            { for AssessmentDomain::ALL.iter().map(|one| part(TextRef::Assessment(*one))) }
        </div>
    }
}

/// What the empty place of a prose asks.
fn placeholder(text: TextRef) -> AttrValue {
    match text {
        TextRef::Sheet(SheetPart::Background) => t!("sheet.background.placeholder"),
        TextRef::Sheet(SheetPart::Difficulties) => t!("sheet.difficulties.placeholder"),
        TextRef::Sheet(SheetPart::Course) => t!("sheet.course.placeholder"),
        TextRef::Sheet(SheetPart::Outcome) => t!("sheet.outcome.placeholder"),
        TextRef::Assessment(AssessmentDomain::Strengths) => t!("assessment.strengths.placeholder"),
        _ => AttrValue::default(),
    }
}
