//! Fields and their values in words.

use jiff::civil::Date;
use madobe_shared::calendar::{PartialDate, read_date};
use madobe_shared::case::{Case, Closure, NextContact};
use madobe_shared::codes::{
    AgeBand, AlertLevel, CaseStatus, ContactMethod, PresentingConcern, ReferralSource, Relationship, Sex,
    WithdrawalDuration,
};
use madobe_shared::edit::{AlertField, CaseField, ConsultationField, FamilyField, FieldRef};
use madobe_shared::ids::UserId;
use madobe_shared::order;
use yew::AttrValue;

use crate::i18n::{Language, label, language, named, plain_day, time_of_day};
use crate::t;

/// What a field is called.
#[must_use]
pub fn field_words(field: FieldRef, case: &Case) -> AttrValue {
    match field {
        FieldRef::Case(field) => case_field_words(field),
        FieldRef::Consultation(entry, field) => {
            let day = case.consultation(entry).map(|contact| plain_day(contact.date, contact.date)).unwrap_or_default();
            t!("field.of_consultation", day = day, field = consultation_field_words(field))
        }
        FieldRef::Family(entry, field) => {
            let member = case.family.iter().find(|member| member.id == entry);
            let who = member.map(|member| match &member.relationship {
                Some(relationship) => label(relationship),
                None => named(&member.name),
            });
            t!("field.of_family", who = who.unwrap_or_default(), field = family_field_words(field))
        }
        FieldRef::Alert(_, AlertField::Text) => t!("field.alert_text"),
        FieldRef::Alert(_, AlertField::Level) => t!("field.alert_level"),
    }
}

/// What a field of the case is called.
#[must_use]
pub fn case_field_words(field: CaseField) -> AttrValue {
    match field {
        CaseField::PersonName => t!("field.name"),
        CaseField::PersonKana => t!("field.kana"),
        CaseField::PersonSex => t!("field.sex"),
        CaseField::PersonBirth => t!("field.birth"),
        CaseField::PersonAgeBand => t!("field.age_band"),
        CaseField::PersonPhone => t!("field.phone"),
        CaseField::PersonEmail => t!("field.email"),
        CaseField::PersonAddress => t!("field.address"),
        CaseField::Status => t!("field.status"),
        CaseField::OpenedOn => t!("field.opened_on"),
        CaseField::MainConcern => t!("field.main_concern"),
        CaseField::WithdrawalDuration => t!("field.withdrawal_duration"),
        CaseField::ReferralSource => t!("field.referral_source"),
        CaseField::Lead => t!("field.lead"),
        CaseField::NextContact => t!("field.next_contact"),
        CaseField::Closure => t!("closing.title"),
        CaseField::ClosureEvaluation => t!("closing.evaluation"),
    }
}

fn consultation_field_words(field: ConsultationField) -> AttrValue {
    match field {
        ConsultationField::Date => t!("field.date"),
        ConsultationField::Time => t!("field.time"),
        ConsultationField::DurationMinutes => t!("field.duration"),
        ConsultationField::Method => t!("field.method"),
        ConsultationField::Met => t!("field.met"),
        ConsultationField::Finished => t!("field.finished"),
    }
}

/// What a field of a member of the family is called.
#[must_use]
pub fn family_field_words(field: FamilyField) -> AttrValue {
    match field {
        FamilyField::Name => t!("field.name"),
        FamilyField::Relationship => t!("field.relationship"),
        FamilyField::LivesTogether => t!("field.lives_together"),
        FamilyField::Phone => t!("field.phone"),
    }
}

/// A value as people read it.
#[must_use]
pub fn value_words(field: FieldRef, value: &str, today: Date, name_of: &dyn Fn(UserId) -> String) -> String {
    if value.is_empty() {
        return t!("conflict.empty").to_string();
    }
    match field {
        FieldRef::Case(field) => case_value_words(field, value, today, name_of),
        FieldRef::Consultation(_, field) => match field {
            ConsultationField::Date => day_words(value, today),
            ConsultationField::DurationMinutes => t!("duration.minutes", minutes = value).to_string(),
            ConsultationField::Method => label(&ContactMethod::from_code(value)).to_string(),
            ConsultationField::Met | ConsultationField::Finished => yes_or_no(value),
            ConsultationField::Time => value.to_owned(),
        },
        FieldRef::Family(_, FamilyField::Relationship) => label(&Relationship::from_code(value)).to_string(),
        FieldRef::Family(_, FamilyField::LivesTogether) => yes_or_no(value),
        FieldRef::Alert(_, AlertField::Level) => label(&AlertLevel::from_code(value)).to_string(),
        FieldRef::Family(..) | FieldRef::Alert(..) => value.to_owned(),
    }
}

