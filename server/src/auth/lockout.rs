//! Wrong tries lock an account for a while. The count stands in the store: a restart does not give anyone five new tries.

use super::SignInError;
use crate::limits::{LOCKOUT_MS, WRONG_TRIES_MAX};
use crate::store::accounts::{Try, TryPolicy};
use crate::store::{Store, StoreError};

const POLICY: TryPolicy = TryPolicy { tries: WRONG_TRIES_MAX, lockout_ms: LOCKOUT_MS };

/// Counts a try before the password is looked at. Returns how many are left if it is wrong, or that there are none.
///
/// # Errors
///
/// The outer where the store fails, the inner where the account is locked.
pub fn begin_try(store: &dyn Store, login: &str, now_ms: u64) -> Result<Result<u32, SignInError>, StoreError> {
    Ok(match store.begin_try(login, now_ms, POLICY)? {
        Try::Allowed { left } => Ok(left),
        Try::Locked { until_ms } => Err(locked(until_ms.saturating_sub(now_ms))),
    })
}

/// The account has become locked just now.
pub fn locked_now() -> SignInError {
    locked(LOCKOUT_MS)
}

fn locked(for_ms: u64) -> SignInError {
    SignInError::Locked { minutes: for_ms.div_ceil(60_000) }
}
