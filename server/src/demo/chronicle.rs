//! How a hand-written case is put down: facts first, then contact after contact as days before today.
//!
//! The days move with the day the demo is started on, so that the office always looks as if it had been at work yesterday. Words in
//! the notes therefore name no month and no season.

mod planning;

use jiff::civil::{Date, Time, time};
use madobe_shared::calendar::PartialDate;
use madobe_shared::case::{
    Alert, AssessmentDomain, Attachment, Case, Closure, Consent, Consultation, FamilyMember, NextContact, Person,
    Sheet, Task,
};
use madobe_shared::codes::{
    AgeBand, AlertLevel, CaseStatus, ClosureReason, ConsentForm, ContactMethod, Counterpart, MediaKind,
    PresentingConcern, ReferralSource, Relationship, Sex, WithdrawalDuration,
};
use madobe_shared::form::TextRef;
use madobe_shared::ids::{BlobHash, DocId, EntryId, UserId};

use super::days::{days_after, moment_ms, office_day_on_or_after, office_day_on_or_before};
use super::random::Random;
use super::staff::author;
pub(super) use planning::{Action, Asked, Drawn, Held, Introduced, Joined};

/// A case in the making.
pub(super) struct Chronicle {
    case: Case,
    today: Date,
    random: Random,
    /// The latest contact so far: the next one does not come before it.
    latest: Option<Date>,
}

/// When a contact was: days before today, hour, minute, and how many minutes it took.
pub(super) type When = (i64, i8, i8, u16);

/// The generator of the hand-written cases' ids. It does not depend on the demo's seed: links to these cases stay good.
const IDS: u64 = 0x006d_6164_6f62_6500;

impl Chronicle {
    /// Begins the case of a person. `number` tells the hand-written cases apart.
    pub fn of(today: Date, number: u64, name: &str, kana: &str) -> Self {
        let person = Person { name: name.to_owned(), kana: kana.to_owned(), ..Person::default() };
        Self { case: Case::blank(DocId::DIRECTORY, person), today, random: Random::of(IDS, number), latest: None }
    }

    /// What is known of the person: sex, and the age in years, with the birth month where it is known too.
    pub fn aged(mut self, sex: Sex, years: i16, month: Option<i8>) -> Self {
        let person = &mut self.case.person;
        person.sex = Some(sex);
        person.birth = PartialDate::from_parts(self.today.year() - years, month, None).ok();
        self
    }

    /// What is known of a person whose date of birth nobody has asked.
    pub fn about(mut self, sex: Sex, band: AgeBand) -> Self {
        self.case.person.sex = Some(sex);
        self.case.person.age_band = Some(band);
        self
    }

    /// Where to reach the person: telephone, mail, address.
    pub fn reached(mut self, phone: &str, email: &str, address: &str) -> Self {
        let person = &mut self.case.person;
        (person.phone, person.email, person.address) = (phone.to_owned(), email.to_owned(), address.to_owned());
        self
    }

    /// What they came with, for how long, and how they found the desk.
    pub fn came(mut self, concern: PresentingConcern, since: WithdrawalDuration, by: ReferralSource) -> Self {
        self.case.main_concern = Some(concern);
        self.case.withdrawal_duration = Some(since);
        self.case.referral_source = Some(by);
        self
    }

    /// Where the case stands, and who has the lead.
    pub fn led(mut self, status: CaseStatus, lead: UserId) -> Self {
        self.case.status = status;
        self.case.lead = Some(lead);
        self
    }

    /// Someone of the same household.
    pub fn with(self, relationship: Relationship, name: &str, phone: &str) -> Self {
        self.relative(relationship, name, phone, true)
    }

    /// Someone who lives elsewhere.
    pub fn apart(self, relationship: Relationship, name: &str, phone: &str) -> Self {
        self.relative(relationship, name, phone, false)
    }

