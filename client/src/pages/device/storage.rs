//! How safe the browser keeps what is stored.

use yew::prelude::*;

use crate::hooks::{use_repo, use_repo_events};
use crate::i18n::{size_words, storage_error};
use crate::repo::RepoEvent;
use crate::t;

/// The device's storage.
#[component]
pub fn StorageCard() -> Html {
    let repo = use_repo();
    use_repo_events(|event| matches!(event, RepoEvent::Status));
    let info = repo.storage();
    let promise = match info.persisted {
        Some(true) => t!("storage.persisted"),
        Some(false) => t!("storage.not_persisted"),
        None => t!("storage.not_known"),
    };
    html! {
        <section class="card" aria-labelledby="storage-title">
            <h2 id="storage-title">{ t!("storage.title") }</h2>
            if let Some(error) = &info.last_error {
                <p class="notice notice-loud" role="alert">{ storage_error(error) }</p>
            }
            <p>{ promise }</p>
            if let (Some(used), Some(quota)) = (info.used_bytes, info.quota_bytes) {
                <p><label class="meter-label" for="storage-meter">
                    { t!("storage.used", used = size_words(used), quota = size_words(quota)) }
                </label></p>
                <meter class="meter" id="storage-meter" min="0" max={quota.to_string()} value={used.to_string()} />
            }
        </section>
    }
}
