//! Handing a file to the browser, to be kept outside the app.

use gloo::file::{Blob, ObjectUrl};
use gloo::timers::callback::Timeout;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlAnchorElement;

/// How long the file can be read by the browser that saves it.
const KEPT_MS: u32 = 60_000;

/// Saves a file under this name.
///
/// # Errors
///
/// What the browser throws where it refuses.
pub fn save_file(name: &str, kind: &str, bytes: &[u8]) -> Result<(), JsValue> {
    let address = ObjectUrl::from(Blob::new_with_options(bytes, Some(kind)));
    let link: HtmlAnchorElement = gloo::utils::document().create_element("a")?.unchecked_into();
    link.set_href(&address);
    link.set_download(name);
    link.click();
    // Some browsers begin to read it only after this.
    Timeout::new(KEPT_MS, move || drop(address)).forget();
    Ok(())
}
