//! The first account of an empty office: whoever started the server reads a code from its output, and makes the first manager with it.
//!
//! The code lives in memory, works once, and is worth nothing as soon as anyone has an account, by whichever way.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use madobe_shared::codes::{Profession, Role};
use madobe_shared::ids::UserId;

use super::password::{self, UnfitPassword};
use super::second_factor::canonical_code;
use super::{Auth, SignInError, canonical_login, is_valid_login, is_valid_name};
use crate::platform;
use crate::store::StoreError;
use crate::store::accounts::{Account, AccountError};
use crate::store::audit::Hand;

/// Tries at the code are counted under this. No login is: those are in lower case.
const TRIES_OF: &str = "SET-UP";

/// What the first manager's account is made with.
#[derive(Clone)]
pub struct SetupCode(String);

/// Whoever has the code has the office: it is told once, on standard output, and stays out of logs.
impl fmt::Debug for SetupCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SetupCode(…)")
    }
}

impl SetupCode {
    /// A code that nobody had before: about 74 bits.
    #[must_use]
    pub fn draw() -> Self {
        Self(password::random_groups(3))
    }

    /// The code as it is typed.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    fn is(&self, typed: &str) -> bool {
        canonical_code(&self.0) == canonical_code(typed)
    }
}

/// The code while it waits for its one use.
pub(super) type Waiting = Arc<Mutex<Option<SetupCode>>>;

/// The account to be made.
pub struct FirstManager {
    /// What they will sign in with.
    pub login: String,
    /// Their name, as colleagues call them.
    pub name: String,
    /// The profession in which they act.
    pub profession: Profession,
    /// Their password.
    pub password: String,
}

/// Why no first account was made.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The office has accounts, or its server was not started on an empty office.
    #[error("the office is set up already: sign in")]
    NotOffered,
    /// It is not the code that the server printed.
    #[error("the set-up code is wrong: take the one that the server printed when it was started last")]
    WrongCode {
        /// Tries before the code is locked for a while.
        tries_left: u32,
    },
    /// The login is none.
    #[error("this cannot be a login")]
    BadLogin,
    /// The name is none.
    #[error("the name must be one line of text")]
    BadName,
    /// The password is none.
    #[error(transparent)]
    Unfit(#[from] UnfitPassword),
    /// The code cannot be tried now.
    #[error(transparent)]
    NotLetIn(#[from] SignInError),
}

impl From<StoreError> for SetupError {
    fn from(error: StoreError) -> Self {
        Self::NotLetIn(error.into())
    }
}

impl Auth {
    /// Lets the first manager's account be made with this code.
    #[must_use]
    pub fn with_setup_code(self, code: Option<SetupCode>) -> Self {
        Self { setup_code: Arc::new(Mutex::new(code)), ..self }
    }

    /// Whether a first account can be made: there is a code, and nobody has an account.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn offers_set_up(&self) -> Result<bool, StoreError> {
        let has_code = self.setup_code().is_some();
        Ok(has_code && self.on_store(|store| Ok(store.list_users()?.is_empty())).await?)
    }

    /// Makes the first account, which is a manager's, for whoever has the code.
    ///
    /// # Errors
    ///
    /// See [`SetupError`]. A right code with a login, name or password that is none can be used again.
    pub async fn set_up(&self, code: &str, first: FirstManager) -> Result<(), SetupError> {
        let turn = self.hashing.turn().map_err(SignInError::from)?;
        if !self.offers_set_up().await? {
            return Err(SetupError::NotOffered);
        }
        let tries_left = self.begin_try(TRIES_OF.to_owned()).await?;
        if !self.setup_code().as_ref().is_some_and(|right| right.is(code)) {
            return Err(match self.wrong(None, tries_left, SignInError::WrongPassword { tries_left }).await {
                SignInError::WrongPassword { tries_left } => SetupError::WrongCode { tries_left },
                locked => locked.into(),
            });
        }
        self.on_store(|store| store.take_back_try(TRIES_OF)).await?;
        let mut account = first.checked()?;
        account.password_hash = turn.hash(first.password).await.map_err(SignInError::from)?;
        // Whoever takes the code out of here has it alone, and puts it back where it was of no use.
        let code = self.setup_code().take().ok_or(SetupError::NotOffered)?;
        let hand = Hand::of_the_office(self.clock.now_ms());
        let made = self.on_store(move |store| Ok(store.create_user(hand, &account))).await;
        match made {
            Ok(Ok(())) => Ok(()),
            Ok(Err(AccountError::Taken | AccountError::TooMany)) => Err(SetupError::NotOffered),
            Ok(Err(AccountError::Store(error))) | Err(error) => {
                self.setup_code().replace(code);
                Err(error.into())
            }
        }
    }

    fn setup_code(&self) -> std::sync::MutexGuard<'_, Option<SetupCode>> {
        self.setup_code.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl FirstManager {
    /// The account, without its password's hash.
    fn checked(&self) -> Result<Account, SetupError> {
        let login = canonical_login(&self.login);
        if !is_valid_login(&login) {
            return Err(SetupError::BadLogin);
        }
        let name = self.name.trim();
        if !is_valid_name(name) {
            return Err(SetupError::BadName);
        }
        password::check(&self.password)?;
        Ok(Account {
            user: UserId(platform::random_id()),
            login,
            name: name.to_owned(),
            profession: self.profession.clone(),
            active: true,
            role: Role::Manager,
            contractor: false,
            expires_on: None,
            password_hash: String::new(),
        })
    }
}
