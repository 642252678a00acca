//! What other tabs say, and what follows from it here.

use std::rc::{Rc, Weak};

use futures_channel::mpsc;
use futures_util::StreamExt;
use madobe_shared::storage::{Row, Table, Transaction, change_chunk_key, doc_of_key, outbox_key, parse_outbox_key};

use super::core::{Core, Origin};
use crate::storage::{Rows, StorageError};
use crate::tabs::{Message, Stored};

/// Takes messages one after another, in the order they came: what is read for one must not overtake the next.
pub(super) async fn listen(core: Weak<Core>, mut messages: mpsc::UnboundedReceiver<Message>) {
    while let Some(message) = messages.next().await {
        let Some(core) = core.upgrade() else { return };
        core.hear(message).await;
    }
}

/// How often the outbox and the list are compared with what this tab knows of them, while there are other tabs.
const RECOUNT_INTERVAL_MS: u64 = 20_000;

/// Compares the outbox and the list with what this tab knows of them, now and then, for as long as the core lives.
pub(super) async fn recount(core: Weak<Core>) {
    loop {
        let Some(pause) = core.upgrade().map(|core| core.platform.sleep(RECOUNT_INTERVAL_MS)) else { return };
        pause.await;
        let Some(core) = core.upgrade() else { return };
        if !core.tabs.is_alone() {
            // Where it fails, it is tried again after the interval.
            let _ = core.recount_what_waits().await;
            core.forget_what_has_left().await;
            core.recount_looking();
        }
    }
}

impl Core {
    /// Reads until nothing was followed meanwhile: what this tab follows while it reads, as when somebody types, makes the answer old. Whoever
    /// asks uses it before anything else can come in between.
    pub(super) async fn read_unfollowed<T>(
        &self,
        read: impl AsyncFn() -> Result<T, StorageError>,
    ) -> Result<T, StorageError> {
        loop {
            let version = self.cache.borrow().version();
            let answer = read().await?;
            if self.cache.borrow().version() == version {
                return Ok(answer);
            }
        }
    }

    /// The badge follows what another tab has in the outbox at once, whatever is still to be read from the database before.
    pub(super) fn notice(&self, message: &Message) {
        if let Message::Stored(stored) = message {
            let changed = self.cache.borrow_mut().follow(&stored.unsent());
            self.say(changed);
        }
    }

    async fn hear(self: &Rc<Self>, message: Message) {
        let link = self.link.borrow().clone();
        match (message, link) {
            (Message::Hello, _) => {
                self.tabs.post(&Message::Here);
                if self.leads() {
                    self.tabs.post(&Message::Line(self.link_state.get().into()));
                    self.tell_others();
                }
            }
            (Message::Stored(stored), _) => {
                // Where the rows cannot be read, this tab shows something older until the next message.
                if let Ok(transaction) = self.read_stored(&stored).await {
                    self.follow(&transaction, Origin::OtherTab);
                }
            }
            (Message::Line(line), None) => {
                self.set_link_state(line.into());
                // The tab that says so may have begun to lead just now.
                self.tell_looking();
            }
            (Message::Looking(tab, docs), _) => self.hear_looking(tab, docs),
            (Message::Others(others), None) => self.set_others(others),
            (Message::Wake, Some(link)) => link.wake(),
            (Message::Fetch(docs), Some(link)) => link.fetch(docs),
            (Message::Fetch(docs), None) if self.leads() => self.wanted.borrow_mut().extend(docs),
            (Message::AreYouThere, Some(_)) => {
                // In a tab that is put to sleep messages may still arrive while timers stand still, and with them the line.
                let core = self.clone();
                self.spawn(async move {
                    core.platform.sleep(1).await;
                    core.tabs.post(&Message::IAmHere);
                });
            }
            (Message::IAmHere, _) => self.lead_heard_ms.set(self.platform.elapsed_ms()),
            (
                Message::Here
                | Message::Line(_)
                | Message::Others(_)
                | Message::Wake
                | Message::Fetch(_)
                | Message::AreYouThere,
                _,
            ) => {}
        }
    }

