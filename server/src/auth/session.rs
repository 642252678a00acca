//! The token of a session: what the browser keeps in its cookie. The store knows only its hash.

use std::fmt;

use madobe_shared::hex;
use sha2::{Digest, Sha256};

use crate::limits::SESSION_AGE_MS_MAX;
use crate::platform;
use crate::store::sessions::TokenHash;

/// The name of the cookie.
pub const COOKIE: &str = "madobe_session";

/// A session's token: 32 random bytes, in hexadecimal where it travels.
#[derive(Clone, PartialEq, Eq)]
pub struct Token([u8; 32]);

/// A token opens the office to whoever has it, and stays out of logs.
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

impl Token {
    /// A token that nobody had before.
    #[must_use]
    pub fn draw() -> Self {
        Self(platform::random_bytes())
    }

    /// Reads the cookie's value; `None` where it is not one of ours.
    #[must_use]
    pub fn parse(value: &str) -> Option<Self> {
        hex::read(value).map(Self)
    }

    /// What the store knows it by.
    #[must_use]
    pub fn hash(&self) -> TokenHash {
        TokenHash(Sha256::digest(self.0).into())
    }

    /// The `Set-Cookie` that gives it to the browser. It outlives the browser, because a tablet that restarts in the field must still
    /// deliver on return; scripts cannot read it, and no other site can make the browser send it.
    #[must_use]
    pub fn cookie(&self, secure: bool) -> String {
        set_cookie(&hex::write(&self.0), SESSION_AGE_MS_MAX / 1_000, secure)
    }
}

/// The `Set-Cookie` that takes the token away.
#[must_use]
pub fn expired_cookie(secure: bool) -> String {
    set_cookie("", 0, secure)
}

fn set_cookie(value: &str, age_s: u64, secure: bool) -> String {
    let secure = if secure { "; Secure" } else { "" };
    format!("{COOKIE}={value}; Max-Age={age_s}; Path=/; HttpOnly; SameSite=Strict{secure}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_comes_back_from_its_cookie() {
        let token = Token::draw();
        let cookie = token.cookie(true);
        let (name, rest) = cookie.split_once('=').unwrap();
        let (value, flags) = rest.split_once("; ").unwrap();
        assert_eq!(name, COOKIE);
        assert_eq!(Token::parse(value), Some(token.clone()));
        assert_eq!(flags, "Max-Age=2592000; Path=/; HttpOnly; SameSite=Strict; Secure");
        assert!(!token.cookie(false).contains("Secure"));
        assert_eq!(format!("{token:?}"), "Token(…)");
        for bad in ["", "00", &"g".repeat(64), &"é".repeat(32)] {
            assert_eq!(Token::parse(bad), None, "{bad}");
        }
    }
}
