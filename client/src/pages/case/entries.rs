//! What a case has any number of, edited in place: alerts, the family, consents.

use jiff::civil::Date;
use madobe_shared::case::{AlertField, Case, Consent, ConsentField, ConsentState, FamilyField};
use madobe_shared::codes::{AlertLevel, ConsentForm};
use madobe_shared::edit::Edit;
use madobe_shared::form::{Entry, EntryKind, FieldRef};
use madobe_shared::ids::EntryId;
use web_sys::HtmlElement;
use yew::prelude::*;

use crate::components::chips::{ChipTone, chip};
use crate::components::fields::field;
use crate::components::icon::{Glyph, icon};
use crate::components::remove::Remove;
use crate::hooks::{use_case, use_now, use_repo};
use crate::i18n::{edit_error, label, member_words, plain_day};
use crate::repo::OpenCase;
use crate::t;

/// What is edited here.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    Alerts,
    Family,
    Consents,
}

/// Properties of [`Entries`].
#[derive(PartialEq, Properties)]
pub struct EntriesProps {
    /// The case.
    pub open: OpenCase,
    /// Which of its entries.
    pub listed: Listed,
}

/// All entries of one kind, and the button that adds one.
#[component]
pub fn Entries(props: &EntriesProps) -> Html {
    let repo = use_repo();
    let today = use_now().date();
    let case = use_case(&props.open);
    let error = use_state_eq(|| None::<AttrValue>);
    let added = use_state_eq(|| None::<EntryId>);
    let listed = props.listed;
    let kind = listed.kind();
    let entries: Vec<Entry> =
        case.recorded().into_iter().map(|one| one.entry()).filter(|entry| entry.kind == kind).collect();
    // Whoever adds something goes on to fill it in, as soon as it is on the screen.
    use_effect_with((*added).filter(|id| entries.iter().any(|entry| entry.id == *id)), |shown| {
        if let Some(id) = shown {
            focus_first_of(*id);
        }
    });
    let add = {
        let (open, repo, error, added) = (props.open.clone(), repo.clone(), error.clone(), added.clone());
        Callback::from(move |_: MouseEvent| {
            let id = repo.new_entry_id();
            let mut edits = vec![Edit::Add(kind.entry(id))];
            edits.extend(listed.begun(id, repo.now_local().date()));
            match open.edit(edits) {
                Ok(()) => added.set(Some(id)),
                Err(failure) => error.set(Some(edit_error(&failure))),
            }
        })
    };
    let words = listed.words();
    let title = format!("{}-title", kind.code());
    let one = |entry: Entry| {
        let who = listed.called(&case, entry.id);
        let fields = html! {
            <>
                <div class="field-grid">
                    { for FieldRef::of(entry).into_iter().map(|one| field(&repo, &props.open, one)) }
                </div>
                <Remove case={props.open.clone()} {entry} label={t!("entry.remove_label", who = who)} />
            </>
        };
        let id = AttrValue::from(entry.id.to_string());
        match case.consents.iter().find(|consent| consent.id == entry.id) {
            None => html! { <li class="entry" id={id.clone()} key={id.to_string()} aria-label={who}>{ fields }</li> },
            Some(consent) => html! {
                <li id={id.clone()} key={id.to_string()} aria-label={who.clone()}>
                    <details class="entry-folded" open={*added == Some(entry.id)}>
                        <summary>{ consent_words(consent, who, today) }</summary>
                        <div class="entry">{ fields }</div>
                    </details>
                </li>
            },
        }
    };
    html! {
        <section class="card" aria-labelledby={title.clone()}>
            <h2 id={title}>{ words.title }</h2>
            if entries.is_empty() { <p class="quiet">{ words.none }</p> }
            <ul class="entries">{ for entries.iter().map(|entry| one(*entry)) }</ul>
            <button type="button" class="button button-outline" onclick={add}>{ icon(Glyph::Plus) }{ words.add }</button>
            if let Some(error) = (*error).clone() { <p class="field-error" role="alert">{ error }</p> }
        </section>
    }
}

/// What a kind of entries is called.
struct Words {
    title: AttrValue,
    /// What stands in place of the first.
    none: AttrValue,
    /// On the button.
    add: AttrValue,
}

impl Listed {
    const fn kind(self) -> EntryKind {
        match self {
            Self::Alerts => EntryKind::Alert,
            Self::Family => EntryKind::FamilyMember,
            Self::Consents => EntryKind::Consent,
        }
    }

    fn words(self) -> Words {
        match self {
            Self::Alerts => Words { title: t!("basics.alerts"), none: t!("alerts.none"), add: t!("alerts.add") },
            Self::Family => Words { title: t!("basics.family"), none: t!("family.none"), add: t!("family.add") },
            Self::Consents => Words { title: t!("consents.title"), none: t!("consents.none"), add: t!("consents.add") },
        }
    }

    /// What a new entry begins with: what it is nearly always.
    fn begun(self, id: EntryId, today: Date) -> Vec<Edit> {
        match self {
            Self::Alerts => vec![Edit::set(FieldRef::Alert(id, AlertField::Level), AlertLevel::Caution.code())],
            Self::Family => vec![Edit::set(FieldRef::FamilyMember(id, FamilyField::LivesTogether), "true")],
            Self::Consents => vec![
                Edit::set(FieldRef::Consent(id, ConsentField::GivenOn), today.to_string()),
                Edit::set(FieldRef::Consent(id, ConsentField::Form), ConsentForm::Spoken.code()),
            ],
        }
    }

    /// What an entry is called.
    fn called(self, case: &Case, id: EntryId) -> AttrValue {
        let words = match self {
            Self::Family => case.family.iter().find(|member| member.id == id).map(member_words).unwrap_or_default(),
            Self::Alerts => case.value(FieldRef::Alert(id, AlertField::Text)).into(),
            Self::Consents => case.value(FieldRef::Consent(id, ConsentField::Recipient)).into(),
        };
        if words.is_empty() { t!("entry.unnamed") } else { words }
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

fn focus_first_of(id: EntryId) {
    let first = gloo::utils::document().query_selector(&format!("[id=\"{id}\"] :is(input, select)"));
    if let Some(first) = first.ok().flatten() {
        let _ = wasm_bindgen::JsCast::unchecked_into::<HtmlElement>(first).focus();
    }
}
