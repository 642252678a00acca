//! What the browser says about this site's share of the device.

use wasm_bindgen_futures::JsFuture;

use super::StorageError;

/// How the device's storage stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StorageInfo {
    /// Whether the browser promised to keep the storage until the user clears it; `None` where it does not say.
    pub persisted: Option<bool>,
    /// Bytes in use by this site, where the browser says.
    pub used_bytes: Option<u64>,
    /// Bytes this site may use, where the browser says. Browsers round and pretend here: a hint, never the truth.
    pub quota_bytes: Option<u64>,
    /// Why the latest write failed; `None` where it succeeded.
    pub last_error: Option<StorageError>,
}

/// Asks the browser to keep the storage even when the device runs short. `None` where it cannot be asked.
pub async fn ask_to_persist() -> Option<bool> {
    JsFuture::from(manager()?.persist().ok()?).await.ok()?.as_bool()
}

/// What the browser says now, without [`StorageInfo::last_error`].
pub async fn estimate() -> StorageInfo {
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
