//! The cases on this device, for the pages: one handle to list, search, open, create and watch them.
//!
//! Pages never see rows, chunks or frames. They read what is in memory, hand over edits, and subscribe to changes.

mod cache;
mod core;
mod disclosed;
mod document;
mod error;
mod files;
mod finding;
mod hearing;
mod listeners;
mod minutes;
mod opening;
mod presence;
mod refused;
mod retouch;
mod returning;
mod saving;
mod seen;
mod starting;
mod turns;
mod upkeep;
mod witnessed;

use std::collections::BTreeSet;
use std::rc::Rc;

use jiff::civil::DateTime;
use madobe_shared::case::Case;
use madobe_shared::codes::Deed;
use madobe_shared::disclosure::Draft;
use madobe_shared::edit::{Edit, EditError};
use madobe_shared::form::TextRef;
use madobe_shared::ids::{DeviceId, DocId, EntryId, UserId};
use madobe_shared::protocol::{StaffList, StaffMember};
use madobe_shared::search::{Likeness, Sought};
use madobe_shared::session::{LinkState, SyncStatus};
use madobe_shared::storage::Witnessed;
use madobe_shared::summary::CaseSummary;
use yew::Callback;

use self::document::OpenDocument;
use crate::platform::Platform;
use crate::storage::{Database, StorageError, StorageInfo};

pub(crate) use self::core::{Core, Origin};
pub use self::error::{AttachError, FileError, OpenError, RepoEvent, SaveError, SaveState};
pub use self::files::{FileState, NewFile};
pub use self::finding::SearchHit;
pub(crate) use self::listeners::Listeners;
pub use self::listeners::Subscription;
pub use self::presence::Looking;
pub use self::refused::Refused;

/// The cases of one user on this device. Clones are handles to the same.
#[derive(Debug, Clone)]
pub struct Repo(Rc<Core>);

/// A case that is open in this tab. Clones, and further openings in the same tab, are handles to the same document.
#[derive(Debug, Clone)]
pub struct OpenCase(Rc<OpenDocument>);

impl Repo {
    /// Opens the cases of a user; returns once the list can be shown.
    ///
    /// # Errors
    ///
    /// See [`StorageError`].
    pub async fn open(
        me: StaffMember,
        device: DeviceId,
        database: Database,
        platform: Rc<dyn Platform>,
    ) -> Result<Self, StorageError> {
        Core::start(me, device, database, platform).await.map(Self)
    }

    /// Saves everything and ends this tab's part in the sync.
    pub async fn close(&self) {
        self.0.stop().await;
    }

    /// The user has signed in, here or in another tab: what waits may go out.
    pub(crate) async fn signed_in(&self, me: StaffMember) {
        self.0.keep_me(me).await;
        self.0.ask_to_persist_once();
        self.0.wake_link();
    }

    /// The user.
    #[must_use]
    pub fn me(&self) -> StaffMember {
        self.0.me.borrow().clone()
    }

    /// This device.
    #[must_use]
    pub fn device(&self) -> DeviceId {
        self.0.author.device
    }

    /// Everyone with an account, as last heard.
    #[must_use]
    pub fn staff(&self) -> Rc<StaffList> {
        self.0.cache.borrow().staff()
    }

    /// What colleagues call a member of staff; the user's id where the list does not have them yet.
    #[must_use]
    pub fn staff_name(&self, user: UserId) -> String {
        let me = self.0.me.borrow();
        let staff = self.staff();
        let member = staff.members.iter().find(|member| member.user == user).or((me.user == user).then_some(&*me));
        member.map_or_else(|| user.to_string(), |member| member.name.clone())
    }

    /// All cases on the device, newest latest contact first.
    #[must_use]
    pub fn summaries(&self) -> Rc<Vec<Rc<CaseSummary>>> {
        self.0.cache.borrow_mut().list()
    }

