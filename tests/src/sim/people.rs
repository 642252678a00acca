//! What people do at their tablets: they open cases, minutes and what the office keeps for everyone, write into them, and set fields.
//! Everything they write is unique.

use std::collections::BTreeSet;

use madobe_client::repo::OpenCase;
use madobe_shared::case::{Case, CaseField, SheetPart};
use madobe_shared::document::Kind;
use madobe_shared::edit::{Edit, TextSplice};
use madobe_shared::form::{EntryKind, FieldRef, SetRef, TextRef};
use madobe_shared::ids::{DocId, EntryId};
use madobe_shared::storage::{Table, doc_of_key};

use super::agenda::TabKey;
use super::reference::Deed;
use super::tablet::Tab;
use super::world::World;
use super::{Checked, Violation};

/// Marks the beginning and the end of a unique word, and stands nowhere else.
const WORD: (char, char) = ('⟦', '⟧');

/// The field that every case begins with.
pub(super) const NAME: FieldRef = FieldRef::Case(CaseField::PersonName);

/// How many cases an office of the simulator has at most: few, so that people meet in them.
const DOCS_MAX: usize = 6;

/// How many cases one tab keeps open.
const OPEN_MAX: usize = 3;

/// What a long text is long by. It fills more than the window of unacknowledged bytes when it comes thrice.
const LONG_TEXT: &str = "玄関先で本人と話す。";

impl World {
    /// Someone at a tablet that is running does something.
    pub(super) fn someone_works(&mut self) -> Checked {
        let running: Vec<(usize, TabKey)> = self
            .tablets
            .iter()
            .enumerate()
            .flat_map(|(at, tablet)| tablet.tabs.keys().map(move |tab| (at, *tab)))
            .collect();
        let Some(&(at, tab)) = self.chance.pick(&running) else {
            return Ok(());
        };
        self.works_at(at, tab)
    }

    /// Someone does something in this tab.
    pub(super) fn works_at(&mut self, at: usize, tab: TabKey) -> Checked {
        let Some(mut open) = self.tablets[at].tabs.get(&tab).filter(|tab| tab.status().is_some()).map(Tab::open_cases)
        else {
            return Ok(());
        };
        // Whoever is not of the desk any more may not have heard of it yet, while the day lasts.
        let is_at_desk = self.reference.sight().is_at_desk(self.tablets[at].author.user);
        let keeps_the_office = is_at_desk || (self.steps_left > 0 && self.chance.in_thousand(300));
        open.retain(|doc| keeps_the_office || !doc.is_of_the_office());
        match (self.chance.below(12), self.chance.pick(&open).copied()) {
            (0, _) => return self.begin_case(at, tab),
            (1, Some(doc)) => return self.close_case(at, tab, doc),
            (2, Some(doc)) => return self.compose(at, tab, doc),
            (3, Some(doc)) => return self.open_minutes(at, tab, doc),
            (4..=5, Some(doc)) => return self.open_file(at, tab, doc),
            _ => {}
        }
        if open.len() < OPEN_MAX && (open.is_empty() || self.chance.in_thousand(200)) {
            let here: BTreeSet<DocId> =
                self.tablets[at].disk.keys(Table::Chunks, "").iter().filter_map(|key| doc_of_key(key)).collect();
            // What the office keeps for everyone is begun by whoever is first to write in it.
            let of_the_office = DocId::OF_THE_OFFICE.into_iter().filter(|_| keeps_the_office);
            let cases = here.into_iter().filter(|doc| !doc.is_of_the_office());
            let here: Vec<DocId> = cases.chain(of_the_office).filter(|doc| !open.contains(doc)).collect();
            if let Some(doc) = self.chance.pick(&here).copied() {
                return self.open_case(at, tab, doc);
            }
        }
        let Some(doc) = self.chance.pick(&open).copied() else {
            return Ok(());
        };
        self.tab(at, tab, |tab| tab.look_at(Some(doc)))?;
        for _ in 0..self.chance.between(1, 3) {
            self.make_edit(at, tab, doc)?;
        }
        Ok(())
    }

