//! Passkeys, as far as the browser has them: it asks the authenticator, and the authenticator asks whoever is there.
//!
//! Questions and answers pass through in WebAuthn's JSON. What they mean is the office's to know.

use js_sys::{JSON, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = PublicKeyCredential, js_name = parseCreationOptionsFromJSON)]
    fn creation_options(json: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = PublicKeyCredential, js_name = parseRequestOptionsFromJSON)]
    fn request_options(json: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["navigator", "credentials"])]
    fn create(options: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["navigator", "credentials"])]
    fn get(options: &JsValue) -> Result<Promise, JsValue>;
}

/// Whether this browser has passkeys for the address it is at. It has none for addresses of numbers, which end in a digit or a bracket, as no
/// name does.
pub(crate) fn has_passkeys() -> bool {
    let window = gloo::utils::window();
    let reads = Reflect::get(&window, &"PublicKeyCredential".into())
        .and_then(|kind| Reflect::get(&kind, &"parseRequestOptionsFromJSON".into()));
    let host = window.location().hostname().unwrap_or_default();
    reads.is_ok_and(|reads| reads.is_function())
        && !host.ends_with(|letter: char| letter.is_ascii_digit() || letter == ']')
}

/// Has a passkey made; `None` where the user would not, or the authenticator could not.
pub(crate) async fn make_passkey(options: &str) -> Option<String> {
    answered(create(&public_key(creation_options(&parsed(options)?).ok()?)).ok()?).await
}

/// Has a passkey shown, likewise.
pub(crate) async fn show_passkey(options: &str) -> Option<String> {
    answered(get(&public_key(request_options(&parsed(options)?).ok()?)).ok()?).await
}

fn parsed(json: &str) -> Option<JsValue> {
    JSON::parse(json).ok()
}

fn public_key(options: JsValue) -> JsValue {
    let wrapped = Object::new();
    // A plain object takes whatever it is given.
    let _ = Reflect::set(&wrapped, &"publicKey".into(), &options);
    wrapped.into()
}

async fn answered(answer: Promise) -> Option<String> {
    let credential = JsFuture::from(answer).await.ok()?;
    JSON::stringify(&credential).ok()?.as_string()
}
