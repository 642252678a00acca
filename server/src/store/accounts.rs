//! What the server asks of a database about people: accounts and wrong tries.
//!
//! Never sees a password, only its hash.

use jiff::civil::Date;
use madobe_shared::codes::{Profession, Role};
use madobe_shared::ids::UserId;
use madobe_shared::protocol::{StaffList, StaffMember};

use super::StoreError;
use super::audit::Hand;
use super::sessions::TokenHash;
use crate::platform::day_in_japan;

/// Accounts of the staff.
pub trait Accounts {
    /// Adds an account.
    ///
    /// # Errors
    ///
    /// See [`AccountError`].
    fn create_user(&self, hand: Hand, account: &Account) -> Result<(), AccountError>;

    /// The account of a login.
    ///
    /// # Errors
    ///
    /// See [`StoreError`], here and everywhere below.
    fn user_by_login(&self, login: &str) -> Result<Option<Account>, StoreError>;

    /// All accounts in the order of their logins.
    fn list_users(&self) -> Result<Vec<Account>, StoreError>;

    /// Changes the account of a login and returns it as it is then; `None` where nobody has the login. All sessions of a user end who
    /// could not sign in before, or cannot any more.
    fn change_user(&self, hand: Hand, login: &str, change: &AccountChange) -> Result<Option<Account>, StoreError>;

    /// Replaces a password and ends all sessions of the user but for one that may be `kept`. Where none is, someone else gave the password,
    /// and the user's tries are forgotten. Returns which sessions ended; `None` where there is no such user.
    fn set_password(
        &self,
        hand: Hand,
        user: UserId,
        password_hash: &str,
        kept: Option<TokenHash>,
    ) -> Result<Option<Vec<TokenHash>>, StoreError>;

    /// Everyone with an account, in the order of their ids, and a version that changes whenever the list does.
    fn staff(&self) -> Result<StaffList, StoreError>;

    /// Counts a try before its password is looked at, so that a hundred guesses at once are a hundred tries. Logins without an account
    /// count the same way: the answer must not tell which exist.
    fn begin_try(&self, login: &str, now_ms: u64, policy: TryPolicy) -> Result<Try, StoreError>;

    /// Takes back the try that was counted last for a login: the password was right, and something else is asked for.
    fn take_back_try(&self, login: &str) -> Result<(), StoreError>;

    /// Forgets the tries of a login: everything was right.
    fn clear_tries(&self, login: &str) -> Result<(), StoreError>;
}

/// An account.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// The id, which every change of this user carries.
    pub user: UserId,
    /// What the user signs in with.
    pub login: String,
    /// The name, as colleagues call them.
    pub name: String,
    /// The profession.
    pub profession: Profession,
    /// Whether they still work here. Others cannot sign in.
    pub active: bool,
    /// What the account is for.
    pub role: Role,
    /// Whether they belong to a contractor (委託事業者) and not to the ward.
    pub contractor: bool,
    /// The last day, in Japan, on which they can sign in; `None` where nobody has set an end.
    pub expires_on: Option<Date>,
    /// The password's argon2id hash in PHC form.
    pub password_hash: String,
}

impl Account {
    /// Whether the user can sign in at a moment, given in milliseconds since 1970: they work here, and their term is not over.
    #[must_use]
    pub fn may_sign_in(&self, now_ms: u64) -> bool {
        self.active && self.expires_on.is_none_or(|last| day_in_japan(now_ms) <= last)
    }
}

/// Without the password's hash, and without the name: this may reach a log.
impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account")
            .field("user", &self.user)
            .field("active", &self.active)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

impl From<Account> for StaffMember {
    fn from(account: Account) -> Self {
        Self {
            user: account.user,
            name: account.name,
            profession: account.profession,
            active: account.active,
            role: account.role,
            contractor: account.contractor,
            expires_on: account.expires_on,
        }
    }
}

/// What is to be different about an account; whatever is `None` stays as it is.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct AccountChange {
    /// Another name.
    pub name: Option<String>,
    /// Another profession.
    pub profession: Option<Profession>,
    /// Whether they still work here.
    pub active: Option<bool>,
    /// Another role.
    pub role: Option<Role>,
    /// Whether they belong to a contractor.
    pub contractor: Option<bool>,
    /// Another last day, or none.
    pub expires_on: Option<Option<Date>>,
}

impl AccountChange {
    /// What the audit trail tells of it: codes, and no name.
    pub(super) fn words(&self) -> String {
        let last_day = |day: &Option<Date>| day.map_or_else(|| "never".to_owned(), |day| day.to_string());
        let told = [
            self.name.as_ref().map(|_| "name".to_owned()),
            self.profession.as_ref().map(|profession| format!("profession={profession}")),
            self.active.map(|active| format!("active={active}")),
            self.role.as_ref().map(|role| format!("role={role}")),
            self.contractor.map(|contractor| format!("contractor={contractor}")),
            self.expires_on.as_ref().map(|day| format!("expires={}", last_day(day))),
        ];
        told.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// Carries the change out.
    pub(super) fn apply(&self, account: &mut Account) {
        fn set<T: Clone>(value: &mut T, change: Option<&T>) {
            if let Some(change) = change {
                value.clone_from(change);
            }
        }
        set(&mut account.name, self.name.as_ref());
        set(&mut account.profession, self.profession.as_ref());
        set(&mut account.active, self.active.as_ref());
        set(&mut account.role, self.role.as_ref());
        set(&mut account.contractor, self.contractor.as_ref());
        set(&mut account.expires_on, self.expires_on.as_ref());
    }
}

/// When an account locks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TryPolicy {
    /// Wrong tries until it locks.
    pub tries: u32,
    /// How long it stays locked, and how long wrong tries are remembered, in milliseconds.
    pub lockout_ms: u64,
}

/// Whether a password may be tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Try {
    /// It may. If it is wrong, this many tries are left.
    Allowed {
        /// Tries left after this one.
        left: u32,
    },
    /// It may not before this time, in milliseconds since 1970.
    Locked {
        /// When the lock ends.
        until_ms: u64,
    },
}

/// What is remembered of the tries of one login.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tries {
    /// Since the last success, or the last pause as long as the lock.
    pub count: u32,
    /// The latest of them, in milliseconds since 1970.
    pub last_ms: u64,
}

impl Tries {
    /// Counts one more and says whether it may go ahead. A locked login is not counted on: the lock ends when it ends.
    pub fn begin(&mut self, now_ms: u64, policy: TryPolicy) -> Try {
        let forgotten_at_ms = self.last_ms.saturating_add(policy.lockout_ms);
        if now_ms >= forgotten_at_ms {
            self.count = 0;
        }
        if self.count >= policy.tries {
            return Try::Locked { until_ms: forgotten_at_ms };
        }
        self.count += 1;
        self.last_ms = now_ms;
        Try::Allowed { left: policy.tries - self.count }
    }
}

/// Why an account was not made.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// Someone has this login, or this id.
    #[error("there is an account of this login already: choose another, or change its password with `user passwd`")]
    Taken,
    /// There are [`crate::limits::USERS_MAX`] accounts.
    #[error("there are {} accounts already, which is the most an office can have", crate::limits::USERS_MAX)]
    TooMany,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