    fn begin_case(&mut self, at: usize, tab: TabKey) -> Checked {
        if self.docs.len() >= DOCS_MAX {
            return Ok(());
        }
        let device = self.tablets[at].author.device;
        self.tell(|| format!("{device}/{tab}: begins a case"));
        let value = format!("氏名{}", self.reference.next_number());
        let edit = Edit::Set { field: NAME, value: Some(value.clone()) };
        self.tab(at, tab, |tab| tab.create_case(value, vec![edit]))
    }

    /// Someone goes to the minutes of a conference, which they may be the first to write; where there is none, they enter one.
    fn open_minutes(&mut self, at: usize, tab: TabKey, doc: DocId) -> Checked {
        let Some(case) = self.open_at(at, tab, doc).map(|open| open.view()).filter(|_| doc.is_case()) else {
            return Ok(());
        };
        let conferences: Vec<EntryId> = case.conferences.iter().map(|one| one.id).collect();
        match self.chance.pick(&conferences).copied() {
            Some(id) => {
                let device = self.tablets[at].author.device;
                self.tell(|| format!("{device}/{tab}: opens the minutes {}", DocId::minutes_of(id)));
                self.tab(at, tab, |tab| tab.begin_minutes(id))
            }
            None => {
                let edit = Edit::Add(EntryKind::Conference.entry(self.entry_id()));
                self.do_edit(at, tab, doc, edit, Deed::Other)
            }
        }
    }

    /// An input method begins to compose, or ends: what others write waits meanwhile.
    fn compose(&mut self, at: usize, tab: TabKey, doc: DocId) -> Checked {
        self.tab(at, tab, |tab| tab.compose(doc))
    }

    /// No input method composes any more.
    pub(super) fn release_all(&mut self, at: usize) -> Checked {
        for tab in self.tablets[at].tabs.keys().copied().collect::<Vec<_>>() {
            self.tab(at, tab, Tab::release_all)?;
        }
        Ok(())
    }

    fn open_at(&self, at: usize, tab: TabKey, doc: DocId) -> Option<OpenCase> {
        self.tablets[at].tabs.get(&tab)?.case(doc)
    }

    /// Someone edits an open case. What they do follows from what they see.
    pub(super) fn make_edit(&mut self, at: usize, tab: TabKey, doc: DocId) -> Checked {
        let Some(case) = self.open_at(at, tab, doc).map(|open| open.view()) else {
            return Ok(());
        };
        match self.chance.below(20) {
            0..=8 => match self.pick_text(&case) {
                Some(text) => self.write_word(at, tab, doc, text),
                None => self.add_entry(at, tab, doc),
            },
            9..=11 => match self.pick_text(&case) {
                Some(text) => self.tidy_text(at, tab, doc, text),
                None => Ok(()),
            },
            12..=15 if doc.is_case() => {
                let field = *self
                    .chance
                    .pick(&[CaseField::PersonName, CaseField::NextContact, CaseField::PersonPhone])
                    .unwrap_or(&CaseField::NextContact);
                self.set_field(at, tab, &case, FieldRef::Case(field))
            }
            16 => self.add_entry(at, tab, doc),
            17 => {
                let entries: Vec<_> = case.recorded().iter().map(|one| one.entry()).collect();
                match self.chance.pick(&entries).copied() {
                    Some(entry) if self.chance.in_thousand(300) => {
                        self.do_edit(at, tab, doc, Edit::Remove(entry), Deed::Removal { entry })
                    }
                    None if !doc.is_case() => Ok(()),
                    entry => {
                        let sets = SetRef::of(entry);
                        let Some(set) = self.chance.pick(&sets).copied().or(doc.is_case().then_some(SetRef::Concerns))
                        else {
                            return Ok(());
                        };
                        let member = self.chance.pick(&["mother", "health", "0000000000000001"]).unwrap_or(&"mother");
                        let (member, present) = ((*member).to_owned(), self.chance.in_thousand(500));
                        self.do_edit(at, tab, doc, Edit::Member { set, member, present }, Deed::Other)
                    }
                }
            }
            12..=15 | 18 => {
                let fields: Vec<FieldRef> = case.recorded().iter().flat_map(|one| FieldRef::of(one.entry())).collect();
                let typed: Vec<FieldRef> = fields.into_iter().filter(|field| field.sort().is_typed()).collect();
                match self.chance.pick(&typed).copied() {
                    Some(field) => self.set_field(at, tab, &case, field),
                    None => self.add_entry(at, tab, doc),
                }
            }
            _ => match case.conflicts.first().map(|conflict| conflict.field) {
                Some(field) => self.set_field(at, tab, &case, field),
                None => self.add_entry(at, tab, doc),
            },
        }
    }