    /// The cases in which others changed something since the user last looked at them on this device, and how much.
    #[must_use]
    pub fn changed_while_away(&self) -> Vec<(Rc<CaseSummary>, u32)> {
        self.0.cache.borrow().changed_while_away()
    }

    /// The documents with changes that the office has not acknowledged.
    #[must_use]
    pub fn unsent(&self) -> Rc<BTreeSet<DocId>> {
        Rc::new(self.0.unsent())
    }

    /// The cases that contain every word of the query, best first. Until the search texts are loaded, names only.
    #[must_use]
    pub fn search(&self, query: &str) -> Vec<SearchHit> {
        self.0.search(query)
    }

    /// The cases on this device that may be of somebody, the surest first. Until the search texts are loaded, by name and birth only.
    #[must_use]
    pub fn known_already(&self, sought: &Sought) -> Vec<(Rc<CaseSummary>, Likeness)> {
        self.0.known_already(sought)
    }

    /// What the badge says.
    #[must_use]
    pub fn status(&self) -> SyncStatus {
        let refused = self.0.cache.borrow().set_aside().refused();
        SyncStatus::of(self.0.saving(), self.0.unsent().len(), refused, self.0.link_state.get())
    }

    /// What was decided on the disclosure of a case so far.
    ///
    /// # Errors
    ///
    /// See [`StorageError`].
    pub async fn disclosure(&self, case: DocId) -> Result<Draft, StorageError> {
        self.0.disclosure(case).await
    }

    /// Keeps what was decided on the disclosure of a case. Where the device does not store it, the badge says so.
    pub fn keep_disclosure(&self, case: DocId, draft: &Draft) {
        self.0.keep_disclosure(case, draft);
    }

    /// Keeps for the office's audit trail that the user does something now.
    pub fn witness(&self, deed: Deed, case: Option<DocId>) {
        self.0.witness(deed, case);
    }

    /// Keeps something for the audit trail that was witnessed before the user was let in, under the number that it was given then.
    pub(crate) async fn witness_earlier(&self, number: u64, witnessed: Witnessed) {
        self.0.clone().keep_witnessed(number, witnessed).await;
    }

    /// A part of what the audit trail has yet to hear, by its numbers.
    pub(crate) async fn witnessed(&self) -> Result<Vec<(String, Witnessed)>, StorageError> {
        self.0.witnessed().await
    }

    /// The audit trail has these.
    pub(crate) async fn forget_witnessed(&self, keys: Vec<String>) -> Result<(), StorageError> {
        self.0.forget_witnessed(keys).await
    }

    /// Whether the line to the office is open and nothing is under way.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.0.link_state.get() == LinkState::Live
    }

    /// Whether the office is within reach, as far as the line knows.
    #[must_use]
    pub fn is_connected(&self) -> bool {
        self.0.is_connected()
    }

    /// Whether the office has ended this device's session.
    #[must_use]
    pub fn is_signed_out(&self) -> bool {
        self.0.link_state.get() == LinkState::SignedOut
    }

    /// How many rows were damaged on this device and are kept aside.
    #[must_use]
    pub fn damaged(&self) -> usize {
        self.0.cache.borrow().set_aside().damaged()
    }

    /// How the device's storage stands.
    #[must_use]
    pub fn storage(&self) -> StorageInfo {
        self.0.storage.borrow().clone()
    }

    /// Opens a case.
    ///
    /// # Errors
    ///
    /// See [`OpenError`].
    pub async fn open_case(&self, id: DocId) -> Result<OpenCase, OpenError> {
        self.0.open_document(id).await.map(OpenCase)
    }

    /// Makes a case with these edits; it is durable once this returns.
    ///
    /// # Errors
    ///
    /// See [`SaveError`]. The case then does not exist.
    pub async fn create_case(&self, edits: Vec<Edit>) -> Result<DocId, SaveError> {
        self.0.create_case(edits).await
    }

    /// Whether something typed in this tab is in memory alone.
    #[must_use]
    pub fn has_unsaved_words(&self) -> bool {
        self.0.open_documents().iter().any(|document| document.is_unsaved())
    }

    /// Resolves once everything typed in this tab is durable.
    ///
    /// # Errors
    ///
    /// The first [`SaveError`]; saving is tried again by itself.
    pub async fn save_all(&self) -> Result<(), SaveError> {
        for document in self.0.open_documents() {
            document.flush().await?;
        }
        Ok(())
    }

    /// One of the office's own documents, once it is on the device.
    #[must_use]
    pub fn of_the_office(&self, doc: DocId) -> Option<Rc<Case>> {
        self.0.of_the_office.borrow().get(&doc).cloned()
    }

    /// Tries the line to the office now.
    pub fn sync_now(&self) {
        self.0.wake_link();
    }

    /// An id for a new entry of a case.
    #[must_use]
    pub fn new_entry_id(&self) -> EntryId {
        self.0.platform.new_entry_id()
    }

    /// Date and time on the wall.
    #[must_use]
    pub fn now_local(&self) -> DateTime {
        self.0.platform.now_local()
    }

    /// Calls back whenever something changes, until the subscription is dropped.
    pub fn subscribe(&self, on_change: Callback<RepoEvent>) -> Subscription {
        self.0.listeners.subscribe(on_change)
    }
}

