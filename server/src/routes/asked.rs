//! What someone with a session asks for: work that may wait for the disk, done in their name.

use std::convert::Infallible;
use std::sync::Arc;

use madobe_shared::codes::Role;
use madobe_shared::ids::DeviceId;
use madobe_shared::protocol::StaffMember;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use warp::http::HeaderMap;
use warp::{Filter, Rejection};

use super::sign_in::{member, token};
use super::{origin, with_office};
use crate::auth::Proof;
use crate::auth::session::Token;
use crate::auth::webauthn::Site;
use crate::office::Office;
use crate::rejection::ApiError;
use crate::store::StoreError;
use crate::store::sessions::TokenHash;

/// What a handler needs of a request besides its address and body.
#[derive(Clone)]
pub struct Asked {
    pub(super) office: Arc<Office>,
    pub(super) headers: HeaderMap,
    pub(super) token: Option<Token>,
}

/// Takes that from a request.
pub fn asked(office: &Arc<Office>) -> impl Filter<Extract = (Asked,), Error = Infallible> + Clone + use<> {
    let parts = with_office(office).and(warp::header::headers_cloned()).and(token());
    parts.map(|office, headers, token| Asked { office, headers, token })
}

/// What someone with a session proves anew that it is them with, as at sign-in.
#[derive(Deserialize)]
pub struct Proven {
    pub(super) password: String,
    code: Option<String>,
    passkey: Option<String>,
}

impl Proven {
    /// What they show besides the password.
    pub fn proof<'a>(&'a self, site: Option<&'a Site>) -> Proof<'a> {
        Proof { code: self.code.as_deref(), passkey: self.passkey.as_deref(), site }
    }
}

/// Takes a JSON body of at most so many bytes from a request.
pub fn body<T: DeserializeOwned + Send>(bytes_max: u64) -> impl Filter<Extract = (T,), Error = Rejection> + Copy {
    warp::body::content_length_limit(bytes_max).and(warp::body::json())
}

impl Asked {
    /// The session that something is to change for, which no other site's page may bring about.
    pub fn changing(&self) -> Result<&Token, ApiError> {
        origin::check(&self.headers, &self.office)?;
        self.token.as_ref().ok_or(ApiError::SignedOut)
    }

    /// The site that whoever asks is at; `None` where no passkey can be made for it.
    pub fn site(&self) -> Option<Site> {
        origin::site(&self.headers, &self.office)
    }

    /// Of which session it is.
    pub fn token_hash(&self) -> Option<TokenHash> {
        self.token.as_ref().map(Token::hash)
    }

    /// Does something for whoever asks, on a thread that may wait for the disk.
    pub async fn read<T: Send + 'static, E: Into<ApiError> + Send + 'static>(
        self,
        work: impl FnOnce(&Office, &StaffMember) -> Result<T, E> + Send + 'static,
    ) -> Result<T, ApiError> {
        let who = member(&self.office, self.token.as_ref()).await?;
        self.office.on_store(move |office| Ok(work(office, &who))).await?.map_err(Into::into)
    }

    /// The same where something changes by it, which no other site's page may bring about.
    pub async fn change<T: Send + 'static, E: Into<ApiError> + Send + 'static>(
        self,
        work: impl FnOnce(&Office, &StaffMember) -> Result<T, E> + Send + 'static,
    ) -> Result<T, ApiError> {
        origin::check(&self.headers, &self.office)?;
        self.read(work).await
    }
}

/// Whether this session of theirs began on this device.
pub fn is_signed_in_on(
    office: &Office,
    who: &StaffMember,
    token: Option<TokenHash>,
    device: DeviceId,
) -> Result<bool, StoreError> {
    let sessions = office.store.sessions_of(who.user, office.clock.now_ms())?;
    Ok(sessions.iter().any(|session| Some(session.token) == token && session.device == Some(device)))
}

/// Refuses whoever is no manager.
pub fn only_managers(who: &StaffMember) -> Result<(), ApiError> {
    if who.role == Role::Manager { Ok(()) } else { Err(ApiError::NotForYou) }
}
