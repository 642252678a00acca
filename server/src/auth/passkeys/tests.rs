use crate::auth::second_factor::SecondFactorError;
use crate::auth::session::Token;
use crate::auth::tests::{Door, credentials};
use crate::auth::webauthn::{Site, authenticator::Authenticator};
use crate::auth::{Credentials, Proof, SignInError, SignedIn};
use crate::limits::{PASSKEY_CHALLENGE_MS, PASSKEY_CHALLENGES_PER_USER_MAX};

const PASSWORD: &str = "right password";

fn code(code: &str) -> Proof<'_> {
    Proof { code: Some(code), ..Proof::default() }
}

fn site() -> Site {
    Site { name: "localhost".into(), origin: "http://localhost:8787".into() }
}

impl Door {
    async fn enters(&self, login: &str, passkey: Option<&str>, code: Option<&str>) -> Result<SignedIn, SignInError> {
        let shown = credentials(login, PASSWORD);
        let (passkey, code) = (passkey.map(str::to_owned), code.map(str::to_owned));
        self.auth.sign_in(Credentials { passkey, code, site: Some(site()), ..shown }).await
    }

    /// What the browser is asked for at the door.
    async fn question(&self, login: &str) -> serde_json::Value {
        match self.enters(login, None, None).await {
            Err(SignInError::CodeNeeded { app: false, passkey: Some(options) }) => options,
            other => panic!("{other:?}"),
        }
    }

    async fn session(&self, login: &str) -> Token {
        self.auth.sign_in(credentials(login, PASSWORD)).await.unwrap().token
    }

    /// Adds a passkey, and returns it with the recovery codes.
    async fn add(&self, token: &Token, proof: Proof<'_>) -> (Authenticator, Vec<String>) {
        let authenticator = Authenticator::at(&site());
        let options = self.auth.offer_passkey(token, &site(), PASSWORD, proof).await.unwrap();
        let made = authenticator.make(&options);
        let codes = self.auth.add_passkey(token, &site(), " 訪問用タブレット ", &made).await.unwrap();
        let again = self.auth.add_passkey(token, &site(), "もう一度", &made).await;
        assert!(matches!(again, Err(SecondFactorError::NotOffered)), "a question has one answer");
        (authenticator, codes)
    }
}

fn is_wrong(answer: &Result<SignedIn, SignInError>, left: u32) -> bool {
    matches!(answer, Err(SignInError::WrongPasskey { tries_left }) if *tries_left == left)
}

#[tokio::test]
async fn the_door_asks_for_a_passkey_and_takes_each_answer_once() {
    let door = Door::with_sato();
    let token = door.session("sato").await;
    let (mut passkey, codes) = door.add(&token, Proof::default()).await;
    let [kept] = &door.auth.passkeys(&token).await.unwrap()[..] else { panic!("one passkey") };
    assert_eq!((kept.made.name.as_str(), kept.used_ms), ("訪問用タブレット", None));

    let shown = passkey.show(&door.question("sato").await);
    assert!(door.enters("sato", Some(&shown), None).await.is_ok());
    assert!(door.auth.passkeys(&token).await.unwrap()[0].used_ms.is_some());
    assert!(is_wrong(&door.enters("sato", Some(&shown), None).await, 4), "it was used already");
    let made_up = serde_json::json!({ "challenge": crate::auth::webauthn::write(&[7; 32]) });
    let shown = passkey.show(&made_up);
    assert!(is_wrong(&door.enters("sato", Some(&shown), None).await, 3), "nobody asked this");

    let question = door.question("sato").await;
    passkey.counter = 1;
    let shown = passkey.show(&question);
    assert!(is_wrong(&door.enters("sato", Some(&shown), None).await, 2), "the counter went back: there are two of it");

    assert_eq!(codes.len(), 10);
    assert!(door.enters("sato", None, Some(&codes[0].to_uppercase())).await.is_ok(), "each stands in once");
    assert!(matches!(door.enters("sato", None, Some(&codes[0])).await, Err(SignInError::WrongCode { tries_left: 4 })));
    assert!(matches!(door.enters("sato", None, Some("123456")).await, Err(SignInError::WrongCode { .. })), "no app");
}

#[tokio::test]
async fn a_question_is_of_one_user_one_purpose_and_one_hour() {
    let door = Door::with_sato();
    let (sato, other) = (door.session("sato").await, door.session("tanaka").await);
    let (mut passkey, codes) = door.add(&sato, Proof::default()).await;
    let (mut others, _) = door.add(&other, Proof::default()).await;

    let question = door.question("sato").await;
    let foreign = others.show(&question);
    assert!(is_wrong(&door.enters("sato", Some(&foreign), None).await, 4), "another user's passkey");
    let question = door.question("tanaka").await;
    let shown = passkey.show(&question);
    assert!(is_wrong(&door.enters("sato", Some(&shown), None).await, 3), "another user's question");

    let making = door.auth.offer_passkey(&sato, &site(), PASSWORD, code(&codes[0])).await.unwrap();
    let shown = passkey.show(&making);
    assert!(is_wrong(&door.enters("sato", Some(&shown), None).await, 4), "a question for another purpose");

    let shown = passkey.show(&door.question("sato").await);
    door.minutes_pass(PASSKEY_CHALLENGE_MS / 60_000);
    assert!(is_wrong(&door.enters("sato", Some(&shown), None).await, 3), "too late");

    let first = door.question("sato").await;
    for _ in 0..PASSKEY_CHALLENGES_PER_USER_MAX {
        door.question("sato").await;
    }
    let shown = passkey.show(&first);
    for left in [2, 1] {
        assert!(is_wrong(&door.enters("sato", Some(&shown), None).await, left), "others were asked since");
    }
    let locked = door.enters("sato", Some(&shown), None).await;
    assert!(matches!(locked, Err(SignInError::Locked { .. })), "wrong passkeys count like wrong codes");
}

