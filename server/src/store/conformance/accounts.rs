//! Accounts and wrong tries.

use jiff::civil::date;
use madobe_shared::codes::{Profession, Role};
use madobe_shared::ids::UserId;

use super::super::accounts::{Account, AccountChange, AccountError, Try, TryPolicy};
use super::super::audit::Hand;
use super::super::{Store, StoreError};
use super::Checked;
use super::sessions::{begin, token};

const OFFICE: Hand = Hand::of_the_office(0);
const POLICY: TryPolicy = TryPolicy { tries: 3, lockout_ms: 1_000 };

pub fn account(user: u64, login: &str) -> Account {
    Account {
        user: UserId(user),
        login: login.to_owned(),
        name: "髙橋 𠮷郎".to_owned(),
        profession: Profession::from_code("public_health_nurse"),
        active: true,
        role: Role::from_code("auditor"),
        contractor: user.is_multiple_of(2),
        expires_on: user.is_multiple_of(2).then_some(date(2027, 3, 31)),
        password_hash: "$argon2id$…".to_owned(),
    }
}

pub fn add(store: &impl Store, user: u64, login: &str) -> Checked {
    match store.create_user(OFFICE, &account(user, login)) {
        Ok(()) => Ok(()),
        Err(AccountError::Store(error)) => Err(error),
        Err(other) => Err(StoreError::Failed(other.to_string())),
    }
}

pub fn accounts<S: Store>(store: &S) -> Checked {
    add(store, u64::MAX, "takahashi")?;
    add(store, 1, "sato")?;
    assert!(matches!(store.create_user(OFFICE, &account(2, "sato")), Err(AccountError::Taken)), "the login");
    assert!(matches!(store.create_user(OFFICE, &account(1, "suzuki")), Err(AccountError::Taken)), "the id");
    assert_eq!(store.user_by_login("takahashi")?, Some(account(u64::MAX, "takahashi")));
    assert_eq!(store.user_by_login("Takahashi")?, None);
    assert_eq!(store.list_users()?, [account(1, "sato"), account(u64::MAX, "takahashi")]);
    Ok(())
}

pub fn changed_accounts<S: Store>(store: &S) -> Checked {
    // 31 March 2027 in Japan: its last millisecond is three in the afternoon in Greenwich.
    let last_ms = 1_806_505_199_999;
    let session = |number, now_ms| store.session(token(number), now_ms).map(|it| it.is_some());
    let change = |change: AccountChange, now_ms| store.change_user(Hand::of_the_office(now_ms), "sato", &change);
    add(store, 1, "sato")?;
    add(store, 2, "tanaka")?;
    let before = store.staff()?.version;
    begin(store, 1, UserId(1), last_ms)?;
    begin(store, 2, UserId(2), last_ms)?;

    let promoted = AccountChange { role: Some(Role::Manager), contractor: Some(true), ..AccountChange::default() };
    let expected = Account { role: Role::Manager, contractor: true, ..account(1, "sato") };
    assert_eq!(change(promoted, last_ms)?, Some(expected.clone()), "what was not named stays");
    assert_eq!(store.user_by_login("sato")?, Some(expected));
    assert!(store.staff()?.version != before, "devices hear of it");
    assert!(session(1, last_ms)?, "and the user works on");

    assert!(session(2, last_ms)? && !session(2, last_ms + 1)?, "a term ends with its day in Japan");
    let ends_today = AccountChange { expires_on: Some(Some(date(2027, 3, 31))), ..AccountChange::default() };
    change(ends_today.clone(), last_ms)?;
    assert!(session(1, last_ms)?);
    change(ends_today, last_ms + 1)?;
    let forever = AccountChange { expires_on: Some(None), ..AccountChange::default() };
    assert_eq!(change(forever, last_ms + 1)?.and_then(|it| it.expires_on), None);
    assert!(!session(1, last_ms + 1)?, "a new term does not bring old sessions back");

    begin(store, 3, UserId(1), last_ms)?;
    change(AccountChange { active: Some(false), ..AccountChange::default() }, last_ms)?;
    assert!(!session(3, last_ms)?);
    change(AccountChange { active: Some(true), ..AccountChange::default() }, last_ms)?;
    assert!(!session(3, last_ms)?, "nor does a return");
    assert_eq!(store.change_user(OFFICE, "nobody", &AccountChange::default())?, None);
    Ok(())
}

pub fn the_staff_list<S: Store>(store: &S) -> Checked {
    let empty = store.staff()?;
    assert!(empty.version != 0 && empty.members.is_empty());
    add(store, u64::MAX, "a")?;
    let one = store.staff()?;
    add(store, 1, "b")?;
    let two = store.staff()?;
    assert!(empty.version != one.version && one.version != two.version);
    assert_eq!(two.members, [account(1, "b").into(), account(u64::MAX, "a").into()], "in the order of ids");
    assert_eq!(store.staff()?, two);
    Ok(())
}

pub fn wrong_tries<S: Store>(store: &S) -> Checked {
    // Nobody has this login, and it locks like one that somebody has.
    let begin = |now_ms| store.begin_try("nobody", now_ms, POLICY);
    assert_eq!(begin(10)?, Try::Allowed { left: 2 });
    assert_eq!(begin(20)?, Try::Allowed { left: 1 });
    store.clear_tries("nobody")?;
    for left in [2, 1, 0] {
        assert_eq!(begin(30)?, Try::Allowed { left });
    }
    assert_eq!(begin(1_029)?, Try::Locked { until_ms: 1_030 }, "trying on does not lengthen it");
    assert_eq!(store.begin_try("another", 1_029, POLICY)?, Try::Allowed { left: 2 });
    assert_eq!(begin(1_030)?, Try::Allowed { left: 2 });
    assert_eq!(begin(2_030)?, Try::Allowed { left: 2 }, "a pause as long as the lock forgets");

    assert_eq!(begin(2_031)?, Try::Allowed { left: 1 });
    store.take_back_try("nobody")?;
    assert_eq!(begin(2_032)?, Try::Allowed { left: 1 }, "one that was taken back does not count");
    store.clear_tries("nobody")?;
    store.take_back_try("nobody")?;
    assert_eq!(begin(2_033)?, Try::Allowed { left: 2 }, "and nobody has more than there are");

    add(store, 1, "sato")?;
    for _ in 0..3 {
        store.begin_try("sato", 5_000, POLICY)?;
    }
    store.set_password(OFFICE, UserId(1), "another", Some(token(1)))?;
    assert_eq!(store.begin_try("sato", 5_001, POLICY)?, Try::Locked { until_ms: 6_000 }, "one's own new password");
    store.set_password(OFFICE, UserId(1), "another", None)?;
    assert_eq!(store.begin_try("sato", 5_001, POLICY)?, Try::Allowed { left: 2 }, "a new password unlocks");
    Ok(())
}
