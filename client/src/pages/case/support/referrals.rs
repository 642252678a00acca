//! つなぎ: to whom the person was introduced, how far it has come, and whether they may be told.

mod finding;

use jiff::civil::Date;
use madobe_shared::case::{Case, ConsentField, Referral, ReferralField};
use madobe_shared::codes::{ConsentForm, ReferralStatus};
use madobe_shared::edit::Edit;
use madobe_shared::form::{EntryKind, FieldRef, TextRef};
use madobe_shared::ids::{DocId, EntryId};
use yew::prelude::*;

use crate::components::chips::{ChipTone, chip};
use crate::components::fields::{field, prose_field};
use crate::components::phone::phone_link;
use crate::components::versions::entry_foot;
use crate::hooks::{use_case, use_now, use_repo, use_repo_events, use_ui};
use crate::i18n::{day, edit_error, label};
use crate::pages::case::basics::BasicsProps;
use crate::pages::case::stages::{on_step, stages};
use crate::repo::{OpenCase, Repo, RepoEvent};
use crate::t;
use finding::Finding;

/// All referrals of the case, the latest first, and how one is begun.
#[component]
pub fn Referrals(props: &BasicsProps) -> Html {
    let case = use_case(&props.open);
    use_repo_events(|event| matches!(event, RepoEvent::Office));
    let today = use_now().date();
    let begun = use_state_eq(|| None::<EntryId>);
    let on_begun = {
        let begun = begun.clone();
        Callback::from(move |id| begun.set(Some(id)))
    };
    let one = |referral: &Referral| {
        let id = referral.id;
        html! {
            <li key={id.to_string()} aria-label={referral.name.clone()}>
                <details class="entry-folded" open={*begun == Some(id)}>
                    <summary>{ summary(&case, referral, today) }</summary>
                    <ReferralCard open={props.open.clone()} {id} />
                </details>
            </li>
        }
    };
    html! {
        <section class="card" aria-labelledby="referrals-title">
            <h2 id="referrals-title">{ t!("referrals.title") }</h2>
            if case.referrals.is_empty() { <p class="quiet">{ t!("referrals.none") }</p> }
            <ul class="entries">{ for case.referrals.iter().rev().map(one) }</ul>
            <Finding open={props.open.clone()} {on_begun} />
        </section>
    }
}

/// A referral in a few words.
fn summary(case: &Case, referral: &Referral, today: Date) -> Html {
    let tone = match referral.status {
        ReferralStatus::Accepted | ReferralStatus::TakingPart => ChipTone::Green,
        ReferralStatus::Contacted => ChipTone::Indigo,
        _ => ChipTone::Plain,
    };
    let since = referral.ended_on.or(referral.began_on).or(referral.proposed_on);
    html! {
        <>
            <span class="entry-head">
                <strong>{ &referral.name }</strong>{ chip(tone, label(&referral.status)) }
                if is_told_without_consent(case, referral, today) { { chip(ChipTone::Persimmon, t!("referral.no_consent")) } }
            </span>
            <span class="entry-more">
                if let Some(activity) = &referral.activity { <span>{ label(activity) }</span> }
                if let Some(since) = since { <span>{ day(since, today) }</span> }
            </span>
        </>
    }
}

fn is_told_without_consent(case: &Case, referral: &Referral, today: Date) -> bool {
    let is_under_way = referral.status.is_told() && referral.status != ReferralStatus::Ended;
    is_under_way && case.consent_for(referral, today).is_none()
}

#[derive(PartialEq, Properties)]
struct ReferralCardProps {
    open: OpenCase,
    id: EntryId,
}

