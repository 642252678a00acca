//! What a user does about their own account. All of it is the office's to decide, and needs a session there that is theirs: on a shared
//! device the browser's may still be that of whoever was here before.

use gloo::net::Error;
use gloo::net::http::Request;

use madobe_shared::ids::UserId;

use super::desk::Desk;
use super::entering::show_busy;
use super::{Account, AccountError, api};
use crate::browser::show_passkey;
use crate::components::qr::QrDrawing;
use crate::office::{Refusal, filled_in, post, sent, told, with_body};
use crate::said::Said;

/// Where the user stands with a second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SecondFactor {
    /// Whether signing in asks for a code.
    pub enabled: bool,
    /// Recovery codes that were not used yet.
    pub recovery_codes_left: u32,
}

/// A secret for an authenticator app, which waits for its first code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// For typing, in groups of four letters.
    pub secret: String,
    /// For scanning; none where it could not be drawn.
    pub qr: Option<QrDrawing>,
}

/// One of the user's sessions.
#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    /// Names it without opening it.
    pub id: String,
    /// When it began, in milliseconds since 1970.
    pub began_at_ms: f64,
    /// When it was last used, give or take an hour.
    pub last_used_at_ms: f64,
    /// The device it began on, where that is known.
    pub device: Option<String>,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// Where the user stands with a second factor.
///
/// # Errors
///
/// See [`AccountError`], here and below.
pub async fn second_factor() -> Result<SecondFactor, AccountError> {
    let said = asked::<AccountError>(Request::get("/api/second-factor").build()).await?;
    let recovery_codes_left = said.at("recovery_codes_left").count().unwrap_or_default();
    Ok(SecondFactor { enabled: said.at("enabled").is_true(), recovery_codes_left })
}

/// Draws a secret, for whoever knows the password and shows what they sign in with besides.
pub async fn begin_second_factor(password: &str, code: &str) -> Result<Offer, AccountError> {
    let said = proved("/api/second-factor", &[("password", password)], code).await?;
    Ok(Offer { secret: said.at("secret").text().unwrap_or_default(), qr: QrDrawing::read(&said.at("qr")) })
}

/// Makes the secret that was drawn last count, with its first code, and returns the recovery codes, which are told this once.
pub async fn confirm_second_factor(code: &str) -> Result<Vec<String>, AccountError> {
    at_office().await?;
    let said = told(post("/api/second-factor/confirm", &[("code", code)]).await?).await?;
    Ok(said.at("recovery_codes").list().iter().filter_map(Said::text).collect())
}

/// Takes the second factor away.
pub async fn remove_second_factor(password: &str, code: &str) -> Result<(), AccountError> {
    proved("/api/second-factor/remove", &[("password", password)], code).await.map(drop)
}

/// The user's sessions, the one used last first.
pub async fn sessions() -> Result<Vec<Session>, AccountError> {
    let said = asked::<AccountError>(Request::get("/api/sessions").build()).await?;
    let session = |one: &Said| {
        Some(Session {
            id: one.at("id").text()?,
            began_at_ms: one.at("began_at_ms").number()?,
            last_used_at_ms: one.at("last_used_at_ms").number()?,
            device: one.at("device").text(),
            current: one.at("current").is_true(),
        })
    };
    Ok(said.at("sessions").list().iter().filter_map(session).collect())
}

/// Ends one session; without an id, all but this one.
pub async fn end_sessions(id: Option<&str>) -> Result<(), AccountError> {
    at_office().await?;
    let address = id.map_or_else(|| "/api/sessions".to_owned(), |id| format!("/api/sessions/{id}"));
    match sent(Request::delete(&address).build()).await.map_err(AccountError::from) {
        // It has ended already.
        Ok(_) | Err(AccountError::Changed) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Whether the office has no account yet and lets the first one be made. Where that cannot be known, it is taken not to.
pub async fn is_set_up_open() -> bool {
    Request::get("/api/setup").send().await.is_ok_and(|answer| answer.status() == 204)
}

/// Makes the first manager's account, for whoever has the code that the server printed.
pub async fn set_up(code: &str, login: &str, name: &str, password: &str) -> Result<(), AccountError> {
    let fields = [("code", code), ("login", login), ("name", name), ("password", password)];
    post("/api/setup", &fields).await?;
    Ok(())
}

/// Gives the user another password, at the office and on this device.
///
/// # Errors
///
/// See [`AccountError`]. After [`AccountError::Offline`] nobody knows whether the office has heard.
pub async fn change_password(current: &str, new: &str) -> Result<(), AccountError> {
    Desk::here().change_password(current, new).await
}

/// Who is in, unless the office takes them for nobody, or for someone else.
///
/// # Errors
///
/// See [`AccountError`].
pub(crate) async fn at_office() -> Result<UserId, AccountError> {
    let Account::SignedIn(repo) = Desk::here().account() else { return Err(AccountError::SignedOut) };
    let user = repo.me().user;
    if api::has_session(user).await { Ok(user) } else { Err(AccountError::SignedOut) }
}

/// Asks the office for whoever is in, and reads its answer.
///
/// # Errors
///
/// See [`at_office`], and what the office refuses.
pub(crate) async fn asked<E>(request: Result<Request, Error>) -> Result<Said, E>
where
    E: From<AccountError> + From<Refusal>,
{
    at_office().await?;
    Ok(told(sent(request).await?).await?)
}

/// The same where the user proves anew who they are: besides the password among the fields, with what they sign in with, if with anything. It is
/// a code where one was typed, and a passkey where that will do; [`AccountError::CodeNeeded`] says that one has to be typed.
pub(super) async fn proved(address: &str, fields: &[(&str, &str)], code: &str) -> Result<Said, AccountError> {
    let mut proof = (!code.is_empty()).then(|| ("code", code.to_owned()));
    loop {
        let shown = proof.as_ref().map(|(kind, shown)| (*kind, shown.as_str()));
        let fields: Vec<_> = fields.iter().copied().chain(shown).collect();
        let question = match asked(with_body(Request::post(address), filled_in(&fields))).await {
            Err(AccountError::CodeNeeded { passkey: Some(question), .. }) => question,
            answer => return answer,
        };
        let shown = show_passkey(&question).await.ok_or(AccountError::CodeNeeded { app: true, passkey: None })?;
        proof = Some(("passkey", shown));
    }
}

impl Desk {
    /// See the function of this name.
    async fn change_password(&self, current: &str, new: &str) -> Result<(), AccountError> {
        let user = at_office().await?;
        let key = self.key_of(user).ok_or(AccountError::SignedOut)?;
        let device = self.device().await.map_err(AccountError::Storage)?;
        let profile = device.profile().await.map_err(AccountError::Storage)?.filter(|profile| profile.user == user);
        let login = profile.ok_or(AccountError::SignedOut)?.login;
        show_busy().await;
        // It is wrapped before the office is asked, so that only one write is left to do after the answer. If the app dies before
        // that, or the answer is lost, the device opens with the old password until somebody signs in with the new one: that does not
        // open the key here, so the office is asked, lets the user in, and `Device::settle_key` wraps the same key anew.
        let entry = device.wrap((user, &login), (&key, new)).map_err(AccountError::Storage)?;
        post("/api/password", &[("current", current), ("new", new)]).await?;
        let _turn = self.turn.lock().await;
        let before = device.key_entry(user).await.map_err(AccountError::PasswordNotHere)?;
        device.keep_key_entry(&entry.in_place_of(before)).await.map_err(AccountError::PasswordNotHere)
    }
}
