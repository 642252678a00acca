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
use crate::components::fields::{field, set};
use crate::components::icon::{Glyph, icon};
use crate::components::remove::Remove;
use crate::hooks::{use_case, use_now, use_repo};
use crate::i18n::{edit_error, label, member_words, plain_day};
use crate::repo::OpenCase;
use crate::t;

/// Properties of [`Entries`].
#[derive(PartialEq, Properties)]
pub struct EntriesProps {
    /// The case.
    pub open: OpenCase,
    /// Which of its entries.
    pub kind: EntryKind,
}

/// All entries of one kind, and the button that adds one.
#[component]
pub fn Entries(props: &EntriesProps) -> Html {
    let repo = use_repo();
    let today = use_now().date();
    let case = use_case(&props.open);
    let error = use_state_eq(|| None::<AttrValue>);
    let added = use_state_eq(|| None::<EntryId>);
    let kind = props.kind;
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
            edits.extend(begun(kind, id, &repo.now_local().date().to_string()));
            match open.edit(edits) {
                Ok(()) => added.set(Some(id)),
                Err(failure) => error.set(Some(edit_error(&failure))),
            }
        })
    };
    let words = Words::of(kind);
    let title = format!("{}-title", kind.code());
    let one = |entry: Entry| {
        let who = called(&case, entry);
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

impl Words {
    fn of(kind: EntryKind) -> Self {
        match kind {
            EntryKind::Alert => Self { title: t!("basics.alerts"), none: t!("alerts.none"), add: t!("alerts.add") },
            EntryKind::FamilyMember => {
                Self { title: t!("basics.family"), none: t!("family.none"), add: t!("family.add") }
            }
            EntryKind::Consent => {
                Self { title: t!("consents.title"), none: t!("consents.none"), add: t!("consents.add") }
            }
            EntryKind::Task => Self { title: t!("tasks.title"), none: t!("tasks.none"), add: t!("tasks.add") },
            EntryKind::Consultation => {
                Self { title: t!("case.tab.progress"), none: AttrValue::default(), add: t!("note.write") }
            }
        }
    }
}

/// What a new entry begins with: what it is nearly always.
fn begun(kind: EntryKind, id: EntryId, today: &str) -> Vec<Edit> {
    match kind {
        EntryKind::Alert => vec![set(FieldRef::Alert(id, AlertField::Level), AlertLevel::Caution.code())],
        EntryKind::FamilyMember => vec![set(FieldRef::FamilyMember(id, FamilyField::LivesTogether), "true")],
        EntryKind::Consent => vec![
            set(FieldRef::Consent(id, ConsentField::GivenOn), today),
            set(FieldRef::Consent(id, ConsentField::Form), ConsentForm::Spoken.code()),
        ],
        EntryKind::Task | EntryKind::Consultation => Vec::new(),
    }
}

/// What an entry is called.
fn called(case: &Case, entry: Entry) -> AttrValue {
    let words = match entry.kind {
        EntryKind::FamilyMember => case.family.iter().find(|member| member.id == entry.id).map(member_words),
        EntryKind::Alert => Some(case.value(FieldRef::Alert(entry.id, AlertField::Text)).into()),
        EntryKind::Consent => Some(case.value(FieldRef::Consent(entry.id, ConsentField::Recipient)).into()),
        EntryKind::Task | EntryKind::Consultation => None,
    };
    words.filter(|words: &AttrValue| !words.is_empty()).unwrap_or_else(|| t!("entry.unnamed"))
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
