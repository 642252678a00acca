//! What is listed and edited in place, kind by kind: what it is called, what begins it, and what it has besides single values.

use jiff::civil::Date;
use madobe_shared::case::{
    AdviceField, AlertField, Case, ConferenceField, Consent, ConsentField, ConsentState, FamilyField,
    NoteTemplateField, ParticipationField,
};
use madobe_shared::codes::{AlertLevel, ConferenceKind, ConsentForm, ContactMethod, Counterpart};
use madobe_shared::edit::Edit;
use madobe_shared::form::{EntryKind, FieldRef, SetRef, TextRef};
use madobe_shared::ids::EntryId;
use yew::prelude::*;

use super::minutes::AttendeesMinutes;
use crate::components::chips::{ChipTone, chip};
use crate::components::fields::{code_set, prose_field, staff_set};
use crate::hooks::{use_case, use_now, use_repo};
use crate::i18n::{day, label, member_words, plain_day, shortened};
use crate::repo::OpenCase;
use crate::t;

/// What is edited here.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    Alerts,
    Family,
    Consents,
    Conferences,
    Advice,
    Participations,
    /// Of the office's own document.
    Templates,
}

/// What a kind of entries is called.
pub(super) struct Words {
    pub(super) title: AttrValue,
    /// What stands in place of the first.
    pub(super) none: AttrValue,
    /// On the button.
    pub(super) add: AttrValue,
}

impl Listed {
    pub(super) const fn kind(self) -> EntryKind {
        match self {
            Self::Alerts => EntryKind::Alert,
            Self::Family => EntryKind::FamilyMember,
            Self::Consents => EntryKind::Consent,
            Self::Conferences => EntryKind::Conference,
            Self::Advice => EntryKind::Advice,
            Self::Participations => EntryKind::Participation,
            Self::Templates => EntryKind::NoteTemplate,
        }
    }

    pub(super) fn words(self) -> Words {
        match self {
            Self::Alerts => Words { title: t!("basics.alerts"), none: t!("alerts.none"), add: t!("alerts.add") },
            Self::Family => Words { title: t!("basics.family"), none: t!("family.none"), add: t!("family.add") },
            Self::Consents => Words { title: t!("consents.title"), none: t!("consents.none"), add: t!("consents.add") },
            Self::Conferences => {
                Words { title: t!("conferences.title"), none: t!("conferences.none"), add: t!("conferences.add") }
            }
            Self::Advice => Words { title: t!("advice.title"), none: t!("advice.none"), add: t!("advice.add") },
            Self::Participations => Words {
                title: t!("participations.title"),
                none: t!("participations.none"),
                add: t!("participations.add"),
            },
            Self::Templates => {
                Words { title: t!("templates.title"), none: t!("templates.none"), add: t!("templates.add") }
            }
        }
    }

    /// What a new entry begins with: what it is nearly always.
    pub(super) fn begun(self, id: EntryId, today: Date) -> Vec<Edit> {
        match self {
            Self::Alerts => vec![Edit::set(FieldRef::Alert(id, AlertField::Level), AlertLevel::Caution.code())],
            Self::Family => vec![Edit::set(FieldRef::FamilyMember(id, FamilyField::LivesTogether), "true")],
            Self::Consents => vec![
                Edit::set(FieldRef::Consent(id, ConsentField::GivenOn), today.to_string()),
                Edit::set(FieldRef::Consent(id, ConsentField::Form), ConsentForm::Spoken.code()),
            ],
            Self::Conferences => vec![
                Edit::set(FieldRef::Conference(id, ConferenceField::HeldOn), today.to_string()),
                Edit::set(FieldRef::Conference(id, ConferenceField::Kind), ConferenceKind::CaseMeeting.code()),
            ],
            Self::Advice => vec![Edit::set(FieldRef::Advice(id, AdviceField::AskedOn), today.to_string())],
            Self::Participations => vec![Edit::member(SetRef::Participants(id), &Counterpart::Person, true)],
            Self::Templates => vec![Edit::member(SetRef::TemplateMethods(id), &ContactMethod::HomeVisit, true)],
        }
    }

