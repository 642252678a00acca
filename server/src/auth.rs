//! Who may come in: passwords, second factors, wrong tries, sessions.
//!
//! An answer never tells whether a login exists: one that nobody has takes as long to refuse, counts its tries and locks like any
//! other.

pub mod enrolment;
pub mod lockout;
pub mod new_password;
pub mod passkeys;
pub mod password;
pub mod qr;
pub mod second_factor;
pub mod session;
pub mod sessions;
pub mod setup;
pub mod totp;
pub mod webauthn;

use std::sync::Arc;

use madobe_shared::codes::Deed;
use madobe_shared::ids::{DeviceId, SessionId, UserId};
use madobe_shared::limits::FIELD_BYTES_MAX;
use madobe_shared::protocol::StaffMember;
use unicode_normalization::UnicodeNormalization;

use crate::hub::Hub;
use crate::limits::LOGIN_CHARS_MAX;
use crate::metrics::Metrics;
use crate::platform::{self, Clock};
use crate::store::accounts::Account;
use crate::store::audit::{Event, Hand};
use crate::store::device_keys::DeviceKey;
use crate::store::devices::{Admission, Meeting};
use crate::store::sessions::NewSession;
use crate::store::{Store, StoreError};
use password::{Hashing, TooBusy};
use session::Token;
use webauthn::Site;

/// The door.
#[derive(Clone)]
pub struct Auth {
    store: Arc<dyn Store>,
    clock: Clock,
    hashing: Hashing,
    hub: Hub,
    metrics: Arc<Metrics>,
    setup_code: setup::Waiting,
    questions: passkeys::Waiting,
}

/// What someone shows at the door.
pub struct Credentials {
    /// Who they say they are, as they typed it.
    pub login: String,
    /// Their password, as they typed it.
    pub password: String,
    /// The device they sit at, where it names itself.
    pub device: Option<DeviceId>,
    /// A code of their second factor, as they typed it, where they were asked for one.
    pub code: Option<String>,
    /// What their passkey has signed, in their browser's words, where they were asked for it.
    pub passkey: Option<String>,
    /// The site whose page they are at, where that is one that passkeys can be made for.
    pub site: Option<Site>,
    /// The code that enrols the device, as they typed it, where they were asked for one.
    pub enrolment: Option<String>,
}

/// Whether a second factor is looked at besides the password.
#[derive(Clone, Copy)]
enum Code<'a> {
    /// It is, where the account has one; and this is what was shown.
    Asked(Proof<'a>),
    /// Not for someone who came in with it.
    NotAsked,
}

/// What is shown besides the password.
#[derive(Debug, Clone, Copy, Default)]
pub struct Proof<'a> {
    /// A code of the authenticator app, or a recovery code.
    pub code: Option<&'a str>,
    /// What a passkey has signed.
    pub passkey: Option<&'a str>,
    /// Where that would be shown.
    pub site: Option<&'a Site>,
}

/// Someone who has signed in.
#[derive(Debug)]
pub struct SignedIn {
    /// Who.
    pub member: StaffMember,
    /// What their browser shows from now on.
    pub token: Token,
    /// What their device encrypts under, where it named itself: the same at each sign-in there.
    pub device_key: Option<DeviceKey>,
}

