//! Signing in and out, once per tab, and in step with the other tabs.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures_util::lock::Mutex;
use gloo::events::EventListener;
use madobe_shared::protocol::StaffMember;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::BroadcastChannel;
use yew::Callback;

use super::device::{Device, Profile, open_user, unsent_documents};
use super::{Account, SignInError, api};
use crate::browser::Browser;
use crate::repo::{Listeners, Repo, Subscription};
use crate::storage::StorageError;

/// See the module.
#[derive(Debug)]
pub(super) struct Desk {
    account: RefCell<Account>,
    device: RefCell<Option<Rc<Device>>>,
    started: Cell<bool>,
    /// One thing after another: two admissions at once would open the same cases twice.
    turn: Mutex<()>,
    /// Tells the other tabs that the profile has changed. A page's own messages do not come back to it.
    channel: Option<BroadcastChannel>,
    listener: RefCell<Option<EventListener>>,
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
            started: Cell::new(false),
            turn: Mutex::default(),
            channel: BroadcastChannel::new("madobe-account").ok(),
            listener: RefCell::default(),
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
        if let Some(channel) = &self.channel {
            let desk = self.clone();
            let listener = EventListener::new(channel, "message", move |_| {
                let desk = desk.clone();
                spawn_local(async move { desk.follow_profile().await });
            });
            self.listener.replace(Some(listener));
        }
        let desk = self.clone();
        spawn_local(async move {
            desk.follow_profile().await;
            desk.settle_sign_out().await;
        });
    }

    pub(super) async fn sign_in(self: &Rc<Self>, login: &str, password: &str) -> Result<(), SignInError> {
        // Before the server is asked: a session that this device cannot remember would be of no use.
        let device = self.device().await.map_err(SignInError::Storage)?;
        let signed_in = api::sign_in(login, password).await?;
        let _turn = self.turn.lock().await;
        let profile =
            Profile { member: signed_in.user.clone(), login: login.to_owned(), signed_in: true, sign_out_owed: false };
        device.keep_profile(&profile).await.map_err(SignInError::Storage)?;
        self.tell_other_tabs();
        let repo = self.admit(&device, signed_in.user.clone()).await.map_err(SignInError::Storage)?;
        repo.signed_in(signed_in.user, signed_in.staff_list).await;
        Ok(())
    }

    pub(super) async fn sign_out(self: &Rc<Self>) {
        if let Account::SignedIn(repo) = self.account() {
            repo.close().await;
        }
        if let Ok(device) = self.device().await
            && let Ok(Some(profile)) = device.profile().await
        {
            // Where this cannot be stored, the next start finds the user signed in: their own device, and nothing is lost.
            let _ = device.keep_profile(&Profile { signed_in: false, sign_out_owed: true, ..profile }).await;
        }
        self.tell_other_tabs();
        self.follow_profile().await;
        self.settle_sign_out().await;
    }

    /// Brings this tab in line with what the device remembers.
    async fn follow_profile(self: &Rc<Self>) {
        let _turn = self.turn.lock().await;
        let nobody = |last_login, storage_error| Account::SignedOut { last_login, unsent_waiting: 0, storage_error };
        let device = match self.device().await {
            Ok(device) => device,
            Err(error) => return self.set(nobody(None, Some(error))),
        };
        match device.profile().await {
            Ok(Some(profile)) if profile.signed_in => {
                match self.admit(&device, profile.member.clone()).await {
                    // Another tab may have signed in again, and the line waits for that.
                    Ok(repo) => repo.signed_in(profile.member, None).await,
                    Err(error) => self.set(nobody(Some(profile.login), Some(error))),
                }
            }
            Ok(Some(profile)) => {
                self.dismiss().await;
                let unsent = unsent_documents(profile.member.user).await;
                let storage_error = unsent.as_ref().err().cloned();
                let unsent_waiting = unsent.unwrap_or_default();
                self.set(Account::SignedOut { last_login: Some(profile.login), unsent_waiting, storage_error });
            }
            Ok(None) => {
                self.dismiss().await;
                self.set(nobody(None, None));
            }
            Err(error) => {
                self.dismiss().await;
                self.set(nobody(None, Some(error)));
            }
        }
    }

    /// Opens the cases of a user, or goes on with those that are open.
    async fn admit(self: &Rc<Self>, device: &Device, member: StaffMember) -> Result<Repo, StorageError> {
        let before = self.account();
        if let Account::SignedIn(repo) = &before
            && repo.me().user == member.user
        {
            return Ok(repo.clone());
        }
        let database = open_user(member.user).await?;
        let repo = Repo::open(member, device.id, database, Rc::new(Browser)).await?;
        if let Account::SignedIn(before) = before {
            before.close().await;
        }
        self.set(Account::SignedIn(repo.clone()));
        Ok(repo)
    }

    async fn dismiss(&self) {
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

    async fn device(&self) -> Result<Rc<Device>, StorageError> {
        if let Some(device) = self.device.borrow().clone() {
            return Ok(device);
        }
        let device = Rc::new(Device::open().await?);
        self.device.replace(Some(device.clone()));
        Ok(device)
    }

    fn tell_other_tabs(&self) {
        if let Some(channel) = &self.channel {
            let _ = channel.post_message(&JsValue::NULL);
        }
    }

    fn set(&self, account: Account) {
        if self.account.replace(account.clone()) != account {
            self.listeners.emit(&());
        }
    }
}
