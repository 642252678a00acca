//! What the lines of the report are called, and their values in words. A day is never without its year: the paper is read later.

use jiff::civil::Date;
use madobe_shared::calendar::EraDate;
use madobe_shared::case::{AlertField, Case, Consultation};
use madobe_shared::disclosure::{Place, Topic};
use madobe_shared::form::{FieldRef, SetRef, TextRef};
use yew::AttrValue;

use crate::components::fields::{field_label, members_words, text_words, value_words};
use crate::components::timeline::{how, whom};
use crate::i18n::{Language, full_day, language, plain_day, time_of_day};
use crate::repo::Repo;
use crate::t;

/// A value in words.
pub fn value(repo: &Repo, case: &Case) -> impl Fn(FieldRef, &str) -> String {
    move |field, value| value_words(case, field, value, Date::ZERO, &|user| repo.staff_name(user))
}

/// The members of a set in words.
pub fn members(repo: &Repo) -> impl Fn(SetRef, &[&str]) -> String {
    move |set, members| members_words(set, members, &|user| repo.staff_name(user)).1
}

/// When and how a contact was, with whom, and who of the staff was there.
pub fn contact(repo: &Repo) -> impl Fn(&Consultation) -> String {
    move |contact| {
        let time = contact.time.map(|time| format!(" {}", time_of_day(time))).unwrap_or_default();
        let staff: Vec<String> = contact.staff.iter().map(|user| repo.staff_name(*user)).collect();
        let parts = [
            format!("{}{time}", full_day(contact.date)),
            how(contact),
            whom(contact),
            staff.join(t!("list.separator").as_str()),
        ];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("　")
    }
}

/// 2026年11月28日（令和8年11月28日）.
pub fn made_on(date: Date) -> String {
    match (language(), EraDate::of(date)) {
        (Language::Japanese, Some(era)) => format!("{}（{era}）", plain_day(date, Date::ZERO)),
        _ => full_day(date),
    }
}

/// The heading of a chapter.
pub fn topic(topic: Topic) -> AttrValue {
    match topic {
        Topic::Person => t!("case.tab.basics"),
        Topic::Family => t!("basics.family"),
        Topic::Alerts => t!("field.alert_text"),
        Topic::Sheet => t!("case.tab.sheet"),
        Topic::Consents => t!("consents.title"),
        Topic::Plans => t!("plan.title"),
        Topic::Referrals => t!("referrals.title"),
        Topic::Participations => t!("participations.title"),
        Topic::Conferences => t!("conferences.title"),
        Topic::Advice => t!("advice.title"),
        Topic::Tasks => t!("tasks.title"),
        Topic::Assessment => t!("assessment.title"),
        Topic::Standing => t!("disclosure.standing"),
        Topic::Contacts => t!("disclosure.contacts"),
        Topic::Attachments => t!("files.disclosed"),
    }
}

/// What a line is called, where it does not speak for itself.
pub fn label(place: Place) -> Option<AttrValue> {
    match place {
        Place::Field(FieldRef::Consultation(..)) | Place::Text(TextRef::Note(_)) | Place::Contact(_) => None,
        Place::Field(FieldRef::Alert(_, AlertField::Text)) => Some(t!("disclosure.words")),
        Place::Field(field) => Some(field_label(field)),
        Place::Members(set) => Some(members_words(set, &[], &|_| String::new()).0),
        Place::Text(text) => Some(text_words(text)),
    }
}