fn case_value_words(field: CaseField, value: &str, today: Date, name_of: &dyn Fn(UserId) -> String) -> String {
    match field {
        CaseField::PersonSex => label(&Sex::from_code(value)).to_string(),
        CaseField::PersonAgeBand => label(&AgeBand::from_code(value)).to_string(),
        CaseField::Status => label(&CaseStatus::from_code(value)).to_string(),
        CaseField::MainConcern => label(&PresentingConcern::from_code(value)).to_string(),
        CaseField::WithdrawalDuration => label(&WithdrawalDuration::from_code(value)).to_string(),
        CaseField::ReferralSource => label(&ReferralSource::from_code(value)).to_string(),
        CaseField::Lead => value.parse().map_or_else(|_| value.to_owned(), name_of),
        CaseField::OpenedOn => day_words(value, today),
        CaseField::PersonBirth => value.parse().map_or_else(|_| value.to_owned(), birth_words),
        CaseField::NextContact => NextContact::from_value(value)
            .map_or_else(|| value.to_owned(), |next| next_words(&next, Detail::Staff, today, name_of)),
        CaseField::Closure => Closure::from_value(value).map_or_else(
            || value.to_owned(),
            |closure| {
                t!("closing.words", day = plain_day(closure.date, today), reason = label(&closure.reason)).to_string()
            },
        ),
        CaseField::PersonName
        | CaseField::PersonKana
        | CaseField::PersonPhone
        | CaseField::PersonEmail
        | CaseField::PersonAddress
        | CaseField::ClosureEvaluation => value.to_owned(),
    }
}

/// A birth date as people read and type it.
#[must_use]
pub fn birth_words(birth: PartialDate) -> String {
    match language() {
        Language::Japanese => birth.label_ja(),
        Language::English => birth.to_string(),
    }
}

fn day_words(value: &str, today: Date) -> String {
    read_date(value).map_or_else(|| value.to_owned(), |date| plain_day(date, today))
}

fn yes_or_no(value: &str) -> String {
    if value == "true" { t!("yes").to_string() } else { t!("no").to_string() }
}

/// How much of a next contact is said.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Detail {
    Moment,
    Method,
    Staff,
}

fn next_words(next: &NextContact, detail: Detail, today: Date, name_of: &dyn Fn(UserId) -> String) -> String {
    let mut words = vec![plain_day(next.date, today)];
    words.extend(next.time.map(time_of_day));
    if detail >= Detail::Method {
        words.push(label(&next.method).to_string());
    }
    if detail == Detail::Staff {
        words.extend(next.staff.map(name_of));
    }
    words.join(" ")
}

/// What the buttons that settle a conflict say: of a next contact only the moment, unless that would not tell them apart.
#[must_use]
pub fn choice_words(field: FieldRef, values: &[&str], today: Date, name_of: &dyn Fn(UserId) -> String) -> Vec<String> {
    let in_full = || values.iter().map(|value| value_words(field, value, today, name_of)).collect();
    if field != FieldRef::Case(CaseField::NextContact) {
        return in_full();
    }
    let contacts: Option<Vec<NextContact>> = values.iter().map(|value| NextContact::from_value(value)).collect();
    let Some(contacts) = contacts else { return in_full() };
    for detail in [Detail::Moment, Detail::Method] {
        let words: Vec<_> = contacts.iter().map(|next| next_words(next, detail, today, name_of)).collect();
        if order::set(&words).len() == words.len() {
            return words;
        }
    }
    in_full()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_button_says_as_much_as_tells_the_values_apart() {
        let field = FieldRef::Case(CaseField::NextContact);
        let name_of = |user: UserId| format!("職員{}", user.0);
        let choices = |values: &[&str]| choice_words(field, values, date(2026, 11, 23), &name_of);
        let (early, late) = ("2026-12-07 10:30 home_visit 0000000000000001", "2026-12-08 14:00 home_visit -");
        assert_eq!(choices(&[early, late]), ["12月7日 10:30", "12月8日 14:00"]);
        let call = "2026-12-07 10:30 phone 0000000000000001";
        assert_eq!(choices(&[early, call]), ["12月7日 10:30 訪問", "12月7日 10:30 電話"]);
        let other = "2026-12-07 10:30 home_visit 0000000000000002";
        assert_eq!(choices(&[early, other]), ["12月7日 10:30 訪問 職員1", "12月7日 10:30 訪問 職員2"]);
    }
}
