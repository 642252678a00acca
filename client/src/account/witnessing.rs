//! Telling the office's audit trail what was witnessed here, once it can be reached.

use std::rc::Rc;

use gloo::net::http::Request;
use gloo::timers::future::TimeoutFuture;
use madobe_shared::codes::Deed;
use madobe_shared::ids::DeviceId;
use madobe_shared::storage::Witnessed;
use wasm_bindgen_futures::spawn_local;

use super::desk::Desk;
use super::device::Device;
use super::idleness::now;
use crate::office::{Refusal, sent, with_body};
use crate::repo::Repo;

/// What comes together is told together, and the line's first words go before it.
const GATHER_MS: u32 = 2_000;

impl Desk {
    /// Tells the office soon what it has yet to hear of this user. Where it does not take it, it is told again when the line is next live,
    /// or on the next day where it was too much for this one.
    pub(super) fn tell_what_was_witnessed(self: &Rc<Self>, repo: &Repo) {
        let user = repo.me().user;
        if !self.telling.begins(user, now()) {
            return;
        }
        let (desk, repo) = (self.clone(), repo.clone());
        spawn_local(async move {
            TimeoutFuture::new(GATHER_MS).await;
            desk.telling.is_gathered(user);
            let Ok(device) = desk.device().await else { return };
            while let Ok(witnessed) = repo.witnessed().await {
                if witnessed.is_empty() {
                    return;
                }
                if let Err(refusal) = tell(&repo, device.id, &witnessed).await {
                    if let Some(minutes) = refusal.count("minutes") {
                        desk.telling.put_off(user, now(), u64::from(minutes) * 60_000);
                    }
                    return;
                }
                // Where this fails, the office hears it twice and counts it once.
                if repo.forget_witnessed(witnessed.into_iter().map(|(number, _)| number).collect()).await.is_err() {
                    return;
                }
            }
        });
    }

    /// Hands over what was tried at the lock before the user was let in.
    pub(super) async fn witness_tries(&self, device: &Device, repo: &Repo) {
        let user = repo.me().user;
        let Ok(Some(mut entry)) = device.key_entry(user).await else { return };
        if entry.failed.is_empty() {
            return;
        }
        for failed in std::mem::take(&mut entry.failed) {
            let deed = if failed.was_last { Deed::KeyDestroyed } else { Deed::UnlockFailed };
            repo.witness_earlier(failed.number, Witnessed { at_ms: failed.at_ms, deed, case: None }).await;
        }
        // Where this fails, they are handed over again, under the same numbers.
        let _ = device.renew_key_entry(&entry).await;
    }
}

async fn tell(repo: &Repo, device: DeviceId, witnessed: &[(String, Witnessed)]) -> Result<(), Refusal> {
    // Ids, numbers and codes need no escaping.
    let event = |(number, Witnessed { at_ms, deed, case }): &(String, Witnessed)| {
        let case = case.map_or_else(|| "null".to_owned(), |case| format!("\"{case}\""));
        format!(r#"{{"id":"{number}","at_ms":{at_ms},"deed":"{deed}","case":{case}}}"#)
    };
    let events = witnessed.iter().map(event).collect::<Vec<_>>().join(",");
    let user = repo.me().user;
    let report = format!(r#"{{"user":"{user}","device":"{device}","events":[{events}]}}"#);
    sent(with_body(Request::post("/api/witnessed"), report)).await.map(drop)
}
