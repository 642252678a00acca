//! A line of text bound to a field of a case.

use std::rc::Rc;

use gloo::timers::callback::Timeout;
use jiff::civil::Date;
use madobe_shared::calendar::parse_full_date;
use madobe_shared::edit::Edit;
use madobe_shared::form::FieldRef;
use madobe_shared::postcode::read_postcode;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::{disputed_mark, field_id, read_birth};
use crate::hooks::use_repo;
use crate::i18n::edit_error;
use crate::repo::OpenCase;
use crate::t;

/// A pause in typing after which the value counts as meant; well within the half second a keystroke may be in danger.
const PAUSE_MS: u32 = 350;

/// How typed words become a value.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Reading {
    /// As they are.
    #[default]
    AsTyped,
    /// As a date of birth, perhaps known only to the year.
    Birth,
    /// As a day.
    Day,
    /// As a postal code.
    Postcode,
}

impl Reading {
    fn read(self, typed: &str, today: Date) -> Result<String, AttrValue> {
        match self {
            Self::AsTyped => Ok(typed.to_owned()),
            Self::Birth => read_birth(typed, today),
            Self::Postcode => read_postcode(typed).ok_or_else(|| t!("error.postcode")),
            Self::Day if typed.is_empty() => Ok(String::new()),
            Self::Day => parse_full_date(typed).map(|day| day.to_string()).map_err(|_| t!("error.date")),
        }
    }
}

/// Properties of [`TextField`].
#[derive(PartialEq, Properties)]
pub struct TextFieldProps {
    /// The case.
    pub case: OpenCase,
    /// The field.
    pub field: FieldRef,
    /// The label.
    pub label: AttrValue,
    /// The value as people read it.
    pub value: AttrValue,
    /// The `type` of the input.
    #[prop_or("text")]
    pub kind: &'static str,
    /// How the typed words become a value.
    #[prop_or_default]
    pub reading: Reading,
    /// A line below the field.
    #[prop_or_default]
    pub hint: Option<AttrValue>,
    /// Whether the field takes the whole width.
    #[prop_or_default]
    pub wide: bool,
    /// Whether the value is a few sentences, which are read in lines.
    #[prop_or_default]
    pub lines: bool,
}

/// A labelled line of text that saves itself.
#[component]
pub fn TextField(props: &TextFieldProps) -> Html {
    let repo = use_repo();
    let input = use_node_ref();
    let error = use_state_eq(|| None::<AttrValue>);
    let pending = use_mut_ref(|| None::<Timeout>);
    let id = field_id(props.field);

    // The user's own half-typed words are never taken away by a value that arrives.
    use_effect_with(props.value.clone(), {
        let (input, pending, error) = (input.clone(), pending.clone(), error.clone());
        move |value| {
            if let Some(element) = element_of(&input)
                && pending.borrow().is_none()
                && error.is_none()
                && !(has_focus(&element) && element.value().trim() == value.as_str())
            {
                element.set_value(value);
            }
        }
    });

    let save: Rc<dyn Fn()> = {
        let (input, pending, error) = (input.clone(), pending.clone(), error.clone());
        let (case, field, reading) = (props.case.clone(), props.field, props.reading);
        let before = props.value.clone();
        Rc::new(move || {
            pending.borrow_mut().take();
            let Some(element) = element_of(&input) else {
                return;
            };
            let typed = element.value();
            if typed == before.as_str() {
                error.set(None);
                return;
            }
            let outcome = reading
                .read(&typed, repo.now_local().date())
                .and_then(|value| case.edit([Edit::set(field, value)]).map_err(|error| edit_error(&error)));
            error.set(outcome.err());
        })
    };
    let latest_save = use_mut_ref(|| save.clone());
    latest_save.borrow_mut().clone_from(&save);
    // Leaving the screen within the pause must not lose it.
    use_effect_with((), {
        let (latest_save, pending) = (latest_save.clone(), pending.clone());
        move |()| {
            move || {
                if pending.borrow_mut().take().is_some() {
                    let save = latest_save.borrow().clone();
                    save();
                }
            }
        }
    });

    let oninput = {
        let is_read_while_typed = props.reading == Reading::AsTyped;
        Callback::from(move |event: InputEvent| {
            // A date half typed is no date yet, and a word half composed no word: those wait until the field is left.
            if is_read_while_typed && !event.is_composing() {
                let latest_save = latest_save.clone();
                *pending.borrow_mut() = Some(Timeout::new(PAUSE_MS, move || {
                    let save = latest_save.borrow().clone();
                    save();
                }));
            }
        })
    };
    let onchange = Callback::from(move |_: Event| save());
    let hint_id = format!("{id}-hint");
    html! {
        <div class={classes!("field", props.wide.then_some("field-wide"))}>
            <label class="field-label" for={id.clone()}>
                { props.label.clone() }{ disputed_mark(&props.case, props.field) }
            </label>
            if props.lines {
                <textarea ref={input} class="input" {id} rows="4" autocomplete="off" {oninput} {onchange}
                          aria-invalid={error.is_some().then_some("true")} aria-describedby={hint_id.clone()} />
            } else {
                <input ref={input} class="input" {id} type={props.kind} autocomplete="off" {oninput} {onchange}
                       aria-invalid={error.is_some().then_some("true")} aria-describedby={hint_id.clone()} />
            }
            <p id={hint_id} class={if error.is_some() { "field-error" } else { "field-hint" }}>
                { (*error).clone().or_else(|| props.hint.clone()).unwrap_or_default() }
            </p>
        </div>
    }
}

/// The control. What is asked of it here a text area answers as well as an input.
fn element_of(control: &NodeRef) -> Option<HtmlInputElement> {
    control.get().map(JsCast::unchecked_into)
}

fn has_focus(element: &HtmlInputElement) -> bool {
    gloo::utils::document().active_element().is_some_and(|active| active == ***element)
}
