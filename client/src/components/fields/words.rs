//! Fields and their values in words.

use jiff::civil::Date;
use madobe_shared::calendar::{PartialDate, read_date};
use madobe_shared::case::{
    AdviceField, AgencyField, AlertField, AssessmentDomain, AttachmentField, Case, CaseField, Closure, ConferenceField,
    ConsentField, ConsultationField, FamilyField, GatheringField, NextContact, NoteTemplateField, ParticipationField,
    PlanActionField, PlanField, ReferralField, SheetPart, TaskField,
};
use madobe_shared::codes::{ContactMethod, Counterpart, PolicyDirection, PresentingConcern};
use madobe_shared::form::{FieldRef, SetRef, Sort, TextRef};
use madobe_shared::ids::UserId;
use madobe_shared::order;
use yew::AttrValue;

use crate::i18n::{Language, label, language, member_words, plain_day, size_words, table_label, time_of_day};
use crate::t;

/// What a field is called where nothing around it says whose it is.
#[must_use]
pub fn field_words(field: FieldRef, case: &Case) -> AttrValue {
    let words = field_label(field);
    match field {
        FieldRef::Consultation(entry, _) => {
            let day = case.consultation(entry).map(|contact| plain_day(contact.date, contact.date)).unwrap_or_default();
            t!("field.of_consultation", day = day, field = words)
        }
        FieldRef::FamilyMember(entry, _) => {
            let member = case.family.iter().find(|member| member.id == entry);
            t!("field.of_family", who = member.map(member_words).unwrap_or_default(), field = words)
        }
        FieldRef::Alert(_, AlertField::Text) => t!("field.alert_text"),
        FieldRef::Consent(..) => t!("field.of_consent", field = words),
        FieldRef::Task(entry, _) => {
            t!("field.of_entry", what = case.value(FieldRef::Task(entry, TaskField::What)), field = words)
        }
        FieldRef::Plan(..) => t!("field.of_plan", field = words),
        FieldRef::PlanAction(entry, _) => {
            let what = case.value(FieldRef::PlanAction(entry, PlanActionField::What));
            t!("field.of_entry", what = what, field = words)
        }
        FieldRef::Referral(entry, _) => {
            let name = case.value(FieldRef::Referral(entry, ReferralField::Name));
            t!("field.of_entry", what = name, field = words)
        }
        FieldRef::Conference(..) => t!("field.of_conference", field = words),
        FieldRef::Advice(..) => t!("field.of_advice", field = words),
        FieldRef::Attachment(entry, _) => {
            let name = case.value(FieldRef::Attachment(entry, AttachmentField::Name));
            t!("field.of_entry", what = name, field = words)
        }
        FieldRef::Agency(entry, _) => {
            t!("field.of_entry", what = case.value(FieldRef::Agency(entry, AgencyField::Name)), field = words)
        }
        FieldRef::NoteTemplate(entry, _) => {
            let name = case.value(FieldRef::NoteTemplate(entry, NoteTemplateField::Name));
            t!("field.of_entry", what = name, field = words)
        }
        FieldRef::Participation(entry, _) => {
            let name = case.value(FieldRef::Participation(entry, ParticipationField::Name));
            t!("field.of_entry", what = name, field = words)
        }
        FieldRef::Gathering(entry, _) => {
            t!("field.of_entry", what = case.value(FieldRef::Gathering(entry, GatheringField::Name)), field = words)
        }
        FieldRef::Case(_) | FieldRef::Alert(..) => words,
    }
}

