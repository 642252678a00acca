//! 事例シート: four headings of living prose.

use madobe_shared::edit::{SheetPart, TextRef};
use yew::prelude::*;

use crate::components::prose::Prose;
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
    let part = |part: &SheetPart| {
        let (title, placeholder) = sheet_words(*part);
        let id = format!("sheet-{}", part.key());
        html! {
            <section class="sheet-part" key={part.key()}>
                <h2 class="sheet-title"><label for={id.clone()}>{ title }</label></h2>
                <Prose case={props.open.clone()} text={TextRef::Sheet(*part)} {id} {placeholder} class={classes!("prose-sheet")} />
            </section>
        }
    };
    html! {
        <div class="sheet">
            <p class="quiet">{ t!("sheet.saves_itself") }</p>
            { for SheetPart::ALL.iter().map(part) }
        </div>
    }
}

/// The heading of a part, and what its empty place asks.
pub fn sheet_words(part: SheetPart) -> (AttrValue, AttrValue) {
    match part {
        SheetPart::Background => (t!("sheet.background"), t!("sheet.background.placeholder")),
        SheetPart::Difficulties => (t!("sheet.difficulties"), t!("sheet.difficulties.placeholder")),
        SheetPart::Course => (t!("sheet.course"), t!("sheet.course.placeholder")),
        SheetPart::Outcome => (t!("sheet.outcome"), t!("sheet.outcome.placeholder")),
    }
}
