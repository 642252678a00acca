//! An authenticator for passkeys that its driver plays (W3C Web Authentication, 11: user agent automation). Of the three drivers
//! Chromium's alone can.

use fantoccini::wd::WebDriverCompatibleCommand;
use hyper::Method;
use serde_json::{Value, json};
use url::{ParseError, Url};

use super::{Browser, Engine};

#[derive(Debug)]
struct ToAuthenticator {
    path: String,
    parameters: Value,
}

impl WebDriverCompatibleCommand for ToAuthenticator {
    fn endpoint(&self, base_url: &Url, session_id: Option<&str>) -> Result<Url, ParseError> {
        let session = session_id.unwrap_or_default();
        base_url.join(&format!("session/{session}/webauthn/authenticator{}", self.path))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.parameters.to_string()))
    }
}

/// An authenticator that is part of a browser's device.
pub struct Authenticator<'b> {
    browser: &'b Browser,
    id: String,
}

impl Browser {
    /// Gives the page's device an authenticator, as a tablet with a fingerprint reader has one. Someone sits at it and is who they should
    /// be, until it is [told otherwise](Authenticator::set_user_verified).
    pub async fn add_authenticator(&self) -> Authenticator<'_> {
        let parameters = json!({
            "protocol": "ctap2_1",
            "transport": "internal",
            "hasResidentKey": true,
            "hasUserVerification": true,
            "isUserVerified": true,
            "extensions": ["prf"],
        });
        let id = self.to_authenticator(String::new(), parameters).await;
        Authenticator { browser: self, id: id.as_str().unwrap_or_default().to_owned() }
    }

    async fn to_authenticator(&self, path: String, parameters: Value) -> Value {
        assert_eq!(self.engine(), Engine::Chromium, "only Chromium's driver plays an authenticator");
        let answer = self.answer(self.client().issue_cmd(ToAuthenticator { path, parameters })).await;
        answer.unwrap_or_else(|error| panic!("Chromium's driver plays no authenticator: {error}"))
    }
}

impl Authenticator<'_> {
    /// Whether whoever sits there is recognised from now on.
    pub async fn set_user_verified(&self, verified: bool) {
        let path = format!("/{}/uv", self.id);
        self.browser.to_authenticator(path, json!({ "isUserVerified": verified })).await;
    }
}
