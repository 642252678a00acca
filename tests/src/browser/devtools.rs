//! What only Chromium can be asked, over its own protocol, through its driver.

use fantoccini::wd::WebDriverCompatibleCommand;
use hyper::Method;
use serde_json::{Value, json};
use url::{ParseError, Url};

use super::{Browser, Engine};

/// A command of Chromium's own protocol.
#[derive(Debug)]
struct DevTools {
    command: &'static str,
    parameters: Value,
}

impl WebDriverCompatibleCommand for DevTools {
    fn endpoint(&self, base_url: &Url, session_id: Option<&str>) -> Result<Url, ParseError> {
        base_url.join(&format!("session/{}/goog/cdp/execute", session_id.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        let body = json!({ "cmd": self.command, "params": self.parameters });
        (Method::POST, Some(body.to_string()))
    }
}

impl Browser {
    /// From now on the site that is open may keep so many bytes on the device and no more; with `None`, as many as there is room for.
    pub async fn set_quota(&self, bytes: Option<u64>) {
        let origin = self.run("return location.origin", vec![]).await;
        let mut parameters = json!({ "origin": origin });
        if let Some(bytes) = bytes {
            parameters["quotaSize"] = json!(bytes);
        }
        self.devtools("Storage.overrideQuotaForOrigin", parameters).await;
    }

    /// From now on the main thread of the page runs so many times slower than the machine would let it: 1 is full speed. Holds for every
    /// page until the browser ends. Workers and the browser's own processes keep their speed.
    pub async fn slow_down(&self, times: u32) {
        self.devtools("Emulation.setCPUThrottlingRate", json!({ "rate": times })).await;
    }

    /// Runs a script in every page that is opened from now on, before the page's own.
    pub async fn run_in_new_pages(&self, script: &str) {
        self.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script })).await;
    }

    /// Has Chromium carry out a command of its own protocol; returns its answer.
    pub async fn devtools(&self, command: &'static str, parameters: Value) -> Value {
        assert_eq!(self.engine(), Engine::Chromium, "only Chromium can be asked for {command}");
        let answer = self.answer(self.client().issue_cmd(DevTools { command, parameters })).await;
        answer.unwrap_or_else(|error| panic!("Chromium does not do {command}: {error}"))
    }
}