/// Why someone was not let in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// Login or password are wrong.
    #[error("the login or the password is wrong")]
    WrongPassword {
        /// Tries before the account locks.
        tries_left: u32,
    },
    /// The password is right, and the account has a second factor.
    #[error("a code of the second factor is needed")]
    CodeNeeded {
        /// Whether an authenticator app shows one; a recovery code does in any case.
        app: bool,
        /// What the browser is to ask for, where a passkey will do.
        passkey: Option<serde_json::Value>,
    },
    /// The password is right, and the code is not, or was used already.
    #[error("the code is wrong or was used already: take the next one")]
    WrongCode {
        /// Tries before the account locks.
        tries_left: u32,
    },
    /// The password is right, and what the passkey has signed is not, or was not asked for.
    #[error("the passkey was not shown as it was asked for")]
    WrongPasskey {
        /// Tries before the account locks.
        tries_left: u32,
    },
    /// Too many were wrong.
    #[error("too many wrong tries: wait {minutes} minutes")]
    Locked {
        /// Whole minutes until the next try, rounded up.
        minutes: u64,
    },
    /// Everything is right, and the device was reported lost.
    #[error("this device was reported lost: whoever looks after the office's devices has to take that back")]
    DeviceLost,
    /// Everything is right, and the device has to be enrolled first.
    #[error("this device has to be enrolled: a manager has a code for that")]
    NotEnrolled,
    /// Everything is right, and the code does not enrol the device.
    #[error("this code enrols no device: it was used, or its hour is over")]
    WrongEnrolmentCode,
    /// Too many are signing in at this moment.
    #[error(transparent)]
    TooBusy(#[from] TooBusy),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Auth {
    /// A door before these accounts.
    #[must_use]
    pub fn new(store: Arc<dyn Store>, clock: Clock, hub: Hub, metrics: Arc<Metrics>) -> Self {
        Self {
            store,
            clock,
            hashing: Hashing::default(),
            hub,
            metrics,
            setup_code: setup::Waiting::default(),
            questions: passkeys::Waiting::default(),
        }
    }

    /// Lets someone in who knows their password and, where they have a second factor, shows a code of it.
    ///
    /// # Errors
    ///
    /// See [`SignInError`].
    pub async fn sign_in(&self, credentials: Credentials) -> Result<SignedIn, SignInError> {
        let Credentials { login, password, device, code, passkey, site, enrolment } = credentials;
        let code = code.as_deref().map(str::trim).filter(|code| !code.is_empty());
        let passkey = passkey.as_deref().filter(|passkey| !passkey.is_empty());
        let proof = Proof { code, passkey, site: site.as_ref() };
        let account = self.prove(&canonical_login(&login), &password, Code::Asked(proof)).await?;
        let token = Token::draw();
        let (user, now_ms) = (account.user, self.clock.now_ms());
        let session = NewSession { token: token.hash(), id: SessionId(platform::random_id()), user, device };
        let device_key = self
            .on_store(move |store| {
                if let Err(refused) = admit(store, now_ms, (user, device), enrolment.as_deref())? {
                    return Ok(Err(refused));
                }
                let keep = |device| store.device_key(user, device, DeviceKey::draw(), now_ms);
                let device_key = device.map(keep).transpose()?;
                store.begin_session(&session, now_ms)?;
                Ok(Ok(device_key))
            })
            .await??;
        self.metrics.signed_in();
        Ok(SignedIn { member: account.into(), token, device_key })
    }

    /// Who shows this token; `None` where its session does not stand.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn member(&self, token: &Token) -> Result<Option<StaffMember>, StoreError> {
        Ok(self.account(token).await?.map(StaffMember::from))
    }

    /// Ends a session, and the connections that use it.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn sign_out(&self, token: &Token) -> Result<(), StoreError> {
        let (hash, now_ms) = (token.hash(), self.clock.now_ms());
        self.on_store(move |store| store.end_session(hash, now_ms)).await?;
        self.hub.session_ended(hash);
        Ok(())
    }

    /// The account of a canonical login whose user knows the password and, where that is asked for, shows a code.
    ///
    /// Every try is counted beforehand. A right password alone takes its own try back and no other: whoever knows it has no more tries
    /// at the code for that. Nothing but the right password learns whether there is a second factor.
    async fn prove(&self, login: &str, password: &str, code: Code<'_>) -> Result<Account, SignInError> {
        let turn = self.hashing.turn()?;
        let (login, now_ms) = (login.to_owned(), self.clock.now_ms());
        let tries_left = self.begin_try(login.clone()).await?;
        let account = {
            let login = login.clone();
            self.on_store(move |store| store.user_by_login(&login)).await?
        };
        let tried = account.as_ref().map(|account| account.user);
        let account = account.filter(|account| account.may_sign_in(now_ms));
        let hash = account.as_ref().map(|account| account.password_hash.clone());
        let is_right = turn.verify(password, hash).await;
        let Some(account) = account.filter(|_| is_right) else {
            return Err(self.wrong(tried, tries_left, SignInError::WrongPassword { tries_left }).await);
        };
        let Code::Asked(proof) = code else {
            self.on_store(move |store| store.take_back_try(&login)).await?;
            return Ok(account);
        };
        let (app, there) = (self.second_factor(account.user).await?, self.passkeys_of(account.user).await?);
        if app.is_some() || !there.is_empty() {
            if let Some(shown) = proof.passkey {
                if !self.use_passkey(account.user, proof.site, &there, shown).await? {
                    return Err(self.wrong(tried, tries_left, SignInError::WrongPasskey { tries_left }).await);
                }
            } else if let Some(code) = proof.code {
                if !self.use_code(account.user, app.as_ref(), code).await? {
                    return Err(self.wrong(tried, tries_left, SignInError::WrongCode { tries_left }).await);
                }
            } else {
                self.on_store(move |store| store.take_back_try(&login)).await?;
                let passkey = self.question_for_passkey(account.user, proof.site, &there);
                return Err(SignInError::CodeNeeded { app: app.is_some(), passkey });
            }
        }
        self.on_store(move |store| store.clear_tries(&login)).await?;
        Ok(account)
    }

    /// The account of whoever shows this token.
    async fn account(&self, token: &Token) -> Result<Option<Account>, StoreError> {
        let (hash, now_ms) = (token.hash(), self.clock.now_ms());
        self.on_store(move |store| store.session(hash, now_ms)).await
    }

    /// Counts a try before its password is looked at, and returns how many are left if it is wrong.
    async fn begin_try(&self, login: String) -> Result<u32, SignInError> {
        let now_ms = self.clock.now_ms();
        let tries_left = self.on_store(move |store| lockout::begin_try(store, &login, now_ms)).await?;
        tries_left.inspect_err(|_| self.metrics.locked())
    }

    /// The answer to a wrong try: that it was wrong, or, where it was the last, that the account is locked now. The audit trail tells it of
    /// the account that was `tried`. Of a login that nobody has it tells nothing: that may have been a password in the wrong field.
    async fn wrong(&self, tried: Option<UserId>, tries_left: u32, wrong: SignInError) -> SignInError {
        self.metrics.wrong_password();
        if let Some(user) = tried {
            let deed = if tries_left == 0 { Deed::LockedOut } else { Deed::SignInFailed };
            let failed = Event::new(Hand::of_the_office(self.clock.now_ms()), deed).about(user);
            if let Err(error) = self.on_store(move |store| store.record(&failed)).await {
                tracing::warn!(%error, "a failed sign-in could not be recorded");
            }
        }
        if tries_left == 0 { lockout::locked_now() } else { wrong }
    }

    /// Asks the store on a thread that may wait for the disk.
    async fn on_store<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&dyn Store) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let store = Arc::clone(&self.store);
        let asked = tokio::task::spawn_blocking(move || ask(&*store)).await;
        asked.unwrap_or_else(|_| Err(StoreError::Failed("the store panicked".into())))
    }
}

