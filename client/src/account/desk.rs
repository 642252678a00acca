//! Signing in, unlocking, locking and signing out, once per tab, and in step with the other tabs.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use futures_util::lock::Mutex;
use madobe_shared::codes::{Profession, Role};
use madobe_shared::ids::UserId;
use madobe_shared::protocol::StaffMember;
use wasm_bindgen_futures::spawn_local;
use yew::Callback;

use super::device::{Device, Profile, open_user, read_me, unsent_documents};
use super::idle::Idle;
use super::keyring::Standing;
use super::tabs::{Message, Tabs};
use super::{Account, Outside, SignInError, api};
use crate::browser::Browser;
use crate::platform::Platform;
use crate::repo::{Listeners, Repo, RepoEvent, Subscription};
use crate::storage::StorageError;
use crate::vault::DataKey;

/// An open tab answers one that has just been opened well within this.
const KEY_ANSWER_MS_MAX: u64 = 150;

/// See the module.
#[derive(Debug)]
pub(super) struct Desk {
    account: RefCell<Account>,
    device: RefCell<Option<Rc<Device>>>,
    /// The key of whoever has unlocked. Locking drops it.
    key: RefCell<Option<(UserId, DataKey)>>,
    started: Cell<bool>,
    /// One thing after another: two admissions at once would open the same cases twice.
    turn: Mutex<()>,
    tabs: OnceCell<Tabs>,
    pub(super) idle: Idle,
    /// When the keyring was last told that the office was met.
    pub(super) met_office_ms: Cell<u64>,
    watch: RefCell<Option<Subscription>>,
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
                spawn_local(async move { desk.lock_here().await });
            }
            Message::Touched => self.idle.touch(super::idleness::now()),
        }
    }

    fn follow_profile_soon(self: &Rc<Self>) {
        let desk = self.clone();
        spawn_local(async move { desk.follow_profile().await });
    }

    /// Lets a user in: by the key on this device where the passphrase opens it, otherwise at the office.
    pub(super) async fn sign_in(self: &Rc<Self>, login: &str, password: &str) -> Result<(), SignInError> {
        // Before the server is asked: a session that this device cannot remember would be of no use.
        let device = self.device().await.map_err(SignInError::Storage)?;
        if matches!(self.account(), Account::SignedIn(_)) {
            return self.sign_in_at_office(&device, login, password).await;
        }
        match self.unlock(&device, login, password).await? {
            Ok(user) => {
                self.enter(&device, user, login, None).await?;
                let (desk, login, password) = (self.clone(), login.to_owned(), password.to_owned());
                spawn_local(async move { desk.refresh_session(user, &login, &password).await });
                Ok(())
            }
            // The password may have been changed at the office, or a new user be at the device.
            Err(refused_here) => match self.sign_in_at_office(&device, login, password).await {
                Err(SignInError::Offline) => Err(refused_here),
                answer => answer,
            },
        }
    }

    /// Tries the passphrase on this device's keyring. The outer error is a failure of the storage.
    async fn unlock(
        &self,
        device: &Device,
        login: &str,
        passphrase: &str,
    ) -> Result<Result<UserId, SignInError>, SignInError> {
        let now_ms = Browser.now_ms();
        let Some(mut entry) = device.key_entry_of(login).await.map_err(SignInError::Storage)? else {
            return Ok(Err(SignInError::Offline));
        };
        let Some(wrapped) = entry.begin_try(now_ms) else {
            return Ok(Err(SignInError::NeedsOffice(entry.standing(now_ms))));
        };
        match device.keep_key_entry(&entry).await {
            // A full device must open all the same; it then forgets its wrong tries with the page.
            Ok(()) | Err(StorageError::Full) => {}
            Err(error) => return Err(SignInError::Storage(error)),
        }
        // What follows keeps the page busy for a moment: first let it show that it is.
        (&Browser as &dyn Platform).sleep(20).await;
        let Ok(key) = wrapped.unwrap(passphrase, (entry.user, device.id)) else {
            entry.stayed_shut();
            // Where this cannot be stored, the try that was counted above stays counted.
            let _ = device.keep_key_entry(&entry).await;
            return Ok(Err(match entry.standing(now_ms) {
                Standing::Opens { tries_left } => SignInError::WrongPassphrase { tries_left },
                shut => SignInError::NeedsOffice(shut),
            }));
        };
        entry.opened();
        // Where this cannot be stored, the tries before stay counted.
        let _ = device.keep_key_entry(&entry).await;
        self.key.replace(Some((entry.user, key)));
        Ok(Ok(entry.user))
    }

    async fn sign_in_at_office(
        self: &Rc<Self>,
        device: &Device,
        login: &str,
        password: &str,
    ) -> Result<(), SignInError> {
        let signed_in = api::sign_in(login, password, device.id).await?;
        let user = signed_in.user.user;
        let offered = signed_in.key().ok_or_else(|| SignInError::Server("no device key".to_owned()))?;
        let key = device.settle_key((user, login), password, offered).await?;
        self.key.replace(Some((user, key)));
        let repo = self.enter(device, user, login, Some(signed_in.user.clone())).await?;
        repo.signed_in(signed_in.user, signed_in.staff_list).await;
        Ok(())
    }

    /// Opens the cases of a user whose key is there, and remembers that they are here.
    async fn enter(
        self: &Rc<Self>,
        device: &Device,
        user: UserId,
        login: &str,
        member: Option<StaffMember>,
    ) -> Result<Repo, SignInError> {
        let _turn = self.turn.lock().await;
        let profile = Profile { user, login: login.to_owned(), signed_in: true, sign_out_owed: false };
        if device.profile().await.map_err(SignInError::Storage)?.as_ref() != Some(&profile) {
            device.keep_profile(&profile).await.map_err(SignInError::Storage)?;
        }
        let repo = self.admit(device, user, member).await.map_err(SignInError::Storage)?;
        self.tabs().tell(&Message::ProfileChanged);
        if let Some((user, key)) = &*self.key.borrow() {
            self.tabs().hand_over(*user, key);
        }
        Ok(repo)
    }

    /// Someone unlocked with a passphrase that the office has not seen: it may have no session for them.
    async fn refresh_session(self: &Rc<Self>, user: UserId, login: &str, password: &str) {
        let Ok(device) = self.device().await else { return };
        if api::has_session(user).await {
            return;
        }
        // Where it fails, the badge says that a sign-in is needed, and asks for it.
        let _ = self.sign_in_at_office(&device, login, password).await;
    }

    pub(super) async fn sign_out(self: &Rc<Self>) {
        if let Account::SignedIn(repo) = self.account() {
            repo.close().await;
        }
        self.key.take();
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
        self.lock_here().await;
    }

    async fn lock_here(self: &Rc<Self>) {
        let _turn = self.turn.lock().await;
        self.key.take();
        let Account::SignedIn(repo) = self.account() else { return };
        let login = match self.device().await {
            Ok(device) => device.profile().await.ok().flatten().map(|profile| profile.login),
            Err(_) => None,
        };
        let unsent_waiting = repo.unsent().len();
        // Out of sight first. What is not saved yet is still being saved, and the key stays with it until then.
        self.set(Account::Outside(Outside {
            last_login: login,
            is_locked: true,
            unsent_waiting,
            ..Outside::default()
        }));
        self.watch.take();
        repo.close().await;
    }

    /// Brings this tab in line with what the device remembers.
    async fn follow_profile(self: &Rc<Self>) {
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
                    storage_error: unsent.as_ref().err().cloned(),
                    unsent_waiting: unsent.unwrap_or_default(),
                    last_login: Some(profile.login),
                }));
            }
            Ok(None) => {
                self.dismiss().await;
                self.set(Account::Outside(Outside::default()));
            }
            Err(error) => {
                self.dismiss().await;
                self.set(Account::Outside(failed(None, error)));
            }
        }
    }

    /// Whether this tab has the user's key, or gets it from another one.
    async fn gets_key_of(&self, user: UserId) -> bool {
        let has_key = || self.key.borrow().as_ref().is_some_and(|(of, _)| *of == user);
        if !has_key() {
            self.tabs().tell(&Message::WhoHasTheKey);
            (&Browser as &dyn Platform).sleep(KEY_ANSWER_MS_MAX).await;
        }
        has_key()
    }

    /// Opens the cases of a user whose key is here, or goes on with those that are open.
    async fn admit(
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
        let key = self.key.borrow().as_ref().filter(|(of, _)| *of == user).map(|(_, key)| key.clone());
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

    /// While the line is live, the keyring remembers that the office was met.
    fn watch_line(self: &Rc<Self>, repo: &Repo) {
        let (desk, watched) = (self.clone(), repo.clone());
        let subscription = repo.subscribe(Callback::from(move |event| {
            if event == RepoEvent::Status && watched.is_live() {
                desk.note_office_met(watched.me().user);
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

    fn set(&self, account: Account) {
        if self.account.replace(account.clone()) != account {
            self.listeners.emit(&());
        }
    }
}
