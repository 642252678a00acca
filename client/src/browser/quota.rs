//! What the browser says about this site's share of the device.

use wasm_bindgen_futures::JsFuture;

use crate::storage::StorageInfo;

/// Asks the browser to keep the storage even when the device runs short.
pub(super) async fn ask_to_persist() {
    // What came of it stands in the estimate.
    if let Some(asked) = manager().and_then(|manager| manager.persist().ok()) {
        let _ = JsFuture::from(asked).await;
    }
}

/// What the browser says now, without [`StorageInfo::last_error`].
pub(super) async fn estimate() -> StorageInfo {
    let Some(manager) = manager() else {
        return StorageInfo::default();
    };
    let mut info = StorageInfo::default();
    if let Ok(persisted) = manager.persisted() {
        info.persisted = JsFuture::from(persisted).await.ok().and_then(|persisted| persisted.as_bool());
    }
    if let Ok(estimate) = manager.estimate()
        && let Ok(estimate) = JsFuture::from(estimate).await
    {
        let bytes = |property: &str| {
            let bytes = js_sys::Reflect::get(&estimate, &property.into()).ok()?.as_f64()?;
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a size in bytes, below 2^53")]
            let bytes = bytes as u64;
            Some(bytes)
        };
        info.used_bytes = bytes("usage");
        info.quota_bytes = bytes("quota");
    }
    info
}

/// Absent on pages that are not secure.
fn manager() -> Option<web_sys::StorageManager> {
    let navigator = gloo::utils::window().navigator();
    let manager = js_sys::Reflect::get(&navigator, &"storage".into()).ok()?;
    manager.is_object().then(|| navigator.storage())
}
