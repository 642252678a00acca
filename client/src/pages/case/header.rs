//! Who the case is about, and what must not be forgotten.

use madobe_shared::case::{Case, case_number};
use madobe_shared::codes::CaseStatus;
use yew::prelude::*;

use crate::components::also_here::AlsoHere;
use crate::components::chips::{ChipTone, alert_chip, chip};
use crate::components::icon::{Glyph, icon};
use crate::components::link::RouteLink;
use crate::components::phone::phone_link;
use crate::components::shell::PAGE_TITLE_ID;
use crate::components::status::StatusBadge;
use crate::components::write_note::WriteNote;
use crate::hooks::{use_case, use_now, use_repo};
use crate::i18n::{age_and_sex, household, label, named};
use crate::repo::OpenCase;
use crate::routes::Route;
use crate::t;

/// Properties of [`Header`].
#[derive(PartialEq, Properties)]
pub struct HeaderProps {
    /// The case.
    pub open: OpenCase,
}

/// The head of a case.
#[component]
pub fn Header(props: &HeaderProps) -> Html {
    let repo = use_repo();
    let today = use_now().date();
    let case = use_case(&props.open);
    let person = &case.person;
    let age = age_and_sex(person.birth, person.age_band.as_ref(), person.sex.as_ref(), today);
    let facts = [
        Some(person.kana.clone()),
        Some(case_number(case.id, case.opened_on)),
        Some(age),
        household(&case).map(|household| household.to_string()),
    ];
    let facts = facts.into_iter().flatten().filter(|fact| !fact.is_empty());
    let alerts = case.alerts.iter().filter(|alert| !alert.text.is_empty());
    html! {
        <header class="case-head">
            <div class="case-head-line">
                <RouteLink to={Route::Cases} class={classes!("button", "button-quiet", "button-icon", "case-back")}
                           label={t!("case.to_list")}>
                    { icon(Glyph::Back) }
                </RouteLink>
                <StatusBadge />
            </div>
            <div class="case-names">
                <h1 id={PAGE_TITLE_ID} tabindex="-1">{ named(&person.name) }</h1>
                <p class="case-facts">
                    { for facts.map(|fact| html! { <span>{ fact }</span> }) }
                    { phone_link(&person.phone) }
                    if !person.contact_wishes.is_empty() { <span>{ &person.contact_wishes }</span> }
                </p>
            </div>
            <div class="case-chips">
                { status_chip(&case) }
                { for alerts.map(|alert| alert_chip(&alert.level, &alert.text)) }
                if let Some(lead) = case.lead {
                    { chip(ChipTone::Plain, t!("case.lead", name = repo.staff_name(lead))) }
                }
                <AlsoHere case={case.id} />
            </div>
            <div class="case-actions"><WriteNote case={case.id} class={classes!("button-main")} /></div>
        </header>
    }
}

fn status_chip(case: &Case) -> Html {
    let tone = match case.status {
        CaseStatus::Active | CaseStatus::Intake => ChipTone::Green,
        _ => ChipTone::Plain,
    };
    chip(tone, label(&case.status))
}
