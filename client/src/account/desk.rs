//! Who is at this tab, in step with the other tabs: following the device, admitting, locking, signing out. How someone gets in is in
//! [`super::entering`].

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use futures_util::lock::Mutex;
use gloo::timers::future::TimeoutFuture;
use madobe_shared::codes::{Profession, Role};
use madobe_shared::ids::UserId;
use madobe_shared::protocol::StaffMember;
use wasm_bindgen_futures::spawn_local;
use yew::Callback;

use super::device::{Device, Profile, open_user, read_me, unsent_documents};
use super::idle::Idle;
use super::pin::Pin;
use super::tabs::{Message, Tabs};
use super::telling::Telling;
use super::{Account, Outside, api};
use crate::browser::Browser;
use crate::repo::{Listeners, Repo, RepoEvent, Subscription};
use crate::storage::StorageError;
use crate::vault::DataKey;

/// An open tab answers one that has just been opened well within this.
const KEY_ANSWER_MS_MAX: u32 = 150;

/// See the module.
#[derive(Debug)]
pub(super) struct Desk {
    account: RefCell<Account>,
    device: RefCell<Option<Rc<Device>>>,
    /// The key of whoever has unlocked. Locking drops it.
    pub(super) key: RefCell<Option<(UserId, DataKey)>>,
    started: Cell<bool>,
    /// One thing after another: two admissions at once would open the same cases twice.
    pub(super) turn: Mutex<()>,
    tabs: OnceCell<Tabs>,
    pub(super) idle: Idle,
    /// When the keyring was last told that the office was met.
    pub(super) met_office_ms: Cell<u64>,
    watch: RefCell<Option<Subscription>>,
    pub(super) pin: RefCell<Option<Pin>>,
    /// When the office was last asked, without a session, whether this device was lost.
    pub(super) asked_whether_lost_ms: Cell<Option<u64>>,
    /// When what was witnessed is told.
    pub(super) telling: Telling,
    listeners: Listeners<()>,
}

thread_local! {
    // One per tab, since signing in is called from anywhere and there is one cookie.
    static DESK: Rc<Desk> = Rc::new(Desk::new());
}

impl Desk {
    /// This tab's.
    pub(super) fn here() -> Rc<Self> {
        DESK.with(Rc::clone)
    }

    fn new() -> Self {
        Self {
            account: RefCell::new(Account::Loading),
            device: RefCell::default(),
            key: RefCell::default(),
            started: Cell::new(false),
            turn: Mutex::default(),
            tabs: OnceCell::new(),
            idle: Idle::default(),
            met_office_ms: Cell::new(0),
            watch: RefCell::default(),
            pin: RefCell::default(),
            asked_whether_lost_ms: Cell::new(None),
            telling: Telling::default(),
            listeners: Listeners::default(),
        }
    }

    /// Who is at the device.
    pub(super) fn account(&self) -> Account {
        self.account.borrow().clone()
    }

    /// Calls back whenever that changes.
    pub(super) fn subscribe(&self, on_change: Callback<()>) -> Subscription {
        self.listeners.subscribe(on_change)
    }

    /// Asks the device who is here, once.
    pub(super) fn start(self: &Rc<Self>) {
        if self.started.replace(true) {
            return;
        }
        let desk = self.clone();
        let _ = self.tabs.set(Tabs::join(move |message| desk.hear(message)));
        self.watch_for_idleness();
        let desk = self.clone();
        spawn_local(async move {
            desk.follow_profile().await;
            desk.wipe_if_lost().await;
            desk.settle_sign_out().await;
        });
    }

    fn hear(self: &Rc<Self>, message: Message) {
        match message {
            Message::ProfileChanged => self.follow_profile_soon(),
            Message::WhoHasTheKey => {
                if let Some((user, key)) = &*self.key.borrow() {
                    self.tabs().hand_over(*user, key);
                }
            }
            Message::Key(user, bytes) => {
                let is_in = matches!(self.account(), Account::SignedIn(repo) if repo.me().user == user);
                if !is_in {
                    self.key.replace(Some((user, DataKey::from_bytes(bytes))));
                    self.follow_profile_soon();
                }
            }
            Message::Lock => {
                let desk = self.clone();
                spawn_local(async move {
                    let _turn = desk.turn.lock().await;
                    desk.lock_here().await;
                });
            }
            Message::Touched => self.idle.touch(super::idleness::now()),
        }
    }