    /// What an entry is called.
    pub(super) fn called(self, case: &Case, id: EntryId) -> AttrValue {
        let words = match self {
            Self::Family => case.family.iter().find(|member| member.id == id).map(member_words).unwrap_or_default(),
            Self::Alerts => case.value(FieldRef::Alert(id, AlertField::Text)).into(),
            Self::Consents => case.value(FieldRef::Consent(id, ConsentField::Recipient)).into(),
            Self::Conferences => {
                let conference = case.conferences.iter().find(|one| one.id == id);
                conference.and_then(|one| one.kind.as_ref()).map(label).unwrap_or_default()
            }
            Self::Advice => shortened(case.text(TextRef::Question(id))).into(),
            Self::Participations => case.value(FieldRef::Participation(id, ParticipationField::Name)).into(),
            Self::Templates => case.value(FieldRef::NoteTemplate(id, NoteTemplateField::Name)).into(),
        };
        if words.is_empty() { t!("entry.unnamed") } else { words }
    }

    /// Whether what was written down last is read first.
    pub(super) const fn is_latest_first(self) -> bool {
        matches!(self, Self::Conferences | Self::Advice | Self::Participations)
    }

    /// An entry in a few words, where its fields are behind them.
    pub(super) fn summary(self, case: &Case, id: EntryId, called: AttrValue, today: Date) -> Option<Html> {
        match self {
            Self::Alerts | Self::Family => None,
            Self::Templates => {
                let template = case.templates.iter().find(|one| one.id == id)?;
                Some(html! {
                    <>
                        <span class="entry-head"><strong>{ called }</strong></span>
                        <span class="entry-more">{ for template.methods.iter().map(|method| html! { <span>{ label(method) }</span> }) }</span>
                    </>
                })
            }
            Self::Participations => {
                let one = case.participations.iter().find(|one| one.id == id)?;
                let to_come =
                    one.day.filter(|day| *day > today).map(|_| chip(ChipTone::Indigo, t!("participation.to_come")));
                let course = shortened(&one.course);
                Some(html! {
                    <>
                        <span class="entry-head"><strong>{ called }</strong>{ to_come }</span>
                        if !course.is_empty() { <span>{ course }</span> }
                        <span class="entry-more">
                            <span>{ one.day.map(|held_on| day(held_on, today)) }</span>
                            { for one.participants.iter().map(|who| html! { <span>{ label(who) }</span> }) }
                        </span>
                    </>
                })
            }
            Self::Consents => {
                let consent = case.consents.iter().find(|one| one.id == id)?;
                Some(consent_words(consent, called, today))
            }
            Self::Conferences => {
                let conference = case.conferences.iter().find(|one| one.id == id)?;
                let decision = conference.decision.as_ref().map(|decision| chip(ChipTone::Indigo, label(decision)));
                let held_on = conference.held_on.map(|day| plain_day(day, Date::ZERO));
                let next_on = conference.next_on.map(|next| t!("conference.next", day = day(next, today)));
                Some(html! {
                    <>
                        <span class="entry-head"><strong>{ called }</strong>{ decision }</span>
                        <span class="entry-more"><span>{ held_on }</span><span>{ next_on }</span></span>
                    </>
                })
            }
            Self::Advice => {
                let advice = case.advice.iter().find(|one| one.id == id)?;
                let (tone, state) = match advice.answered_on {
                    Some(_) => (ChipTone::Green, t!("advice.answered")),
                    None => (ChipTone::Plain, t!("advice.waits")),
                };
                let answer = shortened(&advice.answer);
                Some(html! {
                    <>
                        <span class="entry-head"><strong>{ called }</strong>{ chip(tone, state) }</span>
                        if !answer.is_empty() { <span>{ answer }</span> }
                        <span class="entry-more">
                            <span>{ advice.asked_on.map(|asked_on| day(asked_on, today)) }</span><span>{ &advice.asked_of }</span>
                        </span>
                    </>
                })
            }
        }
    }
}

/// Properties of [`More`].
#[derive(PartialEq, Properties)]
pub struct MoreProps {
    pub open: OpenCase,
    pub listed: Listed,
    pub id: EntryId,
}

