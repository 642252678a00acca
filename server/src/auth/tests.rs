use std::sync::atomic::{AtomicU64, Ordering};

use madobe_shared::codes::{Profession, Role};
use madobe_shared::ids::UserId;

use super::*;
use crate::limits::{LOCKOUT_MS, WRONG_TRIES_MAX};
use crate::store::accounts::Account;
use crate::store::{Accounts, MemoryStore};

pub(super) struct Door {
    pub(super) auth: Auth,
    now_ms: Arc<AtomicU64>,
}

impl Door {
    pub(super) fn with_sato() -> Self {
        let store = MemoryStore::default();
        let account = Account {
            user: UserId(7),
            login: "sato".into(),
            name: "佐藤".into(),
            profession: Profession::SocialWorker,
            active: true,
            role: Role::Consultant,
            contractor: false,
            expires_on: None,
            password_hash: password::hash("right password").unwrap(),
        };
        store.create_user(Hand::of_the_office(0), &account).unwrap();
        let tanaka = Account { user: UserId(10), login: "tanaka".into(), ..account.clone() };
        store.create_user(Hand::of_the_office(0), &tanaka).unwrap();
        let retired = Account { user: UserId(8), login: "retired".into(), active: false, ..account };
        store.create_user(Hand::of_the_office(0), &retired).unwrap();
        let now_ms = Arc::new(AtomicU64::new(1_000_000_000_000));
        let clock = Clock::Set(Arc::clone(&now_ms));
        let term_over = Account {
            user: UserId(9),
            login: "term-over".into(),
            active: true,
            expires_on: Some(jiff::civil::date(2001, 9, 8)),
            ..retired
        };
        store.create_user(Hand::of_the_office(0), &term_over).unwrap();
        Self { auth: Auth::new(Arc::new(store), clock, Hub::new(0), Arc::default()), now_ms }
    }

    async fn tries(&self, login: &str, password: &str) -> String {
        match self.auth.sign_in(credentials(login, password)).await {
            Ok(signed_in) => signed_in.member.name,
            Err(error) => error.to_string() + &tries_left(&error),
        }
    }

    pub(super) fn now_ms(&self) -> u64 {
        self.now_ms.load(Ordering::Relaxed)
    }

    pub(super) fn minutes_pass(&self, minutes: u64) {
        self.now_ms.fetch_add(minutes * 60_000, Ordering::Relaxed);
    }
}

pub(super) fn credentials(login: &str, password: &str) -> Credentials {
    Credentials {
        login: login.to_owned(),
        password: password.to_owned(),
        device: None,
        code: None,
        passkey: None,
        site: None,
        enrolment: None,
    }
}

fn tries_left(error: &SignInError) -> String {
    match error {
        SignInError::WrongPassword { tries_left } => format!(" ({tries_left} left)"),
        _ => String::new(),
    }
}

#[tokio::test]
async fn the_fifth_wrong_password_locks_for_fifteen_minutes() {
    let door = Door::with_sato();
    for left in (1..WRONG_TRIES_MAX).rev() {
        assert_eq!(door.tries("sato", "wrong").await, format!("the login or the password is wrong ({left} left)"));
    }
    assert_eq!(door.tries("sato", "wrong").await, "too many wrong tries: wait 15 minutes");
    assert_eq!(door.tries("sato", "right password").await, "too many wrong tries: wait 15 minutes");
    door.minutes_pass(LOCKOUT_MS / 60_000 - 1);
    assert_eq!(door.tries("sato", "right password").await, "too many wrong tries: wait 1 minutes");
    door.minutes_pass(1);
    assert_eq!(door.tries("sato", "right password").await, "佐藤");
}

#[tokio::test]
async fn logins_that_do_not_exist_answer_like_those_that_do() {
    let door = Door::with_sato();
    for login in ["nobody", "retired", "term-over"] {
        for _ in 0..=WRONG_TRIES_MAX {
            assert_eq!(door.tries(login, "right password").await, door.tries("sato", "wrong").await);
        }
        door.minutes_pass(15);
    }
}

#[tokio::test]
async fn success_forgets_wrong_tries() {
    let door = Door::with_sato();
    for _ in 0..3 {
        for _ in 1..WRONG_TRIES_MAX {
            door.tries("sato", "wrong").await;
        }
        assert_eq!(door.tries("sato", "right password").await, "佐藤");
    }
}

#[tokio::test]
async fn many_guesses_at_once_are_many_tries() {
    let door = Door::with_sato();
    let guesses = (0..20).map(|_| door.tries("sato", "wrong"));
    let answers = futures_util::future::join_all(guesses).await;
    let looked_at = answers.iter().filter(|answer| answer.contains("left")).count();
    assert!(looked_at < WRONG_TRIES_MAX as usize, "{answers:?}");
    assert_eq!(door.tries("sato", "right password").await, "too many wrong tries: wait 15 minutes");
}

#[tokio::test]
async fn a_session_ends_when_its_user_signs_out() {
    let door = Door::with_sato();
    let signed_in = door.auth.sign_in(credentials(" SATO ", "right password")).await.unwrap();
    assert_eq!(door.auth.member(&signed_in.token).await.unwrap(), Some(signed_in.member));
    let mut listener = door.auth.hub.listen();
    door.auth.sign_out(&signed_in.token).await.unwrap();
    assert_eq!(door.auth.member(&signed_in.token).await.unwrap(), None);
    assert_eq!(listener.ended.recv().await.unwrap(), signed_in.token.hash());
    assert_eq!(door.auth.member(&Token::draw()).await.unwrap(), None);
}

#[test]
fn logins_are_the_same_however_they_are_typed() {
    for typed in ["sato", "Sato", " sato ", "ｓａｔｏ", "ＳＡＴＯ"] {
        assert_eq!(canonical_login(typed), "sato");
    }
    assert!(is_valid_login("sato.t-2_x"));
    for bad in ["", "佐藤", "sa to", &"x".repeat(33), &canonical_login(&"x".repeat(1_000))] {
        assert!(!is_valid_login(bad), "{bad}");
    }
}