#[tokio::test]
async fn it_is_asked_for_at_its_own_site_and_goes_with_the_password() {
    let door = Door::with_sato();
    let token = door.session("sato").await;
    let (passkey, codes) = door.add(&token, Proof::default()).await;
    for site in [None, Some(Site { name: "madobe.example".into(), origin: "https://madobe.example".into() })] {
        let at_site = Credentials { site, ..credentials("sato", PASSWORD) };
        let asked = door.auth.sign_in(at_site).await;
        assert!(matches!(asked, Err(SignInError::CodeNeeded { app: false, passkey: None })), "{asked:?}");
    }
    let (mut other, none) = door.add(&token, code(&codes[2])).await;
    assert!(none.is_empty(), "the recovery codes of the first are there");

    let id = crate::auth::webauthn::write(&passkey.id);
    let remove =
        async |password: &str, proof: Proof<'_>, id: &str| door.auth.remove_passkey(&token, password, proof, id).await;
    let wrong = remove("wrong", code(&codes[3]), &id).await;
    assert!(matches!(wrong, Err(SecondFactorError::NotLetIn(SignInError::WrongPassword { .. }))));
    assert!(remove(PASSWORD, code(&codes[3]), &id).await.unwrap());
    assert!(!remove(PASSWORD, code(&codes[4]), &id).await.unwrap(), "it is gone");
    assert!(!remove(PASSWORD, code(&codes[5]), "").await.unwrap());
    assert!(door.enters("sato", None, Some(&codes[1])).await.is_ok(), "there is another, so the codes stay");
    let last = crate::auth::webauthn::write(&other.id);
    let shown = other.show(&door.question("sato").await);
    let shown = Proof { passkey: Some(&shown), site: Some(&site()), code: None };
    assert!(remove(PASSWORD, shown, &last).await.unwrap(), "it takes itself away");
    assert!(door.enters("sato", None, None).await.is_ok(), "without any, the password is enough");
}

#[tokio::test]
async fn a_password_alone_neither_adds_to_what_there_is_nor_takes_away() {
    let door = Door::with_sato();
    let token = door.session("sato").await;
    // What was begun while the password was enough is over with the first passkey.
    let early = door.auth.offer_second_factor(&token, PASSWORD, Proof::default()).await.unwrap();
    let (passkey, codes) = door.add(&token, Proof::default()).await;
    let early = door.auth.confirm_second_factor(&token, &early.secret.code_at(door.now_ms())).await;
    assert!(matches!(early, Err(SecondFactorError::NotOffered)), "{early:?}");

    let id = crate::auth::webauthn::write(&passkey.id);
    let bare = Proof { site: Some(&site()), ..Proof::default() };
    let asked = |answer: Result<(), SecondFactorError>| {
        let asked =
            matches!(answer, Err(SecondFactorError::NotLetIn(SignInError::CodeNeeded { passkey: Some(_), .. })));
        assert!(asked, "{answer:?}");
    };
    asked(door.auth.offer_passkey(&token, &site(), PASSWORD, bare).await.map(drop));
    asked(door.auth.remove_passkey(&token, PASSWORD, bare, &id).await.map(drop));
    asked(door.auth.offer_second_factor(&token, PASSWORD, bare).await.map(drop));
    let wrong = door.auth.offer_passkey(&token, &site(), PASSWORD, code("000000")).await;
    assert!(matches!(wrong, Err(SecondFactorError::NotLetIn(SignInError::WrongCode { tries_left: 4 }))));
    assert!(door.auth.offer_second_factor(&token, PASSWORD, code(&codes[0])).await.is_ok());
}

#[tokio::test]
async fn what_is_no_passkey_of_this_place_is_not_kept() {
    let door = Door::with_sato();
    let token = door.session("sato").await;
    let make = async |bend: fn(&mut Authenticator), name: &str| {
        let mut authenticator = Authenticator::at(&site());
        bend(&mut authenticator);
        let options = door.auth.offer_passkey(&token, &site(), PASSWORD, Proof::default()).await.unwrap();
        door.auth.add_passkey(&token, &site(), name, &authenticator.make(&options)).await
    };
    let elsewhere = make(|it| it.site.origin = "http://localhost:9999".into(), "机").await;
    assert!(matches!(elsewhere, Err(SecondFactorError::BadPasskey)));
    assert!(matches!(make(|it| it.verifies = false, "机").await, Err(SecondFactorError::BadPasskey)));
    for name in ["", " ", "二\n行", &"長".repeat(41)] {
        assert!(matches!(make(|_| (), name).await, Err(SecondFactorError::BadName)), "{name}");
    }
    assert!(door.auth.passkeys(&token).await.unwrap().is_empty());
    assert!(door.enters("sato", None, None).await.is_ok());
}
