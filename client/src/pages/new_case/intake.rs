//! 相談受付: what a first call brings, and the edits that make a case of it.

use jiff::civil::DateTime;
use madobe_shared::case::{CaseField, FamilyField};
use madobe_shared::codes::{
    AgeBand, CaseStatus, ContactMethod, Counterpart, PresentingConcern, ReferralSource, Relationship, Sex,
};
use madobe_shared::edit::Edit;
use madobe_shared::form::{EntryKind, FieldRef, SetRef};
use madobe_shared::ids::{EntryId, UserId};

use crate::components::write_note::begin_note;

/// What was chosen from lists.
#[derive(Debug, Clone, PartialEq)]
pub struct Choices {
    /// About how old the person is.
    pub age_band: Option<AgeBand>,
    /// The person's sex.
    pub sex: Option<Sex>,
    /// Where the case begins.
    pub status: CaseStatus,
    /// What weighs most.
    pub concern: Option<PresentingConcern>,
    /// How they found the desk.
    pub source: Option<ReferralSource>,
    /// Who was in touch (来談者).
    pub caller: Option<Counterpart>,
    /// How.
    pub method: ContactMethod,
}

impl Default for Choices {
    fn default() -> Self {
        Self {
            age_band: None,
            sex: None,
            status: CaseStatus::Intake,
            concern: None,
            source: None,
            caller: None,
            method: ContactMethod::Phone,
        }
    }
}

/// What was typed, without space around it; the date of birth in its canonical form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    /// The person's name, or a family's.
    pub name: String,
    /// In kana.
    pub kana: String,
    /// The person's telephone.
    pub phone: String,
    /// The person's date of birth.
    pub birth: String,
    /// The name of whoever was in touch.
    pub caller_name: String,
    /// Their telephone.
    pub caller_phone: String,
}

/// When, by whom, and which entries are made.
#[derive(Debug, Clone, Copy)]
pub struct Taken {
    /// Now.
    pub at: DateTime,
    /// Who takes the call, and has the lead until somebody else does.
    pub by: UserId,
    /// The relative who is made of the caller, where it is one.
    pub relative: EntryId,
    /// The contact that is begun of the call, where it is written down at once.
    pub contact: Option<EntryId>,
}

/// The edits of a new case. What was typed once stands wherever it belongs: a mother who calls is in the family and was spoken to.
pub fn edits(typed: &Typed, choices: &Choices, taken: Taken) -> Vec<Edit> {
    let code = |code: Option<&str>| code.unwrap_or_default().to_owned();
    let relationship = choices.caller.as_ref().and_then(relationship);
    // Of whoever is no relative, the number is all there is, and it is the one to call.
    let is_reached_by_caller = typed.phone.is_empty() && relationship.is_none();
    let phone = if is_reached_by_caller { &typed.caller_phone } else { &typed.phone };
    let case = [
        (CaseField::PersonName, typed.name.clone()),
        (CaseField::PersonKana, typed.kana.clone()),
        (CaseField::PersonPhone, phone.clone()),
        (CaseField::PersonBirth, typed.birth.clone()),
        (CaseField::PersonAgeBand, code(choices.age_band.as_ref().map(AgeBand::code))),
        (CaseField::PersonSex, code(choices.sex.as_ref().map(Sex::code))),
        (CaseField::Status, choices.status.code().to_owned()),
        (CaseField::OpenedOn, taken.at.date().to_string()),
        (CaseField::Lead, taken.by.to_string()),
        (CaseField::MainConcern, code(choices.concern.as_ref().map(PresentingConcern::code))),
        (CaseField::ReferralSource, code(choices.source.as_ref().map(ReferralSource::code))),
    ];
    let said = |(field, value): (FieldRef, String)| (!value.is_empty()).then(|| Edit::set(field, value));
    let mut edits: Vec<Edit> =
        case.into_iter().filter_map(|(field, value)| said((FieldRef::Case(field), value))).collect();
    if let Some(relationship) = relationship {
        let member = [
            (FamilyField::Name, typed.caller_name.clone()),
            (FamilyField::Relationship, relationship.code().to_owned()),
            (FamilyField::Phone, typed.caller_phone.clone()),
        ];
        edits.push(Edit::Add(EntryKind::FamilyMember.entry(taken.relative)));
        edits.extend(
            member
                .into_iter()
                .filter_map(|(field, value)| said((FieldRef::FamilyMember(taken.relative, field), value))),
        );
    }
    if let Some(contact) = taken.contact {
        edits.extend(begin_note(contact, &choices.method, taken.at, taken.by));
        let spoken_to = choices.caller.clone();
        edits.extend(spoken_to.map(|counterpart| Edit::member(SetRef::Counterparts(contact), &counterpart, true)));
    }
    edits
}