/// Whether someone may sign in on a device, which is enrolled with a code where it has to be.
fn admit(
    store: &dyn Store,
    now_ms: u64,
    (user, device): (UserId, Option<DeviceId>),
    code: Option<&str>,
) -> Result<Result<(), SignInError>, StoreError> {
    let Some(device) = device else {
        return Ok(if store.must_enrol()? { Err(SignInError::NotEnrolled) } else { Ok(()) });
    };
    let code = code.map(str::trim).filter(|code| !code.is_empty());
    if let Some(code) = code
        && !store.enrol_device(Hand::of(user, now_ms), device, enrolment::hash(code))?
        && store.must_enrol()?
    {
        return Ok(Err(SignInError::WrongEnrolmentCode));
    }
    Ok(match store.meet_device(now_ms, &Meeting { user, device, position: None })? {
        Admission::Open => Ok(()),
        Admission::Lost => Err(SignInError::DeviceLost),
        Admission::NotEnrolled => Err(SignInError::NotEnrolled),
    })
}

/// A login as it is kept: half-width and lower case, however a Japanese keyboard was set, without blanks around. Longer ones are cut,
/// and then nobody has them.
#[must_use]
pub fn canonical_login(login: &str) -> String {
    let login = login.trim().nfkc().flat_map(char::to_lowercase);
    login.take(LOGIN_CHARS_MAX + 1).collect()
}

/// Whether a canonical login can be given to an account: letters, digits, `.`, `-` and `_`.
#[must_use]
pub fn is_valid_login(login: &str) -> bool {
    let is_plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || ".-_".contains(letter);
    (1..=LOGIN_CHARS_MAX).contains(&login.chars().count()) && login.chars().all(is_plain)
}

/// Whether a name can stand beside everything that an account writes: one line, not empty, without blanks around.
#[must_use]
pub fn is_valid_name(name: &str) -> bool {
    !name.is_empty() && name.len() <= FIELD_BYTES_MAX && name.trim() == name && !name.chars().any(char::is_control)
}

#[cfg(test)]
mod tests;
