//! The user's passkeys at the office: a second factor besides the password.

use gloo::net::http::Request;

use super::AccountError;
use super::desk::Desk;
use super::own::asked;
use crate::browser::{make_passkey, show_passkey};
use crate::office::{filled_in, with_body};
use crate::said::Said;

/// One of the user's passkeys.
#[derive(Debug, Clone, PartialEq)]
pub struct Passkey {
    /// What its authenticator calls it by.
    pub id: String,
    /// What the user calls it by.
    pub name: String,
    /// When it was added, in milliseconds since 1970.
    pub added_at_ms: f64,
    /// When it was last used to sign in, if it ever was.
    pub last_used_at_ms: Option<f64>,
}

/// The user's passkeys, the first one first.
///
/// # Errors
///
/// See [`AccountError`], here and below.
pub async fn passkeys() -> Result<Vec<Passkey>, AccountError> {
    let said = asked::<AccountError>(Request::get("/api/passkeys").build()).await?;
    let passkey = |one: &Said| {
        Some(Passkey {
            id: one.at("id").text()?,
            name: one.at("name").text()?,
            added_at_ms: one.at("added_at_ms").number()?,
            last_used_at_ms: one.at("last_used_at_ms").number(),
        })
    };
    Ok(said.at("passkeys").list().iter().filter_map(passkey).collect())
}

/// Has a passkey made for whoever knows the password, and returns recovery codes where the user had none.
pub async fn add_passkey(name: &str, password: &str) -> Result<Vec<String>, AccountError> {
    let options = ask("/api/passkeys", &[("password", password)]).await?;
    let made = make_passkey(&options.json()).await.ok_or(AccountError::NoPasskey)?;
    let said = ask("/api/passkeys/confirm", &[("name", name), ("passkey", &made)]).await?;
    Ok(said.at("recovery_codes").list().iter().filter_map(Said::text).collect())
}

/// Takes a passkey away. It opens this device no more either.
pub async fn remove_passkey(id: &str, password: &str) -> Result<(), AccountError> {
    ask("/api/passkeys/remove", &[("id", id), ("password", password)]).await?;
    Desk::here().forget_passkey(Some(id)).await
}

/// Asks for the passkey that the office wants to see, and returns what to [sign in](super::sign_in) with.
pub async fn answer_with_passkey(question: &str) -> Result<String, AccountError> {
    show_passkey(question).await.ok_or(AccountError::NoPasskey)
}

/// Has the office do something for whoever is in. While an authenticator was asked, somebody else may have come in.
async fn ask(address: &str, fields: &[(&str, &str)]) -> Result<Said, AccountError> {
    asked(with_body(Request::post(address), filled_in(fields))).await
}
