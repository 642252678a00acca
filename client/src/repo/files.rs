//! The files of cases (写真・書類): kept on the device before anything names them, handed over to the office when it can be reached, and asked for
//! when somebody opens one that is not here.
//!
//! One tab hands over for all. A file waits in [`Table::Uploads`] until the office has acknowledged it, and only then counts among what this
//! device may give up when room runs short ([`room`]). Nothing here looks into a file.

mod room;
mod sending;
mod tries;

use std::rc::{Rc, Weak};

use futures_channel::mpsc;
use futures_util::StreamExt;
use madobe_shared::blob::{self, BlobKey};
use madobe_shared::case::AttachmentField;
use madobe_shared::codes::MediaKind;
use madobe_shared::edit::{Edit, EditError};
use madobe_shared::form::{EntryKind, FieldRef};
use madobe_shared::ids::{BlobHash, EntryId};
use madobe_shared::limits::BLOBS_BYTES_PER_CASE_MAX;
use madobe_shared::protocol::RejectReason;
use madobe_shared::storage::{KeptBlob, Quarantined, Table, Transaction, decode_row, encode_row};

use super::OpenCase;
use super::core::{Core, Origin};
use super::document::OpenDocument;
use super::error::{AttachError, FileError, RepoEvent};
use crate::platform::Untransferred;
use crate::storage::StorageError;
pub(super) use sending::Sending;
pub(super) use tries::Tries;
use tries::Turn;

/// A file that somebody adds to a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// What it is called.
    pub name: String,
    /// What it is.
    pub kind: MediaKind,
    /// The contact it belongs to; none where it belongs to the case as a whole.
    pub contact: Option<EntryId>,
    /// The file.
    pub bytes: Vec<u8>,
}

/// Where a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileState {
    /// On this device, and not at the office yet; with the office's reason where it did not take it.
    Waiting(Option<Untransferred>),
    /// On this device and at the office.
    Arrived,
    /// Damaged on this device before the office had it.
    Damaged,
    /// Not on this device.
    Elsewhere,
}

impl OpenCase {
    /// Adds a file; it is durable once this returns, and so are the words that name it.
    ///
    /// # Errors
    ///
    /// See [`AttachError`]. Nothing was added then.
    pub async fn attach(&self, file: NewFile) -> Result<(), AttachError> {
        self.0.attach(file).await
    }

    /// Where a file of this case is.
    #[must_use]
    pub fn file_state(&self, hash: BlobHash) -> FileState {
        self.0.core.file_state(BlobKey { doc: self.0.id, hash })
    }

    /// A file of this case, from this device or from the office.
    ///
    /// # Errors
    ///
    /// See [`FileError`].
    pub async fn read_file(&self, hash: BlobHash) -> Result<Vec<u8>, FileError> {
        self.0.core.read_file(BlobKey { doc: self.0.id, hash }).await
    }

    /// An entry that named a file was taken out of sight: where it was the last, the file leaves this device, and does not go to the office
    /// if it had not yet.
    pub fn forget_file(&self, hash: BlobHash) {
        let document = self.0.clone();
        // Where this fails, the file stays until its case leaves the device.
        self.0.core.spawn(async move { _ = document.forget_file(hash).await });
    }
}

impl OpenDocument {
    /// The bytes first: whoever reads the entry can count on them.
    async fn attach(self: &Rc<Self>, file: NewFile) -> Result<(), AttachError> {
        let NewFile { name, kind, contact, bytes } = file;
        let case = self.view();
        let size = bytes.len() as u64;
        let there: u64 = case.attachments.iter().filter_map(|one| one.bytes).map(u64::from).sum();
        if there + size > BLOBS_BYTES_PER_CASE_MAX {
            return Err(AttachError::CaseFull);
        }
        if self.gone.get() {
            return Err(AttachError::Edit(EditError::NoSuchEntry));
        }
        let key = BlobKey { doc: self.id, hash: BlobHash::of(&bytes) };
        let was_here = self.core.cache.borrow().has_blob(key);
        if !was_here {
            let mut transaction = Transaction::default();
            transaction.put(Table::Uploads, key.to_string(), bytes);
            // The same that was damaged here before needs nobody any more.
            transaction.deletes.push((Table::Quarantine, key.to_string()));
            let stored = self.core.store(transaction, Origin::Typed).await;
            if stored.is_err() {
                // Whoever adds it is told by the answer; nothing of it waits to be saved.
                self.core.note_write(None);
            }
            stored?;
        }
        let id = self.core.platform.new_entry_id();
        let set = |field, value: String| Edit::set(FieldRef::Attachment(id, field), value);
        let mut edits = vec![
            Edit::Add(EntryKind::Attachment.entry(id)),
            set(AttachmentField::Name, name),
            set(AttachmentField::Kind, kind.code().to_owned()),
            set(AttachmentField::Bytes, size.to_string()),
            set(AttachmentField::Hash, key.hash.to_string()),
            set(AttachmentField::AddedOn, self.core.platform.today().to_string()),
        ];
        edits.extend(contact.map(|contact| set(AttachmentField::Contact, contact.to_string())));
        if let Err(error) = self.edit(edits) {
            self.forget_file(key.hash).await?;
            return Err(error.into());
        }
        // Where the words find no room, they are told of as all words are, and saving goes on trying.
        let _ = self.flush().await;
        Ok(())
    }

