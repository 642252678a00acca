//! いつ: the day, the time and how long. Filled in already; opened only where it was otherwise.

use madobe_shared::calendar::{self, parse_full_date};
use madobe_shared::case::ConsultationField;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::{RowProps, note_row, set};
use crate::components::chips::{Opener, toggle_chip};
use crate::components::icon::Glyph;
use crate::hooks::use_now;
use crate::i18n::{day_and_weekday, time_of_day};
use crate::t;

/// The lengths that need one tap, in minutes.
const USUAL_MINUTES: [u16; 5] = [15, 30, 45, 60, 90];

/// The row.
#[component]
pub fn WhenRow(props: &RowProps) -> Html {
    let today = use_now().date();
    let open = use_state_eq(|| false);
    let contact = &props.contact;
    let toggle = {
        let open = open.clone();
        Callback::from(move |()| open.set(!*open))
    };
    let time = contact.time.map(time_of_day);
    let clock = match (&time, contact.duration_minutes) {
        (Some(time), Some(minutes)) => t!("note.when.from_for", time = time, minutes = minutes),
        (Some(time), None) => t!("note.when.from", time = time),
        (None, Some(minutes)) => t!("duration.minutes", minutes = minutes),
        (None, None) => t!("note.when.no_time"),
    };
    let day = day_and_weekday(contact.date, today);
    let opener = |glyph, words: AttrValue, label| {
        Opener { open: *open, glyph: Some(glyph), words, label: Some(label), ..Opener::default() }.chip(&toggle)
    };
    let change_day = t!("note.when.change_day", day = day);
    let change_time = t!("note.when.change_time", time = clock);
    let when = html! {
        <>
            <div class="choices">
                { opener(Glyph::Calendar, AttrValue::from(day), change_day) }
                { opener(Glyph::Clock, clock, change_time) }
            </div>
            if *open {
                <Details open={props.open.clone()} contact={contact.clone()} edit={props.edit.clone()} />
            }
        </>
    };
    note_row("note-when", t!("note.when"), when)
}

#[component]
fn Details(props: &RowProps) -> Html {
    let error = use_state_eq(|| None::<AttrValue>);
    let contact = &props.contact;
    let entry = contact.id;
    let change = |field: ConsultationField, read: fn(&str) -> Option<String>| {
        let (edit, error) = (props.edit.clone(), error.clone());
        Callback::from(move |event: Event| {
            match read(event.target_unchecked_into::<HtmlInputElement>().value().trim()) {
                Some(value) => {
                    error.set(None);
                    edit.emit(vec![set(entry, field, &value)]);
                }
                None => error.set(Some(t!("error.date"))),
            }
        })
    };
    let on_date = change(ConsultationField::Date, |typed| parse_full_date(typed).ok().map(|date| date.to_string()));
    let on_time = change(ConsultationField::Time, read_time);
    let on_minutes = change(ConsultationField::DurationMinutes, |typed| match typed {
        "" => Some(String::new()),
        typed => typed.parse::<u16>().ok().map(|minutes| minutes.to_string()),
    });
    let usual = |minutes: u16| {
        let pressed = contact.duration_minutes == Some(minutes);
        let value = if pressed { String::new() } else { minutes.to_string() };
        let onclick = props.edit.reform(move |()| vec![set(entry, ConsultationField::DurationMinutes, &value)]);
        toggle_chip(pressed, &t!("duration.minutes", minutes = minutes), &onclick)
    };
    html! {
        <div class="note-details">
            <div class="field-grid">
                <div class="field">
                    <label class="field-label" for="note-date">{ t!("field.date") }</label>
                    <input class="input input-large" id="note-date" type="date" value={contact.date.to_string()} onchange={on_date} />
                </div>
                <div class="field">
                    <label class="field-label" for="note-time">{ t!("field.time") }</label>
                    <input class="input input-large" id="note-time" type="time" onchange={on_time}
                           value={contact.time.map(time_of_day).unwrap_or_default()} />
                </div>
            </div>
            <div class="field">
                <label class="field-label" for="note-minutes">{ t!("field.duration_minutes") }</label>
                <div class="choices">
                    { for USUAL_MINUTES.into_iter().map(usual) }
                    <input class="input input-large input-minutes" id="note-minutes" type="number" min="0" max="1440"
                           inputmode="numeric" placeholder={t!("duration.other")} onchange={on_minutes}
                           value={contact.duration_minutes.map(|minutes| minutes.to_string()).unwrap_or_default()} />
                </div>
            </div>
            if let Some(error) = (*error).clone() { <p class="field-error" role="alert">{ error }</p> }
        </div>
    }
}

/// A time as typed, in canonical form; empty clears it.
fn read_time(typed: &str) -> Option<String> {
    if typed.is_empty() {
        return Some(String::new());
    }
    calendar::read_time(typed).map(time_of_day)
}
