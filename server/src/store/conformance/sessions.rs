//! Sessions.

use madobe_shared::ids::{DeviceId, SessionId, UserId};

use super::super::audit::Hand;
use super::super::sessions::{NewSession, TokenHash};
use super::super::{Store, StoreError};
use super::{Checked, accounts, device};
use crate::limits::{SESSION_AGE_MS_MAX, SESSION_IDLE_MS_MAX, SESSION_TOUCH_INTERVAL_MS, SESSIONS_PER_USER_MAX};

const SATO: UserId = UserId(1);
const TANAKA: UserId = UserId(u64::MAX);

pub fn token(number: u8) -> TokenHash {
    TokenHash([number; 32])
}

/// Begins the session of a number, whose id is that number from the top.
pub fn begin(store: &impl Store, number: u8, user: UserId, now_ms: u64) -> Checked {
    let device = number.is_multiple_of(2).then_some(device());
    store.begin_session(&NewSession { token: token(number), id: id(number), user, device }, now_ms)
}

fn id(number: u8) -> SessionId {
    SessionId(u64::MAX - u64::from(number))
}

pub fn they_end<S: Store>(store: &S) -> Checked {
    let (idle, age) = (SESSION_IDLE_MS_MAX, SESSION_AGE_MS_MAX);
    let start = age;
    accounts::add(store, SATO.0, "sato")?;
    let user = |number, now_ms| store.session(token(number), now_ms).map(|it| it.map(|it| it.user));
    assert_eq!(user(1, start)?, None);
    for number in [1, 2, 3] {
        begin(store, number, SATO, start)?;
    }
    assert_eq!(user(1, start)?, Some(SATO));
    store.end_session(token(1), start)?;
    assert_eq!((user(1, start)?, user(2, start)?), (None, Some(SATO)), "one ends, the other stands");

    assert_eq!(user(2, start + idle)?, Some(SATO), "used in time");
    assert_eq!(user(3, start + idle + 1)?, None, "idle for too long");
    let (mut now, step) = (start + idle, idle.min(SESSION_TOUCH_INTERVAL_MS * 20));
    while now + step <= start + age {
        now += step;
        assert_eq!(user(2, now)?, Some(SATO), "use keeps it alive");
    }
    assert_eq!(user(2, start + age + 1)?, None, "but not for ever");

    for number in [4, 5] {
        begin(store, number, SATO, start)?;
    }
    assert_eq!(store.set_password(Hand::of_the_office(start), UserId(9), "hash", None)?, None);
    assert_eq!(
        store
            .set_password(Hand::of_the_office(start), SATO, "hash", Some(token(5)))?
            .map(|ended| ended.contains(&token(4))),
        Some(true)
    );
    assert_eq!((user(4, start)?, user(5, start)?), (None, Some(SATO)), "a new password ends all but the one in use");
    assert_eq!(
        store.set_password(Hand::of_the_office(start), SATO, "hash", None)?,
        Some(vec![token(5)]),
        "or all of them"
    );
    assert_eq!(user(5, start)?, None);
    assert_eq!(store.user_by_login("sato")?.map(|it| it.password_hash), Some("hash".to_owned()));
    Ok(())
}

pub fn of_a_user_are_bounded<S: Store>(store: &S) -> Checked {
    accounts::add(store, SATO.0, "sato")?;
    accounts::add(store, TANAKA.0, "tanaka")?;
    begin(store, 255, TANAKA, 0)?;
    let sessions = u8::try_from(SESSIONS_PER_USER_MAX).unwrap_or(u8::MAX);
    for number in 0..=sessions {
        begin(store, number, SATO, u64::from(number))?;
    }
    let stands = |number| store.session(token(number), 100).map(|it| it.is_some());
    assert_eq!([stands(0)?, stands(1)?, stands(sessions)?, stands(255)?], [false, true, true, true]);
    Ok(())
}

pub fn they_are_listed_and_ended_by_name<S: Store>(store: &S) -> Checked {
    let start = SESSION_AGE_MS_MAX;
    accounts::add(store, SATO.0, "sato")?;
    accounts::add(store, TANAKA.0, "tanaka")?;
    for (number, user) in [(1, SATO), (2, SATO), (3, SATO), (4, TANAKA), (5, SATO)] {
        begin(store, number, user, start + u64::from(number))?;
    }
    let touched = start + SESSION_TOUCH_INTERVAL_MS + 1;
    store.session(token(1), touched)?;
    let numbers = |user, now_ms| {
        let sessions = store.sessions_of(user, now_ms)?;
        Ok::<_, StoreError>(sessions.iter().map(|session| session.token.0[0]).collect::<Vec<_>>())
    };
    assert_eq!(numbers(SATO, touched)?, [1, 5, 3, 2], "the one used last comes first");
    let listed = store.sessions_of(SATO, touched)?;
    assert_eq!((listed[0].began_ms, listed[0].used_ms, listed[0].device), (start + 1, touched, None));
    assert_eq!((listed[3].id, listed[3].device), (id(2), Some(DeviceId(u64::MAX - 7))));
    assert_eq!(numbers(SATO, start + SESSION_IDLE_MS_MAX + 4)?, [1, 5], "what is idle for too long is no session");

    assert_eq!(store.end_session_of(SATO, id(4), 1)?, None, "another's is not theirs to end");
    assert_eq!(store.end_session_of(SATO, id(3), 1)?, Some(token(3)));
    assert_eq!(store.end_session_of(SATO, id(3), 1)?, None);
    let mut ended = store.end_sessions_but(SATO, token(2), 1)?;
    ended.sort_unstable();
    assert_eq!(ended, [token(1), token(5)]);
    assert_eq!((numbers(SATO, touched)?, numbers(TANAKA, touched)?), (vec![2], vec![4]));
    Ok(())
}
