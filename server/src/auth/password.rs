//! Hashing of passwords with argon2id, in the parameters that OWASP's cheat sheet names first (19 MiB, two passes).
//!
//! Each hash takes some tens of milliseconds and 19 MiB: only a few run at once, and only so many wait.

use std::sync::{Arc, OnceLock};

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use unicode_normalization::UnicodeNormalization;

use crate::limits::{PASSWORD_BYTES_MAX, PASSWORD_CHARS_MIN, PASSWORD_HASHES_AT_ONCE, PASSWORD_HASHES_WAITING_MAX};
use crate::platform;

/// Too many are signing in at this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many people are signing in at this moment: try again in a few seconds")]
pub struct TooBusy;

/// Why a password was not accepted for an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnfitPassword {
    /// Too easy to guess.
    #[error("the password is too short: take at least {PASSWORD_CHARS_MIN} characters")]
    TooShort,
    /// Longer than anyone types.
    #[error("the password is longer than {PASSWORD_BYTES_MAX} bytes")]
    TooLong,
}

/// The argon2id hash of a new password, in PHC form.
///
/// # Errors
///
/// See [`UnfitPassword`].
pub fn hash(password: &str) -> Result<String, UnfitPassword> {
    check(password)?;
    Ok(hash_any(password))
}

/// Whether a password can be given to an account.
///
/// # Errors
///
/// See [`UnfitPassword`].
pub fn check(password: &str) -> Result<(), UnfitPassword> {
    if password.chars().count() < PASSWORD_CHARS_MIN {
        return Err(UnfitPassword::TooShort);
    }
    if password.len() > PASSWORD_BYTES_MAX {
        return Err(UnfitPassword::TooLong);
    }
    Ok(())
}

/// A password that nobody has chosen: about 99 bits.
#[must_use]
pub fn generate() -> String {
    random_groups(4)
}

/// Groups of five random letters and digits, without those that look alike: some 24 bits each.
#[must_use]
pub fn random_groups(groups: usize) -> String {
    const LETTERS: &[u8; 31] = b"abcdefghijkmnpqrstuvwxyz2346789";
    let letter = |random: u64| char::from(LETTERS[usize::try_from(random % 31).unwrap_or_default()]);
    let group = || (0..5).map(|_| letter(platform::random_id())).collect::<String>();
    (0..groups).map(|_| group()).collect::<Vec<_>>().join("-")
}

/// Who may hash, and when.
#[derive(Debug, Clone)]
pub struct Hashing {
    waiting: Arc<Semaphore>,
    running: Arc<Semaphore>,
}

impl Default for Hashing {
    fn default() -> Self {
        Self {
            waiting: Arc::new(Semaphore::new(PASSWORD_HASHES_WAITING_MAX)),
            running: Arc::new(Semaphore::new(PASSWORD_HASHES_AT_ONCE)),
        }
    }
}

impl Hashing {
    /// A place in the queue.
    ///
    /// # Errors
    ///
    /// [`TooBusy`] where it is full.
    pub fn turn(&self) -> Result<Turn, TooBusy> {
        let place = Arc::clone(&self.waiting).try_acquire_owned().map_err(|_| TooBusy)?;
        Ok(Turn { _place: place, running: Arc::clone(&self.running) })
    }
}

/// A place in the queue.
#[derive(Debug)]
pub struct Turn {
    _place: OwnedSemaphorePermit,
    running: Arc<Semaphore>,
}

impl Turn {
    /// Whether a password fits a hash. Without a hash it does not, which takes as long to find out.
    pub async fn verify(&self, password: &str, hash: Option<String>) -> bool {
        let password = password.to_owned();
        let verified = self.run(move || {
            let is_right = verify(&password, hash.as_deref().unwrap_or_else(|| nobodys_hash()));
            is_right && hash.is_some()
        });
        verified.await.unwrap_or(false)
    }

    /// The argon2id hash of a password that [`check`] has passed, in PHC form.
    ///
    /// # Errors
    ///
    /// [`TooBusy`] where the server is stopping.
    pub async fn hash(&self, password: String) -> Result<String, TooBusy> {
        self.run(move || hash_any(&password)).await.ok_or(TooBusy)
    }

    /// Does work when it is its turn; `None` where the server is stopping.
    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
        let permit = Arc::clone(&self.running).acquire_owned().await.ok()?;
        let done = tokio::task::spawn_blocking(move || {
            // Held by the work itself: whoever hangs up does not make room for more of it.
            let _permit = permit;
            work()
        });
        done.await.ok()
    }
}

/// Whether a password fits a hash. Takes as long as hashing; on behalf of a request, take a [`Turn`] instead.
#[must_use]
pub fn verify(password: &str, hash: &str) -> bool {
    password.len() <= PASSWORD_BYTES_MAX && Argon2::default().verify_password(normal(password).as_bytes(), hash).is_ok()
}

/// A hash like any other, of a password that nobody knows.
fn nobodys_hash() -> &'static str {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| hash_any(&generate()))
}

fn hash_any(password: &str) -> String {
    let salt: [u8; 16] = platform::random_bytes();
    #[allow(clippy::expect_used, reason = "the parameters and the salt's length are constants that argon2 accepts")]
    let hash = Argon2::default().hash_password_with_salt(normal(password).as_bytes(), &salt).expect("argon2 hashes");
    hash.to_string()
}

/// The same letters as the same bytes, whichever system typed them.
fn normal(password: &str) -> String {
    password.nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_fits_its_own_hash_only() {
        let hashed = hash("窓辺の椅子に座る猫のパスワード").unwrap();
        assert!(hashed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hashed}");
        assert!(verify("窓辺の椅子に座る猫のパスワード", &hashed));
        assert!(
            verify(&"窓辺の椅子に座る猫のパスワード".nfd().collect::<String>(), &hashed),
            "typed on another system"
        );
        assert!(!verify("窓辺の椅子に座る犬のパスワード", &hashed));
        assert!(!verify(&"x".repeat(PASSWORD_BYTES_MAX + 1), &hashed));
        assert_ne!(hashed, hash("窓辺の椅子に座る猫のパスワード").unwrap(), "the salt is drawn");
    }

    #[test]
    fn unfit_passwords_are_refused() {
        assert_eq!(hash("short"), Err(UnfitPassword::TooShort));
        assert_eq!(hash(&"長".repeat(PASSWORD_BYTES_MAX)), Err(UnfitPassword::TooLong));
        assert!(hash(&generate()).is_ok());
        assert_ne!(generate(), generate());
    }

    #[tokio::test]
    async fn the_queue_is_bounded() {
        let hashing = Hashing::default();
        let turns: Vec<_> = (0..PASSWORD_HASHES_WAITING_MAX).map(|_| hashing.turn().unwrap()).collect();
        assert!(matches!(hashing.turn(), Err(TooBusy)));
        drop(turns);
        assert!(!hashing.turn().unwrap().verify("anything", None).await);
    }
}
