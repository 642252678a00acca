//! The report as a sheet of paper, in two forms: one to work on, and the final one.

use std::ops::Range;

use madobe_shared::case::{Case, case_number};
use madobe_shared::disclosure::{BAR, Chapter, Draft, Entry, Line, Masks, Piece, Place, Report, Topic};
use wasm_bindgen::JsCast;
use yew::prelude::*;

use super::{Stretches, selection, wording};
use crate::components::shell::PAGE_TITLE_ID;
use crate::repo::Repo;
use crate::t;

/// What is shown of masked words.
pub enum Form {
    /// The words, marked, and the ways to mask and unmask.
    Editing(Callback<(Stretches, bool)>),
    /// Bars.
    Final,
}

/// The paper.
pub fn paper(repo: &Repo, case: &Case, report: &Report, draft: &Draft, form: &Form) -> Html {
    let count: usize = report.lines().map(|line| draft.masks(line).count()).sum();
    let facts = [
        (t!("disclosure.number"), case_number(case.id, case.opened_on)),
        (t!("disclosure.made_on"), wording::made_on(repo.now_local().date())),
        (t!("disclosure.made_by"), repo.me().name),
    ];
    let fact = |(label, words): (AttrValue, String)| html! { <div><dt>{ label }</dt><dd>{ words }</dd></div> };
    let mut first = 0;
    let section = |(place, chapter): (usize, &Chapter)| {
        let begin = first;
        first += chapter.entries.iter().map(|entry| entry.lines.len()).sum::<usize>();
        section(place + 1, chapter, begin, draft, form)
    };
    let (class, unmask) = match form {
        Form::Editing(set) => ("paper paper-editing", Some(unmask(set))),
        Form::Final => ("paper", None),
    };
    let onclick = unmask.as_ref().map(|unmask| unmask.reform(|event: MouseEvent| event.into()));
    let onkeydown = unmask.map(|unmask| unmask.reform(|event: KeyboardEvent| event.into()));
    html! {
        <article {class} {onclick} {onkeydown}>
            <h1 id={PAGE_TITLE_ID} tabindex="-1">{ t!("disclosure.heading") }</h1>
            <dl class="paper-facts">{ for facts.map(fact) }</dl>
            <p class="quiet">{ t!("disclosure.note", bar = BAR) }</p>
            { for report.chapters.iter().enumerate().map(section) }
            <p class="paper-count">
                if count == 0 { { t!("disclosure.count.none") } } else { { t!("disclosure.count", count = count) } }
            </p>
        </article>
    }
}

/// Unmasks the words that were tapped, or that a key was pressed on as on a button. A button of the page's own would not break its words
/// over lines.
fn unmask(set: &Callback<(Stretches, bool)>) -> Callback<Event> {
    let set = set.clone();
    Callback::from(move |event: Event| {
        let key = event.dyn_ref::<KeyboardEvent>().map(KeyboardEvent::key);
        if key.is_none_or(|key| key == "Enter" || key == " ")
            && let Some(masked) = event.target().and_then(|target| selection::masked(&target))
        {
            event.prevent_default();
            set.emit((vec![masked], false));
        }
    })
}

fn section(place: usize, chapter: &Chapter, mut first: usize, draft: &Draft, form: &Form) -> Html {
    let has_wholes = matches!(chapter.topic, Topic::Family | Topic::Alerts | Topic::Contacts);
    let entry = |one: &Entry| {
        let begin = first;
        first += one.lines.len();
        entry(one, begin, has_wholes, draft, form)
    };
    html! {
        <section>
            <h2>{ format!("{place}　{}", wording::topic(chapter.topic)) }</h2>
            { for chapter.entries.iter().map(entry) }
        </section>
    }
}

fn entry(entry: &Entry, first: usize, has_whole: bool, draft: &Draft, form: &Form) -> Html {
    let lines = || entry.lines.iter().zip(first..);
    // The button of the whole stands beside the first line, in the place of that line's own.
    let mut whole = match form {
        Form::Editing(set) if has_whole => {
            let masked = lines().all(|(line, _)| draft.masks(line).cover(&line.text, all(line)));
            let words = if masked { t!("disclosure.unmask_entry") } else { t!("disclosure.mask_entry") };
            Some(toggle(lines().map(|(line, number)| (number, all(line))).collect(), masked, words, set))
        }
        _ => None,
    };
    html! {
        <div class="paper-entry">
            { for lines().map(|(one, number)| line(one, number, draft.masks(one), form, whole.take())) }
        </div>
    }
}

fn line(line: &Line, number: usize, masks: &Masks, form: &Form, mut button: Option<Html>) -> Html {
    let class = match line.place {
        Place::Contact(_) => "paper-line paper-head",
        Place::Text(_) => "paper-line paper-prose",
        Place::Field(_) | Place::Members(_) => "paper-line",
    };
    let words: Html = match form {
        Form::Final => masks.disclosed(&line.text).lines().map(|words| html! { <p>{ words.to_owned() }</p> }).collect(),
        Form::Editing(set) => {
            let paragraph = |range| paragraph(line, number, range, masks, set, button.take());
            paragraphs(&line.text).map(paragraph).collect()
        }
    };
    html! {
        <div {class}>
            if let Some(label) = wording::label(line.place) { <h3>{ label }</h3> }
            <div class="paper-words">
                { words }
                if line.disputed { <p class="paper-disputed">{ t!("disclosure.disputed") }</p> }
            </div>
        </div>
    }
}

/// A paragraph to work on: its words, and a button that masks all of them, or this one.
fn paragraph(
    line: &Line,
    number: usize,
    range: Range<usize>,
    masks: &Masks,
    set: &Callback<(Stretches, bool)>,
    button: Option<Html>,
) -> Html {
    let own = || {
        let masked = masks.cover(&line.text, range.clone());
        let words = if masked { t!("disclosure.unmask") } else { t!("disclosure.mask") };
        toggle(vec![(number, range.clone())], masked, words, set)
    };
    let button = button.unwrap_or_else(own);
    html! {
        <div class="paper-paragraph">
            <p>{ for masks.pieces(&line.text, range).iter().map(|piece| run(number, piece)) }</p>
            { button }
        </div>
    }
}

/// Masks or unmasks whole stretches.
fn toggle(stretches: Stretches, masked: bool, words: AttrValue, set: &Callback<(Stretches, bool)>) -> Html {
    let onclick = set.reform(move |_: MouseEvent| (stretches.clone(), !masked));
    html! { <button type="button" class="button button-text" {onclick}>{ words }</button> }
}

/// Words that are masked or not. The selection, and what was tapped, is read off them by their numbers.
fn run(number: usize, piece: &Piece<'_>) -> Html {
    let masked = |value: &'static str| piece.masked.then_some(value);
    html! {
        <span class={masked(selection::MASKED)} role={masked("button")} tabindex={masked("0")}
              data-line={number.to_string()} data-at={piece.at.to_string()}>{ piece.words.to_owned() }</span>
    }
}

fn all(line: &Line) -> Range<usize> {
    0..line.text.chars().count()
}

/// The paragraphs of a text, in characters, without the empty ones.
fn paragraphs(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    text.split('\n').filter_map(move |words| {
        let range = at..at + words.chars().count();
        at = range.end + 1;
        (!words.trim().is_empty()).then_some(range)
    })
}
