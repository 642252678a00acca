//! Labels of the code lists in the present language, and small phrases put together from values.

use jiff::civil::Date;
use madobe_shared::calendar::{PartialDate, age_on};
use madobe_shared::case::{Case, FamilyMember};
use madobe_shared::codes::{AgeBand, CodeList, CodeTable, Relationship, Sex};
use madobe_shared::summary::CaseSummary;
use yew::AttrValue;

use super::{Language, language};
use crate::t;

/// The label of a code in the present language.
#[must_use]
pub fn label(code: &impl CodeList) -> AttrValue {
    AttrValue::from(match language() {
        Language::Japanese => code.label_ja().to_owned(),
        Language::English => code.label_en().to_owned(),
    })
}

/// The label of a code of a list in the present language; for a code that is not in it the code itself.
#[must_use]
pub fn table_label(table: &CodeTable, code: &str) -> String {
    let row = table.rows.iter().find(|(known, ..)| *known == code);
    let label = row.map(|(_, ja, en)| match language() {
        Language::Japanese => *ja,
        Language::English => *en,
    });
    label.unwrap_or(code).to_owned()
}

/// What a member of the family is called: 「母 高橋 由美子」.
#[must_use]
pub fn member_words(member: &FamilyMember) -> AttrValue {
    let relationship = member.relationship.as_ref().map(|relationship| label(relationship).to_string());
    let words =
        [relationship.as_deref().unwrap_or_default(), member.name.trim()].into_iter().filter(|word| !word.is_empty());
    named(&words.collect::<Vec<_>>().join(" "))
}

/// 「40代 男性」: what is known of age and sex, or nothing.
#[must_use]
pub fn age_and_sex(birth: Option<PartialDate>, band: Option<&AgeBand>, sex: Option<&Sex>, today: Date) -> String {
    let age = match birth.and_then(|birth| age_on(birth, today)) {
        Some(age) => Some(t!("person.age", age = age.to_string().trim_end_matches('歳')).to_string()),
        None => band.filter(|band| **band != AgeBand::NotKnown).map(|band| label(band).to_string()),
    };
    let sex = sex.filter(|sex| **sex != Sex::NotStated).map(|sex| label(sex).to_string());
    [age, sex].into_iter().flatten().collect::<Vec<_>>().join(&t!("person.separator"))
}

/// [`age_and_sex`] of a case in a list.
#[must_use]
pub fn summary_age_and_sex(summary: &CaseSummary, today: Date) -> String {
    let birth = summary.birth.as_deref().and_then(|birth| birth.parse().ok());
    let band = summary.age_band.as_deref().map(AgeBand::from_code);
    age_and_sex(birth, band.as_ref(), summary.sex.as_ref(), today)
}

/// 「母・父と同居」, or nothing where no household is known.
#[must_use]
pub fn household(case: &Case) -> Option<AttrValue> {
    let together: Vec<String> = case.family.iter().filter(|member| member.lives_together).map(relation).collect();
    (!together.is_empty()).then(|| t!("person.household", members = together.join(t!("list.separator").as_str())))
}

fn relation(member: &FamilyMember) -> String {
    label(member.relationship.as_ref().unwrap_or(&Relationship::Other)).to_string()
}

/// The name as people address it, 「高橋 和也さん」; a placeholder where there is none yet.
#[must_use]
pub fn addressed(name: &str) -> AttrValue {
    // 「佐伯 家（本人未接触）」 is no name to put さん behind.
    let is_plain = !name.trim().ends_with(['家', '）', ')', '様']) && !name.ends_with("さん");
    if is_plain && !name.trim().is_empty() { t!("person.addressed", name = name) } else { named(name) }
}

/// The first words of a note as a list shows them: the core keeps so many characters, and where they stop inside a sentence, more
/// is to be read in the case.
#[must_use]
pub fn first_words(words: &str) -> String {
    let is_whole = words.ends_with(['。', '」', '）', '！', '？', '.', '!', '?', ')']);
    // A line's end in the note became a space, which Japanese does not put between sentences.
    let words = words.replace("。 ", "。");
    format!("{words}{}", if is_whole || words.is_empty() { "" } else { "…" })
}

/// The first words of something that may be long.
#[must_use]
pub fn shortened(words: &str) -> String {
    const CHARS_MAX: usize = 40;
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.char_indices().nth(CHARS_MAX) {
        Some((end, _)) => format!("{}…", &words[..end]),
        None => words,
    }
}

/// So much of a device's id as tells one from another.
#[must_use]
pub fn short_id(id: &str) -> String {
    id.chars().take(4).collect()
}

/// The bare name; a placeholder where there is none yet.
#[must_use]
pub fn named(name: &str) -> AttrValue {
    if name.trim().is_empty() { t!("person.unnamed") } else { AttrValue::from(name.to_owned()) }
}

/// 412 KB, 3 MB.
#[must_use]
pub fn size_words(bytes: u64) -> String {
    const MEGABYTE: u64 = 1 << 20;
    const GIGABYTE: u64 = 1 << 30;
    match bytes {
        0..MEGABYTE => format!("{} KB", bytes.div_ceil(1 << 10)),
        MEGABYTE..GIGABYTE => format!("{} MB", bytes / MEGABYTE),
        _ => format!("{} GB", bytes / GIGABYTE),
    }
}
