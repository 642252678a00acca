//! Whether whoever is spoken of on the telephone is in a case already: a second case for one person is found months later, and by then half of
//! what was said is in each.
//!
//! What is compared is folded, so that 髙橋 is 高橋 and 03-1234-5678 is 0312345678. Names must be the same from end to end: half the ward shares
//! a family name.

use super::fold;

/// Digits from which a telephone number is one: an extension or a number half typed is nobody's.
const PHONE_DIGITS_MIN: usize = 9;

/// The first lines of a case's search text: the person, the goal and the family. What follows is what was written about them.
const LINES_OF_PEOPLE: usize = 40;

/// What is known of a person so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sought {
    name: String,
    kana: String,
    phones: [String; 2],
    birth: String,
}

/// Why a case may be of the same person, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// The telephone number, of the person or of the family.
    Phone,
    /// The name.
    Name,
    /// The name in kana.
    Kana,
    /// The name of somebody in the family.
    Family,
    /// The day of birth.
    Birth,
}

/// A case as far as it can be compared.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// The person's name, folded.
    pub name: &'a str,
    /// The name in kana, folded.
    pub kana: &'a str,
    /// The date of birth in canonical form.
    pub birth: Option<&'a str>,
    /// What [`crate::summary::search_text`] gives; empty while that is not there.
    pub text: &'a str,
}

impl Sought {
    /// Takes what was typed, however it was typed: the telephones of the person and of whoever calls; `birth` in the canonical form of a
    /// [`crate::calendar::PartialDate`], or empty.
    #[must_use]
    pub fn of(name: &str, kana: &str, phones: [&str; 2], birth: &str) -> Self {
        let whole = |text: &str| Some(fold(text)).filter(|text| text.chars().count() > 1).unwrap_or_default();
        let is_number =
            |phone: &String| phone.len() >= PHONE_DIGITS_MIN && phone.bytes().all(|digit| digit.is_ascii_digit());
        let is_day = birth.len() == "1990-01-01".len();
        Self {
            name: whole(name),
            kana: whole(kana),
            phones: phones.map(|phone| Some(fold(phone)).filter(is_number).unwrap_or_default()),
            birth: if is_day { birth.to_owned() } else { String::new() },
        }
    }

    /// Why a case may be of this person, if it may.
    #[must_use]
    pub fn likeness(&self, known: Known<'_>) -> Option<Likeness> {
        let is = |sought: &str, there: &str| !sought.is_empty() && sought == there;
        let stands =
            |sought: &str| !sought.is_empty() && known.text.lines().take(LINES_OF_PEOPLE).any(|line| line == sought);
        let kinds = [
            (Likeness::Phone, self.phones.iter().any(|phone| stands(phone))),
            (Likeness::Name, is(&self.name, known.name)),
            (Likeness::Kana, is(&self.kana, known.kana)),
            (Likeness::Family, stands(&self.name)),
            (Likeness::Birth, known.birth.is_some_and(|birth| is(&self.birth, birth))),
        ];
        kinds.into_iter().find_map(|(likeness, holds)| holds.then_some(likeness))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn likeness(sought: &Sought) -> Option<Likeness> {
        let text = ["高橋 和也", "タカハシ カズヤ", "080-1234-5678", "散歩がしたい", "高橋 由美子", "03-9876-5432"];
        let text = text.map(fold).join("\n");
        let (name, kana) = (fold("髙橋 和也"), fold("タカハシ カズヤ"));
        sought.likeness(Known { name: &name, kana: &kana, birth: Some("1984-05-06"), text: &text })
    }

    #[test]
    fn whoever_is_known_is_known_however_it_is_typed() {
        for (sought, expected) in [
            (Sought::of("", "", ["０８０（１２３４）５６７８", ""], ""), Likeness::Phone),
            (Sought::of("別の名前", "", ["", "0398765432"], ""), Likeness::Phone),
            (Sought::of("高橋和也", "", ["", ""], ""), Likeness::Name),
            (Sought::of("", "たかはし　かずや", ["", ""], ""), Likeness::Kana),
            (Sought::of("髙橋由美子", "", ["", ""], ""), Likeness::Family),
            (Sought::of("", "", ["", ""], "1984-05-06"), Likeness::Birth),
        ] {
            assert_eq!(likeness(&sought), Some(expected), "{sought:?}");
        }
    }

    #[test]
    fn half_a_name_and_half_a_number_are_nobodys() {
        for sought in [
            Sought::default(),
            Sought::of("高橋", "たかはし", ["080-1234", ""], "1984-05"),
            Sought::of("高", "た", ["5678", ""], "1984"),
            Sought::of("高橋 和也様方", "", ["080-1234-5679", ""], "1984-05-07"),
            Sought::of("散歩", "", ["お昼に080-1234-5678", ""], ""),
        ] {
            assert_eq!(likeness(&sought), None, "{sought:?}");
        }
        let nobody = Known { name: "", kana: "", birth: None, text: "" };
        assert_eq!(Sought::of("", "", ["", ""], "").likeness(nobody), None, "an empty form is like no empty case");
    }
}