    /// Adds an entry of any kind that the document has; minutes have none.
    fn add_entry(&mut self, at: usize, tab: TabKey, doc: DocId) -> Checked {
        let kinds: Vec<_> = EntryKind::ALL.iter().copied().filter(|kind| Kind::of(doc).has(*kind)).collect();
        let Some(&kind) = self.chance.pick(&kinds) else {
            return Ok(());
        };
        if kind == EntryKind::Attachment {
            return self.attach_file(at, tab, doc);
        }
        let id = self.entry_id();
        self.do_edit(at, tab, doc, Edit::Add(kind.entry(id)), Deed::Other)?;
        if kind == EntryKind::Consultation { self.write_word(at, tab, doc, TextRef::Note(id)) } else { Ok(()) }
    }

    /// Some prose of a document; `None` where it has none.
    fn pick_text(&mut self, case: &Case) -> Option<TextRef> {
        if !case.id.is_case() {
            let entries = case.recorded().into_iter().map(|one| one.entry()).flat_map(TextRef::of);
            let texts: Vec<TextRef> = Kind::of(case.id).texts().into_iter().chain(entries).collect();
            return self.chance.pick(&texts).copied();
        }
        let sheet = *self.chance.pick(SheetPart::ALL).unwrap_or(&SheetPart::Difficulties);
        let note = case.consultations.first().map(|contact| TextRef::Note(contact.id));
        Some(match self.chance.below(6) {
            0 => TextRef::Goal,
            1 | 2 => TextRef::Sheet(SheetPart::Difficulties),
            3 => TextRef::Sheet(sheet),
            _ => note.unwrap_or(TextRef::Goal),
        })
    }

    /// Writes a unique word at the end of a text or between any two characters that are not of one word.
    pub(super) fn write_word(&mut self, at: usize, tab: TabKey, doc: DocId, text: TextRef) -> Checked {
        let Some(standing) = self.open_at(at, tab, doc).map(|open| open.text(text)) else {
            return Ok(());
        };
        let gaps = gaps(&standing);
        let place = if self.chance.in_thousand(500) { gaps.last() } else { self.chance.pick(&gaps) };
        let place = place.copied().unwrap_or_default();
        let device = self.tablets[at].author.device;
        let word = format!("{}{}-{}{}", WORD.0, device.0, self.reference.next_number(), WORD.1);
        let around = if self.chance.in_thousand(self.weather.long_texts) {
            LONG_TEXT.repeat(12_000)
        } else {
            "あ".repeat(self.chance.below(4))
        };
        let insert = format!("{around}{word}");
        let edit = Edit::Splice { text, splice: TextSplice { at: place, delete: 0, insert } };
        self.do_edit(at, tab, doc, edit, Deed::Word { text, word })
    }