#[component]
fn ReferralCard(props: &ReferralCardProps) -> Html {
    let repo = use_repo();
    let today = use_now().date();
    let case = use_case(&props.open);
    let error = use_state_eq(|| None::<AttrValue>);
    let id = props.id;
    let entry = EntryKind::Referral.entry(id);
    let Some(referral) = case.referrals.iter().find(|one| one.id == id) else { return Html::default() };
    let step = on_step(&repo, &props.open, &error, move |case, today| {
        Some(case.referrals.iter().find(|one| one.id == id)?.step(today)?.1)
    });
    let decline = {
        let (open, error) = (props.open.clone(), error.clone());
        let declined = Edit::set(FieldRef::Referral(id, ReferralField::Status), ReferralStatus::Declined.code());
        Callback::from(move |_: MouseEvent| {
            error.set(open.edit([declined.clone()]).err().map(|failure| edit_error(&failure)));
        })
    };
    let can_decline =
        matches!(referral.status, ReferralStatus::Proposed | ReferralStatus::Contacted | ReferralStatus::Accepted);
    html! {
        <div class="entry-open">
            { stages(&referral.status, ReferralStatus::TABLE, &ReferralStatus::Ended) }
            { reached(&repo, referral) }
            <Consented open={props.open.clone()} {id} />
            <div class="buttons">
                if let Some((next, _)) = referral.step(today) {
                    <button type="button" class="button button-outline" onclick={step}>{ step_words(&next) }</button>
                }
                if can_decline {
                    <button type="button" class="button button-quiet" onclick={decline}>{ t!("referral.decline") }</button>
                }
            </div>
            if let Some(error) = (*error).clone() { <p class="field-error" role="alert">{ error }</p> }
            { prose_field(&props.open, TextRef::ReferralCourse(id), t!("referral.course.placeholder")) }
            <div class="field-grid">
                { for FieldRef::of(entry).into_iter().map(|one| field(&repo, &props.open, one)) }
            </div>
            { entry_foot(&props.open, entry, referral.name.clone().into()) }
        </div>
    }
}

/// How the agency is reached, as the directory has it today.
fn reached(repo: &Repo, referral: &Referral) -> Html {
    let Some(id) = referral.agency else { return Html::default() };
    let directory = repo.of_the_office(DocId::DIRECTORY);
    let agency = directory.as_ref().and_then(|directory| directory.agencies.iter().find(|agency| agency.id == id));
    match agency {
        None => html! { <p class="notice notice-indigo">{ t!("referral.agency_gone") }</p> },
        Some(agency) => html! {
            <p class="referral-reached">
                if agency.retired { { chip(ChipTone::Yellow, t!("directory.not_now")) } }
                { phone_link(&agency.phone) }
                if !agency.hours.is_empty() { <span>{ &agency.hours }</span> }
                if !agency.address.is_empty() { <span>{ &agency.address }</span> }
            </p>
        },
    }
}

/// Whether the agency may be told: the consent that says so, or how one is written down.
#[component]
fn Consented(props: &ReferralCardProps) -> Html {
    let (repo, ui) = (use_repo(), use_ui());
    let today = use_now().date();
    let case = use_case(&props.open);
    let id = props.id;
    let Some(referral) = case.referrals.iter().find(|one| one.id == id) else { return Html::default() };
    if let Some(consent) = case.consent_for(referral, today) {
        let since = consent.given_on.map(|given_on| day(given_on, today)).unwrap_or_default();
        return html! { <p class="referral-consent">{ chip(ChipTone::Green, t!("referral.consent")) }<span>{ since }</span></p> };
    }
    if matches!(referral.status, ReferralStatus::Ended | ReferralStatus::Declined) {
        return Html::default();
    }
    let record = {
        let (open, name) = (props.open.clone(), referral.name.clone());
        Callback::from(move |_: MouseEvent| {
            let id = repo.new_entry_id();
            let field = |field, value: &str| Edit::set(FieldRef::Consent(id, field), value);
            let given = open.edit([
                Edit::Add(EntryKind::Consent.entry(id)),
                field(ConsentField::Recipient, &name),
                field(ConsentField::Purpose, &t!("referral.consent.purpose")),
                field(ConsentField::GivenOn, &repo.now_local().date().to_string()),
                field(ConsentField::Form, ConsentForm::Spoken.code()),
            ]);
            ui.say(given.map_or_else(|failure| edit_error(&failure), |()| t!("referral.consent.recorded")));
        })
    };
    html! {
        <div class="notice notice-persimmon referral-missing">
            <p>{ t!("referral.no_consent.lead") }</p>
            if !referral.name.trim().is_empty() {
                <button type="button" class="button button-outline" onclick={record}>{ t!("referral.consent.record") }</button>
            }
        </div>
    }
}

/// What has happened when a referral comes to this status, on the button.
fn step_words(status: &ReferralStatus) -> AttrValue {
    match status {
        ReferralStatus::Accepted => t!("referral.step.accepted"),
        ReferralStatus::TakingPart => t!("referral.step.taking_part"),
        ReferralStatus::Ended => t!("referral.step.ended"),
        _ => t!("referral.step.contacted"),
    }
}
