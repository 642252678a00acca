//! A passkey that opens this device, with or without a network.
//!
//! Its authenticator lets nobody near it whom it does not recognise, and gives a secret that the data key rests under as well. Nothing can be
//! guessed there, so that nothing is counted; but where the passphrase opens nothing any more, the passkey does not either.

use std::rc::Rc;

use madobe_shared::codes::Deed;
use madobe_shared::ids::UserId;

use super::desk::Desk;
use super::device::Device;
use super::keyring::{KeyEntry, Standing};
use super::own::at_office;
use super::{Account, AccountError, passkeys::passkeys};
use crate::browser::{Browser, has_passkeys, secret_of_passkey};
use crate::platform::Platform;
use crate::vault::PasskeySalt;

impl Desk {
    /// Has one of their passkeys open this device for whoever is in.
    pub(super) async fn open_by_passkey_from_now_on(&self) -> Result<(), AccountError> {
        let user = at_office().await?;
        let key = self.key_of(user).ok_or(AccountError::SignedOut)?;
        let device = self.device().await.map_err(AccountError::Storage)?;
        let ids: Vec<String> = passkeys().await?.into_iter().map(|passkey| passkey.id).collect();
        let salt = PasskeySalt::draw(&draw);
        let (passkey, secret) = secret_of_passkey(&ids, &salt).await.ok_or(AccountError::NoPasskey)?;
        let secret = secret.ok_or(AccountError::PasskeyOpensNothing)?;
        let copy = key.put_under_passkey(passkey, (salt, &secret), (user, device.id), &draw);
        let _turn = self.turn.lock().await;
        let mut entry = device.key_entry(user).await.map_err(AccountError::Storage)?.ok_or(AccountError::Changed)?;
        entry.passkey = Some(copy);
        device.renew_key_entry(&entry).await.map_err(AccountError::Storage)
    }

    /// Whether a passkey opens this device for a user now.
    pub(super) async fn passkey_opens(&self, user: UserId) -> bool {
        if !has_passkeys() {
            return false;
        }
        let Ok(device) = self.device().await else { return false };
        let entry = device.key_entry(user).await.ok().flatten();
        entry.is_some_and(|entry| entry.passkey(Browser.now_ms()).is_ok())
    }

    /// Opens this device with the passkey of whoever signs in so.
    pub(super) async fn open_with_passkey(self: &Rc<Self>, login: &str) -> Result<(), AccountError> {
        let device = self.device().await.map_err(AccountError::Storage)?;
        let now_ms = Browser.now_ms();
        let copy = entry_of(&device, login).await?.passkey(now_ms).map_err(AccountError::NeedsOffice)?;
        let secret = secret_of_passkey(std::slice::from_ref(&copy.passkey), &copy.salt()).await;
        let secret = secret.and_then(|(_, secret)| secret).ok_or(AccountError::NoPasskey)?;
        // Asking took a while: somebody may have tried passphrases meanwhile, or the device have been wiped. Neither happens from here on.
        let turn = self.turn.lock().await;
        let mut entry = entry_of(&device, login).await?;
        if entry.passkey(now_ms).map_err(AccountError::NeedsOffice)? != copy {
            return Err(AccountError::Changed);
        }
        let key = copy.open(&secret, (entry.user, device.id)).map_err(|_| AccountError::NoPasskey)?;
        entry.opened_at(now_ms);
        // Where this cannot be stored, the tries before stay counted.
        let _ = device.renew_key_entry(&entry).await;
        self.key.replace(Some((entry.user, key)));
        let repo = self.enter_here(&device, entry.user, &entry.login, None).await?;
        drop(turn);
        repo.witness(Deed::Unlocked, None);
        Ok(())
    }

    /// No passkey opens this device for whoever is in any more; or this one does not.
    pub(super) async fn forget_passkey(&self, id: Option<&str>) -> Result<(), AccountError> {
        let Account::SignedIn(repo) = self.account() else { return Err(AccountError::SignedOut) };
        let device = self.device().await.map_err(AccountError::Storage)?;
        let _turn = self.turn.lock().await;
        let entry = device.key_entry(repo.me().user).await.map_err(AccountError::Storage)?;
        let is_meant =
            |entry: &KeyEntry| entry.passkey.as_ref().is_some_and(|copy| id.is_none_or(|id| id == copy.passkey));
        let Some(mut entry) = entry.filter(is_meant) else { return Ok(()) };
        entry.passkey = None;
        device.renew_key_entry(&entry).await.map_err(AccountError::Storage)
    }

    /// The office was met: a passkey that was taken away there does not open this device any more either.
    pub(super) async fn forget_removed_passkey(&self, user: UserId) {
        let Ok(device) = self.device().await else { return };
        let Ok(Some(entry)) = device.key_entry(user).await else { return };
        if let Some(copy) = entry.passkey
            && let Ok(there) = passkeys().await
            && there.iter().all(|passkey| passkey.id != copy.passkey)
        {
            // Where it cannot be stored, it is forgotten with the next meeting.
            let _ = self.forget_passkey(Some(&copy.passkey)).await;
        }
    }
}

async fn entry_of(device: &Device, login: &str) -> Result<KeyEntry, AccountError> {
    let entry = device.key_entry_of(login).await.map_err(AccountError::Storage)?;
    entry.ok_or(AccountError::NeedsOffice(Standing::Destroyed))
}

fn draw(bytes: &mut [u8]) {
    Browser.fill_random(bytes);
}