/// What a field is called beside what it belongs to.
#[must_use]
pub fn field_label(field: FieldRef) -> AttrValue {
    match field {
        FieldRef::Case(field) => case_field_label(field),
        FieldRef::Consultation(_, field) => match field {
            ConsultationField::Date => t!("field.date"),
            ConsultationField::Time => t!("field.time"),
            ConsultationField::DurationMinutes => t!("field.duration"),
            ConsultationField::Method => t!("field.method"),
            ConsultationField::Met => t!("field.met"),
            ConsultationField::Finished => t!("field.finished"),
        },
        FieldRef::FamilyMember(_, field) => match field {
            FamilyField::Name => t!("field.name"),
            FamilyField::Relationship => t!("field.relationship"),
            FamilyField::OtherCase => t!("field.other_case"),
            FamilyField::LivesTogether => t!("field.lives_together"),
            FamilyField::Phone => t!("field.phone"),
        },
        FieldRef::Alert(_, AlertField::Text) => t!("alerts.text"),
        FieldRef::Alert(_, AlertField::Level) => t!("field.alert_level"),
        FieldRef::Consent(_, field) => match field {
            ConsentField::Recipient => t!("consent.recipient"),
            ConsentField::Purpose => t!("consent.purpose"),
            ConsentField::GivenBy => t!("consent.given_by"),
            ConsentField::Form => t!("consent.form"),
            ConsentField::GivenOn => t!("consent.given_on"),
            ConsentField::Until => t!("consent.until"),
            ConsentField::RevokedOn => t!("consent.revoked_on"),
        },
        FieldRef::Task(_, field) => match field {
            TaskField::What => t!("task.what"),
            TaskField::Staff => t!("task.staff"),
            TaskField::Due => t!("task.due"),
            TaskField::DoneOn => t!("task.done_on"),
        },
        FieldRef::Plan(_, field) => match field {
            PlanField::Status => t!("field.status"),
            PlanField::DrawnOn => t!("plan.drawn_on"),
            PlanField::AgreedOn => t!("plan.agreed_on"),
            PlanField::AgreedBy => t!("plan.agreed_by"),
            PlanField::From => t!("plan.from"),
            PlanField::Until => t!("plan.until"),
            PlanField::MonitoringOn => t!("plan.monitoring_on"),
            PlanField::EvaluatedOn => t!("plan.evaluated_on"),
        },
        FieldRef::PlanAction(_, field) => match field {
            PlanActionField::Plan => t!("plan.title"),
            PlanActionField::What => t!("plan.action.what"),
            PlanActionField::By => t!("plan.action.by"),
            PlanActionField::Activity => t!("field.activity"),
            PlanActionField::Staff => t!("plan.action.staff"),
            PlanActionField::Due => t!("task.due"),
            PlanActionField::DoneOn => t!("task.done_on"),
            PlanActionField::Outcome => t!("plan.action.outcome"),
        },
        FieldRef::Referral(_, field) => match field {
            ReferralField::Agency | ReferralField::Name => t!("referral.name"),
            ReferralField::Status => t!("field.status"),
            ReferralField::Activity => t!("field.activity"),
            ReferralField::Staff => t!("task.staff"),
            ReferralField::Accompanied => t!("referral.accompanied"),
            ReferralField::ProposedOn => t!("referral.proposed_on"),
            ReferralField::BeganOn => t!("referral.began_on"),
            ReferralField::EndedOn => t!("referral.ended_on"),
        },
        FieldRef::Conference(_, field) => match field {
            ConferenceField::Kind => t!("conference.kind"),
            ConferenceField::HeldOn => t!("conference.held_on"),
            ConferenceField::Place => t!("conference.place"),
            ConferenceField::Others => t!("conference.others"),
            ConferenceField::Decision => t!("conference.decision"),
            ConferenceField::NextOn => t!("conference.next_on"),
        },
        FieldRef::Advice(_, field) => match field {
            AdviceField::Staff => t!("advice.staff"),
            AdviceField::AskedOf => t!("advice.asked_of"),
            AdviceField::AskedOn => t!("advice.asked_on"),
            AdviceField::AnsweredOn => t!("advice.answered_on"),
        },
        FieldRef::Attachment(_, field) => match field {
            AttachmentField::Name => t!("files.name"),
            AttachmentField::Kind => t!("files.kind"),
            AttachmentField::Bytes => t!("files.size"),
            AttachmentField::Hash => t!("files.hash"),
            AttachmentField::Contact => t!("kind.consultation"),
            AttachmentField::AddedOn => t!("files.added_on"),
        },
        FieldRef::Agency(_, field) => match field {
            AgencyField::Name => t!("directory.name"),
            AgencyField::Kind => t!("directory.kind"),
            AgencyField::Audience => t!("directory.audience"),
            AgencyField::Phone => t!("field.phone"),
            AgencyField::Hours => t!("directory.hours"),
            AgencyField::Address => t!("directory.address"),
            AgencyField::Description => t!("directory.description"),
            AgencyField::Retired => t!("directory.retired"),
        },
        FieldRef::NoteTemplate(_, NoteTemplateField::Name) => t!("template.name"),
        FieldRef::Participation(_, field) => match field {
            ParticipationField::Gathering | ParticipationField::Name => t!("participation.name"),
            ParticipationField::Day => t!("participation.day"),
        },
        FieldRef::Gathering(_, field) => match field {
            GatheringField::Name => t!("directory.name"),
            GatheringField::Kind => t!("files.kind"),
            GatheringField::Audience => t!("directory.audience"),
            GatheringField::HeldOn => t!("gathering.held_on"),
            GatheringField::Hours => t!("gathering.hours"),
            GatheringField::Place => t!("gathering.place"),
            GatheringField::Host => t!("gathering.host"),
            GatheringField::Description => t!("gathering.description"),
            GatheringField::Retired => t!("gathering.retired"),
        },
    }
}