    async fn forget_file(self: &Rc<Self>, hash: BlobHash) -> Result<(), StorageError> {
        // An entry that is not durably gone still needs its file.
        self.flush().await?;
        if self.view().refers_to(hash) {
            return Ok(());
        }
        let key = BlobKey { doc: self.id, hash };
        let mut transaction = Transaction::default();
        transaction.deletes.extend([Table::Uploads, Table::Quarantine].map(|table| (table, key.to_string())));
        transaction.drop_blob(key);
        self.core.tries.borrow_mut().done(key);
        self.core.store(transaction, Origin::Upkeep).await
    }
}

/// Hands over what waits, whenever it is woken, for as long as the core lives.
pub(super) async fn hand_over(core: Weak<Core>, mut wakes: mpsc::UnboundedReceiver<()>) {
    while wakes.next().await.is_some() {
        while wakes.try_recv().is_ok() {}
        let Some(core) = core.upgrade() else { return };
        let again_ms = core.hand_over_files().await;
        let weak = Rc::downgrade(&core);
        let ring = move || {
            if let Some(core) = weak.upgrade() {
                core.wake_files();
            }
        };
        let timer = again_ms.map(|again_ms| core.platform.timer(again_ms, Box::new(ring)));
        core.files_timer.replace(timer);
    }
}

impl Core {
    pub(super) fn wake_files(&self) {
        // It fails only once the task has ended with this tab.
        let _ = self.files.unbounded_send(());
    }

    /// The line is open, after it was not: what found nobody is tried at once.
    pub(super) fn office_is_reached(&self) {
        self.tries.borrow_mut().reached();
        self.wake_files();
    }

    fn file_state(&self, key: BlobKey) -> FileState {
        let cache = self.cache.borrow();
        if cache.waits(key) {
            FileState::Waiting(self.tries.borrow().refusal(key))
        } else if cache.has_blob(key) {
            FileState::Arrived
        } else if cache.set_aside().has_file(key) {
            FileState::Damaged
        } else {
            FileState::Elsewhere
        }
    }

    /// Hands over one file after another; says when to go on where that is later.
    async fn hand_over_files(self: &Rc<Self>) -> Option<u64> {
        while self.leads() && self.is_connected() {
            let turn = self.tries.borrow().next(&self.cache.borrow().files_to_send(), self.platform.elapsed_ms());
            match turn {
                Turn::Nobody => return None,
                Turn::After(wait_ms) => return Some(wait_ms),
                Turn::Of(key) => {
                    if self.hand_over_file(key).await.is_err() {
                        self.tries.borrow_mut().failed(key, Untransferred::NotReached, self.platform.elapsed_ms());
                    }
                    self.tell_of_files();
                }
            }
        }
        None
    }

    async fn hand_over_file(self: &Rc<Self>, key: BlobKey) -> Result<(), StorageError> {
        let Some(bytes) = self.file_here(key).await? else {
            // Nothing of it is left to hand over, and what is damaged was set aside.
            return self.waits_no_longer(key).await;
        };
        let patience = self.platform.sleep(sending::PATIENCE_MS);
        match self.sending.send(key, self.platform.upload(key, &bytes), patience).await {
            Ok(()) => self.file_arrived(key, bytes).await,
            Err(Untransferred::NotThere) if !self.cache.borrow().listed().any(|doc| doc == key.doc) => {
                self.set_file_aside(key, Some(RejectReason::NoAccess), bytes).await
            }
            // It was taken out of its case while it was on the way.
            Err(_) if !self.cache.borrow().waits(key) => {
                self.tries.borrow_mut().done(key);
                Ok(())
            }
            Err(why) => {
                self.tries.borrow_mut().failed(key, why, self.platform.elapsed_ms());
                Ok(())
            }
        }
    }

    async fn file_arrived(self: &Rc<Self>, key: BlobKey, bytes: Vec<u8>) -> Result<(), StorageError> {
        if !self.cache.borrow().waits(key) {
            // It was taken out of its case while it was on the way.
            self.tries.borrow_mut().done(key);
            return Ok(());
        }
        let mut kept = Transaction::default();
        kept.keep_blob(key, bytes, self.platform.now_ms());
        // Where its case has left meanwhile, or there is no room for a second copy, the office's is enough.
        if !self.store_if_here(key.doc, &kept).await.unwrap_or(false) {
            self.waits_no_longer(key).await?;
        }
        self.tries.borrow_mut().done(key);
        self.make_room_for_files().await
    }

