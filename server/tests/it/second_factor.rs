//! A second factor: set up with an app, asked for at the door, used once, and gone when someone takes it away.
//!
//! The server's clock is the machine's; the app of these tests makes its codes from the secret that the server shows, as a phone does.

use hyper::StatusCode;
use madobe_server::platform::Clock;
use madobe_server::store::audit::Hand;
use madobe_server::store::second_factors::TotpSecret;
use serde_json::{Value, json};

use crate::world::{PASSWORD, Server, credentials};

/// An authenticator app.
struct App(TotpSecret);

impl App {
    /// What the app shows so many steps from now.
    fn shows(&self, later: i64) -> String {
        self.0.code_at(Clock::System.now_ms().checked_add_signed(later * 30_000).unwrap())
    }
}

impl Server {
    async fn ask(&self, path: &str, cookie: &str, body: &Value) -> (StatusCode, Value) {
        let answer = self.post(path, &body.to_string()).cookie(cookie).send().await;
        (answer.status, answer.json())
    }

    async fn enter_with(&self, password: &str, code: &str) -> (StatusCode, Value) {
        let body = json!({ "login": "sato", "password": password, "code": code });
        self.ask("/api/sign-in", "", &body).await
    }

    /// Sets up a second factor and returns the app and the recovery codes.
    async fn set_up(&self, cookie: &str) -> (App, Vec<String>) {
        let (status, offered) = self.ask("/api/second-factor", cookie, &json!({ "password": PASSWORD })).await;
        assert_eq!(status, StatusCode::OK);
        let secret = offered["secret"].as_str().unwrap();
        let letters = secret.replace(' ', "");
        assert_eq!((secret.len(), letters.len()), (39, 32), "eight groups of four");
        let uri = format!("otpauth://totp/Madobe:sato?secret={letters}&issuer=Madobe");
        assert_eq!(offered["uri"], uri);
        assert_eq!(offered["qr"], json!(madobe_server::auth::qr::draw(&uri)), "what is drawn is the address");
        let app = App(self.store.second_factor(madobe_shared::ids::UserId(7)).unwrap().unwrap().secret);
        assert_eq!(app.0.in_groups(), secret);

        let answer = self.post("/api/sign-in", &credentials("sato", PASSWORD)).send().await;
        assert_eq!(answer.status, StatusCode::OK, "it does not count before it is confirmed");
        let wrong = self.ask("/api/second-factor/confirm", cookie, &json!({ "code": "" })).await;
        assert_eq!(wrong, (StatusCode::UNPROCESSABLE_ENTITY, json!({ "error": "wrong_code" })));
        // The code before leaves two more to be shown without waiting. The next step may begin while it travels, once.
        let mut confirmed = (StatusCode::UNPROCESSABLE_ENTITY, Value::Null);
        for _ in 0..2 {
            if confirmed.0 == StatusCode::UNPROCESSABLE_ENTITY {
                let code = json!({ "code": app.shows(-1) });
                confirmed = self.ask("/api/second-factor/confirm", cookie, &code).await;
            }
        }
        let (status, confirmed) = confirmed;
        assert_eq!(status, StatusCode::OK);
        let codes = confirmed["recovery_codes"].as_array().unwrap().iter();
        (app, codes.map(|code| code.as_str().unwrap().to_owned()).collect())
    }

    async fn state(&self, cookie: &str) -> Value {
        self.get("/api/second-factor").cookie(cookie).send().await.json()
    }
}

#[tokio::test]
async fn the_door_asks_for_a_code_and_takes_each_once() {
    let server = Server::start().await;
    let cookie = server.sign_in().await;
    assert_eq!(server.state(&cookie).await, json!({ "enabled": false, "recovery_codes_left": 0 }));
    let (app, recovery) = server.set_up(&cookie).await;
    assert_eq!(server.state(&cookie).await, json!({ "enabled": true, "recovery_codes_left": 10 }));

    let needed = (StatusCode::UNAUTHORIZED, json!({ "error": "code_needed", "second_factor": "totp" }));
    for code in ["", " "] {
        let answer = server.enter_with(PASSWORD, code).await;
        assert_eq!(answer, needed);
    }
    let answer = server.post("/api/sign-in", &credentials("sato", PASSWORD)).send().await;
    assert_eq!((answer.status, answer.json()), needed);
    assert!(answer.set_cookie().is_none());

    let wrong_code = |left| (StatusCode::UNAUTHORIZED, json!({ "error": "wrong_code", "tries_left": left }));
    let first = app.shows(0);
    assert_eq!(server.enter_with(PASSWORD, &format!(" {} {} ", &first[..3], &first[3..])).await.0, StatusCode::OK);
    assert_eq!(server.enter_with(PASSWORD, &first).await, wrong_code(4), "read over the shoulder, and used already");
    assert_eq!(server.enter_with(PASSWORD, &app.shows(1)).await.0, StatusCode::OK, "the clock of the phone is fast");

    assert_eq!(recovery.len(), 10);
    let typed = recovery[0].to_uppercase().replace('-', " ");
    assert_eq!(server.enter_with(PASSWORD, &typed).await.0, StatusCode::OK);
    assert_eq!(server.enter_with(PASSWORD, &recovery[0]).await, wrong_code(4), "each once");
    assert_eq!(server.state(&cookie).await["recovery_codes_left"], 9);
    server.stop().await;
}