    /// What another tab stored, as far as this tab remembers such rows: how the rows are now, whatever they were then. This tab may have
    /// written to them since.
    async fn read_stored(&self, stored: &Stored) -> Result<Transaction, StorageError> {
        let mut own = Transaction::default();
        let outbox = self.database.rows_at(Table::Outbox, &stored.written(Table::Outbox)).await?;
        own.puts.extend(rows_of(Table::Outbox, outbox));
        let shown = |key: &String| {
            doc_of_key(key).is_some_and(|doc| {
                !doc.is_case() || self.document(doc).is_some() || self.opening.borrow().contains_key(&doc)
            })
        };
        let chunks: Vec<String> = stored.written(Table::Chunks).into_iter().filter(shown).collect();
        let rows = self.database.rows_at(Table::Chunks, &chunks).await?;
        own.puts.extend(rows_of(Table::Chunks, rows));
        // Last of all, so that nothing this tab follows comes between reading and believing.
        let mut transaction = self.read_unfollowed(async || self.rows_now(stored).await).await?;
        transaction.puts.append(&mut own.puts);
        Ok(transaction)
    }

    /// The rows that another tab has touched, in the tables that this tab remembers.
    async fn rows_now(&self, stored: &Stored) -> Result<Transaction, StorageError> {
        let mut transaction =
            Transaction { delete_prefixes: stored.deletes().delete_prefixes, ..Transaction::default() };
        // The marks first: where one is gone by now, the tab that took it off wrote a summary, and may have died before it could tell.
        for table in [Table::Stale, Table::Summaries, Table::Searches, Table::Meta, Table::Quarantine, Table::Away] {
            let touched = match table {
                Table::Summaries | Table::Searches => stored.touched(&[table, Table::Stale]),
                _ => stored.touched(&[table]),
            };
            let rows = self.database.rows_at(table, &touched).await?;
            let is_there = |key: &String| {
                rows.good.iter().any(|(good, _)| good == key) || rows.damaged.iter().any(|row| row.key == *key)
            };
            transaction.deletes.extend(touched.iter().filter(|key| !is_there(key)).map(|key| (table, key.clone())));
            transaction.puts.extend(rows_of(table, rows));
        }
        Ok(transaction)
    }

    /// Compares the outbox, and what was set aside or put away, with what this tab knows of them. The tab that wrote or cleared a row may have
    /// died between storing and telling.
    pub(crate) async fn recount_what_waits(self: &Rc<Self>) -> Result<(), StorageError> {
        let read = async || {
            // What moves between the two while they are read is in one of them at least. Photos can lie aside: only what is not known here is read.
            let mut aside = self.database.keys(Table::Quarantine).await?;
            let outbox = self.database.keys(Table::Outbox).await?;
            let uploads = self.database.keys(Table::Uploads).await?;
            aside.append(&mut self.database.keys(Table::Quarantine).await?);
            let (unknown, put_away) = self.cache.borrow().set_aside().compare(&aside);
            let unknown = self.database.rows_at(Table::Quarantine, &unknown).await?;
            let deletes = put_away.into_iter().map(|key| (Table::Quarantine, key)).collect();
            let puts = rows_of(Table::Quarantine, unknown).collect();
            Ok((outbox, uploads, Transaction { deletes, puts, ..Transaction::default() }))
        };
        let (outbox, uploads, aside) = self.read_unfollowed(read).await?;
        let keys = outbox.iter().filter_map(|key| parse_outbox_key(key));
        let (changed, orphans) = self.cache.borrow_mut().set_outbox(keys);
        let files = self.cache.borrow_mut().set_uploads(uploads.iter().filter_map(|key| key.parse().ok()));
        let aside = self.cache.borrow_mut().follow(&aside);
        for changed in [changed, files, aside] {
            self.say(changed);
        }
        let orphans: Vec<String> = orphans.into_iter().map(outbox_key).collect();
        let mut transaction = Transaction::default();
        for row in rows_of(Table::Outbox, self.database.rows_at(Table::Outbox, &orphans).await?) {
            if let Some(key) = parse_outbox_key(&row.key) {
                transaction.put(Table::Chunks, change_chunk_key(key.doc, key.hash), row.value.clone());
                // The tab that wrote it may not have told of the summary either.
                transaction.put(Table::Stale, key.doc.to_string(), Vec::new());
            }
            transaction.puts.push(row);
        }
        self.follow(&transaction, Origin::OtherTab);
        Ok(())
    }
}

fn rows_of(table: Table, rows: Rows) -> impl Iterator<Item = Row> {
    rows.good.into_iter().map(move |(key, value)| Row { table, key, value })
}
