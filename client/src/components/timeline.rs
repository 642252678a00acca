//! 経過: all contacts of a case, newest first, under the months they fell in.

use std::rc::Rc;

use jiff::civil::Date;
use madobe_shared::case::{Case, Consultation};
use madobe_shared::ids::DocId;
use yew::prelude::*;

use super::chips::{ChipTone, chip};
use super::empty::empty;
use super::icon::{icon, method_glyph};
use super::link::RouteLink;
use crate::hooks::{use_now, use_repo};
use crate::i18n::{day, label, month, plain_day, time_of_day};
use crate::routes::Route;
use crate::t;

/// How many contacts are shown at first, and how many more each time. A case of ten years has hundreds; the last few are read.
const CONTACTS_AT_ONCE: usize = 40;

/// A note longer than this many characters is folded, with a button to read all of it.
const NOTE_CHARS_SHOWN: usize = 400;

/// Properties of [`Timeline`].
#[derive(PartialEq, Properties)]
pub struct TimelineProps {
    /// The case.
    pub case: Rc<Case>,
}

/// The timeline.
#[component]
pub fn Timeline(props: &TimelineProps) -> Html {
    let case = &props.case;
    let shown = use_state(|| CONTACTS_AT_ONCE);
    let today = use_now().date();
    if case.consultations.is_empty() {
        return empty(t!("timeline.empty"), t!("timeline.empty.what_to_do"));
    }
    let hidden = case.consultations.len().saturating_sub(*shown);
    let more = {
        let shown = shown.clone();
        Callback::from(move |_: MouseEvent| shown.set(*shown + CONTACTS_AT_ONCE))
    };
    let visible = &case.consultations[..case.consultations.len() - hidden];
    let months = visible.chunk_by(|a, b| (a.date.year(), a.date.month()) == (b.date.year(), b.date.month()));
    let group = |contacts: &[Consultation]| {
        let Some(first) = contacts.first() else {
            return Html::default();
        };
        html! {
            <section class="month" key={first.date.first_of_month().to_string()}>
                <h2 class="month-title">{ month(first.date) }</h2>
                <ol class="contacts">
                    { for contacts.iter().map(|contact| html! {
                        <Contact key={contact.id.to_string()} case={case.id} contact={contact.clone()} {today}
                                 files={case.attachments_of(Some(contact.id)).count()} />
                    }) }
                </ol>
            </section>
        }
    };
    html! {
        <div class="timeline">
            { for months.map(group) }
            if hidden > 0 {
                <button type="button" class="button button-outline" onclick={more}>
                    { t!("timeline.more", count = hidden) }
                </button>
            }
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct ContactProps {
    case: DocId,
    contact: Consultation,
    today: Date,
    /// How many photos and papers it has.
    files: usize,
}

#[component]
fn Contact(props: &ContactProps) -> Html {
    let repo = use_repo();
    let contact = &props.contact;
    let to = Route::Note { id: props.case, entry: contact.id };
    let day_words = day(contact.date, props.today);
    let time = contact.time.map(time_of_day).unwrap_or_default();
    let names: Vec<String> = contact.staff.iter().map(|user| repo.staff_name(*user)).collect();
    let (day_of_note, method) = (plain_day(contact.date, props.today), label(&contact.method));
    let (edit_words, edit_label) = if contact.finished {
        (t!("timeline.edit"), t!("timeline.edit_label", day = day_of_note, method = method))
    } else {
        (t!("timeline.continue"), t!("timeline.continue_label", day = day_of_note, method = method))
    };
    html! {
        <li class="contact">
            <div class="contact-when">
                <span class="contact-day">
                    <span class="together">{ day_words }</span>{ " " }<span class="together">{ time }</span>
                </span>
                <span class="contact-how">{ how(contact) }</span>
                <span class="contact-whom">{ whom(contact) }</span>
            </div>
            <span class="contact-icon">{ icon(method_glyph(&contact.method)) }</span>
            <div class="contact-what">
                <Note text={AttrValue::from(contact.note.clone())} />
                <p class="contact-foot">
                    if !contact.finished { { chip(ChipTone::Indigo, t!("timeline.unfinished")) } }
                    if props.files > 0 { <span>{ t!("files.count", count = props.files) }</span> }
                    <span>{ names.join(t!("list.separator").as_str()) }</span>
                    <RouteLink {to} class={classes!("contact-edit")} label={edit_label}>
                        { edit_words }
                    </RouteLink>
                </p>
            </div>
        </li>
    }
}

/// 訪問 25分.
pub fn how(contact: &Consultation) -> String {
    let minutes = contact.duration_minutes.map(|minutes| t!("duration.minutes", minutes = minutes).to_string());
    [Some(label(&contact.method).to_string()), minutes].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// 本人・母, or that nobody was met.
pub fn whom(contact: &Consultation) -> String {
    if !contact.met && contact.counterparts.is_empty() {
        return t!("note.nobody_met").to_string();
    }
    let names: Vec<String> = contact.counterparts.iter().map(|one| label(one).to_string()).collect();
    names.join(t!("list.separator").as_str())
}

#[derive(PartialEq, Properties)]
struct NoteProps {
    text: AttrValue,
}

#[component]
fn Note(props: &NoteProps) -> Html {
    let unfolded = use_state(|| false);
    if props.text.trim().is_empty() {
        return html! { <p class="contact-note contact-note-empty">{ t!("timeline.no_words") }</p> };
    }
    let cut = props.text.char_indices().nth(NOTE_CHARS_SHOWN).map(|(at, _)| at).filter(|_| !*unfolded);
    let unfold = {
        let unfolded = unfolded.clone();
        Callback::from(move |_: MouseEvent| unfolded.set(true))
    };
    match cut {
        None => html! { <p class="contact-note">{ props.text.clone() }</p> },
        Some(at) => html! {
            <>
                // The rest is in the page too, so that printing shows all of it.
                <p class="contact-note">
                    { &props.text[..at] }<span class="folded-mark">{ "…" }</span>
                    <span class="folded">{ &props.text[at..] }</span>
                </p>
                <button type="button" class="button button-text" onclick={unfold}>{ t!("timeline.read_all") }</button>
            </>
        },
    }
}