#[tokio::test]
async fn codes_cannot_be_guessed_and_wrong_passwords_learn_nothing() {
    let server = Server::start().await;
    let cookie = server.sign_in().await;
    let (app, _) = server.set_up(&cookie).await;
    let wrong_password = json!({ "error": "wrong_password", "tries_left": 4 });
    let answer = server.enter_with("wrong", &app.shows(0)).await;
    assert_eq!(answer, (StatusCode::UNAUTHORIZED, wrong_password), "as where there is no second factor");
    for left in [3, 2, 1] {
        server.enter_with(PASSWORD, "").await;
        let answer = server.enter_with(PASSWORD, "12345").await;
        let expected = json!({ "error": "wrong_code", "tries_left": left });
        assert_eq!(answer, (StatusCode::UNAUTHORIZED, expected), "the right password alone gives no new tries");
    }
    let same = server.ask("/api/password", &cookie, &json!({ "current": PASSWORD, "new": "another long one" })).await;
    assert_eq!(same.0, StatusCode::OK, "nor does a new password");
    let locked = (StatusCode::TOO_MANY_REQUESTS, json!({ "error": "locked", "minutes": 15 }));
    assert_eq!(server.enter_with("another long one", "12345").await, locked);
    assert_eq!(server.enter_with("another long one", &app.shows(0)).await, locked);
    server.stop().await;
}

#[tokio::test]
async fn it_is_removed_by_whoever_has_it_and_by_whoever_runs_the_server() {
    let server = Server::start().await;
    let cookie = server.sign_in().await;
    let not_offered = (StatusCode::CONFLICT, json!({ "error": "second_factor_not_offered" }));
    assert_eq!(server.ask("/api/second-factor/confirm", &cookie, &json!({ "code": "123456" })).await, not_offered);
    let wrong = server.ask("/api/second-factor", &cookie, &json!({ "password": "wrong" })).await;
    assert_eq!(wrong, (StatusCode::UNAUTHORIZED, json!({ "error": "wrong_password", "tries_left": 4 })));
    let (app, _) = server.set_up(&cookie).await;

    let on = (StatusCode::CONFLICT, json!({ "error": "second_factor_on" }));
    let bare = server.ask("/api/second-factor", &cookie, &json!({ "password": PASSWORD })).await.1;
    assert_eq!(bare["error"], "code_needed", "a password alone changes nothing about it");
    let proven = json!({ "password": PASSWORD, "code": app.shows(0) });
    assert_eq!(server.ask("/api/second-factor", &cookie, &proven).await, on);
    assert_eq!(server.ask("/api/second-factor/confirm", &cookie, &json!({ "code": app.shows(1) })).await, on);
    let remove = async |body: Value| server.ask("/api/second-factor/remove", &cookie, &body).await.1;
    assert_eq!(remove(json!({ "password": PASSWORD })).await["error"], "code_needed");
    assert_eq!(remove(json!({ "password": PASSWORD, "code": "1" })).await["error"], "wrong_code");
    assert_eq!(remove(json!({ "password": PASSWORD, "code": app.shows(1) })).await, json!({}));
    server.sign_in().await;

    server.set_up(&cookie).await;
    // As `user reset-second-factor` does beside a running server.
    assert!(server.store.remove_second_factor(Hand::of_the_office(0), madobe_shared::ids::UserId(7)).unwrap());
    server.sign_in().await;
    for path in ["/api/second-factor", "/api/second-factor/confirm", "/api/second-factor/remove"] {
        let body = json!({ "password": PASSWORD, "code": "1" });
        assert_eq!(server.ask(path, "", &body).await.0, StatusCode::UNAUTHORIZED, "{path}");
        let call = server.post(path, &body.to_string()).cookie(&cookie).header("origin", "http://evil.example");
        assert_eq!(call.send().await.status, StatusCode::FORBIDDEN, "{path}");
    }
    server.stop().await;
}
