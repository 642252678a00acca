//! How a tab's core comes to life and ends.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::{Rc, Weak};

use futures_channel::mpsc;
use madobe_shared::ids::{Author, DeviceId, DocId};
use madobe_shared::protocol::{Position, StaffMember};
use madobe_shared::session::LinkState;
use madobe_shared::storage::{MetaKey, Row, Table, Transaction, decode_row};

use super::cache::Cache;
use super::core::{Core, Origin};
use super::error::RepoEvent;
use super::files::{self, Sending, Tries};
use super::finding::Findings;
use super::listeners::Listeners;
use super::presence::Presence;
use super::turns::Turns;
use super::{hearing, upkeep};
use crate::link::Link;
use crate::platform::{Leadership, PageEvent, Platform};
use crate::storage::{Database, StorageError, StorageInfo};
use crate::tabs::{Message, Tabs, lock_name};

/// How many summaries are read at once.
const SUMMARY_PAGE_ROWS: u32 = 250;

/// A leading tab that does not answer a visible one for this long is taken to be asleep.
const LEAD_ANSWER_MS_MAX: u64 = 3_000;

impl Core {
    /// Brings up what a tab needs of a user's database; returns once the list of cases can be shown.
    pub(super) async fn start(
        me: StaffMember,
        device: DeviceId,
        database: Database,
        platform: Rc<dyn Platform>,
    ) -> Result<Rc<Self>, StorageError> {
        let author = Author { user: me.user, device };
        // What other tabs store from here on is heard, and taken in after what is read now.
        let (hear, heard) = mpsc::unbounded();
        let (wake_upkeep, upkeep_wakes) = mpsc::unbounded();
        let (wake_files, file_wakes) = mpsc::unbounded();
        let core = Rc::new_cyclic(|core: &Weak<Self>| Self {
            author,
            tabs: Tabs::join(&*platform, me.user, {
                let core = core.clone();
                move |message| {
                    if let Some(core) = core.upgrade() {
                        core.notice(&message);
                    }
                    let _ = hear.unbounded_send(message);
                }
            }),
            platform,
            database,
            turns: Turns::default(),
            me: RefCell::new(me),
            cache: RefCell::new(Cache::default()),
            findings: RefCell::new(Findings::default()),
            documents: RefCell::default(),
            opening: RefCell::default(),
            creating: RefCell::default(),
            wanted: RefCell::default(),
            of_the_office: RefCell::default(),
            lead: OnceCell::new(),
            link: RefCell::default(),
            link_state: Cell::new(LinkState::Connecting),
            storage: RefCell::new(StorageInfo::default()),
            asked_to_persist: Cell::new(false),
            lead_heard_ms: Cell::new(0),
            arriving: Cell::new(0),
            looked_ms: RefCell::default(),
            to_compact: RefCell::default(),
            presence: Presence::default(),
            upkeep: wake_upkeep,
            files: wake_files,
            tries: RefCell::new(Tries::default()),
            sending: Sending::default(),
            files_timer: RefCell::default(),
            listeners: Listeners::default(),
            page_watch: RefCell::default(),
        });
        core.presence.tab.set(core.platform.random_u64());
        core.remember().await?;
        core.spawn(hearing::listen(Rc::downgrade(&core), heard));
        core.spawn(hearing::recount(Rc::downgrade(&core)));
        core.spawn(upkeep::keep_up(Rc::downgrade(&core), upkeep_wakes));
        core.spawn(files::hand_over(Rc::downgrade(&core), file_wakes));
        core.spawn(upkeep::load_searches(Rc::downgrade(&core)));
        DocId::OF_THE_OFFICE.into_iter().for_each(|doc| core.reload_of_the_office(doc));
        core.refresh_storage_info();
        core.watch_page();
        core.queue_for_lead();
        Ok(core)
    }

    /// Saves what is in memory and ends this tab's part in the sync. A document that cannot be saved goes on trying.
    pub(super) async fn stop(self: &Rc<Self>) {
        for document in self.open_documents() {
            let _ = document.flush().await;
        }
        self.page_watch.borrow_mut().take();
        self.files_timer.borrow_mut().take();
        if let Some(lead) = self.lead.get() {
            lead.borrow_mut().take();
        }
        self.sending.cut_off_unless(|_| false);
        self.link.borrow_mut().take();
        self.tabs.leave();
    }

    /// Reads what lists need: not the documents, and of most tables not even the values.
    async fn remember(self: &Rc<Self>) -> Result<(), StorageError> {
        let mut damaged = Vec::new();
        for table in [Table::Outbox, Table::Stale, Table::Uploads, Table::Blobs] {
            let keys = self.database.keys(table).await?;
            let puts = keys.into_iter().map(|key| Row { table, key, value: Vec::new() });
            self.cache.borrow_mut().follow(&Transaction { puts: puts.collect(), ..Transaction::default() });
        }
        for table in [Table::Quarantine, Table::Meta, Table::Away] {
            let rows = self.database.rows(table, "").await?;
            damaged.extend(rows.damaged);
            self.recall(table, rows.good);
        }
        let mut after: Option<String> = None;
        loop {
            let page = self.database.page(Table::Summaries, after.as_deref(), SUMMARY_PAGE_ROWS).await?;
            let last =
                page.good.iter().map(|(key, _)| key).chain(page.damaged.iter().map(|row| &row.key)).max().cloned();
            damaged.extend(page.damaged);
            self.recall(Table::Summaries, page.good);
            if last.is_none() {
                break;
            }
            after = last;
        }
        if !damaged.is_empty() {
            self.quarantine_rows(damaged).await?;
        }
        Ok(())
    }

