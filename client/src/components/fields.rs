//! Single values of a case, edited in place.

mod code_select;
mod field;
mod gathering_select;
mod prose_field;
mod sets;
mod text_field;
mod words;

pub use code_select::{code_select, staff_select};
pub use field::field;
pub use prose_field::prose_field;
pub use sets::{code_set, staff_set};
pub use words::{choice_words, field_label, field_words, members_words, text_words, value_words};

use jiff::civil::Date;
use madobe_shared::calendar::parse_date;
use madobe_shared::form::FieldRef;
use yew::prelude::*;

use super::chips::{ChipTone, chip};
use crate::i18n::{Language, language};
use crate::repo::OpenCase;
use crate::t;

/// Reads a date of birth as people type it: the canonical form, empty where nothing was typed.
///
/// # Errors
///
/// What is wrong with it, in words: it is no date, or wholly after today.
pub fn read_birth(typed: &str, today: Date) -> Result<String, AttrValue> {
    if typed.trim().is_empty() {
        return Ok(String::new());
    }
    match parse_date(typed) {
        Ok(birth) if birth.first_day() > today => Err(t!("field.birth.future")),
        Ok(birth) => Ok(birth.to_string()),
        Err(error) => Err(AttrValue::from(match language() {
            Language::Japanese => error.message_ja(),
            Language::English => error.to_string(),
        })),
    }
}

/// An id for the document, made of the field's keys.
fn field_id(field: FieldRef) -> String {
    match field.entry() {
        None => format!("field-{}", field.key()),
        Some(entry) => format!("field-{}-{}", entry.id, field.key()),
    }
}

/// The mark beside a field that two people have set.
pub fn disputed_mark(case: &OpenCase, field: FieldRef) -> Html {
    if case.view().conflict(field).is_some() { chip(ChipTone::Yellow, t!("conflict.mark")) } else { Html::default() }
}
