//! Photos and papers: people add them and open them, tablets hand them over and ask for them, and the way is cut now and then, before the
//! office has them or after.

use madobe_client::platform::Untransferred;
use madobe_client::repo::NewFile;
use madobe_shared::blob::{self, BlobKey};
use madobe_shared::codes::MediaKind;
use madobe_shared::ids::{BlobHash, DocId};
use madobe_shared::storage::{Quarantined, Table, decode_row};

use super::agenda::{Happening, TabKey};
use super::checks::Truth;
use super::machine::Ticket;
use super::world::World;
use super::{Checked, Violation};

/// How long a file is on its way at most.
const FILE_MS_MAX: u64 = 4_000;

/// How many in a thousand are cut off on the way, and of how many only the answer is lost, while lines drop at all.
const CUT_OFF: u64 = 150;

impl World {
    /// Someone adds a file to an open case. No two are alike.
    pub(super) fn attach_file(&mut self, at: usize, tab: TabKey, doc: DocId) -> Checked {
        let device = self.tablets[at].author.device;
        let number = self.reference.next_number();
        self.tell(|| format!("{device}/{tab}: adds file {number} to {doc}"));
        let bytes = format!("%PDF-{device}-{number}").into_bytes();
        let file = NewFile { name: format!("書類{number}"), kind: MediaKind::Pdf, contact: None, bytes };
        self.tab(at, tab, |tab| tab.attach(doc, file))
    }

    /// Someone opens a file of an open case, on this tablet or elsewhere; where there is none, they may add one.
    pub(super) fn open_file(&mut self, at: usize, tab: TabKey, doc: DocId) -> Checked {
        let Some(case) = self.tablets[at].tabs.get(&tab).and_then(|tab| tab.case(doc)).map(|open| open.view()) else {
            return Ok(());
        };
        let files: Vec<BlobHash> = case.attachments.iter().filter_map(|one| one.hash).collect();
        match self.chance.pick(&files).copied() {
            Some(hash) => self.tab(at, tab, |tab| tab.open_file(BlobKey { doc, hash })),
            None if doc.is_case() && self.chance.in_thousand(500) => self.attach_file(at, tab, doc),
            None => Ok(()),
        }
    }

    /// A tablet begins to ask for a file.
    pub(super) fn wish_for_file_sets_out(&mut self, at: usize, tab: TabKey, ticket: Ticket, key: BlobKey) {
        let delay_ms = self.chance.spread(1, FILE_MS_MAX);
        self.agenda.after(delay_ms, Happening::FileAsked(at, tab, ticket, key));
    }

    /// The office gives a file to whoever may see its case, unless it is not reached; what sets out may arrive damaged, or not at all.
    pub(super) fn file_is_asked_for(&mut self, at: usize, tab: TabKey, ticket: Ticket, key: BlobKey) -> Checked {
        let user = self.tablets[at].author.user;
        let answer = if self.is_way_open(at) && self.office.is_up {
            self.office.store.give_file(self.agenda.now_ms, user, key).ok_or(Untransferred::NotThere)
        } else {
            Err(Untransferred::NotReached)
        };
        let is_theirs = self.reference.sight().sees(user, key.doc) && !self.reference.dead().contains(&key.doc);
        if answer.is_ok() && !is_theirs {
            return Err(Violation(format!("{key} goes out to user {user}, who may not see its case")));
        }
        let mut answer = if self.is_way_open(at) { answer } else { Err(Untransferred::NotReached) };
        if let Ok(bytes) = &mut answer
            && self.weather.is_garbling
            && self.chance.in_thousand(CUT_OFF)
            && let Some(byte) = bytes.first_mut()
        {
            *byte ^= 1;
        }
        self.tell(|| format!("tablet {at} asks for {key}: {:?}", answer.as_ref().map(Vec::len)));
        let delay_ms = self.chance.spread(1, FILE_MS_MAX);
        self.agenda.after(delay_ms, Happening::FileGiven(at, tab, ticket, answer));
        Ok(())
    }

    /// Whether something that goes between a tablet and the office now is not cut off.
    fn is_way_open(&mut self, at: usize) -> bool {
        let cuts = if self.weather.drops > 0 { CUT_OFF } else { 0 };
        self.tablets[at].is_online && !self.chance.in_thousand(cuts)
    }

    /// A tablet begins to send a file.
    pub(super) fn file_sets_out(&mut self, at: usize, tab: TabKey, ticket: Ticket, (key, bytes): (BlobKey, Vec<u8>)) {
        let delay_ms = self.chance.spread(1, FILE_MS_MAX);
        self.agenda.after(delay_ms, Happening::FileUp(at, tab, ticket, key, bytes));
    }

    /// A file arrives at the office, or does not, and the answer sets out.
    pub(super) fn file_arrives(&mut self, at: usize, tab: TabKey, ticket: Ticket, (key, bytes): (BlobKey, Vec<u8>)) {
        let now_ms = self.agenda.now_ms;
        let user = self.tablets[at].author.user;
        let answer = if !(self.is_way_open(at) && self.office.is_up) {
            Err(Untransferred::NotReached)
        } else if blob::check(key.hash, &bytes).is_err() {
            Err(Untransferred::Unfit)
        } else if self.office.is_full {
            Err(Untransferred::OfficeFull)
        } else {
            self.office.store.keep_file(now_ms, user, key, bytes)
        };
        let answer = if self.is_way_open(at) { answer } else { Err(Untransferred::NotReached) };
        self.tell(|| format!("a file of {} from tablet {at}: {answer:?}", key.doc));
        let delay_ms = self.chance.spread(1, FILE_MS_MAX);
        self.agenda.after(delay_ms, Happening::FileAnswered(at, tab, ticket, answer));
    }

    /// Whatever lies on a tablet of a case that its user sees is at the office; and unless tablets lost what they had, so is every file
    /// that an entry names, or it lies where it was refused or rotted, and somebody is told.
    pub(super) fn check_files(&self, truths: &[Truth]) -> Checked {
        for (at, tablet) in self.tablets.iter().enumerate() {
            let visible = self.visible_on(at, truths);
            for table in [Table::Uploads, Table::Blobs] {
                let keys = tablet.disk.keys(table, "").into_iter().filter_map(|key| key.parse::<BlobKey>().ok());
                for key in keys.filter(|key| visible.contains(&key.doc)) {
                    if !self.office.store.has_file(key) || table == Table::Uploads {
                        return Err(Violation(format!("tablet {at} has {key} in {table:?}, and the office does not")));
                    }
                }
            }
        }
        let can_be_lost =
            self.weather_of_day.rollbacks + self.weather_of_day.replacements + self.weather_of_day.restores > 0;
        if can_be_lost {
            return Ok(());
        }
        for truth in truths {
            let named = truth.case.attachments.iter().filter_map(|one| one.hash);
            for key in named.map(|hash| BlobKey { doc: truth.doc, hash }) {
                let is_aside = self.tablets.iter().any(|tablet| {
                    let row = tablet.disk.get(Table::Quarantine, &key.to_string());
                    row.and_then(|row| decode_row::<Quarantined>(&row)).is_some_and(|row| row.needs_someone())
                });
                if !self.office.store.has_file(key) && !is_aside {
                    return Err(Violation(format!("{key} is named in its case, and nowhere")));
                }
            }
        }
        Ok(())
    }
}
