//! Real browsers, driven over WebDriver, for stories told from end to end.
//!
//! ```no_run
//! # async fn story(profile: &std::path::Path) {
//! use madobe_tests::browser::{Browser, Engine};
//!
//! let mut tablet = Browser::launch(Engine::Firefox, profile).await;
//! tablet.open("http://127.0.0.1:8787/").await;
//! tablet.button("訪問記録を書く").click().await;
//! tablet.textbox("記録").type_text("玄関先で本人と話す。").await;
//! tablet.kill_hard().await;
//! tablet.relaunch().await;
//! tablet.open("http://127.0.0.1:8787/").await;
//! tablet.text("玄関先で本人と話す。").wait().await;
//! # }
//! ```
//!
//! Things are found as people find them, by role and accessible name ([`Query`]). Everything waits for what it needs, nothing
//! sleeps for a fixed time. A failed expectation panics, which is how a test fails: with the line of the story, what was on the page
//! instead, and a screenshot in `target/e2e`. Knows nothing of Madobe.
//!
//! The client is fantoccini: plain WebDriver over HTTP, the one language all three drivers speak, without a TLS stack (thirtyfour brings
//! one, and a manager that downloads drivers). What Chromium alone could do better over its own protocol would be untested elsewhere.

mod action;
mod authenticator;
mod devtools;
mod display;
mod driver;
mod engine;
mod page;
mod process;
mod query;
mod webkit;
mod window;

use std::path::{Path, PathBuf};
use std::time::Duration;

use fantoccini::Client;
use fantoccini::error::CmdError;

use tokio::time::timeout;

pub use authenticator::Authenticator;
use driver::Driver;
pub use engine::Engine;
pub use query::Query;
use webkit::WebKitWindows;
pub use window::Window;

/// Beyond every wait inside a single command: loading a page on a busy machine is the longest.
const ANSWER_MAX: Duration = Duration::from_secs(60);

/// One browser with one profile: one person's device.
///
/// Dropping it ends the browser and its driver, by their process numbers, and nothing else.
pub struct Browser {
    engine: Engine,
    profile: PathBuf,
    running: Option<Running>,
    viewport: (u32, u32),
    site_data: SiteData,
}

/// Whether sites may keep anything on the device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SiteData {
    Kept,
    Refused,
}

struct Running {
    // Declared first, dropped first: the client says goodbye to a driver that still listens.
    client: Client,
    webkit: WebKitWindows,
    driver: Driver,
}

impl Browser {
    /// Starts a driver and a browser, headless, with a window for an 820 × 1180 page.
    ///
    /// What the pages store lies in `profile`, a folder that is created if need be, and outlives the browser. WebKit keeps no
    /// storage there when it is automated: it lives as long as this value.
    pub async fn launch(engine: Engine, profile: impl AsRef<Path>) -> Self {
        Self::launch_with(engine, profile.as_ref(), SiteData::Kept).await
    }

    /// The same with a browser whose owner forbade all sites to keep anything, as private windows and managed devices do: no database,
    /// no service worker, no cookie. WebKit cannot be told to while it is automated.
    pub async fn launch_refusing_site_data(engine: Engine, profile: impl AsRef<Path>) -> Self {
        assert_ne!(engine, Engine::WebKit, "WebKit cannot be told to refuse");
        Self::launch_with(engine, profile.as_ref(), SiteData::Refused).await
    }

    async fn launch_with(engine: Engine, profile: &Path, site_data: SiteData) -> Self {
        let viewport = (820, 1180);
        let mut browser = Self { engine, profile: profile.to_path_buf(), running: None, viewport, site_data };
        browser.relaunch().await;
        browser
    }

    /// The engine it runs on.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// The battery dies: the browser ends between two instructions and cannot write anything any more.
    ///
    /// Chromium and Firefox lose all their processes. WebKit loses those that run pages and workers; the one that holds their storage
    /// has to live, since it keeps an automated session's storage in memory. For a page all are a sudden end without any event.
    pub async fn kill_hard(&mut self) {
        match self.engine {
            Engine::Chromium | Engine::Firefox => drop(self.running.take()),
            Engine::WebKit => {
                let Running { client, webkit, driver } = self.running_now();
                self.answer(webkit.kill_page(client, driver)).await.unwrap_or_else(|error| panic!("WebKit: {error}"));
            }
        }
    }

    /// Starts again after [`kill_hard`](Self::kill_hard), with the same profile. The page is not opened again by itself.
    pub async fn relaunch(&mut self) {
        if self.running.is_none() {
            let engine = self.engine;
            let prepared = engine.prepare(&self.profile);
            prepared.unwrap_or_else(|error| panic!("cannot write to {}: {error}", self.profile.display()));
            let driver = Driver::start(engine, &self.profile).await;
            let client = driver.session(engine.capabilities(&self.profile, self.site_data)).await;
            self.running = Some(Running { client, webkit: WebKitWindows::default(), driver });
        }
        if self.engine == Engine::WebKit {
            let opened = self.answer(webkit::open_window(self.client())).await;
            opened.unwrap_or_else(|error| panic!("WebKit opens no window: {error}"));
        }
        self.apply_viewport().await;
    }

    fn running_now(&self) -> &Running {
        self.running.as_ref().expect("the browser was killed and not relaunched")
    }

    fn client(&self) -> &Client {
        &self.running_now().client
    }

    /// Waits for the driver's answer, but not for ever: a driver whose browser hangs would let a test hang.
    async fn answer<T>(&self, question: impl Future<Output = Result<T, CmdError>>) -> Result<T, CmdError> {
        match timeout(ANSWER_MAX, question).await {
            Ok(answer) => answer,
            Err(_) => panic!("{} hangs: no answer within {ANSWER_MAX:?}", self.engine),
        }
    }
}