fn case_field_label(field: CaseField) -> AttrValue {
    match field {
        CaseField::PersonName => t!("field.name"),
        CaseField::PersonKana => t!("field.kana"),
        CaseField::PersonSex => t!("field.sex"),
        CaseField::PersonBirth => t!("field.birth"),
        CaseField::PersonAgeBand => t!("field.age_band"),
        CaseField::PersonPhone => t!("field.phone"),
        CaseField::PersonEmail => t!("field.email"),
        CaseField::PersonPostcode => t!("field.postcode"),
        CaseField::PersonAddress => t!("field.address"),
        CaseField::ContactBy => t!("field.contact_by"),
        CaseField::ContactWishes => t!("field.contact_wishes"),
        CaseField::KeyPerson => t!("field.key_person"),
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

/// The heading of a prose.
#[must_use]
pub fn text_words(text: TextRef) -> AttrValue {
    match text {
        TextRef::Goal => t!("goal.title"),
        TextRef::History => t!("history.title"),
        TextRef::Sheet(SheetPart::Background) => t!("sheet.background"),
        TextRef::Sheet(SheetPart::Difficulties) => t!("sheet.difficulties"),
        TextRef::Sheet(SheetPart::Course) => t!("sheet.course"),
        TextRef::Sheet(SheetPart::Outcome) => t!("sheet.outcome"),
        TextRef::Assessment(AssessmentDomain::Strengths) => t!("assessment.strengths"),
        TextRef::Assessment(AssessmentDomain::Health) => t!("assessment.health"),
        TextRef::Assessment(AssessmentDomain::DailyLife) => t!("assessment.daily_life"),
        TextRef::Assessment(AssessmentDomain::Housing) => t!("assessment.housing"),
        TextRef::Assessment(AssessmentDomain::Money) => t!("assessment.money"),
        TextRef::Assessment(AssessmentDomain::Work) => t!("assessment.work"),
        TextRef::Assessment(AssessmentDomain::Relations) => t!("assessment.relations"),
        TextRef::Note(_) => t!("note.words"),
        TextRef::PlanGoal(_) => t!("goal.title"),
        TextRef::PlanSupport(_) => t!("plan.support"),
        TextRef::PlanMonitoring(_) => t!("plan.monitoring"),
        TextRef::PlanEvaluation(_) => t!("plan.evaluation"),
        TextRef::ReferralCourse(_) => t!("referral.course"),
        TextRef::ParticipationCourse(_) => t!("participation.course"),
        TextRef::Minutes(_) => t!("conference.minutes"),
        TextRef::AttendeesMinutes => t!("minutes.title"),
        TextRef::Question(_) => t!("advice.question"),
        TextRef::Answer(_) => t!("advice.answer"),
        TextRef::TemplateWords(_) => t!("template.words"),
    }
}

/// A value as people read it. What cannot be read, of a newer version or of an entry that has gone, is said as it stands.
#[must_use]
pub fn value_words(
    case: &Case,
    field: FieldRef,
    value: &str,
    today: Date,
    name_of: &dyn Fn(UserId) -> String,
) -> String {
    if value.is_empty() {
        return t!("conflict.empty").to_string();
    }
    let words = match field.sort() {
        Sort::Words | Sort::Phone | Sort::Email | Sort::Postcode | Sort::TimeOfDay => None,
        // A link says nothing beside what it leads to.
        Sort::Plan | Sort::Agency | Sort::Gathering | Sort::Hash => Some(String::new()),
        Sort::Contact => {
            let contact = value.parse().ok().and_then(|contact| case.consultation(contact));
            Some(contact.map(|contact| plain_day(contact.date, today)).unwrap_or_default())
        }
        Sort::Bytes => value.parse().ok().map(size_words),
        // Whose it is, is for those to see who see that case.
        Sort::Case => Some(t!("family.other_case").to_string()),
        Sort::Day => read_date(value).map(|date| plain_day(date, today)),
        Sort::PartialDate => value.parse().ok().map(birth_words),
        Sort::Minutes => Some(t!("duration.minutes", minutes = value).to_string()),
        Sort::YesNo => Some(if value == "true" { t!("yes") } else { t!("no") }.to_string()),
        Sort::Staff => value.parse().ok().map(name_of),
        Sort::FamilyMember => {
            let member = case.family.iter().find(|member| member.id.to_string() == value);
            Some(member.map_or_else(|| t!("field.key_person.gone"), member_words).to_string())
        }
        Sort::Code(table) => Some(table_label(table, value)),
        Sort::NextContact => {
            NextContact::from_value(value).map(|next| next_words(&next, Detail::Staff, today, name_of))
        }
        Sort::Closure => Closure::from_value(value).map(|closure| {
            t!("closing.words", day = plain_day(closure.date, today), reason = label(&closure.reason)).to_string()
        }),
    };
    words.unwrap_or_else(|| value.to_owned())
}

/// What a set is called, and its members as people read them.
#[must_use]
pub fn members_words(set: SetRef, members: &[&str], name_of: &dyn Fn(UserId) -> String) -> (AttrValue, String) {
    let table = |table| members.iter().map(|member| table_label(table, member)).collect::<Vec<_>>();
    let staff = || members.iter().filter_map(|user| user.parse().ok()).map(name_of).collect();
    let (label, words) = match set {
        SetRef::Concerns => (t!("field.concerns"), table(PresentingConcern::TABLE)),
        SetRef::Counterparts(_) => (t!("note.whom"), table(Counterpart::TABLE)),
        SetRef::TemplateMethods(_) => (t!("template.methods"), table(ContactMethod::TABLE)),
        SetRef::Directions(_) => (t!("plan.directions"), table(PolicyDirection::TABLE)),
        SetRef::Staff(_) => (t!("note.staff"), staff()),
        SetRef::Attendees(_) => (t!("conference.attendees"), staff()),
        SetRef::Participants(_) => (t!("participation.participants"), table(Counterpart::TABLE)),
        SetRef::Companions(_) => (t!("participation.companions"), staff()),
    };
    (label, words.join(t!("list.separator").as_str()))
}

/// A birth date as people read and type it.
fn birth_words(birth: PartialDate) -> String {
    match language() {
        Language::Japanese => birth.label_ja(),
        Language::English => birth.to_string(),
    }
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
pub fn choice_words(
    case: &Case,
    field: FieldRef,
    values: &[&str],
    today: Date,
    name_of: &dyn Fn(UserId) -> String,
) -> Vec<String> {
    let in_full = || values.iter().map(|value| value_words(case, field, value, today, name_of)).collect();
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
    use madobe_shared::case::Person;
    use madobe_shared::ids::DocId;

    use super::*;

    #[test]
    fn a_button_says_as_much_as_tells_the_values_apart() {
        let field = FieldRef::Case(CaseField::NextContact);
        let case = Case::blank(DocId::DIRECTORY, Person::default());
        let name_of = |user: UserId| format!("職員{}", user.0);
        let choices = |values: &[&str]| choice_words(&case, field, values, date(2026, 11, 23), &name_of);
        let (early, late) = ("2026-12-07 10:30 home_visit 0000000000000001", "2026-12-08 14:00 home_visit -");
        assert_eq!(choices(&[early, late]), ["12月7日 10:30", "12月8日 14:00"]);
        let call = "2026-12-07 10:30 phone 0000000000000001";
        assert_eq!(choices(&[early, call]), ["12月7日 10:30 訪問", "12月7日 10:30 電話"]);
        let other = "2026-12-07 10:30 home_visit 0000000000000002";
        assert_eq!(choices(&[early, other]), ["12月7日 10:30 訪問 職員1", "12月7日 10:30 訪問 職員2"]);
    }
}