    fn relative(mut self, relationship: Relationship, name: &str, phone: &str, lives_together: bool) -> Self {
        let member = FamilyMember {
            // Ids sort by time, and the family is read in the order of its ids.
            id: EntryId::from_parts(self.case.family.len() as u64, self.random.id_bytes()),
            author: None,
            name: name.to_owned(),
            relationship: Some(relationship),
            other_case: None,
            lives_together,
            phone: phone.to_owned(),
        };
        self.case.family.push(member);
        self
    }

    /// Something to remember at the door.
    pub fn alert(mut self, level: AlertLevel, text: &str) -> Self {
        let id = EntryId::from_parts(self.case.alerts.len() as u64, self.random.id_bytes());
        self.case.alerts.push(Alert { id, author: None, text: text.to_owned(), level });
        self
    }

    /// A picture that belongs to the case, added so many days before today.
    pub fn pictured(mut self, days_ago: i64, name: &str, picture: &[u8]) -> Self {
        let day = office_day_on_or_before(days_after(self.today, -days_ago));
        self.case.attachments.push(Attachment {
            id: EntryId::from_parts(moment_ms(day, None), self.random.id_bytes()),
            author: None,
            name: name.to_owned(),
            kind: MediaKind::of(picture),
            bytes: u32::try_from(picture.len()).ok(),
            hash: Some(BlobHash::of(picture)),
            contact: None,
            added_on: Some(day),
        });
        self
    }

    /// How they like to be reached.
    pub fn wishes(mut self, by: ContactMethod, words: &str) -> Self {
        self.case.person.contact_by = Some(by);
        self.case.person.contact_wishes = words.to_owned();
        self
    }

    /// What else weighs on them, and how the withdrawal went as they told it.
    pub fn besides(mut self, concerns: &[PresentingConcern], history: &str) -> Self {
        self.case.concerns = concerns.to_vec();
        self.case.concerns.sort();
        self.case.history = history.to_owned();
        self
    }

    /// The member of the family who was named last is the one the desk goes by.
    pub fn key_person(mut self) -> Self {
        self.case.key_person = self.case.family.last().map(|member| member.id);
        self
    }

    /// What is known of domains of life.
    pub fn assessed(mut self, domains: &[(AssessmentDomain, &str)]) -> Self {
        for (domain, words) in domains {
            if let Some(text) = self.case.text_mut(TextRef::Assessment(*domain)) {
                (*words).clone_into(text);
            }
        }
        self
    }

    /// What may be told to whom, since so many days.
    pub fn consented(
        mut self,
        days_ago: i64,
        by: Counterpart,
        form: ConsentForm,
        recipient: &str,
        purpose: &str,
    ) -> Self {
        let given_on = self.office_day(days_ago);
        self.case.consents.push(Consent {
            id: EntryId::from_parts(moment_ms(given_on, None), self.random.id_bytes()),
            author: None,
            recipient: recipient.to_owned(),
            purpose: purpose.to_owned(),
            given_by: Some(by),
            form: Some(form),
            given_on: Some(given_on),
            until: None,
            revoked_on: None,
        });
        self
    }

    /// Something to be done, in so many days from today (less than 0 is overdue).
    pub fn task(mut self, days: i64, staff: UserId, what: &str) -> Self {
        let due = days_after(self.today, days);
        self.case.tasks.push(Task {
            id: EntryId::from_parts(self.case.tasks.len() as u64, self.random.id_bytes()),
            author: None,
            what: what.to_owned(),
            staff: Some(staff),
            due: Some(if days > 0 { office_day_on_or_after(due) } else { due }),
            done_on: None,
        });
        self
    }

    /// The person's goal, in their words.
    pub fn goal(mut self, words: &str) -> Self {
        self.case.goal = words.to_owned();
        self
    }

    /// The sheet ❶–❹.
    pub fn sheet(mut self, [background, difficulties, course, outcome]: [&str; 4]) -> Self {
        self.case.sheet = Sheet {
            background: background.to_owned(),
            difficulties: difficulties.to_owned(),
            course: course.to_owned(),
            outcome: outcome.to_owned(),
        };
        self
    }