/// What an entry has besides its single values.
#[component]
pub fn More(props: &MoreProps) -> Html {
    let (repo, open, id) = (use_repo(), &props.open, props.id);
    let today = use_now().date();
    let case = use_case(open);
    match props.listed {
        Listed::Alerts | Listed::Family | Listed::Consents => Html::default(),
        Listed::Participations => html! {
            <>
                { code_set(open, SetRef::Participants(id), is_of_the_family) }
                { staff_set(&repo, open, SetRef::Companions(id)) }
                { prose_field(open, TextRef::ParticipationCourse(id), t!("participation.course.placeholder")) }
            </>
        },
        Listed::Templates => html! {
            <>
                { code_set(open, SetRef::TemplateMethods(id), |_: &ContactMethod| true) }
                { prose_field(open, TextRef::TemplateWords(id), t!("template.words.placeholder")) }
            </>
        },
        Listed::Conferences => {
            let Some(conference) = case.conferences.iter().find(|one| one.id == id) else { return Html::default() };
            let is_statutory = conference.kind == Some(ConferenceKind::StatutoryCaseConference);
            // What holds no more today may have held then.
            let held_on = conference.held_on.unwrap_or(today);
            let needs_consent = conference.kind.as_ref().is_some_and(ConferenceKind::needs_consent);
            let has_consent = case.has_consent(held_on);
            html! {
                <>
                    if needs_consent && !has_consent {
                        <p class="notice notice-persimmon">{ t!("conference.no_consent") }</p>
                    }
                    { staff_set(&repo, open, SetRef::Attendees(id)) }
                    <AttendeesMinutes open={open.clone()} conference={id} />
                    // What was written before it was called statutory stays where it is, in the sight of everyone who sees the case.
                    if is_statutory && !conference.minutes.is_empty() {
                        <p class="notice notice-persimmon">{ t!("conference.open_minutes") }</p>
                    }
                    if !is_statutory || !conference.minutes.is_empty() {
                        { prose_field(open, TextRef::Minutes(id), t!("conference.minutes.placeholder")) }
                    }
                </>
            }
        }
        Listed::Advice => {
            let Some(advice) = case.advice.iter().find(|one| one.id == id) else { return Html::default() };
            let answer = {
                let (open, field) = (open.clone(), FieldRef::Advice(id, AdviceField::AnsweredOn));
                // Refused only for values far longer than any day.
                Callback::from(move |_: MouseEvent| drop(open.edit([Edit::set(field, today.to_string())])))
            };
            html! {
                <>
                    { prose_field(open, TextRef::Question(id), t!("advice.question.placeholder")) }
                    { prose_field(open, TextRef::Answer(id), t!("advice.answer.placeholder")) }
                    if advice.answered_on.is_none() {
                        <div class="buttons">
                            <button type="button" class="button button-outline" onclick={answer}>{ t!("advice.answer.done") }</button>
                        </div>
                    }
                </>
            }
        }
    }
}

/// A consent in a few words: to whom, whether it holds, what for, since when.
fn consent_words(consent: &Consent, recipient: AttrValue, today: Date) -> Html {
    let (tone, state) = match consent.on(today) {
        ConsentState::Holds => (ChipTone::Green, t!("consent.holds")),
        ConsentState::Expired => (ChipTone::Yellow, t!("consent.expired")),
        ConsentState::Revoked => (ChipTone::Persimmon, t!("consent.revoked")),
        ConsentState::NotGiven => (ChipTone::Plain, t!("consent.not_given")),
    };
    let given = [consent.given_by.as_ref().map(label), consent.form.as_ref().map(label)].into_iter().flatten();
    let given: Vec<AttrValue> =
        given.chain(consent.given_on.map(|day| AttrValue::from(plain_day(day, Date::ZERO)))).collect();
    html! {
        <>
            <span class="entry-head"><strong>{ recipient }</strong>{ chip(tone, state) }</span>
            if !consent.purpose.is_empty() { <span>{ &consent.purpose }</span> }
            <span class="entry-more">{ for given.into_iter().map(|words| html! { <span>{ words }</span> }) }</span>
        </>
    }
}

/// Whether somebody goes for themselves, and not for their work.
fn is_of_the_family(who: &Counterpart) -> bool {
    !matches!(who, Counterpart::Agency | Counterpart::Neighbour | Counterpart::Other)
}
