//! Asking the office over HTTP for what does not come by the line. Never says what an answer means.

use gloo::net::Error;
use gloo::net::http::{Request, RequestBuilder, Response};
use js_sys::{JSON, Object, Reflect};
use wasm_bindgen::JsValue;

use crate::said::Said;

/// Why there is no answer to what was asked.
pub(crate) enum Refusal {
    /// The office was not reached, or a gateway answers for a server that is not there.
    NotReached,
    /// The office refused.
    Said {
        /// HTTP's status.
        status: u16,
        /// Its reason, where it gave one.
        said: Option<Said>,
    },
    /// The browser could not ask, in its words.
    NotAsked(String),
}

impl Refusal {
    /// The server's word for it; empty where it gave none.
    pub(crate) fn error(&self) -> String {
        self.at("error").and_then(|said| said.text()).unwrap_or_default()
    }

    /// A number that goes with it.
    pub(crate) fn count(&self, name: &str) -> Option<u32> {
        self.at(name)?.count()
    }

    /// Something else that goes with it.
    pub(crate) fn at(&self, name: &str) -> Option<Said> {
        let Self::Said { said: Some(said), .. } = self else { return None };
        Some(said.at(name))
    }
}

/// Sends what was filled in.
pub(crate) async fn post(address: &str, fields: &[(&str, &str)]) -> Result<Response, Refusal> {
    sent(with_body(Request::post(address), filled_in(fields))).await
}

/// Fields of a form as a body of JSON.
pub(crate) fn filled_in(fields: &[(&str, &str)]) -> JsValue {
    let form = Object::new();
    for (name, value) in fields {
        // A plain object takes whatever it is given.
        let _ = Reflect::set(&form, &(*name).into(), &(*value).into());
    }
    JSON::stringify(&form).map(JsValue::from).unwrap_or_default()
}

/// A request whose body is JSON.
pub(crate) fn with_body(request: RequestBuilder, body: impl Into<JsValue>) -> Result<Request, Error> {
    request.header("content-type", "application/json").body(body)
}

/// Sends a request; an answer that is no success is a refusal.
pub(crate) async fn sent(request: Result<Request, Error>) -> Result<Response, Refusal> {
    let request = request.map_err(|error| Refusal::NotAsked(error.to_string()))?;
    let response = request.send().await.map_err(|_| Refusal::NotReached)?;
    if response.ok() {
        return Ok(response);
    }
    let refusal = Refusal::Said { status: response.status(), said: said(&response).await };
    // The server itself would say what keeps it.
    let is_gateway = matches!(response.status(), 502..=504) && refusal.error().is_empty();
    Err(if is_gateway { Refusal::NotReached } else { refusal })
}

/// Reads an answer.
pub(crate) async fn told(response: Response) -> Result<Said, Refusal> {
    said(&response).await.ok_or_else(|| Refusal::NotAsked("no answer of the office".to_owned()))
}

async fn said(response: &Response) -> Option<Said> {
    Said::parse(&response.text().await.unwrap_or_default())
}
