//! Getting in: by the key on this device where the passphrase opens it, otherwise at the office.

use std::rc::Rc;

use gloo::timers::future::TimeoutFuture;
use madobe_shared::codes::Deed;
use madobe_shared::ids::UserId;
use madobe_shared::protocol::StaffMember;
use wasm_bindgen_futures::spawn_local;

use super::desk::Desk;
use super::device::{Device, Profile};
use super::keyring::Standing;
use super::pin::PinStanding;
use super::tabs::Message;
use super::{Account, AccountError, Codes, Outside, api};
use crate::browser::Browser;
use crate::platform::Platform;
use crate::repo::Repo;
use crate::storage::StorageError;

/// Long enough for a frame that shows that something is under way.
const SHOW_BUSY_MS: u32 = 20;

/// Wrapping and unwrapping a key keep the page busy for a moment: first it shows that it is.
pub(super) async fn show_busy() {
    TimeoutFuture::new(SHOW_BUSY_MS).await;
}

impl Desk {
    /// Lets a user in: by the key on this device where the passphrase opens it, otherwise at the office.
    pub(super) async fn sign_in(
        self: &Rc<Self>,
        login: &str,
        password: &str,
        codes: Codes<'_>,
    ) -> Result<(), AccountError> {
        // Before the server is asked: a session that this device cannot remember would be of no use.
        let device = self.device().await.map_err(AccountError::Storage)?;
        if matches!(self.account(), Account::SignedIn(_)) {
            return self.sign_in_at_office(&device, login, password, codes).await;
        }
        // Only the office asks for codes, and only after the passphrase did not open the key here: it is not tried, and counted, again.
        if codes != Codes::default() {
            match self.sign_in_at_office(&device, login, password, codes).await {
                Err(AccountError::Offline) => {}
                answer => return answer,
            }
        }
        match self.unlock(&device, login, password).await? {
            Ok(user) => {
                let repo = self.enter(&device, user, login, None).await?;
                repo.witness(Deed::Unlocked, None);
                let (desk, login, password) = (self.clone(), login.to_owned(), password.to_owned());
                spawn_local(async move { desk.refresh_session(user, &login, &password).await });
                Ok(())
            }
            // The password may have been changed at the office, or a new user be at the device.
            Err(refused_here) => match self.sign_in_at_office(&device, login, password, Codes::default()).await {
                Err(AccountError::Offline) => Err(refused_here),
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
    ) -> Result<Result<UserId, AccountError>, AccountError> {
        let now_ms = Browser.now_ms();
        let Some(mut entry) = device.key_entry_of(login).await.map_err(AccountError::Storage)? else {
            return Ok(Err(AccountError::Offline));
        };
        let Some(wrapped) = entry.begin_try(now_ms) else {
            return Ok(Err(AccountError::NeedsOffice(entry.standing(now_ms))));
        };
        match device.renew_key_entry(&entry).await {
            // A full device must open all the same; it then forgets its wrong tries with the page.
            Ok(()) | Err(StorageError::Full) => {}
            Err(error) => return Err(AccountError::Storage(error)),
        }
        show_busy().await;
        let Ok(key) = wrapped.unwrap(passphrase, (entry.user, device.id)) else {
            let number = (&Browser as &dyn Platform).random_u64();
            entry.stayed_shut(now_ms, number);
            // Where this cannot be stored, the try that was counted above stays counted.
            let _ = device.renew_key_entry(&entry).await;
            if let Account::Outside(outside) = self.account()
                && outside.passkey
                && entry.passkey.is_none()
            {
                self.set(Account::Outside(Outside { passkey: false, ..outside }));
            }
            return Ok(Err(match entry.standing(now_ms) {
                Standing::Opens { tries_left } => AccountError::WrongPassphrase { tries_left },
                shut => AccountError::NeedsOffice(shut),
            }));
        };
        entry.opened();
        // Where this cannot be stored, the tries before stay counted.
        let _ = device.renew_key_entry(&entry).await;
        self.key.replace(Some((entry.user, key)));
        Ok(Ok(entry.user))
    }

    async fn sign_in_at_office(
        self: &Rc<Self>,
        device: &Device,
        login: &str,
        password: &str,
        codes: Codes<'_>,
    ) -> Result<(), AccountError> {
        let signed_in = match api::sign_in((login, password, codes), device.id).await {
            Err(error @ AccountError::DeviceLost) => {
                self.wipe_if_lost().await;
                return Err(error);
            }
            answer => answer?,
        };
        let user = signed_in.user.user;
        let offered = signed_in.key.clone().ok_or_else(|| AccountError::Server("no device key".to_owned()))?;
        let key = device.settle_key((user, login), password, offered).await?;
        self.key.replace(Some((user, key)));
        let repo = self.enter(device, user, login, Some(signed_in.user.clone())).await?;
        repo.signed_in(signed_in.user).await;
        Ok(())
    }

    /// Opens the cases of a user whose key is there, and remembers that they are here.
    pub(super) async fn enter(
        self: &Rc<Self>,
        device: &Device,
        user: UserId,
        login: &str,
        member: Option<StaffMember>,
    ) -> Result<Repo, AccountError> {
        let _turn = self.turn.lock().await;
        self.enter_here(device, user, login, member).await
    }

    /// Likewise, for whoever has the turn.
    pub(super) async fn enter_here(
        self: &Rc<Self>,
        device: &Device,
        user: UserId,
        login: &str,
        member: Option<StaffMember>,
    ) -> Result<Repo, AccountError> {
        if self.pin_standing(user) != PinStanding::Opens {
            // Another's, or one that was wrong too often.
            self.forget_pin();
        }
        let profile = Profile { user, login: login.to_owned(), signed_in: true, sign_out_owed: false };
        if device.profile().await.map_err(AccountError::Storage)?.as_ref() != Some(&profile) {
            device.keep_profile(&profile).await.map_err(AccountError::Storage)?;
        }
        let repo = self.admit(device, user, member).await.map_err(AccountError::Storage)?;
        self.witness_tries(device, &repo).await;
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
        // Where it fails, or the office asks for a code, the badge says that a sign-in is needed, and asks for it. The key is the one that
        // opened, and is wrapped already; whoever has locked meanwhile stays outside.
        if let Ok(signed_in) = api::sign_in((login, password, Codes::default()), device.id).await
            && let Account::SignedIn(repo) = self.account()
            && repo.me().user == user
        {
            repo.signed_in(signed_in.user).await;
        }
    }
}