    fn recall(&self, table: Table, rows: Vec<(String, Vec<u8>)>) {
        let puts = rows.into_iter().map(|(key, value)| Row { table, key, value }).collect();
        self.cache.borrow_mut().follow(&Transaction { puts, ..Transaction::default() });
    }

    /// The place in the log up to which everything is stored, read afresh: another tab may have led until now.
    async fn position(&self) -> Result<Position, StorageError> {
        let key = MetaKey::Position.name().to_owned();
        let rows = self.database.rows_at(Table::Meta, &[key]).await?;
        // Without a place, or with one that cannot be read, the first sync simply starts again.
        Ok(rows.good.first().and_then(|(_, bytes)| decode_row(bytes)).unwrap_or_default())
    }

    fn queue_for_lead(self: &Rc<Self>) {
        let core = Rc::downgrade(self);
        let hear = move |leadership| {
            let Some(core) = core.upgrade() else { return };
            match leadership {
                Leadership::Gained => {
                    let leading = core.clone();
                    core.spawn(async move { leading.begin_to_lead().await });
                }
                Leadership::Lost => {
                    let lost = core.link.borrow_mut().take();
                    drop(lost);
                    core.sending.cut_off_unless(|_| false);
                    // The tab that took it answers with how the line is.
                    core.set_link_state(LinkState::Connecting);
                    core.tabs.post(&Message::Hello);
                }
            }
        };
        let lead = self.platform.queue_for_lock(&lock_name(self.author.user), Rc::new(hear));
        let _ = self.lead.set(RefCell::new(Some(lead)));
    }

    async fn begin_to_lead(self: &Rc<Self>) {
        self.take_over_upkeep().await;
        loop {
            let position = self.position().await;
            // It may be lost again, or this tab have ended, while the place is read.
            if !self.leads() {
                return;
            }
            match position {
                Ok(position) => {
                    self.note_write(None);
                    let link = Link::start(self, position);
                    link.fetch(self.wanted.take().into_iter().collect());
                    *self.link.borrow_mut() = Some(link);
                    self.wake_files();
                    // What the tab that led before was told of others ended with its line.
                    self.set_others(Vec::new());
                    self.tell_looking();
                    return self.wake_upkeep();
                }
                Err(error) => {
                    self.note_write(Some(&error));
                    self.platform.sleep(LEAD_ANSWER_MS_MAX).await;
                }
            }
        }
    }

    fn watch_page(self: &Rc<Self>) {
        let core = Rc::downgrade(self);
        let hear = move |event| {
            let Some(core) = core.upgrade() else { return };
            match event {
                PageEvent::Shown => core.wake_the_lead(),
                PageEvent::Hidden => core.save_before_leaving(),
                PageEvent::Online => {}
            }
        };
        *self.page_watch.borrow_mut() = Some(self.platform.watch_page(Rc::new(hear)));
    }

    fn save_before_leaving(self: &Rc<Self>) {
        for document in self.open_documents() {
            document.save_before_leaving();
        }
    }

    /// Browsers put hidden tabs to sleep, and a sleeping tab may still hold the lead: a visible one takes it over.
    fn wake_the_lead(self: &Rc<Self>) {
        if self.link.borrow().is_some() {
            return;
        }
        let asked_ms = self.platform.elapsed_ms();
        self.tabs.post(&Message::AreYouThere);
        let core = Rc::downgrade(self);
        let answer_time = self.platform.sleep(LEAD_ANSWER_MS_MAX);
        self.spawn(async move {
            answer_time.await;
            let Some(core) = core.upgrade() else { return };
            if core.lead_heard_ms.get() < asked_ms
                && core.platform.is_visible()
                && let Some(lead) = core.lead.get()
                && let Some(lead) = &*lead.borrow()
            {
                lead.take();
            }
        });
    }

    /// Tries the line now, whichever tab keeps it.
    pub(super) fn wake_link(&self) {
        let link = self.link.borrow().clone();
        match link {
            Some(link) => link.wake(),
            None => self.tabs.post(&Message::Wake),
        }
    }

    /// Asks the browser once to keep the storage when the device runs short.
    pub(super) fn ask_to_persist_once(self: &Rc<Self>) {
        if self.asked_to_persist.replace(true) {
            return;
        }
        let core = self.clone();
        self.spawn(async move {
            if core.platform.storage_info().await.persisted != Some(true) {
                core.platform.ask_to_persist().await;
            }
            core.refresh_storage_info();
        });
    }

    fn refresh_storage_info(self: &Rc<Self>) {
        let core = self.clone();
        self.spawn(async move {
            let info = core.platform.storage_info().await;
            let last_error = core.storage.borrow().last_error.clone();
            core.storage.replace(StorageInfo { last_error, ..info });
            core.emit(RepoEvent::Status);
        });
    }

    /// Remembers who the user is, for when the app opens without the office.
    pub(super) async fn keep_me(self: &Rc<Self>, me: StaffMember) {
        let mut transaction = Transaction::default();
        transaction.put_meta(MetaKey::Me, &me);
        self.me.replace(me);
        // Where it fails, it is kept with the next sign-in.
        let _ = self.store(transaction, Origin::Upkeep).await;
        self.emit(RepoEvent::Staff);
    }

    /// The version of the staff list on the device, 0 for none.
    pub(crate) fn staff_version(&self) -> u64 {
        self.cache.borrow().staff().version
    }
}
