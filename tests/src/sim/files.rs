//! Photos and papers: people add them, tablets hand them over, and the way there is cut now and then, before the office has them or after.

use madobe_client::platform::Untransferred;
use madobe_client::repo::NewFile;
use madobe_shared::blob::{self, BlobKey};
use madobe_shared::codes::MediaKind;
use madobe_shared::ids::DocId;
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

    /// A tablet begins to send a file.
    pub(super) fn file_sets_out(&mut self, at: usize, tab: TabKey, ticket: Ticket, (key, bytes): (BlobKey, Vec<u8>)) {
        let delay_ms = self.chance.spread(1, FILE_MS_MAX);
        self.agenda.after(delay_ms, Happening::FileUp(at, tab, ticket, key, bytes));
    }

    /// A file arrives at the office, or does not, and the answer sets out.
    pub(super) fn file_arrives(&mut self, at: usize, tab: TabKey, ticket: Ticket, (key, bytes): (BlobKey, Vec<u8>)) {
        let now_ms = self.agenda.now_ms;
        let user = self.tablets[at].author.user;
        let cuts = if self.weather.drops > 0 { CUT_OFF } else { 0 };
        let is_reached = self.office.is_up && self.tablets[at].is_online && !self.chance.in_thousand(cuts);
        let answer = if !is_reached {
            Err(Untransferred::NotReached)
        } else if blob::check(key.hash, &bytes).is_err() {
            Err(Untransferred::Unfit)
        } else if self.office.is_full {
            Err(Untransferred::OfficeFull)
        } else {
            self.office.store.keep_file(now_ms, user, key, bytes)
        };
        let is_heard = self.tablets[at].is_online && !self.chance.in_thousand(cuts);
        let answer = if is_heard { answer } else { Err(Untransferred::NotReached) };
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
