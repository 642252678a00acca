//! What was said: a note for each contact, put together from phrases so that no case repeats itself while it has words left.

use std::collections::BTreeSet;

use jiff::civil::Date;
use madobe_shared::calendar::weekday_ja;
use madobe_shared::codes::{ClosureReason, ContactMethod};

use super::super::random::Random;
use super::phrases::{Bank, SPOKEN, Stage, Theme, closing, family, first, frames, outside, person};
use super::portrait::Portrait;

/// Who is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Voice {
    Person,
    Family,
    Agency,
    Nobody,
}

/// Where in the story a note stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place<'a> {
    First,
    Within(Stage),
    Watched,
    Last(&'a ClosureReason),
}

/// The contact that a note is about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Contact<'a> {
    pub date: Date,
    pub method: &'a ContactMethod,
    pub voice: Voice,
    pub place: Place<'a>,
    /// Whether the person has let nobody in yet.
    pub at_the_door: bool,
    /// The contact after this one, where it is near enough to have been agreed on here.
    pub next: Option<(Date, &'a ContactMethod)>,
    /// How long it took.
    pub minutes: u16,
}

/// Tells the notes of one case.
pub(super) struct Teller<'a> {
    portrait: &'a Portrait,
    used: BTreeSet<&'static str>,
    themes: Vec<Theme>,
    /// Whether the note before agreed on this contact.
    is_promised: bool,
    /// Whether nobody answered the call before.
    rang_in_vain: bool,
}

impl<'a> Teller<'a> {
    /// Begins a case.
    pub fn of(portrait: &'a Portrait) -> Self {
        Self { portrait, used: BTreeSet::new(), themes: Vec::new(), is_promised: false, rang_in_vain: false }
    }

    /// The note of a contact.
    pub fn note(&mut self, contact: &Contact, random: &mut Random) -> String {
        let mut parts = Vec::new();
        parts.extend(self.opening(contact, random));
        self.body(contact, &mut parts, random);
        self.is_promised = false;
        self.rang_in_vain = contact.voice == Voice::Nobody && *contact.method == ContactMethod::Phone;
        let mut note: String = parts.concat();
        if let Some(ending) = self.ending(contact, random) {
            // Longer notes are easier to read with what was agreed on a line of its own.
            if note.chars().count() > 70 {
                note.push('\n');
            }
            note.push_str(&ending);
        }
        let note = self.filled(&note);
        if *contact.method == ContactMethod::Email { written(&note) } else { note }
    }

