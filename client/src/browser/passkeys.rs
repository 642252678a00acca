//! Passkeys, as far as the browser has them: it asks the authenticator, and the authenticator asks whoever is there.
//!
//! Questions and answers pass through in WebAuthn's JSON. What they mean is the office's to know.

use js_sys::{JSON, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::vault::{PasskeySalt, PasskeySecret};

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

    type Credential;

    #[wasm_bindgen(method, getter)]
    fn id(this: &Credential) -> String;

    #[wasm_bindgen(method, js_name = getClientExtensionResults)]
    fn extensions(this: &Credential) -> JsValue;
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

/// Has one of these passkeys shown that makes a secret of a salt. The first that is shown, and its secret, where its authenticator makes any;
/// `None` where the user would not, or there are none. It is for nobody else: what is signed is thrown away, and the challenge is any.
pub(crate) async fn secret_of_passkey(ids: &[String], salt: &PasskeySalt) -> Option<(String, Option<PasskeySecret>)> {
    // Asked for none of them, an authenticator may show any.
    if ids.is_empty() {
        return None;
    }
    let any = PasskeySalt::draw(&super::clock::fill_random);
    let allowed: Vec<String> = ids.iter().map(|id| format!(r#"{{"type":"public-key","id":"{id}"}}"#)).collect();
    // Ids and digits need no escaping.
    let options = format!(
        r#"{{"challenge":"{}","allowCredentials":[{}],"userVerification":"required","extensions":{{"prf":{{"eval":{{"first":"{}"}}}}}}}}"#,
        any.digits(),
        allowed.join(","),
        salt.digits(),
    );
    let answer = get(&public_key(request_options(&parsed(&options)?).ok()?)).ok()?;
    let credential: Credential = JsFuture::from(answer).await.ok()?.unchecked_into();
    Some((credential.id(), secret(&credential)))
}

fn secret(credential: &Credential) -> Option<PasskeySecret> {
    let mut found = credential.extensions();
    for name in ["prf", "results", "first"] {
        found = Reflect::get(&found, &name.into()).ok()?;
    }
    let made = Uint8Array::new(&found);
    let mut bytes = [0; 32];
    (made.length() == 32).then(|| made.copy_to(&mut bytes))?;
    // Nothing of it stays where scripts can see it, as far as that is in our hands.
    made.fill(0, 0, 32);
    Some(PasskeySecret::from_bytes(bytes))
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

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[test]
    fn where_there_is_no_passkey_no_authenticator_is_asked() {
        let salt = PasskeySalt::draw(&|bytes| bytes.fill(3));
        assert_eq!(secret_of_passkey(&[], &salt).now_or_never(), Some(None), "without a browser");
    }
}
