//! What a person does with a page as a whole: open, reload, look at it, change the window.

use std::path::Path;

use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use super::query::{PATIENCE, POLL_INTERVAL};
use super::{Browser, Engine, Running};

/// How often the page is asked before its window's size is corrected.
const LOOKS_PER_RESIZE: u32 = 6;

impl Browser {
    /// Opens an address and waits until the page is loaded.
    pub async fn open(&self, address: &str) {
        if self.engine() == Engine::WebKit {
            let Running { client, webkit, driver } = self.running_now();
            let watched = self.answer(webkit.watch_origin(client, driver, address)).await;
            if watched.unwrap_or_else(|error| panic!("WebKit cannot reach {address}: {error}")) {
                self.apply_viewport().await;
            }
        }
        let result = self.answer(self.client().goto(address)).await;
        result.unwrap_or_else(|error| panic!("{} cannot open {address}: {error}", self.engine()));
    }

    /// Reloads the page as its reload button does, and waits until it is loaded.
    ///
    /// Not by WebDriver's own command: Firefox takes that for a reload past every cache, the service worker included.
    pub async fn reload(&self) {
        let before = self.run("return performance.timeOrigin", vec![]).await;
        self.run("location.reload()", vec![]).await;
        let deadline = Instant::now() + PATIENCE;
        let loaded = "return document.readyState === 'complete' && performance.timeOrigin !== arguments[0]";
        // A script that fails ran in the page that was just going.
        while !matches!(self.answer(self.client().execute(loaded, vec![before.clone()])).await, Ok(Value::Bool(true))) {
            assert!(Instant::now() < deadline, "{} did not reload within {PATIENCE:?}", self.engine());
            sleep(POLL_INTERVAL).await;
        }
    }

    /// The page's address.
    pub async fn address(&self) -> String {
        let address = self.answer(self.client().current_url()).await;
        address.unwrap_or_else(|error| panic!("{} does not tell its address: {error}", self.engine())).into()
    }

    /// Gives the page a viewport of this size, in CSS pixels.
    pub async fn set_viewport(&mut self, width: u32, height: u32) {
        self.viewport = (width, height);
        self.apply_viewport().await;
    }

    pub(super) async fn apply_viewport(&self) {
        let (width, height) = self.viewport;
        // WebDriver sets the window; what the browser puts around the page has to be found out, and a window may be slow to follow.
        let mut window = (width, height);
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            let resized = self.answer(self.client().set_window_size(window.0, window.1)).await;
            resized.unwrap_or_else(|error| panic!("{} cannot resize its window: {error}", self.engine()));
            let mut inner = self.viewport().await;
            for _ in 0..LOOKS_PER_RESIZE {
                if inner == (width, height) {
                    return;
                }
                sleep(POLL_INTERVAL).await;
                inner = self.viewport().await;
            }
            window.0 = (window.0 + width).saturating_sub(inner.0);
            window.1 = (window.1 + height).saturating_sub(inner.1);
        }
        panic!("{}: no viewport of {width} × {height}; it is {:?}", self.engine(), self.viewport().await);
    }

    /// The viewport's width and height, in CSS pixels.
    pub async fn viewport(&self) -> (u32, u32) {
        let size = self.run("return [innerWidth, innerHeight]", vec![]).await;
        let pixels =
            |index: usize| size[index].as_u64().and_then(|value| u32::try_from(value).ok()).unwrap_or_default();
        (pixels(0), pixels(1))
    }

    /// Runs the body of a JavaScript function with `arguments` and returns what it returns.
    pub async fn run(&self, body: &str, arguments: Vec<Value>) -> Value {
        let result = self.answer(self.client().execute(body, arguments)).await;
        result.unwrap_or_else(|error| panic!("{} failed to run a script: {error}\n{body}", self.engine()))
    }

    /// Runs the body of an `async` JavaScript function and returns what it resolves to.
    pub async fn run_async(&self, body: &str, arguments: Vec<Value>) -> Value {
        let wrapped = format!(
            "const done = arguments[arguments.length - 1];\
             (async function () {{ {body} }}).apply(null, [...arguments].slice(0, -1))\
             .then((value) => done({{ value: value ?? null }}), (error) => done({{ error: String(error) }}));"
        );
        let result = self.answer(self.client().execute_async(&wrapped, arguments)).await;
        let answer = result.unwrap_or_else(|error| panic!("{} failed to run a script: {error}\n{body}", self.engine()));
        assert!(answer["error"].is_null(), "{}: {}\n{body}", self.engine(), answer["error"]);
        answer["value"].clone()
    }

    /// Waits until a JavaScript expression is true; a promise is awaited.
    pub async fn wait_until(&self, expression: &str) {
        let deadline = Instant::now() + PATIENCE;
        let body = format!("return Boolean(await ({expression}))");
        while self.run_async(&body, vec![]).await != json!(true) {
            assert!(Instant::now() < deadline, "{}: never true within {PATIENCE:?}: {expression}", self.engine());
            sleep(POLL_INTERVAL).await;
        }
    }

    /// Writes a picture of the viewport (PNG).
    pub async fn screenshot(&self, file: impl AsRef<Path>) {
        let file = file.as_ref();
        let picture = self.answer(self.client().screenshot()).await;
        let picture = picture.unwrap_or_else(|error| panic!("{} does not show itself: {error}", self.engine()));
        if let Some(folder) = file.parent() {
            let _ = std::fs::create_dir_all(folder);
        }
        std::fs::write(file, picture).unwrap_or_else(|error| panic!("cannot write {}: {error}", file.display()));
    }
}