    fn opening(&mut self, contact: &Contact, random: &mut Random) -> Option<&'static str> {
        let together = self.portrait.relative.as_ref().is_some_and(|relative| relative.lives_together);
        let is_person = contact.voice == Voice::Person;
        let special = match (contact.voice, contact.method) {
            (Voice::Person, ContactMethod::Accompaniment) => return None,
            // A closing that says nobody answered says it itself.
            (Voice::Nobody, _) if matches!(contact.place, Place::Last(_)) => return None,
            (Voice::Person, method) if contact.place == Place::First => Some(frames::first(method)),
            (Voice::Person | Voice::Family, ContactMethod::Phone) if self.rang_in_vain => {
                Some(frames::called_back(is_person))
            }
            (Voice::Person | Voice::Family, method) if self.is_promised => frames::promised(method, is_person),
            (Voice::Person, ContactMethod::OfficeVisit) if random.chance(20) => frames::weather(contact.date.month()),
            (Voice::Person, ContactMethod::Phone) if contact.minutes <= 10 => Some("本人へ電話。短い時間で話す。"),
            (Voice::Person, ContactMethod::OfficeVisit) if contact.minutes <= 30 => {
                Some("本人来所。今日は短めに話す。")
            }
            _ => None,
        };
        let bank = match contact.voice {
            Voice::Person => frames::person(contact.method, contact.at_the_door),
            Voice::Family => frames::family(contact.method, together),
            Voice::Agency => frames::agency(contact.method),
            Voice::Nobody => frames::nobody(contact.method),
        };
        special.or_else(|| {
            // Short openings come again and again, as in any file; one that tells something is told once.
            let fits = |text: &&'static str| text.chars().count() <= 12 || !self.used.contains(text);
            let fitting: Vec<_> = bank.iter().copied().filter(fits).collect();
            let text = random.pick(&fitting).or_else(|| bank.first()).copied()?;
            self.used.insert(text);
            Some(text)
        })
    }

    fn body(&mut self, contact: &Contact, parts: &mut Vec<&'static str>, random: &mut Random) {
        let is_person = contact.voice == Voice::Person;
        match (contact.voice, contact.place) {
            (Voice::Nobody, Place::Last(_)) => parts.extend(self.fresh(closing::CONTACT_LOST, contact, random)),
            (Voice::Nobody, _) => {}
            (Voice::Agency, Place::First) => parts.extend(self.fresh(first::BY_AGENCY, contact, random)),
            (Voice::Agency, _) => parts.extend(self.fresh(frames::AGENCY_TALK, contact, random)),
            (_, Place::First) => {
                let concern = &self.portrait.concern;
                parts.push(first::found(&self.portrait.source));
                let bank = if is_person { first::by_person(concern) } else { first::by_family(concern) };
                parts.extend(self.fresh(bank, contact, random));
            }
            (_, Place::Last(reason)) => {
                if *contact.method == ContactMethod::Accompaniment {
                    parts.extend(self.fresh(self.way(), contact, random));
                }
                let bank = if is_person { closing::by_person(reason) } else { closing::by_family(reason) };
                parts.extend(self.fresh(bank, contact, random));
            }
            (_, Place::Watched) => {
                // The opening would say 本人より電話 before 経過観察の連絡: one of them is enough.
                parts.clear();
                parts.extend(self.fresh(frames::watchful(is_person), contact, random));
            }
            (_, Place::Within(_)) if *contact.method == ContactMethod::Accompaniment => {
                parts.extend(self.fresh(self.way(), contact, random));
            }
            (_, Place::Within(stage)) => {
                let likely_second = if is_meeting(contact.method) { 55 } else { 25 };
                let count = if random.chance(likely_second) { 2 } else { 1 };
                let talk: Vec<_> = (0..count).filter_map(|_| self.talk(stage, is_person, contact, random)).collect();
                match talk.as_slice() {
                    [] => parts.extend(random.pick(frames::BRIEFLY)),
                    talk => parts.extend(talk),
                }
            }
        }
    }

    /// Something of the theme whose turn it is, or of the next one that still has words. A case that has said everything has short
    /// notes rather than the same ones.
    fn talk(&mut self, stage: Stage, is_person: bool, contact: &Contact, random: &mut Random) -> Option<&'static str> {
        let together = self.portrait.relative.as_ref().is_some_and(|relative| relative.lives_together);
        for _ in 0..=self.portrait.themes.len() {
            let theme = self.theme(random);
            let bank = stage.of(if is_person { person::of(theme) } else { family::of(theme, together) });
            if bank.iter().any(|text| fits(text, contact.method) && !self.used.contains(text)) {
                return self.fresh(bank, contact, random);
            }
        }
        None
    }

    /// Where this case is accompanied to.
    fn way(&self) -> Bank {
        outside::of(self.portrait.themes.first().copied().unwrap_or(Theme::Outing))
    }

    /// The themes in turn, in another order each round, the main one twice.
    fn theme(&mut self, random: &mut Random) -> Theme {
        if self.themes.is_empty() {
            self.themes.clone_from(&self.portrait.themes);
            self.themes.extend(self.portrait.themes.first().copied());
            random.shuffle(&mut self.themes);
        }
        self.themes.pop().unwrap_or(Theme::Interest)
    }

    /// A sentence that this case has not had, while there is one.
    fn fresh(&mut self, bank: Bank, contact: &Contact, random: &mut Random) -> Option<&'static str> {
        let fitting: Vec<_> = bank.iter().copied().filter(|text| fits(text, contact.method)).collect();
        let unused: Vec<_> = fitting.iter().copied().filter(|text| !self.used.contains(text)).collect();
        let text = random.pick(&unused).or_else(|| random.pick(&fitting)).copied()?;
        self.used.insert(text);
        Some(text)
    }

    fn ending(&mut self, contact: &Contact, random: &mut Random) -> Option<String> {
        let plain = |bank: Bank, random: &mut Random| {
            let fitting: Vec<_> = bank.iter().filter(|text| fits(text, contact.method)).collect();
            random.pick(&fitting).map(|text| (**text).to_owned())
        };
        match (contact.voice, contact.place) {
            (Voice::Nobody | Voice::Agency, _) | (_, Place::Last(_) | Place::Watched) => None,
            _ => match contact.next {
                Some((date, method)) if random.chance(45) => {
                    self.is_promised = true;
                    Some(agreed(date, method))
                }
                _ if contact.place == Place::First => plain(first::ENDINGS, random),
                _ if !random.chance(35) => None,
                _ if contact.voice == Voice::Person => plain(frames::PERSON_ENDINGS, random),
                _ => plain(frames::FAMILY_ENDINGS, random),
            },
        }
    }

    /// Words of the case's own in place of those in braces.
    pub fn filled(&self, text: &str) -> String {
        let portrait = self.portrait;
        let who = portrait.relative.as_ref().map_or("家族", |relative| relative.word);
        text.replace(SPOKEN, "")
            .replace("{i}", portrait.interest)
            .replace("{who}", who)
            .replace("{place}", portrait.place)
            .replace("{agency}", portrait.agency)
            .replace("{health}", portrait.health)
    }
}

/// Whether a sentence can stand in the note of such a contact.
fn fits(text: &str, method: &ContactMethod) -> bool {
    !(text.starts_with(SPOKEN) && *method == ContactMethod::Email)
}

fn is_meeting(method: &ContactMethod) -> bool {
    matches!(method, ContactMethod::OfficeVisit | ContactMethod::HomeVisit | ContactMethod::Video)
}

/// 「次回は7月12日（水）に来所の予定。」
fn agreed(date: Date, method: &ContactMethod) -> String {
    let day = format!("{}月{}日（{}）", date.month(), date.day(), weekday_ja(date));
    match method {
        ContactMethod::OfficeVisit => format!("次回は{day}に来所の予定。"),
        ContactMethod::HomeVisit => format!("次回は{day}に訪問する約束をした。"),
        ContactMethod::Video => format!("次回は{day}にビデオ通話で話す。"),
        ContactMethod::Accompaniment => format!("{day}に一緒に出かける約束をした。"),
        _ => format!("次は{day}に電話で話すことにした。"),
    }
}

/// A mail is written, not spoken.
fn written(note: &str) -> String {
    note.replace("と話される。", "と書かれている。")
        .replace("と言われる。", "と書かれている。")
        .replace("話してくれる。", "書いてくれる。")
        .replace("とたずねられる。", "との質問。")
        .replace("と話した。", "と返信した。")
        .replace("と伝えた。", "と返信した。")
}
