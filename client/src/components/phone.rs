//! Telephone numbers, to be called with a tap.

use yew::prelude::*;

use super::icon::{Glyph, icon};

/// The number as people entered or printed it; a link where it can be dialled, nothing where there is none.
pub fn phone_link(phone: &str) -> Html {
    match dialled(phone) {
        Some(number) => html! { <a class="phone" href={format!("tel:{number}")}>{ icon(Glyph::Phone) }{ phone }</a> },
        None if phone.trim().is_empty() => Html::default(),
        None => html! { <span>{ phone }</span> },
    }
}

/// The number to dial: the digits of the first number in the text, if they can be one.
fn dialled(phone: &str) -> Option<String> {
    let phone: String = phone.chars().map(half_width).collect();
    let first = phone.split(['、', ',', '/', '(', '・', ' ']).find(|part| part.chars().any(|c| c.is_ascii_digit()))?;
    let digits: String = first.chars().filter(|character| character.is_ascii_digit() || *character == '+').collect();
    (digits.len() >= 3).then_some(digits)
}

/// People type numbers in full width too.
fn half_width(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character),
        '\u{3000}' => ' ',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_printed_number_becomes_one_to_dial() {
        assert_eq!(dialled("03-1234-5678").as_deref(), Some("0312345678"));
        assert_eq!(dialled("03-1234-5678（平日のみ）").as_deref(), Some("0312345678"));
        assert_eq!(dialled("#8000、03-1234-5678").as_deref(), Some("8000"));
        assert_eq!(dialled("０９０－１２３４－５６７８").as_deref(), Some("09012345678"));
        assert_eq!(dialled("なし"), None);
    }
}
