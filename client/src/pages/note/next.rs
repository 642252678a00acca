//! 次にすること, counted from the day of the contact.

use jiff::civil::Time;
use madobe_shared::case::{Case, CaseField, Consultation};
use madobe_shared::form::FieldRef;
use yew::prelude::*;

use super::{RowProps, note_row};
use crate::components::fields::disputed_mark;
use crate::components::next_contact::{NextContactEditor, next_contact_words};
use crate::hooks::{use_case, use_now};
use crate::t;

/// Whether the contact that was agreed on is the one being written down, so that finishing settles it. Where two values wait to be
/// settled nobody knows which one was agreed on, and finishing leaves both.
#[must_use]
pub fn fulfils_what_was_agreed(case: &Case, contact: &Consultation) -> bool {
    let disputed = case.conflict(FieldRef::Case(CaseField::NextContact)).is_some();
    !disputed
        && case.next_contact.as_ref().is_some_and(|next| next.date <= contact.date && next.method == contact.method)
}

/// A time as people agree on it: a visit that began at 10:34 was agreed for 10:30.
fn to_half_hour(time: Time) -> Time {
    let (hour, half) = match time.minute() {
        0..15 => (time.hour(), 0),
        15..45 => (time.hour(), 30),
        _ if time.hour() == 23 => (23, 30),
        _ => (time.hour() + 1, 0),
    };
    Time::constant(hour, half, 0, 0)
}

/// The row.
#[component]
pub fn NextRow(props: &RowProps) -> Html {
    let today = use_now().date();
    let case = use_case(&props.open);
    let contact = &props.contact;
    let like = Some((contact.time.map(to_half_hour), contact.method.clone()));
    let settles = !contact.finished && fulfils_what_was_agreed(&case, contact);
    let next = html! {
        <>
            <NextContactEditor case={props.open.clone()} from={Some(contact.date)} {like} is_answer={Some(!settles)} />
            { disputed_mark(&props.open, FieldRef::Case(CaseField::NextContact)) }
            if let Some(next) = case.next_contact.as_ref().filter(|_| settles) {
                <p class="quiet">{ t!("note.next.settles", next = next_contact_words(next, today)) }</p>
            }
        </>
    };
    note_row("note-next", t!("next.title"), next)
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};
    use madobe_shared::case::NextContact;
    use madobe_shared::codes::ContactMethod;
    use madobe_shared::document::CaseDocument;
    use madobe_shared::ids::{Author, DeviceId, DocId, EntryId, OpeningTag, UserId};

    use super::*;

    #[test]
    fn times_are_agreed_by_the_half_hour() {
        let table = [((10, 34), (10, 30)), ((10, 14), (10, 0)), ((10, 46), (11, 0)), ((23, 59), (23, 30))];
        for ((hour, minute), (agreed_hour, agreed_minute)) in table {
            assert_eq!(to_half_hour(time(hour, minute, 0, 0)), time(agreed_hour, agreed_minute, 0, 0));
        }
    }

    #[test]
    fn a_call_on_the_morning_of_a_visit_does_not_settle_the_visit() {
        let author = Author { user: UserId(1), device: DeviceId(1) };
        let mut case = CaseDocument::create(DocId::from_parts(1, [0; 10]), author, OpeningTag(1)).view();
        let day = date(2026, 11, 23);
        let contact = |date, method| Consultation {
            id: EntryId::from_parts(1, [0; 10]),
            date,
            time: None,
            duration_minutes: None,
            method,
            counterparts: Vec::new(),
            met: true,
            staff: Vec::new(),
            note: String::new(),
            author: None,
            finished: false,
        };
        assert!(!fulfils_what_was_agreed(&case, &contact(day, ContactMethod::HomeVisit)));
        case.next_contact = Some(NextContact { date: day, time: None, method: ContactMethod::HomeVisit, staff: None });
        assert!(fulfils_what_was_agreed(&case, &contact(day, ContactMethod::HomeVisit)));
        assert!(fulfils_what_was_agreed(&case, &contact(date(2026, 11, 24), ContactMethod::HomeVisit)));
        assert!(!fulfils_what_was_agreed(&case, &contact(day, ContactMethod::Phone)));
        assert!(!fulfils_what_was_agreed(&case, &contact(date(2026, 11, 22), ContactMethod::HomeVisit)));
    }
}