    fn follow_profile_soon(self: &Rc<Self>) {
        let desk = self.clone();
        spawn_local(async move { desk.follow_profile().await });
    }

    pub(super) async fn sign_out(self: &Rc<Self>) {
        if let Account::SignedIn(repo) = self.account() {
            repo.close().await;
        }
        self.key.take();
        self.forget_pin();
        if let Ok(device) = self.device().await
            && let Ok(Some(profile)) = device.profile().await
        {
            // Where this cannot be stored, the next start finds the app locked: nobody gets in, and nothing is lost.
            let _ = device.keep_profile(&Profile { signed_in: false, sign_out_owed: true, ..profile }).await;
        }
        self.tabs().tell(&Message::ProfileChanged);
        self.follow_profile().await;
        self.settle_sign_out().await;
    }

    /// Locks this tab and all others.
    pub(super) async fn lock(self: &Rc<Self>) {
        self.tabs().tell(&Message::Lock);
        let _turn = self.turn.lock().await;
        self.lock_here().await;
    }

    /// Locks this tab, for whoever has the turn.
    pub(super) async fn lock_here(&self) {
        self.key.take();
        let Account::SignedIn(repo) = self.account() else { return };
        let login = match self.device().await {
            Ok(device) => device.profile().await.ok().flatten().map(|profile| profile.login),
            Err(_) => None,
        };
        let passkey = self.passkey_opens(repo.me().user).await;
        let unsent_waiting = repo.unsent().len();
        // Out of sight first. What is not saved yet is still being saved, and the key stays with it until then.
        self.set(Account::Outside(Outside {
            last_login: login,
            is_locked: true,
            unsent_waiting,
            pin: self.pin_standing(repo.me().user),
            passkey,
            ..Outside::default()
        }));
        self.watch.take();
        repo.close().await;
    }

    /// Brings this tab in line with what the device remembers.
    pub(super) async fn follow_profile(self: &Rc<Self>) {
        let _turn = self.turn.lock().await;
        let failed = |last_login, error| Outside { last_login, storage_error: Some(error), ..Outside::default() };
        let device = match self.device().await {
            Ok(device) => device,
            Err(error) => return self.set(Account::Outside(failed(None, error))),
        };
        match device.profile().await {
            Ok(Some(profile)) if profile.signed_in && self.gets_key_of(profile.user).await => {
                match self.admit(&device, profile.user, None).await {
                    // Another tab may have signed in again, and the line waits for that.
                    Ok(repo) => repo.sync_now(),
                    Err(error) => self.set(Account::Outside(failed(Some(profile.login), error))),
                }
            }
            Ok(Some(profile)) => {
                self.dismiss().await;
                let unsent = unsent_documents(profile.user).await;
                self.set(Account::Outside(Outside {
                    is_locked: profile.signed_in,
                    is_wiped: false,
                    pin: self.pin_standing(profile.user),
                    passkey: self.passkey_opens(profile.user).await,
                    storage_error: unsent.as_ref().err().cloned(),
                    unsent_waiting: unsent.unwrap_or_default(),
                    last_login: Some(profile.login),
                }));
            }
            Ok(None) => {
                self.dismiss().await;
                let is_wiped = device.is_wiped().await;
                self.set(Account::Outside(Outside { is_wiped, ..Outside::default() }));
            }
            Err(error) => {
                self.dismiss().await;
                self.set(Account::Outside(failed(None, error)));
            }
        }
    }