    /// A telephone call.
    pub fn phone(self, when: When, with: &[Counterpart], staff: &[UserId], note: &str) -> Self {
        self.contact(ContactMethod::Phone, when, with, staff, note)
    }

    /// A mail.
    pub fn mail(self, when: When, with: &[Counterpart], staff: &[UserId], note: &str) -> Self {
        self.contact(ContactMethod::Email, when, with, staff, note)
    }

    /// A visit to the desk.
    pub fn office(self, when: When, with: &[Counterpart], staff: &[UserId], note: &str) -> Self {
        self.contact(ContactMethod::OfficeVisit, when, with, staff, note)
    }

    /// A home visit.
    pub fn visit(self, when: When, with: &[Counterpart], staff: &[UserId], note: &str) -> Self {
        self.contact(ContactMethod::HomeVisit, when, with, staff, note)
    }

    /// A way gone together.
    pub fn accompanied(self, when: When, with: &[Counterpart], staff: &[UserId], note: &str) -> Self {
        self.contact(ContactMethod::Accompaniment, when, with, staff, note)
    }

    /// Any contact. The first of the staff wrote it down; with nobody to speak to, nobody was met.
    pub fn contact(
        mut self,
        method: ContactMethod,
        (days_ago, hour, minute, minutes): When,
        with: &[Counterpart],
        staff: &[UserId],
        note: &str,
    ) -> Self {
        let date = self.day(days_ago);
        let began = time(hour, minute, 0, 0);
        let mut counterparts = with.to_vec();
        counterparts.sort();
        let mut present = staff.to_vec();
        present.sort_unstable();
        self.case.opened_on.get_or_insert(date);
        self.case.consultations.push(Consultation {
            id: EntryId::from_parts(moment_ms(date, Some(began)), self.random.id_bytes()),
            date,
            time: Some(began),
            duration_minutes: (minutes > 0).then_some(minutes),
            method,
            met: !with.is_empty(),
            counterparts,
            staff: present,
            note: note.to_owned(),
            author: staff.first().copied().map(author),
            finished: true,
        });
        self
    }

    /// The office day of a contact. Two contacts on either side of a holiday keep their order.
    fn day(&mut self, days_ago: i64) -> Date {
        let wanted = office_day_on_or_before(days_after(self.today, -days_ago));
        let day = match self.latest {
            Some(latest) if wanted <= latest => office_day_on_or_after(days_after(latest, 1)),
            _ => wanted,
        };
        self.latest = Some(day);
        day
    }

    /// The latest note is still being written.
    pub fn unfinished(mut self) -> Self {
        if let Some(latest) = self.case.consultations.last_mut() {
            latest.finished = false;
        }
        self
    }

    /// The next contact, in so many days from today (0 is today, less is overdue).
    pub fn next(mut self, days: i64, at: Option<(i8, i8)>, method: ContactMethod, staff: UserId) -> Self {
        let day = days_after(self.today, days);
        let date = match days {
            ..=0 => day,
            _ => office_day_on_or_after(day),
        };
        let at: Option<Time> = at.map(|(hour, minute)| time(hour, minute, 0, 0));
        self.case.next_contact = Some(NextContact { date, time: at, method, staff: Some(staff) });
        self
    }

    /// Closed on the day of the latest contact.
    pub fn closed(mut self, reason: ClosureReason, evaluation: &str) -> Self {
        self.case.status = CaseStatus::Closed;
        self.case.closure = self.latest.map(|date| Closure { date, reason });
        self.case.closure_evaluation = evaluation.to_owned();
        self
    }

    /// The case as it will read: its newest contact first, its id from the day it began.
    pub fn told(mut self) -> Case {
        let case = &mut self.case;
        let first = case.consultations.first();
        let began_ms = first.map_or(0, |first| moment_ms(first.date, first.time));
        case.id = DocId::from_parts(began_ms, self.random.id_bytes());
        case.consultations.reverse();
        self.case
    }
}