/// What a caller is to the person; `None` for whoever is no relative.
fn relationship(caller: &Counterpart) -> Option<Relationship> {
    Some(match caller {
        Counterpart::Father => Relationship::Father,
        Counterpart::Mother => Relationship::Mother,
        Counterpart::Sibling => Relationship::Sibling,
        Counterpart::Spouse => Relationship::Spouse,
        Counterpart::Child => Relationship::Child,
        Counterpart::OtherRelative => Relationship::OtherRelative,
        _ => return None,
    })
}

/// Whether such a caller gets lines of their own.
pub fn is_somebody_else(caller: Option<&Counterpart>) -> bool {
    caller.is_some_and(|caller| *caller != Counterpart::Person)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use madobe_shared::case::Case;
    use madobe_shared::document::{CaseDocument, Stamp};
    use madobe_shared::ids::{Author, DeviceId, DocId, OpeningTag};

    use super::*;

    const SATO: UserId = UserId(7);

    fn made(typed: &Typed, choices: &Choices, writes: bool) -> (Case, EntryId) {
        let author = Author { user: SATO, device: DeviceId(1) };
        let mut document = CaseDocument::create(DocId::from_parts(1, [0; 10]), author, OpeningTag(1));
        let [relative, contact] = [1, 2].map(|number| EntryId::from_parts(1, [number; 10]));
        let at = date(2026, 11, 28).at(10, 34, 59, 0);
        for edit in edits(typed, choices, Taken { at, by: SATO, relative, contact: writes.then_some(contact) }) {
            document.apply(&edit, Stamp { time_s: 1 }).expect("an edit of a new case");
        }
        (document.view(), contact)
    }

    #[test]
    fn a_mother_who_calls_is_in_the_family_and_was_spoken_to() {
        let typed = Typed {
            name: "髙橋 和也".into(),
            caller_name: "髙橋 由美子".into(),
            caller_phone: "03-9876-5432".into(),
            ..Typed::default()
        };
        let choices = Choices {
            caller: Some(Counterpart::Mother),
            concern: Some(PresentingConcern::Family),
            ..Choices::default()
        };
        let (case, contact) = made(&typed, &choices, true);
        assert_eq!((case.person.name.as_str(), case.person.phone.as_str()), ("髙橋 和也", ""));
        let [mother] = &case.family[..] else { panic!("one relative") };
        assert_eq!((mother.name.as_str(), mother.phone.as_str()), ("髙橋 由美子", "03-9876-5432"));
        assert_eq!(mother.relationship, Some(Relationship::Mother));
        let call = case.consultation(contact).expect("the call");
        assert_eq!((&call.method, call.met, call.date), (&ContactMethod::Phone, true, date(2026, 11, 28)));
        assert_eq!((&call.counterparts[..], &call.staff[..]), (&[Counterpart::Mother][..], &[SATO][..]));
        assert_eq!(
            (case.main_concern, case.lead, case.opened_on),
            (choices.concern, Some(SATO), Some(date(2026, 11, 28)))
        );
    }

    #[test]
    fn a_name_is_enough_and_a_neighbours_number_is_the_one_to_call() {
        let typed = Typed { name: "匿名".into(), caller_phone: "03-1111-2222".into(), ..Typed::default() };
        let (case, _) = made(&typed, &Choices { caller: Some(Counterpart::Neighbour), ..Choices::default() }, false);
        assert_eq!((case.person.phone.as_str(), case.family.len(), case.consultations.len()), ("03-1111-2222", 0, 0));
        let (case, _) = made(&Typed { caller_phone: String::new(), ..typed }, &Choices::default(), false);
        assert_eq!((case.person.phone.as_str(), case.status), ("", CaseStatus::Intake));
    }
}