impl OpenCase {
    /// The case's id.
    #[must_use]
    pub fn id(&self) -> DocId {
        self.0.id
    }

    /// The case as it reads now.
    #[must_use]
    pub fn view(&self) -> Rc<Case> {
        self.0.view()
    }

    /// Prose as it reads now; empty where its entry is not here.
    #[must_use]
    pub fn text(&self, text: TextRef) -> String {
        self.0.text(text)
    }

    /// Carries edits out in memory, in order; they are durable within half a second by themselves.
    ///
    /// # Errors
    ///
    /// The first [`EditError`]; the edits before it are made, those after it are not.
    pub fn edit(&self, edits: impl IntoIterator<Item = Edit>) -> Result<(), EditError> {
        self.0.edit(edits)
    }

    /// Carries out what was typed into a field that showed `shown_before` and now shows `shown_now`, with the caret after
    /// `caret_chars` characters.
    ///
    /// # Errors
    ///
    /// See [`EditError`].
    pub fn type_text(
        &self,
        text: TextRef,
        shown_before: &str,
        shown_now: &str,
        caret_chars: usize,
    ) -> Result<(), EditError> {
        self.0.type_text(text, shown_before, shown_now, caret_chars)
    }

    /// While an input method composes: what others write is stored and waits. Each hold needs its [`OpenCase::release`].
    pub fn hold(&self) {
        self.0.hold();
    }

    /// Ends one hold; with the last, what waited comes in.
    pub fn release(&self) {
        self.0.release();
    }

    /// Resolves once all edits made so far are durable.
    ///
    /// # Errors
    ///
    /// See [`SaveError`]. The edits stay in memory, and saving is tried again.
    pub async fn flush(&self) -> Result<(), SaveError> {
        Ok(self.0.flush().await?)
    }

    /// How the saving stands.
    #[must_use]
    pub fn save_state(&self) -> SaveState {
        self.0.state.borrow().clone()
    }

    /// Whether the office has acknowledged everything in this case.
    #[must_use]
    pub fn received(&self) -> bool {
        self.0.is_received()
    }

    /// How many edits were made in this opening of the case, and how many of them are durable.
    #[must_use]
    pub fn edits(&self) -> (u64, u64) {
        (self.0.edits_made.get(), self.0.edits_saved.get())
    }

    /// Calls back whenever the case, its saving or its acknowledgement changes, until the subscription is dropped.
    pub fn subscribe(&self, on_change: Callback<()>) -> Subscription {
        self.0.listeners.subscribe(on_change)
    }
}

impl PartialEq for Repo {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl PartialEq for OpenCase {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}
