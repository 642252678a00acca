//! Chips: small words in a frame. Some only say something; some are buttons that stay pressed; some are one choice of several.
//!
//! They keep no state of their own, so they are plain functions: a component each would cost a worker's tablet some kilobytes.

use madobe_shared::codes::AlertLevel;
use yew::prelude::*;

use super::icon::{Glyph, icon};
use crate::i18n::label;

/// What the colour of a chip means.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ChipTone {
    /// Plain.
    #[default]
    Plain,
    /// Chosen, active.
    Green,
    /// Overdue, unsent, confidential.
    Persimmon,
    /// Changed, or worth a look.
    Indigo,
    /// Two values to settle.
    Yellow,
}

impl ChipTone {
    const fn class(self) -> &'static str {
        match self {
            Self::Plain => "chip",
            Self::Green => "chip chip-green",
            Self::Persimmon => "chip chip-persimmon",
            Self::Indigo => "chip chip-indigo",
            Self::Yellow => "chip chip-yellow",
        }
    }
}

/// Words that only say something.
pub fn chip(tone: ChipTone, words: impl Into<Html>) -> Html {
    html! { <span class={tone.class()}>{ words.into() }</span> }
}

/// What must not be forgotten. The level is in the colour; those who do not see it hear it.
pub fn alert_chip(level: &AlertLevel, text: &str) -> Html {
    let (tone, glyph) = match level {
        AlertLevel::Note => (ChipTone::Plain, None),
        AlertLevel::Caution => (ChipTone::Persimmon, None),
        _ => (ChipTone::Persimmon, Some(Glyph::Warning)),
    };
    let words = html! {
        <>
            if let Some(glyph) = glyph { { icon(glyph) } }
            <span class="visually-hidden">{ label(level) }{ " " }</span><span>{ text }</span>
        </>
    };
    chip(tone, words)
}

/// A button that stays pressed.
pub fn toggle_chip(pressed: bool, words: &AttrValue, onclick: &Callback<()>) -> Html {
    let onclick = onclick.reform(|_: MouseEvent| ());
    html! {
        <button type="button" class="choice" aria-pressed={pressed.to_string()} {onclick}>
            <span>{ words.clone() }</span>
        </button>
    }
}

/// A button that opens more choices below.
#[derive(Clone, Default)]
pub struct Opener {
    /// Whether what it opens is open.
    pub open: bool,
    /// An icon before the words.
    pub glyph: Option<Glyph>,
    /// The words.
    pub words: AttrValue,
    /// The accessible name, where the words do not make a good one.
    pub label: Option<AttrValue>,
    /// Whether the words are the answer that was given, and not a way to give one.
    pub is_answer: bool,
}

impl Opener {
    /// The button; `onclick` is called when it is pressed.
    pub fn chip(self, onclick: &Callback<()>) -> Html {
        let onclick = onclick.reform(|_: MouseEvent| ());
        html! {
            <button type="button" class={classes!("choice", self.is_answer.then_some("choice-answer"))}
                    aria-expanded={self.open.to_string()} aria-label={self.label} {onclick}>
                if let Some(glyph) = self.glyph { { icon(glyph) } }
                <span>{ self.words }</span>
            </button>
        }
    }
}

/// One of the choices of [`choice_chips`].
pub struct Choice<T> {
    /// What it stands for.
    pub value: T,
    /// The word.
    pub label: AttrValue,
    /// An icon before the word.
    pub glyph: Option<Glyph>,
}

/// One choice of several: real radio buttons in the look of chips, so that the arrow keys work as people know them.
///
/// `group` is the name of the group and the id of the element that labels it, unique on the screen; `more` are further buttons in
/// the same row.
pub fn choice_chips<T: Clone + PartialEq + 'static>(
    group: &'static str,
    choices: impl IntoIterator<Item = Choice<T>>,
    chosen: &T,
    on_choose: &Callback<T>,
    more: Html,
) -> Html {
    let choice = |choice: Choice<T>| {
        let checked = *chosen == choice.value;
        let onchange = on_choose.reform(move |_: Event| choice.value.clone());
        html! {
            <label class="choice choice-radio">
                <input type="radio" class="choice-input" name={group} {checked} {onchange} />
                if let Some(glyph) = choice.glyph { { icon(glyph) } }
                <span>{ choice.label }</span>
            </label>
        }
    };
    html! {
        <div class="choices" role="radiogroup" aria-labelledby={group}>
            { for choices.into_iter().map(choice) }
            { more }
        </div>
    }
}