    /// Writes or deletes a few characters that belong to no word.
    fn tidy_text(&mut self, at: usize, tab: TabKey, doc: DocId, text: TextRef) -> Checked {
        let Some(standing) = self.open_at(at, tab, doc).map(|open| open.text(text)) else {
            return Ok(());
        };
        let gaps = gaps(&standing);
        let place = self.chance.pick(&gaps).copied().unwrap_or_default();
        // Two gaps that follow each other have one loose character between them.
        let loose =
            gaps.iter().filter(|gap| **gap > place).zip(place + 1..).take_while(|(gap, next)| **gap == *next).count();
        let delete = if loose > 0 { self.chance.below(loose.min(5) + 1) } else { 0 };
        let insert = "いろは".chars().take(self.chance.below(4)).collect();
        let edit = Edit::Splice { text, splice: TextSplice { at: place, delete, insert } };
        self.do_edit(at, tab, doc, edit, Deed::Other)
    }

    /// Sets a field to a value that nobody ever set it to, knowing of all that stand there.
    fn set_field(&mut self, at: usize, tab: TabKey, case: &Case, field: FieldRef) -> Checked {
        let number = self.reference.next_number();
        let value = match field {
            FieldRef::Case(CaseField::NextContact) => {
                let day = self.chance.between(20, 30);
                format!("2026-11-{day} 10:30 home_visit {number:016x}")
            }
            _ => format!("値{number}"),
        };
        self.set_field_to(at, tab, case, field, value)
    }

    pub(super) fn set_field_to(
        &mut self,
        at: usize,
        tab: TabKey,
        case: &Case,
        field: FieldRef,
        value: String,
    ) -> Checked {
        let standing = standing(case, field);
        let knew = standing.iter().filter_map(|value| self.reference.setting(case.id, field, value)).collect();
        let deed = Deed::Value { field, value: value.clone(), knew };
        self.do_edit(at, tab, case.id, Edit::Set { field, value: Some(value) }, deed)
    }

    fn do_edit(&mut self, at: usize, tab: TabKey, doc: DocId, edit: Edit, deed: Deed) -> Checked {
        let Some(open) = self.open_at(at, tab, doc) else { return Ok(()) };
        let author = self.tablets[at].author;
        let device = author.device;
        let words = brief(&edit);
        self.tell(|| format!("{device}/{tab}: edit {} of {doc}: {words}", self.reference.next_number()));
        let mut made = Ok(());
        self.tab(at, tab, |_| made = open.edit([edit]))?;
        match made {
            Ok(()) => _ = self.reference.edited(tab, author, doc, deed),
            // The case has left the device under the fingers of whoever writes, and they leave it.
            Err(_) if self.reference.dead().contains(&doc) || self.reference.was_barred(author.user, doc) => {
                return self.close_case(at, tab, doc);
            }
            Err(error) => {
                return Err(Violation(format!("{device}: an edit of {doc} was not carried out: {error}")));
            }
        }
        Ok(())
    }

    fn entry_id(&mut self) -> EntryId {
        EntryId::from_parts(self.agenda.now_ms, self.chance.ten_bytes())
    }
}

/// The values that someone who looks at a field sees.
pub(super) fn standing(case: &Case, field: FieldRef) -> Vec<String> {
    if let Some(conflict) = case.conflict(field) {
        return conflict.values.iter().map(|one| one.value.clone()).collect();
    }
    Some(case.value(field)).into_iter().filter(|value| !value.is_empty()).collect()
}

/// The places in a text that are not within a word, its end among them.
fn gaps(text: &str) -> Vec<usize> {
    let mut gaps = Vec::new();
    let mut is_inside = false;
    let mut length = 0;
    for (at, character) in text.chars().enumerate() {
        if !is_inside {
            gaps.push(at);
        }
        is_inside = (is_inside || character == WORD.0) && character != WORD.1;
        length = at + 1;
    }
    gaps.push(length);
    gaps
}

fn brief(edit: &Edit) -> String {
    match edit {
        Edit::Splice { text, splice } if splice.insert.len() > 200 => {
            format!("{} bytes into {text:?} at {}", splice.insert.len(), splice.at)
        }
        edit => format!("{edit:?}"),
    }
}
