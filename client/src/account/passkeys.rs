//! The user's passkeys at the office: a second factor besides the password.

use gloo::net::http::Request;

use super::AccountError;
use super::desk::Desk;
use super::own::{asked, proved};
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

/// Has a passkey made for whoever knows the password and shows what they sign in with besides, and returns recovery codes where the user had
/// none.
pub async fn add_passkey(name: &str, password: &str, code: &str) -> Result<Vec<String>, AccountError> {
    let options = proved("/api/passkeys", &[("password", password)], code).await?;
    let made = make_passkey(&options.json()).await.ok_or(AccountError::NoPasskey)?;
    // While the authenticator was asked, somebody else may have come in.
    let made = filled_in(&[("name", name), ("passkey", &made)]);
    let said = asked::<AccountError>(with_body(Request::post("/api/passkeys/confirm"), made)).await?;
    Ok(said.at("recovery_codes").list().iter().filter_map(Said::text).collect())
}

/// Takes a passkey away. It opens this device no more either.
pub async fn remove_passkey(id: &str, password: &str, code: &str) -> Result<(), AccountError> {
    proved("/api/passkeys/remove", &[("id", id), ("password", password)], code).await?;
    Desk::here().forget_passkey(Some(id)).await
}

/// Asks for the passkey that the office wants to see, and returns what to [sign in](super::sign_in) with.
pub async fn answer_with_passkey(question: &str) -> Result<String, AccountError> {
    show_passkey(question).await.ok_or(AccountError::NoPasskey)
}