    /// Whether this tab has the user's key, or gets it from another one.
    async fn gets_key_of(&self, user: UserId) -> bool {
        if self.key_of(user).is_none() {
            self.tabs().tell(&Message::WhoHasTheKey);
            TimeoutFuture::new(KEY_ANSWER_MS_MAX).await;
        }
        self.key_of(user).is_some()
    }

    /// The user's key, where it is here.
    pub(super) fn key_of(&self, user: UserId) -> Option<DataKey> {
        self.key.borrow().as_ref().filter(|(of, _)| *of == user).map(|(_, key)| key.clone())
    }

    /// Opens the cases of a user whose key is here, or goes on with those that are open.
    pub(super) async fn admit(
        self: &Rc<Self>,
        device: &Device,
        user: UserId,
        member: Option<StaffMember>,
    ) -> Result<Repo, StorageError> {
        let before = self.account();
        if let Account::SignedIn(repo) = &before
            && repo.me().user == user
        {
            return Ok(repo.clone());
        }
        let key = self.key_of(user);
        let key = key.ok_or_else(|| StorageError::Failed("the key is not here".to_owned()))?;
        let database = open_user(user, &key).await?;
        let known = match member {
            Some(member) => Some(member),
            None => read_me(&database).await?,
        };
        // Their name comes with the next contact, where the row that held it is damaged.
        let member = known.unwrap_or_else(|| StaffMember {
            user,
            name: String::new(),
            profession: Profession::from_code(""),
            active: true,
            role: Role::Coordinator,
            contractor: false,
            expires_on: None,
        });
        let repo = Repo::open(member, device.id, database, Rc::new(Browser)).await?;
        if let Account::SignedIn(before) = before {
            before.close().await;
        }
        self.idle.touch(super::idleness::now());
        self.watch_line(&repo);
        self.set(Account::SignedIn(repo.clone()));
        Ok(repo)
    }

    /// The device has forgotten its id, and is another from now on.
    pub(super) fn forget_device(&self) {
        self.device.take();
    }

    /// While the line is live, the keyring remembers that the office was met, and the audit trail hears what was witnessed.
    fn watch_line(self: &Rc<Self>, repo: &Repo) {
        let (desk, watched) = (self.clone(), repo.clone());
        let subscription = repo.subscribe(Callback::from(move |event| {
            if matches!(event, RepoEvent::Status | RepoEvent::Witnessed) && watched.is_live() {
                desk.note_office_met(watched.me().user);
                desk.tell_what_was_witnessed(&watched);
            } else if event == RepoEvent::Status && watched.is_signed_out() {
                desk.ask_whether_lost();
            }
        }));
        self.watch.replace(Some(subscription));
    }

    async fn dismiss(&self) {
        self.key.take();
        self.watch.take();
        if let Account::SignedIn(repo) = self.account() {
            repo.close().await;
        }
    }

    /// Tells the server of a sign-out that it has not heard of, unless someone has signed in since.
    async fn settle_sign_out(&self) {
        let Ok(device) = self.device().await else { return };
        let owed = |profile: &Profile| profile.sign_out_owed && !profile.signed_in;
        let Some(profile) = device.profile().await.ok().flatten().filter(owed) else {
            return;
        };
        if api::sign_out().await
            && let Ok(Some(now)) = device.profile().await
            && now == profile
        {
            // Where this cannot be stored, the server hears it twice.
            let _ = device.keep_profile(&Profile { sign_out_owed: false, ..profile }).await;
        }
    }

    pub(super) async fn device(&self) -> Result<Rc<Device>, StorageError> {
        if let Some(device) = self.device.borrow().clone() {
            return Ok(device);
        }
        let device = Rc::new(Device::open().await?);
        self.device.replace(Some(device.clone()));
        Ok(device)
    }

    pub(super) fn tabs(&self) -> &Tabs {
        self.tabs.get_or_init(|| Tabs::join(|_| ()))
    }

    /// Forgets the PIN.
    pub(super) fn forget_pin(&self) {
        self.pin.take();
    }

    pub(super) fn set(&self, account: Account) {
        if self.account.replace(account.clone()) != account {
            self.listeners.emit(&());
        }
    }
}
