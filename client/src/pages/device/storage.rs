//! How safe the browser keeps what is stored.

use yew::prelude::*;

use crate::hooks::{use_repo, use_repo_events};
use crate::i18n::storage_error;
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
                    { t!("storage.used", used = size(used), quota = size(quota)) }
                </label></p>
                <meter class="meter" id="storage-meter" min="0" max={quota.to_string()} value={used.to_string()} />
            }
        </section>
    }
}

fn size(bytes: u64) -> String {
    const MEGABYTE: u64 = 1 << 20;
    const GIGABYTE: u64 = 1 << 30;
    match bytes {
        0..MEGABYTE => format!("{} KB", bytes.div_ceil(1 << 10)),
        MEGABYTE..GIGABYTE => format!("{} MB", bytes / MEGABYTE),
        _ => format!("{} GB", bytes / GIGABYTE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_rounded_for_people() {
        assert_eq!([0, 1, 1 << 20, 300 << 20, 10 << 30].map(size), ["0 KB", "1 KB", "1 MB", "300 MB", "10 GB"]);
    }
}
