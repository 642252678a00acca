//! A tablet: its storage with a queue of writes before it, its clock, and the tabs that are open on it.

mod running;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use madobe_shared::ids::{Author, ChangeHash, DocId};

use super::agenda::{Moment, TabKey};
use super::reference::EditId;
use crate::device::{Device, Storage, Write};

/// A tablet of a member of staff.
#[derive(Debug)]
pub(super) struct Tablet {
    pub(super) author: Author,
    pub(super) storage: Storage,
    pub(super) queue: VecDeque<QueuedWrite>,
    pub(super) tabs: BTreeMap<TabKey, Tab>,
    /// The tab that keeps the line.
    pub(super) leader: Option<TabKey>,
    pub(super) is_on: bool,
    pub(super) is_online: bool,
    /// Writes that need room fail.
    pub(super) is_full: bool,
    /// How far its clock is from the truth.
    pub(super) clock_skew_ms: i64,
    /// An older copy of its storage, with what was durable then.
    pub(super) backup: Option<(Storage, BTreeSet<EditId>)>,
    /// A document one of whose chunks has rotted.
    pub(super) damaged: BTreeSet<DocId>,
    /// How many writes were carried out.
    pub(super) writes: u64,
}

/// An open tab.
#[derive(Debug)]
pub(super) struct Tab {
    pub(super) device: Device,
    /// Its timer in the agenda.
    pub(super) tick: Option<Moment>,
    /// When it hears the last message sent to it.
    pub(super) told_ms: u64,
}

/// A write on its way to the disk.
#[derive(Debug)]
pub(super) struct QueuedWrite {
    pub(super) tab: TabKey,
    pub(super) write: Write,
    /// The edits that it makes durable, and the changes they are in.
    pub(super) covers: Vec<EditId>,
    pub(super) hashes: Vec<ChangeHash>,
}

impl Tablet {
    pub(super) fn new(author: Author, clock_skew_ms: i64) -> Self {
        Self {
            author,
            storage: Storage::default(),
            queue: VecDeque::new(),
            tabs: BTreeMap::new(),
            leader: None,
            is_on: false,
            is_online: true,
            is_full: false,
            clock_skew_ms,
            backup: None,
            damaged: BTreeSet::new(),
            writes: 0,
        }
    }

    /// What its clock says.
    pub(super) fn clock_ms(&self, now_ms: u64) -> u64 {
        now_ms.saturating_add_signed(self.clock_skew_ms)
    }

    /// The device in the tab that keeps the line.
    pub(super) fn leading(&self) -> Option<&Device> {
        Some(&self.tabs.get(&self.leader?)?.device)
    }
}