    async fn waits_no_longer(self: &Rc<Self>, key: BlobKey) -> Result<(), StorageError> {
        let deletes = vec![(Table::Uploads, key.to_string())];
        self.store(Transaction { deletes, ..Transaction::default() }, Origin::Upkeep).await
    }

    /// A file that the office will not have is kept beside the words that it refused: its case is not the user's any more, or deleted; or,
    /// without a reason of the office's, it was damaged here.
    async fn set_file_aside(
        self: &Rc<Self>,
        key: BlobKey,
        reason: Option<RejectReason>,
        bytes: Vec<u8>,
    ) -> Result<(), StorageError> {
        let mut transaction = Transaction::default();
        transaction.deletes.push((Table::Uploads, key.to_string()));
        transaction.put(Table::Quarantine, key.to_string(), encode_row(&Quarantined::file(reason, bytes)));
        self.store(transaction, Origin::Upkeep).await
    }

    /// The file as it lies on this device. What is damaged is set aside.
    async fn file_here(self: &Rc<Self>, key: BlobKey) -> Result<Option<Vec<u8>>, StorageError> {
        let mut unsent = self.database.rows_at(Table::Uploads, &[key.to_string()]).await?;
        // One that is offered again waits without its bytes: they lie where they were kept.
        if let Some((_, bytes)) = unsent.good.pop().filter(|(_, bytes)| !bytes.is_empty()) {
            return Ok(Some(bytes));
        }
        let kept = self.database.rows_at(Table::Blobs, &[key.to_string()]).await?;
        if !kept.damaged.is_empty() {
            self.quarantine_rows(kept.damaged).await?;
        }
        let bytes = kept.good.into_iter().next().map(|(_, bytes)| bytes);
        if bytes.is_none()
            && let Some(damaged) = unsent.damaged.pop()
        {
            self.set_file_aside(key, None, damaged.sealed).await?;
        }
        Ok(bytes)
    }

    async fn read_file(self: &Rc<Self>, key: BlobKey) -> Result<Vec<u8>, FileError> {
        if let Some(bytes) = self.file_here(key).await? {
            self.note_opened(key, bytes.len() as u64);
            return Ok(bytes);
        }
        let bytes = self.platform.download(key).await?;
        blob::check(key.hash, &bytes).map_err(|_| FileError::Damaged)?;
        let mut kept = Transaction::default();
        kept.keep_blob(key, bytes.clone(), self.platform.now_ms());
        // Where there is no room for it, it is read all the same.
        if self.store_if_here(key.doc, &kept).await.unwrap_or(false) {
            let _ = self.make_room_for_files().await;
        }
        self.tell_of_files();
        Ok(bytes)
    }

    fn note_opened(self: &Rc<Self>, key: BlobKey, bytes: u64) {
        if self.cache.borrow().waits(key) {
            return;
        }
        let mut opened = Transaction::default();
        let kept = KeptBlob { bytes, opened_ms: self.platform.now_ms() };
        opened.put(Table::KeptBlobs, key.to_string(), encode_row(&kept));
        let core = self.clone();
        // Where this fails, it may go sooner than others.
        self.spawn(async move { _ = core.store_if_here(key.doc, &opened).await });
    }

    /// Gives up what was opened longest ago, where the files that the office has are more than a device keeps.
    async fn make_room_for_files(self: &Rc<Self>) -> Result<(), StorageError> {
        let rows = self.database.rows(Table::KeptBlobs, "").await?.good;
        let kept = |(key, row): &(String, Vec<u8>)| Some((key.parse().ok()?, decode_row::<KeptBlob>(row)?));
        let kept: Vec<(BlobKey, KeptBlob)> = rows.iter().filter_map(kept).collect();
        let mut transaction = Transaction::default();
        for key in room::to_give_up(kept, room::FILES_BYTES_MAX) {
            if !self.cache.borrow().waits(key) {
                transaction.drop_blob(key);
            }
        }
        if transaction.is_empty() { Ok(()) } else { self.store(transaction, Origin::Upkeep).await }
    }

    /// The office is not what it was: it is offered again whatever this device still has.
    pub(crate) async fn offer_files(self: &Rc<Self>) -> Result<(), StorageError> {
        // What the office acknowledged before it became another is no word of this one.
        self.sending.cut_off_unless(|_| false);
        let mut transaction = Transaction::default();
        for key in self.database.keys(Table::Blobs).await? {
            transaction.put(Table::Uploads, key, Vec::new());
        }
        self.store(transaction, Origin::Offer).await
    }

    /// Where a file is, or why it waits, is another than it was.
    fn tell_of_files(&self) {
        self.emit(RepoEvent::Status);
    }
}
